"""A conference in session: who is there, who speaks, who chairs, and the item that all pages follow."""

import asyncio
from typing import Any

import pytest

from tests.conferences.meeting import Meeting, heard, in_session, on_agenda
from tests.messaging.room import left_behind, nothing, refusals
from tests.streams.wire import Wire
from tests.support.table import Table

EVENTS = """
subscription ($id: ID!) {
  conferenceEvents(conferenceId: $id) {
    __typename
    ... on AgendaItemBegun { agendaItem { id currentSince } }
    ... on AgendaItemLeft { agendaItem { id status } }
    ... on AgendaItemChanged { agendaItem { id } }
    ... on AttendanceChanged { attendance { isThere handRaisedAt } }
  }
}
"""


async def test_who_declares_that_it_stays_confidential_comes_in(table: Table) -> None:
    meeting = await in_session(table)
    there = await meeting.attendance("emil")
    refused = await meeting.act("emil", "RecordArrival", attendanceId=there["id"], confidential=False)
    assert refusals(refused) == [("NOT_CONFIDENTIAL", ["confidential"])]

    came = (await meeting.done("emil", "RecordArrival", attendanceId=there["id"], confidential=True))["attendance"]

    assert (came["status"], came["isThere"], came["declaredAt"] is not None) == ("PRESENT", True, True)
    again = await meeting.act("emil", "RecordArrival", attendanceId=there["id"], confidential=True)
    assert refusals(again) == [("WRONG_STATUS", [])]


async def test_who_goes_may_come_back_and_each_time_is_kept(table: Table) -> None:
    meeting = await in_session(table, "emil")
    there = (await meeting.attendance("emil"))["id"]
    gone = (await meeting.done("emil", "RecordLeaving", attendanceId=there))["attendance"]
    assert (gone["status"], gone["isThere"]) == ("PRESENT", False)
    assert refusals(await meeting.act("emil", "RecordLeaving", attendanceId=there)) == [("NOT_PRESENT", [])]
    await meeting.done("emil", "RecordArrival", attendanceId=there, confidential=True)

    spans = "query ($id: ID!) { node(id: $id) { ... on Attendance { spans { arrivedAt leftAt } } } }"
    kept = (await (await table.by("corina")).ask(spans, id=there)).data["node"]["spans"]
    assert [span["leftAt"] is None for span in kept] == [False, True]
    assert kept[0]["arrivedAt"] <= kept[0]["leftAt"] <= kept[1]["arrivedAt"]


async def test_an_unsigned_observer_does_not_come_in(table: Table) -> None:
    meeting = await in_session(table, "corina")
    horia = {"membershipId": table.membership_id("horia"), "function": "OBSERVER", "condition": "Take no notes."}
    there = (await meeting.done("corina", "NameAttendee", conferenceId=meeting.id, **horia))["attendance"]

    payload = await meeting.act("corina", "RecordArrival", attendanceId=there["id"], confidential=True)

    assert refusals(payload) == [("NOT_CONFIDENTIAL", ["attendanceId"])]


async def test_the_word_goes_to_one_at_a_time_and_hands_are_in_the_order_of_raising(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    for key in ("emil", "corina"):
        await meeting.done(key, "RaiseHand", conferenceId=meeting.id)
    raised = [(await meeting.attendance(key))["handRaisedAt"] for key in ("emil", "corina")]
    assert raised == sorted(raised)

    for key in ("emil", "corina"):
        await meeting.done("corina", "GiveWord", attendanceId=(await meeting.attendance(key))["id"])

    emil, corina = [await meeting.attendance(key) for key in ("emil", "corina")]
    assert (emil["wordGivenAt"], emil["handRaisedAt"], corina["wordGivenAt"] is not None) == (None, None, True)
    lowered = (await meeting.done("corina", "LowerHand", conferenceId=meeting.id))["attendance"]
    assert lowered["wordGivenAt"] is None


async def test_who_is_not_in_the_room_neither_asks_for_the_word_nor_gets_it(table: Table) -> None:
    meeting = await in_session(table, "corina")

    async with left_behind(table) as added:
        assert refusals(await meeting.act("emil", "RaiseHand", conferenceId=meeting.id)) == [("NOT_PRESENT", [])]
        emil = await meeting.attendance("emil")
        payload = await meeting.act("corina", "GiveWord", attendanceId=emil["id"])
        assert refusals(payload) == [("NOT_PRESENT", ["attendanceId"])]
        payload = await meeting.act("emil", "GiveWord", attendanceId=emil["id"])
        assert refusals(payload) == [("FORBIDDEN", [])]

    assert added == {}


async def test_all_pages_follow_the_item_that_is_heard(wire: Wire) -> None:
    table = wire.table
    meeting = await in_session(table, "corina", "emil")

    async with wire.listening(await table.by("emil"), EVENTS, id=meeting.id) as stream:
        begun = (await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item))["agendaItem"]
        event = await stream.event()
        await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, note="A plan was made.")
        left = await stream.event()

    item = {"id": meeting.item, "currentSince": begun["currentSince"]}
    assert event == {"__typename": "AgendaItemBegun", "agendaItem": item}
    assert left == {"__typename": "AgendaItemLeft", "agendaItem": {"id": meeting.item, "status": "HEARD"}}
    shown = await meeting.shown("emil")
    assert shown is not None
    assert (shown["status"], shown["note"], shown["currentSince"]) == ("HEARD", "A plan was made.", None)


