"""Posts that are called alike are shown the same: by the oracle, of every item and every fact of generated worlds."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import combinations
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import Connection, insert, select

from roundtable.access import alike
from roundtable.access.models import Audience, CaseAgency, Category, Compartment, Disclosure
from roundtable.agencies.models import Membership
from roundtable.core.actor import Role
from roundtable.core.facts import Fact, FactName, Stream, StreamEntry
from roundtable.core.standing import after, standing
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES
from tests.access import generated, judged, listening
from tests.access.looking import Onlookers
from tests.access.oracle import Oracle
from tests.access.world import POSTS, SCRIPT, TODAY, World, day

WORLDS = 400
_MINE = select(alike.mine(alike.CASE, alike.SINCE))
# What the text is made of: the role, the agency or the post where something names it, and each part of a place.
Parts = tuple[Any, ...]
PARTS = ("role", "agency", "named", *alike._DECIDING)
# Who looks through a glass has a place more, and is alike to nobody; of those seated nobody has a place without a seat.
SAID_TWICE = {"seated", "by_glass"}


def crowded(random: Random) -> World:
    """Nearly everyone works at one of two agencies, in one of two roles."""
    world = World()
    for post in POSTS:
        if post == SCRIPT:
            continue
        world.move(post, random.choice(["police", "social"]))
        world.change_post(post, role=random.choice([Role.PRACTITIONER, Role.CONTACT_POINT]))
    generated.fill(random, world)
    differ = random.choice(["side", "history", "held", "names"])
    if differ != "names":
        _alike_but_for(random, world, differ)
    listening.happen(world)
    if random.random() < 0.5:
        world.facts = [(fact, to) for fact, to in world.facts if fact.to_membership_id is None]
    for fact, _ in world.facts:
        if fact.to_agency_id:
            fact.to_agency_id = AGENCIES["police"].id
            fact.name = random.choice([FactName.AGENCY_INVITED, FactName.ATTENDEE_REQUESTED, FactName.TASK_CHANGED])
    if differ != "names":
        world.facts = [(fact, to) for fact, to in world.facts if fact.to_agency_id is None]
    return world


def _need(random: Random, world: World, category: Category) -> None:
    """Some of what there is needs an entitlement, and some have it."""
    for audience in world.all(Audience):
        if random.random() < 0.3:
            audience.categories = category.bit
    for post in random.sample([post for post in POSTS if post != SCRIPT], 3):
        world.entitle(category, post=post)


def _alike_but_for(random: Random, world: World, differ: str) -> None:
    """The two agencies, which nothing names, are at the table alike but for one part of their places."""
    world.rows = [row for row in world.rows if not (isinstance(row, Disclosure) and row.agency_id)]
    for part in world.all(CaseAgency):
        part.compartment = random.choice(list(Compartment)) if differ == "side" else Compartment.SUPPORT
        part.history_from = random.choice([day(-9), day(-5), day(-3)]) if differ == "history" else day(-9)
    if differ == "held":
        _need(random, world, random.choice(list(Category)))


def _tell(connection: Connection, world: World) -> None:
    heads = Counter[UUID]()
    for fact, streams in world.facts:
        connection.execute(insert(table_of(Fact)).values(asdict(fact)))
        heads.update(streams)
        for stream in streams:
            if heads[stream] == 1:
                connection.execute(insert(table_of(Stream)).values(id=stream, head=1, moved_at=TODAY))
            entry = {"stream_id": stream, "number": heads[stream], "fact_id": fact.id}
            connection.execute(insert(table_of(StreamEntry)).values(entry))


def _binds(world: World) -> dict[str, Any]:
    posts = orjson.dumps([post.hex for post in POSTS.values()]).decode()
    return {"posts": posts, "case": world.case.id, "since": 0, "now": TODAY}


def _said(connection: Connection, world: World) -> dict[UUID, str]:
    rows = alike.OF_POSTS.rows()
    return {row.post_id: row.alike for row in connection.execute(select(rows), _binds(world))}


def _shown(oracle: Oracle, post: Membership) -> Any:
    """What the rule shows a post of the world: items by their audiences, namings there, and what is told."""
    world = oracle.world
    items = {a.id for a in world.all(Audience) if oracle.sees(post, a.id, a.created_at)}
    return items, {fact.id for fact, to in world.facts if world.case.id in to and oracle.hears(post, fact)}


def _worlds() -> Iterator[tuple[World, Connection]]:
    with judged.database() as connection:
        for seed in range(WORLDS):
            world = crowded(Random(seed))
            with judged.standing(connection, world):
                _tell(connection, world)
                yield world, connection


def _parts(text: str) -> dict[str, Any]:
    role, places, agency, named, post = json.loads(text)
    own = [json.loads(place) for place in places]
    each = {name: tuple(sorted(str(place[n]) for place in own)) for n, name in enumerate(alike._DECIDING)}
    through = post if any(place[alike._DECIDING.index("by_glass")] for place in own) else None
    return {"role": role, "agency": agency, "named": post if named else None, **each, "post": through}


def _is_seated(text: str) -> bool:
    return "True" in _parts(text)["seated"]


def _without(part: str) -> Callable[[str], Any]:
    def key(text: str) -> Any:
        return tuple(sorted((name, value) for name, value in _parts(text).items() if name != part and value))

    return key


@pytest.mark.slow
def test_alike_posts_are_shown_the_same_and_every_part_of_the_text_is_needed() -> None:
    keys: dict[str, Callable[[str], Any]] = {"whole": alike.said, **{part: _without(part) for part in PARTS}}
    pairs, wrong = 0, Counter[str]()
    for world, connection in _worlds():
        oracle, said = Oracle(world), _said(connection, world)
        seated = [oracle.posts[key] for key, text in said.items() if _is_seated(text)]
        assert {post.id for post in seated} == {p.id for p in oracle.posts.values() if oracle.sees_case(p)}
        shown = {post.id: _shown(oracle, post) for post in seated}
        for one, other in combinations(seated, 2):
            for name, key in keys.items():
                same = key(said[one.id]) == key(said[other.id])
                pairs += same and name == "whole"
                wrong[name] += same and shown[one.id] != shown[other.id]

    assert pairs > 500
    assert wrong["whole"] == 0
    assert {part for part in PARTS if not wrong[part]} == SAID_TWICE


async def test_who_asks_says_of_itself_what_is_said_of_it(onlookers: Onlookers) -> None:
    for seed in range(3):
        world = crowded(Random(seed))
        async with onlookers.standing(world):
            database = onlookers.table.database
            async with database.reading() as connection:
                rows = (await connection.execute(select(alike.OF_POSTS.rows()), _binds(world))).all()
                for row in (row for row in rows if _is_seated(row.alike)):
                    binds = {"me": row.post_id, "now": TODAY, "case": world.case.id, "since": 0}
                    mine = (await connection.execute(after(standing(), _MINE), binds)).scalar_one()
                    assert alike.said(mine) == alike.said(row.alike)
            assert len(rows) == len(POSTS)
