"""What the record costs: reads and writes with it and without it, in turns in one run; and how fast it is verified."""

import argparse
import asyncio
import gc
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

from benchmarks.live import databases, prepare
from roundtable.api.http import Endpoint
from roundtable.audit import verdict
from roundtable.core.actor import Actor, Role
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind
from roundtable.core.audit.heads import Publisher
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.recorder import Recorder, Recording
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.postgres import Added
from roundtable.core.tables import new_id
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.identity.config import DEMO_PATH
from tests.support.databases import ORIGIN
from tests.support.servers import DatabaseUrls
from tests.support.table import AUDIT_KEY, Client, Table, open_table, operation

COST_BAR, RATE_BAR = 15.0, 100_000
AT_ONCE, WARMING_UP = 16, 1
ENTRIES, GROUP = 100_000, 20


Rates = dict[str, list[float]]


class _Nothing(Recording):
    async def wrote(self, *_: Any, **__: Any) -> list[Added]:
        await self.session.flush()
        return []


class WithoutRecord(Recorder):
    """Writes no entry, and lets every answer leave."""

    async def read(self, *notes: Note) -> None:
        return None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Recording]:
        async with self.database.writing() as session:
            yield _Nothing(session, self)


class Bench:
    """One server in this process, reached without a socket, so that what is measured is its own work."""

    def __init__(self, table: Table, client: Client, thread: str) -> None:
        services, endpoint = table.services, _endpoint(table)
        nothing = WithoutRecord(services.database, services.clock, services.recorder.key)
        schema: Any = endpoint.schema
        without = Endpoint(schema, replace(services, recorder=nothing), endpoint.gate, endpoint.connections)
        self.endpoints = {"with": endpoint, "without": without}
        cookie = "; ".join(f"{name}={value}" for name, value in client.http.cookies.items())
        self.headers = {"cookie": cookie, "content-type": "application/json", "origin": ORIGIN}
        self.headers["x-roundtable-client"] = "bench"
        self.table, self.thread = table, thread

    def read(self) -> tuple[str, dict[str, Any]]:
        return operation("CasePage"), {"caseId": self.table.case_id}

    def write(self) -> tuple[str, dict[str, Any]]:
        given = {"clientMutationId": str(uuid4()), "threadId": self.thread, "body": "Measured."}
        return operation("PostMessage"), {"input": given}

    async def compare(self, act: Any, rounds: int, count: int) -> tuple[Rates, Rates]:
        """Acts a second in each round, with the record and without it by turns: by the clock, and of this process's
        own time, which tells the same on a machine that others use too."""
        by_clock: Rates = {"with": [], "without": []}
        by_work: Rates = {"with": [], "without": []}
        for turn in range(WARMING_UP + rounds):
            for name in sorted(by_clock, reverse=bool(turn % 2)):
                gc.collect()
                begun, worked = time.perf_counter(), time.process_time()
                await self._run(self.endpoints[name], [act() for _ in range(count)])
                by_clock[name].append(count / (time.perf_counter() - begun))
                by_work[name].append(count / (time.process_time() - worked))
        return _warm(by_clock), _warm(by_work)

    async def _run(self, endpoint: Endpoint, acts: list[tuple[str, dict[str, Any]]]) -> None:
        async def one_after_the_other() -> None:
            while acts:
                await self._ask(endpoint, *acts.pop())

        await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))

    async def _ask(self, endpoint: Endpoint, query: str, variables: dict[str, Any]) -> None:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
        answered = bytearray()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            answered.extend(message.get("body", b""))

        await endpoint(scope, receive, send)
        assert b'"errors"' not in answered, bytes(answered)


def _warm(rates: Rates) -> Rates:
    return {name: found[WARMING_UP:] for name, found in rates.items()}


def _cost(rates: Rates) -> float:
    """What the record takes of a hundred: the median of the rounds."""
    pairs = zip(rates["with"], rates["without"], strict=True)
    return 100 * statistics.median(1 - there / without for there, without in pairs)


def _endpoint(table: Table) -> Endpoint:
    routes: list[Any] = [route for route in table.app.routes if getattr(route, "path", "") == "/graphql"]
    found: Endpoint = next(route.app for route in routes if isinstance(route.app, Endpoint))
    return found


async def _fill(database: Database, key: SigningKey) -> None:
    """A record of a hundred thousand entries, in groups, each about one case and one of its items."""
    clock = Clock()
    recorder = Recorder(database, clock, key)
    actor = Actor(PEOPLE["ana"].posts[0].id, new_id(), Role.CONTACT_POINT, session_id=new_id())
    for _ in range(ENTRIES // GROUP // 50):
        async with recorder.writing() as recording:
            for _ in range(50):
                await recording.record([_note(actor) for _ in range(GROUP)])
    await Publisher(database, clock, key).publish()


def _note(actor: Actor) -> Note:
    return Note(EntryKind.READ, actor, "ThreadPage", "f" * 64, {story.CASE: [f"thread_{new_id().hex}"]})


async def _rates(database: Database, key: SigningKey) -> tuple[float, float]:
    """Entries verified a second, by the clock and of this process's own time: medians of five walks."""
    by_clock, by_work = [], []
    for _ in range(5):
        begun, worked = time.perf_counter(), time.process_time()
        found = await verdict(database, key, [])
        by_clock.append(found.entries / (time.perf_counter() - begun))
        by_work.append(found.entries / (time.process_time() - worked))
        assert not found.faults, found.faults
    return statistics.median(by_clock), statistics.median(by_work)


async def measure(name: str, urls: DatabaseUrls, rounds: int, count: int) -> bool:
    """Prints a database's lines of the table; whether all bars are kept."""
    database = Database(urls.app)
    await story.load(database, f"{ORIGIN}{DEMO_PATH}", Clock().now())
    await database.close()
    kept = True
    async with open_table(urls.app) as table:
        ana = await table.by("ana")
        bench = Bench(table, ana, await table.thread_id())
        for what, act in (("reads", bench.read), ("writes", bench.write)) if rounds else ():
            by_clock, by_work = await bench.compare(act, rounds, count)
            there, without = (statistics.median(by_clock[kind]) for kind in ("with", "without"))
            cost = _cost(by_clock)
            print(f"{name:<11} {what:<8} {without:>12.0f} {there:>12.0f} {cost:>9.1f} % {_cost(by_work):>9.1f} %")
            kept = kept and cost <= COST_BAR
        key = SigningKey(AUDIT_KEY)
        await _fill(table.database, key)
        rate, of_work = await _rates(table.database, key)
        print(f"{name:<11} verified {rate:>12.0f} entries a second, {of_work:.0f} of its own work")
    return kept and rate >= RATE_BAR


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9, help="pairs, after one to warm up; 0: verification only")
    options.add_argument("--count", type=int, default=96, help="how many acts a round, sixteen at once")
    given = options.parse_args()
    print(f"{'database':<11} {'':<8} {'without, /s':>12} {'with, /s':>12} {'cost':>11} {'of work':>11}")
    kept = True
    for name, urls in databases():
        prepare(urls)
        kept = asyncio.run(measure(name, urls, given.rounds, given.count)) and kept
    print(f"Medians. The bars: {COST_BAR:.0f} % of cost, {RATE_BAR:,} entries a second.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
