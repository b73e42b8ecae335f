"""How a server runs: where it listens, what room its process has, and how it stops."""

import asyncio
import contextlib
import gc
import resource
import socket
import sys
import time
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from roundtable.api.event_stream import EventStreams
from roundtable.api.limits import ANSWERED_WITHIN
from roundtable.core import metrics
from roundtable.core.answering import Answering
from roundtable.settings import Settings
from roundtable.sockets import Http, Socket

# Of each connection: who takes nothing of what was sent for so long has it dropped, though nobody closed it.
TAKEN_WITHIN_MS = 60_000
# Seconds for what is left once all is answered: who does not take what was sent.
_LEFT = 5


def listen(host: str, port: int, count: int = 1) -> list[socket.socket]:
    """A socket for each worker that listens on one port. Who comes early waits, and so does who comes to a worker that
    died, for the next at its place.

    One that all take from would be emptied by whichever worker is there first: it would have all the work. So Linux
    deals them out. Raises OSError where the port cannot be had.
    """
    alone = _bound(host, port)
    if count == 1 or sys.platform != "linux":
        alone.listen()
        return [alone] * count
    # By now it is known that nobody else has it.
    port = alone.getsockname()[1]
    alone.close()
    listeners = [_bound(host, port, shared=True) for _ in range(count)]
    for listener in listeners:
        listener.listen()
    return listeners


def _bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if sys.platform == "linux":
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, TAKEN_WITHIN_MS)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def run(settings: Settings, served: Starlette, listener: socket.socket, place: int = 0) -> None:
    """Serve in this process, at its place among the workers, until it is told to stop."""
    if settings.metrics_port is not None:
        metrics.serve(settings.metrics_host, settings.metrics_port + place if settings.metrics_port else 0)
    config = uvicorn.Config(
        served,
        http=Http,
        ws=Socket,
        ws_per_message_deflate=False,
        ws_max_size=512 * 1024,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_LEFT,
    )
    make_room()
    # Ctrl+C is how one stops it: it ended in order, and there is nothing to say.
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, served.state.services.answering, served.state.event_streams).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Once it is told to stop it begins nothing, and answers what it has begun; then it ends event streams and sockets,
    whose clients come back to another.
    """

    def __init__(self, config: uvicorn.Config, answering: Answering, streams: EventStreams) -> None:
        super().__init__(config)
        self._answering, self._streams = answering, streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        deadline = time.monotonic() + ANSWERED_WITHIN + 1
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        for connection in self._requests():
            connection.shutdown()
        self._answering.end()
        await self._until(lambda: not self._answering.count, deadline)
        self._streams.end()
        await self._until(lambda: not self._requests(), deadline)
        await super().shutdown(sockets)

    def _requests(self) -> list[Http]:
        return [each for each in self.server_state.connections if isinstance(each, Http)]

    async def _until(self, holds: Callable[[], bool], deadline: float) -> None:
        while not (holds() or self.force_exit or time.monotonic() > deadline):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


def make_room() -> None:
    """Each socket is a file. Young objects are looked at often, since each operation leaves some that hold each other;
    all of them, which lets thousands of listeners wait, once a quarter has been added to what there is: a subscription
    that ends leaves some too, and they are old by then.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    gc.freeze()
    gc.set_threshold(10_000, 10, 5)
