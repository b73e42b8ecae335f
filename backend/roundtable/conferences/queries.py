"""Finding conferences, who is asked and who comes, for commands. The conference is held first, then its cases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, Disclosure
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.conferences.flow import OVER
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
    Recusal,
)
from roundtable.conferences.policy import acts_on_conference, sees_part
from roundtable.core import ids
from roundtable.core.actor import DUTY_ROLES, Permission, roles_granted
from roundtable.core.errors import Code, Invalid, NotFound
from roundtable.core.scope import values
from roundtable.core.standing import Reach
from roundtable.core.tables import row_of, table_of
from roundtable.core.work import Work
from roundtable.incidents.models import Incident
from roundtable.messaging.models import Message, Thread
from roundtable.risk.models import RiskAssessment
from roundtable.safety.models import SafetyPlan

# What an agency keeps of a case, whoever else is shown it.
_RECORDED = (Incident, RiskAssessment, SafetyPlan)


async def find_conference(work: Work, public_id: str, path: Sequence[str] = ("conferenceId",)) -> Conference:
    """A conference, held till the end of the transaction: of two acts at once, the second sees what the first did."""
    return await held(work, ids.decode("conference", public_id, path), path)


async def held(work: Work, key: UUID, path: Sequence[str]) -> Conference:
    """The same by its key."""
    # Who does not see it does not wait for it.
    conference = await work.find(Conference, key, acts_on_conference, path)
    await work.hold(conference)
    return conference


async def find_with_cases(work: Work, public_id: str) -> tuple[Conference, list[AgendaItem]]:
    """A conference and all its items, seen or not, their cases held alone: what is being said in them is said before it
    ends, or not at all.
    """
    conference = await find_conference(work, public_id)
    async with work.reaching(Reach.CONFERENCE_END):
        items = await work.reached(AgendaItem, table_of(AgendaItem).c.conference_id == conference.id)
    await hold_cases(work, items)
    return conference, items


async def hold_cases(work: Work, items: Sequence[AgendaItem]) -> None:
    for case_id in sorted({item.case_id for item in items}):
        await work.hold_case(case_id, alone=True)


async def conversations(work: Work, items: Sequence[AgendaItem]) -> dict[UUID | None, Thread]:
    """The items' conversations by their keys, seen or not; within a reach."""
    threads = await work.reached(Thread, table_of(Thread).c.id.in_([item.thread_id for item in items]))
    return {thread.id: thread for thread in threads}


async def accepted_items(work: Work, conference: Conference) -> list[AgendaItem]:
    """The items that those who come hear, seen or not; within a reach."""
    item = table_of(AgendaItem)
    accepted = item.c.status == AgendaItemStatus.ACCEPTED
    return await work.reached(AgendaItem, item.c.conference_id == conference.id, accepted)


async def open_items(work: Work, conference: Conference) -> list[AgendaItem]:
    """The items that are not decided, seen or not; within a reach."""
    item = table_of(AgendaItem)
    undecided = item.c.status.in_([AgendaItemStatus.PROPOSED, AgendaItemStatus.ACCEPTED])
    return await work.reached(AgendaItem, item.c.conference_id == conference.id, undecided)


async def namings_of(work: Work, item: AgendaItem, agency_id: UUID) -> list[Disclosure]:
    """What names an agency in an item's audience, and stands; within a reach."""
    naming = table_of(Disclosure)
    of_agency = (naming.c.audience_id == item.audience_id, naming.c.agency_id == agency_id)
    return await work.reached(Disclosure, *of_agency, naming.c.revoked_at.is_(None))


async def asked_of(work: Work, conference: Conference, agency_id: UUID) -> ConferenceAgency | None:
    """What an agency was asked, if it was."""
    asked = table_of(ConferenceAgency)
    of_agency = (asked.c.conference_id == conference.id) & (asked.c.agency_id == agency_id)
    found = await work.all(ConferenceAgency, of_agency, sees_part)
    return found[0] if found else None


async def coming(work: Work, conference: Conference) -> list[UUID]:
    """The agencies that come: who convenes it, and who has accepted."""
    asked = table_of(ConferenceAgency)
    accepted = (asked.c.conference_id == conference.id) & (asked.c.state == ConferenceAgencyState.ACCEPTED)
    others = await work.all(ConferenceAgency, accepted, sees_part)
    return sorted({conference.agency_id, *(each.agency_id for each in others)})


async def find_attendance(work: Work, public_id: str) -> tuple[Conference, Attendance]:
    """Somebody who comes to a conference, and the conference, held."""
    path = ["attendanceId"]
    key = ids.decode("attendance", public_id, path)
    there = await work.find(Attendance, key, sees_part, path)
    conference = await held(work, there.conference_id, path)
    return conference, await work.find(Attendance, key, sees_part, path)


async def own_attendance(work: Work, conference: Conference) -> Attendance | None:
    return await attendance_of(work, conference, work.actor.membership_id)


