"""Watches over rights that streams rest on: one small look each half second for all who listen in a process.

Each stream judges of its own right whenever it reads. That is not enough where hundreds wait for their turn to read, or
one of them does not read on: a watch ends them within a look, with whatever they still had to send.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog

from roundtable.core import bell, metrics
from roundtable.core.actor import Actor
from roundtable.core.db import undisturbed
from roundtable.core.errors import Code, Problem
from roundtable.core.lasting import lasting

_log = structlog.get_logger("roundtable.streams")

Result = TypeVar("Result")
Ends = dict[UUID, int]
Stands = Callable[[], Ends | None]
# So many streams of a process read at once. What one has read is sent before long, since nobody else crowds in; and
# there is always a connection left for watches and for people.
READ_AT_ONCE = 4


class Ringable(Protocol):
    """A listener's bell."""

    def set(self) -> None: ...

    def is_set(self) -> bool: ...


@dataclass(frozen=True)
class Right:
    """Whose it is, which streams it lets hear, and at which case's table it takes a seat, which may be by a glass or
    has to be `by_right`.
    """

    actor: Actor
    streams: tuple[UUID, ...]
    case: UUID | None = None
    by_right: bool = False


# Which rights hold, and where their streams end.
Look = Callable[[Collection[Right]], Coroutine[Any, Any, tuple[set[Right], Ends]]]


@dataclass(eq=False)
class Watch:
    """One right, and the bells of those who listen by it."""

    right: Right
    over: asyncio.Event = field(default_factory=asyncio.Event)
    # Each listener's bell, and how far the listener has come; None while it does not wait for the bell.
    bells: dict[Ringable, Stands] = field(default_factory=dict)
    _awaited: "set[asyncio.Future[Any]]" = field(default_factory=set)

    def check(self) -> None:
        """Raises Problem ACCESS_ENDED once the right has ended."""
        if self.over.is_set():
            raise Problem(Code.ACCESS_ENDED)

    async def unless_over(self, coming: "asyncio.Future[Result]") -> Result:
        """What comes. Raises Problem ACCESS_ENDED where the right ends before."""
        self.check()
        self._awaited.add(coming)
        try:
            return await coming
        finally:
            self._awaited.discard(coming)

    def end(self) -> None:
        self.over.set()
        for coming in self._awaited:
            if not coming.done():
                coming.set_exception(Problem(Code.ACCESS_ENDED))
        for rung in self.bells:
            rung.set()

    def catch_up(self, ends: Ends) -> None:
        """Ring for who stands before the end of a stream: a ring was lost."""
        for rung, stands in self.bells.items():
            place = stands()
            if rung.is_set() or not place:
                continue
            if any(ends[stream] > place[stream] for stream in self.right.streams):
                rung.set()
                metrics.RINGS_MISSED.inc()


class Watches:
    """All watches of a process, each as long as somebody listens; and the turns in which their streams read."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._watches: dict[Right, Watch] = {}
        self._keeping: asyncio.Task[None] | None = None
        self._turns = asyncio.Semaphore(READ_AT_ONCE)
        metrics.RIGHTS.set_function(lambda: len(self._watches))

    @property
    def count(self) -> int:
        """How many rights are watched over now."""
        return len(self._watches)

    @contextlib.contextmanager
    def over(self, right: Right, rung: Ringable, stands: Stands) -> Iterator[Watch]:
        """The watch over a right; it rings the listener's bell when there is something to see."""
        watch = self._watches.setdefault(right, Watch(right))
        watch.bells[rung] = stands
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep())
        try:
            yield watch
        finally:
            del watch.bells[rung]
            if not watch.bells and self._watches.get(right) is watch:
                del self._watches[right]
            if not self._watches and self._keeping is not None:
                self._keeping.cancel()
                self._keeping = None

    async def _keep(self) -> None:
        """Look every half second; tell the listeners when their right has ended, or where a ring was lost."""
        while True:
            await asyncio.sleep(bell.LOOK_EVERY)
            # Where it fails nothing is sent but what a stream reads, and it judges again then.
            with lasting(_log, "rights not looked at"):
                await self._look_once(list(self._watches.values()))

    async def _look_once(self, watches: Collection[Watch]) -> None:
        holding, ends = await undisturbed(self._look([watch.right for watch in watches]))
        for watch in watches:
            if watch.right in holding:
                watch.catch_up(ends)
                continue
            watch.end()
            metrics.ENDED.inc()
            # Whoever begins by it again is watched over anew.
            if self._watches.get(watch.right) is watch:
                del self._watches[watch.right]

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
