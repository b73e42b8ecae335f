"""What lands with oneself, live: the acting agency's tasks and their conversations, and what names one."""

from typing import Any

from tests.messaging.room import agencies, opened, posted
from tests.streams.wire import Wire, own_cursor
from tests.tasks.desk import assigned

NAMES = "subscription ($after: String) { myEvents(after: $after) { __typename id cursor prev by { id } } }"


async def test_an_agency_hears_of_the_tasks_it_is_asked_for_and_of_what_becomes_of_them(wire: Wire) -> None:
    table = wire.table
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    async with wire.listening(dalia, "MyEvents", after=await own_cursor(dalia)) as stream:
        task = await assigned(corina, table, thread, "ngo", title="Find her a room")
        await dalia.act("AcceptTask", taskId=task["id"])
        message = await posted(corina, task["thread"]["id"], "Thank you.")
        await corina.act("CancelTask", taskId=task["id"], note="She found one.")
        events = await stream.events(4)
        assert await stream.is_silent()

    assert [event["__typename"] for event in events] == ["TaskAssigned", "TaskChanged", "MessagePosted", "TaskChanged"]
    assert [event["task"]["id"] for event in (events[0], events[1], events[3])] == [task["id"]] * 3
    assert events[0]["task"]["title"] == "Find her a room"
    assert (events[2]["message"]["id"], events[2]["message"]["body"]) == (message["id"], "Thank you.")


async def test_an_agency_that_has_nothing_else_of_the_case_hears_of_its_task(wire: Wire) -> None:
    table = wire.table
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()
    async with wire.listening(felicia, "MyEvents", after=await own_cursor(felicia)) as stream:
        task = await assigned(corina, table, thread, "programme", title="Offer him a place")
        await posted(corina, thread, "We asked the programme.")
        await posted(corina, task["thread"]["id"], "He agreed.")
        events = await stream.events(2)
        assert await stream.is_silent()

    assert [event["__typename"] for event in events] == ["TaskAssigned", "MessagePosted"]
    assert (events[0]["task"]["title"], events[0]["task"]["case"]) == ("Offer him a place", None)


async def test_a_script_hears_of_its_agency_s_tasks_by_its_token(wire: Wire) -> None:
    table = wire.table
    corina, script, thread = await table.by("corina"), await table.by_script(), await table.thread_id()
    async with wire.listening(script, "MyEvents", after=await own_cursor(script)) as stream:
        task = await assigned(corina, table, thread, "ngo", title="Find her a room")
        event = await stream.event()
        assert await stream.is_silent()

    assert (event["__typename"], event["task"]["id"], event["task"]["case"]) == ("TaskAssigned", task["id"], None)


async def test_one_hears_of_being_named_and_others_of_the_agency_do_not(wire: Wire) -> None:
    table = wire.table
    corina, ana, bogdan = [await table.by(key) for key in ("corina", "ana", "bogdan")]
    thread = await opened(corina, table, agencies(table, "police", "forensic"))
    async with (
        wire.listening(ana, "MyEvents", after=await own_cursor(ana)) as hers,
        wire.listening(bogdan, NAMES, after=await own_cursor(bogdan)) as his,
    ):
        message = await posted(corina, thread, "Ana, can you?", mentions=[table.membership_id("ana")])
        event = await hers.event()
        assert await his.is_silent()
        assert await hers.is_silent()

    assert (event["__typename"], event["message"]["id"]) == ("PractitionerMentioned", message["id"])
    assert event["by"] == {"id": table.membership_id("corina")}


async def test_both_of_one_s_streams_go_on_from_one_cursor(wire: Wire) -> None:
    table = wire.table
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    after = await own_cursor(dalia)
    for number in range(3):
        await assigned(corina, table, thread, "ngo", title=f"{number}")
        await posted(corina, thread, "Dalia?", mentions=[table.membership_id("dalia")])

    whole = await _heard(wire, dalia, after, 6)

    assert sorted(event["__typename"] for event in whole) == ["PractitionerMentioned"] * 3 + ["TaskAssigned"] * 3
    for place, event in enumerate(whole[:-1]):
        rest = await _heard(wire, dalia, event["cursor"], 5 - place)
        assert [later["id"] for later in rest] == [later["id"] for later in whole[place + 1 :]]


async def test_an_outsider_s_own_stream_is_silent_whatever_happens_on_the_case(wire: Wire) -> None:
    table = wire.table
    horia, corina, thread = await table.by("horia"), await table.by("corina"), await table.thread_id()
    async with wire.listening(horia, NAMES, after=await own_cursor(horia)) as stream:
        await posted(corina, thread, "Dalia?", mentions=[table.membership_id("dalia")])
        await assigned(corina, table, thread, "ngo")
        assert await stream.is_silent()


async def test_one_s_other_post_hears_what_is_for_it_and_not_what_is_for_the_first(wire: Wire) -> None:
    table = wire.table
    ana, volunteer, thread = await table.by("ana"), await table.by("corina", post=1), await table.thread_id()
    async with wire.listening(volunteer, NAMES, after=await own_cursor(volunteer)) as stream:
        await posted(ana, thread, "Corina?", mentions=[table.membership_id("corina")])
        await assigned(ana, table, thread, "social")
        await assigned(ana, table, thread, "legal")
        event = await stream.event()
        assert await stream.is_silent()

    # Being named as the case's manager is not for the volunteer of Legal Aid to hear.
    assert event["__typename"] == "TaskAssigned"


async def _heard(wire: Wire, client: Any, after: str, count: int) -> list[dict[str, Any]]:
    async with wire.listening(client, NAMES, after=after) as stream:
        return await stream.events(count)
