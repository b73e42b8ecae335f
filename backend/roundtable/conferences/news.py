"""Telling who takes part in a conference what became of it: in its own stream, and in the inboxes of its agencies."""

from uuid import UUID

from roundtable.agencies.models import Membership
from roundtable.conferences.models import AgendaItem, Attendance, Conference, ConferenceAgency
from roundtable.conferences.policy import MAY_BRING, sees_part, sees_request
from roundtable.conferences.request_models import AttendeeRequest
from roundtable.core.facts import FactName
from roundtable.core.tables import table_of
from roundtable.core.work import Work


async def tell(work: Work, conference: Conference, name: FactName = FactName.CONFERENCE_CHANGED) -> None:
    """Tell all who see the conference: also where its agencies' lists are looked at."""
    work.tell(name, None, conference.id, await _streams(work, conference), conference=conference.id)


def tell_of_attendance(work: Work, attendance: Attendance) -> None:
    """Tell who follows the conference who comes, goes, or wants to speak."""
    key = attendance.conference_id
    work.tell(FactName.ATTENDANCE_CHANGED, None, attendance.id, [key], conference=key)


async def tell_agency(work: Work, conference: Conference, asked: ConferenceAgency) -> None:
    """Call an agency, and tell who follows the conference that it was called, or what it answered."""
    work.tell(FactName.CONFERENCE_CALLED, None, conference.id, [asked.agency_id], agency=asked.agency_id)
    await tell_of_answer(work, conference, asked)


async def tell_of_answer(work: Work, conference: Conference, asked: ConferenceAgency) -> None:
    """The same as `tell`: lists say who was asked, and what they answered."""
    streams = await _streams(work, conference)
    work.tell(FactName.CONFERENCE_ANSWERED, None, asked.id, streams, conference=conference.id)


async def tell_of_request(
    work: Work,
    conference: Conference,
    request: AttendeeRequest,
    name: FactName = FactName.ATTENDEE_REQUEST_CHANGED,
) -> None:
    """Tell the agency that is asked for somebody, by name, and the others of the conference."""
    work.tell(name, None, request.id, [request.agency_id], agency=request.agency_id)
    others = [stream for stream in await _streams(work, conference) if stream != request.agency_id]
    work.tell(FactName.ATTENDEE_REQUEST_CHANGED, None, request.id, others, conference=conference.id)


def tell_post(work: Work, conference: Conference, post: Membership) -> None:
    """Tell somebody by name that they are to come, or were."""
    if post.practitioner_id:
        streams = [post.practitioner_id]
        work.tell(FactName.CONFERENCE_CALLED, None, conference.id, streams, membership=post.id)


def tell_of_item(work: Work, item: AgendaItem, name: FactName = FactName.AGENDA_ITEM_CHANGED) -> None:
    """Tell whoever hears the item, where the case is followed and where the conference is."""
    work.record(name, item, item.id, [item.case_id, item.conference_id])


async def tell_of_seat(work: Work, case_id: UUID, membership_id: UUID) -> None:
    """Tell somebody that they see the case from now on."""
    post = await work.known(Membership, membership_id)
    assert post is not None  # as a reference holds
    if post.practitioner_id:
        streams = [post.practitioner_id]
        work.tell(FactName.ACCESS_CHANGED, case_id, case_id, streams, membership=post.id)


async def _streams(work: Work, conference: Conference) -> list[UUID]:
    """The conference's own, and the inboxes of who convenes it and who is asked, to come or for somebody."""
    await work.flush()
    request = table_of(AttendeeRequest)
    asked = await work.all(ConferenceAgency, table_of(ConferenceAgency).c.conference_id == conference.id, sees_part)
    may_send = (request.c.conference_id == conference.id) & request.c.state.in_(MAY_BRING)
    sending = await work.all(AttendeeRequest, may_send, sees_request)
    invited = {conference.agency_id, *(each.agency_id for each in asked)}
    return [conference.id, *sorted(invited | {each.agency_id for each in sending})]
