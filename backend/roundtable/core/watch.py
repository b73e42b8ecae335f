"""Watches over rights that streams rest on: one small look for all who listen by the same one, however busy they are.

Each stream judges of its own right whenever it reads. That is not enough where hundreds wait for their turn to read, or
one of them does not read on: a watch ends them within a look, with whatever they still had to send.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from roundtable.core import bell
from roundtable.core.db import undisturbed
from roundtable.core.errors import Code, Problem

_log = structlog.get_logger("roundtable.streams")

Ends = dict[UUID, int]
# Where the streams end, while the right holds; None once it has ended.
Look = Callable[[], Coroutine[Any, Any, Ends | None]]
# So many streams of a process read at once. What one has read is sent before long, since nobody else crowds in; and
# there is always a connection left for watches and for people.
READ_AT_ONCE = 4


@dataclass(eq=False)
class Watch:
    """One right, and the bells of those who listen by it."""

    look: Look
    over: asyncio.Event = field(default_factory=asyncio.Event)
    # Each listener's bell, and how far the listener has come.
    bells: dict[asyncio.Event, Callable[[], Ends]] = field(default_factory=dict)

    def check(self) -> None:
        """Raises Problem ACCESS_ENDED once the right has ended."""
        if self.over.is_set():
            raise Problem(Code.ACCESS_ENDED)

    async def keep(self) -> None:
        """Look every half second; tell the listeners when the right has ended, or where a ring was lost."""
        while not self.over.is_set():
            await asyncio.sleep(bell.LOOK_EVERY)
            try:
                ends = await undisturbed(self.look())
            except (SQLAlchemyError, OSError) as failure:
                # Nothing is sent but what a stream reads, and it judges again then.
                _log.error("rights not looked at", kind=type(failure).__qualname__)
                continue
            if ends is None:
                self.over.set()
            for rung, stands in self.bells.items():
                if ends is None or any(end > stands()[stream] for stream, end in ends.items()):
                    rung.set()


class Watches:
    """All watches of a process, each as long as somebody listens; and the turns in which their streams read."""

    def __init__(self) -> None:
        self._watches: dict[Hashable, tuple[Watch, asyncio.Task[None]]] = {}
        self._turns = asyncio.Semaphore(READ_AT_ONCE)

    @property
    def count(self) -> int:
        """How many rights are watched over now."""
        return len(self._watches)

    @contextlib.contextmanager
    def over(self, right: Hashable, look: Look, rung: asyncio.Event, stands: Callable[[], Ends]) -> Iterator[Watch]:
        """The watch over a right; it rings the listener's bell when there is something to see."""
        if right not in self._watches:
            watch = Watch(look)
            self._watches[right] = watch, asyncio.create_task(watch.keep())
        watch, keeping = self._watches[right]
        watch.bells[rung] = stands
        try:
            yield watch
        finally:
            del watch.bells[rung]
            if not watch.bells:
                keeping.cancel()
                del self._watches[right]

    @contextlib.asynccontextmanager
    async def turn(self, watch: Watch) -> AsyncIterator[None]:
        """A turn to read. Raises Problem ACCESS_ENDED where the right ends before it comes."""
        coming = asyncio.ensure_future(self._turns.acquire())
        ending = asyncio.ensure_future(watch.over.wait())
        try:
            await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
            watch.check()
            yield
        finally:
            ending.cancel()
            if not coming.cancel():
                self._turns.release()
