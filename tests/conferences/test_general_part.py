"""Comments on the general part of minutes: who was there, the order, opening and closing; of no case, and for all."""

from typing import Any

import pytest

from tests.conferences.meeting import Meeting, Payload, in_session
from tests.conferences.written import circulated, drafted, edition_of, section_of
from tests.messaging.room import left_behind, nothing, refusals
from tests.seats.chairs import conflicted
from tests.streams.wire import Wire
from tests.support.closing import ended
from tests.support.table import Table

SAID = "Emil came later than it says."
EVENTS = """
subscription ($id: ID!) {
  conferenceEvents(conferenceId: $id) {
    __typename ... on MinutesChanged { minutes { remarks { text state } } }
  }
}
"""


async def _said(meeting: Meeting, minutes: str, key: str = "emil") -> str:
    made = await meeting.done(key, "CommentOnMinutes", minutesId=minutes, text=SAID)
    assert made["minutesComment"] is None
    remark: str = made["minutesRemark"]["id"]
    return remark


async def _remarks(meeting: Meeting, key: str, minutes: str) -> list[tuple[str, str, str | None]] | None:
    """What somebody is shown of them: each with what became of it."""
    edition = await edition_of(meeting, key, minutes)
    return None if edition is None else [(each["text"], each["state"], each["answer"]) for each in edition["remarks"]]


async def test_all_who_see_the_conference_read_it_and_nobody_else(table: Table) -> None:
    meeting, minutes = await circulated(table)

    remark = await _said(meeting, minutes)

    for key in ("emil", "corina"):
        assert await _remarks(meeting, key, minutes) == [(SAID, "OPEN", None)]
        assert (await section_of(meeting, key, minutes))["comments"] == []
    for key in ("ana", "gelu", "horia"):
        assert await _remarks(meeting, key, minutes) is None
        for operation, given in (
            ("CommentOnMinutes", {"minutesId": minutes, "text": SAID}),
            ("AnswerMinutesComment", {"commentId": remark, "answer": "Yes.", "takenUp": True}),
            ("WithdrawMinutesComment", {"commentId": remark}),
        ):
            (name,) = {"minutesId", "commentId"} & {*given}
            there = await meeting.act(key, operation, **given)
            none = nothing("minutes" if name == "minutesId" else "minutesremark")
            assert there == await meeting.act(key, operation, **{**given, name: none})
            assert refusals(there) == [("NOT_FOUND", [name])]


async def test_who_does_not_see_the_case_that_was_heard_comments_on_the_rest(table: Table) -> None:
    meeting, minutes = await circulated(table)
    await conflicted(table, person="emil")
    edition = await edition_of(meeting, "emil", minutes)
    assert edition is not None and edition["sections"] == []

    await _said(meeting, minutes)

    assert await _remarks(meeting, "corina", minutes) == [(SAID, "OPEN", None)]


async def test_it_is_answered_before_they_stand_by_who_writes_them(table: Table) -> None:
    meeting, minutes = await circulated(table, quorum=1)
    remark = await _said(meeting, minutes)
    await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    assert refusals(await meeting.act("corina", "AdoptMinutes", minutesId=minutes)) == [("OPEN_COMMENTS", [])]
    given = {"commentId": remark, "answer": "It is so.", "takenUp": True}
    assert refusals(await meeting.act("emil", "AnswerMinutesComment", **given)) == [("FORBIDDEN", [])]

    answered = (await meeting.done("corina", "AnswerMinutesComment", **given))["minutesRemark"]

    assert (answered["state"], answered["answeredBy"]["id"]) == ("TAKEN_UP", table.membership_id("corina"))
    assert await _remarks(meeting, "emil", minutes) == [(SAID, "TAKEN_UP", "It is so.")]
    assert refusals(await meeting.act("corina", "AnswerMinutesComment", **given)) == [("WRONG_STATUS", [])]
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)
    assert refusals(await meeting.act("emil", "WithdrawMinutesComment", commentId=remark)) == [("WRONG_STATUS", [])]


async def test_it_is_answered_while_what_was_taken_up_is_written(table: Table) -> None:
    meeting, minutes = await circulated(table)
    remark = await _said(meeting, minutes)
    await meeting.done("corina", "RecallMinutes", minutesId=minutes)

    await meeting.done("corina", "AnswerMinutesComment", commentId=remark, answer="Written.", takenUp=True)

    assert await _remarks(meeting, "emil", minutes) == [(SAID, "TAKEN_UP", "Written.")]


