"""Writers that retry until they are answered, and subscribers that resume, while parts of an installation die."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import cookie_of
from tests.faults.line import Line
from tests.faults.subscriber import AGAIN, Subscriber, answered, headers
from tests.messaging.room import everyone
from tests.support.server_process import ServerProcess
from tests.support.table import operation

CASE = ids.encode("case", story.CASE)
PLACE = f'{{ case(id: "{CASE}") {{ eventsCursor }} threads(caseId: "{CASE}") {{ nodes {{ id }} }} }}'
# Seconds within which all has to have come once nothing is killed any more.
SETTLED = 60.0


@dataclass
class Storm:
    """One run: what was acknowledged, in the order of each writer, and who heard what."""

    server: ServerProcess
    # By turns each is written in, and listened to.
    cases: Sequence[str] = (CASE,)
    subscribers: list[Subscriber] = field(default_factory=list)
    acknowledged: dict[int, list[str]] = field(default_factory=dict)
    sent_again: int = 0
    # Requests that nobody answered, though nobody broke them off either.
    unanswered: int = 0
    # Seconds: how long it blew, for how long at most nothing was acknowledged to anybody, and how long at most one
    # waited who sent again what nobody answered.
    lasted: float = 0.0
    longest_silence: float = 0.0
    longest_wait: float = 0.0
    blowing: bool = True
    # The way to the server, where it is not straight.
    way: str = ""

    async def blow(self, writers: int, subscribers: int, kill: Any, kills: int, every: float) -> None:
        """Write and listen while `kill` is called so many times, and until all has come or should have."""
        cookie, threads = await asyncio.to_thread(self._sit_down, subscribers)
        begun = self._last = time.monotonic()
        way = self.way or self.server.address
        listening = [asyncio.create_task(each.listen(way)) for each in self.subscribers]
        writing = [
            asyncio.create_task(self._write(number, cookie, threads[self._case_of(number)]))
            for number in range(writers)
        ]
        for _ in range(kills):
            await asyncio.sleep(every * random.uniform(0.5, 1.5))
            await asyncio.to_thread(kill)
        self.blowing = False
        await asyncio.gather(*writing)
        self.lasted = time.monotonic() - begun
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLED):
                while any(len(each.heard) < len(self.written_in(each.case)) for each in self.subscribers):  # noqa: ASYNC110 - none tells
                    await asyncio.sleep(0.1)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)

    @property
    def written(self) -> list[str]:
        return [body for own in self.acknowledged.values() for body in own]

    def written_in(self, case: str) -> list[str]:
        return [body for writer, own in self.acknowledged.items() for body in own if self._case_of(writer) == case]

    @property
    def told(self) -> str:
        """What it was like, in one line."""
        resumed = sum(each.came for each in self.subscribers) - len(self.subscribers)
        sent = f"{len(self.written)} messages, {len(self.written) / self.lasted:.0f} a second, {len(self.cases)} cases"
        again = f"{self.sent_again} sent again, {resumed} streams resumed"
        return (
            f"{sent}, {again}, at most {self.longest_silence:.1f} s without an answer, {self.longest_wait:.1f} for one"
        )

    def losses(self) -> list[Any]:
        """Everything that is wrong with what the subscribers heard; nothing, if the promise was kept."""
        wrong: list[Any] = []
        for number, each in enumerate(self.subscribers):
            heard = Counter(each.heard)
            wrong += [(number, "lost", body) for body in self.written_in(each.case) if body not in heard]
            wrong += [(number, "doubled", body) for body, times in heard.items() if times > 1]
            wrong += [(number, "not in order", writer) for writer in self.acknowledged if not _in_order(each, writer)]
            wrong += [(number, what) for what in each.wrong]
        return wrong

    def _case_of(self, number: int) -> str:
        """Of a writer, or a subscriber."""
        return self.cases[number // 2 % len(self.cases)]

    def _sit_down(self, subscribers: int) -> tuple[str, dict[str, str]]:
        """Who writes, and in each case the conversation in which they do."""
        cursors, threads = {}, {}
        with self.server.page_of("ana") as page:
            cookie = cookie_of(page)
            for case in self.cases:
                found = _place_in(page, case)
                cursors[case], threads[case] = found["case"]["eventsCursor"], found["threads"]["nodes"][0]["id"]
        # Both ways of listening in each case.
        own = [(self._case_of(number), bool(number % 2)) for number in range(subscribers)]
        self.subscribers = [Subscriber(cookie, case, cursors[case], way, self.server.address) for case, way in own]
        return cookie, threads

    async def _write(self, writer: int, cookie: str, thread: str) -> None:
        own = self.acknowledged[writer] = []
        line = Line(self.way or self.server.address, headers(cookie, self.server.address))
        while self.blowing:
            body = f"{writer}:{len(own)}"
            given = {"clientMutationId": str(uuid4()), "threadId": thread, "body": body}
            begun = time.monotonic()
            while not await self._is_acknowledged(line, given):
                self.sent_again += 1
                await asyncio.sleep(AGAIN * random.uniform(0.5, 1.5))
            own.append(body)
            now = time.monotonic()
            self.longest_silence, self._last = max(self.longest_silence, now - self._last), now
            self.longest_wait = max(self.longest_wait, now - begun)
        line.close()

    async def _is_acknowledged(self, line: Line, given: dict[str, str]) -> bool:
        try:
            return await answered(line, "PostMessage", given) is not None
        except TimeoutError:
            self.unanswered += 1
            return False


def _place_in(page: httpx2.Client, case: str) -> Any:
    """Where the case's events are and what is said there; in a case where nothing is, somebody begins."""
    asked = {"query": PLACE.replace(CASE, case)}
    found = page.post("/graphql", json=asked).json()["data"]
    if found["threads"]["nodes"]:
        return found
    given = {"clientMutationId": str(uuid4()), "caseId": case, "subject": "A storm", "audience": everyone()}
    page.post("/graphql", json={"query": operation("OpenThread"), "variables": {"input": given}})
    return page.post("/graphql", json=asked).json()["data"]


def _in_order(subscriber: Subscriber, writer: int) -> bool:
    numbers = [int(body.partition(":")[2]) for body in subscriber.heard if body.startswith(f"{writer}:")]
    return numbers == sorted(numbers)
