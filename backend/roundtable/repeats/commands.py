"""What the rule on repeats does by itself (domain.md, rule 13): it finds them, puts them on the next agenda, and tells
the case's own agency. Nobody acts here, and nobody else is told by anything.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid5

from roundtable.core.facts import FactName, NewFact
from roundtable.core.sequels import follows
from roundtable.core.standing import Reach
from roundtable.core.work import Work
from roundtable.incidents.models import Incident
from roundtable.repeats import pairs, policy, queries
from roundtable.repeats.models import RepeatFinding
from roundtable.repeats.proposing import announce, leave, propose, tell
from roundtable.repeats.queries import Led

# Of two that look at once each has to know of the other: whoever waits, waits for all alike, and learns nothing.
_TURN = uuid5(UUID(int=0), "repeats")


@follows(FactName.INCIDENT_RECORDED)
async def look_for_repeats(work: Work, facts: Sequence[NewFact]) -> None:
    """After an incident: whether it is a repeat in its case, or makes one in another."""
    async with _looking(work):
        for fact in facts:
            incident = await pairs.incident_of(work, fact.subject_id)
            await _find(work, [incident], new=True)


@follows(FactName.IDENTITY_RECORDED)
async def look_again(work: Work, facts: Sequence[NewFact]) -> None:
    """After it was said who somebody is: whether what happened to them, or by them, is a repeat now."""
    async with _looking(work):
        for key in dict.fromkeys(fact.subject_id for fact in facts):
            await _find(work, await pairs.incidents_with(work, key), new=False)


@follows(FactName.CONFERENCE_CHANGED, FactName.CONFERENCE_ANSWERED)
async def put_what_waits_on_agendas(work: Work, facts: Sequence[NewFact]) -> None:
    """After a conference was planned, called off or ended, or an agency has answered: what waits for an agenda, or
    waited on that one in vain, goes on the next.
    """
    async with _looking(work):
        agencies = {agency for fact in facts for agency in await queries.agencies_at(work, fact)}
        for case in (await queries.led_by(work, agencies)).values():
            await propose(work, case, await queries.unsettled(work, case))


@follows(FactName.AGENDA_ITEM_CHANGED)
async def put_on_another(work: Work, facts: Sequence[NewFact]) -> None:
    """After an item was put off or withdrawn: a repeat that waited for it goes on the next agenda."""
    async with work.reaching(Reach.REPEATS):
        left = [fact.subject_id for fact in facts if await queries.is_left(work, fact.subject_id)]
    if not left:
        return
    async with _looking(work):
        # Not before one's turn: another may have found something that goes there, and not be done yet.
        cases = [case for item in left for case in await queries.cases_left(work, item)]
        for case in (await queries.led(work, cases)).values():
            await propose(work, case, await queries.unsettled(work, case))


@follows(FactName.INCIDENTS_JOINED, FactName.INCIDENTS_PARTED)
async def count_events(work: Work, facts: Sequence[NewFact]) -> None:
    """After records were said to be of one event, or not to be: in their case it counts once, by what was recorded of
    it first. In others nothing that was found is taken back: who leads those would learn by it.
    """
    async with _looking(work):
        records = [await pairs.incident_of(work, key) for key in dict.fromkeys(fact.subject_id for fact in facts)]
        for case in (await queries.led(work, {record.case_id for record in records})).values():
            for record in records:
                await _recount(work, case, record)
        # By another record it may be a repeat still.
        await _find(work, [record for record in records if await pairs.stands(work, record)], new=False)


async def _recount(work: Work, case: Led, incident: Incident) -> None:
    first, *others = await pairs.roots_of(work, incident)
    for finding in await queries.found_by(work, case.case_id, [_trigger(case, root) for root in others]):
        await _drop(work, case, finding)
    for finding in await queries.found_by(work, case.case_id, [_trigger(case, first)]):
        if finding.dropped_at is not None:
            await _take_up_again(work, case, finding)


async def _find(work: Work, incidents: Iterable[Incident], *, new: bool) -> None:
    """What these and others of the same two make of their cases."""
    for incident in incidents:
        others = await pairs.others_of_the_pair(work, incident)
        cases = await queries.led(work, {incident.case_id, *(other.case_id for other in others)})
        for case in cases.values():
            hidden = await queries.in_conflict(work, case.agency_id, {incident.case_id, *(o.case_id for o in others)})
            here = [other for other in others if _concerns(case, incident, other) and other.case_id not in hidden]
            if incident.case_id in hidden:
                here = []
            for other in here:
                await _keep(work, case, incident, other)
            if new and not here and _is_first_of(case, incident) and await queries.is_flagged(work, case.case_id):
                await _keep(work, case, incident)


def _concerns(case: Led, incident: Incident, other: Incident) -> bool:
    return case.case_id in (incident.case_id, other.case_id)


def _is_first_of(case: Led, incident: Incident) -> bool:
    """It is of this case, and corrects no other."""
    return case.case_id == incident.case_id and incident.supersedes_id is None


async def _keep(work: Work, case: Led, *by: Incident) -> None:
    """Keep that a repeat was found, once, and put it on the next agenda: by the last of these that was recorded,
    however often it was corrected since, and whoever recorded it as well.
    """
    counted = [await pairs.roots_of(work, incident) for incident in by]
    last = max(counted, key=lambda roots: pairs.recorded(roots[0]))
    triggers = [_trigger(case, root) for root in last]
    before = await queries.found_by(work, case.case_id, triggers)
    if any(finding.dropped_at is None for finding in before):
        return
    if before:
        await _take_up_again(work, case, before[0])
        return
    finding = work.add(RepeatFinding(case_id=case.case_id, trigger=triggers[0], found_at=work.now))
    # Its row must stand before it is looked for again.
    await work.flush()
    await announce(work, case, finding)


async def _take_up_again(work: Work, case: Led, finding: RepeatFinding) -> None:
    finding.dropped_at = None
    await work.flush()
    await announce(work, case, finding)


async def _drop(work: Work, case: Led, finding: RepeatFinding) -> None:
    """It is none: it leaves the agenda, unless somebody has decided over it."""
    item = await queries.item_of(work, finding)
    if finding.dropped_at is not None or policy.is_decided(item):
        return
    finding.dropped_at, finding.agenda_item_id = work.now, None
    await work.flush()
    if item is not None:
        await leave(work, item)
    tell(work, case, FactName.REPEAT_DROPPED, finding)


def _trigger(case: Led, root: Incident) -> str:
    return hashlib.sha256(case.case_id.bytes + root.id.bytes).hexdigest()


@asynccontextmanager
async def _looking(work: Work) -> AsyncIterator[None]:
    await work.hold_turn(_TURN)
    async with work.reaching(Reach.REPEATS):
        yield
