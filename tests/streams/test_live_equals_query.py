"""What a page was told live is what it would read anew: for every act, in many orders, for everyone who looks on.

Each round plays some acts while onlookers hear of them now and then; at its end each of them has what a fresh query
answers. By default as few rounds as play every act once; `ROUNDS` says how many, and each then plays one of the acts
in turn among others that chance chooses. `make test-live` runs 204.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from random import Random
from uuid import uuid4

import pytest

from tests.acts.plays import PLAYS, operation_of
from tests.acts.stage import NotNow, Stage, more_posts
from tests.streams.onlooker import Onlooker
from tests.support.table import Table

ROUNDS = int(os.environ.get("ROUNDS", "0"))
FEWEST = 10
# How many act and how many look on in a round.
ACTS, ONLOOKERS = 5, 4
LEADS, TABLE = "corina", ("ana", "bogdan", "dalia")
OTHERS = ("emil", "felicia", "gelu", "horia", "ilie", "jana", "gelu, of the police", "felicia, a doctor")
TRIES = 5
PLAYED = set[str]()
# What the network's directory says of agencies and posts is read with whatever is read, and not told live: a name, or
# that somebody works there, stands in all cases of an agency. What such an act changes is not compared in its round.
_NAMES, _SIGHT, _POSTS = {"name"}, {"seenBy", "version"}, {"seenBy", "version", "colleagues"}
OF_THE_DIRECTORY = {
    "changeAgency": _NAMES,
    "restAgency": _SIGHT,
    "resumeAgency": _SIGHT,
    "addPractitioner": _POSTS,
    "addPost": _POSTS,
    "changePostAddress": _POSTS,
    "endPost": _POSTS,
    "addServiceAccount": _POSTS,
}

# On PostgreSQL a part of them, if not all.
ON_EACH = [
    *(("sqlite", number) for number in range(ROUNDS or FEWEST)),
    *(
        pytest.param("postgres", number, marks=pytest.mark.postgres)
        for number in range(0, ROUNDS or FEWEST, 1 if ROUNDS else 5)
    ),
]


def acts_of(number: int, random: Random) -> list[str]:
    """The acts of one round: those that are its turn, and others."""
    names = list(PLAYS)
    others = random.sample(names, ACTS - 1)
    chosen = [names[number % len(names)], *others] if ROUNDS else names[number::FEWEST]
    random.shuffle(chosen)
    return chosen


async def played(stage: Stage, name: str, meanwhile: Callable[[], Awaitable[None]]) -> bool:
    """Whether an act could be done and was, as things were; something may happen between what it needs and itself."""
    for _ in range(TRIES):
        try:
            who, given = await PLAYS[name](stage)
        except NotNow:
            continue
        await meanwhile()
        sent = {"clientMutationId": str(uuid4()), **given}
        answer = await (await stage.by(who)).ask(operation_of(name), input=sent)
        payload = (answer.body.get("data") or {}).get(name)
        if payload and {problem["code"] for problem in payload["problems"]} <= {"NOT_FOUND"}:
            return True
    return False


async def looking_on(stage: Stage, random: Random) -> list[Onlooker]:
    """Who leads the case, somebody of its table, and others; none of them by the page that acts."""
    others = random.sample(OTHERS, ONLOOKERS - 2)
    onlookers = [Onlooker(each, await stage.page(each)) for each in (LEADS, random.choice(TABLE), *others)]
    await asyncio.gather(*(each.begin() for each in onlookers))
    return onlookers


async def all_hear(onlookers: Iterable[Onlooker]) -> None:
    await asyncio.gather(*(each.hear() for each in onlookers))


async def differences(onlookers: Iterable[Onlooker], done: set[str]) -> list[str]:
    """What any of them is shown that a fresh query does not answer, but for what is not told live."""
    untold = {part for name in done for part in OF_THE_DIRECTORY.get(name, set())}
    return [line for each in onlookers for line in await each.differences(untold)]


@pytest.mark.parametrize(("database_restored", "number"), ON_EACH, indirect=["database_restored"])
async def test_what_was_told_live_is_what_is_read_anew(table: Table, number: int) -> None:
    random, done = Random(number), set[str]()
    await table.add(*more_posts())
    stage = Stage(table.by, random)
    onlookers = await looking_on(stage, random)
    for name in acts_of(number, random):
        # Some know all that came before the act, some hear while it happens, some only later.
        sure = [onlookers[0], random.choice(onlookers[1:])]
        hearing = [each for each in onlookers if each not in sure and random.random() < 0.5]
        happened, _ = await asyncio.gather(played(stage, name, partial(all_hear, sure)), all_hear(hearing))
        done |= {name} if happened else set()
        await all_hear(sure)
        assert await differences(sure, done) == [], name
    await all_hear(onlookers)
    assert await differences(onlookers, done) == [], done
    PLAYED.update(done)


def test_every_act_was_played() -> None:
    """By the rounds before, in whichever of them it was possible."""
    assert {*PLAYS} - PLAYED == set()
