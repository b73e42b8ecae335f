"""Who can keep no connection open asks again and again by the same cursors, and misses nothing."""

from roundtable.api import stream as streams
from roundtable.core.streams import STEP
from tests.messaging.room import agencies, opened, posted
from tests.streams.wire import Wire, case_cursor, own_cursor

CASE = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after, once: true) { cursor prev ... on MessagePosted { message { body } } }
}
"""
MINE = "subscription ($after: String) { myEvents(after: $after, once: true) { __typename cursor } }"


async def test_what_is_there_is_told_and_the_stream_ends(wire: Wire) -> None:
    table = wire.table
    ana, thread = await table.by("ana"), await table.thread_id()
    after, told = await case_cursor(ana, table), list[str]()
    for asked in range(3):
        for number in range(asked):
            await posted(ana, thread, f"{asked}.{number}")
        async with wire.listening(ana, CASE, id=table.case_id, after=after) as stream:
            codes, events, _ = await stream.end()
        assert codes == []
        for event in (each["caseEvents"] for each in events):
            assert event["prev"] == after
            after = event["cursor"]
            told.append(event["message"]["body"])
    assert told == ["1.0", "2.0", "2.1"]


async def test_more_than_one_look_finds_is_told_at_once(wire: Wire) -> None:
    table = wire.table
    ana, thread = await table.by("ana"), await table.thread_id()
    after, count = await case_cursor(ana, table), streams.BATCH * 2 + 1
    for number in range(count):
        await posted(ana, thread, f"{number}")
    async with wire.listening(ana, CASE, id=table.case_id, after=after) as stream:
        codes, events, _ = await stream.end()
    assert codes == []
    assert [event["caseEvents"]["message"]["body"] for event in events] == [f"{number}" for number in range(count)]


async def test_where_there_is_nothing_it_ends_at_once_and_a_wrong_cursor_is_refused(wire: Wire) -> None:
    table = wire.table
    ana, horia = await table.by("ana"), await table.by("horia")
    async with wire.listening(ana, MINE, after=await own_cursor(ana)) as stream:
        codes, events, _ = await stream.end()
    assert (codes, events) == ([], [])
    assert await wire.refusal(ana, CASE, id=table.case_id, after="forged") == ["INVALID_CURSOR"]
    assert await wire.refusal(horia, CASE, id=table.case_id) == ["NOT_FOUND"]


async def test_who_is_far_behind_is_told_step_by_step_what_lies_behind_much_that_is_hidden(wire: Wire) -> None:
    table = wire.table
    ana, dalia = await table.by("ana"), await table.by("dalia")
    thread = await table.thread_id()
    after = await case_cursor(dalia, table)
    hidden = await opened(ana, table, agencies(table, "police"))
    await posted(ana, thread, "First of all.")
    for number in range(2 * STEP):
        await posted(ana, hidden, f"{number}")
    await posted(ana, thread, "At last.")
    async with wire.listening(dalia, CASE, id=table.case_id, after=after) as stream:
        codes, events, _ = await stream.end()
    assert codes == []
    told = [event["caseEvents"] for event in events]
    assert [event["message"]["body"] for event in told] == ["First of all.", "At last."]
    assert [event["prev"] for event in told] == [after, told[0]["cursor"]]
