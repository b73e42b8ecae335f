"""Who is told that somebody has the same case open, and who of them types: only where the rule lets both be there."""

from typing import Any

from sqlalchemy import ColumnElement, and_

from roundtable.access import rule
from roundtable.agencies.models import Membership
from roundtable.core.scope import found
from roundtable.core.tables import row_of


def is_beside(here: Any) -> ColumnElement[bool]:
    """Who asks and the post that is here both have a seat at the case by right.

    Who looks through a broken glass is told of nobody and shown to nobody: that a glass is broken is told to those who
    answer for it, and not to the table.
    """
    return and_(rule.has_seat(here.c.case_id), _of_post(here, lambda post: rule.has_seat(here.c.case_id, post)))


def may_type(here: Any, item: Any) -> ColumnElement[bool]:
    """The post that is here is in the item's audience by right, as one has to be to write there.

    That who asks sees the item as well, the item's own guard says.
    """
    return _of_post(here, lambda post: rule.acts_on_item(item, post))


def _of_post(here: Any, holds: Any) -> ColumnElement[bool]:
    post = row_of(Membership)
    return found(post, post.c.id == here.c.id, holds(post))
