"""How many messages a second one process keeps and tells, beside Matrix's Synapse: 20 conversations, 50 follow each.

Each of 20 writers posts the next message once the last is acknowledged; 1,000 clients listen, in processes of their
own. Both servers have one process, on the same machine and the same kind of database. Synapse is not among what the
project needs: `make bench-synapse` installs it from PyPI into a folder of its own.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from uuid import uuid4

import httpx2

from benchmarks.crowd import Crowd, crowd, more_files, people, settle
from benchmarks.live import databases, demo
from benchmarks.matrix import Homeserver, Speaker, homeserver, syncing
from roundtable.core import ids
from tests.api.speak import cookie_of
from tests.messaging.room import everyone
from tests.support.cases import cases
from tests.support.servers import DatabaseUrls, postgres_server
from tests.support.table import operation

WARMING_UP = 3.0
RATE_BAR = 10.0
Heard = list[list[tuple[int, float]]]
# Posts the message that is so numbered in the conversation at a place.
Post = Callable[[Speaker, int, int], Awaitable[None]]


@dataclass
class Theirs:
    """A database as Synapse is told of it, and its address where it is PostgreSQL's."""

    database: dict[str, object]
    url: str


@dataclass
class Found:
    rate: float
    median: float
    late: float
    missing: int


async def write(speakers: Sequence[Speaker], post: Post, seconds: float) -> dict[int, tuple[int, float]]:
    """Of each message by its number: in which conversation it was posted, and when that was acknowledged."""
    acknowledged: dict[int, tuple[int, float]] = {}
    until, numbers = time.monotonic() + seconds, iter(range(10**9))

    async def one_after_the_other(speaker: Speaker, place: int) -> None:
        while time.monotonic() < until:
            number = next(numbers)
            await post(speaker, place, number)
            acknowledged[number] = place, time.monotonic()

    async with AsyncExitStack() as stack:
        own = [await stack.enter_async_context(speaker) for speaker in speakers]
        await asyncio.gather(*(one_after_the_other(speaker, place) for place, speaker in enumerate(own)))
    return acknowledged


