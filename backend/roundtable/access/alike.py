"""Posts that a case shows the same, so that what was read of it for one may be told to all of them.

Of who asks, the rule reads the places (`access/places.py`); where something is told to an agency, the role as well; and
the agency or the post itself where something of the case names it, or, the post, where it looks through a glass.
Whoever's places and role are equal, and whom nothing names, is shown the same, of whichever agency. What else reads who
asks is not shared, but where it is said to be `core.scope.same_for_alike`.
"""

from dataclasses import dataclass, replace
from functools import reduce
from operator import add
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
    case,
    cast,
    func,
    or_,
    select,
    true,
)

from roundtable.access import rule
from roundtable.access.models import Audience, Category, Disclosure
from roundtable.access.of_others import OfOthers
from roundtable.access.places import places_among, row_of_place
from roundtable.agencies.models import Membership
from roundtable.core.facts import Fact, StreamEntry
from roundtable.core.scope import ME, NOW, listed, value
from roundtable.core.streams import cases_told, is_whole, tells_by_name, told_within
from roundtable.core.tables import evidence_of, row_of
from roundtable.reader import sql

# The posts, as a JSON list of keys; a case; and the place in its stream after which it holds for what the stream tells.
POSTS = bindparam("posts", type_=Text())
CASE, SINCE = bindparam("case", type_=Uuid()), bindparam("since", type_=BigInteger())
# After all that any stream tells.
END = 2**62


@dataclass(frozen=True)
class Told:
    """What one look takes in of a stream, from after a place on."""

    stream_id: Any
    since: Any

    def holds(self, entry: Any, fact: Any) -> tuple[ColumnElement[bool], ...]:
        return *told_within(entry, self.stream_id, self.since), entry.c.fact_id == fact.c.id


_DECIDING = ("history_from", "seated", "by_glass", "compartment", "held")


def mine(case_id: Any, since: Any) -> ColumnElement[str]:
    """Of the one who asks, as the statement around sees it: a text, equal for those whom the case shows the same.

    `since` is the place in the case's stream after which it holds for what the stream tells.
    """
    return _mine(case_id, Told(case_id, since))


def mine_of_told(told: Told) -> ColumnElement[Any]:
    """The same of each case that another stream tells of: a list of pairs of a case's key and the text."""
    each = cases_told(told.stream_id, told.since).subquery()
    pair = sql.json_array(sql.wire(each.c.case_id), _mine(each.c.case_id, told))
    return select(sql.json_group(pair)).select_from(each).scalar_subquery()


def _mine(case_id: Any, told: Told) -> ColumnElement[str]:
    post = row_of(Membership)
    at = rule.my_places(case_id)
    # A post may come to the same place in several ways.
    each = select(_place(at, case_id).label("place")).select_from(at).distinct().subquery()
    here = select(sql.json_group(each.c.place)).select_from(each).scalar_subquery()
    return value(_text(post, here, case_id, told), post.c.id == ME, of=post)  # type: ignore[no-any-return]


def _statement() -> Select[Any]:
    post = row_of(Membership)
    at = places_among(asked_of, lambda _, case_id: case_id == CASE).subquery()
    each = select(at.c.post_id, _place(at, CASE).label("place")).distinct().subquery()
    told = select(each.c.post_id, sql.json_group(each.c.place).label("places")).group_by(each.c.post_id).subquery()
    here = sql.embedded(func.coalesce(told.c.places, sql.json_array()))
    text = _text(post, here, CASE, Told(CASE, SINCE))
    chosen = select(post.c.id.label("post_id"), text.label("alike")).where(asked_of(post), is_whole(CASE, SINCE))
    return chosen.select_from(post.outerjoin(told, told.c.post_id == post.c.id))


def of_told(post: Any, told: Told) -> Select[Any]:
    """Select of chosen posts, for each case that a stream tells of: `post_id`, `case_id`, and the text as `alike`; of
    none, where it tells something by name.
    """
    cases = cases_told(told.stream_id, told.since).cte("told").prefix_with("MATERIALIZED")
    at = places_among(asked_of, lambda _, case_id: case_id.in_(select(cases.c.case_id))).subquery()
    place = _place(at, at.c.case_id).label("place")
    each = select(at.c.post_id, at.c.case_id, place).distinct().subquery()
    key = (each.c.post_id, each.c.case_id)
    come = select(*key, sql.json_group(each.c.place).label("places")).group_by(*key).subquery()
    here = sql.embedded(func.coalesce(come.c.places, sql.json_array()))
    text = _text(post, here, cases.c.case_id, told).label("alike")
    there = and_(come.c.post_id == post.c.id, come.c.case_id == cases.c.case_id)
    chosen = select(post.c.id.label("post_id"), cases.c.case_id.label("case_id"), text)
    whole = is_whole(told.stream_id, told.since)
    chosen = chosen.where(asked_of(post), whole, ~tells_by_name(told.stream_id, told.since))
    return chosen.select_from(post.join(cases, true()).outerjoin(come, there))


