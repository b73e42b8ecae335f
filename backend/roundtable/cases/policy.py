"""Who may see a case, as a guard of its table and of what hangs on it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from roundtable.access import rule
from roundtable.access.models import Category
from roundtable.agencies.models import Membership
from roundtable.cases.models import CaseKey, CaseParticipant, ParticipantRole, PersonLook
from roundtable.core.guards import guarded
from roundtable.core.scope import ME, found
from roundtable.core.tables import evidence_of as row_of


def sees_case(case: Any) -> ColumnElement[bool]:
    return rule.sees_case(case.c.id)


def sees_part(row: Any) -> ColumnElement[bool]:
    return rule.sees_case(row.c.case_id)


def sees_identity(identity: Any) -> ColumnElement[bool]:
    """Who sees the case; on the perpetrator's side only who that is."""
    person = row_of(CaseParticipant)
    own_side = found(
        person, person.c.id == identity.c.participant_id, person.c.role == ParticipantRole.ALLEGED_PERPETRATOR
    )
    return and_(sees_part(identity), or_(rule.supports(identity.c.case_id), own_side))


def sees_look(look: Any) -> ColumnElement[bool]:
    """That one had cases looked through is one's own."""
    mine: ColumnElement[bool] = look.c.membership_id == ME
    return mine


# Whoever sees nobody's identity has no use for the key.
guarded(CaseKey, sees_part)
guarded(PersonLook, sees_look)


def sees_location(identity: Any) -> ColumnElement[bool]:
    """An address needs its category's entitlement, beside the sight of whose it is."""
    me = row_of(Membership)
    bit = Category.LOCATION.bit
    return found(me, me.c.id == ME, rule.held(me, identity.c.case_id).bitwise_and(bit) == bit)
