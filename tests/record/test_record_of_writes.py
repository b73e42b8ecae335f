"""Every act has an entry in its own transaction: who, on which cases and items, and a commitment instead of content."""

import pytest
from sqlalchemy import select

from roundtable.core import ids
from roundtable.core.audit.entries import EntryKind, RecordEntry, RecordSalt
from roundtable.core.audit.written import commitment_of
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.messaging.models import Message
from tests.messaging.room import left_behind, opened, posted
from tests.record.auditing import post_of
from tests.streams.record import Record, whole_record
from tests.support.table import Table
from tests.tasks.desk import assigned

CASE = story.CASE.hex


async def writes(table: Table) -> list[tuple[str, dict[str, list[str]]]]:
    """Each act's name and items, in order."""
    return [(e.operation, e.items) for e in await whole_record(table) if e.kind is EntryKind.WRITE]


async def test_an_act_s_entry_says_who_did_what_to_which_items(table: Table) -> None:
    ana, before = await table.by("ana"), table.services.clock.now()

    message = await posted(ana, await table.thread_id(), "A canary in the text")

    assert await writes(table) == [("postMessage", {CASE: [message["id"]]})]
    entry = next(e for e in await whole_record(table) if e.kind is EntryKind.WRITE)
    assert (entry.membership_id, entry.glass_id, entry.purpose) == (post_of("ana"), None, None)
    assert entry.session_id is not None
    assert before <= entry.at <= table.services.clock.now()
    assert "canary" not in str(entry)


async def test_an_act_that_leaves_no_fact_has_an_entry_all_the_same(table: Table) -> None:
    ana, corina = await table.by("ana"), await table.by("corina", post=1)
    message = await posted(ana, await opened(ana, table))

    await ana.act("MarkRead", messageId=message["id"])
    await corina.act("SwitchMembership", membershipId=table.membership_id("corina"))

    assert (await writes(table))[2:] == [("markRead", {CASE: []}), ("switchMembership", {})]


async def test_an_act_names_all_rows_it_wrote_on_a_case(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()

    task = await assigned(corina, table, thread, "ngo")

    ((operation, items),) = await writes(table)
    assert operation == "assignTask"
    assert task["id"] in items[CASE]
    assert {item.partition("_")[0] for item in items[CASE]} == {
        "audience",
        "disclosure",
        "task",
        "tasktransition",
        "thread",
    }


async def test_a_refusal_and_a_retry_leave_none(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    once = {"threadId": thread, "body": "Once.", "client_mutation_id": "0190c6f0-0000-7000-8000-000000000001"}

    await ana.act("PostMessage", threadId=thread, body="")
    await ana.act("PostMessage", **once)
    await ana.act("PostMessage", **once)

    assert [operation for operation, _ in await writes(table)] == ["postMessage"]


async def test_nothing_is_done_that_cannot_be_recorded(table: Table, request: pytest.FixtureRequest) -> None:
    ana, thread, record = await table.by("ana"), await table.thread_id(), Record(table, request)

    async with left_behind(table) as added, record.refusing(EntryKind.WRITE):
        given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "threadId": thread, "body": "Unsaid."}
        answer = await ana.ask("PostMessage", input=given)

    assert answer.codes == ["INTERNAL"]
    assert added == {}


async def test_a_commitment_is_to_the_rows_and_tells_nothing_without_its_salt(table: Table) -> None:
    ana, entry, salt = await table.by("ana"), table_of(RecordEntry), table_of(RecordSalt)
    said = await posted(ana, await table.thread_id(), "Yes.")

    async with table.database.writing() as session:
        own = (await session.execute(select(entry).where(entry.c.kind == EntryKind.WRITE))).one()
        salted = (await session.execute(select(salt.c.salt).where(salt.c.entry_id == own.id))).scalar_one()
        written = await session.get_one(Message, ids.decode("message", said["id"]))
        assert commitment_of(salted, [written]) == own.commitment
        written.body = "No."
        assert commitment_of(salted, [written]) != own.commitment
        await session.rollback()
