"""Letters that call people to a conference, tell of a change, or call it off. Nothing of any case is in them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.conferences.models import (
    Attendance,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceType,
)
from roundtable.conferences.policy import sees_part
from roundtable.conferences.queries import attendances
from roundtable.conferences.request_models import AttendeeRequest
from roundtable.core import ids
from roundtable.core.actor import Permission, roles_granted
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.letters.commands import send
from roundtable.letters.models import Called, LetterKind, Status

_AWAY = (AttendanceStatus.APOLOGIES, AttendanceStatus.APOLOGIES_WITH_RETURN, AttendanceStatus.ABSENT)


def call(work: Work, conference: Conference, post_id: UUID, status: Status = Status.NEEDS_ACTION) -> None:
    """Call somebody to it, at once where it is an emergency; whoever calls knows it already."""
    urgent = conference.type is ConferenceType.EMERGENCY
    kind = LetterKind.CONFERENCE_ALERT if urgent else LetterKind.CONFERENCE_INVITATION
    if post_id != work.actor.membership_id:
        send(work, post_id, kind, conference.id, called(conference, status))


async def call_agency(work: Work, conference: Conference, agency_id: UUID) -> None:
    """Call those who may answer for an agency."""
    for post in await speakers(work, [agency_id]):
        call(work, conference, post)


async def call_for(work: Work, conference: Conference, request: AttendeeRequest) -> None:
    """Tell those who may answer for an agency that it is asked for somebody: of each request by itself."""
    for post in await speakers(work, [request.agency_id]):
        # Where it is, they read at the page, as long as they are asked: it may be a link.
        said = replace(called(conference, Status.NEEDS_ACTION), place=None)
        send(work, post, LetterKind.ATTENDEE_REQUESTED, request.id, said)


async def tell_all(work: Work, conference: Conference, kind: LetterKind) -> None:
    """Tell those who come, and those who may answer for an agency that is asked and whose people are not named yet."""
    there = await attendances(work, conference)
    coming = {each.membership_id: _said(each) for each in there if each.status not in _AWAY}
    asked = table_of(ConferenceAgency)
    waiting = (asked.c.conference_id == conference.id) & (asked.c.state == ConferenceAgencyState.INVITED)
    agencies = [each.agency_id for each in await work.all(ConferenceAgency, waiting, sees_part)]
    told = dict.fromkeys(await speakers(work, agencies), Status.NEEDS_ACTION) | coming
    for post, status in sorted(told.items()):
        if post != work.actor.membership_id:
            send(work, post, kind, conference.id, called(conference, status))


def _said(there: Attendance) -> Status:
    came = there.status in (AttendanceStatus.CONFIRMED, AttendanceStatus.PRESENT)
    return Status.ACCEPTED if came else Status.NEEDS_ACTION


async def speakers(work: Work, agencies: Iterable[UUID]) -> list[UUID]:
    """The posts that may answer for agencies."""
    post = table_of(Membership)
    of_these = post.c.agency_id.in_(list(agencies)), _may(Permission.CONFERENCE_ANSWER), live(post)
    return await work.values(select(post.c.id).where(*of_these))


def _may(permission: Permission) -> ColumnElement[bool]:
    return table_of(Membership).c.role.in_(roles_granted(permission))


async def taking_part_for(work: Work, conference: Conference, agencies: Iterable[UUID]) -> list[UUID]:
    """The posts at these agencies that take part in it (`policy.takes_part`): they lead it, answer for an agency that
    was asked, or are among who comes.
    """
    post, asked = table_of(Membership), table_of(ConferenceAgency)
    others = await work.all(ConferenceAgency, asked.c.conference_id == conference.id, sees_part)
    there = await attendances(work, conference)
    takes = or_(
        and_(_may(Permission.CONFERENCE_LEAD), post.c.agency_id == conference.agency_id),
        and_(_may(Permission.CONFERENCE_ANSWER), post.c.agency_id.in_([each.agency_id for each in others])),
        post.c.id.in_([each.membership_id for each in there]),
    )
    of_these = post.c.agency_id.in_(sorted(agencies)), live(post), _may(Permission.CONFERENCE_ATTEND)
    return await work.values(select(post.c.id).where(*of_these, takes).order_by(post.c.id))


def called(conference: Conference, status: Status, due_at: datetime | None = None) -> Called:
    """What letters say of it, and when something is due; without a meeting it takes until its deadline."""
    minutes = conference.minutes
    if conference.deadline_at:
        minutes = int((conference.deadline_at - conference.scheduled_at) / timedelta(minutes=1))
    return Called(
        title=conference.title,
        starts_at=conference.scheduled_at,
        minutes=minutes,
        time_zone=conference.time_zone,
        sequence=conference.sequence,
        place=conference.place,
        url=f"/conferences/{ids.encode('conference', conference.id)}",
        status=status,
        due_at=due_at,
    )
