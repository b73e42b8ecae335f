"""Redacting a message: what it said is gone for everyone, and a tombstone stays."""

from datetime import timedelta

from tests.messaging.room import bodies, left_behind, nothing, page, posted, refusals, thread_of_task
from tests.support.closing import closed
from tests.support.table import Table

_CANARY = "canary-7f3d"


async def test_its_author_takes_a_message_back_and_a_tombstone_stays(table: Table) -> None:
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    message = await posted(ana, thread, "Wrong case")

    async with left_behind(table) as added:
        payload = await ana.act("RedactMessage", messageId=message["id"], reason="It belongs to another case")

    assert payload["problems"] == []
    assert added == {"fact": 1, "stream_entry": 1, "performed": 1}
    shown = await page(bogdan, thread)
    assert shown
    tombstone = shown["messages"]["nodes"][0]
    assert tombstone["id"] == message["id"]
    assert (tombstone["body"], tombstone["bodyHtml"]) == (None, None)
    assert tombstone["redactionReason"] == "It belongs to another case"
    assert tombstone["redactedBy"]["id"] == table.membership_id("ana")
    assert tombstone["redactedAt"] > message["createdAt"]
    assert tombstone["author"]["id"] == table.membership_id("ana")


async def test_nobody_reads_a_redacted_body_or_its_versions_again(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, f"first {_CANARY}")
    await ana.act("EditMessage", messageId=message["id"], body=f"second {_CANARY}")
    version = (await ana.ask("MessageVersions", id=message["id"])).data["node"]["versions"][0]["id"]

    await ana.act("RedactMessage", messageId=message["id"], reason="Wrong case")

    for key in ("ana", "bogdan", "corina", "dalia"):
        client = await table.by(key)
        answers = [
            await client.ask("ThreadPage", threadId=thread),
            await client.ask("CasePage", caseId=table.case_id),
            await client.ask("MessageVersions", id=message["id"]),
            await client.ask("MessageVersions", id=version),
        ]
        assert all(_CANARY not in str(answer.data) for answer in answers)
        assert answers[2].data["node"]["versions"] == []
        assert answers[3].data["node"] is None


async def test_a_replay_of_the_post_gives_no_body_back(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    mutation = "0190c6f0-0000-7000-8000-000000000001"
    message = await posted(ana, thread, _CANARY, client_mutation_id=mutation)
    await ana.act("RedactMessage", messageId=message["id"], reason="Wrong case")

    replayed = await posted(ana, thread, _CANARY, client_mutation_id=mutation)

    assert (replayed["id"], replayed["body"], replayed["bodyHtml"]) == (message["id"], None, None)


async def test_the_case_manager_may_redact_and_others_are_refused(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "Too much")

    async with left_behind(table) as added:
        for other in ("bogdan", "dalia"):
            payload = await (await table.by(other)).act("RedactMessage", messageId=message["id"], reason="No")
            assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}
    payload = await (await table.by("corina")).act("RedactMessage", messageId=message["id"], reason="Too much")

    assert payload["problems"] == []
    assert payload["message"]["redactedBy"]["id"] == table.membership_id("corina")


async def test_a_script_is_refused_and_nothing_is_recorded(table: Table) -> None:
    corina, script = await table.by("corina"), await table.by_script()
    thread = await thread_of_task(script, await table.task_id("Accompany her to the court hearing"))
    message = await posted(corina, thread)

    async with left_behind(table) as added:
        payload = await script.act("RedactMessage", messageId=message["id"], reason="No")

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}


async def test_an_outsider_cannot_tell_that_the_message_exists(table: Table) -> None:
    ana, horia, thread = await table.by("ana"), await table.by("horia"), await table.thread_id()
    message = await posted(ana, thread)

    async with left_behind(table) as added:
        there = await horia.act("RedactMessage", messageId=message["id"], reason="")
        not_there = await horia.act("RedactMessage", messageId=nothing("message"), reason="")

    assert there == not_there
    assert refusals(there) == [("NOT_FOUND", ["messageId"])]
    assert added == {}


async def test_a_message_is_redacted_once_and_never_edited_after(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread)
    await ana.act("RedactMessage", messageId=message["id"], reason="Wrong case")

    async with left_behind(table) as added:
        again = await ana.act("RedactMessage", messageId=message["id"], reason="Another reason")
        edit = await ana.act("EditMessage", messageId=message["id"], body="Back again")

    assert refusals(again) == refusals(edit) == [("REDACTED", [])]
    assert added == {}
    assert (await bodies(ana, thread))[0] is None


async def test_redacting_has_no_window_and_works_in_a_closed_conversation(table: Table) -> None:
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    message = await posted(ana, thread)
    await closed(corina, table.conference_id)
    table.services.clock.shift = timedelta(minutes=30)

    payload = await ana.act("RedactMessage", messageId=message["id"], reason="Wrong case")

    assert payload["problems"] == []


async def test_a_reason_is_needed_and_must_be_sound(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "Still here")
    wrong = {" ": "REQUIRED", "x" * 501: "TOO_LONG", "a\u2067b": "CONTROL_CHARACTERS"}

    async with left_behind(table) as added:
        for reason, code in wrong.items():
            payload = await ana.act("RedactMessage", messageId=message["id"], reason=reason)
            assert refusals(payload) == [(code, ["reason"])]

    assert added == {}
    assert (await bodies(ana, thread))[0] == "Still here"
