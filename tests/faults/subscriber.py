"""What every client here does: send again what nobody answered, and listen on from where it was, whatever dies."""

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import websockets

from tests.api.speak import PROTOCOL
from tests.faults.line import CUT_OFF, Line
from tests.support.table import operation

EVENTS = """
subscription ($id: ID!, $after: String!) {
  caseEvents(caseId: $id, after: $after) { cursor prev ... on MessagePosted { message { body } } }
}
"""
# Seconds: until a request is given up and sent again, which is what is promised for it to be answered; until a
# subscriber comes again; and until one who hears not even a sign of life takes the connection for lost.
GIVEN_UP, AGAIN, SILENT = 15.0, 0.1, 25.0


@dataclass
class Subscriber:
    """What one of them was sent, and how often it had to come again."""

    cookie: str
    case: str
    cursor: str
    by_socket: bool
    # Where the server says that it is; the way there may be another.
    origin: str
    # By `id` and `after`, one field.
    asked: str = EVENTS
    heard: list[str] = field(default_factory=list)
    came: int = 0
    wrong: list[Any] = field(default_factory=list)

    async def listen(self, address: str) -> None:
        """Until cancelled: whatever ends a stream, it goes on from the last cursor."""
        while True:
            self.came += 1
            with contextlib.suppress(websockets.WebSocketException, OSError, *CUT_OFF):
                async for result in (_by_socket if self.by_socket else _by_event_stream)(self, address):
                    self._take(result)
            await asyncio.sleep(AGAIN * random.uniform(0.5, 1.5))

    def _take(self, result: Any) -> None:
        if result.get("errors"):
            # Whatever it is that died, a right has not: a client is told nothing, or that something failed.
            codes = {error["extensions"]["code"] for error in result["errors"]}
            self.wrong += codes - {"INTERNAL"}
            return
        (event,) = result["data"].values()
        if event["prev"] != self.cursor:
            self.wrong.append("a gap")
        self.cursor = event["cursor"]
        self.hear(event)

    def hear(self, event: Any) -> None:
        self.heard.append(event["message"]["body"])


async def answered(line: Line, name: str, given: dict[str, Any]) -> Any:
    """What an act answers that is done; None where it is to be sent again. TimeoutError where nothing came in time."""
    request = {"query": operation(name), "variables": {"input": given}}
    try:
        answer = await line.post("/graphql", orjson.dumps(request), GIVEN_UP)
    except TimeoutError:
        raise
    except (OSError, *CUT_OFF):
        return None
    if answer.status != 200:
        return None
    ((_, payload),) = (orjson.loads(answer.body).get("data") or {"none": None}).items()
    if payload is not None:
        assert payload["problems"] == [], payload
    return payload


def headers(cookie: str, origin: str, **more: str) -> dict[str, str]:
    page = {"cookie": cookie, "origin": origin, "x-roundtable-client": "page"}
    return {**page, "content-type": "application/json", **more}


async def _by_event_stream(subscriber: Subscriber, address: str) -> AsyncIterator[Any]:
    line = Line(address, headers(subscriber.cookie, subscriber.origin, accept="text/event-stream"))
    body = {"query": subscriber.asked, "variables": {"id": subscriber.case, "after": subscriber.cursor}}
    try:
        async for answer in line.parts("/graphql/stream", orjson.dumps(body), SILENT):
            *whole, rest = answer.body.split(b"\n")
            answer.body[:] = rest
            for text in whole:
                name, _, value = text.rstrip(b"\r").partition(b": ")
                if name == b"data" and value:
                    yield orjson.loads(value)
    finally:
        line.close()


async def _by_socket(subscriber: Subscriber, address: str) -> AsyncIterator[Any]:
    payload = {"query": subscriber.asked, "variables": {"id": subscriber.case, "after": subscriber.cursor}}
    async with websockets.connect(
        address.replace("http", "ws") + "/graphql",
        subprotocols=[websockets.Subprotocol(PROTOCOL)],
        additional_headers={"cookie": subscriber.cookie},
        origin=websockets.Origin(subscriber.origin),
        proxy=None,
        open_timeout=GIVEN_UP,
        ping_interval=SILENT / 2,
        ping_timeout=SILENT / 2,
        close_timeout=1,
    ) as connection:
        await connection.send(json.dumps({"type": "connection_init"}))
        # TimeoutError, where the connection is lost by now and nobody says so.
        await asyncio.wait_for(connection.recv(), GIVEN_UP)
        await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        async for message in connection:
            frame = orjson.loads(message)
            if frame["type"] == "next":
                yield frame["payload"]
            elif frame["type"] in ("error", "complete"):
                return
