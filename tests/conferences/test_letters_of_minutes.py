"""Who is written to when minutes are put before the agencies, and when they stand: once each time, and of no case."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from roundtable.core import ids
from roundtable.core.tables import wire_text
from tests.conferences.meeting import Meeting, in_session
from tests.conferences.written import circulated, drafted, section_of, standing
from tests.letters.mailbox import mail_server
from tests.letters.sorting import later, rows, work
from tests.support.closing import ended
from tests.support.table import Table

Row = dict[str, Any]
SECRETS = ("CJ-7K4M-2QX8", "M. and her", "Worse each week", "She is accompanied", "A plan was made", "Go with her")


async def _of_minutes(table: Table) -> list[Row]:
    return [row for row in await rows(table) if row["kind"].startswith("MINUTES_")]


async def _kinds(table: Table) -> list[str]:
    return [row["kind"].value for row in await _of_minutes(table)]


async def test_who_takes_part_for_an_agency_that_came_is_written_to_and_not_who_circulates(table: Table) -> None:
    due = table.services.clock.now() + timedelta(days=9)
    _, minutes = await circulated(table, commentsDueAt=due.isoformat())

    (letter,) = await _of_minutes(table)

    to = ids.encode("membership", letter["to_membership_id"])
    assert (to, letter["kind"]) == (table.membership_id("emil"), "MINUTES_CIRCULATED")
    assert letter["payload"] == {
        **{"title": "Monthly conference", "starts_at": "2027-01-14T08:00:00.000000Z", "minutes": 120},
        **{"time_zone": "Europe/Bucharest", "sequence": 0, "place": None, "url": f"/minutes/{minutes}"},
        **{"status": "NEEDS_ACTION", "due_at": wire_text(due)},
    }


async def test_of_what_is_recalled_no_letter_goes_any_more(table: Table) -> None:
    meeting, minutes = await circulated(table)

    await meeting.done("corina", "RecallMinutes", minutesId=minutes)

    assert [(row["failure"], row["payload"]) for row in await _of_minutes(table)] == [("SUPERSEDED", {})]


async def test_an_agency_that_did_not_come_is_not_written_to(table: Table) -> None:
    """The hospital has said that it comes, and was not there; the police is at the case's table alone."""
    meeting = await in_session(table, "corina")
    await ended(await meeting.by("corina"), meeting.id)
    minutes = (await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="EN"))["minutes"]["id"]

    await meeting.done("corina", "CirculateMinutes", minutesId=minutes)

    assert await _of_minutes(table) == []


async def _circulate(meeting: Meeting, minutes: str, mutation: str | None = None) -> None:
    answer = await (await meeting.by("corina")).act("CirculateMinutes", mutation, minutesId=minutes)
    assert answer["problems"] == []


async def test_it_is_told_once_however_often_the_act_is_sent_and_again_when_it_is_done_again(table: Table) -> None:
    meeting, minutes = await drafted(table)
    mutation = str(uuid4())
    await asyncio.gather(*(_circulate(meeting, minutes, mutation) for _ in range(4)))
    await _circulate(meeting, minutes, mutation)
    assert await _kinds(table) == ["MINUTES_CIRCULATED"]
    assert (await meeting.act("corina", "CirculateMinutes", minutesId=minutes))["problems"] != []

    async with mail_server() as mailbox:
        await work(table, mailbox)
        assert [letter["To"].addresses[0].addr_spec for letter in mailbox.letters][-1] == "emil@hospital.example.org"
        told = len(mailbox.letters)
        await meeting.done("corina", "RecallMinutes", minutesId=minutes)
        await _circulate(meeting, minutes)
        for _ in range(2):
            await work(table, mailbox)

    assert await _kinds(table) == ["MINUTES_CIRCULATED"] * 2
    assert len(mailbox.letters) == told + 1


async def test_of_two_circulations_that_were_not_told_yet_the_last_is(table: Table) -> None:
    meeting, minutes = await circulated(table)
    await meeting.done("corina", "RecallMinutes", minutesId=minutes)
    await _circulate(meeting, minutes)

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert [bool(row["sent_at"]) for row in await _of_minutes(table)] == [False, True]


async def test_when_they_stand_and_when_a_correction_does_it_is_said_which(table: Table) -> None:
    meeting, minutes = await standing(table)
    assert await _kinds(table) == ["MINUTES_CIRCULATED", "MINUTES_APPROVED"]
    made = await meeting.done("corina", "CorrectMinutes", minutesId=minutes, reason="A name was wrong.")
    second = made["minutes"]["id"]
    await meeting.done("corina", "CirculateMinutes", minutesId=second, quorum=1)
    await meeting.done("corina", "ApproveMinutes", minutesId=second, revision=1)

    await meeting.done("corina", "AdoptMinutes", minutesId=second)

    letters = await _of_minutes(table)
    assert [row["kind"] for row in letters][2:] == ["MINUTES_CIRCULATED", "MINUTES_CORRECTED"]
    assert [row["payload"]["url"] for row in letters] == [f"/minutes/{minutes}"] * 2 + [f"/minutes/{second}"] * 2
    assert "A name was wrong." not in str(letters)


async def test_they_are_told_of_after_the_conference_is_over_and_nothing_of_the_case_is_said(table: Table) -> None:
    meeting, minutes = await circulated(table)
    section = await section_of(meeting, "emil", minutes)
    later(table, days=60)

    async with mail_server() as mailbox:
        await work(table, mailbox)

    # What called to it is not told any more.
    (letter,) = mailbox.letters
    parts: list[Any] = list(letter.walk())
    text = letter.as_bytes() + b"".join(part.get_payload(decode=True) or b"" for part in parts)
    assert f"https://roundtable.example/minutes/{minutes}".encode() in text.replace(b"=\r\n", b"")
    for secret in (*SECRETS, meeting.item, section["id"], table.case_id):
        assert secret.encode() not in text
