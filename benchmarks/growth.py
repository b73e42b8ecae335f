"""What a request costs as there is more of everything: tasks in the country, messages in a conversation, connections.

    python -m benchmarks.growth

Milliseconds of processor time a request, the server's and PostgreSQL's together: small and large by turns in one run,
medians, and how many times the small one's cost the large one's is. The bar is 1.2.
"""

import argparse
import asyncio
import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.peers import stage as stages
from benchmarks.peers.candidates import assigned_of, case_of, running
from benchmarks.peers.load import CONNECTIONS, Asked, Server, one_round
from benchmarks.peers.measured import machine, versions, write
from benchmarks.peers.stage import Stage, plain, stage
from roundtable.core.tables import new_id
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE

BAR = 1.2
FEW, MANY = 10, 10_000


class Asking:
    """One server, what it is asked, and by how many connections."""

    def __init__(self, name: str, on: Stage, server: Server, asked: Asked, connections: int = CONNECTIONS) -> None:
        self.name, self.asked = name, asked
        self._on, self._server, self._connections = on, server, connections

    def round(self, seconds: float, folder: Path) -> float:
        found = one_round(self._server, self.asked, seconds, self._on.postgres, folder, self._connections)
        return found.server_ms + found.postgres_ms


@contextmanager
def tasks(counts: Sequence[int], folder: Path) -> Iterator[list[Asking]]:
    """An NGO's assigned tasks among so many of a country."""
    with ExitStack() as stack:
        asking = []
        for count in counts:
            on = stack.enter_context(stage("dalia", count))
            (server,) = stack.enter_context(running(on, [], assigned_of(on), folder))
            asking.append(Asking(f"{count:,} tasks", on, server, assigned_of(on)))
        yield asking


@contextmanager
def conversations(counts: Sequence[int], folder: Path) -> Iterator[list[Asking]]:
    """The case's page with the last of so many messages of a conversation."""
    with stage() as on, ExitStack() as stack:
        asking = []
        for count in counts:
            thread = asyncio.run(_conversation(plain(on.urls.superuser), count))
            asked = case_of(replace(on, thread=thread))
            (server,) = stack.enter_context(running(on, [], asked, folder))
            asking.append(Asking(f"{count:,} messages", on, server, asked))
        yield asking


@contextmanager
def connections(counts: Sequence[int], folder: Path) -> Iterator[list[Asking]]:
    """The case's page, asked for by so many at once."""
    with stage() as on, running(on, [], case_of(on), folder) as (server,):
        yield [Asking(f"{count} connections", on, server, case_of(on), count) for count in counts]


async def _conversation(url: str, count: int) -> UUID:
    """One more in the demo's case, for all who are at its table, with so many messages."""
    connection = await asyncpg.connect(url)
    audience, since = await connection.fetchrow(
        "SELECT audience_id, created_at FROM thread WHERE case_id = $1 AND subject = $2", story.CASE, stages.SUBJECT
    )
    thread: dict[str, Any] = {"id": new_id(), "case_id": story.CASE, "audience_id": audience, "subject": "Growing"}
    thread |= {"created_by": PEOPLE["corina"].posts[0].id, "created_at": since}
    chance = random.Random(7)  # noqa: S311 - the same conversation each time
    said = [stages.message(chance, thread["id"], audience, since, number) for number in range(count)]
    for table, rows in {"thread": [thread], "message": said}.items():
        await stages.copy_rows(connection, table, rows)
    await connection.execute("ANALYZE")
    await connection.close()
    key: UUID = thread["id"]
    return key


PARTS = {
    "tasks": (tasks, (10_000, 1_000_000)),
    "messages": (conversations, (FEW, MANY)),
    "connections": (connections, (1, 16, 64)),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    given = options.parse_args()
    found: dict[str, Any] = {"machine": machine(), "versions": versions("")}
    held = True
    for name in given.only:
        part, counts = PARTS[name]
        with TemporaryDirectory(prefix="roundtable-growth-") as folder, part(counts, Path(folder)) as asking:
            _ = [each.round(given.seconds, Path(folder)) for each in asking]
            rounds = [[each.round(given.seconds, Path(folder)) for each in asking] for _ in range(given.rounds)]
        costs = [statistics.median(column) for column in zip(*rounds, strict=True)]
        for place, each in enumerate(asking):
            times = statistics.median(costs_of[place] / costs_of[0] for costs_of in rounds)
            held = held and times <= BAR
            print(f"{each.name:<18} {costs[place]:>8.2f} ms {times:>6.2f}×", flush=True)
            found[each.name] = {"ms": round(costs[place], 3), "times": round(times, 3)}
    write("growth.json", found)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
