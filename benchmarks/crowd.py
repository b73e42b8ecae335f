"""Many people who listen to one case, and the sockets that they hold: processes of their own, apart from the server."""

import asyncio
import base64
import json
import multiprocessing
import os
import re
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle, zip_longest
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.wire import CASE
from roundtable.agencies.models import Membership, Practitioner
from roundtable.core.actor import Role
from roundtable.core.db import Database
from roundtable.core.tables import new_id
from roundtable.demo.cast import AGENCIES
from roundtable.identity.commands import hash_of
from roundtable.identity.models import Login, Session
from tests.support.table import operation

# At the table of the demo's case.
AT_THE_TABLE = ("police", "social", "ngo", "forensic")
COOKIE = "roundtable"
TEXT, PING, PONG = 0x1, 0x9, 0xA
# What each message that is measured carries.
MARK = re.compile(rb"sent-(\d+)-")
# Whose a socket is, by the cookie, and what it asks with.
Seat = tuple[str, Mapping[str, str]]


async def people(url: str, count: int) -> list[str]:
    """So many people in duty roles of the agencies at the table, each signed in; answers their cookies."""
    database, now, cookies = Database(url, pool_size=1), datetime.now(UTC), []
    async with database.writing() as session:
        for number in range(count):
            agency = AGENCIES[AT_THE_TABLE[number % len(AT_THE_TABLE)]].id
            _, cookie = await sign_in(session, number, agency, Role.CONTACT_POINT, now)
            cookies.append(cookie)
    await database.close()
    await settle(url)
    return cookies


async def sign_in(
    session: AsyncSession, number: int, agency: UUID, role: Role, now: datetime
) -> tuple[Membership, str]:
    """A new person with a post, who is signed in; answers the post and the cookie."""
    person, cookie = Practitioner(id=new_id(), full_name=f"Person {number}"), f"cookie-of-{number}"
    since, until = now - timedelta(days=1), now + timedelta(hours=8)
    post = Membership(agency_id=agency, practitioner_id=person.id, role=role, starts_at=since)
    login = Login(issuer="bench", subject=str(number), practitioner_id=person.id, created_at=now)
    session.add(person)
    await session.flush()
    session.add_all([post, login])
    await session.flush()
    session.add(
        Session(
            token_hash=hash_of(cookie),
            login_id=login.id,
            practitioner_id=person.id,
            membership_id=post.id,
            created_at=now,
            authenticated_at=now,
            last_used_at=now,
            idle_until=until,
            expires_at=until,
        )
    )
    return post, cookie


async def settle(url: str) -> None:
    """Let PostgreSQL count what was filled in, as it would by itself within a minute. Until then it takes its tables to
    be empty, and some plans for what fills them take thirty times as long.
    """
    if url.startswith("postgresql"):
        connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
        await connection.execute("ANALYZE")
        await connection.close()


