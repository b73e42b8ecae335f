"""Sockets that come and go for as long as a soak lasts, in a process of their own, and what each of them heard."""

import asyncio
import contextlib
import random
import re
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import httpx2
import orjson
import websockets

from tests.api.speak import PROTOCOL

EVENTS = """
subscription ($id: ID!, $after: String!) {
  caseEvents(caseId: $id, after: $after) { cursor prev ... on MessagePosted { message { body } } }
}
"""
STANDING = "query ($id: ID!) { case(id: $id) { eventsCursor } }"
# How long a socket stays, in seconds, and how long one is away; which share of those who come back sign in anew.
STAYS, AWAY, ANEW = (15.0, 60.0), (0.1, 3.0), 0.5
# Within so many seconds the last message has come to each.
LAST = 10.0
CHANCE = random.Random(7)  # noqa: S311 - the same coming and going each time
MARK = re.compile(r"soak-(\d+)$")


@dataclass
class Soaker:
    """One listener: of the cast, who may sign in anew, or one who keeps the session they were given."""

    address: str
    case: str
    cookie: str
    person: str | None = None
    cursor: str = ""
    heard: list[int] = field(default_factory=list)
    came: int = 0
    signed_in: int = 0
    wrong: list[str] = field(default_factory=list)
    stopped: bool = False

    async def soak(self) -> None:
        self.cursor = await self._standing()
        while not self.stopped:
            self.came += 1
            with contextlib.suppress(TimeoutError, OSError, websockets.WebSocketException):
                async with asyncio.timeout(CHANCE.uniform(*STAYS)):
                    await self._listen()
            if not self.stopped:
                await asyncio.sleep(CHANCE.uniform(*AWAY))
            if self.person and not self.stopped and CHANCE.random() < ANEW:
                await self._sign_in_anew()
        # The last have to come, whatever was going on.
        await self._listen()

    async def _listen(self) -> None:
        async with websockets.connect(
            self.address.replace("http", "ws") + "/graphql",
            subprotocols=[websockets.Subprotocol(PROTOCOL)],
            additional_headers={"cookie": self.cookie},
            origin=websockets.Origin(self.address),
            proxy=None,
            compression=None,
            close_timeout=1,
        ) as socket:
            await socket.send(orjson.dumps({"type": "connection_init"}).decode())
            await socket.recv()
            payload = {"query": EVENTS, "variables": {"id": self.case, "after": self.cursor}}
            await socket.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
            async for message in socket:
                frame = orjson.loads(message)
                if frame["type"] == "next":
                    self._take(frame["payload"])
                elif frame["type"] != "ping":
                    return

    def _take(self, result: dict[str, Any]) -> None:
        if result.get("errors"):
            self.wrong += [error["extensions"]["code"] for error in result["errors"]]
            return
        event = result["data"]["caseEvents"]
        if event["prev"] != self.cursor:
            self.wrong.append("a gap")
        self.cursor = event["cursor"]
        found = MARK.search((event.get("message") or {}).get("body") or "")
        if found:
            self.heard.append(int(found[1]))

    async def _standing(self) -> str:
        async with self._http() as http:
            answer = await http.post("/graphql", json={"query": STANDING, "variables": {"id": self.case}})
        cursor: str = answer.json()["data"]["case"]["eventsCursor"]
        return cursor

    async def _sign_in_anew(self) -> None:
        """Out, which ends the session, and in again through the demo's provider."""
        self.signed_in += 1
        async with self._http() as http:
            await http.post("/auth/logout")
        async with self._http(cookie=False) as http:
            choice = await http.get("/auth/login", params={"return_to": "/"}, follow_redirects=True)
            back = await http.post(choice.url, data={"person": self.person})
            await http.get(back.headers["location"])
            self.cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())

    def _http(self, *, cookie: bool = True) -> httpx2.AsyncClient:
        headers = {"origin": self.address, "x-roundtable-client": "page", **({"cookie": self.cookie} if cookie else {})}
        return httpx2.AsyncClient(base_url=self.address, headers=headers, timeout=30)


def soak(pipe: Connection, soakers: list[Soaker]) -> None:
    """A process of sockets: at the word it lets them end, and says what they heard."""
    asyncio.run(_soaking(pipe, soakers))


async def _soaking(pipe: Connection, soakers: list[Soaker]) -> None:
    running = []
    for soaker in soakers:
        running.append(asyncio.create_task(soaker.soak()))
        await asyncio.sleep(0.02)
    pipe.send(time.monotonic())
    await asyncio.to_thread(pipe.recv)
    for soaker in soakers:
        soaker.stopped = True
    await asyncio.sleep(LAST)
    for task in running:
        task.cancel()
    done = await asyncio.gather(*running, return_exceptions=True)
    for soaker, result in zip(soakers, done, strict=True):
        if isinstance(result, Exception):
            soaker.wrong.append(repr(result))
    pipe.send(soakers)
