"""How long a socket lasts, how many connections a session may have, and who does not read on."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import websockets
from sqlmodel import SQLModel

from roundtable.api import connections, event_stream, socket
from tests.streams.wire import WITHIN, Wire
from tests.support.databases import ORIGIN
from tests.support.table import Client

EVENTS, WHO = "subscription { myEvents { id } }", "{ viewer { membership { id } } }"


@pytest.fixture(autouse=True)
def asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "_ASKED_EVERY", 0.1)
    monkeypatch.setattr(socket, "_AT_LEAST", 0.1)


@asynccontextmanager
async def opened(wire: Wire, client: Client) -> AsyncIterator[websockets.ClientConnection]:
    """A socket that said hello, whatever it was answered."""
    async with websockets.connect(
        wire.address.replace("http", "ws") + "/graphql",
        subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
        additional_headers={"cookie": _cookie(client)},
        origin=websockets.Origin(ORIGIN),
        proxy=None,
    ) as connection:
        await connection.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await connection.recv()) == {"type": "connection_ack"}
        yield connection


async def heard(connection: websockets.ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), WITHIN))
    return message


async def closed_with(connection: websockets.ClientConnection) -> tuple[int | None, str | None]:
    async with asyncio.timeout(WITHIN):
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await connection.recv()
    return connection.close_code, connection.close_reason


async def subscribe(connection: websockets.ClientConnection, name: str) -> None:
    await connection.send(json.dumps({"id": name, "type": "subscribe", "payload": {"query": EVENTS}}))


async def test_an_idle_socket_ends_with_its_session(wire: Wire) -> None:
    ana = await wire.table.by("ana")
    async with opened(wire, ana) as connection:
        wire.table.services.clock.shift = timedelta(hours=2)
        assert await closed_with(connection) == (4401, "Unauthorized")


async def test_it_ends_when_one_signs_out(wire: Wire) -> None:
    ana = await wire.table.by("ana")
    async with opened(wire, ana) as connection:
        rows = SQLModel.metadata.tables["session"]
        async with wire.table.database.writing() as session:
            await session.execute(rows.update().values(ended_at=wire.table.services.clock.now()))
        assert await closed_with(connection) == (4401, "Unauthorized")


async def test_it_lasts_where_the_database_is_away_for_a_moment(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await wire.table.by("ana")
    async with opened(wire, ana) as connection:
        with monkeypatch.context() as away:
            away.setattr(socket.SocketVisit, "renew", _no_database)
            await asyncio.sleep(0.4)
        await connection.send(json.dumps({"type": "ping"}))
        assert await heard(connection) == {"type": "pong"}
        wire.table.services.clock.shift = timedelta(hours=2)
        assert await closed_with(connection) == (4401, "Unauthorized")


async def test_streams_are_counted_one_by_one(wire: Wire) -> None:
    ana, counted = await wire.table.by("ana"), _counted(wire)
    async with wire.listening(ana, EVENTS):
        async with wire.listening(ana, EVENTS):
            assert [len(own) for own in counted.values()] == [2]
        async with asyncio.timeout(WITHIN):
            while [len(own) for own in counted.values()] != [1]:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        assert [len(own) for own in counted.values()] == [1]


async def test_one_whose_session_is_used_meanwhile_lasts_on(wire: Wire) -> None:
    ana = await wire.table.by("ana")
    async with opened(wire, ana) as connection:
        wire.table.services.clock.shift = timedelta(minutes=50)
        await asyncio.sleep(0.3)
        await connection.send(json.dumps({"type": "ping"}))
        assert await heard(connection) == {"type": "pong"}


async def test_a_session_has_only_so_many_connections_and_room_again_when_one_ends(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "AT_ONCE", 3)
    ana, bogdan = await wire.table.by("ana"), await wire.table.by("bogdan")
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(opened(wire, ana))
        await stack.enter_async_context(opened(wire, ana))
        await stack.enter_async_context(wire.listening(ana, EVENTS))
        async with opened(wire, ana) as one_more:
            assert await closed_with(one_more) == (4429, "Too many connections")
        refused = await _stream_refused(wire, ana)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]) == (429, {"code": "RATE_LIMITED"})
        async with opened(wire, bogdan) as another_session:
            await subscribe(another_session, "1")

        await first.close()
        async with asyncio.timeout(WITHIN):
            while (await _stream_refused(wire, ana, WHO)).status_code == 429:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.05)


async def test_a_session_has_only_so_many_operations_on_all_its_sockets(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "OPERATIONS", 5)
    ana = await wire.table.by("ana")
    async with opened(wire, ana) as one, opened(wire, ana) as other:
        for number in range(3):
            await subscribe(one, f"{number}")
            await subscribe(other, f"{number}")
        refusal = await heard(other)
        assert (refusal["id"], refusal["type"]) == ("2", "error")
        assert [error["extensions"]["code"] for error in refusal["payload"]] == ["RATE_LIMITED"]
        await one.send(json.dumps({"id": "0", "type": "complete"}))
        await asyncio.sleep(0.2)
        await subscribe(other, "3")
        await other.send(json.dumps({"type": "ping"}))
        assert await heard(other) == {"type": "pong"}


async def test_nothing_is_left_of_connections_that_ended(wire: Wire) -> None:
    ana = await wire.table.by("ana")
    counted = _counted(wire)
    async with opened(wire, ana) as connection, wire.listening(ana, EVENTS):
        assert sum(map(len, counted.values())) == 2
        connection.transport.abort()
    async with asyncio.timeout(WITHIN):
        while counted:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


async def test_a_stream_whose_client_does_not_read_on_is_given_up(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "TAKEN_WITHIN", 0.2)
    table = wire.table
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    full = asyncio.Event()

    async def send(message: Any) -> None:
        """As a server whose client's buffers are full: it comes back when there is room again, and so never."""
        if b"event: next" in message.get("body", b""):
            full.set()
            await asyncio.Event().wait()

    streaming = asyncio.create_task(_stream(wire, ana, send))
    async with asyncio.timeout(WITHIN):
        while not table.services.watches.count:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
        await corina.act("PostMessage", threadId=thread, body="Is anybody there?")
        await full.wait()
        await streaming
    assert (table.services.watches.count, dict(_counted(wire))) == (0, {})


