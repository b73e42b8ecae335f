"""Posting a message."""

from uuid import uuid4

from tests.messaging.room import bodies, left_behind, nothing, opened, page, posted, refusals, thread_of_task
from tests.support.closing import closed
from tests.support.table import Table


async def test_a_message_is_posted_and_another_agency_reads_it(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await table.thread_id()

    payload = await ana.act("PostMessage", threadId=thread, body="The order was **extended**.")

    assert payload["problems"] == []
    read = await bogdan.ask(
        "query ($id: ID!) { thread(id: $id) { messages(first: 1) { nodes { bodyHtml } } } }", id=thread
    )
    assert read.data["thread"]["messages"]["nodes"] == [
        {"bodyHtml": "<p>The order was <strong>extended</strong>.</p>\n"}
    ]


async def test_one_message_and_one_fact_are_recorded(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with left_behind(table) as added:
        message = await posted(ana, thread, "  Two lines\r\nof text.  ")

    assert added == {"message": 1, "fact": 1, "stream_entry": 1, "performed": 1}
    assert message["body"] == "Two lines\nof text."
    assert message["thread"] == {"id": thread, "draft": None}
    assert message["author"]["id"] == table.membership_id("ana")
    assert [message[name] for name in ("editedAt", "redactedAt", "redactedBy", "inReplyTo")] == [None] * 4


async def test_its_author_s_client_knows_it_again_by_what_it_was_posted_with(table: Table) -> None:
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    known = str(uuid4())

    message = await posted(ana, thread, "Once.", clientMutationId=known)
    again = await posted(ana, thread, "Once.", clientMutationId=known.replace("-", "").upper())

    assert (message["clientMutationId"], again["id"]) == (known, message["id"])
    read = await bogdan.ask(
        "query ($id: ID!) { thread(id: $id) { messages(first: 2) { nodes { clientMutationId } } } }", id=thread
    )
    # The demo's own were posted by nobody's client.
    assert read.data["thread"]["messages"]["nodes"] == [{"clientMutationId": known}, {"clientMutationId": None}]


async def test_messages_come_newest_first(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table, None)
    for number in range(3):
        await posted(ana, thread, f"number {number}")

    assert await bodies(ana, thread) == ["number 2", "number 1", "number 0"]
    assert await page(bogdan, thread) is None


async def test_an_agency_with_a_task_only_may_answer_in_the_task_s_conversation(table: Table) -> None:
    emil, corina = await table.by("emil"), await table.by("corina")
    task = await table.task_id("Medical follow-up appointment")
    thread = await thread_of_task(emil, task)

    await posted(emil, thread, "Thursday at nine.")

    assert await bodies(corina, thread) == ["Thursday at nine."]


async def test_an_agency_with_a_task_only_finds_no_other_thread_to_post_in(table: Table) -> None:
    emil, thread = await table.by("emil"), await table.thread_id()

    async with left_behind(table) as added:
        payload = await emil.act("PostMessage", threadId=thread, body="Hello")

    assert refusals(payload) == [("NOT_FOUND", ["threadId"])]
    assert added == {}


async def test_a_script_is_refused_and_nothing_is_recorded(table: Table) -> None:
    script = await table.by_script()
    thread = await thread_of_task(script, await table.task_id("Accompany her to the court hearing"))

    async with left_behind(table) as added:
        payload = await script.act("PostMessage", threadId=thread, body="Hello")

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert payload["message"] is None
    assert added == {}


async def test_an_outsider_cannot_tell_that_the_thread_exists(table: Table) -> None:
    horia, thread = await table.by("horia"), await table.thread_id()

    async with left_behind(table) as added:
        for body in ("Hello", "", "x" * 20_001, "\x00", "\u202e"):
            there = await horia.act("PostMessage", threadId=thread, body=body)
            not_there = await horia.act("PostMessage", threadId=nothing("thread"), body=body)
            assert there == not_there
            assert refusals(there) == [("NOT_FOUND", ["threadId"])]

    assert added == {}


async def test_a_closed_conversation_takes_no_more_and_stays_to_read(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    thread = await table.thread_id()
    before = await bodies(ana, thread)
    await closed(corina, table.conference_id)

    async with left_behind(table) as added:
        payload = await ana.act("PostMessage", threadId=thread, body="One more thing")

    assert refusals(payload) == [("THREAD_CLOSED", [])]
    assert added == {}
    assert await bodies(ana, thread) == before


async def test_an_outsider_cannot_tell_a_closed_thread_from_none(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    thread = await table.thread_id()
    await closed(corina, table.conference_id)

    payload = await horia.act("PostMessage", threadId=thread, body="Hello")

    assert payload == await horia.act("PostMessage", threadId=nothing("thread"), body="Hello")


async def test_someone_not_signed_in_is_told_only_to_sign_in(table: Table) -> None:
    thread = await table.thread_id()
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "threadId": thread, "body": "Hello"}

    async with left_behind(table) as added:
        answer = await table.stranger().ask("PostMessage", input=given)

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert "data" not in answer.body
    assert added == {}
