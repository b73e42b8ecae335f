"""A ring that is lost costs delay, never an event."""

import time
from typing import Any

import pytest

from roundtable.core import facts
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.messaging import commands
from tests.streams.wire import SOON, Wire, case_cursor, own_cursor
from tests.support.table import Table
from tests.tasks.desk import MEDICAL

pytestmark = pytest.mark.slow

CASE = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { __typename ... on MessagePosted { message { body } } }
}
"""
MINE = """
subscription ($after: String) { myEvents(after: $after) { __typename ... on MessagePosted { message { body } } } }
"""


async def post_unheard(table: Table, thread: str, body: str) -> None:
    """Post as another process whose ring never arrives: the transaction, and nothing after it."""
    async with table.services.database.writing() as session:
        work = await Work.begin(session, story.actor("corina"), table.services.clock.now())
        await commands.post_message(work, thread, body)
        await facts.write(session, work.facts)


async def test_what_no_ring_told_of_comes_at_the_next_look(wire: Wire) -> None:
    table = wire.table
    ana, thread = await table.by("ana"), await table.thread_id()
    async with wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)) as stream:
        for number in range(3):
            begun = time.monotonic()
            await post_unheard(table, thread, f"{number}")
            assert await stream.event() == _message(f"{number}")
            assert time.monotonic() - begun < SOON


async def test_one_s_own_stream_looks_by_itself_too(wire: Wire) -> None:
    table = wire.table
    emil, task = await table.by("emil"), await table.task_id(MEDICAL)
    thread = (await emil.ask("TaskPage", taskId=task)).data["task"]["thread"]["id"]
    async with wire.listening(emil, MINE, after=await own_cursor(emil)) as stream:
        await post_unheard(table, thread, "Thursday at nine?")
        assert await stream.event() == _message("Thursday at nine?")


async def test_a_ring_for_nothing_brings_nothing(wire: Wire) -> None:
    table = wire.table
    ana = await table.by("ana")
    async with wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)) as stream:
        for _ in range(20):
            await table.services.bell.ring([story.CASE])
        assert await stream.is_silent()


async def test_a_ring_brings_an_event_before_the_next_look_would(wire: Wire) -> None:
    table = wire.table
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    async with wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)) as stream:
        delays = []
        for number in range(5):
            begun = time.monotonic()
            await corina.act("PostMessage", threadId=thread, body=f"{number}")
            await stream.event()
            delays.append(time.monotonic() - begun)

    # The median: one of five may meet a busy moment of the machine.
    assert sorted(delays)[2] < 0.8


def _message(body: str) -> dict[str, Any]:
    return {"__typename": "MessagePosted", "message": {"body": body}}
