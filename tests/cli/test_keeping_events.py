"""For how long events are kept is a setting: the worker lets go of older ones, on SQLite the server itself."""

import asyncio
import shutil
from pathlib import Path

import pytest

from roundtable.core import retention
from roundtable.demo import story
from tests.facts.ledger import facts_of, head_of
from tests.letters.test_workers_send import worker
from tests.streams.ageing import age
from tests.support.server_process import server_process
from tests.support.table import Table, open_table

pytestmark = pytest.mark.slow
WITHIN = 30.0


async def _lets_go(table: Table) -> None:
    """Whatever runs beside lets go of what is old, and of nothing else."""
    head = await head_of(table, story.CASE)
    async with asyncio.timeout(WITHIN):
        while len(await facts_of(table, story.CASE)) > head - 3:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.05)
    assert [each.number for each in await facts_of(table, story.CASE)] == list(range(4, head + 1))


async def test_the_worker_lets_go_of_what_is_older(database_url: str, tmp_path: Path) -> None:
    async with open_table(database_url) as table:
        await age(table, story.CASE, [41.0, 41.0, 41.0, 39.0])
        with worker(table, tmp_path, events_kept_days="40"):
            await _lets_go(table)


async def test_on_sqlite_the_server_lets_go_of_what_is_older(sqlite_template: Path, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}"
    async with open_table(url) as table:
        await age(table, story.CASE, [41.0, 41.0, 41.0, 39.0])
        with server_process(tmp_path, url, ROUNDTABLE_EVENTS_KEPT_DAYS="40") as server:
            await _lets_go(table)
            assert server.stop() < retention.EVERY


async def test_where_nothing_is_said_all_is_kept(database_url: str, tmp_path: Path) -> None:
    async with open_table(database_url) as table:
        await age(table, story.CASE, [4_000.0] * 3)
        before = await table.rows()
        with worker(table, tmp_path):
            # It would be let go of at the same time as this is told; and a moment is enough for three entries.
            async with asyncio.timeout(WITHIN):
                while "told of a conference" not in (tmp_path / "one.log").read_text():  # noqa: ASYNC110 - another process does it
                    await asyncio.sleep(0.05)
            await asyncio.sleep(1)
        assert "let go" not in (tmp_path / "one.log").read_text()
        assert (await table.rows())["stream_entry"] >= before["stream_entry"]
        assert [each.number for each in await facts_of(table, story.CASE)][:3] == [1, 2, 3]
