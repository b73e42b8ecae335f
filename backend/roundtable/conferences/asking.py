"""Asking agencies to a conference, and putting people among those who come: what several acts do."""

from collections.abc import Sequence
from uuid import UUID

from roundtable.agencies.models import Agency, Membership
from roundtable.conferences import news, policy, queries
from roundtable.conferences.calling import call, call_agency
from roundtable.conferences.models import (
    Attendance,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
)
from roundtable.conferences.seating import open_agenda_to
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.text import clean
from roundtable.core.work import Work

CONDITION_LENGTH = 1_000


async def ask_agencies(work: Work, conference: Conference, public_ids: Sequence[str]) -> None:
    """Ask each that was not asked, or declined. Raises Invalid, or Conflict AGENCY_NOT_AVAILABLE, ALREADY_THERE."""
    for place, text in enumerate(public_ids):
        path = ["agencyIds", str(place)]
        agency = await work.known(Agency, ids.decode("agency", text, path))
        if agency is None or not agency.active:
            raise Conflict(Code.AGENCY_NOT_AVAILABLE, path)
        asked = await queries.asked_of(work, conference, agency.id)
        if agency.id == conference.agency_id or (asked and asked.state is not ConferenceAgencyState.DECLINED):
            raise Conflict(Code.ALREADY_THERE, path)
        await _ask(work, conference, agency.id, asked)


async def ask_for(work: Work, conference: Conference, agency_id: UUID) -> bool:
    """Ask an agency of which somebody is to come, unless it convenes, or was asked and did not decline: whether it was
    asked now.
    """
    asked = await queries.asked_of(work, conference, agency_id)
    declined = asked is not None and asked.state is ConferenceAgencyState.DECLINED
    wanted = agency_id != conference.agency_id and (asked is None or declined)
    if wanted:
        await _ask(work, conference, agency_id, asked)
    return wanted


async def _ask(work: Work, conference: Conference, agency_id: UUID, before: ConferenceAgency | None) -> None:
    await news.tell_agency(work, conference, _asked(work, conference, agency_id, before))
    await call_agency(work, conference, agency_id)
    await work.flush()


def _asked(work: Work, conference: Conference, agency_id: UUID, before: ConferenceAgency | None) -> ConferenceAgency:
    asked = before or work.add(
        ConferenceAgency(
            conference_id=conference.id,
            agency_id=agency_id,
            state=ConferenceAgencyState.INVITED,
            invited_by=work.actor.membership_id,
            invited_at=work.now,
        )
    )
    asked.state = ConferenceAgencyState.INVITED
    asked.invited_by, asked.invited_at = work.actor.membership_id, work.now
    asked.answered_at = asked.reason = None
    return asked


async def add_attendance(
    work: Work,
    conference: Conference,
    membership_id: UUID,
    status: AttendanceStatus,
    function: ConferenceFunction = ConferenceFunction.REPRESENTATIVE,
) -> Attendance:
    """Put somebody among those who come, and call them; who speaks for their agency says by it that they come."""
    post = await work.known(Membership, membership_id)
    assert post is not None  # as a reference holds
    there = work.add(
        Attendance(
            conference_id=conference.id,
            membership_id=membership_id,
            function=function,
            status=status,
            named_at=work.now,
            agreed_at=work.now if policy.speaks_for(work.actor, post) else None,
        )
    )
    await work.flush()
    if membership_id != work.actor.membership_id:
        news.tell_post(work, conference, post)
        call(work, conference, post.id)
    news.tell_of_attendance(work, there)
    return there


def condition_of(function: ConferenceFunction, condition: str | None) -> str | None:
    """What somebody may watch under, which an observer has and nobody else. Raises Invalid REQUIRED, NOT_WANTED,
    TOO_LONG.
    """
    observes = function is ConferenceFunction.OBSERVER
    if observes != bool(condition and condition.strip()):
        raise Invalid(Code.REQUIRED if observes else Code.NOT_WANTED, ["condition"])
    return clean(condition, CONDITION_LENGTH, ["condition"]) if condition else None


async def let_hear(work: Work, conference: Conference, agency_id: UUID) -> None:
    """Whoever comes for an agency that comes hears what it hears."""
    if agency_id in await queries.coming(work, conference):
        await open_agenda_to(work, conference, agency_id)