@dataclass
class Ear(asyncio.Protocol):
    """One socket, told apart from a library's only by doing no more than is measured: it notes when frames came."""

    host: str
    cookie: str
    query: str
    variables: Mapping[str, str]
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    came: list[tuple[int, float]] = field(default_factory=list)
    lost: bool = False
    _said: int = 0
    _rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        head = {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Cookie": f"{COOKIE}={self.cookie}",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Protocol": "graphql-transport-ws",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        transport.write(f"GET /graphql HTTP/1.1\r\n{lines}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        now, self._rest = time.monotonic(), self._rest + data
        if self._said == 0:
            head, _, self._rest = self._rest.partition(b"\r\n\r\n")
            assert b" 101 " in head, head
            self._said = 1
            self._tell(type="connection_init")
        while (frame := self._frame()) is not None:
            kind, text = frame
            if kind == PING:
                self._send(PONG, text)
            elif self._said == 1 and b"connection_ack" in text:
                self._said = 2
                if self.query:
                    payload = {"query": self.query, "variables": self.variables}
                    self._tell(type="subscribe", id="1", payload=payload)
                self.opened.set()
            elif mark := MARK.search(text):
                self.came.append((int(mark[1]), now))

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole frame: what kind it is, and what it says."""
        rest = self._rest
        if len(rest) < 2:
            return None
        size, begin = rest[1], 2
        if size > 125:
            begin = 4 if size == 126 else 10
            size = int.from_bytes(rest[2:begin])
        if len(rest) < begin + size:
            return None
        self._rest = rest[begin + size :]
        return rest[0] & 0xF, rest[begin : begin + size]

    def connection_lost(self, _: Exception | None) -> None:
        self.lost = True
        self.opened.set()

    def _tell(self, **frame: object) -> None:
        self._send(TEXT, json.dumps(frame).encode())

    def _send(self, kind: int, text: bytes) -> None:
        mask = os.urandom(4)
        size = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0x80 | 126]) + len(text).to_bytes(2, "big")
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(text))
        self.transport.write(bytes([0x80 | kind]) + size + mask + masked)


def _hold(pipe: Connection, address: str, seats: Sequence[Seat], query: str) -> None:
    """A process of sockets: says when all are open, and at the word what came to each."""
    asyncio.run(_holding(pipe, address, seats, query))


async def _holding(pipe: Connection, address: str, seats: Sequence[Seat], query: str) -> None:
    loop, host, ears = asyncio.get_running_loop(), urlsplit(address).netloc, []
    name, _, port = host.partition(":")
    for cookie, variables in seats:
        ear = Ear(host, cookie, query, variables)
        await loop.create_connection(lambda ear=ear: ear, name, int(port))  # type: ignore[misc]
        await ear.opened.wait()
        ears.append(ear)
    pipe.send(len(ears))
    await loop.run_in_executor(None, pipe.recv)
    pipe.send((sum(ear.lost for ear in ears), [ear.came for ear in ears]))


class Crowd:
    """All sockets, in several processes."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._pipes = pipes

    def heard(self) -> tuple[int, list[list[tuple[int, float]]]]:
        """How many sockets were lost; and of each, which message came when, by the machine's own clock in seconds."""
        for pipe in self._pipes:
            pipe.send("enough")
        parts = [pipe.recv() for pipe in self._pipes]
        # They were dealt out in turn.
        turns = zip_longest(*(part for _, part in parts))
        return sum(lost for lost, _ in parts), [came for turn in turns for came in turn if came is not None]


@contextmanager
def crowd(
    address: str,
    cookies: Sequence[str],
    processes: int = 2,
    *,
    listening: bool = True,
    document: str = "",
    cases: Sequence[str] = (CASE,),
) -> Iterator[Crowd]:
    """A socket for each cookie, subscribed to one of the cases by turns, or only opened; all are there when the block
    begins. They ask as the page does, or by a document whose one variable is the case.
    """
    query = document or (operation("CaseEvents") if listening else "")
    seats = [(cookie, {"caseId": case}) for cookie, case in zip(cookies, cycle(cases), strict=False)]
    with seated(address, seats, query, processes) as all_ears:
        yield all_ears


@contextmanager
def seated(address: str, seats: Sequence[Seat], query: str, processes: int = 2) -> Iterator[Crowd]:
    """The same of sockets that each ask with variables of their own."""
    more_files()
    with held(_hold, [(address, seats[part::processes], query) for part in range(processes)]) as pipes:
        yield Crowd(pipes)


@contextmanager
def held(hold: Callable[..., None], shares: Iterable[tuple[Any, ...]]) -> Iterator[list[Connection]]:
    """Processes of clients, each with its share. Each says by a pipe that all are there; they end with the block."""
    spawn = multiprocessing.get_context("spawn")
    pairs = [(spawn.Pipe(), share) for share in shares]
    parts = [spawn.Process(target=hold, args=(there, *share), daemon=True) for (_, there), share in pairs]
    pipes = [here for (here, _), _ in pairs]
    try:
        for part in parts:
            part.start()
        for pipe in pipes:
            pipe.recv()
        yield pipes
    finally:
        for part in parts:
            if part.pid:
                part.kill()
                part.join()


def more_files() -> None:
    """As many files as the machine lets one process have: each socket is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
