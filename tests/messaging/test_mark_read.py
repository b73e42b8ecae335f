"""How far each post has read a thread, and what is unread for it."""

import asyncio
from typing import Any

from tests.messaging.room import bodies, everyone, left_behind, nothing, opened, page, posted, refusals, unread
from tests.support.closing import closed
from tests.support.table import Client, Table


async def _read(client: Client, message: str) -> dict[str, Any]:
    payload = await client.act("MarkRead", messageId=message)
    assert payload["problems"] == []
    thread: dict[str, Any] = payload["thread"]
    return thread


async def test_what_others_post_is_unread_and_one_s_own_is_not(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table, everyone())
    for _ in range(3):
        await posted(ana, thread)
    await posted(bogdan, thread)

    assert (await unread(ana, thread), await unread(bogdan, thread)) == (1, 3)
    assert await unread(await table.by("dalia"), thread) == 4


async def test_reading_up_to_a_message_leaves_those_after_it_unread(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table, everyone())
    messages = [await posted(ana, thread, f"number {number}") for number in range(3)]

    async with left_behind(table) as added:
        read = await _read(bogdan, messages[1]["id"])

    assert (read["unreadCount"], read["lastRead"]["id"]) == (1, messages[1]["id"])
    assert added == {"read_position": 1, "fact": 1, "stream": 1, "stream_entry": 1, "performed": 1}
    assert await unread(await table.by("dalia"), thread) == 3


async def test_it_never_goes_back(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table, everyone())
    first, second = await posted(ana, thread), await posted(ana, thread)
    await _read(bogdan, second["id"])

    async with left_behind(table) as added:
        again = await _read(bogdan, first["id"])

    assert added == {"performed": 1}
    assert (again["unreadCount"], again["lastRead"]["id"]) == (0, second["id"])
    await posted(ana, thread)
    assert await unread(bogdan, thread) == 1


async def test_each_post_of_a_person_reads_for_itself(table: Table) -> None:
    volunteer, corina = await table.by("corina", post=1), await table.by("corina")
    thread = await table.thread_id()
    newest = (await page(corina, thread) or {})["messages"]["nodes"][0]
    await _read(await table.by("ana"), newest["id"])

    assert await unread(await table.by("ana"), thread) == 0
    assert await unread(corina, thread) == 4
    assert await page(volunteer, thread) is None


async def test_one_may_read_a_closed_conversation(table: Table) -> None:
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    newest = (await page(ana, thread) or {})["messages"]["nodes"][0]["id"]
    await closed(corina, table.conference_id)

    assert (await _read(ana, newest))["unreadCount"] == 0


async def test_two_pages_of_one_person_reading_at_once_both_succeed(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table, everyone())
    first, second = await posted(ana, thread), await posted(ana, thread)

    await asyncio.gather(*(_read(bogdan, message["id"]) for message in (second, first, second, first)))

    shown = await page(bogdan, thread)
    assert shown and (shown["unreadCount"], shown["lastRead"]["id"]) == (0, second["id"])


async def test_an_outsider_cannot_tell_that_the_message_exists(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread)

    async with left_behind(table) as added:
        for other in ("horia", "emil", "gelu"):
            client = await table.by(other)
            there = await client.act("MarkRead", messageId=message["id"])
            assert there == await client.act("MarkRead", messageId=nothing("message"))
            assert refusals(there) == [("NOT_FOUND", ["messageId"])]

    assert added == {}


async def test_a_hidden_message_counts_for_nobody_who_may_not_see_it(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table)
    await posted(ana, thread)

    counts = (await bogdan.ask("CaseThreads", caseId=table.case_id)).data["threads"]["nodes"]

    assert thread not in {shown["id"] for shown in counts}
    assert await bodies(ana, thread) == ["Noted."]
