"""Telling who takes part in a conference what became of it: in its own stream, and in the inboxes of its agencies."""

from uuid import UUID

from roundtable.agencies.models import Membership
from roundtable.conferences.models import AgendaItem, Attendance, Conference, ConferenceAgency
from roundtable.conferences.policy import sees_part
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
    """The conference's own, and the inboxes of who convenes it and who is asked."""
    await work.flush()
    asked = await work.all(ConferenceAgency, table_of(ConferenceAgency).c.conference_id == conference.id, sees_part)
    return [conference.id, *sorted({conference.agency_id, *(each.agency_id for each in asked)})]
