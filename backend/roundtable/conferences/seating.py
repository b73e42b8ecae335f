"""Letting who comes to a conference hear the cases on its agenda: a seat at each case's table, and a naming.

An agency hears an item once it comes and the item is on the agenda, whichever was first. It is shown what is disclosed
to it from then on, and nothing that was shared before (domain.md, rule 9).
"""

from collections.abc import Sequence
from uuid import UUID

from roundtable.access import rule
from roundtable.access.commands import copied, revoke
from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, Disclosure, MemberFunction
from roundtable.access.news import tell_agency, tell_of_sight, tell_table, tell_tasked
from roundtable.access.parts import begin_part, end_part
from roundtable.agencies.models import Agency
from roundtable.conferences import news, queries
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Conference,
    ConferenceStatus,
)
from roundtable.conferences.seating_queries import (
    functions_given,
    goes_on_with,
    has_something_there,
    lent_to,
    namings_of,
    seats_given,
    without_duty,
)
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work

_S = CaseAgencyState
_MAY_COME_IN = (_S.INVITED, _S.LEFT, _S.DECLINED, _S.TASKED)


async def open_agenda_to(work: Work, conference: Conference, agency_id: UUID) -> None:
    """Let an agency that comes hear what is on the agenda."""
    async with work.reaching(Reach.CONFERENCE_TABLE):
        items = await queries.accepted_items(work, conference)
    await queries.hold_cases(work, items)
    for item in items:
        await open_item_to(work, conference, item, agency_id)


async def close_agenda_to(work: Work, conference: Conference, agency_id: UUID) -> None:
    """An agency that does not come after all hears no more of what is not decided, but for what it referred itself."""
    async with work.reaching(Reach.CONFERENCE_TABLE):
        items = await queries.open_items(work, conference)
    await queries.hold_cases(work, items)
    for item in items:
        if item.proposed_by and await queries.agency_of(work, item.proposed_by) == agency_id:
            continue
        async with work.reaching(Reach.CONFERENCE_TABLE):
            lent = await lent_to(work, conference, item.case_id, agency_id)
            namings = [*await namings_of(work, item, agency_id), *lent]
            revoke(work, namings, "The agency does not come to the conference.")
        if namings:
            # That the rule on repeats proposed something is told to nobody else.
            if not item.by_rule:
                await tell_of_sight(work, item.case_id)
            tell_agency(work, item.case_id, item.case_id, agency_id)
    people = [each.membership_id for each in await queries.attendances_of(work, conference, agency_id)]
    await end_functions(work, conference, items, people)
    await end_seats(work, conference, items, "The agency does not come to the conference.", agency_id)


async def end_seats(
    work: Work, conference: Conference, items: Sequence[AgendaItem], reason: str, agency_id: UUID | None = None
) -> None:
    """End the seats that a conference gave at the cases of these items, which are held: those of an agency, or all.

    One stays where the case was heard, for its minutes are to be read, and corrected; where its agency has something of
    its own; and it goes on with another conference that hears the case.
    """
    unheard = [item for item in items if item.status is not AgendaItemStatus.HEARD]
    async with work.reaching(Reach.CONFERENCE_END):
        seats = await seats_given(work, conference, unheard, agency_id)
        for seat in seats:
            seat.until_conference_id = await goes_on_with(work, seat.agency_id, seat.case_id, conference)
        ending = [
            seat for seat in seats if seat.until_conference_id is None and not await has_something_there(work, seat)
        ]
    for seat in ending:
        await end_part(work, seat, _S.LEFT, reason)


async def leave_agenda(work: Work, conference: Conference, membership_id: UUID) -> None:
    """Who does not come after all has no function by the conference at what is not decided."""
    async with work.reaching(Reach.CONFERENCE_TABLE):
        items = await queries.open_items(work, conference)
    await queries.hold_cases(work, items)
    await end_functions(work, conference, items, [membership_id])


async def end_functions(
    work: Work, conference: Conference, items: Sequence[AgendaItem], posts: Sequence[UUID] | None = None
) -> None:
    """End the functions that a conference gave at the cases of these items, which are held: of who does not come, or of
    all as it is over. Then they go as their agency's seat does, where the conference gave that as well.

    One stays where the case was heard, and goes on with another conference, as seats do.
    """
    unheard = [item for item in items if item.status is not AgendaItemStatus.HEARD]
    async with work.reaching(Reach.CONFERENCE_TABLE):
        given = await functions_given(work, conference, unheard, posts)
        seats = await seats_given(work, conference, unheard, None) if posts is None else []
    agencies = {post: await queries.agency_of(work, post) for post in {each.membership_id for each in given}}
    with_seat = {(seat.case_id, seat.agency_id) for seat in seats}
    given = [each for each in given if (each.case_id, agencies[each.membership_id]) not in with_seat]
    async with work.reaching(Reach.CONFERENCE_END):
        on = [await goes_on_with(work, agencies[one.membership_id], one.case_id, conference) for one in given]
    async with work.reaching(Reach.CONFERENCE_TABLE):
        for function, another in zip(given, on, strict=True):
            function.until_conference_id = another or conference.id
            function.renounced_at = None if another else work.now
    for function in given:
        await news.tell_of_seat(work, function.case_id, function.membership_id)
    for case_id in sorted({function.case_id for function in given}):
        await tell_of_sight(work, case_id)


