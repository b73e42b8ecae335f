"""The bell: tells listeners to look, and carries nothing else. Losing a ring costs delay, never data.

The one module that imports broadcaster, whose queues are unbounded and which loses messages by design.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from broadcaster import Broadcast

_CHANNEL = "bell"
# Somebody looks for the listeners this often even when nothing rings.
LOOK_EVERY = 0.5


class Bell:
    """One subscription a process, opened at its start; rings are stream ids."""

    def __init__(self, url: str = "memory://") -> None:
        self._broadcast = Broadcast(url)
        self._waiting: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
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
        """Say that these streams have something new; called after the commit."""
        for stream in streams:
            await self._broadcast.publish(_CHANNEL, stream.hex)

    @contextlib.contextmanager
    def listening(self, streams: Iterable[UUID]) -> Iterator[asyncio.Event]:
        """An event that is set whenever one of the streams rings; the listener clears it before it looks."""
        rung, streams = asyncio.Event(), list(streams)
        for stream in streams:
            self._waiting[stream].add(rung)
        try:
            yield rung
        finally:
            for stream in streams:
                self._waiting[stream].discard(rung)
                if not self._waiting[stream]:
                    del self._waiting[stream]

    async def _listen(self, ready: asyncio.Event) -> None:
        async with self._broadcast.subscribe(_CHANNEL) as subscription:
            ready.set()
            # broadcaster's types say that both may be None, which they are only after its end
            async for ring in subscription:  # type: ignore[union-attr]
                for rung in self._waiting.get(UUID(ring.message), ()):  # type: ignore[union-attr]
                    rung.set()
