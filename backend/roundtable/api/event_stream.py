"""Event streams over HTTP: responses that last until their client leaves, a right ends, or the server stops."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Send


class EventStreams:
    """Those that are open. A server that stops waits for its responses to end, and these would not by themselves."""

    def __init__(self) -> None:
        self._open: set[asyncio.Timeout] = set()
        self._ending = False

    def end(self) -> None:
        """End all that are open, and at once those that still begin."""
        self._ending = True
        for ending in self._open:
            ending.reschedule(0)

    async def last(self, stream: Awaitable[None]) -> bool:
        """See a stream through; answers whether it came to its own end."""
        ending = asyncio.timeout(0 if self._ending else None)
        self._open.add(ending)
        try:
            async with ending:
                await stream
        except TimeoutError:
            if not ending.expired():
                raise
        finally:
            self._open.discard(ending)
        return not ending.expired()


class EventStream(StreamingResponse):
    """One of them. When the server stops it ends whole, but without `complete`: its client is to come back."""

    def __init__(self, streams: EventStreams, *content: Any, **more: Any) -> None:
        super().__init__(*content, **more)
        self._streams = streams

    async def stream_response(self, send: Send) -> None:
        if not await self._streams.last(super().stream_response(send)):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
