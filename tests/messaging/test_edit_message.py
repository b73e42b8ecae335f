"""Editing a message: one's own, for 15 minutes, with what it said before kept."""

import asyncio
from datetime import timedelta
from typing import Any

from tests.messaging.room import bodies, left_behind, nothing, opened, page, posted, refusals
from tests.support.closing import closed
from tests.support.table import Client, Table


async def _versions(client: Client, message: str) -> Any:
    node = (await client.ask("MessageVersions", id=message)).data["node"]
    return node and [version["bodyHtml"] for version in node["versions"]]


async def test_an_edit_is_seen_by_others_and_every_version_is_kept(table: Table) -> None:
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    message = await posted(ana, thread, "first")

    async with left_behind(table) as added:
        await ana.act("EditMessage", messageId=message["id"], body="*second*")
    payload = await ana.act("EditMessage", messageId=message["id"], body="third")

    assert added == {"message_version": 1, "fact": 1, "stream_entry": 1, "performed": 1}
    assert payload["problems"] == []
    edited = payload["message"]
    assert (edited["body"], edited["bodyHtml"], edited["createdAt"]) == (
        "third",
        "<p>third</p>\n",
        message["createdAt"],
    )
    assert edited["editedAt"] > message["createdAt"]
    assert await _versions(bogdan, message["id"]) == ["<p>first</p>\n", "<p><em>second</em></p>\n"]
    assert (await bodies(bogdan, thread))[0] == "third"


async def test_of_two_edits_at_once_each_is_kept(table: Table) -> None:
    first, second, thread = await table.by("ana"), await table.by("ana"), await table.thread_id()
    message = await posted(first, thread, "first")

    both = [(first, "second"), (second, "third")]
    await asyncio.gather(*(each.act("EditMessage", messageId=message["id"], body=body) for each, body in both))

    kept = await _versions(first, message["id"])
    assert sorted([*kept, f"<p>{(await bodies(first, thread))[0]}</p>\n"]) == [
        "<p>first</p>\n",
        "<p>second</p>\n",
        "<p>third</p>\n",
    ]


async def test_the_window_is_15_minutes_and_is_told_with_the_message(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "first")

    table.services.clock.shift = timedelta(minutes=14, seconds=50)
    in_time = await ana.act("EditMessage", messageId=message["id"], body="second")
    table.services.clock.shift = timedelta(minutes=15, seconds=1)
    async with left_behind(table) as added:
        too_late = await ana.act("EditMessage", messageId=message["id"], body="third")

    assert in_time["problems"] == []
    assert refusals(too_late) == [("EDIT_WINDOW_OVER", [])]
    assert added == {}
    shown = await page(ana, thread)
    assert shown
    newest = shown["messages"]["nodes"][0]
    assert newest["body"] == "second"
    assert newest["editableUntil"][:16] > newest["createdAt"][:16]


async def test_edits_by_a_clock_that_is_behind_are_kept_in_their_order(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "first")
    for minutes, body in ((-1, "second"), (-3, "third"), (-2, "fourth")):
        table.services.clock.shift = timedelta(minutes=minutes)
        assert (await ana.act("EditMessage", messageId=message["id"], body=body))["problems"] == []

    assert await _versions(ana, message["id"]) == [f"<p>{said}</p>\n" for said in ("first", "second", "third")]


async def test_an_edit_does_not_open_the_window_again(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "first")
    table.services.clock.shift = timedelta(minutes=10)
    edited = (await ana.act("EditMessage", messageId=message["id"], body="second"))["message"]

    table.services.clock.shift = timedelta(minutes=16)

    assert edited["editableUntil"] == message["editableUntil"]
    payload = await ana.act("EditMessage", messageId=message["id"], body="third")
    assert refusals(payload) == [("EDIT_WINDOW_OVER", [])]


async def test_nobody_edits_what_another_wrote_not_even_the_case_manager(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "mine")

    async with left_behind(table) as added:
        for other in ("corina", "bogdan", "dalia"):
            payload = await (await table.by(other)).act("EditMessage", messageId=message["id"], body="yours")
            assert refusals(payload) == [("FORBIDDEN", [])]

    assert added == {}
    assert (await bodies(ana, thread))[0] == "mine"


async def test_an_outsider_cannot_tell_that_the_message_exists(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread)

    async with left_behind(table) as added:
        for other in ("horia", "emil", "felicia", "gelu"):
            client = await table.by(other)
            there = await client.act("EditMessage", messageId=message["id"], body="")
            assert there == await client.act("EditMessage", messageId=nothing("message"), body="")
            assert refusals(there) == [("NOT_FOUND", ["messageId"])]

    assert added == {}


async def test_versions_are_hidden_with_their_message(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table)
    message = await posted(ana, thread, "first")
    await ana.act("EditMessage", messageId=message["id"], body="second")
    versions = (await ana.ask("MessageVersions", id=message["id"])).data["node"]["versions"]

    for hidden in (message["id"], versions[0]["id"]):
        assert (await bogdan.ask("MessageVersions", id=hidden)).body["data"] == {"node": None}


async def test_a_message_of_a_closed_conversation_is_not_edited(table: Table) -> None:
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    message = await posted(ana, thread, "first")
    await closed(corina, table.conference_id)

    async with left_behind(table) as added:
        payload = await ana.act("EditMessage", messageId=message["id"], body="second")

    assert refusals(payload) == [("THREAD_CLOSED", [])]
    assert added == {}


async def test_a_bad_text_leaves_the_message_as_it_was(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "first")
    wrong = {"": "REQUIRED", " \n\t": "REQUIRED", "x" * 20_001: "TOO_LONG", "a\x07b": "CONTROL_CHARACTERS"}

    async with left_behind(table) as added:
        for body, code in wrong.items():
            payload = await ana.act("EditMessage", messageId=message["id"], body=body)
            assert refusals(payload) == [(code, ["body"])]

    assert added == {}
    assert (await bodies(ana, thread))[0] == "first"
