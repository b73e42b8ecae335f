"""Having a message and all after it unread again."""

from typing import Any

from tests.messaging.room import (
    BASIS,
    agencies,
    everyone,
    left_behind,
    nothing,
    opened,
    page,
    persons,
    posted,
    refusals,
    unread,
)
from tests.streams.wire import Wire, own_cursor
from tests.support.table import Client, Table


async def _marked(client: Client, act: str, message: dict[str, Any]) -> tuple[int, str | None]:
    """What is unread after an act, and up to where one has read."""
    payload = await client.act(act, messageId=message["id"])
    assert payload["problems"] == []
    thread = payload["thread"]
    return thread["unreadCount"], thread["lastRead"] and thread["lastRead"]["id"]


async def _three(table: Table, client: Client) -> tuple[str, list[dict[str, Any]]]:
    thread = await opened(client, table, everyone())
    return thread, [await posted(client, thread, f"number {number}") for number in range(3)]


async def test_from_a_message_on_all_is_unread_again(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread, (first, second, third) = await _three(table, ana)
    assert await _marked(bogdan, "MarkRead", third) == (0, third["id"])

    async with left_behind(table) as added:
        assert await _marked(bogdan, "MarkUnread", second) == (2, first["id"])

    assert added == {"fact": 1, "stream_entry": 1, "performed": 1}
    assert await unread(bogdan, thread) == 2
    assert await _marked(bogdan, "MarkRead", second) == (1, second["id"])


async def test_from_the_first_message_on_nothing_is_read(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    _, (first, _, third) = await _three(table, ana)
    await _marked(bogdan, "MarkRead", third)

    assert await _marked(bogdan, "MarkUnread", first) == (3, None)
    assert await _marked(bogdan, "MarkRead", first) == (2, first["id"])


async def test_what_was_unread_before_it_stays_unread(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    _, (first, _, third) = await _three(table, ana)

    async with left_behind(table) as added:
        assert await _marked(bogdan, "MarkUnread", third) == (3, None)
    assert added == {"performed": 1}
    await _marked(bogdan, "MarkRead", first)
    assert await _marked(bogdan, "MarkUnread", third) == (2, first["id"])


async def test_it_goes_back_to_what_one_sees(table: Table) -> None:
    ana, bogdan, corina = [await table.by(key) for key in ("ana", "bogdan", "corina")]
    thread = await opened(ana, table, everyone())
    first = await posted(ana, thread, "For all")
    await posted(ana, thread, "For Corina", audience=persons(table, "corina"))
    last = await posted(ana, thread, "For all again")
    for client in (bogdan, corina):
        await _marked(client, "MarkRead", last)

    assert await _marked(bogdan, "MarkUnread", last) == (1, first["id"])
    assert (await _marked(corina, "MarkUnread", last))[0] == 1


async def test_where_the_last_read_is_hidden_it_is_what_one_sees_before_it(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table, everyone())
    first = await posted(ana, thread, "For all")
    hidden = await posted(ana, thread, "For some", audience=agencies(table, "forensic", "social"))
    await posted(ana, thread, "For all again")
    assert await _marked(bogdan, "MarkRead", hidden) == (1, hidden["id"])

    given: dict[str, Any] = {"agencyIds": [table.agency_id("social")], "reason": "For two only"}
    await ana.act("NarrowAudience", audienceId=hidden["audience"]["id"], **given)

    there = await page(bogdan, thread)
    assert there is not None
    assert (there["unreadCount"], there["lastRead"]["id"]) == (1, first["id"])


async def test_where_nothing_was_read_it_is_what_came_to_be_seen_before_it(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await opened(ana, table, everyone())
    first = await posted(ana, thread, "Not for Bogdan", audience=agencies(table, "social"))
    second = await posted(ana, thread, "For all")
    await _marked(bogdan, "MarkRead", second)
    assert await _marked(bogdan, "MarkUnread", second) == (1, None)

    given: dict[str, Any] = {"agencyIds": [table.agency_id("forensic")], "grounds": BASIS}
    await ana.act("WidenAudience", audienceId=first["audience"]["id"], **given)

    there = await page(bogdan, thread)
    assert there is not None
    assert (there["unreadCount"], there["lastRead"]["id"]) == (1, first["id"])


async def test_one_s_own_windows_hear_of_it_and_nobody_else_s(wire: Wire) -> None:
    table = wire.table
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread, (first, second, third) = await _three(table, ana)
    other = await table.by("bogdan")
    async with (
        wire.listening(other, "MyEvents", after=await own_cursor(other)) as own,
        wire.listening(ana, "MyEvents", after=await own_cursor(ana)) as hers,
    ):
        await _marked(bogdan, "MarkRead", third)
        await _marked(bogdan, "MarkUnread", second)
        events = await own.events(2)
        assert await hers.is_silent()

    assert [event["__typename"] for event in events] == ["ThreadRead"] * 2
    assert events[1]["thread"]["id"] == thread
    assert (events[1]["thread"]["unreadCount"], events[1]["thread"]["lastRead"]["id"]) == (2, first["id"])


async def test_another_post_of_the_same_person_hears_nothing(wire: Wire) -> None:
    table = wire.table
    corina, volunteer = await table.by("corina"), await table.by("corina", post=1)
    _, (*_, third) = await _three(table, await table.by("ana"))
    async with wire.listening(volunteer, "MyEvents", after=await own_cursor(volunteer)) as stream:
        await _marked(corina, "MarkRead", third)
        assert await stream.is_silent()


async def test_an_outsider_cannot_tell_that_the_message_exists(table: Table) -> None:
    ana, horia, thread = await table.by("ana"), await table.by("horia"), await table.thread_id()
    message = await posted(ana, thread)

    async with left_behind(table) as added:
        there = await horia.act("MarkUnread", messageId=message["id"])
        assert there == await horia.act("MarkUnread", messageId=nothing("message"))
    assert refusals(there) == [("NOT_FOUND", ["messageId"])]
    assert added == {}
    assert await page(horia, thread) is None
