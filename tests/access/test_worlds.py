"""Generated worlds: what everyone is answered, by every way of asking, is what the rule says in plain Python.

`WORLDS` says how many; `make test-worlds` runs two thousand.
"""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.access import generated, listening
from tests.access.conftest import ENFORCED
from tests.access.looking import NODES, Onlookers
from tests.access.world import World
from tests.streams.wire import open_wire

# By measurement: what a run on two quiet cores has a minute for, and one for each of the three ways of PostgreSQL.
WORLDS = int(os.environ.get("WORLDS", "20"))
WORLDS_ON_POSTGRES = int(os.environ.get("WORLDS_ON_POSTGRES", max(1, WORLDS // 30)))
OF_CHANCE = settings(max_examples=WORLDS, deadline=None, suppress_health_check=list(HealthCheck))
LESS_OFTEN = settings(OF_CHANCE, max_examples=max(1, WORLDS // 8))
FEW = settings(OF_CHANCE, max_examples=WORLDS_ON_POSTGRES)
on_sqlite = pytest.mark.parametrize("onlookers", ["sqlite"], indirect=True, scope="module")
on_postgres = pytest.mark.parametrize("onlookers", ENFORCED, indirect=True, scope="module")
CHANCE = st.randoms(use_true_random=False)


def _spread(random: Random, world: World) -> list[str]:
    """Some of what can be loaded by `node`."""
    singly = [public for public in world.public_ids() if not public.startswith(("case_", "thread", "task"))]
    return random.sample(singly, min(NODES, len(singly)))


async def _everyone(onlookers: Onlookers, random: Random) -> None:
    world = generated.world(random)
    others = [generated.fill(random, world.beside())] if random.random() < 0.2 else []

    async with onlookers.standing(world, *others):
        for other in [*others, world]:
            answers = await onlookers.check(other, _spread(random, other))
            event(f"{sum(bool(seen and seen.unread) for seen in answers.values())} see a conversation")


async def _changes(onlookers: Onlookers, random: Random) -> None:
    world = generated.world(random)

    async with onlookers.standing(world):
        for _ in range(4):
            changes = [generated.change(random, world) for _ in range(2)]
            await world.put(onlookers.table)
            await onlookers.check(world, _spread(random, world))
            for change in changes:
                event(change)


async def _streams(onlookers: Onlookers, random: Random) -> None:
    world = generated.world(random, rich=2)
    listening.happen(world)
    generated.change(random, world)

    async with open_wire(onlookers.table) as wire, onlookers.standing(world):
        await listening.hear(wire, onlookers, world)


@pytest.mark.slow
@on_sqlite
@OF_CHANCE
@given(random=CHANCE)
async def test_everyone_is_answered_what_the_rule_says_and_nothing_more(onlookers: Onlookers, random: Random) -> None:
    await _everyone(onlookers, random)


@pytest.mark.slow
@on_postgres
@FEW
@given(random=CHANCE)
async def test_everyone_is_answered_what_the_rule_says_and_nothing_more_on_postgresql(
    onlookers: Onlookers, random: Random
) -> None:
    await _everyone(onlookers, random)


@pytest.mark.slow
@on_sqlite
@LESS_OFTEN
@given(random=CHANCE)
async def test_what_is_granted_and_revoked_shows_in_the_next_answer(onlookers: Onlookers, random: Random) -> None:
    await _changes(onlookers, random)


@pytest.mark.slow
@on_postgres
@FEW
@given(random=CHANCE)
async def test_what_is_granted_and_revoked_shows_in_the_next_answer_on_postgresql(
    onlookers: Onlookers, random: Random
) -> None:
    await _changes(onlookers, random)


@pytest.mark.slow
@on_sqlite
@LESS_OFTEN
@given(random=CHANCE)
async def test_streams_tell_everyone_what_the_rule_says_at_the_time_they_listen(
    onlookers: Onlookers, random: Random
) -> None:
    await _streams(onlookers, random)


@pytest.mark.slow
@on_postgres
@FEW
@given(random=CHANCE)
async def test_streams_tell_everyone_what_the_rule_says_at_the_time_they_listen_on_postgresql(
    onlookers: Onlookers, random: Random
) -> None:
    await _streams(onlookers, random)
