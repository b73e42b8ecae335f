"""The database's own clock jumps: nothing ends early or lasts longer, and what is no mistake is followed in the end.

On PostgreSQL it is the server's answer that jumps; on SQLite the database's clock is this machine's.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import make_url

from roundtable.core import clock as clocks
from roundtable.core import metrics
from roundtable.core.clock import EVERY, SETTLES, STANDS, Clock
from roundtable.core.db import Database
from roundtable.core.tables import instant_of
from tests.core.test_clock import BOTH_WAYS, DAY, MOMENT
from tests.messaging.room import posted
from tests.support.servers import APP, Postgres
from tests.support.table import Table, open_table

ASK = "{ viewer { __typename } }"
# Before PostgreSQL's own, for who asks without saying which.
_ANOTHER_CLOCK = f"""
CREATE SCHEMA another;
CREATE TABLE another.clock (ahead interval NOT NULL);
INSERT INTO another.clock VALUES ('0');
CREATE FUNCTION another.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
    AS $$ SELECT pg_catalog.clock_timestamp() + ahead FROM another.clock $$;
GRANT USAGE ON SCHEMA another TO {APP};
"""  # noqa: S608 - a role of the tests


@dataclass
class Machine:
    """The database's, with its clock: it can be set, and time passes as a test says."""

    monkeypatch: pytest.MonkeyPatch
    url: str
    set_to: Callable[[timedelta], Awaitable[None]]
    ahead: timedelta = timedelta()
    passed: float = 0.0

    async def jump(self, by: timedelta) -> None:
        self.ahead += by
        await self.set_to(self.ahead + timedelta(seconds=self.passed))

    async def wait(self, seconds: float) -> None:
        """For the database and for the process that looks at it."""
        self.passed += seconds
        self.monkeypatch.setattr(clocks, "_ticks", lambda: time.clock_gettime(clocks._TICKING) + self.passed)
        await self.jump(timedelta())

    async def looked_at(self, clock: Clock, database: Database, seconds: float) -> None:
        """Again and again for so long, as often as a process does, or a tenth."""
        until = self.passed + seconds
        while self.passed < until:
            await self.wait(min(10 * EVERY, until - self.passed))
            await clock.measure(database)

    async def settled(self, *clocks: Clock, database: Database) -> None:
        """They have gone by its time for a while."""
        for clock in clocks:
            await clock.measure(database)
        await self.wait(SETTLES)
        for clock in clocks:
            await clock.measure(database)

    @property
    def right(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.passed)


@pytest.fixture
async def machine(
    request: pytest.FixtureRequest, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Machine]:
    async def on_this_machine(ahead: timedelta) -> None:
        monkeypatch.setattr(clocks, "_told_here", lambda: datetime.now(UTC) + ahead)

    if database_url.startswith("sqlite"):
        yield Machine(monkeypatch, database_url, on_this_machine)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = make_url(database_url).database
    assert name
    await server.execute(_ANOTHER_CLOCK, database=name)
    await server.execute(f"ALTER ROLE {APP} IN DATABASE {name} SET search_path = another, pg_catalog, public")

    async def on_the_server(ahead: timedelta) -> None:
        await server.execute(
            f"UPDATE another.clock SET ahead = make_interval(secs => {ahead.total_seconds()})",  # noqa: S608
            database=name,
        )

    yield Machine(monkeypatch, database_url, on_the_server)


@pytest.fixture
async def table(machine: Machine) -> AsyncIterator[Table]:
    async with open_table(machine.url) as opened:
        yield opened


@pytest.fixture
async def database(machine: Machine) -> AsyncIterator[Database]:
    opened = Database(machine.url, pool_size=1)
    yield opened
    await opened.close()


@BOTH_WAYS
async def test_when_it_jumps_nothing_ends_early_or_lasts_longer_and_nothing_is_of_another_day(
    machine: Machine, table: Table, by: timedelta
) -> None:
    """A session ends after half an hour without use."""
    ana, thread, clock = await table.by("ana"), await table.thread_id(), table.services.clock
    await machine.settled(clock, database=table.services.database)
    await machine.jump(by)
    for _ in range(3):
        await machine.wait(EVERY)
        await clock.measure(table.services.database)

    assert (await ana.ask(ASK)).data == {"viewer": {"__typename": "Viewer"}}
    said = await posted(ana, thread, "on the same day")
    assert abs(instant_of(said["createdAt"]) - machine.right) < MOMENT
    clock.shift = timedelta(hours=2)
    assert (await ana.ask(ASK)).codes == ["UNAUTHENTICATED"]