async def test_who_said_it_takes_it_back_and_nobody_else(table: Table) -> None:
    meeting, minutes = await circulated(table, quorum=1)
    remark = await _said(meeting, minutes)
    assert refusals(await meeting.act("corina", "WithdrawMinutesComment", commentId=remark)) == [("FORBIDDEN", [])]

    withdrawn = (await meeting.done("emil", "WithdrawMinutesComment", commentId=remark))["minutesRemark"]

    assert withdrawn["state"] == "WITHDRAWN"
    await meeting.done("corina", "ApproveMinutes", minutesId=minutes, revision=1)
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)


async def test_an_agency_that_did_not_come_does_not_comment_and_nothing_is_recorded(table: Table) -> None:
    """The hospital has said that it comes, and sees the conference, and was not there."""
    meeting = await in_session(table, "corina")
    await ended(await meeting.by("corina"), meeting.id)
    minutes = (await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="EN"))["minutes"]["id"]
    await meeting.done("corina", "CirculateMinutes", minutesId=minutes)

    async with left_behind(table) as added:
        refused = await meeting.act("emil", "CommentOnMinutes", minutesId=minutes, text=SAID)

    assert (refusals(refused), added) == ([("FORBIDDEN", [])], {})


async def test_what_was_not_circulated_is_not_commented_on(table: Table) -> None:
    meeting, minutes = await drafted(table)

    refused = await meeting.act("emil", "CommentOnMinutes", minutesId=minutes, text=SAID)

    assert refusals(refused) == [("WRONG_STATUS", [])]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, ("REQUIRED", ["sectionId"])),
        ({"minutesId": None, "sectionId": None}, ("REQUIRED", ["sectionId"])),
        ({"minutesId": "?", "sectionId": "?"}, ("NOT_WANTED", ["minutesId"])),
        ({"minutesId": "minutes_1"}, ("INVALID_ID", ["minutesId"])),
        ({"minutesId": "?", "text": "  "}, ("REQUIRED", ["text"])),
        ({"minutesId": "?", "text": "x" * 5_001}, ("TOO_LONG", ["text"])),
    ],
)
async def test_it_is_said_of_one_place_and_is_a_text(
    table: Table, given: dict[str, Any], refusal: tuple[str, list[str]]
) -> None:
    meeting, minutes = await circulated(table)
    section = (await section_of(meeting, "emil", minutes))["id"]
    known = {"minutesId": minutes, "sectionId": section}
    sent: Payload = {name: known[name] if value == "?" else value for name, value in given.items()}

    async with left_behind(table) as added:
        refused = await meeting.act("emil", "CommentOnMinutes", **{"text": SAID, **sent})

    assert (refusals(refused), added) == ([refusal], {})


@pytest.mark.parametrize("comment", ["minutesremark_1", "minutes", "incident"])
async def test_an_id_of_something_else_is_no_comment_s(table: Table, comment: str) -> None:
    meeting, _ = await circulated(table)
    key = comment if "_" in comment else nothing(comment)

    refused = await meeting.act("corina", "AnswerMinutesComment", commentId=key, answer="Yes.", takenUp=True)

    assert refusals(refused) == [("INVALID_ID", ["commentId"])]


async def test_who_follows_the_conference_hears_of_it(wire: Wire) -> None:
    meeting, minutes = await circulated(wire.table)
    async with wire.listening(await meeting.by("corina"), EVENTS, id=meeting.id) as stream:
        remark = await _said(meeting, minutes)
        said = await stream.event()
        await meeting.done("corina", "AnswerMinutesComment", commentId=remark, answer="It is so.", takenUp=True)
        answered = await stream.event()

    assert [event["minutes"]["remarks"] for event in (said, answered)] == [
        [{"text": SAID, "state": "OPEN"}],
        [{"text": SAID, "state": "TAKEN_UP"}],
    ]


async def test_a_correction_begins_without_what_was_said_to_the_version_before(table: Table) -> None:
    meeting, minutes = await circulated(table, quorum=1)
    remark = await _said(meeting, minutes)
    await meeting.done("corina", "AnswerMinutesComment", commentId=remark, answer="No.", takenUp=False)
    await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)

    second = (await meeting.done("corina", "CorrectMinutes", minutesId=minutes, reason="A name."))["minutes"]["id"]

    assert await _remarks(meeting, "emil", second) == []
    assert await _remarks(meeting, "emil", minutes) == [(SAID, "NOT_TAKEN_UP", "No.")]
