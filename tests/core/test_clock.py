"""The clock that every rule is judged by: the database's, kept for as long as the process lives, whatever jumps."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from roundtable.core import clock as clocks
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.tables import instant_of, wire_text
from tests.support.databases import ON_BOTH
from tests.support.servers import Postgres
from tests.support.table import Table

WITHIN = 10.0
DAY, MOMENT = timedelta(days=1), timedelta(hours=1)
BOTH_WAYS = pytest.mark.parametrize("by", [DAY, -DAY], ids=["forward", "back"])


@pytest.fixture(params=ON_BOTH)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        opened = Database(f"sqlite+aiosqlite:///{tmp_path}/empty.db", pool_size=1)
        yield opened
        await opened.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    opened = Database(server.urls(name := await server.create_database()).app, pool_size=1)
    yield opened
    await opened.close()
    await server.drop_database(name)


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times have stood for long enough as soon as they are known."""
    monkeypatch.setattr(clocks, "SETTLES", 0.0)


def _jump(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Set this machine's clock to another time, for who asks it what time it is."""
    monkeypatch.setattr(clocks, "_told_here", lambda: datetime.now(UTC) + by)


@BOTH_WAYS
async def test_a_machine_whose_time_jumps_goes_on_by_the_database_s(
    database: Database, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    clock = Clock()
    await clock.measure(database)
    before = clock.now()

    _jump(monkeypatch, by)
    times = [clock.now()]
    await clock.measure(database)
    times.append(clock.now())

    # Each look is off by as long as its answer was on the way.
    assert all(before - MOMENT < moment < before + MOMENT for moment in times)


@BOTH_WAYS
async def test_a_process_that_starts_on_a_machine_with_another_time_has_the_database_s(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    database, clock, before = Database(postgres.urls("postgres").superuser, pool_size=1), Clock(), datetime.now(UTC)
    _jump(monkeypatch, by)

    await clock.measure(database)

    await database.close()
    assert before - MOMENT < clock.now() < before + MOMENT


@BOTH_WAYS
async def test_who_is_signed_in_stays_so_though_the_machine_s_time_jumps(
    table: Table, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    """A session ends after half an hour without use."""
    ana = await table.by("ana")
    _jump(monkeypatch, by)
    await table.services.clock.measure(table.services.database)

    assert (await ana.ask("{ viewer { __typename } }")).data == {"viewer": {"__typename": "Viewer"}}
    table.services.clock.shift = timedelta(hours=2)
    assert (await ana.ask("{ viewer { __typename } }")).codes == ["UNAUTHENTICATED"]


@pytest.mark.postgres
async def test_an_answer_that_was_long_on_its_way_is_not_believed(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, clock = Database(postgres.urls("postgres").superuser, pool_size=1), Clock()
    await clock.measure(database)
    kept = clock._read
    monkeypatch.setattr(clocks, "CLOSE", 0.0)

    await clock.measure(database)

    await database.close()
    assert clock._read == kept


@pytest.mark.postgres
async def test_it_is_measured_again_though_a_measure_failed_in_whatever_way(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "EVERY", 0.01)
    database, clock, looks = Database(postgres.urls("postgres").superuser, pool_size=1), Clock(), 0

    @event.listens_for(database.reader.sync_engine, "before_cursor_execute", retval=True)
    def broken(_connection: object, _cursor: object, statement: str, given: object, *_: object) -> tuple[str, object]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ValueError("whatever it is")
        return ("SELECT nonsense" if looks < 3 else statement), given

    keeping = asyncio.create_task(clock.keep(database))
    async with asyncio.timeout(WITHIN):
        while clock._read is None:
            assert not keeping.done()
            await asyncio.sleep(0.01)
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping
    await database.close()


def test_the_hour_that_comes_twice_in_autumn_is_two_hours() -> None:
    """Moments are kept in UTC: in the order in which they were, and each for itself."""
    zone = ZoneInfo("Europe/Bucharest")
    first, second = (datetime(2026, 10, 25, 3, 30, tzinfo=zone, fold=fold) for fold in (0, 1))
    assert (wire_text(first), wire_text(second)) == ("2026-10-25T00:30:00.000000Z", "2026-10-25T01:30:00.000000Z")
    assert instant_of(wire_text(second)) - instant_of(wire_text(first)) == timedelta(hours=1)
