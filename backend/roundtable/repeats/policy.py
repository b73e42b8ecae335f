"""Who sees that a repeat was found: the agency that leads the case, and nobody else."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_

from roundtable.access import rule
from roundtable.access.models import CaseAgency
from roundtable.agencies.models import Membership
from roundtable.cases.models import CaseStatus
from roundtable.conferences import flow
from roundtable.conferences.models import AgendaItem, AgendaItemStatus, Conference
from roundtable.core.scope import ME, found, value
from roundtable.core.tables import evidence_of as row_of

# Cases that repeats are found of. What happened in others counts as well.
LIVE = (CaseStatus.NEW, CaseStatus.TRIAGE, CaseStatus.ACTIVE, CaseStatus.MONITORING)
_WAITING = (AgendaItemStatus.PROPOSED, AgendaItemStatus.ACCEPTED)
_DECIDED = (AgendaItemStatus.HEARD, AgendaItemStatus.NOT_MET_THRESHOLD)


def sees_finding(finding: Any) -> ColumnElement[bool]:
    """Who sits at the case by right, for the agency that leads it: not through a glass. Nobody, of what was dropped."""
    part, me = row_of(CaseAgency), row_of(Membership)
    own = value(me.c.agency_id, me.c.id == ME)
    leads = found(part, part.c.case_id == finding.c.case_id, part.c.agency_id == own, part.c.lead)
    return and_(rule.has_seat(finding.c.case_id), leads, finding.c.dropped_at.is_(None))


def is_decided(item: AgendaItem | None) -> bool:
    """Somebody has decided over it: that stays, whatever is said later of what was found."""
    return item is not None and item.status in _DECIDED


def is_withdrawn_by_rule(item: AgendaItem) -> bool:
    """Nobody else withdraws what nobody referred."""
    return item.by_rule and item.status is AgendaItemStatus.WITHDRAWN


def was_put_off(items: Iterable[AgendaItem]) -> bool:
    """Who leads a conference has put a case off to another one. Who withdraws says that of their own referral alone."""
    return any(item.status is AgendaItemStatus.DEFERRED for item in items)


def is_settled(item: AgendaItem | None, conference: Conference | None, *, comes: bool) -> bool:
    """A repeat is dealt with once somebody has decided over its item, and waits while its item does, at a conference
    that the case's agency comes to.
    """
    if item is None or conference is None:
        return False
    over = conference.status not in flow.AHEAD and conference.status not in flow.CONFERENCE["hold"].start
    return is_decided(item) or (item.status in _WAITING and comes and not over)
