"""Hours in minutes: 200 sockets that come and go, 50 messages a second, and people who sign in again and again.

Nothing may be lost, the server's memory may not grow, and nothing that was opened may be left. 20 cases share both, as
an installation's would: see `--cases`.
"""

import argparse
import asyncio
import contextlib
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx2
from sqlalchemy import text

from benchmarks.crowd import COOKIE, held, people
from benchmarks.live import prepare
from benchmarks.soakers import Soaker, soak
from roundtable.core import ids
from roundtable.core.db import Database
from tests.api.speak import cookie_of
from tests.messaging.room import everyone
from tests.support.cases import CAST, cases
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import DatabaseUrls, postgres_server
from tests.support.table import operation

SLOPE_BAR, KEPT_UP = 1.0, 0.9
# Every so many seconds one looks; and so long nothing is said of memory, while all is opened for the first time.
EVERY, WARM_UP = 5.0, 60.0
GAUGES = ("roundtable_connections", "roundtable_listeners", "roundtable_rights_watched", "roundtable_tasks")


@dataclass
class Look:
    """What the server had open at a moment, and how much memory it took."""

    at: float
    megabytes: float
    files: int
    database: int
    gauges: dict[str, int]


@dataclass
class Watched:
    """The server, from outside: by its metrics, by what the machine says of the process, by what its database does."""

    server: ServerProcess
    metrics: str
    database: Database

    @property
    def pid(self) -> int:
        assert self.server.process is not None
        return self.server.process.pid

    async def look(self) -> Look:
        async with httpx2.AsyncClient(timeout=30) as http:
            said = (await http.get(self.metrics)).text
        gauges = {line.split()[0]: int(float(line.split()[1])) for line in said.splitlines() if line.startswith(GAUGES)}
        async with self.database.reading() as connection:
            asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'roundtable_app'"
            connections = (await connection.execute(text(asked))).scalar_one()
        return Look(time.monotonic(), self._megabytes(), self._files(), connections, gauges)

    def _megabytes(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(resident.split()[1]) / 1024

    def _files(self) -> int:
        return sum(1 for _ in Path(f"/proc/{self.pid}/fd").iterdir())


@dataclass
class Writers:
    """Who writes: in each case one message after the other, so that its order is known."""

    address: str
    cookie: str
    rate: float
    written: dict[str, int]
    writing: bool = True

    async def write(self, case: str) -> None:
        headers = {"cookie": self.cookie, "origin": self.address, "x-roundtable-client": "page"}
        every = len(self.written) / self.rate
        async with httpx2.AsyncClient(base_url=self.address, headers=headers, timeout=30) as http:
            opened = {"caseId": case, "subject": "Soak", "audience": everyone()}
            thread = (await self._act(http, "OpenThread", **opened))["thread"]["id"]
            due = time.monotonic()
            while self.writing:
                await self._act(http, "PostMessage", threadId=thread, body=f"soak-{self.written[case]}")
                self.written[case] += 1
                due += every
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _act(self, http: httpx2.AsyncClient, name: str, **given: object) -> dict[str, dict[str, str]]:
        sent = {"input": {"clientMutationId": str(uuid4()), **given}}
        answer = await http.post("/graphql", json={"query": operation(name), "variables": sent})
        ((_, payload),) = answer.json()["data"].items()
        assert payload["problems"] == [], payload
        found: dict[str, dict[str, str]] = payload
        return found


async def measure(watched: Watched, soakers: list[Soaker], writers: Writers, seconds: float) -> list[Look]:
    """Looks while it goes on, and a last one when all have gone; what the soakers heard is theirs then."""
    looks = [await watched.look()]
    with held(soak, [(soakers,)]) as (pipe,):
        writing = [asyncio.create_task(writers.write(case)) for case in writers.written]
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            await asyncio.sleep(EVERY)
            looks.append(await watched.look())
            if int(time.monotonic() / EVERY) % 6 == 0:
                print(line(looks[-1], looks[0].at, writers), flush=True)
        writers.writing = False
        await asyncio.gather(*writing)
        pipe.send("enough")
        soakers[:] = await asyncio.to_thread(pipe.recv)
    await asyncio.sleep(10)
    return [*looks, await watched.look()]


def line(look: Look, begun: float, writers: Writers) -> str:
    sent, shown = sum(writers.written.values()), " ".join(f"{count:>6}" for count in look.gauges.values())
    return f"{look.at - begun:>7.0f} {sent:>8} {look.megabytes:>7.1f} {look.files:>6} {look.database:>6} {shown}"


def slope(looks: list[Look]) -> float:
    """Megabytes a minute, once it is warm: by the line that is nearest to all."""
    warm = [look for look in looks if look.at - looks[0].at >= WARM_UP] or looks
    fitted = statistics.linear_regression([look.at / 60 for look in warm], [look.megabytes for look in warm])
    return fitted.slope


def losses(soakers: list[Soaker], written: dict[str, int]) -> list[str]:
    """Whatever somebody did not hear, heard twice or in another order, or was told instead."""
    wrong = [f"{each.case}: {what}" for each in soakers for what in each.wrong]
    for each in soakers:
        begun = each.heard[0] if each.heard else written[each.case]
        if each.heard != list(range(begun, written[each.case])):
            wrong.append(f"{each.case}: heard {len(each.heard)} of {written[each.case] - begun}")
    return wrong


@contextmanager
def installation() -> Iterator[tuple[Watched, DatabaseUrls]]:
    """The demo on PostgreSQL, with its metrics at a port of their own."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="roundtable-soak-")))
        postgres = stack.enter_context(postgres_server())
        urls = postgres.urls(asyncio.run(postgres.create_database()))
        prepare(urls)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = stack.enter_context(server_process(folder, urls.app, ROUNDTABLE_METRICS_PORT=str(port)))
        yield Watched(server, f"http://127.0.0.1:{port}/metrics", Database(urls.superuser, pool_size=1)), urls


async def run(watched: Watched, urls: DatabaseUrls, given: argparse.Namespace) -> int:
    address, keys = watched.server.address, await cases(urls.superuser, given.cases)
    names, cookies = [ids.encode("case", key) for key in keys], await people(urls.superuser, given.sockets)
    soakers = [Soaker(address, names[n % len(names)], f"{COOKIE}={cookie}") for n, cookie in enumerate(cookies)]
    for place, soaker in enumerate(soakers[::5]):
        soaker.person = CAST[place % len(CAST)]
        with watched.server.page_of(soaker.person) as page:
            soaker.cookie = cookie_of(page)
    with watched.server.page_of("corina") as page:
        writers = Writers(address, cookie_of(page), given.rate, dict.fromkeys(names, 0))
    print(" seconds messages      MB  files     db  conns  lists rights  tasks")
    looks = await measure(watched, soakers, writers, given.minutes * 60)
    await watched.database.close()
    return report(looks, soakers, writers, given)


def report(looks: list[Look], soakers: list[Soaker], writers: Writers, given: argparse.Namespace) -> int:
    first, last, wrong = looks[0], looks[-1], losses(soakers, writers.written)
    sent, grows = sum(writers.written.values()), slope(looks[1:-1])
    left = {name: count - first.gauges[name] for name, count in last.gauges.items() if count > first.gauges[name]}
    print(line(last, first.at, writers))
    print(f"{sent} messages, {sent / (given.minutes * 60):.0f} a second; {sum(len(s.heard) for s in soakers)} heard")
    print(f"{sum(s.came for s in soakers)} sockets came, {sum(s.signed_in for s in soakers)} times one signed in again")
    print(f"memory: {grows:+.2f} MB a minute; the bar is {SLOPE_BAR:.0f}")
    print(f"left open: {left or 'nothing'}; files {first.files} → {last.files}, database {last.database}")
    print(f"wrong: {wrong[:10] or 'nothing'}")
    # Who writes waits for each answer: a machine that is too slow, or too busy, is soaked in less.
    slow = sent < given.rate * given.minutes * 60 * KEPT_UP
    print("kept up" if not slow else f"not kept up: {given.rate:.0f} messages a second were meant")
    return int(bool(wrong or left) or slow or grows >= SLOPE_BAR)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--sockets", type=int, default=200)
    options.add_argument("--rate", type=float, default=50, help="messages a second, in all")
    options.add_argument("--cases", type=int, default=20)
    given = options.parse_args()
    with installation() as (watched, urls):
        return asyncio.run(run(watched, urls, given))


if __name__ == "__main__":
    sys.exit(main())
