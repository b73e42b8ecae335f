"""What the reader's views show of a table is what its policies show, for everyone and at every moment."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.access.models import CaseAgency
from roundtable.core.guards import has_view
from roundtable.models import OUTSIDE, tables
from tests.access import generated
from tests.access.looking import Onlookers
from tests.access.world import POSTS, TODAY, World

pytestmark = pytest.mark.postgres

WORLDS = 4
VIEWED = [table for table in tables() if table.name not in OUTSIDE and has_view(table)]
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("seed", range(WORLDS))
async def test_views_and_policies_show_the_same(onlookers_as_it_runs: Onlookers, seed: int) -> None:
    random, table = Random(seed), onlookers_as_it_runs.table
    world = generated.world(random, rich=2)
    begun = _just_begun(random, world)
    seen = 0

    async with onlookers_as_it_runs.standing(world), table.services.database.writer.connect() as connection:
        for moment in [TODAY, *(begun + off for off in (-INSTANT, timedelta(), INSTANT))]:
            for key in POSTS:
                await _stand(connection, key, moment)
                for viewed in VIEWED:
                    by_view = await _rows(connection, "seen", viewed)
                    by_policy = await _rows(connection, "public", viewed)
                    assert by_view == by_policy, (viewed.name, key, moment)
                    seen += len(by_view)

    assert seen > len(POSTS) * len(VIEWED)


def _just_begun(random: Random, world: World) -> datetime:
    """An instant from which on an agency sees, with items made just before, then, and just after."""
    seat = random.choice(world.all(CaseAgency))
    for off in (-INSTANT, timedelta(), INSTANT):
        world.thread(world.audience(made=seat.history_from + off, side=seat.compartment))
    return seat.history_from


async def _stand(connection: AsyncConnection, key: str, moment: datetime) -> None:
    await connection.execute(text("SELECT rule.stand(:me, :now)"), {"me": POSTS[key], "now": moment})


async def _rows(connection: AsyncConnection, schema: str, table: Table) -> set[tuple[object, ...]]:
    keys = ", ".join(column.name for column in table.primary_key.columns)
    found = await connection.execute(text(f'SELECT {keys} FROM {schema}."{table.name}"'))  # noqa: S608 - our own names
    return {tuple(row) for row in found}
