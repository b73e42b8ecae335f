"""Finding incidents and the people in them, for commands."""

from collections.abc import Sequence
from itertools import combinations
from uuid import UUID

from sqlalchemy import Uuid, literal, select

from roundtable.access import rule
from roundtable.agencies.models import Membership
from roundtable.cases.models import CaseParticipant
from roundtable.cases.policy import sees_part
from roundtable.core import ids
from roundtable.core.tables import Instant, row_of, table_of
from roundtable.core.work import Work
from roundtable.incidents import events
from roundtable.incidents.models import Incident
from roundtable.incidents.window import is_within

_PREFIX = "incident"


async def find_incident(work: Work, public_id: str) -> Incident:
    """An incident, its case held alone: of two that correct or withdraw it the second sees what the first did."""
    key = ids.decode(_PREFIX, public_id, ["incidentId"])
    return await work.find_held(Incident, key, rule.acts_on_item, ["incidentId"], alone=True)


async def find_beside(work: Work, case_id: UUID, public_id: str, path: Sequence[str]) -> Incident:
    """An incident of a case that is held. Raises NotFound, Invalid INVALID_ID."""
    of_case = table_of(Incident).c.case_id == case_id
    return await work.find(Incident, ids.decode(_PREFIX, public_id, path), rule.acts_on_item, path, of_case)


async def is_superseded(work: Work, incident: Incident) -> bool:
    """By one that the actor sees: of another a refusal would tell."""
    newer = table_of(Incident).c.supersedes_id == incident.id
    return bool(await work.all(Incident, newer, rule.sees_item))


async def is_joined(work: Work, incident: Incident) -> bool:
    """With another, of those that the actor sees: of others a refusal would tell."""
    if incident.event_id is None:
        return False
    seen = await work.all(Incident, table_of(Incident).c.case_id == incident.case_id, rule.sees_item)
    return any(each.event_id == incident.event_id for each in events.not_of(seen, incident))


async def records(work: Work) -> list[Incident]:
    """All of a case, seen or not; within a reach of that case."""
    return await work.reached(Incident)


async def who_see_both(work: Work, one: Incident, other: Incident) -> list[UUID]:
    """The posts that see two incidents of a case."""
    post, case_id = row_of(Membership), literal(one.case_id, Uuid())
    sees = [
        rule.sees_audience(case_id, literal(each.audience_id, Uuid()), literal(each.created_at, Instant()), post)
        for each in (one, other)
    ]
    return await work.values(select(post.c.id).where(rule.is_near(case_id, post), *sees))


async def standing(work: Work, case_id: UUID) -> list[Incident]:
    """The incidents of a case that the actor sees, but those that were withdrawn or, as they see, corrected."""
    seen = await work.all(Incident, table_of(Incident).c.case_id == case_id, rule.sees_item)
    corrected = {incident.supersedes_id for incident in seen}
    return [each for each in seen if each.id not in corrected and each.withdrawn_at is None]


async def happened_again(work: Work, case_id: UUID) -> bool:
    """Whether two incidents of a case, of those that the actor sees and that stand, are a repeat."""
    stand = [each for each in await standing(work, case_id) if each.perpetrator_id]
    return any(
        (one.victim_id, one.perpetrator_id) == (other.victim_id, other.perpetrator_id)
        and is_within(one, other)
        and not events.are_one(one, other)
        for one, other in combinations(stand, 2)
    )


async def find_person(work: Work, case_id: UUID, public_id: str, path: Sequence[str]) -> CaseParticipant:
    """A person of this case. Raises NotFound for one of another, Invalid INVALID_ID."""
    of_case = table_of(CaseParticipant).c.case_id == case_id
    return await work.find(CaseParticipant, ids.decode("participant", public_id, path), sees_part, path, of_case)
