"""Asking agencies and people to a conference, and what they answer. An invitation holds nothing of any case."""

from collections.abc import Sequence
from uuid import UUID

from roundtable.agencies.models import Membership
from roundtable.conferences import flow, news, policy, queries
from roundtable.conferences.asking import add_attendance, ask_agencies, ask_for, condition_of, let_hear
from roundtable.conferences.models import (
    Attendance,
    AttendanceStatus,
    Conference,
    ConferenceFunction,
)
from roundtable.conferences.requests import decline_with_conference
from roundtable.conferences.seating import close_agenda_to, leave_agenda, open_agenda_to
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.text import clean
from roundtable.core.work import Work

REASON_LENGTH = 500

Refs = dict[str, UUID]


async def invite_to_conference(work: Work, conference_id: str, agency_ids: Sequence[str]) -> Refs:
    """Ask agencies to a conference; one that declined is asked again."""
    conference = await queries.find_conference(work, conference_id)
    policy.check_lead(work.actor, conference)
    flow.after(flow.CONFERENCE, "invite", conference.status)
    await ask_agencies(work, conference, agency_ids)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def accept_conference(work: Work, conference_id: str, representative_ids: Sequence[str] = ()) -> Refs:
    """Come for one's agency, with these people, or oneself. The agency hears what is on the agenda from now on."""
    conference = await queries.find_conference(work, conference_id)
    asked = policy.check_answer(work.actor, await queries.asked_of(work, conference, work.actor.agency_id))
    flow.after(flow.CONFERENCE, "answer", conference.status)
    asked.state = flow.after(flow.INVITATION, "accept", asked.state)
    asked.answered_at, asked.reason = work.now, None
    for post in await _representatives(work, representative_ids):
        there = await queries.attendance_of(work, conference, post)
        if there is None:
            await add_attendance(work, conference, post, AttendanceStatus.CONFIRMED)
        elif there.function is not ConferenceFunction.OBSERVER and there.status in flow.ATTENDANCE["confirm"].start:
            there.status, there.reason = AttendanceStatus.CONFIRMED, None
            there.agreed_at = there.agreed_at or work.now
            news.tell_of_attendance(work, there)
    await open_agenda_to(work, conference, work.actor.agency_id)
    await news.tell_of_answer(work, conference, asked)
    return {"conference": conference.id}


async def decline_conference(work: Work, conference_id: str, reason: str) -> Refs:
    """Not come, and say why; whoever would have come for the agency does not."""
    conference = await queries.find_conference(work, conference_id)
    asked = policy.check_answer(work.actor, await queries.asked_of(work, conference, work.actor.agency_id))
    flow.after(flow.CONFERENCE, "answer", conference.status)
    asked.state = flow.after(flow.INVITATION, "decline", asked.state)
    asked.reason, asked.answered_at = clean(reason, REASON_LENGTH, ["reason"]), work.now
    for there in await queries.attendances_of(work, conference, work.actor.agency_id):
        if there.status in flow.ATTENDANCE["send apologies"].start:
            there.status = AttendanceStatus.APOLOGIES
            news.tell_of_attendance(work, there)
    await decline_with_conference(work, conference, asked.reason)
    await close_agenda_to(work, conference, work.actor.agency_id)
    await news.tell_of_answer(work, conference, asked)
    return {"conference": conference.id}


async def name_attendee(
    work: Work,
    conference_id: str,
    membership_id: str,
    function: ConferenceFunction,
    condition: str | None = None,
) -> Refs:
    """Name somebody who comes; an observer, with the condition that they have to sign. Who is of another agency waits
    for its word, and it is asked.
    """
    conference = await queries.find_conference(work, conference_id)
    post = await queries.find_post(work, membership_id, ["membershipId"])
    asked = await queries.asked_of(work, conference, post.agency_id)
    policy.check_name_attendee(work.actor, conference, post, function, asked)
    flow.after(flow.CONFERENCE, "name attendee", conference.status)
    await queries.check_may_come(work, post, ["membershipId"])
    if await queries.attendance_of(work, conference, post.id) is not None:
        raise Conflict(Code.ALREADY_THERE, ["membershipId"])
    condition = condition_of(function, condition)
    there = await add_attendance(work, conference, post.id, AttendanceStatus.INVITED, function)
    there.condition = condition
    if function is not ConferenceFunction.OBSERVER:
        await ask_for(work, conference, post.agency_id)
    await let_hear(work, conference, post.agency_id)
    return {"attendance": there.id}


