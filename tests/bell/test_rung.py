"""A listener's bell: set and cleared, waited for by one, and none the worse for a wait that was given up."""

import asyncio

import pytest

from roundtable.core.bell.rung import Rung


async def test_it_is_waited_for_until_it_rings() -> None:
    rung = Rung()
    waiting = asyncio.create_task(rung.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    rung.set()
    rung.set()
    await waiting
    assert rung.is_set()


async def test_one_that_rang_before_is_not_waited_for_and_one_that_was_cleared_is() -> None:
    rung = Rung()
    rung.set()
    await rung.wait()
    rung.clear()
    assert not rung.is_set()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(rung.wait(), 0.01)


async def test_a_wait_that_was_given_up_leaves_the_next_one_whole() -> None:
    rung = Rung()
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(rung.wait(), 0.01)
    waiting = asyncio.create_task(rung.wait())
    await asyncio.sleep(0)
    rung.set()
    await waiting


async def test_a_ring_at_the_moment_of_giving_up_is_kept() -> None:
    rung = Rung()
    waiting = asyncio.create_task(rung.wait())
    await asyncio.sleep(0)
    rung.set()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert rung.is_set()
    await rung.wait()
