"""Acts on a conference as a whole: plan, change, make ready, cancel, close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from roundtable.access.commands import revoke
from roundtable.access.news import tell_of_sight
from roundtable.conferences import flow, news, policy, queries, series
from roundtable.conferences.asking import add_attendance, ask_agencies, ask_for
from roundtable.conferences.calling import tell_all
from roundtable.conferences.models import (
    AgendaItem,
    AttendanceStatus,
    Conference,
    ConferenceStatus,
    ConferenceType,
    Rhythm,
)
from roundtable.conferences.recusals import end_recusals
from roundtable.conferences.requests import withdraw_what_waits
from roundtable.conferences.seating import end_functions, end_seats
from roundtable.conferences.seating_queries import until_its_end
from roundtable.core.errors import Code, Invalid
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.letters.models import LetterKind
from roundtable.letters.zones import local_moment, zone_of
from roundtable.messaging.commands import close_thread

TITLE_LENGTH, PLACE_LENGTH, REASON_LENGTH = 200, 300, 500
SHORTEST, LONGEST = 5, 1_440

Refs = dict[str, UUID]


@dataclass(frozen=True)
class Repeats:
    """A series: how often it meets, and how many times in all."""

    rhythm: Rhythm
    times: int


async def plan_conference(
    work: Work,
    title: str,
    type: ConferenceType,
    starts_at: str,
    time_zone: str,
    minutes: int = 120,
    place: str | None = None,
    returns_due_at: datetime | None = None,
    deadline_at: datetime | None = None,
    chair_id: str | None = None,
    scribe_id: str | None = None,
    agency_ids: Sequence[str] = (),
    repeats: Repeats | None = None,
) -> Refs:
    """Plan a conference for one's agency and ask others to it; who plans it coordinates it, and chairs it unless
    somebody else is named. One that `repeats` is planned as often, by the clocks there; the first is answered.
    """
    policy.check_plan(work.actor)
    first = _when(work, starts_at, time_zone)
    due = _due(work, returns_due_at, first)
    deadline = _deadline(type, deadline_at, first)
    kept: dict[str, Any] = {
        "title": clean(title, TITLE_LENGTH, ["title"]),
        "type": type,
        "status": ConferenceStatus.PLANNED,
        "agency_id": work.actor.agency_id,
        "time_zone": time_zone,
        "minutes": _length(minutes),
        "place": clean_optional(place, PLACE_LENGTH, ["place"]),
        "coordinator_id": work.actor.membership_id,
    }
    made = []
    for moment in [first, *_later(starts_at, time_zone, repeats)]:
        returns = moment - (first - due) if due else None
        over = moment + (deadline - first) if deadline else None
        conference = work.add(Conference(**kept, scheduled_at=moment, returns_due_at=returns, deadline_at=over))
        # The conference's row must stand before agencies and people are asked to it.
        await work.flush()
        await ask_agencies(work, conference, agency_ids)
        conference.chair_id = await _officer(work, conference, chair_id, "chairId") or work.actor.membership_id
        conference.scribe_id = await _officer(work, conference, scribe_id, "scribeId")
        await _come(work, conference, work.actor.membership_id)
        made.append(conference)
    for conference in made:
        conference.series_id = made[0].id if repeats else None
        await news.tell(work, conference)
    return {"conference": made[0].id}


async def change_conference(
    work: Work,
    conference_id: str,
    title: str | None = None,
    starts_at: str | None = None,
    time_zone: str | None = None,
    minutes: int | None = None,
    place: str | None = None,
    returns_due_at: datetime | None = None,
    deadline_at: datetime | None = None,
    chair_id: str | None = None,
    scribe_id: str | None = None,
) -> Refs:
    """Change what is given; a blank place takes it away. Invitations are sent again where time or place changed."""
    conference = await queries.find_conference(work, conference_id)
    policy.check_lead(work.actor, conference)
    flow.after(flow.CONFERENCE, "change", conference.status)
    before = _told(conference)
    if title is not None:
        conference.title = clean(title, TITLE_LENGTH, ["title"])
    _move(work, conference, starts_at, time_zone)
    if minutes is not None:
        conference.minutes = _length(minutes)
    if place is not None:
        conference.place = clean_optional(place, PLACE_LENGTH, ["place"])
    if returns_due_at is not None:
        conference.returns_due_at = _due(work, returns_due_at, conference.scheduled_at)
    conference.deadline_at = _deadline(conference.type, deadline_at or conference.deadline_at, conference.scheduled_at)
    conference.chair_id = await _officer(work, conference, chair_id, "chairId") or conference.chair_id
    conference.scribe_id = await _officer(work, conference, scribe_id, "scribeId") or conference.scribe_id
    if before != _told(conference):
        conference.sequence += 1
        await tell_all(work, conference, LetterKind.CONFERENCE_CHANGED)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def make_conference_ready(work: Work, conference_id: str) -> Refs:
    """Say that all is there to meet over."""
    conference = await queries.find_conference(work, conference_id)
    policy.check_lead(work.actor, conference)
    conference.status = flow.after(flow.CONFERENCE, "make ready", conference.status)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def cancel_conference(work: Work, conference_id: str, reason: str) -> Refs:
    """Call a conference off, and say why; its items stay to be referred to another."""
    conference, items = await queries.find_with_cases(work, conference_id)
    policy.check_lead(work.actor, conference)
    conference.status = flow.after(flow.CONFERENCE, "cancel", conference.status)
    conference.cancellation = clean(reason, REASON_LENGTH, ["reason"])
    conference.sequence += 1
    await tell_all(work, conference, LetterKind.CONFERENCE_CANCELLED)
    await withdraw_what_waits(work, conference)
    await _let_go(work, conference, items)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def close_conference(work: Work, conference_id: str) -> Refs:
    """End a conference: its conversations close with it."""
    conference, items = await queries.find_with_cases(work, conference_id)
    policy.check_lead(work.actor, conference)
    conference.status = flow.after(flow.CONFERENCE, "close", conference.status)
    conference.closed_at = work.now
    async with work.reaching(Reach.CONFERENCE_END):
        threads = await queries.conversations(work, items)
        for item in items:
            work.record(FactName.CONFERENCE_CLOSED, item, item.id, [item.case_id])
            thread = threads.get(item.thread_id)
            if thread and thread.closed_at is None:
                await close_thread(work, thread, work.now)
    await _let_go(work, conference, items)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def _let_go(work: Work, conference: Conference, items: Sequence[AgendaItem]) -> None:
    """Who stepped aside comes back, who came to the cases by it alone goes, and what was lent for it is taken back."""
    async with work.reaching(Reach.CONFERENCE_END):
        lent = await until_its_end(work, conference)
        revoke(work, lent, "The conference has ended.")
    for case_id in sorted({naming.case_id for naming in lent}):
        await tell_of_sight(work, case_id)
    await end_recusals(work, items)
    await end_functions(work, conference, items)
    await end_seats(work, conference, items, "The conference has ended.")


def _move(work: Work, conference: Conference, starts_at: str | None, time_zone: str | None) -> None:
    """To another time; another zone alone means the same time on the clocks there."""
    if starts_at is None and time_zone is None:
        return
    zone = time_zone or conference.time_zone
    if starts_at is None:
        there = conference.scheduled_at.astimezone(zone_of(conference.time_zone, ["timeZone"]))
        starts_at = there.replace(tzinfo=None).isoformat()
    conference.scheduled_at, conference.time_zone = _when(work, starts_at, zone), zone


def _when(work: Work, starts_at: str, time_zone: str) -> datetime:
    moment = local_moment(_said(starts_at), time_zone)
    if moment <= work.now:
        raise Invalid(Code.INVALID_DATE, ["startsAt"])
    return moment


def _said(starts_at: str) -> datetime:
    """What the clocks there show, as `2026-12-03T10:00`."""
    try:
        return datetime.fromisoformat(starts_at)
    except ValueError:
        raise Invalid(Code.INVALID_DATE, ["startsAt"]) from None


def _later(starts_at: str, time_zone: str, repeats: Repeats | None) -> list[datetime]:
    """The further moments of a series. Raises Invalid INVALID_LENGTH, or INVALID_DATE for a time that one day lacks."""
    if repeats is None:
        return []
    if not series.FEWEST <= repeats.times <= series.MOST:
        raise Invalid(Code.INVALID_LENGTH, ["repeats", "times"])
    days = series.days(_said(starts_at), repeats.rhythm, repeats.times)
    return [local_moment(day, time_zone, ["repeats"]) for day in days[1:]]


def _due(work: Work, returns_due_at: datetime | None, scheduled_at: datetime) -> datetime | None:
    if returns_due_at and not work.now < returns_due_at <= scheduled_at:
        raise Invalid(Code.INVALID_DATE, ["returnsDueAt"])
    return returns_due_at


def _deadline(type: ConferenceType, at: datetime | None, scheduled_at: datetime) -> datetime | None:
    """Raises Invalid REQUIRED, NOT_WANTED; INVALID_DATE where it is over before it begins."""
    if (at is not None) != (type in flow.WITHOUT_MEETING):
        raise Invalid(Code.REQUIRED if at is None else Code.NOT_WANTED, ["deadlineAt"])
    if at is not None and at <= scheduled_at:
        raise Invalid(Code.INVALID_DATE, ["deadlineAt"])
    return at


def _told(conference: Conference) -> tuple[Any, ...]:
    """What invitations say of it."""
    when = (conference.scheduled_at, conference.time_zone, conference.minutes, conference.deadline_at)
    return *when, conference.place, conference.title


def _length(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid(Code.INVALID_LENGTH, ["minutes"])
    return minutes


async def _officer(work: Work, conference: Conference, public_id: str | None, field: str) -> UUID | None:
    """Who chairs or writes, who comes for it."""
    if public_id is None:
        return None
    post = await queries.find_post(work, public_id, [field])
    await queries.check_may_come(work, post, [field])
    await ask_for(work, conference, post.agency_id)
    await _come(work, conference, post.id)
    return post.id


async def _come(work: Work, conference: Conference, membership_id: UUID) -> None:
    if await queries.attendance_of(work, conference, membership_id) is None:
        own = membership_id == work.actor.membership_id
        status = AttendanceStatus.CONFIRMED if own else AttendanceStatus.INVITED
        await add_attendance(work, conference, membership_id, status)