async def _stream(wire: Wire, client: Client, send: Any) -> None:
    """Ask the application for the case's events, as its server does."""
    document = "subscription ($id: ID!) { caseEvents(caseId: $id) { __typename } }"
    body = json.dumps({"query": document, "variables": {"id": wire.table.case_id}}).encode()
    given = {**client.http.headers, "cookie": _cookie(client), "accept": "text/event-stream"}
    headers = [(name.lower().encode(), value.encode()) for name, value in given.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"spec_version": "2.3"},
        "method": "POST",
        "path": "/graphql/stream",
    }
    scope |= {"query_string": b"", "headers": [*headers, (b"content-type", b"application/json")]}
    asked = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Any:
        return next(asked, None) or await asyncio.Event().wait()

    await wire.table.app(scope, receive, send)


async def _no_database(_: Any) -> None:
    raise OSError


async def _stream_refused(wire: Wire, client: Client, document: str = EVENTS) -> httpx2.Response:
    headers = {**client.http.headers, "accept": "text/event-stream"}
    async with httpx2.AsyncClient(base_url=wire.address, headers=headers, cookies=dict(client.http.cookies)) as http:
        return await http.post("/graphql/stream", json={"query": document})


def _cookie(client: Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.http.cookies.items())


def _counted(wire: Wire) -> Any:
    routes: list[Any] = [*wire.table.app.routes]
    (endpoint,) = (route.app for route in routes if getattr(route, "path", "") == "/graphql/stream")
    return endpoint.connections._open
