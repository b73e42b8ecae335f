"""Who is said to sit at a table does, by right or through a glass, by the oracle: of those asked of, and no others."""

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from roundtable.access import seated
from roundtable.core.tables import new_id
from tests.access import generated, judged
from tests.access.looking import Onlookers
from tests.access.oracle import Oracle
from tests.access.world import POSTS, TODAY, World

WORLDS = 60
_ROWS = select(seated.OF_PAIRS.rows())
# A post, and whether it sits there through a glass.
Seats = set[tuple[UUID, bool]]


def _right(world: World) -> Seats:
    oracle = Oracle(world)
    at_table = {(post.id, False) for post in oracle.posts.values() if oracle.is_at_the_table(post)}
    return at_table | {(post.id, True) for post in oracle.posts.values() if oracle.looks_through_a_glass(post)}


def _asked(posts: set[UUID], case: UUID, now: datetime = TODAY) -> dict[str, Any]:
    return {**seated.binds((post, case) for post in posts), "now": now}


def _seats(connection: Connection, world: World, posts: set[UUID]) -> Seats:
    rows = connection.execute(_ROWS, _asked(posts, world.case.id)).all()
    assert {row.case_id for row in rows} <= {world.case.id}
    return {(row.post_id, row.by_glass) for row in rows}


def test_who_is_said_to_sit_at_a_table_does() -> None:
    met = 0
    with judged.database() as connection:
        for seed in range(WORLDS):
            random = Random(seed)
            world = generated.world(random, rich=2)
            with judged.standing(connection, world):
                right, some = _right(world), set(random.sample(list(POSTS.values()), 4))
                assert _seats(connection, world, set(POSTS.values())) == right, seed
                assert _seats(connection, world, some) == {seat for seat in right if seat[0] in some}, seed
                met += len(right)
    assert met > WORLDS


def test_nobody_sits_where_nobody_asked() -> None:
    world = World()
    world.seat("ngo")
    with judged.database() as connection, judged.standing(connection, world):
        ((post, _),), elsewhere = _right(world), new_id()
        crossed = {**_asked({post}, elsewhere), "cases": f'["{world.case.id.hex}", "{elsewhere.hex}"]'}
        assert connection.execute(_ROWS, crossed).all() == []
        assert connection.execute(_ROWS, _asked(set(), world.case.id)).all() == []


@pytest.mark.parametrize("seed", range(3))
async def test_a_process_is_told_so_on_either_database(onlookers: Onlookers, seed: int) -> None:
    world = generated.world(Random(seed), rich=2)
    async with onlookers.standing(world), onlookers.table.database.reading() as connection:
        rows = (await connection.execute(_ROWS, _asked(set(POSTS.values()), world.case.id))).all()
    assert {(row.post_id, row.by_glass) for row in rows} == _right(world)
