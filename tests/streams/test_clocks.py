"""Clocks differ, and a read may begin before what it finds was done: still nothing is passed over."""

from datetime import timedelta

from structlog.testing import capture_logs

from tests.messaging.room import agencies, opened, posted
from tests.seats.chairs import colleague, deputised, sees
from tests.streams.wire import Wire, case_cursor, own_cursor
from tests.tasks.desk import assigned, in_hours, shifted

BEHIND = timedelta(seconds=-5)


async def test_a_stream_read_by_a_clock_that_is_behind_tells_of_what_has_just_been_let_see(wire: Wire) -> None:
    table = wire.table
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()
    before = await own_cursor(felicia)
    task = await assigned(corina, table, thread, "programme", title="Offer him a place")
    table.services.clock.shift = BEHIND

    async with wire.listening(felicia, "MyEvents", after=before) as stream:
        event = await stream.event()
        assert await stream.is_silent()

    assert (event["__typename"], event["task"]["id"]) == ("TaskAssigned", task["id"])


async def test_what_a_state_by_a_clock_that_is_behind_shows_and_what_its_cursor_brings_leave_no_gap(
    wire: Wire,
) -> None:
    table = wire.table
    corina, ana = await table.by("corina"), await table.by("ana")
    table.services.clock.shift = timedelta(seconds=5)
    thread = await opened(corina, table, agencies(table, "police"), "Just now")
    table.services.clock.shift = timedelta()

    state = "query ($id: ID!) { case(id: $id) { eventsCursor } threads(caseId: $id) { nodes { id } } }"
    answer = (await ana.ask(state, id=table.case_id)).data

    assert thread in [found["id"] for found in answer["threads"]["nodes"]]


async def test_events_come_in_order_and_once_when_a_clock_is_behind(wire: Wire) -> None:
    table = wire.table
    corina, ana = await table.by("corina"), await table.by("ana")
    after = await case_cursor(ana, table)
    thread = await opened(corina, table, agencies(table, "police"), "Just now")
    texts = ["First.", "Second.", "Third."]
    for text in texts:
        await posted(corina, thread, text)
    table.services.clock.shift = BEHIND

    async with wire.listening(ana, "CaseEvents", caseId=table.case_id, after=after) as stream:
        events = await stream.events(4)
        assert await stream.is_silent()

    assert [event["__typename"] for event in events] == ["ThreadOpened", *["MessagePosted"] * 3]
    assert [event["message"]["body"] for event in events[1:]] == texts
    assert [event["prev"] for event in events] == [after, *[event["cursor"] for event in events[:-1]]]


async def test_what_a_clock_that_is_a_day_ahead_has_written_makes_it_tomorrow_for_nobody(wire: Wire) -> None:
    """A session ends after half an hour without use."""
    table = wire.table
    ana, bogdan, horia = await table.by("ana"), await table.by("bogdan"), await colleague(table, "bogdan")
    corina, thread = await table.by("corina"), await table.thread_id()
    posts = table.membership_id("bogdan"), table.membership_id("horia")
    await deputised(bogdan, table, *posts, startsAt=in_hours(table, 20), endsAt=in_hours(table, 40))
    after = await case_cursor(ana, table)
    with shifted(table, 24):
        await posted(await table.by("corina"), thread, "Tomorrow.")

    with capture_logs() as logged:
        assert await sees(ana, table)
        assert not await sees(horia, table)
        async with wire.listening(ana, "CaseEvents", caseId=table.case_id, after=after) as stream:
            told = [await stream.event()]
            await posted(corina, thread, "Today.")
            told.append(await stream.event())
            assert await stream.is_silent()
        assert (await ana.ask("Viewer")).data["viewer"] is not None

    assert [event["message"]["body"] for event in told] == ["Tomorrow.", "Today."]
    said = [each for each in logged if each["event"] == "a stream was written by a clock that is ahead"]
    assert len(said) == 1
