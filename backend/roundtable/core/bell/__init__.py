"""The bell: tells listeners to look, and carries sealed words for moments. Losing a ring costs delay, never data.

The one package that imports broadcaster, whose queues are unbounded, which loses messages by design, and whose own
carriers between processes never come back once they are cut: `line.py` is ours.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from broadcaster import Broadcast

from roundtable.core import metrics
from roundtable.core.bell.line import CHANNEL, EVERYTHING, SAYS, Line
from roundtable.core.bell.rung import Rung
from roundtable.core.lasting import lasting

_log = structlog.get_logger("roundtable.bell")

# Somebody looks for the listeners this often even when nothing rings.
LOOK_EVERY = 0.5


class Bell:
    """One subscription a process, opened at its start; rings are stream ids."""

    def __init__(self, url: str = "memory://") -> None:
        """`memory://` for one process; for several, the address of a Redis or a PostgreSQL that all of them reach."""
        metrics.BELL_UP.set(url.startswith("memory:"))
        self._broadcast = Broadcast(url) if url.startswith("memory:") else Broadcast(backend=Line(url))
        self._waiting: dict[str, set[Rung]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        # Whoever takes the words that come, from other processes and perhaps from this one.
        self.heed: Callable[[str], None] = lambda _: None

    async def open(self) -> None:
        """Opened even where nobody carries it: it is tried again until somebody does."""
        await self._broadcast.connect()
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._listen(ready))
        await ready.wait()

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._broadcast.disconnect()

    async def ring(self, streams: Iterable[UUID]) -> None:
        """Say that these streams have something new; called after the commit. Never fails, and waits for nobody."""
        for stream in streams:
            await self._broadcast.publish(CHANNEL, stream.hex)

    async def say(self, name: str, word: str) -> None:
        """Tell all processes a word, or none of them where nobody carries it: for what is soon said again, or over.

        One that still waits to be told under the same name is not told any more.
        """
        await self._broadcast.publish(CHANNEL, f"{name}{SAYS}{word}")

    def listening(self, streams: Iterable[UUID]) -> AbstractContextManager[Rung]:
        """What is set whenever one of the streams rings; the listener clears it before it looks."""
        return _Listening(self._waiting, [stream.hex for stream in streams])

    async def _listen(self, ready: asyncio.Event) -> None:
        async with self._broadcast.subscribe(CHANNEL) as subscription:
            ready.set()
            # broadcaster's types say that both may be None, which they are only after its end
            async for ring in subscription:  # type: ignore[union-attr]
                message: str = ring.message  # type: ignore[union-attr]
                with lasting(_log, "ring not heeded"):
                    self._hear(message)

    def _hear(self, message: str) -> None:
        if SAYS in message:
            self.heed(message.partition(SAYS)[2])
        for rung in self._rung_by(message):
            rung.set()

    def _rung_by(self, message: str) -> Iterable[Rung]:
        if message == EVERYTHING:
            return {rung for waiting in self._waiting.values() for rung in waiting}
        return self._waiting.get(message, ())


@dataclass(slots=True, eq=False)
class _Listening(AbstractContextManager[Rung]):
    """An object, and no generator: there are thousands."""

    waiting: dict[str, set[Rung]]
    names: list[str]
    rung: Rung = field(default_factory=Rung)

    def __enter__(self) -> Rung:
        for name in self.names:
            self.waiting[name].add(self.rung)
        return self.rung

    def __exit__(self, *_: object) -> None:
        for name in self.names:
            self.waiting[name].discard(self.rung)
            if not self.waiting[name]:
                del self.waiting[name]