async def test_nothing_is_heard_before_its_chair_is_there_and_all_have_declared(table: Table) -> None:
    meeting = await in_session(table)
    payload = await meeting.act("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    assert refusals(payload) == [("NOT_PRESENT", [])]

    await meeting.arrive("corina")
    begun = (await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item))["agendaItem"]

    assert begun["endsAt"] > begun["currentSince"]
    again = await meeting.act("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    assert refusals(again) == [("WRONG_STATUS", [])]


async def test_more_time_is_given_with_a_reason(table: Table) -> None:
    meeting = await heard(table)
    before = await meeting.shown("corina")
    assert before is not None

    given = {"agendaItemId": meeting.item, "minutes": 5, "reason": "The children."}
    more = (await meeting.done("corina", "ExtendAgendaItem", **given))["agendaItem"]

    assert (more["extendedBy"], more["extensionReason"], more["endsAt"] > before["endsAt"]) == (
        5,
        "The children.",
        True,
    )
    for wrong, refusal in (
        ({"minutes": 0}, ("INVALID_LENGTH", ["minutes"])),
        ({"minutes": 61}, ("INVALID_LENGTH", ["minutes"])),
        ({"reason": ""}, ("REQUIRED", ["reason"])),
    ):
        assert refusals(await meeting.act("corina", "ExtendAgendaItem", **{**given, **wrong})) == [refusal]


async def test_who_steps_aside_loses_the_item_and_the_case_until_it_is_over(wire: Wire) -> None:
    table = wire.table
    meeting = await heard(table)
    given = {"agendaItemId": meeting.item, "membershipId": table.membership_id("emil"), "reason": "A cousin."}
    case = "query ($id: ID!) { case(id: $id) { id } }"

    async with wire.listening(await table.by("emil"), EVENTS, id=meeting.id) as stream:
        recused = await meeting.done("emil", "Recuse", **given)
        assert recused["recusal"] is None
        assert await meeting.shown("emil") is None
        assert (await (await table.by("emil")).ask(case, id=table.case_id)).data["case"] is None
        await meeting.done("corina", "ExtendAgendaItem", agendaItemId=meeting.item, minutes=5, reason="More.")
        assert await stream.is_silent()
        shown = await meeting.shown("corina")
        assert shown is not None
        assert [each["membership"]["id"] for each in shown["recusals"]] == [table.membership_id("emil")]
        await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item)

    assert await meeting.shown("emil") is not None
    assert (await (await table.by("emil")).ask(case, id=table.case_id)).data["case"] is not None


async def test_who_is_said_to_step_aside_is_told_that_what_they_see_has_changed(wire: Wire) -> None:
    table = wire.table
    meeting = await heard(table)
    given = {"agendaItemId": meeting.item, "membershipId": table.membership_id("emil"), "reason": "A cousin."}
    own = "subscription { myEvents { __typename ... on AccessChanged { case { id } } } }"

    async with wire.listening(await table.by("emil"), own) as stream:
        await meeting.done("corina", "Recuse", **given)
        event = await stream.event()

    assert event == {"__typename": "AccessChanged", "case": None}


async def test_who_stepped_aside_from_an_item_that_is_put_off_comes_back_too(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    given = {"agendaItemId": meeting.item, "membershipId": table.membership_id("emil"), "reason": "A cousin."}
    await meeting.done("corina", "Recuse", **given)
    assert await meeting.shown("emil") is None

    await meeting.done("corina", "DeferAgendaItem", agendaItemId=meeting.item, reason="No time.")

    assert await meeting.shown("emil") is not None


async def test_an_item_is_no_longer_heard_once_the_conference_has_closed(table: Table) -> None:
    meeting = await heard(table)
    await meeting.close()

    for operation, given in (
        ("ExtendAgendaItem", {"minutes": 5, "reason": "The children."}),
        ("ConcludeAgendaItem", {}),
    ):
        refused = await meeting.act("corina", operation, agendaItemId=meeting.item, **given)
        assert refusals(refused) == [("WRONG_STATUS", [])]


async def test_a_lasting_conflict_stays_when_the_item_is_over(table: Table) -> None:
    meeting = await heard(table)
    given = {"agendaItemId": meeting.item, "membershipId": table.membership_id("emil"), "reason": "A cousin."}
    await meeting.done("corina", "Recuse", **given, lasting=True)

    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item)

    assert await meeting.shown("emil") is None


