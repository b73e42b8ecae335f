"""Finding whom agencies are asked for, for commands."""

from uuid import UUID

from roundtable.conferences.models import Conference, ConferenceFunction
from roundtable.conferences.policy import sees_request
from roundtable.conferences.queries import held
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work

_PATH = ("attendeeRequestId",)


async def find_request(work: Work, public_id: str) -> AttendeeRequest:
    """As it is while nobody holds its conference."""
    return await work.find(AttendeeRequest, ids.decode("attendeerequest", public_id, _PATH), sees_request, _PATH)


async def hold_request(work: Work, request: AttendeeRequest) -> tuple[Conference, AttendeeRequest]:
    """Its conference, held, and itself as it is now."""
    conference = await held(work, request.conference_id, _PATH)
    return conference, await work.find(AttendeeRequest, request.id, sees_request, _PATH)


async def open_requests(
    work: Work, conference: Conference, agency_id: UUID, function: ConferenceFunction
) -> list[AttendeeRequest]:
    """What an agency is asked for and has not answered: one at most."""
    asked = await waiting_requests(work, conference)
    return [each for each in asked if (each.agency_id, each.function) == (agency_id, function)]


async def waiting_requests(work: Work, conference: Conference) -> list[AttendeeRequest]:
    """What agencies are asked for and have not answered."""
    request = table_of(AttendeeRequest)
    waits = (request.c.conference_id == conference.id) & (request.c.state == AttendeeRequestState.ASKED)
    return await work.all(AttendeeRequest, waits, sees_request)
