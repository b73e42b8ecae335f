"""Posts that a case shows the same, so that what was read of it for one may be told to all of them.

Of who asks, the rule reads the places (`access/places.py`); where something is told to an agency, the role as well; and
the post itself where something names it, or where it looks through a glass. Whoever's places and role are equal, and
whom nothing names, is shown the same. What else reads who asks is not shared, but where it is said to be
`core.scope.same_for_alike`.
"""

from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
)

from roundtable.access import rule
from roundtable.access.models import Disclosure
from roundtable.access.of_others import OfOthers
from roundtable.access.places import places_among, row_of_place
from roundtable.agencies.models import Membership
from roundtable.core.facts import Fact, StreamEntry
from roundtable.core.scope import ME, NOW, listed, value
from roundtable.core.tables import evidence_of, row_of
from roundtable.reader import sql

# The posts, as a JSON list of keys; a case; and the place in its stream after which it holds for what the stream tells.
POSTS = bindparam("posts", type_=Text())
CASE, SINCE = bindparam("case", type_=Uuid()), bindparam("since", type_=BigInteger())
# After all that any stream tells.
END = 2**62
_DECIDING = ("agency_id", "history_from", "seated", "by_glass", "compartment", "held")


def mine(case_id: Any, since: Any) -> ColumnElement[str]:
    """Of the one who asks, as the statement around sees it: a text, equal for those whom the case shows the same.

    `since` is the place in the case's stream after which it holds for what the stream tells.
    """
    post = row_of(Membership)
    at = rule.my_places(case_id)
    # A post may come to the same place in several ways.
    each = select(_place(at).label("place")).select_from(at).distinct().subquery()
    here = select(sql.json_group(each.c.place)).select_from(each).scalar_subquery()
    return value(_text(post, here, case_id, since), post.c.id == ME, of=post)  # type: ignore[no-any-return]


def _statement() -> Select[Any]:
    post = row_of(Membership)
    at = places_among(lambda own, case: and_(_asked_of(own), case == CASE)).subquery()
    each = select(at.c.post_id, _place(at).label("place")).distinct().subquery()
    told = select(each.c.post_id, sql.json_group(each.c.place).label("places")).group_by(each.c.post_id).subquery()
    here = sql.embedded(func.coalesce(told.c.places, sql.json_array()))
    chosen = select(post.c.id.label("post_id"), _text(post, here, CASE, SINCE).label("alike")).where(_asked_of(post))
    return chosen.select_from(post.outerjoin(told, told.c.post_id == post.c.id))


def _asked_of(post: Any) -> ColumnElement[bool]:
    return listed(post.c.id, POSTS)


def said(alike: Any) -> str:
    """One text of what a database answered, equal for those whom the case shows the same."""
    role, places_told, named, post = orjson.loads(alike) if isinstance(alike, str) else alike
    by_glass = any(orjson.loads(place)[_DECIDING.index("by_glass")] for place in places_told)
    return orjson.dumps([role, sorted(places_told), post if named or by_glass else None]).decode()


def _place(at: Any) -> ColumnElement[str]:
    place = row_of_place(at)
    return cast(sql.json_array(*(sql.wire(getattr(place, name)) for name in _DECIDING)), Text)


def _text(post: Any, here: Any, case_id: Any, since: Any) -> ColumnElement[str]:
    """The role, the places it has here, whether anything names the post, and its key."""
    named = sql.wire(_is_named(post, case_id, since))
    return cast(sql.json_array(sql.wire(post.c.role), here, named, sql.wire(post.c.id)), Text)


def _is_named(post: Any, case_id: Any, since: Any) -> ColumnElement[bool]:
    """Something of the case is for the post by name, or was told it after that place."""
    # Whoever is named, looked for once: for each post by itself it would be once for each.
    disclosure, fact, entry = evidence_of(Disclosure), evidence_of(Fact), row_of(StreamEntry)
    shared = _all(disclosure.c.membership_id, disclosure.c.case_id == case_id)
    there = (entry.c.stream_id == case_id, entry.c.number > since, entry.c.fact_id == fact.c.id)
    elsewhere = (*there, fact.c.case_id.is_distinct_from(case_id))
    by_name, by_agency = _all(fact.c.to_membership_id, *there), _all(fact.c.to_agency_id, *elsewhere)
    return or_(post.c.id.in_(shared), post.c.id.in_(by_name), post.c.agency_id.in_(by_agency))


def _all(named: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(named).where(named.is_not(None), *conditions).correlate(None)


# Of each of the posts: rows of `post_id` and `alike`. It takes in more than one may see, and shows keys only.
OF_POSTS = OfOthers("alike", (POSTS, CASE, SINCE, NOW), _statement())
