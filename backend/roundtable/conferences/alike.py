"""Posts that a conference shows the same, so that what one of them was told of its agenda may be told to all of them.

They take part in it, and each case that its stream tells of shows them the same (`access/alike.py`).
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Uuid, bindparam

from roundtable.access import alike
from roundtable.access.alike import POSTS, SINCE, Told
from roundtable.access.of_others import OfOthers
from roundtable.agencies.models import Membership
from roundtable.conferences.policy import takes_part
from roundtable.core.scope import NOW
from roundtable.core.tables import row_of
from roundtable.reader import sql

CONFERENCE = bindparam("conference", type_=Uuid())


def mine(conference_id: Any, since: Any) -> ColumnElement[Any]:
    """Of the one who asks, for what the conference's stream tells after a place: whether it takes part, and what each
    case says of it.
    """
    of_cases = alike.mine_of_told(Told(conference_id, since))
    return sql.json_array(sql.wire(takes_part(conference_id)), of_cases)


def said_by(answered: Any) -> tuple[str, frozenset[UUID]] | None:
    """That as one text, and the cases it is of; None of who does not take part, and is alike to nobody."""
    takes, told = answered
    if not takes:
        return None
    texts = {UUID(case): alike.said(text) for case, text in told}
    return said(texts), frozenset(texts)


def said(texts: Mapping[UUID, str]) -> str:
    """One text of what each case says: a case in which one has no place says nothing."""
    return orjson.dumps(sorted((case.hex, text) for case, text in texts.items() if alike.has_place(text))).decode()


def said_of(rows: Iterable[Any]) -> dict[UUID, str]:
    """The texts of the posts in rows of `OF_POSTS`."""
    texts: dict[UUID, dict[UUID, str]] = {}
    for row in rows:
        texts.setdefault(row.post_id, {})[row.case_id] = alike.said(row.alike)
    return {post: said(each) for post, each in texts.items()}


_post = row_of(Membership)
# Of each of the posts that take part, for each case that the stream tells of: rows of `post_id`, `case_id` and `alike`.
OF_POSTS = OfOthers(
    "alike_at",
    (POSTS, CONFERENCE, SINCE, NOW),
    alike.of_told(_post, Told(CONFERENCE, SINCE)).where(takes_part(CONFERENCE, _post)),
)
