"""Who may ask whether a person is known, how often, and who sees what was answered."""

from typing import Any

from sqlalchemy import ColumnElement

from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Forbidden
from roundtable.core.guards import guarded
from roundtable.core.scope import ME, found
from roundtable.core.tables import row_of
from roundtable.involvement.models import InvolvementCheck, InvolvementContact


def sees_check(check: Any) -> ColumnElement[bool]:
    """A check is its asker's."""
    mine: ColumnElement[bool] = check.c.membership_id == ME
    return mine


def sees_contact(contact: Any) -> ColumnElement[bool]:
    """Whom a check was told to call is its asker's, as the check."""
    check = row_of(InvolvementCheck)
    return found(check, check.c.id == contact.c.check_id, sees_check(check))


guarded(InvolvementContact, sees_contact)


def check_ask(actor: Actor) -> None:
    if not actor.may(Permission.INVOLVEMENT_CHECK):
        raise Forbidden