@BOTH_WAYS
async def test_what_is_set_right_within_the_hour_was_nothing(
    machine: Machine, database: Database, by: timedelta
) -> None:
    clock, jumps = Clock(), _told("roundtable_clock_jumps_total")
    await machine.settled(clock, database=database)
    await machine.jump(by)
    await machine.looked_at(clock, database, STANDS - 60)
    assert abs(_told("roundtable_clock_off_seconds") - by.total_seconds()) < 60
    assert abs(clock.now() - machine.right) < MOMENT

    await machine.jump(-by)
    await machine.looked_at(clock, database, 2 * STANDS)

    assert abs(clock.now() - machine.right) < timedelta(minutes=1)
    assert (_told("roundtable_clock_jumps_total") - jumps, round(_told("roundtable_clock_off_seconds"))) == (1, 0)


@BOTH_WAYS
async def test_where_it_stays_it_is_followed_within_the_hour_so_that_a_clock_that_was_wrong_is_set_right(
    machine: Machine, database: Database, by: timedelta
) -> None:
    clock, other = Clock(), Clock()
    await machine.settled(clock, other, database=database)
    await machine.jump(by)
    await machine.looked_at(clock, database, STANDS / 2)
    # Of two processes, each looks at a moment of its own; one was kept from looking.
    await other.measure(database)
    assert abs(clock.now() - other.now()) < timedelta(seconds=5)

    await machine.looked_at(clock, database, STANDS / 2 + 10 * EVERY)
    assert abs(clock.now() - machine.right - by) < timedelta(minutes=1)
    await other.measure(database)
    assert abs(other.now() - machine.right) < timedelta(minutes=1)
    await machine.looked_at(other, database, STANDS / 2 + 10 * EVERY)
    assert abs(clock.now() - other.now()) < timedelta(seconds=5)


async def test_one_jump_after_the_other_is_waited_for_anew(machine: Machine, database: Database) -> None:
    clock, jumps = Clock(), _told("roundtable_clock_jumps_total")
    await machine.settled(clock, database=database)
    for _ in range(3):
        await machine.jump(DAY)
        await machine.looked_at(clock, database, STANDS - 60)

    assert abs(clock.now() - machine.right) < MOMENT
    assert _told("roundtable_clock_jumps_total") - jumps == 3


async def test_one_that_starts_anew_takes_what_the_database_says_and_the_others_come_after_it(
    machine: Machine, database: Database
) -> None:
    stays, anew = Clock(), Clock()
    await machine.settled(stays, database=database)
    await machine.jump(DAY)
    await stays.measure(database)

    await anew.measure(database)

    assert abs(anew.now() - machine.right - DAY) < timedelta(minutes=1)
    assert abs(stays.now() - machine.right) < timedelta(minutes=1)
    await machine.looked_at(stays, database, STANDS)
    await anew.measure(database)
    assert abs(stays.now() - anew.now()) < timedelta(seconds=5)


@BOTH_WAYS
@pytest.mark.parametrize("next_look", [EVERY, 600.0], ids=["a server", "the worker"])
async def test_who_starts_before_the_machine_s_clock_was_set_right_follows_it_at_once(
    machine: Machine, database: Database, by: timedelta, next_look: float
) -> None:
    clock, jumps = Clock(), _told("roundtable_clock_jumps_total")
    await machine.jump(by)
    await clock.measure(database)
    # Set by a first guess, and then right.
    for each in (by, -2 * by):
        await machine.jump(each)
        await machine.wait(next_look)
        await clock.measure(database)
        assert abs(clock.now() - machine.right - machine.ahead) < timedelta(minutes=1)
    assert (_told("roundtable_clock_jumps_total") - jumps, _told("roundtable_clock_off_seconds")) == (2, 0)

    # From then on it has to stand for as long again.
    await machine.wait(SETTLES)
    await clock.measure(database)
    await machine.jump(by)
    await clock.measure(database)
    assert abs(clock.now() - machine.right) < timedelta(minutes=1)


def _told(name: str) -> float:
    return metrics.REGISTRY.get_sample_value(name) or 0.0