async def attendance_of(work: Work, conference: Conference, membership_id: UUID | None) -> Attendance | None:
    there = table_of(Attendance)
    of_post = (there.c.conference_id == conference.id) & (there.c.membership_id == membership_id)
    found = await work.all(Attendance, of_post, sees_part)
    return found[0] if found else None


async def attendances(work: Work, conference: Conference) -> list[Attendance]:
    """All who come, are asked to, or stay away."""
    return await work.all(Attendance, table_of(Attendance).c.conference_id == conference.id, sees_part)


async def open_span(work: Work, attendance: Attendance) -> AttendanceSpan | None:
    """Since when somebody is there, if they are."""
    span = table_of(AttendanceSpan)
    found = await work.all(
        AttendanceSpan, (span.c.attendance_id == attendance.id) & span.c.left_at.is_(None), sees_part
    )
    return found[0] if found else None


async def is_there(work: Work, conference: Conference, membership_id: UUID | None) -> bool:
    """Whether somebody is in the meeting now."""
    there = await attendance_of(work, conference, membership_id) if membership_id else None
    present = there is not None and there.status is AttendanceStatus.PRESENT
    return present and there is not None and await open_span(work, there) is not None


async def find_post(work: Work, public_id: str, path: Sequence[str]) -> Membership:
    """A practitioner's post of the network's directory. Raises NotFound for none, and for a script's."""
    post = await work.known(Membership, ids.decode("membership", public_id, path))
    if post is None or post.practitioner_id is None:
        raise NotFound(path)
    return post


async def check_may_come(work: Work, post: Membership, path: Sequence[str]) -> None:
    """Raises Invalid INVALID_ROLE for who does not work on cases, or whose post does not stand."""
    row = table_of(Membership)
    comes = row.c.role.in_(roles_granted(Permission.CONFERENCE_ATTEND))
    if not await work.values(select(row.c.id).where(row.c.id == post.id, comes, live(row))):
        raise Invalid(Code.INVALID_ROLE, path)


async def attendances_of(work: Work, conference: Conference, agency_id: UUID) -> list[Attendance]:
    """Those who come for an agency."""
    post = row_of(Membership)
    of_agency = table_of(Attendance).c.membership_id.in_(values(post.c.id, post.c.agency_id == agency_id))
    return await work.all(Attendance, of_agency & (table_of(Attendance).c.conference_id == conference.id), sees_part)


async def without_duty(work: Work, conference: Conference, agency_id: UUID) -> list[UUID]:
    """The posts that come for an agency by its word, and see none of its cases by duty. Who only watches is not among
    them.
    """
    there = await attendances_of(work, conference, agency_id)
    come = [each.membership_id for each in there if _comes(each)]
    post = table_of(Membership)
    by_name = select(post.c.id).where(post.c.id.in_(come), post.c.role.not_in(sorted(DUTY_ROLES)))
    return await work.values(by_name.order_by(post.c.id))


async def agency_of(work: Work, membership_id: UUID) -> UUID:
    post = await work.known(Membership, membership_id)
    assert post is not None  # as a reference holds
    return post.agency_id


def _comes(attendance: Attendance) -> bool:
    away = (AttendanceStatus.APOLOGIES, AttendanceStatus.APOLOGIES_WITH_RETURN, AttendanceStatus.ABSENT)
    observes = attendance.function is ConferenceFunction.OBSERVER
    return not observes and attendance.agreed_at is not None and attendance.status not in away


async def has_returned(work: Work, conference: Conference, agency_id: UUID) -> bool:
    """Whether an agency has answered all it was asked, as far as who acts may know, and something at all."""
    item, own = table_of(AgendaItem), table_of(AgencyReturn)
    items = await work.all(AgendaItem, item.c.conference_id == conference.id, rule.sees_item)
    over = own.c.agenda_item_id.in_([each.id for each in items])
    asked = await work.all(AgencyReturn, over & (own.c.agency_id == agency_id), rule.sees_item)
    unanswered = (AgencyReturnState.REQUESTED, AgencyReturnState.IN_PREPARATION)
    return bool(asked) and all(each.state not in unanswered for each in asked)


async def is_aside(work: Work, conference: Conference) -> bool:
    """Whether who acts has stepped aside from something on the agenda, as they know."""
    item, own = table_of(AgendaItem), table_of(Recusal)
    async with work.reaching(Reach.CONFERENCE_TABLE):
        items = [each.id for each in await work.reached(AgendaItem, item.c.conference_id == conference.id)]
        mine = (own.c.membership_id == work.actor.membership_id, own.c.ended_at.is_(None))
        return bool(await work.reached(Recusal, own.c.agenda_item_id.in_(items), *mine))


