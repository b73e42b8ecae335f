"""Who may see and close a conference."""

from typing import Any

from sqlalchemy import ColumnElement

from roundtable.access import rule
from roundtable.conferences.models import AgendaItem, Conference, ConferenceStatus
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden
from roundtable.core.scope import found
from roundtable.core.tables import row_of

ENDED = frozenset({ConferenceStatus.CLOSED, ConferenceStatus.CANCELLED})


def sees_conference(conference: Any) -> ColumnElement[bool]:
    """A conference is seen by who sees anything on its agenda."""
    item = row_of(AgendaItem)
    return found(item, item.c.conference_id == conference.c.id, rule.sees_item(item))


def acts_on_conference(conference: Any) -> ColumnElement[bool]:
    """As seeing it, by right: not by a broken glass only."""
    item = row_of(AgendaItem)
    return found(item, item.c.conference_id == conference.c.id, rule.acts_on_item(item))


def check_close(actor: Actor, conference: Conference) -> None:
    """A conference is closed by its own agency's case manager or supervisor."""
    if not actor.may(Permission.CONFERENCE_CLOSE) or actor.agency_id != conference.agency_id:
        raise Forbidden
    if conference.status in ENDED:
        raise Conflict(Code.WRONG_STATUS)
