"""How many facts a second are written into streams, by sixteen writers, and what a reader makes of them meanwhile.

`python -m benchmarks.facts`. A transaction of the store layer makes known who acts, and writes facts and their places
in the case's stream: one, as most acts do, or ten together. PostgreSQL and SQLite wait for their disk, as in earnest.
"""

import argparse
import asyncio
import multiprocessing
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from roundtable.core import facts
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.facts import FactName, StreamEntry
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.identity.config import DEMO_PATH
from roundtable.migrate import upgrade
from tests.support.databases import ORIGIN
from tests.support.servers import APP, DatabaseUrls, postgres_server

WRITERS, WARMING_UP, SECONDS = 16, 1.0, 5.0
# Facts a second: over so many cases, and on one.
BARS = {200: 1_500, 1: 500}
TOGETHER = (1, 10)
_SPACE = UUID("0190c6f0-0000-7000-8000-000000000000")


@dataclass
class Found:
    """What a reader saw, who asks for what is beyond the last number it has."""

    looks: int = 0
    read: int = 0
    gaps: int = 0


def cases(count: int) -> list[UUID]:
    return [uuid5(_SPACE, f"{number}") for number in range(count)]


async def write(database: Database, own: list[UUID], until: float, together: int) -> int:
    """So many facts after others, of one case after the other; answers how many."""
    written, clock, actor = 0, Clock(), story.actor("ana")
    for case in cycle(own):
        if time.time() > until:
            break
        async with database.writing() as session:
            work = await Work.begin(session, actor, clock.now())
            for _ in range(together):
                work.tell(FactName.MESSAGE_POSTED, case, case, [case])
            await facts.write(session, work.facts)
        written += together
    return written


async def read(database: Database, all_cases: list[UUID], until: float) -> Found:
    """Look again and again for what is new in each stream: a number that is passed over would never be found."""
    found, at = Found(), dict.fromkeys(all_cases, 0)
    entry = table_of(StreamEntry)
    while time.time() < until + 0.5:
        for case in all_cases[:20]:
            new = select(entry.c.number).where(entry.c.stream_id == case, entry.c.number > at[case])
            async with database.reading() as connection:
                numbers = list((await connection.execute(new.order_by(entry.c.number))).scalars())
            found.looks += 1
            found.read += len(numbers)
            found.gaps += numbers != list(range(at[case] + 1, at[case] + 1 + len(numbers)))
            at[case] += len(numbers)
        await asyncio.sleep(0.02)
    return found


def work_off(url: str, count: int, together: int, processes: int, number: int, ready: Any, ends: Any) -> None:
    """One process's share of the writers; the first has the reader too."""

    async def run() -> tuple[int, Found]:
        database, writers, every = Database(url, pool_size=WRITERS), WRITERS // processes, cases(count)
        # Each begins elsewhere, so that they are spread over the cases.
        starts = [(number + processes * place) * count // WRITERS for place in range(writers)]
        turned = [[*every[start:], *every[:start]] for start in starts]
        await asyncio.gather(*(write(database, own, time.time() + WARMING_UP, together) for own in turned))
        await asyncio.to_thread(ready.wait)
        until = time.time() + SECONDS
        reading = asyncio.create_task(read(database, every, until)) if number == 0 else None
        written = await asyncio.gather(*(write(database, own, until, together) for own in turned))
        found = await reading if reading else Found()
        await database.close()
        return sum(written), found

    ends.put(asyncio.run(run()))


def measure(url: str, count: int, together: int, processes: int) -> tuple[float, Found]:
    forks = multiprocessing.get_context("spawn")
    ready, ends = forks.Barrier(processes), forks.Queue()
    given = [(url, count, together, processes, number, ready, ends) for number in range(processes)]
    own = [forks.Process(target=work_off, args=each) for each in given]
    for process in own:
        process.start()
    told = [ends.get() for _ in own]
    for process in own:
        process.join()
    return sum(written for written, _ in told) / SECONDS, max((found for _, found in told), key=lambda each: each.looks)


def databases() -> Iterator[tuple[str, DatabaseUrls, int]]:
    """Each with the number of processes that write there."""
    with TemporaryDirectory(prefix="roundtable-bench-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder)}/bench.db"
        yield "SQLite", DatabaseUrls(url, url, url), 1
    with postgres_server(fsync="on", synchronous_commit="on", full_page_writes="on") as server:
        for processes in (1, 2):
            yield f"PostgreSQL/{processes}", server.urls(asyncio.run(server.create_database())), processes


async def _tell(url: str) -> None:
    database = Database(url)
    await story.load(database, f"{ORIGIN}{DEMO_PATH}", Clock().now())
    await database.close()


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(f"{'database':<14} {'cases':>5} {'together':>8} {'facts/s':>8} {'bar':>6} {'read':>6} {'gaps':>5}")
    bad = False
    for name, urls, processes in databases():
        upgrade(urls.owner, APP if urls.owner != urls.app else None, demo=True)
        asyncio.run(_tell(urls.app))
        for (count, bar), together in product(BARS.items(), TOGETHER):
            rate, found = measure(urls.app, count, together, processes)
            bad |= found.gaps > 0
            line = f"{name:<14} {count:>5} {together:>8} {rate:>8.0f} {bar:>6} {found.read:>6} {found.gaps:>5}"
            print(line, flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