def asked_of(post: Any) -> ColumnElement[bool]:
    return listed(post.c.id, POSTS)


def said(alike: Any) -> str:
    """One text of what a database answered, equal for those whom the case shows the same."""
    role, places_told, agency, named, post = orjson.loads(alike) if isinstance(alike, str) else alike
    by_glass = any(orjson.loads(place)[_DECIDING.index("by_glass")] for place in places_told)
    return orjson.dumps([role, sorted(places_told), agency, post if named or by_glass else None]).decode()


def has_place(text: str) -> bool:
    """Whether one has any place in the case: who has none is told of it by name only."""
    return bool(orjson.loads(text)[1])


def _place(at: Any, case_id: Any) -> ColumnElement[str]:
    place = row_of_place(at)
    deciding = replace(place, held=place.held.bitwise_and(_needed(case_id)))
    return cast(sql.json_array(*(sql.wire(getattr(deciding, name)) for name in _DECIDING)), Text)


def _needed(case_id: Any) -> ColumnElement[int]:
    """The categories that anything of the case needs: entitled to others, one is shown no more."""
    audience = evidence_of(Audience)
    bits = (func.coalesce(func.max(audience.c.categories.bitwise_and(each.bit)), 0) for each in Category)
    return value(reduce(add, bits), audience.c.case_id == case_id, of=audience)  # type: ignore[no-any-return]


def _text(post: Any, here: Any, case_id: Any, told: Told) -> ColumnElement[str]:
    """The role, the places it has here, the agency if anything names it, whether anything names the post, its key."""
    agency = case((_is_agency_named(post, case_id, told), sql.wire(post.c.agency_id)))
    named = sql.wire(_is_named(post, case_id, told))
    return cast(sql.json_array(sql.wire(post.c.role), here, agency, named, sql.wire(post.c.id)), Text)


def _is_agency_named(post: Any, case_id: Any, told: Told) -> ColumnElement[bool]:
    """Something of the case is for the post's agency by name, or was told it after that place."""
    disclosure, fact, entry = evidence_of(Disclosure), evidence_of(Fact), row_of(StreamEntry)
    shared = _all(disclosure.c.agency_id, disclosure.c.case_id == case_id)
    there = _all(fact.c.to_agency_id, *told.holds(entry, fact), beside=entry)
    return or_(post.c.agency_id.in_(shared), post.c.agency_id.in_(there))


def _is_named(post: Any, case_id: Any, told: Told) -> ColumnElement[bool]:
    """Something of the case is for the post by name, or was told it after that place."""
    # Whoever is named, looked for once: for each post by itself it would be once for each.
    disclosure, fact, entry = evidence_of(Disclosure), evidence_of(Fact), row_of(StreamEntry)
    shared = _all(disclosure.c.membership_id, disclosure.c.case_id == case_id)
    there = told.holds(entry, fact)
    elsewhere = fact.c.case_id.is_distinct_from(case_id)
    by_name = _all(fact.c.to_membership_id, *there, beside=entry)
    by_agency = _all(fact.c.to_agency_id, *there, elsewhere, beside=entry)
    return or_(post.c.id.in_(shared), post.c.id.in_(by_name), post.c.agency_id.in_(by_agency))


def _all(named: Any, *conditions: ColumnElement[bool], beside: Any = None) -> Select[Any]:
    own = [named.table] if beside is None else [named.table, beside]
    return select(named).select_from(*own).where(named.is_not(None), *conditions).correlate_except(*own)


# Of each of the posts: rows of `post_id` and `alike`; of none, where some of what the stream told since was let go, for
# whom that named is not known any more. It takes in more than one may see, and shows keys only.
OF_POSTS = OfOthers("alike", (POSTS, CASE, SINCE, NOW), _statement())
