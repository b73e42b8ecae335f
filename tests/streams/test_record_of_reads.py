"""Every read of case content is on the record before its answer leaves, with the cases it was of and no content."""

import asyncio
from typing import Any

import pytest

from roundtable.core import ids
from roundtable.core.audit.entries import EntryKind
from roundtable.demo import story
from roundtable.demo.cast import NGO_SCRIPT, PEOPLE
from tests.messaging.room import nothing, opened, posted
from tests.streams.record import Record, entries, recorded
from tests.streams.wire import A_LOOK, Wire, case_cursor, own_cursor
from tests.support.table import Table
from tests.tasks.desk import COURT, assigned

CASE, QUIET = story.CASE.hex, story.QUIET_CASE.hex
CONTENT = ("CJ-7K4M", "Casa Speranței", "M. and her", "Medical follow-up")
EVENTS = """
subscription Live($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { __typename ... on MessagePosted { message { body } } }
}
"""


def whose(key: str) -> Any:
    return PEOPLE[key].posts[0].id


async def test_a_query_s_entry_says_who_read_which_case_by_what_and_when(table: Table) -> None:
    ana, before = await table.by("ana"), table.services.clock.now()

    async with recorded(table) as added:
        await ana.ask("CasePage", caseId=table.case_id)

    (entry,) = added
    assert (entry.membership_id, entry.operation, entry.case_ids) == (whose("ana"), "CasePage", [CASE])
    assert entry.session_id is not None
    assert before <= entry.at <= table.services.clock.now()
    assert len(entry.fingerprint) == 64


async def test_an_entry_names_each_case_that_was_served_and_no_other(table: Table) -> None:
    ana, corina, bogdan, script = [
        *[await table.by(key) for key in ("ana", "corina", "bogdan")],
        await table.by_script(),
    ]
    task, thread = await table.task_id(COURT), await table.thread_id()

    for client, document, variables, cases in (
        (ana, "MyCases", {}, [CASE, QUIET]),
        (bogdan, "MyCases", {}, [CASE]),
        (corina, "CasePage", {"caseId": ids.encode("case", story.QUIET_CASE)}, [QUIET]),
        (bogdan, "TaskPage", {"taskId": task}, [CASE]),
        (bogdan, "ThreadPage", {"threadId": thread}, [CASE]),
        (script, "AssignedTasks", {}, [CASE]),
        (ana, "query { cases(first: 1) { nodes { id } } }", {}, [CASE]),
    ):
        async with recorded(table) as added:
            await client.ask(document, **variables)
        assert [entry.case_ids for entry in added] == [sorted(cases)], (client.key, document)


async def test_what_served_nothing_of_a_case_needs_no_entry(table: Table) -> None:
    horia, ana = await table.by("horia"), await table.by("ana")

    async with recorded(table) as added:
        await horia.ask("MyCases")
        await horia.ask("CasePage", caseId=table.case_id)
        await ana.ask("CasePage", caseId=nothing("case"))
        await ana.ask("Viewer")
        await ana.ask("AgencyChoices")

    assert added == []


