"""Processes tell each other who is where, by whatever carries the bell; what one no longer hears of is soon gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from time import monotonic
from uuid import UUID, uuid4

import pytest

from roundtable.core import presence
from roundtable.core.bell import Bell
from roundtable.core.clock import Clock
from roundtable.core.presence import Presence, Scene
from roundtable.core.seal import Seal
from tests.bell.carried import Carried
from tests.bell.conftest import opened

WITHIN = 20.0
CASE, ANA, BOGDAN, THREAD = (uuid4() for _ in range(4))


@pytest.fixture
async def bells(carried: Carried) -> AsyncIterator[tuple[Bell, Bell]]:
    one, other = Bell(carried.url), Bell(carried.url)
    async with opened(one, other):
        yield one, other


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "SAID_EVERY", 0.1)


async def test_each_hears_of_the_others_people_and_of_who_types_until_they_leave(bells: tuple[Bell, Bell]) -> None:
    async with _keeping(bells[0]) as one, _keeping(bells[1]) as other, other.here(CASE, BOGDAN) as changed:
        async with one.here(CASE, ANA) as too:
            await _until(other, changed, {ANA, BOGDAN})
            await _until(one, too, {ANA, BOGDAN})
            await one.type_in(CASE, ANA, THREAD)
            await _until(other, changed, {ANA, BOGDAN}, {(ANA, THREAD)})
        await _until(other, changed, {BOGDAN}, {(ANA, THREAD)})
        assert other.scene(uuid4()) == Scene()


async def test_the_people_of_a_process_that_dies_are_gone_soon(
    bells: tuple[Bell, Bell], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _keeping(bells[1]) as other, other.here(CASE, BOGDAN) as changed, AsyncExitStack() as dying:
        one = Presence(bells[0], Seal("a secret"), Clock())
        speaking = asyncio.create_task(one.keep())
        await dying.enter_async_context(one.here(CASE, ANA))
        await _until(other, changed, {ANA, BOGDAN})
        speaking.cancel()
        await asyncio.sleep(0.3)
        assert other.scene(CASE).posts == {ANA, BOGDAN}
        changed.clear()
        _pass(monkeypatch, presence.LASTS)
        assert other.scene(CASE).posts == {BOGDAN}
        # Whoever listens is told, though nothing was said.
        await asyncio.wait_for(changed.wait(), WITHIN)


async def test_where_the_carrier_was_away_it_is_said_again(carried: Carried, bells: tuple[Bell, Bell]) -> None:
    async with _keeping(bells[0]) as one, _keeping(bells[1]) as other, other.here(CASE, BOGDAN) as changed:
        await carried.cut()
        async with one.here(CASE, ANA):
            await _until(other, changed, {ANA, BOGDAN})


async def test_what_was_sealed_by_another_secret_or_was_said_before_is_not_heeded() -> None:
    said = list[str]()
    async with opened(bell := Bell()):
        one, stranger = Presence(bell, Seal("a secret"), Clock()), Presence(bell, Seal("another"), Clock())
        bell.heed = said.append
        async with one.here(CASE, ANA), stranger.here(CASE, BOGDAN):
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.1)

    clock = Clock()
    known = Presence(Bell(), Seal("a secret"), clock)
    came, foreign, *_, went = said
    known._heed(foreign)
    assert known.scene(CASE) == Scene()
    known._heed(came)
    assert known.scene(CASE).posts == {ANA}
    known._heed(went)
    known._heed(came)
    assert known.scene(CASE) == Scene()
    later = Presence(Bell(), Seal("a secret"), clock)
    clock.shift += timedelta(seconds=presence.LASTS)
    later._heed(came)
    assert later.scene(CASE) == Scene()


@pytest.mark.parametrize("by", [3, 3_600, -86_400], ids=["a little", "an hour", "and one set ahead"])
async def test_who_follows_a_clock_that_was_set_back_leaves_nobody_behind(
    monkeypatch: pytest.MonkeyPatch, by: int
) -> None:
    said, clock = list[str](), Clock()
    async with opened(bell := Bell()):
        one = Presence(bell, Seal("a secret"), clock)
        bell.heed = said.append
        async with one.here(CASE, ANA):
            await one.type_in(CASE, ANA, THREAD)
            await asyncio.sleep(0.1)
            clock.shift -= timedelta(seconds=by)
        await asyncio.sleep(0.1)
    known = Presence(Bell(), Seal("a secret"), Clock())
    for word in said[:-1]:
        known._heed(word)
    assert known.scene(CASE).posts == {ANA}
    assert set(known.scene(CASE).typing) == {(ANA, THREAD)}

    known._heed(said[-1])

    # By another's time it may not be of now, and then it is not heeded.
    assert known.scene(CASE).posts == ({ANA} if abs(by) > presence.LASTS else set())
    _pass(monkeypatch, presence.LASTS)
    assert known.scene(CASE) == one.scene(CASE) == Scene()
    await one.type_in(CASE, ANA, THREAD)


async def test_of_many_a_word_tells_what_fits_and_of_all_else_nothing_is_lost(bells: tuple[Bell, Bell]) -> None:
    posts, cases = [uuid4() for _ in range(presence.MOST + 20)], [uuid4() for _ in range(200)]
    async with _keeping(bells[0]) as one, _keeping(bells[1]) as other, AsyncExitStack() as stack:
        for post in posts:
            await stack.enter_async_context(one.here(CASE, post))
        for case in cases:
            await stack.enter_async_context(one.here(case, ANA))
        assert one.scene(CASE).posts == set(posts)
        async with asyncio.timeout(WITHIN):
            while other.scene(CASE).posts != set(sorted(posts)[: presence.MOST]):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.05)
            while any(other.scene(case).posts != {ANA} for case in cases):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.05)


async def test_what_fails_once_is_said_again(bells: tuple[Bell, Bell], monkeypatch: pytest.MonkeyPatch) -> None:
    async with _keeping(bells[0]) as one, _keeping(bells[1]) as other, other.here(CASE, BOGDAN) as changed:
        forget, failures = one._forget, [ValueError("whatever it is"), OSError("away")]

        def failing() -> None:
            if failures:
                raise failures.pop()
            forget()

        monkeypatch.setattr(one, "_forget", failing)
        # Not told when it comes, so only by what is said again.
        one._windows[CASE][asyncio.Event()] = ANA
        await _until(other, changed, {ANA, BOGDAN})
        assert failures == []


async def test_a_word_that_nobody_can_make_anything_of_leaves_the_bell_heard() -> None:
    async with opened(bell := Bell()):
        Presence(bell, seal := Seal("a secret"), Clock())
        await bell.say("a", seal.close("presence 2", ["of", "another", "form"]))
        with bell.listening([stream := uuid4()]) as rung:
            await bell.ring([stream])
            await asyncio.wait_for(rung.wait(), WITHIN)


def _pass(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """So many seconds, for all that are told of presence."""
    monkeypatch.setattr(presence, "monotonic", lambda: monotonic() + seconds)


@asynccontextmanager
async def _keeping(bell: Bell) -> AsyncIterator[Presence]:
    """What a process knows, as long as it lives."""
    known = Presence(bell, Seal("a secret"), Clock())
    keeping = asyncio.create_task(known.keep())
    yield known
    keeping.cancel()


async def _until(
    known: Presence, changed: asyncio.Event, posts: set[UUID], typing: set[tuple[UUID, UUID]] | None = None
) -> None:
    """Wait until a process knows of these: whoever listens there is told of each change."""
    async with asyncio.timeout(WITHIN):
        while known.scene(CASE).posts != posts or known.scene(CASE).typing.keys() != (typing or set()):
            await changed.wait()
            changed.clear()
