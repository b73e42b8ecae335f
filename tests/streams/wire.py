"""Streams as they come over the wire: the table's own server on a socket, and listeners by server-sent events."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson
import uvicorn

from roundtable.core.watch import Ringable
from tests.support.table import Client, Table, operation

# Longer than a stream ever needs, so that a busy machine fails no test.
WITHIN = 20.0
# How soon a right that ended has ended a stream: a look each second, and room for a busy machine.
SOON = 5.0
# How often streams look by themselves while tests of them run, and long enough for one to have looked again: what has
# not come by then does not come.
LOOK_EVERY, A_LOOK = 0.2, 0.5

Event = dict[str, Any]


@dataclass
class Stream:
    """One subscription, as its client sees it."""

    status: int
    results: asyncio.Queue[dict[str, Any] | None] = field(default_factory=asyncio.Queue)

    async def event(self) -> Event:
        """The next event. Fails where an error or the end comes instead."""
        result = await asyncio.wait_for(self.results.get(), WITHIN)
        assert result is not None, "the stream ended"
        assert "errors" not in result, result["errors"]
        ((_, event),) = result["data"].items()
        told: Event = event
        return told

    async def events(self, count: int) -> list[Event]:
        return [await self.event() for _ in range(count)]

    async def end(self) -> tuple[list[str], list[Any], float]:
        """How it ends: the codes of its last error, what came before that, and after how many seconds."""
        begun, before, codes = time.monotonic(), list[Any](), list[str]()
        while (result := await asyncio.wait_for(self.results.get(), WITHIN)) is not None:
            if "errors" in result:
                codes += [error["extensions"]["code"] for error in result["errors"]]
                assert result.get("data") is None
            else:
                before.append(result["data"])
        return codes, before, time.monotonic() - begun

    async def is_silent(self) -> bool:
        """Whether nothing comes, though the stream has looked again."""
        await asyncio.sleep(A_LOOK)
        return self.results.empty()


@dataclass
class Wire:
    """The table's server on a socket."""

    table: Table
    address: str

    @asynccontextmanager
    async def listening(self, client: Client, document: str, **variables: Any) -> AsyncIterator[Stream]:
        """A subscription of the client's, open while the block runs; by then it has begun, or was refused."""
        others = self._listeners()
        text = document if "{" in document else operation(document)
        headers = {**client.http.headers, "accept": "text/event-stream"}
        cookies = dict(client.http.cookies)
        body = {"query": text, "variables": variables}
        async with (
            httpx2.AsyncClient(base_url=self.address, headers=headers, cookies=cookies, timeout=None) as http,
            http.stream("POST", "/graphql/stream", json=body) as response,
        ):
            stream = Stream(response.status_code)
            reading = asyncio.create_task(_read(response, stream.results))
            try:
                # The head of an answer comes before it is known whether there is anything to listen to.
                async with asyncio.timeout(WITHIN):
                    while not reading.done() and stream.results.empty() and self._listeners() <= others:  # noqa: ASYNC110 - none tells
                        await asyncio.sleep(0.005)
                yield stream
            finally:
                reading.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await reading

    def _listeners(self) -> set[Ringable]:
        """The bells of all whose right stands, and is watched over."""
        return {rung for watch in self.table.services.watches._watches.values() for rung in watch.bells}

    async def refusal(self, client: Client, document: str, **variables: Any) -> list[str]:
        """The codes of a subscription that does not begin."""
        async with self.listening(client, document, **variables) as stream:
            codes, before, _ = await stream.end()
        assert before == []
        return codes


async def case_cursor(client: Client, table: Table) -> str:
    """Where the case's events stand, from its page's own statement."""
    cursor: str = (await client.ask("CasePage", caseId=table.case_id)).data["case"]["eventsCursor"]
    return cursor


async def own_cursor(client: Client) -> str:
    """Where one's own events stand, from the statement that says who one is."""
    cursor: str = (await client.ask("Viewer")).data["viewer"]["eventsCursor"]
    return cursor


async def _read(response: httpx2.Response, results: asyncio.Queue[dict[str, Any] | None]) -> None:
    kind = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name.rstrip(":") == "event":
            kind = value
        if name == "data" and kind == "next":
            results.put_nowait(orjson.loads(value))
        if name.rstrip(":") == "event" and kind == "complete":
            results.put_nowait(None)


@asynccontextmanager
async def open_wire(table: Table) -> AsyncIterator[Wire]:
    """The table's application, which is open already, behind a real socket."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        table.app,
        lifespan="off",
        ws="websockets-sansio",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield Wire(table, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        await serving
