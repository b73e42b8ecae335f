"""`roundtable serve` is told to end while acts are under way: they are answered first, and whoever comes is refused."""

import asyncio
import json
import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url

from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import Socket, cookie_of, socket_to
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import Postgres

pytestmark = pytest.mark.slow

POST = "mutation ($input: PostMessageInput!) { postMessage(input: $input) { problems { code } } }"
EVENTS = "subscription { myEvents { id } }"
THREADS = f'{{ threads(caseId: "{ids.encode("case", story.CASE)}") {{ nodes {{ id }} }} }}'
# Less than PostgreSQL lets anybody wait for a lock.
SOON = 3.0
# Waits until both acts are under way, the one that was sent by this socket too.
Arrived = Callable[[Socket], Awaitable[None]]
Database = tuple[str, Callable[[], Any]]


@pytest.fixture
def on_sqlite(seated: str) -> Database:
    @asynccontextmanager
    async def held() -> AsyncIterator[Arrived]:
        """For longer than it was once waited for."""
        other = sqlite3.connect(str(make_url(seated).database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield _heard_by_one_process
        await asyncio.sleep(6.5)
        other.execute("ROLLBACK")
        other.close()

    return seated, held


@pytest.fixture
async def on_postgresql(postgres: Postgres, postgres_template: str) -> AsyncIterator[Database]:
    name = await postgres.create_database(template=postgres_template)
    looks, writes = await postgres.connect(name), await postgres.connect(name)

    async def arrived(_: Socket) -> None:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'"
        async with asyncio.timeout(SOON):
            while await looks.fetchval(waiting, name) < 2:  # noqa: ASYNC110 - other processes say it
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def held() -> AsyncIterator[Arrived]:
        async with writes.transaction():
            await writes.execute("UPDATE stream SET head = head WHERE id = $1", story.CASE)
            yield arrived

    yield postgres.urls(name).app, held
    await looks.close()
    await writes.close()
    await postgres.drop_database(name)


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.postgres)], ids=["alone", "of several"])
def setting(request: pytest.FixtureRequest) -> tuple[int, Database]:
    """How many workers, and what they have."""
    return request.param, request.getfixturevalue("on_sqlite" if request.param == 1 else "on_postgresql")


async def test_what_is_under_way_is_answered_over_sockets_too_and_nothing_new_is_taken(
    setting: tuple[int, Database], tmp_path: Path
) -> None:
    """However long it takes, up to the fourteen seconds that an answer may."""
    workers, (url, held) = setting
    with server_process(tmp_path, url, "--workers", str(workers), installed=True) as server:
        async with AsyncExitStack() as stack:
            page = stack.enter_context(server.page_of("ana"))
            own = {"cookie": cookie_of(page), "origin": server.address}
            http = HTTPConnection("127.0.0.1", server.port, timeout=30)
            stack.callback(http.close)
            thread = _asked(http, own, {"query": THREADS})["threads"]["nodes"][0]["id"]
            wire = stack.enter_context(socket_to(server, **own))
            wire.open()
            wire.tell("subscribe", id="listens", payload={"query": EVENTS})

            async with held() as arrived:
                _send(http, own, _post(thread))
                wire.tell("subscribe", id="asks", payload=_post(thread))
                await arrived(wire)
                assert server.process is not None
                server.process.send_signal(signal.SIGTERM)
                begun = time.monotonic()
                await _refuses(server)

            assert _answer(http) == _told(wire)["asks"] == {"postMessage": {"problems": []}}
            server.process.wait(15)
            assert time.monotonic() - begun < 14
        assert "Traceback" not in server.log


async def _refuses(server: ServerProcess) -> None:
    """Raises TimeoutError where it takes whoever comes, though it will not answer them."""
    async with asyncio.timeout(SOON):
        while True:
            try:
                socket.create_connection(("127.0.0.1", server.port), SOON).close()
            except ConnectionRefusedError:
                return
            await asyncio.sleep(0.02)


async def _heard_by_one_process(wire: Socket) -> None:
    """It has read what was sent before this, by whatever connection."""
    wire.tell("ping")
    assert wire.hear() == {"type": "pong"}


def _told(wire: Socket) -> dict[str, Any]:
    """What comes by each operation, until one of them is complete."""
    heard = dict[str, Any]()
    while (said := wire.hear())["type"] != "complete":
        heard[said["id"]] = said["payload"]["data"]
    return heard


def _asked(http: HTTPConnection, own: dict[str, str], body: Any) -> Any:
    _send(http, own, body)
    return _answer(http)


def _send(http: HTTPConnection, own: dict[str, str], body: Any) -> None:
    headers = {"content-type": "application/json", "x-roundtable-client": "page", **own}
    http.request("POST", "/graphql", json.dumps(body), headers)


def _answer(http: HTTPConnection) -> Any:
    return json.load(http.getresponse())["data"]


def _post(thread: str) -> dict[str, Any]:
    given = {"clientMutationId": str(uuid4()), "threadId": thread, "body": "Before it ends."}
    return {"query": POST, "variables": {"input": given}}
