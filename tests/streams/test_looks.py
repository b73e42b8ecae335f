"""Those whom a case shows the same look once, and each of them is judged, told and put on the record by themselves."""

import asyncio
import contextlib
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from roundtable.agencies.models import Membership
from roundtable.api.stream import Listener
from roundtable.core import ids
from roundtable.core.errors import Code, Problem
from roundtable.core.gatherings import Gatherings
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.identity.models import Session
from tests.messaging.room import agencies, everyone, opened, persons, posted
from tests.streams.record import recorded
from tests.streams.wire import Wire, case_cursor
from tests.support.cases import cases
from tests.support.table import Client, Table

BODIES = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { cursor prev ... on MessagePosted { message { body } } }
}
"""
UNREAD = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { cursor ... on MessagePosted { message { thread { unreadCount } } } }
}
"""
# Both in one agency and in one role, once she has moved.
ANA, DALIA = (PEOPLE[key].posts[0].id for key in ("ana", "dalia"))


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Who read, for themselves or for others too."""
    found, find = list[UUID](), Listener._find

    async def noted(listener: Listener) -> Any:
        look = await find(listener)
        if look.events:
            found.append(listener.context.actor.membership_id)
        return look

    monkeypatch.setattr(Listener, "_find", noted)
    return found


async def _colleagues(table: Table) -> list[Client]:
    await _change(table, Membership, DALIA, agency_id=AGENCIES["police"].id)
    return [await table.by(key) for key in ("ana", "dalia")]


async def _change(table: Table, model: Any, post: UUID, **values: Any) -> None:
    kept = table_of(model)
    mine = kept.c.id == post if model is Membership else kept.c.membership_id == post
    async with table.database.writing() as session:
        await session.execute(update(kept).where(mine).values(values))


async def test_agencies_are_told_by_one_look_until_something_names_one_of_them(wire: Wire, looked: list[UUID]) -> None:
    table = wire.table
    case = ids.encode("case", (await cases(table.database.writer.url.render_as_string(hide_password=False), 1))[0])
    corina, *people = [await table.by(key) for key in ("corina", "ana", "dalia")]
    payload = await corina.act("OpenThread", caseId=case, subject="Among all", audience=everyone())
    thread = payload["thread"]["id"]
    async with AsyncExitStack() as open_streams:
        streams = [await open_streams.enter_async_context(wire.listening(each, BODIES, id=case)) for each in people]
        tellings = []
        for body in ("The first finds out who is alike.", "Both at once.", "", "The second finds out.", "Each apart."):
            if not body:
                await corina.act("OpenThread", caseId=case, subject="For one", audience=agencies(table, "police"))
                await asyncio.sleep(0.5)
                continue
            looked.clear()
            await posted(corina, thread, body)
            for stream in streams:
                while (await stream.event()).get("message") != {"body": body}:
                    pass
            await asyncio.sleep(0.3)
            tellings.append(set(looked))

    assert len(tellings[1]) == 1
    assert tellings[3] == {ANA, DALIA}


async def test_colleagues_and_their_windows_are_told_by_one_look_and_each_is_on_the_record(
    wire: Wire, looked: list[UUID]
) -> None:
    table, people = wire.table, await _colleagues(wire.table)
    thread = await table.thread_id()
    cursors = [await case_cursor(person, table) for person in people]
    async with AsyncExitStack() as open_streams:
        streams = [
            await open_streams.enter_async_context(wire.listening(person, BODIES, id=table.case_id, after=cursor))
            for person, cursor in zip(people, cursors, strict=True)
            for _ in range(3)
        ]
        await posted(people[0], thread, "The first finds out who is alike.")
        first = [await stream.event() for stream in streams]
        await asyncio.sleep(0.3)
        looked.clear()
        async with recorded(table) as added:
            await posted(people[0], thread, "The second is read once.")
            second = [await stream.event() for stream in streams]

    assert len(looked) == 1
    assert len({event["cursor"] for event in second}) == 1
    assert [event["prev"] for event in second] == [event["cursor"] for event in first]
    assert {event["prev"] for event in first} == {*cursors}
    delivered = sorted(entry.membership_id for entry in added if entry.operation == "anonymous")
    assert delivered == sorted([ANA] * 3 + [DALIA] * 3)


@pytest.mark.parametrize(("model", "ended"), [(Membership, "ends_at"), (Session, "ended_at")])
async def test_who_loses_the_right_while_another_reads_for_them_is_told_nothing(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, model: Any, ended: str
) -> None:
    table, find, lost, reading = wire.table, Listener._find, list[UUID](), asyncio.Lock()
    people, armed = dict(zip((ANA, DALIA), await _colleagues(table), strict=True)), asyncio.Event()
    corina, thread = await table.by("corina"), await table.thread_id()

    async def then_lost(listener: Listener) -> Any:
        # One at a time: who came too late to be read for reads for themselves, and not before the right is lost.
        async with reading:
            look = await find(listener)
            if look.events and armed.is_set() and not lost:
                # Whichever of them reads, the other loses the right before it is told.
                lost.append(DALIA if listener.context.actor.membership_id == ANA else ANA)
                await _change(table, model, lost[0], **{ended: table.services.clock.now()})
        return look

    monkeypatch.setattr(Listener, "_find", then_lost)
    async with AsyncExitStack() as open_streams:
        streams = {}
        for post, person in people.items():
            listening = wire.listening(person, BODIES, id=table.case_id, after=await case_cursor(person, table))
            streams[post] = await open_streams.enter_async_context(listening)
        await posted(corina, thread, "For both.")
        assert [(await stream.event())["message"]["body"] for stream in streams.values()] == ["For both."] * 2
        armed.set()
        await posted(corina, thread, "For who still may.")
        while not lost:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
        (loser,) = [stream for post, stream in streams.items() if post in lost]
        codes, before, _ = await loser.end()
        (other,) = [stream for stream in streams.values() if stream is not loser]
        assert (await other.event())["message"] == {"body": "For who still may."}

    assert (codes, before) == (["ACCESS_ENDED"], [])


async def test_whom_something_names_is_told_it_alone(wire: Wire) -> None:
    table, (ana, dalia) = wire.table, await _colleagues(wire.table)
    async with (
        wire.listening(ana, BODIES, id=table.case_id, after=await case_cursor(ana, table)) as hers,
        wire.listening(dalia, BODIES, id=table.case_id, after=await case_cursor(dalia, table)) as others,
    ):
        corina = await table.by("corina")
        secret = await opened(corina, table, persons(table, "dalia"), "Between us")
        await posted(corina, secret, "For her eyes.")
        await posted(corina, await table.thread_id(), "For all.")
        bodies = [(event.get("message") or {}).get("body") for event in await others.events(3)]
        assert bodies == [None, "For her eyes.", "For all."]
        assert (await hers.event())["message"] == {"body": "For all."}
        assert await hers.is_silent()


async def test_what_hangs_on_the_reader_is_read_by_each(wire: Wire, looked: list[UUID]) -> None:
    table, (ana, dalia) = wire.table, await _colleagues(wire.table)
    async with (
        wire.listening(ana, UNREAD, id=table.case_id, after=await case_cursor(ana, table)) as hers,
        wire.listening(dalia, UNREAD, id=table.case_id, after=await case_cursor(dalia, table)) as others,
    ):
        await posted(ana, await table.thread_id(), "The first.")
        before = await hers.event(), await others.event()
        looked.clear()
        await posted(ana, await table.thread_id(), "The second.")
        after = await hers.event(), await others.event()
    assert {*looked} == {ANA, DALIA}
    assert [_unread(now) - _unread(then) for then, now in zip(before, after, strict=True)] == [0, 1]


def _unread(event: dict[str, Any]) -> int:
    count: int = event["message"]["thread"]["unreadCount"]
    return count


async def test_a_leader_that_leaves_lets_the_others_look_and_a_failure_is_everyone_s() -> None:
    gatherings = Gatherings[str, int]()
    left = _led(gatherings, Problem(Code.ACCESS_ENDED))
    assert await left is None
    with pytest.raises(OSError, match="gone"):
        await _led(gatherings, OSError("gone"))
    with gatherings.leading("a key") as gathering:
        gatherings.close("a key", gathering)
        assert gatherings.join("a key", "who comes after") is None


def _led(gatherings: Gatherings[str, int], failure: Exception) -> "asyncio.Future[int | None]":
    """What one hears who waits for a leader that fails so."""
    waiting = None
    with contextlib.suppress(type(failure)), gatherings.leading("a key"):
        waiting = gatherings.join("a key", "one")
        raise failure
    assert waiting is not None
    return waiting
