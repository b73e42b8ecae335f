"""Who may change an audience: the agency that contributed what it is of."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from roundtable.access import rule
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Forbidden
from roundtable.core.scope import NOW


def acts_on_audience(audience: Any) -> ColumnElement[bool]:
    return rule.acts_on_audience(audience.c.case_id, audience.c.id, audience.c.created_at)


def acts_on_disclosure(disclosure: Any) -> ColumnElement[bool]:
    """Whoever is in its audience now finds it."""
    return rule.acts_on_audience(disclosure.c.case_id, disclosure.c.audience_id, NOW)


def check_change(actor: Actor, contributor: UUID | None) -> None:
    """An audience is changed by the agency whose post made it."""
    if not actor.may(Permission.AUDIENCE_CHANGE) or actor.agency_id != contributor:
        raise Forbidden