async def test_what_a_mutation_answers_is_a_read_and_its_refusal_is_none(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with recorded(table) as added:
        await posted(ana, thread)
        await ana.act("PostMessage", threadId=thread, body="")

    assert [(entry.operation, entry.case_ids) for entry in added] == [("PostMessage", [CASE])]


async def test_an_entry_holds_no_content_and_names_what_was_asked_for_singly(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with recorded(table) as added:
        message = await posted(ana, thread, "A canary in the text")
        await ana.ask("ThreadPage", threadId=thread)
        await ana.ask("MyCases")
        await ana.ask("CasePage", caseId=table.case_id)

    assert "canary" not in str(added)
    assert [entry.items for entry in added] == [
        {CASE: [message["id"]]},
        {CASE: [thread]},
        {CASE: [], QUIET: []},
        {CASE: []},
    ]


async def test_many_reads_at_once_have_an_entry_each(table: Table) -> None:
    clients = [await table.by(key) for key in ("ana", "bogdan", "corina", "dalia")]

    async with recorded(table) as added:
        await asyncio.gather(*(client.ask("CasePage", caseId=table.case_id) for client in clients for _ in range(5)))

    expected = sorted([whose(client.key) for client in clients] * 5)
    assert sorted(entry.membership_id for entry in added) == expected


async def test_each_delivery_is_on_the_record_when_it_arrives(wire: Wire) -> None:
    table = wire.table
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    async with wire.listening(ana, EVENTS, id=table.case_id, after=await case_cursor(ana, table)) as stream:
        for number in range(3):
            known = len(await entries(table))
            await posted(corina, thread, f"{number}")
            await stream.event()
            hers = [entry for entry in (await entries(table))[known:] if entry.membership_id == whose("ana")]
            assert [(entry.operation, entry.case_ids) for entry in hers] == [("Live", [CASE])]


async def test_a_stream_that_brings_nothing_leaves_no_entry(wire: Wire) -> None:
    table = wire.table
    horia, gelu, ana = await table.by("horia"), await table.by("gelu"), await table.by("ana")
    cursors = [await own_cursor(client) for client in (horia, gelu)]
    after = await case_cursor(ana, table)

    async with recorded(table) as added:
        async with wire.listening(horia, "MyEvents", after=cursors[0]) as one:
            assert await one.is_silent()
        async with wire.listening(ana, EVENTS, id=table.case_id, after=after) as other:
            assert await other.is_silent()
        await wire.refusal(gelu, EVENTS, id=table.case_id)

    assert added == []


async def test_a_script_s_deliveries_are_on_the_record_as_its_own(wire: Wire) -> None:
    table = wire.table
    script, corina, thread = await table.by_script(), await table.by("corina"), await table.thread_id()
    async with wire.listening(script, "MyEvents", after=await own_cursor(script)) as stream:
        known = len(await entries(table))
        await assigned(corina, table, thread, "ngo")
        await stream.event()

    its = [entry for entry in (await entries(table))[known:] if entry.membership_id == NGO_SCRIPT.post.id]
    assert [(entry.operation, entry.case_ids, entry.session_id) for entry in its] == [("MyEvents", [CASE], None)]


async def test_an_answer_waits_for_its_entry(table: Table, request: pytest.FixtureRequest) -> None:
    ana, record = await table.by("ana"), Record(table, request)
    known = len(await entries(table))

    async with record.busy():
        asking = asyncio.create_task(ana.ask("CasePage", caseId=table.case_id))
        await asyncio.sleep(A_LOOK)
        assert not asking.done()
        assert len(await entries(table)) == known
    answer = await asking

    assert answer.data["case"]["id"] == table.case_id
    assert len(await entries(table)) == known + 1


async def test_an_event_waits_for_its_entry(wire: Wire, request: pytest.FixtureRequest) -> None:
    table = wire.table
    ana, corina, record = await table.by("ana"), await table.by("corina"), Record(table, request)
    after = await case_cursor(ana, table)
    await posted(corina, await table.thread_id(), "Not before it is written down.")

    async with record.busy(), wire.listening(ana, EVENTS, id=table.case_id, after=after) as stream:
        assert await stream.is_silent()


async def test_nothing_leaves_that_cannot_be_recorded(table: Table, request: pytest.FixtureRequest) -> None:
    ana, script, record = await table.by("ana"), await table.by_script(), Record(table, request)
    thread = await table.thread_id()

    async with record.gone() as logged:
        for client, document, variables in (
            (ana, "CasePage", {"caseId": table.case_id}),
            (ana, "MyCases", {}),
            (ana, "ThreadPage", {"threadId": thread}),
            (script, "AssignedTasks", {}),
        ):
            answer = await client.ask(document, **variables)
            assert answer.codes == ["INTERNAL"]
            assert answer.body.get("data") is None
            assert not any(word in str(answer.body) for word in CONTENT)
        # What is of no case is answered as ever.
        assert (await ana.ask("Viewer")).data["viewer"] is not None

    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == ["unforeseen"] * 4
    assert (await ana.ask("CasePage", caseId=table.case_id)).data["case"] is not None


async def test_a_mutation_whose_answer_cannot_be_recorded_stands_and_says_nothing(
    table: Table, request: pytest.FixtureRequest
) -> None:
    ana, record = await table.by("ana"), Record(table, request)
    thread = await opened(ana, table)
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "threadId": thread, "body": "It is said."}

    async with record.refusing(EntryKind.ANSWER):
        answer = await ana.ask("PostMessage", input=given)

    assert (answer.codes, answer.body.get("data")) == (["INTERNAL"], None)
    assert "It is said." not in str(answer.body)
    # The retry finds what the first try did, and does it not again.
    again = (await ana.ask("PostMessage", input=given)).data["postMessage"]
    assert (again["problems"], again["message"]["body"]) == ([], "It is said.")
    page = (await ana.ask("ThreadPage", threadId=thread)).data["thread"]
    assert len(page["messages"]["nodes"]) == 1


async def test_no_event_leaves_that_cannot_be_recorded(wire: Wire, request: pytest.FixtureRequest) -> None:
    table = wire.table
    ana, corina, record = await table.by("ana"), await table.by("corina"), Record(table, request)
    after = await case_cursor(ana, table)
    await posted(corina, await table.thread_id(), "Not before it is written down.")

    async with record.gone(), wire.listening(ana, EVENTS, id=table.case_id, after=after) as stream:
        codes, before, _ = await stream.end()

    assert (codes, before) == (["INTERNAL"], [])
    async with wire.listening(ana, EVENTS, id=table.case_id, after=after) as stream:
        assert (await stream.event())["message"] == {"body": "Not before it is written down."}
