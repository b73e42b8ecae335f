"""What the rule on repeats does by itself (domain.md, rule 13): it finds them, puts them on the next agenda, and tells
the case's own agency. Nobody acts here, and nobody else is told by anything.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid5

from roundtable.access.models import Audience, Compartment, Disclosure, LawfulBasis, Purpose, Sensitivity
from roundtable.conferences.models import AgendaItem, AgendaItemStatus, Conference, ReferralCriterion
from roundtable.core.facts import FactName, NewFact
from roundtable.core.sequels import follows
from roundtable.core.standing import Reach
from roundtable.core.work import Work
from roundtable.incidents.models import Incident
from roundtable.repeats import queries
from roundtable.repeats.models import RepeatFinding
from roundtable.repeats.queries import Led

# Of two that look at once each has to know of the other: whoever waits, waits for all alike, and learns nothing.
_TURN = uuid5(UUID(int=0), "repeats")
_WAITING = (AgendaItemStatus.PROPOSED, AgendaItemStatus.ACCEPTED)
_PURPOSE = "To be heard at the next conference"
_RATIONALE = "The same victim and alleged perpetrator within twelve months, or again within a year of a conference."


@follows(FactName.INCIDENT_RECORDED)
async def look_for_repeats(work: Work, facts: Sequence[NewFact]) -> None:
    """After an incident: whether it is a repeat in its case, or makes one in another."""
    async with _looking(work):
        for fact in facts:
            incident = await queries.incident_of(work, fact.subject_id)
            await _find(work, [incident], new=True)


@follows(FactName.IDENTITY_RECORDED)
async def look_again(work: Work, facts: Sequence[NewFact]) -> None:
    """After it was said who somebody is: whether what happened to them, or by them, is a repeat now."""
    async with _looking(work):
        for key in dict.fromkeys(fact.subject_id for fact in facts):
            await _find(work, await queries.incidents_with(work, key), new=False)


@follows(FactName.CONFERENCE_CHANGED, FactName.CONFERENCE_ANSWERED)
async def put_what_waits_on_agendas(work: Work, facts: Sequence[NewFact]) -> None:
    """After a conference was planned, called off or ended, or an agency has answered: what waits for an agenda, or
    waited on that one in vain, goes on the next.
    """
    async with _looking(work):
        agencies = {agency for fact in facts for agency in await queries.agencies_at(work, fact)}
        for case in (await queries.led_by(work, agencies)).values():
            await _propose(work, case, await queries.unsettled(work, case))


@follows(FactName.AGENDA_ITEM_CHANGED)
async def put_on_another(work: Work, facts: Sequence[NewFact]) -> None:
    """After an item was put off or withdrawn: a repeat that waited for it goes on the next agenda."""
    async with work.reaching(Reach.REPEATS):
        cases = [case for fact in facts for case in await queries.cases_left(work, fact.subject_id)]
    if not cases:
        return
    async with _looking(work):
        for case in (await queries.led(work, cases)).values():
            await _propose(work, case, await queries.unsettled(work, case))


async def _find(work: Work, incidents: Iterable[Incident], *, new: bool) -> None:
    """What these and others of the same two make of their cases."""
    for incident in incidents:
        others = await queries.others_of_the_pair(work, incident)
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
    however often it was corrected since.
    """
    roots = [await queries.root_of(work, incident) for incident in by]
    last = max(roots, key=lambda root: (root.created_at, root.id))
    trigger = hashlib.sha256(case.case_id.bytes + last.id.bytes).hexdigest()
    if await queries.is_found(work, case.case_id, trigger):
        return
    finding = work.add(RepeatFinding(case_id=case.case_id, trigger=trigger, found_at=work.now))
    # Its row must stand before it is looked for again.
    await work.flush()
    if not await _propose(work, case, [finding]):
        _tell(work, case, finding)


async def _propose(work: Work, case: Led, findings: Sequence[RepeatFinding]) -> bool:
    """Put what was found of a case on the next agenda; whether there was one."""
    item = await _item(work, case) if findings else None
    if item is None:
        return False
    for finding in findings:
        finding.agenda_item_id = item.id
        _tell(work, case, finding)
    return True


async def _item(work: Work, case: Led) -> AgendaItem | None:
    """The case's item on the next agenda: it may stand there already, referred by somebody."""
    for conference in await queries.next_conferences(work, case):
        there = await queries.items_there(work, conference, case.case_id)
        waiting = [item for item in there if item.status in _WAITING]
        if waiting:
            return waiting[0]
        own = next((item for item in there if item.by_rule), None)
        if own is None and (made := await _new_item(work, conference, case)):
            return made
    return None


async def _new_item(work: Work, conference: Conference, case: Led) -> AgendaItem | None:
    """Proposed to the case's own agency alone: whoever else convenes hears of it once that refers it."""
    in_the_name_of = await queries.who_comes(work, conference, case.agency_id)
    if in_the_name_of is None:
        return None
    audience = work.add(
        Audience(
            case_id=case.case_id,
            sensitivity=Sensitivity.NAMED_AGENCIES,
            compartment=Compartment.SUPPORT,
            created_at=work.now,
        )
    )
    # The audience's row must stand before disclosures point at it, and those before the item does.
    await work.flush()
    naming = work.add(
        Disclosure(
            case_id=case.case_id,
            audience_id=audience.id,
            agency_id=case.agency_id,
            lawful_basis=LawfulBasis.PUBLIC_TASK,
            purpose=_PURPOSE,
            purpose_kind=Purpose.SAFETY,
            rationale=_RATIONALE,
            disclosed_by=in_the_name_of,
            starts_at=work.now,
        )
    )
    await work.flush()
    item = work.add(
        AgendaItem(
            case_id=case.case_id,
            conference_id=conference.id,
            audience_id=audience.id,
            grounds_id=naming.id,
            status=AgendaItemStatus.PROPOSED,
            criterion=ReferralCriterion.REPEAT,
            criterion_met=True,
            by_rule=True,
            position=await queries.last_position(work, conference) + 1,
            created_at=work.now,
        )
    )
    await work.flush()
    streams = [case.case_id, conference.id]
    work.tell(
        FactName.AGENDA_ITEM_CHANGED,
        case.case_id,
        item.id,
        streams,
        audience=audience.id,
        at=item.created_at,
        anonymous=True,
    )
    return item


def _tell(work: Work, case: Led, finding: RepeatFinding) -> None:
    """Tell who answers for the case at the agency that leads it."""
    streams = [case.case_id, case.agency_id]
    work.tell(FactName.REPEAT_FOUND, case.case_id, finding.id, streams, agency=case.agency_id, anonymous=True)


@asynccontextmanager
async def _looking(work: Work) -> AsyncIterator[None]:
    await work.hold_turn(_TURN)
    async with work.reaching(Reach.REPEATS):
        yield