async def test_stepping_aside_is_ones_own_or_the_chairs_to_say(table: Table) -> None:
    meeting = await heard(table)
    item = {"agendaItemId": meeting.item, "reason": "A cousin."}

    async with left_behind(table) as added:
        for who, whom, refusal in (
            ("emil", "corina", ("FORBIDDEN", [])),
            ("corina", "corina", ("WRONG_STATUS", ["membershipId"])),
            ("corina", "dalia", ("NOT_PRESENT", ["membershipId"])),
        ):
            payload = await meeting.act(who, "Recuse", **item, membershipId=table.membership_id(whom))
            assert refusals(payload) == [refusal]
        payload = await meeting.act("corina", "Recuse", **item, membershipId=nothing("membership"))
        assert refusals(payload) == [("NOT_FOUND", ["membershipId"])]

    assert added == {}


async def test_an_agency_in_conflict_while_it_speaks_is_out_at_once(table: Table) -> None:
    meeting = await heard(table)
    emil = await meeting.attendance("emil")
    await meeting.done("corina", "GiveWord", attendanceId=emil["id"])

    conflict = {"caseId": table.case_id, "agencyId": table.agency_id("hospital"), "reason": "A brother."}
    await meeting.done("corina", "DeclareConflict", **conflict)

    assert await meeting.shown("emil") is None
    # It is at the conference still: the next item may be its own to hear.
    assert (await meeting.page("emil"))["conference"] is not None


async def test_it_ends_when_nothing_is_open_and_who_did_not_come_was_absent(table: Table) -> None:
    meeting = await in_session(table, "corina")
    refused = await meeting.act("corina", "EndConference", conferenceId=meeting.id)
    assert refusals(refused) == [("OPEN_ITEMS", [])]
    await meeting.done("corina", "DeferAgendaItem", agendaItemId=meeting.item, reason="No time.")

    ended = (await meeting.done("corina", "EndConference", conferenceId=meeting.id))["conference"]

    assert (ended["status"], ended["endedAt"] is not None) == ("MINUTES_DRAFT", True)
    assert {each["membership"]["id"]: (each["status"], each["isThere"]) for each in ended["attendance"]} == {
        table.membership_id("corina"): ("PRESENT", False),
        table.membership_id("emil"): ("ABSENT", False),
    }


async def test_a_chair_who_may_not_know_of_an_item_ends_the_meeting_and_is_not_told_of_it(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    await meeting.done("corina", "HandOverChair", conferenceId=meeting.id, membershipId=table.membership_id("emil"))
    conflict = {"caseId": table.case_id, "agencyId": table.agency_id("hospital"), "reason": "A brother."}
    await meeting.done("corina", "DeclareConflict", **conflict)

    await meeting.done("emil", "EndConference", conferenceId=meeting.id)

    shown = await meeting.shown("corina")
    assert shown is not None
    assert (shown["status"], shown["note"]) == ("DEFERRED", "The meeting ended before it was heard.")


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("BeginAgendaItem", {}),
        ("ConcludeAgendaItem", {}),
        ("DeferAgendaItem", {"reason": "No time."}),
    ],
)
async def test_of_two_who_press_the_same_button_one_does_it(
    table: Table, operation: str, given: dict[str, Any]
) -> None:
    meeting: Meeting = await (heard if operation == "ConcludeAgendaItem" else _there)(table)
    corina, again = await table.by("corina"), await table.by("corina")

    answers = await asyncio.gather(
        *(client.act(operation, agendaItemId=meeting.item, **given) for client in (corina, again))
    )

    assert sorted(refusals(answer) for answer in answers) == [[], [("WRONG_STATUS", [])]]


async def _there(table: Table) -> Meeting:
    return await in_session(table, "corina", "emil")


async def test_what_happens_in_session_is_for_a_conference_in_session(table: Table) -> None:
    meeting = await on_agenda(table)
    emil = await meeting.attendance("emil")
    for operation, given in (
        ("RecordArrival", {"attendanceId": emil["id"], "confidential": True}),
        ("RaiseHand", {"conferenceId": meeting.id}),
        ("TakeChair", {"conferenceId": meeting.id}),
        ("BeginAgendaItem", {"agendaItemId": meeting.item}),
        ("EndConference", {"conferenceId": meeting.id}),
    ):
        assert refusals(await meeting.act("corina", operation, **given)) == [("WRONG_STATUS", [])]
