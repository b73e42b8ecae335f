"""Asking an agency for one of its people, and what it answers: who they are, it says itself. Nothing of any case is in
it.
"""

from uuid import UUID

from roundtable.agencies.models import Agency
from roundtable.conferences import flow, news, policy, queries
from roundtable.conferences.asking import add_attendance, ask_for, condition_of, let_hear
from roundtable.conferences.calling import call_for
from roundtable.conferences.models import AttendanceStatus, Conference, ConferenceFunction
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.conferences.request_queries import find_request, hold_request, open_requests, waiting_requests
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.facts import FactName
from roundtable.core.text import clean
from roundtable.core.work import Work
from roundtable.letters.commands import take_back
from roundtable.letters.models import LetterKind

REASON_LENGTH = 500

Refs = dict[str, UUID]


async def request_attendee(
    work: Work, conference_id: str, agency_id: str, function: ConferenceFunction, condition: str | None = None
) -> Refs:
    """Ask an agency for somebody. One that speaks for the victim comes for it, so it is asked to the conference; an
    observer, with the condition that they have to sign, comes for none.
    """
    conference = await queries.find_conference(work, conference_id)
    policy.check_lead(work.actor, conference)
    flow.after(flow.CONFERENCE, "name attendee", conference.status)
    if function is ConferenceFunction.REPRESENTATIVE:
        raise Invalid(Code.NOT_WANTED, ["function"])
    condition = condition_of(function, condition)
    agency = await _other_agency(work, conference, agency_id)
    if await open_requests(work, conference, agency.id, function):
        raise Conflict(Code.ALREADY_THERE, ["agencyId"])
    request = work.add(
        AttendeeRequest(
            conference_id=conference.id,
            agency_id=agency.id,
            function=function,
            condition=condition,
            state=AttendeeRequestState.ASKED,
            asked_by=work.actor.membership_id,
            asked_at=work.now,
        )
    )
    called = function is ConferenceFunction.VICTIM_ADVOCATE and await ask_for(work, conference, agency.id)
    if not called:
        await call_for(work, conference, request)
    await news.tell_of_request(work, conference, request, FactName.ATTENDEE_REQUESTED)
    return {"attendeeRequest": request.id}


async def answer_attendee_request(work: Work, attendee_request_id: str, membership_id: str) -> Refs:
    """Name one of one's agency's people, who comes by its word; who names themselves says that they come."""
    conference, request = await _to_answer(work, attendee_request_id, "name")
    path = ["membershipId"]
    post = await queries.find_post(work, membership_id, path)
    if post.agency_id != request.agency_id:
        raise Invalid(Code.INVALID_AUDIENCE, path)
    await queries.check_may_come(work, post, path)
    if await queries.attendance_of(work, conference, post.id) is not None:
        raise Conflict(Code.ALREADY_THERE, path)
    # What an observer signs is theirs to say apart.
    comes = post.id == work.actor.membership_id and request.function is not ConferenceFunction.OBSERVER
    status = AttendanceStatus.CONFIRMED if comes else AttendanceStatus.INVITED
    there = await add_attendance(work, conference, post.id, status, request.function)
    there.condition = request.condition
    await _settle(work, conference, request, "name")
    request.attendance_id = there.id
    await let_hear(work, conference, post.agency_id)
    return {"attendeeRequest": request.id}


async def decline_attendee_request(work: Work, attendee_request_id: str, reason: str) -> Refs:
    """Name nobody, and say why."""
    conference, request = await _to_answer(work, attendee_request_id, "decline")
    request.reason = clean(reason, REASON_LENGTH, ["reason"])
    await _settle(work, conference, request, "decline")
    return {"attendeeRequest": request.id}


async def withdraw_attendee_request(work: Work, attendee_request_id: str) -> Refs:
    """Ask for nobody any more."""
    request = await find_request(work, attendee_request_id)
    policy.check_not_asked(work.actor, request)
    conference, request = await hold_request(work, request)
    policy.check_lead(work.actor, conference)
    flow.after(flow.CONFERENCE, "name attendee", conference.status)
    await _settle(work, conference, request, "withdraw")
    return {"attendeeRequest": request.id}


async def decline_with_conference(work: Work, conference: Conference, reason: str) -> None:
    """One's agency does not come, and so sends nobody who comes for it; whom it sends to watch comes for none."""
    advocate = ConferenceFunction.VICTIM_ADVOCATE
    for request in await open_requests(work, conference, work.actor.agency_id, advocate):
        request.reason = reason
        await _settle(work, conference, request, "decline")


async def withdraw_what_waits(work: Work, conference: Conference) -> None:
    """Nobody is asked for any more: who was asked and did not answer sees no more of it."""
    for request in await waiting_requests(work, conference):
        await _settle(work, conference, request, "withdraw")


async def _to_answer(work: Work, public_id: str, act: str) -> tuple[Conference, AttendeeRequest]:
    """What is asked of one's agency, and can still be answered so."""
    request = await find_request(work, public_id)
    policy.check_answer_request(work.actor, request)
    # Of what is settled one may see the answer, and not the conference any more.
    flow.after(flow.REQUEST, act, request.state)
    conference, request = await hold_request(work, request)
    flow.after(flow.CONFERENCE, "answer", conference.status)
    flow.after(flow.REQUEST, act, request.state)
    return conference, request


async def _settle(work: Work, conference: Conference, request: AttendeeRequest, act: str) -> None:
    # It says when the conference is, and its agency may not see that any more.
    await take_back(work, request.id, LetterKind.ATTENDEE_REQUESTED)
    # Who is told, one sees as long as one sees the conference.
    await news.tell_of_request(work, conference, request)
    request.state = flow.after(flow.REQUEST, act, request.state)
    request.answered_by, request.answered_at = work.actor.membership_id, work.now


async def _other_agency(work: Work, conference: Conference, public_id: str) -> Agency:
    """An agency that may be asked. Raises Conflict AGENCY_NOT_AVAILABLE: who convenes names its own people itself."""
    agency = await work.known(Agency, ids.decode("agency", public_id, ["agencyId"]))
    if agency is None or not agency.active or agency.id == conference.agency_id:
        raise Conflict(Code.AGENCY_NOT_AVAILABLE, ["agencyId"])
    return agency