async def open_item_to(work: Work, conference: Conference, item: AgendaItem, agency_id: UUID) -> None:
    """Let an agency hear an item whose case is held: nothing happens for one that may not, and nobody is told why."""
    agency = await work.known(Agency, agency_id)
    barred = await work.holds(rule.in_conflict(item.case_id, agency_id))
    if agency is None or not agency.active or barred or str(agency_id) in item.without:
        return
    async with work.reaching(Reach.CONFERENCE_TABLE):
        standing = await _part(work, item, agency_id)
        seat = None if _is_seated(standing) else _seat(work, conference, item, agency, standing)
        if seat is None and not _is_seated(standing):
            return
        named = await _name(work, item, agency_id)
        asked = await _ask(work, conference, item, agency_id)
        people = await _seat_people(work, conference, item, agency_id)
    if seat is not None:
        await tell_table(work, item.case_id, seat.id)
        await tell_tasked(work, item.case_id)
    if named or asked:
        news.tell_of_item(work, item)
        tell_agency(work, item.case_id, item.case_id, agency_id)
    for post in people:
        await news.tell_of_seat(work, item.case_id, post)


async def _part(work: Work, item: AgendaItem, agency_id: UUID) -> CaseAgency | None:
    part = table_of(CaseAgency)
    found = await work.reached(CaseAgency, part.c.case_id == item.case_id, part.c.agency_id == agency_id)
    return found[0] if found else None


def _is_seated(standing: CaseAgency | None) -> bool:
    return standing is not None and standing.state is _S.ACTIVE


def _seat(
    work: Work, conference: Conference, item: AgendaItem, agency: Agency, standing: CaseAgency | None
) -> CaseAgency | None:
    """A seat at the case's table, which who leads the case gives to all who come to the conference, or does not."""
    if not item.brings_in or (standing is not None and standing.state not in _MAY_COME_IN):
        return None
    return begin_part(
        work,
        item.case_id,
        agency,
        standing,
        _S.ACTIVE,
        invitation=conference.title,
        invited_by=item.proposed_by,
        invited_at=item.created_at,
        until_conference_id=conference.id,
    )


async def _name(work: Work, item: AgendaItem, agency_id: UUID) -> bool:
    """In the item's audience, on the grounds that it was referred on, while those hold; whether it was not before."""
    naming = table_of(Disclosure)
    standing = await work.reached(Disclosure, naming.c.audience_id == item.audience_id, rule.disclosure_is_live(naming))
    grounds = next((each for each in standing if each.id == item.grounds_id), None)
    if grounds is None or any(each.agency_id == agency_id for each in standing):
        return False
    work.add(copied(grounds, item.audience_id, agency_id=agency_id, starts_at=work.now))
    return True


async def _ask(work: Work, conference: Conference, item: AgendaItem, agency_id: UUID) -> bool:
    """For a return, at once if returns are open; whether it was not asked before."""
    own = table_of(AgencyReturn)
    if await work.reached(AgencyReturn, own.c.agenda_item_id == item.id, own.c.agency_id == agency_id):
        return False
    waits = conference.status is ConferenceStatus.PLANNED
    work.add(
        AgencyReturn(
            case_id=item.case_id,
            agenda_item_id=item.id,
            agency_id=agency_id,
            audience_id=item.audience_id,
            state=AgencyReturnState.REQUESTED,
            asked_at=None if waits else work.now,
            created_at=item.created_at,
        )
    )
    return True


async def _seat_people(work: Work, conference: Conference, item: AgendaItem, agency_id: UUID) -> list[UUID]:
    """Put those of an agency who come on the case, where they do not see all of its cases by duty; answers whom."""
    member = table_of(CaseMember)
    of_case = (member.c.case_id == item.case_id, member.c.renounced_at.is_(None))
    known = {each.membership_id for each in await work.reached(CaseMember, *of_case)}
    people = [post for post in await without_duty(work, conference, agency_id) if post not in known]
    for post in people:
        work.add(
            CaseMember(
                case_id=item.case_id,
                membership_id=post,
                function=MemberFunction.PRACTITIONER,
                assumed_at=work.now,
                until_conference_id=conference.id,
            )
        )
    return people
