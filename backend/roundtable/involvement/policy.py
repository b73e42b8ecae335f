"""Who may ask whether a person is known, how often, and who sees what was answered."""

from typing import Any

from sqlalchemy import ColumnElement

from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Forbidden
from roundtable.core.scope import ME


def sees_check(check: Any) -> ColumnElement[bool]:
    """A check is its asker's."""
    mine: ColumnElement[bool] = check.c.membership_id == ME
    return mine


def check_ask(actor: Actor) -> None:
    if not actor.may(Permission.INVOLVEMENT_CHECK):
        raise Forbidden
