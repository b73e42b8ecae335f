"""Finding what happened between the same two, and what of that is one event, within the reach of the rule on repeats:
whoever records something sees none of it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from roundtable.cases.models import ParticipantIdentity
from roundtable.core.scope import found
from roundtable.core.tables import row_of, table_of
from roundtable.core.work import Work
from roundtable.incidents import events
from roundtable.incidents.models import Incident
from roundtable.incidents.window import LONGEST, is_within


async def incident_of(work: Work, key: UUID) -> Incident:
    (incident,) = await work.reached(Incident, table_of(Incident).c.id == key)
    return incident


async def incidents_with(work: Work, participant_id: UUID) -> list[Incident]:
    """The incidents of a case, as they stand, that somebody of it had a part in."""
    own = table_of(Incident)
    part = or_(own.c.victim_id == participant_id, own.c.perpetrator_id == participant_id)
    return await work.reached(Incident, part, *_stands())


async def root_of(work: Work, incident: Incident) -> Incident:
    """The first of those that were corrected until this one."""
    while incident.supersedes_id is not None:
        incident = await incident_of(work, incident.supersedes_id)
    return incident


async def roots_of(work: Work, incident: Incident) -> list[Incident]:
    """The first records of an event, of each agency's that were said to be of it; the earliest recorded first."""
    own = table_of(Incident)
    joined = incident.event_id is not None
    records = await work.reached(Incident, own.c.event_id == incident.event_id) if joined else [incident]
    roots = {root.id: root for each in records for root in [await root_of(work, each)]}
    return sorted(roots.values(), key=recorded)


def recorded(incident: Incident) -> tuple[datetime, UUID]:
    """By which it comes before others, or after."""
    return incident.created_at, incident.id


async def others_of_the_pair(work: Work, incident: Incident) -> list[Incident]:
    """What else happened between the same two within twelve months, in whatever case."""
    if incident.perpetrator_id is None:
        return []
    own = table_of(Incident)
    near = (
        own.c.began_at <= (incident.ended_at or incident.began_at) + LONGEST,
        or_(own.c.ended_at >= incident.began_at - LONGEST, own.c.began_at >= incident.began_at - LONGEST),
    )
    same = (
        own.c.victim_id.in_(await _same_person(work, incident.victim_id)),
        own.c.perpetrator_id.in_(await _same_person(work, incident.perpetrator_id)),
    )
    others = await work.reached(Incident, own.c.id != incident.id, *same, *near, *_stands())
    return [other for other in others if is_within(incident, other) and not events.are_one(incident, other)]


async def stands(work: Work, incident: Incident) -> bool:
    return bool(await work.reached(Incident, table_of(Incident).c.id == incident.id, *_stands()))


def _stands() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Neither withdrawn nor corrected."""
    own, later = table_of(Incident), row_of(Incident)
    return own.c.withdrawn_at.is_(None), ~found(later, later.c.supersedes_id == own.c.id)


async def _same_person(work: Work, participant_id: UUID) -> set[UUID]:
    """Who is the same, by the keyed hashes of number or name and birthday, in whatever case; and the person as such."""
    who = table_of(ParticipantIdentity)
    known = await work.reached(ParticipantIdentity, who.c.participant_id == participant_id)
    by_hash = [
        column == value
        for identity in known
        for column, value in (
            (who.c.national_id_hash, identity.national_id_hash),
            (who.c.person_hash, identity.person_hash),
        )
        if value is not None
    ]
    same = await work.reached(ParticipantIdentity, or_(*by_hash)) if by_hash else []
    return {participant_id, *(identity.participant_id for identity in same)}
