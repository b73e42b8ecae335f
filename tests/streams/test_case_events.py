"""What happens on a case, live: each fact once, in order, with its thing as that is now; and who hears nothing."""

from typing import Any

from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES
from tests.messaging.room import agencies, everyone, nothing, opened, posted
from tests.streams.wire import Wire, case_cursor
from tests.support.closing import with_minutes
from tests.support.table import Client, Table

NAMES = (
    "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename id cursor prev } }"
)


async def test_each_kind_of_fact_comes_once_in_order_with_its_thing(wire: Wire) -> None:
    table = wire.table
    corina, ana, dalia = [await table.by(key) for key in ("corina", "ana", "dalia")]
    conference = await table.thread_id()
    await with_minutes(corina, table.conference_id)
    after = await case_cursor(ana, table)
    async with wire.listening(ana, "CaseEvents", caseId=table.case_id, after=after) as stream:
        thread = await opened(corina, table, everyone(), "Transport")
        message = await posted(corina, thread, "Who drives?")
        await corina.act("EditMessage", messageId=message["id"], body="Who drives **her**?")
        await corina.act("RedactMessage", messageId=message["id"], reason="Asked elsewhere.")
        given = {"threadId": conference, "agencyId": table.agency_id("ngo"), "title": "Drive her"}
        task = (await corina.act("AssignTask", **given))["task"]
        await dalia.act("AcceptTask", taskId=task["id"])
        await dalia.act("ClaimTask", taskId=task["id"])
        await corina.act("CloseConference", conferenceId=table.conference_id)
        events = await stream.events(10)
        assert await stream.is_silent()

    assert [(event["__typename"], _thing(event)) for event in events] == [
        ("ThreadOpened", thread),
        ("MessagePosted", message["id"]),
        ("MessageEdited", message["id"]),
        ("MessageRedacted", message["id"]),
        ("ThreadOpened", task["thread"]["id"]),
        ("TaskAssigned", task["id"]),
        ("TaskChanged", task["id"]),
        ("TaskChanged", task["id"]),
        ("ConferenceClosed", await _item_id(corina, table)),
        ("ThreadClosed", conference),
    ]
    by = [table.membership_id("corina")] * 6 + [table.membership_id("dalia")] * 2 + [table.membership_id("corina")] * 2
    assert [event["by"]["id"] for event in events] == by
    assert [event["occurredAt"] for event in events] == sorted(event["occurredAt"] for event in events)
    assert len({event["id"] for event in events}) == len({event["cursor"] for event in events}) == 10


async def test_each_event_names_the_cursor_before_it(wire: Wire) -> None:
    table = wire.table
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    after = await case_cursor(ana, table)
    for number in range(3):
        await posted(bogdan, thread, f"{number}")

    async with wire.listening(ana, NAMES, id=table.case_id, after=after) as stream:
        events = await stream.events(3)
        await posted(bogdan, thread, "live")
        events += await stream.events(1)

    assert [event["prev"] for event in events] == [after, *(event["cursor"] for event in events[:-1])]


async def test_without_a_cursor_a_stream_begins_with_what_comes_then(wire: Wire) -> None:
    table = wire.table
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    await posted(bogdan, thread, "before")

    async with wire.listening(ana, NAMES, id=table.case_id) as stream:
        assert await stream.is_silent()
        await posted(bogdan, thread, "since")
        await posted(bogdan, thread, "since")
        events = await stream.events(2)

    assert [event["prev"] for event in events] == [None, events[0]["cursor"]]


async def test_events_have_the_same_ids_for_all_who_hear_them(wire: Wire) -> None:
    table = wire.table
    ana, bogdan, corina = [await table.by(key) for key in ("ana", "bogdan", "corina")]
    thread = await table.thread_id()
    after, also = await case_cursor(ana, table), await case_cursor(bogdan, table)
    async with (
        wire.listening(ana, NAMES, id=table.case_id, after=after) as one,
        wire.listening(bogdan, NAMES, id=table.case_id, after=also) as other,
    ):
        await posted(corina, thread)
        first, second = await one.event(), await other.event()

    assert first["id"] == second["id"]
    assert ids.split(first["id"])[0] == "event"
    # Cursors are sealed each afresh: those of two listeners cannot be compared.
    assert first["cursor"] != second["cursor"]