async def confirm_attendance(work: Work, attendance_id: str, signs: bool = False) -> Refs:
    """Say that one comes, or that a colleague does; an observer signs the condition by it."""
    conference, there, post = await _own(work, attendance_id)
    policy.check_confirm(work.actor, there, post)
    there.status = flow.after(flow.ATTENDANCE, "confirm", there.status)
    if there.function is ConferenceFunction.OBSERVER and there.signed_at is None:
        if not signs or post.id != work.actor.membership_id:
            raise Invalid(Code.REQUIRED, ["signs"])
        there.signed_at = work.now
    there.reason = None
    if policy.speaks_for(work.actor, post):
        there.agreed_at = there.agreed_at or work.now
    await let_hear(work, conference, post.agency_id)
    news.tell_of_attendance(work, there)
    return {"attendance": there.id}


async def send_apologies(work: Work, attendance_id: str, reason: str) -> Refs:
    """Say that one does not come, or that a colleague does not, and why."""
    conference, there, post = await _own(work, attendance_id)
    returned = await queries.has_returned(work, conference, post.agency_id)
    act = "send apologies with return" if returned else "send apologies"
    there.status = flow.after(flow.ATTENDANCE, act, there.status)
    there.reason = clean(reason, REASON_LENGTH, ["reason"])
    await leave_agenda(work, conference, post.id)
    news.tell_of_attendance(work, there)
    return {"attendance": there.id}


async def send_deputy(work: Work, attendance_id: str, deputy_membership_id: str) -> Refs:
    """Let a colleague come instead, by the same word of the agency."""
    conference, there, post = await _own(work, attendance_id)
    there.status = flow.after(flow.ATTENDANCE, "send apologies", there.status)
    deputy = await queries.find_post(work, deputy_membership_id, ["deputyMembershipId"])
    if deputy.agency_id != post.agency_id or there.function is ConferenceFunction.OBSERVER:
        raise Invalid(Code.INVALID_AUDIENCE, ["deputyMembershipId"])
    await queries.check_may_come(work, deputy, ["deputyMembershipId"])
    if await queries.attendance_of(work, conference, deputy.id) is not None:
        raise Conflict(Code.ALREADY_THERE, ["deputyMembershipId"])
    made = await add_attendance(work, conference, deputy.id, AttendanceStatus.CONFIRMED, there.function)
    made.stands_in_for_id, made.agreed_at = there.membership_id, made.agreed_at or there.agreed_at
    await leave_agenda(work, conference, post.id)
    await let_hear(work, conference, post.agency_id)
    news.tell_of_attendance(work, there)
    return {"attendance": made.id}


async def _own(work: Work, attendance_id: str) -> tuple[Conference, Attendance, Membership]:
    conference, there = await queries.find_attendance(work, attendance_id)
    post = await work.known(Membership, there.membership_id)
    assert post is not None  # as a reference holds
    policy.check_own(work.actor, there, post)
    flow.after(flow.CONFERENCE, "answer", conference.status)
    return conference, there, post


async def _representatives(work: Work, public_ids: Sequence[str]) -> list[UUID]:
    """Colleagues who come; oneself, where nobody is named. Raises Invalid for others."""
    if not public_ids:
        return [work.actor.membership_id]
    posts = []
    for place, text in enumerate(public_ids):
        path = ["representativeIds", str(place)]
        post = await queries.find_post(work, text, path)
        if post.agency_id != work.actor.agency_id:
            raise Invalid(Code.INVALID_AUDIENCE, path)
        await queries.check_may_come(work, post, path)
        posts.append(post.id)
    return list(dict.fromkeys(posts))
