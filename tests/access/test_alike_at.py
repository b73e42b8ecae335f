"""Posts that are called alike at a conference take part in it, and are shown the same of the case it is told of: by the
oracle, of every item and every fact of generated worlds.
"""

from collections import Counter
from itertools import combinations
from random import Random
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, select

from roundtable.access.alike import SINCE
from roundtable.agencies.models import Membership
from roundtable.conferences import alike
from roundtable.conferences.models import Attendance, Conference
from roundtable.core import facts
from roundtable.core.standing import after, standing
from tests.access import judged
from tests.access.looking import Onlookers
from tests.access.oracle import Oracle
from tests.access.test_alike import _shown, _tell, crowded
from tests.access.world import POSTS, SCRIPT, TODAY, World

WORLDS = 200
_MINE = select(alike.mine(alike.CONFERENCE, SINCE))


def _meeting(random: Random) -> tuple[World, Conference] | None:
    """A crowded world whose case a conference hears, and all that is told is told there too; None where none does."""
    world = crowded(random)
    conferences = world.all(Conference)
    if len(conferences) != 1:
        return None
    there = {each.membership_id for each in world.all(Attendance)}
    for key, post in POSTS.items():
        if key != SCRIPT and post not in there and random.random() < 0.6:
            world.attend(conferences[0], key)
    # As it is: to a conference nothing is told by name.
    world.facts = [
        (fact, streams if fact.to_agency_id or fact.to_membership_id else [*streams, conferences[0].id])
        for fact, streams in world.facts
    ]
    return world, conferences[0]


def _is_told(world: World, conference: Conference) -> bool:
    return any(conference.id in streams for _, streams in world.facts)


def _binds(conference: Conference) -> dict[str, Any]:
    posts = orjson.dumps([post.hex for post in POSTS.values()]).decode()
    return {"posts": posts, "conference": conference.id, "since": 0, "now": TODAY}


def _said(connection: Connection, conference: Conference) -> dict[Any, str]:
    return alike.said_of(connection.execute(select(alike.OF_POSTS.rows()), _binds(conference)).all())


def _told(oracle: Oracle, post: Membership, conference: Conference) -> Any:
    """What the rule shows a post of the world's case, and what it tells it at the conference."""
    items, _ = _shown(oracle, post)
    told = {fact.id for fact, to in oracle.world.facts if conference.id in to and oracle.hears(post, fact)}
    return items, told


@pytest.mark.slow
def test_posts_alike_at_a_conference_take_part_and_are_shown_the_same() -> None:
    pairs = Counter[str]()
    with judged.database() as connection:
        for seed in range(WORLDS):
            made = _meeting(Random(seed))
            if made is None:
                continue
            world, conference = made
            with judged.standing(connection, world):
                _tell(connection, world)
                oracle, said = Oracle(world), _said(connection, conference)
                if _is_told(world, conference):
                    taking = {post.id for post in oracle.posts.values() if oracle.takes_part(post, conference)}
                    assert {*said} == taking
                shown = {key: _told(oracle, oracle.posts[key], conference) for key in said}
                for one, other in combinations(said, 2):
                    same = said[one] == said[other]
                    pairs["alike"] += same
                    pairs["alike, and shown something"] += same and any(shown[one])
                    pairs["wrong"] += same and shown[one] != shown[other]

    assert pairs["wrong"] == 0
    assert pairs["alike, and shown something"] > 50


async def test_who_asks_says_of_itself_what_is_said_of_it(onlookers: Onlookers) -> None:
    worlds = [made for seed in range(30) if (made := _meeting(Random(seed))) and _is_told(*made)][:2]
    assert len(worlds) == 2
    for world, conference in worlds:
        oracle, database = Oracle(world), onlookers.table.database
        async with onlookers.standing(world):
            async with database.writing() as session:
                await facts.write(session, world.facts)
            async with database.reading() as connection:
                rows = (await connection.execute(select(alike.OF_POSTS.rows()), _binds(conference))).all()
                said = alike.said_of(rows)
                assert said
                for post in oracle.posts.values():
                    binds = {"me": post.id, "now": TODAY, "conference": conference.id, "since": 0}
                    mine = (await connection.execute(after(standing(), _MINE), binds)).scalar_one()
                    own = alike.said_by(orjson.loads(mine) if isinstance(mine, str) else mine)
                    assert (own[0] if own else None) == said.get(post.id)
