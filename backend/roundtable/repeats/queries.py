"""Finding cases, what was found of them, and agendas, within the reach of the rule on repeats."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.agencies.models import Agency, Membership
from roundtable.cases.models import Case
from roundtable.conferences import flow
from roundtable.conferences.models import (
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceType,
)
from roundtable.core.facts import NewFact
from roundtable.core.scope import found, values
from roundtable.core.tables import row_of, table_of
from roundtable.core.work import Work
from roundtable.repeats import policy
from roundtable.repeats.models import RepeatFinding


@dataclass(frozen=True)
class Led:
    """A live case, and the agency that leads it, which no conflict keeps from it."""

    case_id: UUID
    agency_id: UUID


async def led(work: Work, case_ids: Iterable[UUID]) -> dict[UUID, Led]:
    """Those of these cases that are live, each with who leads it; one whose lead is in conflict with it is left out."""
    part = table_of(CaseAgency)
    return await _led(work, part.c.case_id.in_(sorted(case_ids)))


async def led_by(work: Work, agencies: Collection[UUID]) -> dict[UUID, Led]:
    """The live cases that some agencies lead and a repeat was found of."""
    part, finding = table_of(CaseAgency), row_of(RepeatFinding)
    return await _led(work, part.c.agency_id.in_(sorted(agencies)), found(finding, finding.c.case_id == part.c.case_id))


async def _led(work: Work, *conditions: ColumnElement[bool]) -> dict[UUID, Led]:
    part, case, agency = table_of(CaseAgency), row_of(Case), row_of(Agency)
    leads = await work.reached(
        CaseAgency,
        part.c.lead,
        part.c.state == CaseAgencyState.ACTIVE,
        found(case, case.c.id == part.c.case_id, case.c.status.in_(policy.LIVE)),
        found(agency, agency.c.id == part.c.agency_id, agency.c.active),
        ~rule.in_conflict(part.c.case_id, part.c.agency_id),
        *conditions,
    )
    return {each.case_id: Led(each.case_id, each.agency_id) for each in leads}


async def is_flagged(work: Work, case_id: UUID) -> bool:
    case = table_of(Case)
    return bool(await work.reached(Case, case.c.id == case_id, case.c.flagged_until > work.now))


async def in_conflict(work: Work, agency_id: UUID, cases: Collection[UUID]) -> set[UUID]:
    """Those of some cases that a conflict keeps an agency from: for it they are not there."""
    case = table_of(Case)
    statement = select(case.c.id).where(case.c.id.in_(sorted(cases)), rule.in_conflict(case.c.id, agency_id))
    return set(await work.reached_values(statement))


async def found_by(work: Work, case_id: UUID, triggers: Collection[str]) -> list[RepeatFinding]:
    """What was found of a case by any of these, dropped or not."""
    finding = table_of(RepeatFinding)
    return await work.reached(RepeatFinding, finding.c.case_id == case_id, finding.c.trigger.in_(triggers))


async def waits_on(work: Work, item_id: UUID) -> list[RepeatFinding]:
    """What was found and is on this item."""
    finding = table_of(RepeatFinding)
    return await work.reached(RepeatFinding, finding.c.agenda_item_id == item_id, finding.c.dropped_at.is_(None))


async def item_of(work: Work, finding: RepeatFinding) -> AgendaItem | None:
    items = await _by_key(work, AgendaItem, [finding.agenda_item_id])
    return items.get(finding.agenda_item_id)


async def unsettled(work: Work, case: Led) -> list[RepeatFinding]:
    """What was found of a case and nobody has decided over yet, nor waits on an agenda."""
    own = table_of(RepeatFinding)
    findings = await work.reached(RepeatFinding, own.c.case_id == case.case_id, own.c.dropped_at.is_(None))
    items = await _by_key(work, AgendaItem, [each.agenda_item_id for each in findings])
    conferences = await _by_key(work, Conference, [item.conference_id for item in items.values()])
    waiting = []
    for finding in findings:
        item = items.get(finding.agenda_item_id)
        conference = conferences.get(item.conference_id) if item else None
        comes = conference is not None and await _comes(work, conference, case.agency_id)
        if not policy.is_settled(item, conference, comes=comes):
            waiting.append(finding)
    return waiting


async def _by_key(work: Work, model: type[Any], keys: Iterable[UUID | None]) -> dict[UUID | None, Any]:
    rows = await work.reached(model, table_of(model).c.id.in_(sorted({key for key in keys if key})))
    return {row.id: row for row in rows}


async def _comes(work: Work, conference: Conference, agency_id: UUID) -> bool:
    asked = table_of(ConferenceAgency)
    of_both = (asked.c.conference_id == conference.id, asked.c.agency_id == agency_id)
    accepted = asked.c.state == ConferenceAgencyState.ACCEPTED
    return conference.agency_id == agency_id or bool(await work.reached(ConferenceAgency, *of_both, accepted))


async def next_conferences(work: Work, case: Led) -> list[Conference]:
    """The routine conferences to come that a case's agency convenes, or comes to where who convenes it sits at the case
    as well; the soonest first.
    """
    own, asked, part = table_of(Conference), row_of(ConferenceAgency), row_of(CaseAgency)
    comes = found(
        asked,
        asked.c.conference_id == own.c.id,
        asked.c.agency_id == case.agency_id,
        asked.c.state == ConferenceAgencyState.ACCEPTED,
    )
    sits = found(
        part,
        part.c.case_id == case.case_id,
        part.c.agency_id == own.c.agency_id,
        part.c.state == CaseAgencyState.ACTIVE,
        ~rule.in_conflict(case.case_id, own.c.agency_id),
    )
    ahead = (own.c.status.in_(sorted(flow.AHEAD)), own.c.scheduled_at > work.now)
    routine = own.c.type == ConferenceType.ROUTINE
    conferences = await work.reached(Conference, routine, *ahead, or_(own.c.agency_id == case.agency_id, comes & sits))
    return sorted(conferences, key=lambda each: (each.scheduled_at, each.id))


async def items_there(work: Work, conference: Conference, case_id: UUID) -> list[AgendaItem]:
    item = table_of(AgendaItem)
    return await work.reached(AgendaItem, item.c.conference_id == conference.id, item.c.case_id == case_id)


async def last_position(work: Work, conference: Conference) -> int:
    found_items = await work.reached(AgendaItem, table_of(AgendaItem).c.conference_id == conference.id)
    return max((each.position for each in found_items), default=0)


async def who_comes(work: Work, conference: Conference, agency_id: UUID) -> UUID | None:
    """The post in whose name something is disclosed to an agency at a conference: who coordinates it, or comes to it
    for that agency.
    """
    if conference.agency_id == agency_id:
        return conference.coordinator_id
    there = table_of(Attendance)
    post = row_of(Membership)
    of_agency = there.c.membership_id.in_(values(post.c.id, post.c.agency_id == agency_id))
    comes = await work.reached(Attendance, there.c.conference_id == conference.id, of_agency)
    return min((each.membership_id for each in comes), default=None)


async def agencies_at(work: Work, fact: NewFact) -> set[UUID]:
    """Who convenes the conference that a fact is of, and who is asked to it."""
    asked = table_of(ConferenceAgency)
    key = fact.to_conference_id
    conferences = await work.reached(Conference, table_of(Conference).c.id == key)
    others = await work.reached(ConferenceAgency, asked.c.conference_id == key)
    return {*(each.agency_id for each in conferences), *(each.agency_id for each in others)}


async def is_left(work: Work, item_id: UUID) -> bool:
    """Whether an item was put off or withdrawn, so that nothing waits on it any more."""
    item = table_of(AgendaItem)
    left = item.c.status.in_([AgendaItemStatus.DEFERRED, AgendaItemStatus.WITHDRAWN])
    return bool(await work.reached(AgendaItem, item.c.id == item_id, left))


async def cases_left(work: Work, item_id: UUID) -> list[UUID]:
    """The case of an item that was left, where a repeat waited on it."""
    item, finding = table_of(AgendaItem), row_of(RepeatFinding)
    waited = found(finding, finding.c.agenda_item_id == item.c.id, finding.c.dropped_at.is_(None))
    return [each.case_id for each in await work.reached(AgendaItem, item.c.id == item_id, waited)]
