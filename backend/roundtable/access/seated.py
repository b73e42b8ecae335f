"""Who sits at which tables, asked of many posts and cases at once: streams rest on it, and are looked after by it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, Text, Uuid, and_, bindparam, cast, func, select, tuple_

from roundtable.access.of_others import OfOthers
from roundtable.access.places import places_among
from roundtable.core.scope import NOW, each_of, listed

# JSON lists: of posts' keys, of cases' keys, and of which of the posts at which of the cases, a post's and a case's key
# as one text.
_KEY = 32
_POSTS, _CASES, _PAIRS = (bindparam(name, type_=Text()) for name in ("posts", "cases", "pairs"))


def binds(pairs: Iterable[tuple[UUID, UUID]]) -> dict[str, str]:
    """What `OF_PAIRS` is asked of: posts, each with a case."""
    asked = {(post.hex, case.hex) for post, case in pairs}
    lists = {
        _POSTS.key: {post for post, _ in asked},
        _CASES.key: {case for _, case in asked},
        _PAIRS.key: {post + case for post, case in asked},
    }
    return {name: orjson.dumps(sorted(keys)).decode() for name, keys in lists.items()}


def _statement() -> Select[Any]:
    at = places_among(lambda post: listed(post.c.id, _POSTS), _asked_of).subquery()
    return select(at.c.post_id, at.c.case_id, at.c.by_glass).where(at.c.seated)


def _asked_of(post: Any, case_id: Any) -> ColumnElement[bool]:
    pair = each_of(_PAIRS).c.value
    asked = select(cast(func.substr(pair, 1, _KEY), Uuid()), cast(func.substr(pair, _KEY + 1), Uuid()))
    return and_(listed(case_id, _CASES), tuple_(post.c.id, case_id).in_(asked))


# Of those asked of, each place at a table: rows of `post_id`, `case_id`, and whether it is `by_glass`.
OF_PAIRS = OfOthers("seated", (_POSTS, _CASES, _PAIRS, NOW), _statement())