async def hears_current_item(work: Work, conference: Conference, membership_id: UUID | None) -> bool:
    """Whether a post hears what is heard now, if anything is: who chairs may have come to be in conflict with it."""
    item, post = table_of(AgendaItem), row_of(Membership)
    async with work.reaching(Reach.CONFERENCE_TABLE):
        heard = await work.reached(AgendaItem, item.c.conference_id == conference.id, item.c.current_since.is_not(None))
    if not heard:
        return True
    (now,) = heard
    sees = rule.acts_on_audience(now.case_id, now.audience_id, now.created_at, post)
    return bool(await work.values(select(post.c.id).where(post.c.id == membership_id, sees)))


async def may_chair(work: Work, conference: Conference, membership_id: UUID | None) -> bool:
    """Whether somebody is in the meeting now, and hears what is heard."""
    there = await is_there(work, conference, membership_id)
    return there and await hears_current_item(work, conference, membership_id)


async def until_its_end(work: Work, conference: Conference) -> list[Disclosure]:
    """What was disclosed for the conference alone; within a reach."""
    naming = table_of(Disclosure)
    return await work.reached(Disclosure, naming.c.until_conference_id == conference.id, naming.c.revoked_at.is_(None))


async def seats_given(
    work: Work, conference: Conference, items: Sequence[AgendaItem], agency_id: UUID | None
) -> list[CaseAgency]:
    """The seats at the items' cases that go with a conference, of an agency or of all; within a reach."""
    seat = table_of(CaseAgency)
    given = seat.c.until_conference_id == conference.id, seat.c.state == CaseAgencyState.ACTIVE
    there = seat.c.case_id.in_([item.case_id for item in items])
    return await work.reached(CaseAgency, *given, there, *([seat.c.agency_id == agency_id] if agency_id else []))


async def functions_given(
    work: Work, conference: Conference, items: Sequence[AgendaItem], posts: Sequence[UUID] | None
) -> list[CaseMember]:
    """The functions at the items' cases that go with a conference, of some posts or of all; within a reach."""
    member = table_of(CaseMember)
    given = member.c.until_conference_id == conference.id, member.c.renounced_at.is_(None)
    there = member.c.case_id.in_([item.case_id for item in items])
    of_posts = [] if posts is None else [member.c.membership_id.in_(posts)]
    return await work.reached(CaseMember, *given, there, *of_posts)


async def lent_to(work: Work, conference: Conference, case_id: UUID, agency_id: UUID) -> list[Disclosure]:
    """What was disclosed to an agency in a case for the conference alone, and stands; within a reach."""
    naming = table_of(Disclosure)
    to_agency = (naming.c.case_id == case_id, naming.c.agency_id == agency_id)
    until = (naming.c.until_conference_id == conference.id, naming.c.revoked_at.is_(None))
    return await work.reached(Disclosure, *to_agency, *until)


async def goes_on_with(work: Work, agency_id: UUID, case_id: UUID, ending: Conference) -> UUID | None:
    """Another conference that is not over, to which an agency comes and hears the case; within a reach."""
    item, own, other = table_of(AgendaItem), table_of(AgencyReturn), table_of(Conference)
    asked = table_of(ConferenceAgency)
    hears = and_(own.c.agenda_item_id == item.c.id, own.c.agency_id == agency_id)
    accepted = and_(item.c.case_id == case_id, item.c.status == AgendaItemStatus.ACCEPTED)
    ahead = and_(other.c.id == item.c.conference_id, other.c.id != ending.id, other.c.status.not_in(OVER))
    of_other = and_(asked.c.conference_id == other.c.id, asked.c.agency_id == agency_id)
    comes = and_(of_other, asked.c.state == ConferenceAgencyState.ACCEPTED)
    going_on = select(other.c.id).where(hears, accepted, ahead, comes).order_by(other.c.id).limit(1)
    keys = await work.reached_values(going_on)
    return keys[0] if keys else None


async def has_something_there(work: Work, seat: CaseAgency) -> bool:
    """Its agency said or recorded something in the case, or shows others something for good; within a reach."""
    for model in _RECORDED:
        own = table_of(model)
        recorded = select(own.c.id).where(own.c.case_id == seat.case_id, own.c.agency_id == seat.agency_id)
        if await work.reached_values(recorded.limit(1)):
            return True
    message, naming, post = table_of(Message), table_of(Disclosure), row_of(Membership)
    posts = values(post.c.id, post.c.agency_id == seat.agency_id)
    said = select(message.c.id).where(message.c.case_id == seat.case_id, message.c.author_id.in_(posts)).limit(1)
    lasting = (naming.c.revoked_at.is_(None), naming.c.until_conference_id.is_(None))
    to_others = naming.c.agency_id.is_distinct_from(seat.agency_id)
    shown = select(naming.c.id).where(naming.c.case_id == seat.case_id, naming.c.disclosed_by.in_(posts), *lasting)
    return bool(await work.reached_values(said) or await work.reached_values(shown.where(to_others).limit(1)))
