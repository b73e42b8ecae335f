"""Generated worlds in which everyone has the case open, and types everywhere: each is told what the oracle says."""

import asyncio
from random import Random
from time import monotonic
from typing import Any

import pytest

from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.messaging.models import Thread
from tests.access import generated
from tests.access.conftest import ENFORCED
from tests.access.looking import Onlookers
from tests.access.oracle import Oracle
from tests.access.world import POSTS, World
from tests.streams.wire import Wire, open_wire
from tests.support.table import Client

WORLDS = 6
# Whom each is told of, and in which conversations each of these types.
Told = dict[str, set[str]]


@pytest.mark.slow
@pytest.mark.parametrize("onlookers", ["sqlite", *ENFORCED[:1]], indirect=True, scope="module")
async def test_each_is_told_of_those_alone_whom_the_rule_lets_be_beside_them(onlookers: Onlookers) -> None:
    met = 0
    async with open_wire(onlookers.table) as wire:
        for seed in range(WORLDS):
            world = generated.world(Random(seed), rich=2)
            async with onlookers.standing(world):
                await _all_are_here(wire, world)
                told = {key: await _told(wire, client, world) for key, client in onlookers.clients.items()}
            oracle = Oracle(world)
            assert told == {key: _right(oracle, oracle.posts[post]) for key, post in POSTS.items()}, seed
            met += sum(bool(threads) for each in told.values() if each for threads in each.values())
    assert met > 25


async def _all_are_here(wire: Wire, world: World) -> None:
    """As a process would know of it that does not know the rule."""
    presence, case = wire.table.services.presence, world.case.id
    presence.clear()
    later = monotonic() + 600
    presence._windows[case] = {asyncio.Event(): post for post in POSTS.values()}
    presence._typing[case] = {(post, thread.id): later for post in POSTS.values() for thread in world.all(Thread)}


async def _told(wire: Wire, client: Client, world: World) -> Told | None:
    """What one is told first; None where there is nothing to be told of."""
    async with wire.listening(client, "CasePresence", caseId=ids.encode("case", world.case.id)) as stream:
        if stream.status == 401:
            return None
        first: Any = await asyncio.wait_for(stream.results.get(), 20)
    if "errors" in first:
        assert [error["extensions"]["code"] for error in first["errors"]] == ["NOT_FOUND"]
        return None
    here = first["data"]["casePresence"]
    return {each["membership"]["id"]: {thread["id"] for thread in each["typingIn"]} for each in here}


def _right(oracle: Oracle, me: Membership) -> Told | None:
    if not oracle.is_at_the_table(me):
        return None
    seen = [t for t in oracle.world.all(Thread) if oracle.sees(me, t.audience_id, t.created_at)]
    return {
        ids.encode("membership", post.id): {
            ids.encode("thread", t.id) for t in seen if oracle.acts(post, t.audience_id, t.created_at)
        }
        for post in oracle.posts.values()
        if oracle.is_at_the_table(post)
    }
