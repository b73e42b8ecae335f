"""A conference in session: people come and go, ask for the word and get it, and the chair changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from roundtable.access.rule import sees_item
from roundtable.conferences import flow, news, policy, queries
from roundtable.conferences.asking import let_hear
from roundtable.conferences.calling import tell_all
from roundtable.conferences.models import (
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    Conference,
)
from roundtable.conferences.recusals import end_recusals
from roundtable.conferences.requests import withdraw_what_waits
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.letters.models import LetterKind

Refs = dict[str, UUID]


async def begin_conference(work: Work, conference_id: str) -> Refs:
    """Open the meeting."""
    conference = await queries.find_conference(work, conference_id)
    policy.check_chair(work.actor, conference)
    conference.status = flow.after(flow.CONFERENCE, "begin", conference.status)
    conference.began_at = work.now
    if conference.type in flow.WITHOUT_MEETING:
        await _open_all(work, conference)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def _open_all(work: Work, conference: Conference) -> None:
    """All that is on the agenda, seen or not, is talked about from now on."""
    async with work.reaching(Reach.CONFERENCE_TABLE):
        items = await queries.accepted_items(work, conference)
        for item in items:
            item.began_at = work.now
            news.tell_of_item(work, item)


async def end_conference(work: Work, conference_id: str) -> Refs:
    """End the meeting: everybody leaves, and who did not come was absent. What is left of the agenda was put off, and
    what was referred and not taken onto it.
    """
    conference, _ = await queries.find_with_cases(work, conference_id)
    policy.check_chair(work.actor, conference)
    conference.status = flow.after(flow.CONFERENCE, "end", conference.status)
    if await work.all(AgendaItem, and_(*_on(conference, AgendaItemStatus.ACCEPTED)), sees_item):
        raise Conflict(Code.OPEN_ITEMS)
    await _put_off_rest(work, conference)
    conference.ended_at = work.now
    for there in await queries.attendances(work, conference):
        await _leave(work, there)
        if there.status in flow.ATTENDANCE["miss"].start:
            there.status = AttendanceStatus.ABSENT
        there.hand_raised_at = there.word_given_at = None
    await withdraw_what_waits(work, conference)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def move_deadline(work: Work, conference_id: str, deadline_at: datetime) -> Refs:
    """Have a conference without a meeting last until another time, which is to come. Calendars are told."""
    conference = await queries.find_conference(work, conference_id)
    policy.check_run(work.actor, conference)
    flow.after(flow.CONFERENCE, "move deadline", conference.status)
    if conference.type not in flow.WITHOUT_MEETING:
        raise Invalid(Code.NOT_WANTED, ["deadlineAt"])
    if deadline_at <= max(work.now, conference.scheduled_at):
        raise Invalid(Code.INVALID_DATE, ["deadlineAt"])
    if deadline_at != conference.deadline_at:
        conference.deadline_at = deadline_at
        conference.sequence += 1
        await tell_all(work, conference, LetterKind.CONFERENCE_CHANGED)
        await news.tell(work, conference)
    return {"conference": conference.id}


async def record_arrival(work: Work, attendance_id: str, confidential: bool) -> Refs:
    """Come in, or note that somebody has, who has declared that what is said stays confidential."""
    conference, there = await queries.find_attendance(work, attendance_id)
    policy.check_attend(work.actor, conference, there)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    status = flow.after(flow.ATTENDANCE, "arrive", there.status)
    if not confidential:
        raise Invalid(Code.NOT_CONFIDENTIAL, ["confidential"])
    policy.check_arrive(there)
    if await queries.open_span(work, there) is not None:
        raise Conflict(Code.WRONG_STATUS)
    unexpected = there.status in flow.ATTENDANCE["confirm"].start
    there.status, there.declared_at = status, there.declared_at or work.now
    work.add(AttendanceSpan(conference_id=conference.id, attendance_id=there.id, arrived_at=work.now))
    if unexpected:
        await let_hear(work, conference, await queries.agency_of(work, there.membership_id))
    news.tell_of_attendance(work, there)
    return {"attendance": there.id}


async def record_leaving(work: Work, attendance_id: str) -> Refs:
    """Go, or note that somebody has; they may come back."""
    conference, there = await queries.find_attendance(work, attendance_id)
    notes_it = policy.notes_that_chair_has_gone(work.actor, conference, there)
    if not notes_it:
        policy.check_attend(work.actor, conference, there)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    if notes_it:
        await _check_may_take_over(work, conference)
    flow.after(flow.ATTENDANCE, "leave", there.status)
    if not await _leave(work, there):
        raise Conflict(Code.NOT_PRESENT)
    there.hand_raised_at = there.word_given_at = None
    news.tell_of_attendance(work, there)
    return {"attendance": there.id}


async def take_chair(work: Work, conference_id: str) -> Refs:
    """Chair the meeting, once who did so has left, or may not hear what is heard now."""
    conference = await queries.find_conference(work, conference_id)
    there = await queries.may_chair(work, conference, conference.chair_id)
    policy.check_take_chair(work.actor, conference, chair_is_there=there)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    await _check_may_take_over(work, conference)
    conference.chair_id = work.actor.membership_id
    await news.tell(work, conference)
    return {"conference": conference.id}


async def hand_over_chair(work: Work, conference_id: str, membership_id: str) -> Refs:
    """Let somebody who is there, and hears what is heard now, chair the meeting. Who does not hear that themselves is
    told nothing of who does: from whomever they leave it to, it may be taken.
    """
    conference = await queries.find_conference(work, conference_id)
    policy.check_chair(work.actor, conference)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    post = await queries.find_post(work, membership_id, ["membershipId"])
    knows = await queries.hears_current_item(work, conference, work.actor.membership_id)
    goes_on = queries.may_chair if knows else queries.is_there
    if not await goes_on(work, conference, post.id):
        raise Conflict(Code.NOT_PRESENT, ["membershipId"])
    conference.chair_id = post.id
    await news.tell(work, conference)
    return {"conference": conference.id}


async def _check_may_take_over(work: Work, conference: Conference) -> None:
    """From the chair, by who is there and has not stepped aside from a case: they would end what they must not hear."""
    if not await queries.is_there(work, conference, work.actor.membership_id):
        raise Conflict(Code.NOT_PRESENT)
    if await queries.is_aside(work, conference):
        raise Forbidden


async def raise_hand(work: Work, conference_id: str) -> Refs:
    """Ask for the word; whoever asked first comes first."""
    there = await _own(work, conference_id)
    if there.hand_raised_at is None:
        there.hand_raised_at = work.now
        news.tell_of_attendance(work, there)
    return {"attendance": there.id}


async def lower_hand(work: Work, conference_id: str) -> Refs:
    """Ask no more for the word, or give it back."""
    there = await _own(work, conference_id)
    lose_word(work, there)
    return {"attendance": there.id}


def lose_word(work: Work, there: Attendance) -> None:
    """Somebody speaks no more, and asks no more to."""
    if there.hand_raised_at or there.word_given_at:
        there.hand_raised_at = there.word_given_at = None
        news.tell_of_attendance(work, there)


async def give_word(work: Work, attendance_id: str) -> Refs:
    """Let somebody speak; who had the word has it no more."""
    conference, there = await queries.find_attendance(work, attendance_id)
    policy.check_run(work.actor, conference)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    if not await queries.is_there(work, conference, there.membership_id):
        raise Conflict(Code.NOT_PRESENT, ["attendanceId"])
    for other in await queries.attendances(work, conference):
        if other.word_given_at and other.id != there.id:
            other.word_given_at = None
            news.tell_of_attendance(work, other)
    there.word_given_at, there.hand_raised_at = work.now, None
    news.tell_of_attendance(work, there)
    return {"attendance": there.id}


async def _put_off_rest(work: Work, conference: Conference) -> None:
    """What who ends the meeting may not know of is put off by itself: that it is open would tell them that it is. So is
    what people referred and nobody took; what the rule on repeats proposed goes on by that rule.
    """
    async with work.reaching(Reach.CONFERENCE_TABLE):
        unseen = await work.reached(AgendaItem, *_on(conference, AgendaItemStatus.ACCEPTED))
        referred = (*_on(conference, AgendaItemStatus.PROPOSED), table_of(AgendaItem).c.by_rule.is_(False))
        for item in unseen:
            _put_off(work, item, "The meeting ended before it was heard.")
        for item in await work.reached(AgendaItem, *referred):
            _put_off(work, item, "The meeting ended before it was taken on the agenda.")
    await end_recusals(work, unseen)


def _put_off(work: Work, item: AgendaItem, note: str) -> None:
    item.status, item.decided_at = flow.after(flow.AGENDA_ITEM, "defer", item.status), work.now
    item.current_since = item.ends_at = None
    item.note = note
    news.tell_of_item(work, item)


async def _leave(work: Work, attendance: Attendance) -> bool:
    """Whether they were there."""
    span = await queries.open_span(work, attendance)
    if span is not None:
        span.left_at = work.now
    return span is not None


async def _own(work: Work, conference_id: str) -> Attendance:
    """One's own attendance, of who is in the meeting."""
    conference = await queries.find_conference(work, conference_id)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    there = await queries.own_attendance(work, conference)
    if there is None or not await queries.is_there(work, conference, there.membership_id):
        raise Conflict(Code.NOT_PRESENT)
    return there


def _on(conference: Conference, status: AgendaItemStatus) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    item = table_of(AgendaItem)
    return item.c.conference_id == conference.id, item.c.status == status
