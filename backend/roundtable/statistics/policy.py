"""Who sees figures, and what of a count may be told."""

import re
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null

from roundtable.access import rule
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import Permission, roles_granted
from roundtable.core.errors import Code, Invalid
from roundtable.core.scope import ME, found, value
from roundtable.core.tables import row_of

# Fewer than this are not told, and more only in steps of it: else who looks twice would see that one has moved.
LEAST = 5
_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")


def counts_agency(agency_id: Any) -> ColumnElement[bool]:
    """An analyst, of the own agency."""
    me = row_of(Membership)
    own = and_(me.c.id == ME, me.c.agency_id == agency_id)
    return found(me, own, me.c.role.in_(roles_granted(Permission.FIGURES_READ)), live(me))


def is_counted(row: Any, agency_id: Any) -> ColumnElement[bool]:
    """Of the agency who asks is at; what a conflict hides from it, or from who asks, is in no count."""
    me = row_of(Membership)
    own = agency_id == value(me.c.agency_id, me.c.id == ME)
    return and_(own, ~rule.in_conflict(row.c.case_id, agency_id, value(me.c.practitioner_id, me.c.id == ME)))


def is_small(count: Any) -> ColumnElement[bool]:
    small: ColumnElement[bool] = count < LEAST
    return small


def shown(count: Any) -> ColumnElement[int | None]:
    """What is told of a count of some: null for few, else rounded down."""
    return case((is_small(count), null()), else_=count // LEAST * LEAST)


def quarter_of(text: str) -> str:
    """Raises Invalid INVALID_DATE for what names no quarter."""
    if not _QUARTER.fullmatch(text):
        raise Invalid(Code.INVALID_DATE, ["quarter"], "A quarter is named as 2026-Q3.")
    return text
