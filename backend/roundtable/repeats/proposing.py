"""Putting what was found on the next agenda of the case's own agency, taking it off again, and telling that agency."""

from collections.abc import Sequence

from roundtable.access.models import Audience, Compartment, Disclosure, LawfulBasis, Purpose, Sensitivity
from roundtable.conferences.models import AgendaItem, AgendaItemStatus, Conference, ReferralCriterion
from roundtable.core.facts import FactName
from roundtable.core.work import Work
from roundtable.repeats import policy, queries
from roundtable.repeats.models import RepeatFinding
from roundtable.repeats.queries import Led

_WAITING = (AgendaItemStatus.PROPOSED, AgendaItemStatus.ACCEPTED)
_PURPOSE = "To be heard at the next conference"
_RATIONALE = "The same victim and alleged perpetrator within twelve months, or again within a year of a conference."


async def announce(work: Work, case: Led, finding: RepeatFinding) -> None:
    """Put it on the next agenda, or say that it waits for one."""
    if not await propose(work, case, [finding]):
        tell(work, case, FactName.REPEAT_FOUND, finding)


async def leave(work: Work, item: AgendaItem) -> None:
    """Take an item off the agenda that nothing waits on any more, unless people have taken it up."""
    if item.by_rule and item.status is AgendaItemStatus.PROPOSED and not await queries.waits_on(work, item.id):
        _put(work, item, AgendaItemStatus.WITHDRAWN)


async def propose(work: Work, case: Led, findings: Sequence[RepeatFinding]) -> bool:
    """Put what was found of a case on the next agenda; whether there was one."""
    item = await _item(work, case) if findings else None
    if item is None:
        return False
    for finding in findings:
        finding.agenda_item_id = item.id
        tell(work, case, FactName.REPEAT_FOUND, finding)
    return True


async def _item(work: Work, case: Led) -> AgendaItem | None:
    """The case's item on the next agenda: it may stand there already, referred by somebody."""
    for conference in await queries.next_conferences(work, case):
        there = await queries.items_there(work, conference, case.case_id)
        waiting = [item for item in there if item.status in _WAITING]
        if waiting:
            return waiting[0]
        if policy.was_put_off(there):
            continue
        own = next((item for item in there if item.by_rule), None)
        if own is None and (made := await _new_item(work, conference, case)):
            return made
        if own is not None and policy.is_withdrawn_by_rule(own):
            return _put(work, own, AgendaItemStatus.PROPOSED)
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
    return _put(work, item, AgendaItemStatus.PROPOSED)


def _put(work: Work, item: AgendaItem, status: AgendaItemStatus) -> AgendaItem:
    """Tell who hears the item how far it is."""
    item.status, item.decided_at = status, None if status is AgendaItemStatus.PROPOSED else work.now
    work.tell(
        FactName.AGENDA_ITEM_CHANGED,
        item.case_id,
        item.id,
        [item.case_id, item.conference_id],
        audience=item.audience_id,
        at=item.created_at,
        anonymous=True,
    )
    return item


def tell(work: Work, case: Led, name: FactName, finding: RepeatFinding) -> None:
    """Tell who answers for the case at the agency that leads it."""
    streams = [case.case_id, case.agency_id]
    work.tell(name, case.case_id, finding.id, streams, agency=case.agency_id, anonymous=True)
