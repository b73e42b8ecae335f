"""What streams told long ago is let go of: who comes from before that is told so, and nobody misses anything unsaid."""

import itertools
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
import websockets
from sqlalchemy import select

from roundtable.api import stream as live
from roundtable.core import facts, ids, retention, streams
from roundtable.core.facts import FactName, NewFact
from roundtable.core.tables import table_of
from roundtable.core.watch import READ_AT_ONCE, Watch
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.identity.models import Session
from tests.facts.ledger import head_of
from tests.messaging.room import posted
from tests.streams.ageing import age, ago, let_go
from tests.streams.wire import Wire, case_cursor
from tests.support.table import Client, Table
from tests.tasks.desk import assigned

CASE = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { cursor } }"
CASE_ONCE = CASE.replace("after: $after)", "after: $after, once: true)")
CONFERENCE_ONCE = CASE_ONCE.replace("caseEvents(caseId", "conferenceEvents(conferenceId")
MINE_ONCE = "subscription ($after: String) { myEvents(after: $after, once: true) { cursor } }"
LATE = ["RESYNC_REQUIRED"]


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AMONG", 3)
    monkeypatch.setattr(retention, "MOST", 2)
    monkeypatch.setattr(retention, "BREATH", 0.0)


async def _heard(wire: Wire, client: Client, document: str, after: dict[UUID, int], **more: Any) -> Any:
    """The places that come after these, or the codes of what comes instead."""
    seal = wire.table.services.seal
    given = {"after": streams.cursor(after, seal), **more}
    async with wire.listening(client, document, **given) as stream:
        codes, told, _ = await stream.end()
    events = [event["cursor"] for result in told for event in result.values()]
    return codes or [streams.positions(cursor, list(after), seal) for cursor in events]


async def test_from_every_cursor_one_hears_all_that_follows_or_that_some_of_it_is_not_kept(wire: Wire) -> None:
    table, chance = wire.table, random.Random(7)
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    for number in range(4):
        await posted(corina, thread, f"number {number}")
    head = await head_of(table, story.CASE)
    # Moments need not be in the order of numbers: what committed late has an earlier one.
    ages = sorted((chance.uniform(31, 90) for _ in range(head)), reverse=True)
    for _ in range(3):
        place = chance.randrange(head - 1)
        ages[place], ages[place + 1] = ages[place + 1], ages[place]
    await age(table, story.CASE, ages)

    for limit in (95, chance.uniform(40, 80), 30.5):
        await let_go(table, limit)
        gone = next((place for place, days in enumerate(ages) if days < limit), head)
        for after in range(head + 1):
            heard = await _heard(wire, ana, CASE_ONCE, {story.CASE: after}, id=table.case_id)
            following = [{story.CASE: place} for place in range(after + 1, head + 1)]
            assert heard == (following if after >= gone else LATE), (limit, after)

    # Nothing is left, and the stream goes on from its head.
    await posted(corina, thread, "Still here.")
    assert await _heard(wire, ana, CASE_ONCE, {story.CASE: head}, id=table.case_id) == [{story.CASE: head + 1}]
    assert await _heard(wire, ana, CASE_ONCE, {story.CASE: head - 1}, id=table.case_id) == LATE
    assert await _heard(wire, await table.by("horia"), CASE_ONCE, {story.CASE: 0}, id=table.case_id) == ["NOT_FOUND"]


async def test_of_one_s_streams_each_has_to_be_kept_from_where_one_was(wire: Wire) -> None:
    table = wire.table
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    agency, own = AGENCIES["police"].id, PEOPLE["ana"].id
    start = {key: await head_of(table, key) for key in (agency, own)}
    for number in range(3):
        await assigned(corina, table, thread, "police", title=f"{number}")
        await posted(corina, thread, "Ana?", mentions=[table.membership_id("ana")])
    end = {key: await head_of(table, key) for key in (agency, own)}
    everything = await _heard(wire, ana, MINE_ONCE, start)
    assert len(everything) == sum(end.values()) - sum(start.values())

    await age(table, own, [40.0] * (end[own] - 1))
    await let_go(table, 35)
    assert await _heard(wire, ana, MINE_ONCE, start) == LATE
    assert await _heard(wire, ana, MINE_ONCE, {**end, own: end[own] - 2}) == LATE
    at_edge = {**start, own: end[own] - 1}
    assert len(await _heard(wire, ana, MINE_ONCE, at_edge)) == end[agency] - start[agency] + 1

    await age(table, agency, [40.0] * end[agency])
    await let_go(table, 35)
    assert await _heard(wire, ana, MINE_ONCE, at_edge) == LATE
    assert await _heard(wire, ana, MINE_ONCE, {**end, own: end[own] - 1}) == [end]
    assert await _heard(wire, ana, MINE_ONCE, end) == []


