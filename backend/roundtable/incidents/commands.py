"""Acts on incidents: record one, perhaps in the place of one that was wrong, and withdraw one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from roundtable.access.commands import AudienceChoice, choose_audience
from roundtable.access.queries import find_case, streams_of
from roundtable.cases.commands import look
from roundtable.cases.models import ParticipantRole
from roundtable.core.facts import FactName
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.incidents import events, policy, queries
from roundtable.incidents.models import Incident, ViolenceType

DESCRIPTION_LENGTH, PLACE_LENGTH, REPORTER_LENGTH, REASON_LENGTH = 10_000, 300, 200, 500

Refs = dict[str, UUID]


async def record_incident(
    work: Work,
    looks_an_hour: int,
    case_id: str,
    began_at: datetime,
    kinds: Sequence[ViolenceType],
    description: str,
    victim_id: str,
    audience: AudienceChoice,
    perpetrator_id: str | None = None,
    ended_at: datetime | None = None,
    place: str | None = None,
    children_present: bool | None = None,
    reported_by: str | None = None,
    supersedes_id: str | None = None,
) -> Refs:
    """Keep what happened, for its audience. Whether it happened before is looked for by the rule on repeats: so often
    an hour, as an involvement check is.
    """
    # Of two corrections of one the second sees the first.
    key = await find_case(work, case_id, alone=supersedes_id is not None)
    policy.check_record(work.actor)
    policy.check_when(began_at, ended_at, work.now)
    told: dict[str, Any] = {
        "began_at": began_at,
        "ended_at": ended_at,
        "kinds": policy.check_kinds(kinds),
        "description": clean(description, DESCRIPTION_LENGTH, ["description"]),
        "place": clean_optional(place, PLACE_LENGTH, ["place"]),
        "reported_by": clean_optional(reported_by, REPORTER_LENGTH, ["reportedBy"]),
        "children_present": children_present,
    }
    people = await _people(work, key, victim_id, perpetrator_id)
    corrected = await _corrected(work, key, supersedes_id)
    await look(work, looks_an_hour)
    chosen = await choose_audience(work, key, audience, ["audience"])
    incident = work.add(
        Incident(
            case_id=key,
            audience_id=chosen.id,
            agency_id=work.actor.agency_id,
            recorded_by=work.actor.membership_id,
            supersedes_id=corrected.id if corrected else None,
            # As old as its audience: who sees the one sees the other.
            created_at=chosen.created_at,
            **told,
            **people,
        )
    )
    if corrected and events.may_be_one([corrected, incident]):
        incident.event_id = corrected.event_id
    work.record(FactName.INCIDENT_RECORDED, incident, incident.id, await streams_of(work, incident))
    return {"incident": incident.id}


async def withdraw_incident(work: Work, incident_id: str, reason: str) -> Refs:
    """Say that it was not so, and why; what was recorded stays to be read."""
    incident = await queries.find_incident(work, incident_id)
    policy.check_record(work.actor)
    policy.check_own(work.actor, incident)
    policy.check_stands(incident, ["incidentId"], superseded=await queries.is_superseded(work, incident))
    incident.withdrawal = clean(reason, REASON_LENGTH, ["reason"])
    incident.withdrawn_at, incident.withdrawn_by = work.now, work.actor.membership_id
    work.record(FactName.INCIDENT_WITHDRAWN, incident, incident.id, await streams_of(work, incident))
    return {"incident": incident.id}


async def _people(work: Work, case_id: UUID, victim_id: str, perpetrator_id: str | None) -> dict[str, Any]:
    """Who it was done to and who is said to have done it, by column; each in that part of this case."""
    victim = await queries.find_person(work, case_id, victim_id, ["victimId"])
    policy.check_part(victim, ParticipantRole.VICTIM, ["victimId"])
    if perpetrator_id is None:
        return {"victim_id": victim.id, "perpetrator_id": None}
    perpetrator = await queries.find_person(work, case_id, perpetrator_id, ["perpetratorId"])
    policy.check_part(perpetrator, ParticipantRole.ALLEGED_PERPETRATOR, ["perpetratorId"])
    return {"victim_id": victim.id, "perpetrator_id": perpetrator.id}


async def _corrected(work: Work, case_id: UUID, public_id: str | None) -> Incident | None:
    """The incident of the same case, and of one's own agency, that a new one supersedes."""
    if public_id is None:
        return None
    path = ["supersedesId"]
    earlier = await queries.find_beside(work, case_id, public_id, path)
    policy.check_own(work.actor, earlier, path)
    policy.check_stands(earlier, path, superseded=await queries.is_superseded(work, earlier))
    return earlier
