"""Acts on several incidents: who leads a case says that two agencies recorded one event, and takes that back.

Each record stays as its agency made it, and for whom it was made. Who does not see both is told nothing.
"""

from collections.abc import Iterable
from itertools import product
from uuid import UUID

from roundtable.access.queries import part_of
from roundtable.core.errors import Code, Conflict
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.tables import new_id
from roundtable.core.work import Work
from roundtable.incidents import events, policy, queries
from roundtable.incidents.models import Incident

Refs = dict[str, UUID]


async def join_incidents(work: Work, incident_id: str, other_id: str) -> Refs:
    """Say that two incidents are one event, with all that either was said to be one with: it counts once."""
    one = await queries.find_incident(work, incident_id)
    other = await queries.find_beside(work, one.case_id, other_id, ["otherId"])
    policy.check_lead(work.actor, await part_of(work, one.case_id, work.actor.agency_id))
    for each, path in ((one, ["incidentId"]), (other, ["otherId"])):
        policy.check_stands(each, path, superseded=await queries.is_superseded(work, each))
    # By what the actor sees: a refusal over what they do not see would tell of it.
    policy.check_apart(one, other, await queries.standing(work, one.case_id), ["otherId"])
    async with work.reaching(Reach.ONE_EVENT, one.case_id):
        records = await queries.records(work)
        here, there = events.to_join(records, one, other), events.to_join(records, other, one)
        _say(here + there, one.event_id or other.event_id or new_id())
    await _tell(work, FactName.INCIDENTS_JOINED, here, there)
    return {"incident": one.id}


async def part_incident(work: Work, incident_id: str) -> Refs:
    """Say that an incident is an event of its own after all."""
    incident = await queries.find_incident(work, incident_id)
    policy.check_lead(work.actor, await part_of(work, incident.case_id, work.actor.agency_id))
    if not await queries.is_joined(work, incident):
        raise Conflict(Code.WRONG_STATUS, ["incidentId"])
    async with work.reaching(Reach.ONE_EVENT, incident.case_id):
        records = await queries.records(work)
        all_of_it = events.said_one(records, incident)
        apart = {each.id for each in events.not_of(records, incident)}
        rest = [each for each in all_of_it if each.id in apart]
        own = [each for each in all_of_it if each.id not in apart]
        _say(own, None)
        if rest and not any(events.are_one(each, rest[0]) for each in events.not_of(records, rest[0])):
            # What one record is left of is joined with nothing.
            _say(rest, None)
    # Where a correction was hidden from who joined them, they may be all of one record.
    await _tell(work, FactName.INCIDENTS_PARTED, own, rest or own)
    return {"incident": incident.id}


def _say(records: Iterable[Incident], event: UUID | None) -> None:
    for each in records:
        each.event_id = event


async def _tell(work: Work, name: FactName, some: list[Incident], others: list[Incident]) -> None:
    """Tell whoever sees one of these and one of those, by name: who sees one alone hears of nothing."""
    told = dict[tuple[UUID, UUID], None]()
    for one, other in product(some, others):
        if one.id == other.id:
            continue
        for post in await queries.who_see_both(work, one, other):
            told |= dict.fromkeys([(post, one.id), (post, other.id)])
    for post, subject in told:
        work.tell(name, some[0].case_id, subject, [some[0].case_id], membership=post)
