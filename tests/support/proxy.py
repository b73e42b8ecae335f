"""A wire between two programs, which a test can spoil: slow, broken off, cut in the middle of a frame, half open.

It runs in a thread of its own, so that it goes on while a test waits for something else.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_CHUNK = 64 * 1024
# On, and wait no time for what was not sent yet: closing sends a reset.
_NO_LINGER = struct.pack("ii", 1, 0)
_WITHIN, _ON_ITS_WAY = 10.0, 0.05


@dataclass(eq=False)
class _Pair:
    """One connection: from who came, and to whom they are led."""

    sides: tuple[asyncio.StreamWriter, asyncio.StreamWriter]
    # What is still to pass, of either direction, before both are reset; None as long as nothing is to happen.
    bytes_left: int | None = None
    # Passes nothing on, not even that one of them has gone.
    is_half_open: bool = False
    pumps: list[asyncio.Task[None]] = field(default_factory=list)

    def reset(self) -> None:
        for pump in self.pumps:
            pump.cancel()
        for side in self.sides:
            plain: socket.socket = side.get_extra_info("socket")
            if not side.is_closing() and plain.fileno() >= 0:
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            side.transport.abort()


class Proxy:
    """Leads whoever comes to `port` on to another port of this machine. `latency` is seconds each chunk takes."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.latency = 0.0
        self._is_down = False
        self._pairs: set[_Pair] = set()
        self._leading: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._server = self._in_thread(self._listen)
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def count(self) -> int:
        """How many connections there are now that pass something on."""
        found: int = self._in_thread(self._count)
        return found

    def reset(self) -> None:
        """Break every connection off, as a firewall does that was started anew."""
        self._in_thread(self._reset)

    def cut(self, after: int = 3) -> None:
        """Let so many bytes of each connection pass yet, and break it off: mostly in the middle of a frame."""
        self._in_thread(self._cut, after)

    def half_open(self, lasts: float | None = None) -> None:
        """Let nothing pass any more on the connections there are, and tell neither side; who comes now is led on.

        After so many seconds they are broken off, as a machine does that was away.
        """
        self._in_thread(self._half_open, lasts)

    def drop(self) -> None:
        """Let nothing pass on the connections there are, nor on those that come meanwhile, and tell neither side."""
        self._in_thread(self._drop)

    def restore(self) -> None:
        """Lead on again whoever comes, and break off what was dropped."""
        self._in_thread(self._restore)

    def close(self) -> None:
        self._in_thread(self._end)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_WITHIN)
        self._loop.close()

    def _in_thread(self, step: Callable[..., Any], *given: Any) -> Any:
        async def run() -> Any:
            found = step(*given)
            return await found if asyncio.iscoroutine(found) else found

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(_WITHIN)

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._lead, "127.0.0.1", 0)

    def _count(self) -> int:
        return sum(not pair.is_half_open for pair in self._pairs)

    def _reset(self) -> None:
        for pair in [*self._pairs]:
            pair.reset()

    def _cut(self, after: int) -> None:
        for pair in self._pairs:
            pair.bytes_left = after

    def _half_open(self, lasts: float | None) -> None:
        for pair in self._pairs:
            pair.is_half_open = True
            if lasts is not None:
                self._loop.call_later(lasts, pair.reset)

    def _drop(self) -> None:
        self._is_down = True
        self._half_open(None)

    def _restore(self) -> None:
        self._is_down = False
        self._reset()

    async def _end(self) -> None:
        self._server.close()
        self._reset()
        await asyncio.gather(*self._leading, return_exceptions=True)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._leading.add(task)
        task.add_done_callback(self._leading.discard)
        try:
            there, onward = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = _Pair((writer, onward), is_half_open=self._is_down)
        self._pairs.add(pair)
        ways = ((reader, onward), (there, writer))
        pair.pumps = [asyncio.create_task(self._pump(pair, *way)) for way in ways]
        try:
            await asyncio.wait(pair.pumps)
        finally:
            self._pairs.discard(pair)
            for side in pair.sides:
                side.close()

    async def _pump(self, pair: _Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                if self.latency:
                    await asyncio.sleep(self.latency)
                if pair.is_half_open:
                    break
                passing = chunk if pair.bytes_left is None else chunk[: pair.bytes_left]
                writer.write(passing)
                await writer.drain()
                if len(passing) < len(chunk):
                    # What has just been written is on its way; a reset would overtake it.
                    await asyncio.sleep(_ON_ITS_WAY)
                    pair.reset()
                if pair.bytes_left is not None:
                    pair.bytes_left -= len(passing)
        if pair.is_half_open:
            # Until it is reset: nobody is told.
            await asyncio.Event().wait()
        with contextlib.suppress(OSError, RuntimeError):
            writer.write_eof()


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
