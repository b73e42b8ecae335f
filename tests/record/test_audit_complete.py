"""Every case id that left the server is on the record, under the name of who got it."""

import re

import pytest

from roundtable.core import ids
from roundtable.core.audit.entries import EntryKind
from roundtable.demo import story
from roundtable.demo.cast import NGO_SCRIPT, PEOPLE
from tests.messaging.room import posted
from tests.record.auditing import OPENINGS, RECORD, auditor
from tests.streams.record import whole_record
from tests.streams.wire import Wire, case_cursor, own_cursor
from tests.support.table import Client, Table
from tests.tasks.desk import COURT, assigned

CASE_ID = re.compile(r"case_([0-9a-f]{32})")


async def _asked(client: Client, table: Table) -> set[str]:
    """The cases named in all that one is answered."""
    thread, task, quiet = await table.thread_id(), await table.task_id(COURT), ids.encode("case", story.QUIET_CASE)
    got = ""
    for document, given in (
        ("MyCases", {}),
        ("CasePage", {"caseId": table.case_id}),
        ("CasePage", {"caseId": quiet}),
        ("CaseThreads", {"caseId": table.case_id}),
        ("CaseTasks", {"caseId": table.case_id}),
        ("ThreadPage", {"threadId": thread}),
        ("TaskPage", {"taskId": task}),
        ("AssignedTasks", {}),
        ("query ($id: ID!) { node(id: $id) { __typename id } }", {"id": task}),
        ("query ($id: ID!) { node(id: $id) { id } }", {"id": quiet}),
        (RECORD, {}),
        (OPENINGS, {"caseId": table.case_id}),
    ):
        got += str((await client.ask(document, **given)).body)
    return set(CASE_ID.findall(got))


@pytest.mark.slow
async def test_every_case_that_anyone_was_told_of_is_on_the_record(table: Table) -> None:
    clients = {PEOPLE[key].posts[0].id: await table.by(key) for key in PEOPLE if key != "gelu"}
    clients[NGO_SCRIPT.post.id] = await table.by_script()
    clients[PEOPLE["gelu"].posts[0].id] = await auditor(table, "police")

    got = {post: await _asked(client, table) for post, client in clients.items()}

    recorded: dict[object, set[str]] = {post: set() for post in clients}
    for entry in await whole_record(table):
        recorded[entry.membership_id].update(entry.case_ids)
    assert {post: cases - recorded[post] for post, cases in got.items()} == {post: set() for post in clients}
    assert {len(cases) for cases in got.values()} == {0, 1, 2}


async def test_every_case_that_a_stream_told_of_is_on_the_record_with_what_was_delivered(wire: Wire) -> None:
    table = wire.table
    ana, dalia, corina = await table.by("ana"), await table.by("dalia"), await table.by("corina")
    thread = await table.thread_id()
    after, own = await case_cursor(ana, table), await own_cursor(dalia)
    message = await posted(corina, thread)
    task = await assigned(corina, table, thread, "ngo")

    document = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { id ... on"
    document += " MessagePosted { message { id } } } }"
    async with wire.listening(ana, document, id=table.case_id, after=after) as stream:
        event = await stream.event()
    async with wire.listening(dalia, "MyEvents", after=own) as stream:
        await stream.event()

    deliveries = [entry for entry in await whole_record(table) if entry.kind is EntryKind.DELIVERY]
    items = {entry.membership_id: set(entry.items[story.CASE.hex]) for entry in deliveries}
    assert {event["id"], message["id"]} <= items[PEOPLE["ana"].posts[0].id]
    assert task["id"] in items[PEOPLE["dalia"].posts[0].id]