async def test_what_is_not_for_one_passes_by_without_a_trace(wire: Wire) -> None:
    table = wire.table
    ana, corina, bogdan = [await table.by(key) for key in ("ana", "corina", "bogdan")]
    hidden, seen = await opened(corina, table, agencies(table, "forensic")), await table.thread_id()
    after = await case_cursor(ana, table)
    async with wire.listening(ana, NAMES, id=table.case_id, after=after) as stream:
        await posted(corina, hidden, "between us")
        await posted(corina, seen, "for all")
        await opened(corina, table, agencies(table), "for us alone")
        await posted(bogdan, hidden, "between us")
        await posted(bogdan, seen, "for all")
        events = await stream.events(2)
        assert await stream.is_silent()

    assert [event["__typename"] for event in events] == ["MessagePosted"] * 2
    assert [event["prev"] for event in events] == [after, events[0]["cursor"]]
    assert len(events[0]["cursor"]) == len(events[1]["cursor"]) == len(after)


async def test_a_message_is_delivered_as_it_is_now(wire: Wire) -> None:
    table = wire.table
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    after = await case_cursor(ana, table)
    message = await posted(corina, thread, "Her new address is told here.")
    await corina.act("RedactMessage", messageId=message["id"], reason="An address.")

    async with wire.listening(ana, "CaseEvents", caseId=table.case_id, after=after) as stream:
        events = await stream.events(2)

    # What was taken back before it was delivered is never delivered.
    assert [event["__typename"] for event in events] == ["MessagePosted", "MessageRedacted"]
    assert [event["message"]["body"] for event in events] == [None, None]


async def test_a_newcomer_hears_what_is_said_since_in_an_older_conversation(wire: Wire) -> None:
    table = wire.table
    corina, horia = await table.by("corina"), await table.by("horia")
    thread = await opened(corina, table, everyone())
    await posted(corina, thread, "Before they came.")
    now, elsewhere = table.services.clock.now(), AGENCIES["elsewhere"].id
    state = CaseAgencyState.ACTIVE
    await table.add(CaseAgency(case_id=story.CASE, agency_id=elsewhere, state=state, history_from=now))

    async with wire.listening(horia, "CaseEvents", caseId=table.case_id) as stream:
        await posted(corina, thread, "Since.")
        message = (await stream.event())["message"]

    assert (message["body"], message["thread"]) == ("Since.", None)


async def test_an_outsider_s_stream_does_not_begin_and_says_what_it_says_of_no_case(wire: Wire) -> None:
    table = wire.table

    for client in (
        *[await table.by(key) for key in ("horia", "gelu", "felicia", "emil")],
        await table.by("corina", post=1),
        await table.by_script(),
    ):
        for case in (table.case_id, nothing("case")):
            assert await wire.refusal(client, NAMES, id=case) == ["NOT_FOUND"]


async def test_an_outsider_s_cursor_changes_nothing_of_that(wire: Wire) -> None:
    table = wire.table
    horia, ana = await table.by("horia"), await table.by("ana")
    own = await case_cursor(ana, table)

    for after in (own, "forged", ""):
        assert await wire.refusal(horia, NAMES, id=table.case_id, after=after) == ["NOT_FOUND"]
        assert await wire.refusal(horia, NAMES, id=nothing("case"), after=after) == ["NOT_FOUND"]


async def test_an_id_of_another_type_or_of_none_is_malformed(wire: Wire) -> None:
    ana = await wire.table.by("ana")

    for wrong in ("", "case_1", await wire.table.thread_id()):
        assert await wire.refusal(ana, NAMES, id=wrong) == ["INVALID_ID"]


async def test_someone_not_signed_in_is_told_only_to_sign_in(wire: Wire) -> None:
    async with wire.listening(wire.table.stranger(), NAMES, id=wire.table.case_id) as stream:
        assert stream.status == 401


async def _item_id(client: Client, table: Table) -> str:
    """The case's item on its conference's agenda."""
    answer = await client.ask("query ($id: ID!) { agendaItems(caseId: $id) { nodes { id } } }", id=table.case_id)
    (item,) = answer.data["agendaItems"]["nodes"]
    key: str = item["id"]
    return key


def _thing(event: dict[str, Any]) -> Any:
    """The id of what it happened to."""
    ((_, thing),) = [(name, event[name]) for name in ("message", "thread", "task", "agendaItem") if name in event]
    return thing["id"]
