"""How much of the server's own time an answer takes: made at once, and by Strawberry's executor, by turns in one run.

    python -m benchmarks.answers

For each database, for three operations each by itself and for twenty mixed: milliseconds of processor time of the
process an answer, rule and record on, medians of the rounds, and their ratio. The rows are the same: the executor is
given them by our own reader, from one statement. The collector is set as the server sets it.
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
from roundtable.serving import make_room
from tests.acts.plays import PLAYS, operation_of
from tests.acts.stage import Stage, more_posts
from tests.support.databases import ORIGIN
from tests.support.servers import DatabaseUrls
from tests.support.table import open_table, operation

MESSAGES, WARMING_UP = 20, 10
MIXED = (
    *(
        "Viewer",
        "MyCases",
        "CasePage",
        "CaseThreads",
        "CaseTasks",
        "CaseSeats",
        "CaseTable",
        "CaseRisk",
        "CaseConsents",
    ),
    *("CaseConflicts", "CaseIncidents", "CaseReviews", "CaseSafetyPlans", "ActionPlan", "ThreadPage", "ThreadMessages"),
    *("AssignedTasks", "AgencyChoices", "MyConferences", "Colleagues"),
)
# What the case has besides, ten of each.
FILLED, EACH = ("openThread", "assignTask", "recordConsent", "recordIncident", "recordRiskAssessment"), 10
Asked = list[tuple[str, dict[str, Any]]]


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
        bench = Bench(table, await table.by("corina"), thread)
        for _ in range(MESSAGES):
            await ask(bench, *bench.write())
        await table.add(*more_posts())
        await fill(Stage(table.by))
        make_room()
        given = {"caseId": table.case_id, "threadId": thread, "first": MESSAGES}
        asked = {name: asked_of(name, given) for name in MIXED}
        for which in ("CasePage", "ThreadPage", "CaseThreads"):
            await _compare(bench, f"{name} {which}", [asked[which]], rounds, count)
        await _compare(bench, f"{name} {len(MIXED)} mixed", [*asked.values()], rounds, count)


async def fill(stage: Stage) -> None:
    """So much of each kind on the case as a page shows at once."""
    for act in FILLED:
        for _ in range(EACH):
            who, given = await PLAYS[act](stage)
            await stage.done(who, operation_of(act), **given)


def asked_of(name: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The page's own operation, with those of the variables that it has."""
    document = operation(name)
    return document, {key: value for key, value in given.items() if f"${key}:" in document}


async def _compare(bench: Bench, what: str, asked: Asked, rounds: int, count: int) -> None:
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(-1, rounds):
        for at_once in sorted(took, reverse=bool(turn % 2)):
            with nullcontext() if at_once else _by_executor():
                each = await _time(bench, asked, count if turn >= 0 else WARMING_UP)
            took[at_once] += [each] if turn >= 0 else []
    ours, theirs = (statistics.median(took[at_once]) for at_once in (True, False))
    print(f"{what}: {ours:.2f} ms at once, {theirs:.2f} ms by the executor, {theirs / ours:.2f} times")


async def _time(bench: Bench, asked: Asked, count: int) -> float:
    """Milliseconds an answer, of about so many."""
    turns = max(1, count // len(asked))
    began = time.process_time()
    for _ in range(turns):
        for each in asked:
            await ask(bench, *each)
    return 1_000 * (time.process_time() - began) / turns / len(asked)


async def ask(bench: Bench, document: str, given: dict[str, Any]) -> None:
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
