"""Rights are watched over beside the streams: one that waits, or is slow to send, ends or reads again all the same."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from roundtable.api import stream as streams
from roundtable.api import subscriptions
from roundtable.core import bell, metrics
from roundtable.core.actor import Actor, Role
from roundtable.core.bell.rung import Rung
from roundtable.core.tables import new_id
from roundtable.core.watch import READ_AT_ONCE, Right, Watch, Watches
from tests.messaging.room import posted
from tests.streams.test_ended_rights import CASE, one_renounces
from tests.streams.wire import SOON, Wire, case_cursor

CHAIN = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { cursor prev ... on MessagePosted { message { body } } }
}
"""


ANYBODY = Right(Actor(new_id(), new_id(), Role.CONTACT_POINT), ())


async def test_a_stream_that_waits_for_its_turn_ends_with_its_right_and_brings_nothing(wire: Wire) -> None:
    table, watches = wire.table, wire.table.services.watches
    bogdan, ana, thread = await table.by("bogdan"), await table.by("ana"), await table.thread_id()
    async with wire.listening(bogdan, CASE, id=table.case_id, after=await case_cursor(bogdan, table)) as stream:
        await posted(ana, thread, "while he may")
        assert await stream.event() == {"__typename": "MessagePosted"}

        async with AsyncExitStack() as busy:
            for _ in range(READ_AT_ONCE):
                await busy.enter_async_context(watches.turn(Watch(ANYBODY)))
            await posted(ana, thread, "while he waits")
            await one_renounces(table, bogdan)
            codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_what_was_read_too_long_ago_is_read_again_and_comes_once_in_order(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "FRESH", -1.0)
    table = wire.table
    ana, thread = await table.by("ana"), await table.thread_id()
    after = await case_cursor(ana, table)
    for number in range(5):
        await posted(ana, thread, f"{number}")

    async with wire.listening(ana, CHAIN, id=table.case_id, after=after) as stream:
        events = await stream.events(5)
        assert await stream.is_silent()

    assert [event["message"]["body"] for event in events] == ["0", "1", "2", "3", "4"]
    assert [event["prev"] for event in events] == [after, *(event["cursor"] for event in events[:-1])]


async def test_a_watch_ends_with_its_last_listener(wire: Wire) -> None:
    table, watches = wire.table, wire.table.services.watches
    ana = await table.by("ana")
    for _ in range(2):
        async with (
            wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)),
            wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)) as stream,
        ):
            await posted(ana, await table.thread_id(), "Heard by both.")
            await stream.event()
            assert watches.count == 1
    await _gone(wire)
    assert watches.count == 0


async def _gone(wire: Wire) -> None:
    """Until the server has seen that nobody listens any more."""
    await posted(await wire.table.by("ana"), await wire.table.thread_id(), "Into the void.")
    for _ in range(200):
        if wire.table.services.watches.count == 0:
            return
        await asyncio.sleep(0.05)


async def test_a_watch_whose_looks_fail_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that has no connection left is no error of the database, and whatever else it is, it ends no watch."""
    monkeypatch.setattr(bell, "LOOK_EVERY", 0.01)
    looks: list[Exception | None] = [
        PoolTimeout("no connection left"),
        OSError("no database"),
        ValueError("whatever it is"),
        None,
    ]

    async def look(rights: Collection[Right]) -> tuple[set[Right], dict[UUID, int]]:
        assert list(rights) == [ANYBODY]
        failure = looks.pop(0)
        if failure:
            raise failure
        return set(), {}

    rung = asyncio.Event()
    with Watches(look).over(ANYBODY, rung, dict) as watch:
        await asyncio.wait_for(rung.wait(), SOON)
        assert watch.over.is_set()
    assert looks == []


STREAM = new_id()


async def test_a_bell_that_was_not_rung_is_counted_once_and_one_that_was_rung_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bell, "LOOK_EVERY", 0.01)
    right, looked = Right(ANYBODY.actor, (STREAM,)), count(1)
    looks = asyncio.Queue[int]()

    async def look(rights: Collection[Right]) -> tuple[set[Right], dict[UUID, int]]:
        looks.put_nowait(next(looked))
        return set(rights), {STREAM: 2}

    async def looked_twice() -> None:
        for _ in range(looks.qsize() + 2):
            await asyncio.wait_for(looks.get(), SOON)

    behind, has_come, busy, rung = Rung(), Rung(), Rung(), Rung()
    rung.set()
    before = _missed()
    watches = Watches(look)
    with (
        watches.over(right, behind, lambda: {STREAM: 1}),
        watches.over(right, rung, lambda: {STREAM: 1}),
        watches.over(right, has_come, lambda: {STREAM: 2}),
        watches.over(right, busy, lambda: None),
    ):
        await looked_twice()
        assert [each.is_set() for each in (behind, rung, has_come, busy)] == [True, True, False, False]
        assert _missed() == before + 1


async def test_who_is_still_being_sent_what_was_read_has_missed_no_ring(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "LOOK_EVERY", 0.01)
    table = wire.table
    ana, thread = await table.by("ana"), await table.thread_id()
    after, before, goes_on = await case_cursor(ana, table), _missed(), asyncio.Event()
    for number in range(2):
        await posted(ana, thread, f"{number}")

    class Slow(streams.Listener):
        """One whose client takes its time."""

        async def listen(self, *given: Any, **more: Any) -> AsyncIterator[Any]:
            async for event in super().listen(*given, **more):
                yield event
                await goes_on.wait()

    monkeypatch.setattr(subscriptions, "Listener", Slow)
    async with wire.listening(ana, CASE, id=table.case_id, after=after) as stream:
        await stream.event()
        assert await stream.is_silent()
        missed = _missed() - before
        goes_on.set()
        await stream.event()

    assert missed == 0


def _missed() -> float:
    """How many rings were missed, by what an operator is told."""
    return metrics.REGISTRY.get_sample_value("roundtable_rings_missed_total") or 0.0
