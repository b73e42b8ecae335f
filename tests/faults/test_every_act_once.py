"""Every act of the schema, however often it is sent, is done once: its rows, its facts and the record say so.

One act of each four by default; all of them where EVERY_ACT is set, as `make test-faults` does.
"""

import asyncio
import os
import zlib
from typing import Any
from uuid import uuid4

import pytest

from tests.acts.effects import RECORDED, Rows, added, rows_of
from tests.acts.plays import PLAYS, operation_of
from tests.acts.stage import Stage, more_posts
from tests.faults.test_every_act import MOMENTARY, MUTATIONS
from tests.support.databases import Restored
from tests.support.table import Table, open_table

# By it one acts by another post from then on: see below.
CHOOSES = "switchMembership"
NAMES = [name for name in PLAYS if name != CHOOSES]
CHOSEN = NAMES if os.environ.get("EVERY_ACT") else NAMES[::4]


# That one looked for a case to see in an emergency is counted by itself; that events are one makes a repeat none, and
# that they are two makes one again, with an entry of its own: nobody performs it.
LEAVE_MORE = {"breakGlass": (2, 2), "joinIncidents": (1, 2), "partIncident": (1, 2)}


def test_every_mutation_is_played() -> None:
    assert {*PLAYS, *MOMENTARY} == {*MUTATIONS}


def times(name: str) -> int:
    """From two to five: as often for each act in every run."""
    return 2 + zlib.crc32(name.encode()) % 4


async def played(table: Table, name: str, count: int) -> tuple[Rows, list[Any]]:
    """What an act leaves behind, sent so many times at once, and what each was answered."""
    await table.add(*more_posts())
    stage = Stage(table.by)
    who, given = await PLAYS[name](stage)
    client, mutation, before = await stage.by(who), str(uuid4()), await rows_of(table.database)
    sent = [client.act(operation_of(name), client_mutation_id=mutation, **given) for _ in range(count)]
    answers = await asyncio.gather(*sent)
    return added(before, await rows_of(table.database)), answers


@pytest.mark.parametrize("name", CHOSEN)
async def test_it_leaves_what_it_leaves_when_sent_once(database_restored: Restored, name: str) -> None:
    effects = []
    for count in (1, times(name)):
        async with open_table(await database_restored()) as table:
            effect, answers = await played(table, name, count)
        assert [answer["problems"] for answer in answers] == [[]] * count
        assert answers == answers[:1] * count
        effects.append(effect)
    once, several = effects
    assert several == once
    assert (once["performed"], once[RECORDED]) == LEAVE_MORE.get(name, (1, 1))


async def test_who_chooses_a_post_again_acts_by_it_already_and_nothing_changes(table: Table) -> None:
    await table.add(*more_posts())
    who, given = await PLAYS[CHOOSES](stage := Stage(table.by))
    client, mutation, before = await stage.by(who), str(uuid4()), await rows_of(table.database)
    answers = [await client.act(operation_of(CHOOSES), client_mutation_id=mutation, **given) for _ in range(5)]

    assert answers == answers[:1] * 5
    assert added(before, await rows_of(table.database)) == {"performed": 1, RECORDED: 1}
