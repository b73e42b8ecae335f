"""How much of the server's own time an answer takes: made at once, and by Strawberry's executor, by turns in one run.

    python -m benchmarks.answers

For each database and operation: milliseconds of processor time of the process an answer, rule and record on, medians of
the rounds, and their ratio.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import uvloop

from benchmarks.live import databases, prepare
from benchmarks.record import Bench
from roundtable.api import execution
from roundtable.api.known import Known
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.demo import story
from roundtable.identity.config import DEMO_PATH
from tests.support.databases import ORIGIN
from tests.support.servers import DatabaseUrls
from tests.support.table import open_table, operation

MESSAGES, WARMING_UP = 20, 10


@contextmanager
def _by_executor() -> Iterator[None]:
    with patch.object(Known, "find", lambda *_: None), patch.object(execution, "shaped", lambda *_: None):
        yield


async def compare(name: str, urls: DatabaseUrls, rounds: int, count: int) -> None:
    database = Database(urls.app)
    await story.load(database, f"{ORIGIN}{DEMO_PATH}", Clock().now())
    await database.close()
    async with open_table(urls.app) as table:
        thread = await table.thread_id()
        bench = Bench(table, await table.by("ana"), thread)
        for _ in range(MESSAGES):
            await _ask(bench, *bench.write())
        asked: dict[str, dict[str, Any]] = {
            "CasePage": {"caseId": table.case_id},
            "ThreadPage": {"threadId": thread, "first": MESSAGES},
            "CaseThreads": {"caseId": table.case_id, "first": MESSAGES},
        }
        for which, given in asked.items():
            took: dict[bool, list[float]] = {True: [], False: []}
            for turn in range(-1, rounds):
                for at_once in sorted(took, reverse=bool(turn % 2)):
                    with nullcontext() if at_once else _by_executor():
                        each = await _time(bench, operation(which), given, count if turn >= 0 else WARMING_UP)
                    took[at_once] += [each] if turn >= 0 else []
            ours, theirs = (statistics.median(took[at_once]) for at_once in (True, False))
            print(f"{name} {which}: {ours:.2f} ms at once, {theirs:.2f} ms by the executor, {theirs / ours:.2f} times")


async def _time(bench: Bench, document: str, given: dict[str, Any], count: int) -> float:
    began = time.process_time()
    for _ in range(count):
        await _ask(bench, document, given)
    return 1_000 * (time.process_time() - began) / count


async def _ask(bench: Bench, document: str, given: dict[str, Any]) -> None:
    await bench._ask(bench.endpoints["with"], document, given)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=60)
    given = parser.parse_args()
    for name, urls in databases():
        prepare(urls)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(compare(name, urls, given.rounds, given.count))


if __name__ == "__main__":
    main()
