"""The line to the other processes: mends itself when it is cut, and makes nobody wait while it is."""

import asyncio
import contextlib
import random
import secrets
import time
from itertools import accumulate, islice, takewhile

import structlog
from broadcaster import BroadcastBackend, Event

from roundtable.core import metrics
from roundtable.core.bell.carriers import Wire, carrier_of

_log = structlog.get_logger("roundtable.bell")

CHANNEL = "bell"
# A ring for all streams: what rang while the line was cut, nobody knows.
EVERYTHING = "*"
# Between a name and a word that is said under it.
SAYS = "~"
# PostgreSQL carries 8,000 bytes a message; all that is carried is ASCII.
_ROOM = 7_500
# Seconds: between signs of life; after which silence means that the line is cut, since one's own come back; until it is
# tried again, at first and at most.
_BEAT, _SILENCE = 2.0, 6.0
_SOON, _LATE = 0.1, 5.0


class Line(BroadcastBackend):
    """What rings here rings here at once, and in the other processes as soon as it is carried there."""

    def __init__(self, url: str) -> None:
        self._carrier = carrier_of(url)
        # One's own rings come back, and have been heard already.
        self._name = secrets.token_hex(8)
        self._heard, self._unsent = _Pile(), _Pile()
        self._is_up, self._is_closing = False, False
        self._keeping: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        self._is_closing = False
        self._keeping = asyncio.create_task(self._keep())

    async def disconnect(self) -> None:
        """A carrier that fails while it is let go may take the cancelling for its failure; none is waited for long."""
        self._is_closing = True
        if self._keeping:
            self._keeping.cancel()
            await asyncio.wait({self._keeping}, timeout=_SILENCE)

    async def subscribe(self, channel: str) -> None:
        """There is one channel, and the line is always on it."""

    async def unsubscribe(self, channel: str) -> None:
        """As `subscribe`."""

    async def publish(self, channel: str, message: str) -> None:
        self._heard.put(message)
        if self._is_up:
            self._unsent.put(message)

    async def next_published(self) -> Event:
        (name,) = await self._heard.take(0)
        return Event(CHANNEL, name)

    async def _keep(self) -> None:
        """The line, for as long as the process lives: whatever cuts it, it is laid again."""
        wait = _SOON
        while not self._is_closing:
            begun = time.monotonic()
            try:
                async with self._carrier() as wire:
                    await self._talk(wire)
            except* Exception as failures:  # noqa: BLE001 - nothing may end it, or nobody here would hear others again
                kinds = sorted({type(each).__qualname__ for each in failures.exceptions})
                _log.warning("bell not carried", kinds=kinds)
            # One that takes us and drops us is not tried any sooner than one that is away.
            wait = _SOON if time.monotonic() - begun > _LATE else min(2 * wait, _LATE)
            if not self._is_closing:
                await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - not all at once

    async def _talk(self, wire: Wire) -> None:
        self._unsent.clear()
        self._is_up = True
        metrics.BELL_UP.set(1)
        # Neither side knows what the other missed.
        self._heard.put(EVERYTHING)
        self._unsent.put(EVERYTHING)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._tell(wire))
                both.create_task(self._hear(wire))
        finally:
            self._is_up = False
            metrics.BELL_UP.set(0)

    async def _tell(self, wire: Wire) -> None:
        while True:
            names: list[str] = []
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BEAT):
                    names = await self._unsent.take(_ROOM)
            async with asyncio.timeout(_SILENCE):
                await wire.send(" ".join([self._name, *names]))

    async def _hear(self, wire: Wire) -> None:
        while True:
            async with asyncio.timeout(_SILENCE):
                teller, *names = (await wire.receive()).split(" ")
            if teller != self._name:
                self._heard.put(*names)


class _Pile:
    """What waits to be taken, once however often it was put there, the last word under each name: it grows by streams
    and names, not by rings and words.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, str] = {}
        self._some = asyncio.Event()

    def put(self, *names: str) -> None:
        self._waiting |= {name.partition(SAYS)[0]: name for name in names}
        if self._waiting:
            self._some.set()

    async def take(self, room: int) -> list[str]:
        """One at least, and as many as fit."""
        await self._some.wait()
        lengths = accumulate(len(name) + 1 for name in self._waiting.values())
        fitting = sum(1 for _ in takewhile(lambda length: length <= room, lengths))
        taken = {key: self._waiting.pop(key) for key in list(islice(self._waiting, max(fitting, 1)))}
        if not self._waiting:
            self._some.clear()
        return list(taken.values())

    def clear(self) -> None:
        self._waiting.clear()
        self._some.clear()