def found(acknowledged: dict[int, tuple[int, float]], heard: Heard, seconds: float, conversations: int) -> Found:
    """Once it is warm: how many a second, how long each was on its way, and how many did not come to who followed."""
    begun = min(at for _, at in acknowledged.values()) + WARMING_UP
    counted = {number for number, (_, at) in acknowledged.items() if at >= begun}
    delays = sorted(
        max(0.0, at - acknowledged[number][1]) * 1000 for came in heard for number, at in came if number in counted
    )
    wanted = len(counted) * (len(heard) // conversations)
    late = delays[int(len(delays) * 0.95)]
    return Found(len(counted) / (seconds - WARMING_UP), statistics.median(delays), late, wanted - len(delays))


def synapse(python: str, theirs: Theirs, given: argparse.Namespace) -> Found:
    with (
        TemporaryDirectory(prefix="roundtable-bench-") as folder,
        homeserver(python, Path(folder), theirs.database) as server,
    ):
        owners, members = asyncio.run(_everyone(server, given))
        rooms = asyncio.run(server.rooms(owners, members))
        asyncio.run(settle(theirs.url))

        async def post(speaker: Speaker, place: int, number: int) -> None:
            path = f"/_matrix/client/v3/rooms/{quote(rooms[place])}/send/m.room.message/{number}"
            await speaker.ask("PUT", path, {"msgtype": "m.text", "body": f"sent-{number}-"})

        with syncing(server, members) as pipes:
            writers = [server.speaker(owner) for owner in owners]
            acknowledged = asyncio.run(write(writers, post, given.seconds))
            time.sleep(given.after)
            lost, heard = Crowd(pipes).heard()
        assert lost == 0, f"{lost} syncs ended"
        return found(acknowledged, heard, given.seconds, given.conversations)


async def _everyone(server: Homeserver, given: argparse.Namespace) -> tuple[list[str], list[str]]:
    tokens = await server.people(given.conversations * (1 + given.followers))
    return tokens[: given.conversations], tokens[given.conversations :]


def roundtable(urls: DatabaseUrls, given: argparse.Namespace) -> Found:
    with demo(urls) as server:
        keys = asyncio.run(cases(urls.superuser, given.conversations))
        names = [ids.encode("case", key) for key in keys]
        cookies = asyncio.run(people(urls.superuser, given.conversations * given.followers))
        with server.page_of("corina") as page:
            headers = {"Cookie": cookie_of(page), "Origin": server.address, "X-Roundtable-Client": "page"}
            threads = [_opened(page, name) for name in names]

        async def post(speaker: Speaker, place: int, number: int) -> None:
            sent = {"clientMutationId": str(uuid4()), "threadId": threads[place], "body": f"sent-{number}-"}
            body = {"query": operation("PostMessage"), "variables": {"input": sent}}
            answer = json.loads(await speaker.ask("POST", "/graphql", body))
            assert answer["data"]["postMessage"]["problems"] == [], answer

        with crowd(server.address, cookies, cases=names) as all_ears:
            time.sleep(3)
            writers = [Speaker(server.address, headers) for _ in names]
            acknowledged = asyncio.run(write(writers, post, given.seconds))
            time.sleep(given.after)
            lost, heard = all_ears.heard()
        assert lost == 0, f"{lost} sockets were lost"
        return found(acknowledged, heard, given.seconds, given.conversations)


def _opened(page: httpx2.Client, case: str) -> str:
    sent = {"clientMutationId": str(uuid4()), "caseId": case, "subject": "Bench", "audience": everyone()}
    body = {"query": operation("OpenThread"), "variables": {"input": sent}}
    thread: str = page.post("/graphql", json=body).json()["data"]["openThread"]["thread"]["id"]
    return thread


@contextmanager
def matrix_databases() -> Iterator[dict[str, Theirs]]:
    """What Synapse is told of a database of its own, of each kind."""
    with TemporaryDirectory(prefix="roundtable-bench-") as folder, postgres_server() as postgres:
        sqlite: dict[str, object] = {"name": "sqlite3", "args": {"database": f"{folder}/homeserver.db"}}
        url = postgres.urls(asyncio.run(postgres.create_database())).superuser
        yield {"SQLite": Theirs(sqlite, ""), "PostgreSQL": Theirs(_psycopg(url), url)}


def _psycopg(url: str) -> dict[str, object]:
    args = {"dsn": url.replace("postgresql+asyncpg", "postgresql"), "cp_min": 5, "cp_max": 10}
    return {"name": "psycopg2", "args": args, "allow_unsafe_locale": True}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default="var/synapse/bin/python", help="where Synapse is installed")
    options.add_argument("--conversations", type=int, default=20)
    options.add_argument("--followers", type=int, default=50, help="of each conversation")
    options.add_argument("--seconds", type=float, default=20.0, help="of writing, the first three to warm up")
    options.add_argument("--after", type=float, default=20.0, help="seconds for what is still on its way")
    given = options.parse_args()
    given.python = str(Path(given.python).absolute())
    more_files()
    print("database     server      posts/s   median     95th  missing")
    kept = True
    with matrix_databases() as theirs:
        for name, urls in databases():
            own, other = roundtable(urls, given), synapse(given.python, theirs[name], given)
            for server, each in (("Roundtable", own), ("Synapse", other)):
                print(
                    f"{name:<12} {server:<10} {each.rate:>8.1f} {each.median:>8.0f} {each.late:>8.0f} {each.missing:>8}"
                )
            print(f"{name:<12} {own.rate / other.rate:.1f} times as many; the bar is {RATE_BAR:.0f}", flush=True)
            kept = kept and own.rate >= RATE_BAR * other.rate and own.late < other.late
    print("Milliseconds from the acknowledgement to each who follows.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
