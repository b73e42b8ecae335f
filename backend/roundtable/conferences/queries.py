"""Finding conferences, who is asked and who comes, for commands. The conference is held first, then its cases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from roundtable.access import rule
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
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
    Recusal,
)
from roundtable.conferences.policy import acts_on_conference, sees_part
from roundtable.core import ids
from roundtable.core.actor import Permission, roles_granted
from roundtable.core.errors import Code, Invalid, NotFound
from roundtable.core.scope import values
from roundtable.core.standing import Reach
from roundtable.core.tables import row_of, table_of
from roundtable.core.work import Work
from roundtable.messaging.models import Thread


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


async def agency_of(work: Work, membership_id: UUID) -> UUID:
    post = await work.known(Membership, membership_id)
    assert post is not None  # as a reference holds
    return post.agency_id


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
