"""Who has a case open and who types where: kept in memory for seconds, told from process to process, never stored."""

import asyncio
import itertools
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

import structlog

from roundtable.core.bell import Bell
from roundtable.core.clock import Clock
from roundtable.core.errors import Code, Invalid, Problem
from roundtable.core.lasting import lasting
from roundtable.core.seal import Seal

_log = structlog.get_logger("roundtable.presence")

# Seconds: how often a process says again who is here; after which silence it is taken for dead, and its people for
# gone; how long one types after having said so; and how often one may say it.
SAID_EVERY, LASTS, TYPES, TYPING_EVERY = 3.0, 10.0, 6.0, 2.0
# Of one case in one process: who fits into what a bell carries. More are here, and are not told of elsewhere.
MOST, MOST_TYPING = 100, 10
# Names the form of a word, too: one of another form is not opened.
_USE = "presence 2"

# A post, and the conversation it types in.
Typing = tuple[UUID, UUID]


@dataclass(frozen=True)
class Scene:
    """Who has a case open, and who types where, until when by this process's own clock that nobody sets."""

    posts: frozenset[UUID] = frozenset()
    typing: Mapping[Typing, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Said:
    """What another process said of a case, which of its words that was, and when it was heard here."""

    number: int
    heard: float
    scene: Scene


class Presence:
    """What this process knows of its own people, and by what others say. It knows no rule, and shows nobody.

    How long what it knows holds is told by its own clock that nobody sets; the database's only tells whether a word is
    of now.
    """

    def __init__(self, bell: Bell, seal: Seal, clock: Clock) -> None:
        self._bell, self._seal, self._clock = bell, seal, clock
        self._name, self._numbers = secrets.token_hex(4), itertools.count()
        # Each window, by the bell of who listens in it.
        self._windows: dict[UUID, dict[asyncio.Event, UUID]] = defaultdict(dict)
        self._typing: dict[UUID, dict[Typing, float]] = defaultdict(dict)
        self._said: dict[UUID, dict[str, _Said]] = defaultdict(dict)
        # When each post said last that it types.
        self._typed: dict[UUID, float] = {}
        bell.heed = self._heed

    @asynccontextmanager
    async def here(self, case: UUID, post: UUID) -> AsyncIterator[asyncio.Event]:
        """The post has the case open as long as the block runs, unless it leaves before; the event is set whenever
        something changes there.
        """
        changed = asyncio.Event()
        self._windows[case][changed] = post
        await self._tell(case)
        try:
            yield changed
        finally:
            await self.leave(case, changed)

    async def leave(self, case: UUID, changed: asyncio.Event) -> None:
        """A window, known by its event, is closed, or may not be open any more."""
        if self._windows.get(case, {}).pop(changed, None):
            await self._tell(case)

    async def type_in(self, case: UUID, post: UUID, thread: UUID) -> None:
        """The post types there, for a few seconds. Raises Problem RATE_LIMITED where it has just said so."""
        now = monotonic()
        self._typed = {each: at for each, at in self._typed.items() if at > now - TYPING_EVERY}
        if post in self._typed:
            raise Problem(Code.RATE_LIMITED)
        self._typed[post] = now
        self._typing[case][post, thread] = now + TYPES
        await self._tell(case)

    def scene(self, case: UUID) -> Scene:
        """Who is here by now, in all processes."""
        now = monotonic()
        said = [each.scene for each in self._said.get(case, {}).values() if each.heard > now - LASTS]
        scenes = [self._own(case), *said]
        typing = {who: until for scene in scenes for who, until in scene.typing.items() if until > now}
        return Scene(frozenset().union(*(scene.posts for scene in scenes)), typing)

    def clear(self) -> None:
        """Know of nobody, as at the start."""
        for known in (self._windows, self._typing, self._said, self._typed):
            known.clear()

    async def keep(self) -> None:
        """Say again and again who is here, and forget who has not been heard of."""
        while True:
            await asyncio.sleep(SAID_EVERY)
            with lasting(_log, "not said who is here"):
                self._forget()
                for case in {*self._windows, *self._typing}:
                    await self._say(case)

    async def _tell(self, case: UUID) -> None:
        self._ring(case)
        await self._say(case)
        if not self._windows[case]:
            del self._windows[case]

    async def _say(self, case: UUID) -> None:
        own, now = self._own(case), monotonic()
        posts = [post.hex for post in sorted(own.posts)[:MOST]]
        latest = sorted(own.typing.items(), key=lambda each: each[1])[-MOST_TYPING:]
        typing = [[post.hex, thread.hex, until - now] for (post, thread), until in latest]
        word = [self._name, case.hex, self._clock.now().timestamp(), next(self._numbers), posts, typing]
        await self._bell.say(f"{self._name}{case.hex}", self._seal.close(_USE, word))

    def _heed(self, word: str) -> None:
        """A word of another process. Who can reach the carrier can neither read nor make nor repeat one."""
        try:
            name, key, at, number, posts, typing = self._seal.open(_USE, word)
        except Invalid:
            return
        case, now = UUID(key), monotonic()
        before = self._said.get(case, {}).get(name)
        is_of_now = abs(at - self._clock.now().timestamp()) < LASTS
        if name == self._name or not is_of_now or (before and before.number >= number):
            return
        types = {(UUID(post), UUID(thread)): now + lasts for post, thread, lasts in typing}
        scene = Scene(frozenset(map(UUID, posts)), types)
        self._said[case][name] = _Said(number, now, scene)
        if scene != (before.scene if before else Scene()):
            self._ring(case)

    def _own(self, case: UUID) -> Scene:
        return Scene(frozenset(self._windows.get(case, {}).values()), self._typing.get(case, {}))

    def _ring(self, case: UUID) -> None:
        for changed in self._windows.get(case, ()):
            changed.set()

    def _forget(self) -> None:
        now = monotonic()
        for case, typing in list(self._typing.items()):
            self._typing[case] = {who: until for who, until in typing.items() if until > now}
            if not self._typing[case]:
                del self._typing[case]
        for case, said in list(self._said.items()):
            self._said[case] = {name: each for name, each in said.items() if each.heard > now - LASTS}
            if len(self._said[case]) < len(said):
                self._ring(case)
            if not self._said[case]:
                del self._said[case]
