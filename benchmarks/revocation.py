"""How late after a right has ended anything still comes by it, to 400 sockets, while the bell rings and while not."""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx2
from sqlalchemy import update
from sqlmodel import SQLModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.live import databases, prepare
from benchmarks.wire import CASE, STATE
from roundtable.access.models import CaseMember
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.tables import table_of
from roundtable.demo.cast import PEOPLE
from roundtable.identity.models import Session
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import DatabaseUrls
from tests.support.table import operation

BAR_S = 1.0
SOCKETS = 400
# As many as one session may hold.
A_SESSION = 50
# One of these loses the right; the others go on.
LISTENERS = ("bogdan", "corina", "dalia", "ana")
LOSES = PEOPLE["bogdan"].posts[0].id
EVERY_S, BEFORE_S, AFTER_S = 0.25, 3.0, 6.0
HEADINGS = "database    right    bell  sockets forbidden  content    ended   median"
RIGHTS: dict[str, tuple[type[SQLModel], str]] = {"seat": (CaseMember, "renounced_at"), "session": (Session, "ended_at")}


@dataclass
class Ear:
    """One socket: when its frames came, and when its end."""

    person: str
    came: list[tuple[float, bytes]] = field(default_factory=list)
    ended: float | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                now = time.monotonic()
                text = frame.encode() if isinstance(frame, str) else frame
                self.came.append((now, text))
                self.heard.set()
                if b"ACCESS_ENDED" in text:
                    self.ended = now
                    return
        except ConnectionClosed:
            self.ended = self.ended or time.monotonic()


@asynccontextmanager
async def ears(server: ServerProcess, count: int) -> AsyncIterator[list[Ear]]:
    async with AsyncExitStack() as stack:
        tasks, all_ears = [], list[Ear]()
        for person in LISTENERS:
            cookies = ""
            for place in range(count // len(LISTENERS)):
                if place % A_SESSION == 0:
                    with server.page_of(person) as page:
                        cookies = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
                socket = await stack.enter_async_context(_opened(server, cookies))
                ear = Ear(person)
                all_ears.append(ear)
                tasks.append(asyncio.create_task(ear.listen(socket)))
        yield all_ears
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def _opened(server: ServerProcess, cookies: str) -> AsyncIterator[ClientConnection]:
    headers = {"Origin": server.address, "Cookie": cookies}
    url = server.address.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=["graphql-transport-ws"], additional_headers=headers, proxy=None) as socket:  # type: ignore[list-item]
        await socket.send('{"type": "connection_init"}')
        await socket.recv()
        payload = {"query": operation("CaseEvents"), "variables": {"caseId": CASE}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        yield socket


async def write(server: ServerProcess, person: str, done: asyncio.Event) -> None:
    """Post, a message after the other, each with the moment it was sent in it."""
    with server.page_of(person) as page:
        headers, cookies = dict(page.headers), dict(page.cookies)
        state = page.post("/graphql", json={"query": STATE}).json()["data"]
    thread = state["threads"]["nodes"][0]["id"]
    async with httpx2.AsyncClient(base_url=server.address, headers=headers, cookies=cookies, timeout=60) as client:
        while not done.is_set():
            given = {"clientMutationId": str(uuid4()), "threadId": thread, "body": f"sent-{time.monotonic()}-"}
            body = {"query": operation("PostMessage"), "variables": {"input": given}}
            answer = (await client.post("/graphql", json=body)).json()
            assert answer["data"]["postMessage"]["problems"] == [], answer
            await asyncio.sleep(EVERY_S)


async def end_right(url: str, right: str) -> float:
    """Take the right away, as one whom no policy binds; answers the moment of its commit."""
    model, column = RIGHTS[right]
    database, clock = Database(url, pool_size=1), Clock()
    table = table_of(model)
    try:
        async with database.writing() as session:
            mine = table.c.membership_id == LOSES
            await session.execute(update(table).where(mine).values({column: clock.now()}))
        return time.monotonic()
    finally:
        await database.close()


@dataclass
class Found:
    """Seconds after the commit: of the last frame with content, and of the last socket's end."""

    sockets: int
    forbidden: int
    last_content: float
    last_end: float
    median_end: float


async def measure(server: ServerProcess, writer: ServerProcess, url: str, right: str, count: int) -> Found:
    async with ears(server, count) as all_ears:
        done = asyncio.Event()
        writing = asyncio.create_task(write(writer, "ana", done))
        await asyncio.gather(*(ear.heard.wait() for ear in all_ears))
        await asyncio.sleep(BEFORE_S)
        committed = await end_right(url, right)
        await asyncio.sleep(AFTER_S)
        done.set()
        await writing
    lost = [ear for ear in all_ears if ear.person == "bogdan"]
    content = [(at, frame) for ear in lost for at, frame in ear.came if b"sent-" in frame]
    ends = [ear.ended - committed if ear.ended else float("inf") for ear in lost]
    # What was sent after the right had ended must never come.
    forbidden = sum(_sent(frame) > committed for _, frame in content)
    return Found(len(all_ears), forbidden, max(at for at, _ in content) - committed, max(ends), statistics.median(ends))


def _sent(frame: bytes) -> float:
    return float(frame.partition(b"sent-")[2].partition(b"-")[0])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sockets", type=int, default=SOCKETS)
    count = options.parse_args().sockets
    print(HEADINGS)
    bad = False
    for right in RIGHTS:
        for bell in ("up", "down"):
            for database, urls in databases():
                found = _one(urls, right, bell, count)
                bad |= found.forbidden > 0 or found.last_content > BAR_S
                print(
                    f"{database:<11} {right:<8} {bell:<5} {found.sockets:>7} {found.forbidden:>9} "
                    f"{found.last_content:>8.2f} {found.last_end:>8.2f} {found.median_end:>8.2f}",
                    flush=True,
                )
    print(f"Seconds after the commit that ended the right. The bar for content is {BAR_S}.")
    return 1 if bad else 0


def _one(urls: DatabaseUrls, right: str, bell: str, count: int) -> Found:
    prepare(urls)
    with ExitStack() as stack:
        servers = [stack.enter_context(_server(urls)) for _ in range(1 if bell == "up" else 2)]
        # What another process does rings no bell in this one's memory, and there is no other.
        return asyncio.run(measure(servers[0], servers[-1], urls.superuser, right, count))


@contextmanager
def _server(urls: DatabaseUrls) -> Iterator[ServerProcess]:
    with (
        TemporaryDirectory(prefix="roundtable-bench-") as folder,
        server_process(Path(folder), urls.app, ROUNDTABLE_BELL_URL="memory://") as server,
    ):
        yield server


if __name__ == "__main__":
    sys.exit(main())