async def test_a_script_on_a_socket_and_who_follows_a_conference_are_told_so_too(wire: Wire) -> None:
    table, agency, conference = wire.table, AGENCIES["ngo"].id, story.CONFERENCE
    corina, script = await table.by("corina"), await table.by_script()
    for number in range(2):
        await assigned(corina, table, await table.thread_id(), "ngo", title=f"{number}")
    await _changed(table, conference)
    heads = {key: await head_of(table, key) for key in (agency, conference)}
    for key, head in heads.items():
        await age(table, key, [40.0] * head)
    await let_go(table, 35)

    async with websockets.connect(
        wire.address.replace("http", "ws") + "/graphql",
        subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
        additional_headers={"authorization": script.http.headers["authorization"]},
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        await socket.recv()
        for place, codes in ((heads[agency] - 1, [LATE]), (heads[agency], [])):
            after = streams.cursor({agency: place}, table.services.seal)
            payload = {"query": MINE_ONCE, "variables": {"after": after}}
            await socket.send(json.dumps({"id": f"{place}", "type": "subscribe", "payload": payload}))
            said = list[Any]()
            while not said or said[-1]["type"] != "complete":
                said.append(json.loads(await socket.recv()))
            assert [_codes(each) for each in said[:-1]] == codes

    given = {"id": ids.encode("conference", conference)}
    assert await _heard(wire, corina, CONFERENCE_ONCE, {conference: heads[conference] - 1}, **given) == LATE
    assert await _heard(wire, corina, CONFERENCE_ONCE, {conference: heads[conference]}, **given) == []


async def _changed(table: Table, conference: UUID) -> None:
    now = ago(table, 0)
    fact = NewFact(
        name=FactName.CONFERENCE_CHANGED, subject_id=conference, to_conference_id=conference, item_at=now, at=now
    )
    async with table.database.writing() as session:
        await facts.write(session, [(fact, [conference])])


def _codes(said: Any) -> list[str]:
    """Of what a socket says of an operation."""
    return [error["extensions"]["code"] for error in said["payload"]["errors"]]


async def test_who_is_late_while_their_stream_is_open_is_told_so(wire: Wire) -> None:
    table, turns = wire.table, wire.table.services.watches._turns
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    head = await head_of(table, story.CASE)
    async with (
        wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)) as late,
        wire.listening(corina, CASE, id=table.case_id) as also_late,
    ):
        assert await late.is_silent()
        # Nobody gets a turn to read meanwhile.
        for _ in range(READ_AT_ONCE):
            await turns.acquire()
        await posted(corina, thread, "one")
        await posted(corina, thread, "two")
        await age(table, story.CASE, [40.0] * (head + 1))
        await let_go(table, 35)
        for _ in range(READ_AT_ONCE):
            turns.release()
        for stream in (late, also_late):
            codes, told, _ = await stream.end()
            assert (codes, told) == (LATE, [])


async def test_who_reads_slower_than_it_is_let_go_of_is_told_where_the_rest_began(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, turn, turns = wire.table, wire.table.services.watches.turn, itertools.count(1)
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    head = await head_of(table, story.CASE)
    for number in range(6):
        await posted(corina, thread, f"{number}")
    await age(table, story.CASE, [40.0] * (head + 5))

    @asynccontextmanager
    async def after_a_while(watch: Watch) -> AsyncIterator[None]:
        async with turn(watch):
            if next(turns) == 2:
                await let_go(table, 35)
            yield

    # A document of its own: what was planned for others reads as many as they do.
    document = CASE.replace("cursor", "id cursor")
    monkeypatch.setattr(live, "BATCH", 2)
    monkeypatch.setattr(table.services.watches, "turn", after_a_while)
    after = streams.cursor({story.CASE: head}, table.services.seal)
    async with wire.listening(ana, document, id=table.case_id, after=after) as stream:
        codes, told, _ = await stream.end()
    places = [streams.positions(each["caseEvents"]["cursor"], [story.CASE], table.services.seal) for each in told]
    assert (codes, places) == (LATE, [{story.CASE: head + 1}, {story.CASE: head + 2}])


async def test_nobody_is_said_to_be_alike_for_what_is_not_all_kept(wire: Wire) -> None:
    table = wire.table
    for key in ("ana", "bogdan"):
        await table.by(key)
    session = table_of(Session)
    mine = [PEOPLE[key].posts[0].id for key in ("ana", "bogdan")]
    async with table.database.reading() as connection:
        listed = select(session.c.id, session.c.membership_id).where(session.c.membership_id.in_(mine))
        posts = {row.id: row.membership_id for row in await connection.execute(listed)}
    rights, head = table.services.rights, await head_of(table, story.CASE)
    assert set(await rights.alike(story.CASE, 0, posts)) == set(posts)

    await age(table, story.CASE, [40.0] * 3)
    await let_go(table, 35)

    assert await rights.alike(story.CASE, 2, posts) == {}
    for since in (3, head):
        assert set(await rights.alike(story.CASE, since, posts)) == set(posts)
