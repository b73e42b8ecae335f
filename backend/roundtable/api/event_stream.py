"""Event streams over HTTP: responses that last until their client leaves, a right ends, or the server stops."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing, suppress
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

_log = structlog.get_logger("roundtable.streams")


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


# Seconds for a client to take what it is sent. One that stopped reading has what holds for it kept up for nobody.
TAKEN_WITHIN = 30.0


class EventStream(StreamingResponse):
    """One of them. When the server stops it ends whole, but without `complete`: its client is to come back."""

    def __init__(self, streams: EventStreams, *content: Any, **more: Any) -> None:
        super().__init__(*content, **more)
        self._streams = streams

    async def stream_response(self, send: Send) -> None:
        # Also where sending failed, which what is sent knows nothing of: it ends here, and not whenever it is found.
        async with aclosing(self.body_iterator):  # type: ignore[type-var]
            if not await self._streams.last(super().stream_response(_taken(send))):
                await send({"type": "http.response.body", "body": b"", "more_body": False})


async def in_chunks(texts: AsyncGenerator[str], sign: str, every: float) -> AsyncGenerator[str]:
    """What comes at once goes out as one chunk, and `sign` where nothing came for so many seconds.

    While a chunk is on its way one text more is waited for, and the next is not read before it can be taken: by then it
    may be another, or none.
    """
    waiting, came, wanted = list[str](), asyncio.Event(), asyncio.Event()

    async def read() -> None:
        try:
            async with aclosing(texts):
                async for text in texts:
                    waiting.append(text)
                    came.set()
                    await wanted.wait()
        finally:
            came.set()

    reading = asyncio.create_task(read())
    try:
        while waiting or not reading.done():
            wanted.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await came.wait()
            wanted.clear()
            if came.is_set():
                came.clear()
                chunk = "".join(waiting)
                waiting.clear()
            else:
                chunk = sign
            if chunk:
                yield chunk
        await reading
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


def _taken(send: Send) -> Send:
    async def sent(message: Message) -> None:
        taking = asyncio.timeout(TAKEN_WITHIN)
        try:
            async with taking:
                await send(message)
        except TimeoutError:
            if not taking.expired():
                raise
            _log.warning("event stream not read on")
            raise ClientDisconnect from None

    return sent
