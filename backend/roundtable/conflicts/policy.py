"""Who may declare, see and lift conflicts of interest."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.agencies.models import Membership
from roundtable.core.actor import Actor, Permission, roles_granted
from roundtable.core.errors import Code, Conflict, Forbidden
from roundtable.core.scope import ME, found
from roundtable.core.tables import evidence_of as row_of


def sees_conflict(conflict: Any) -> ColumnElement[bool]:
    """Who manages it, from a seat. A conflict takes the seat away, so nobody sees one of their own."""
    me = row_of(Membership)
    return and_(rule.has_seat(conflict.c.case_id), found(me, me.c.id == ME, manages(me, conflict)))


def manages(post: Any, conflict: Any) -> ColumnElement[bool]:
    """A case manager or supervisor of the agency that leads the case, or of a colleague whom the conflict is about.

    Where it is about the agency that leads, nobody is left there: then those of any other agency.
    """
    other = row_of(Membership)
    colleague = found(
        other, other.c.practitioner_id == conflict.c.practitioner_id, other.c.agency_id == post.c.agency_id
    )
    leads, headless = _leads(post, conflict.c.case_id), _leads(conflict, conflict.c.case_id)
    return and_(post.c.role.in_(roles_granted(Permission.CONFLICT_MANAGE)), or_(leads, colleague, headless))


def may_name(case_id: UUID, agency_id: Any) -> ColumnElement[bool]:
    """Who asks has a seat, and the agency is one's own; or one's own leads the case, and that one has a part in it."""
    me, part = row_of(Membership), row_of(CaseAgency)
    has_part = found(part, part.c.case_id == case_id, part.c.agency_id == agency_id)
    named = or_(me.c.agency_id == agency_id, and_(_leads(me, case_id), has_part))
    return and_(rule.has_seat(case_id), found(me, me.c.id == ME, named))


def _leads(party: Any, case_id: Any) -> ColumnElement[bool]:
    """The agency of a post, or the one that a conflict is about, leads the case."""
    part = row_of(CaseAgency)
    return found(
        part,
        part.c.case_id == case_id,
        part.c.agency_id == party.c.agency_id,
        part.c.lead,
        part.c.state == CaseAgencyState.ACTIVE,
    )


def check_declare_own(actor: Actor) -> None:
    if not actor.may(Permission.CONFLICT_DECLARE):
        raise Forbidden


def check_declare_for_others(actor: Actor) -> None:
    if not actor.may(Permission.CONFLICT_MANAGE):
        raise Forbidden


def check_lift(*, own: bool, stands: bool) -> None:
    """A conflict is never lifted by whom it is about, by whichever post they act."""
    if own:
        raise Forbidden
    if not stands:
        raise Conflict(Code.WRONG_STATUS)
