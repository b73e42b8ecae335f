"""Conferences that are not held at their regular time: called at once, or without a meeting."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from roundtable.core.tables import table_of
from roundtable.letters.models import Letter
from tests.conferences.meeting import PLAN, REFERRAL, Meeting, Payload, done, planned
from tests.letters.mailbox import mail_server
from tests.letters.sorting import addressed, leave, work
from tests.messaging.room import left_behind, nothing, posted, refusals
from tests.streams.onlooker import heard
from tests.support.table import Table

WITHOUT = {"type": "ASYNCHRONOUS", "startsAt": "2027-01-14T10:00", "deadlineAt": "2027-01-21T16:00:00Z"}


def _soon(table: Table) -> str:
    """In ten minutes, as the clocks in Cluj show it."""
    at = table.services.clock.now() + timedelta(minutes=10)
    return at.astimezone(ZoneInfo("Europe/Bucharest")).strftime("%Y-%m-%dT%H:%M")


async def test_an_emergency_is_called_begun_and_heard_at_once(table: Table) -> None:
    emil = await table.by("emil")
    before = (await emil.ask("Viewer")).data["viewer"]["eventsCursor"]
    meeting = await planned(table, "hospital", type="EMERGENCY", startsAt=_soon(table))
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}
    meeting.item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)

    events, _ = await heard(emil, "MyEvents", after=before)
    assert "ConferenceCalled" in [event["__typename"] for event in events]
    asked = "query ($id: ID!) { conference(id: $id) { type urgent returnsDueAt } }"
    assert (await emil.ask(asked, id=meeting.id)).data["conference"] == {
        **{"type": "EMERGENCY", "urgent": True},
        "returnsDueAt": None,
    }

    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "emil")
    begun = await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    assert begun["agendaItem"]["currentSince"] is not None


async def test_who_is_called_in_an_emergency_has_a_letter_before_all_others(table: Table) -> None:
    for key in ("ana", "emil"):
        await addressed(table, key, f"{key}@example.org")
    for place in range(3):
        await leave(table, "ana", about=UUID(int=place + 1))
    await planned(table, "hospital", type="EMERGENCY", startsAt=_soon(table))

    async with mail_server() as mailbox:
        await work(table, mailbox)

    assert [letter["Subject"].partition(" ·")[0] for letter in mailbox.letters] == [
        "Conference: URGENT",
        *["Conference: invitation"] * 3,
    ]


async def _open(table: Table) -> Meeting:
    """Without a meeting; the case is on its agenda, the hospital takes part, and it has begun."""
    meeting = await planned(table, "hospital", **WITHOUT)
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}
    meeting.item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    return meeting


async def test_without_a_meeting_all_on_the_agenda_is_open_until_it_is_concluded_and_the_chair_ends_it(
    table: Table,
) -> None:
    meeting = await _open(table)
    item = await meeting.shown("emil")
    assert item is not None
    assert (item["beganAt"] is not None, item["currentSince"]) == (True, None)
    pointed = await meeting.act("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    assert refusals(pointed) == [("WRONG_STATUS", [])]

    await meeting.arrive("corina")
    mine = await meeting.attendance("emil")
    await meeting.done("emil", "RecordArrival", attendanceId=mine["id"], confidential=True)
    thread = (await (await table.by("emil")).ask("AgendaItemPage", agendaItemId=meeting.item)).data["agendaItem"][
        "thread"
    ]["id"]
    await posted(await table.by("emil"), thread, "We saw her on Tuesday.")
    decided = {"text": "She is accompanied.", "rationale": "She is afraid to go alone."}
    await meeting.done("corina", "RecordDecision", agendaItemId=meeting.item, **decided)
    early = await meeting.act("corina", "EndConference", conferenceId=meeting.id)
    assert refusals(early) == [("OPEN_ITEMS", [])]

    # The deadline is over, and one goes on until the chair ends it.
    table.services.clock.shift += timedelta(days=90)
    meeting.people.clear()
    await posted(await table.by("emil"), thread, "And again today.")
    heard_ = await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, note="A plan was made.")
    assert heard_["agendaItem"]["status"] == "HEARD"
    ended = await meeting.done("corina", "EndConference", conferenceId=meeting.id)
    assert ended["conference"]["status"] == "MINUTES_DRAFT"
    assert (await meeting.attendance("emil"))["status"] == "PRESENT"


async def test_what_comes_onto_the_agenda_later_is_open_too_and_what_is_not_begun_is_not_concluded(
    table: Table,
) -> None:
    meeting = await planned(table, **WITHOUT)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}
    meeting.item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    refused = await meeting.act("corina", "ConcludeAgendaItem", agendaItemId=meeting.item)
    assert refusals(refused) == [("WRONG_STATUS", [])]

    accepted = await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)

    assert accepted["agendaItem"]["beganAt"] is not None


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"deadlineAt": None}, ("REQUIRED", ["deadlineAt"])),
        ({"deadlineAt": "2027-01-14T08:00:00Z"}, ("INVALID_DATE", ["deadlineAt"])),
        ({"type": "ROUTINE"}, ("NOT_WANTED", ["deadlineAt"])),
    ],
)
async def test_a_deadline_that_does_not_fit_is_refused(
    table: Table, wrong: Payload, refusal: tuple[str, list[str]]
) -> None:
    corina = await table.by("corina")
    async with left_behind(table) as added:
        payload = await corina.act("PlanConference", **{**PLAN, **WITHOUT, **wrong})
    assert (refusals(payload), added) == ([refusal], {})


async def test_a_deadline_may_be_moved_and_is_never_before_the_beginning(table: Table) -> None:
    made = (await done(await table.by("corina"), "PlanConference", **{**PLAN, **WITHOUT}))["conference"]
    meeting = Meeting(table, made["id"])
    moved = await meeting.act("corina", "ChangeConference", conferenceId=made["id"], startsAt="2027-02-01T10:00")
    assert refusals(moved) == [("INVALID_DATE", ["deadlineAt"])]
    both = {"startsAt": "2027-02-01T10:00", "deadlineAt": "2027-02-03T10:00:00Z"}
    await meeting.done("corina", "ChangeConference", conferenceId=made["id"], **both)

    asked = "query ($id: ID!) { conference(id: $id) { deadlineAt } }"
    found = (await (await table.by("corina")).ask(asked, id=made["id"])).data["conference"]
    assert found == {"deadlineAt": "2027-02-03T10:00:00.000000Z"}
    none = await meeting.act("corina", "ChangeConference", conferenceId=nothing("conference"), **both)
    assert refusals(none) == [("NOT_FOUND", ["conferenceId"])]


async def test_letters_of_one_without_a_meeting_tell_calendars_that_it_takes_until_its_deadline(table: Table) -> None:
    await planned(table, "hospital", **WITHOUT)
    letter = table_of(Letter)
    async with table.database.reading() as connection:
        (payload,) = await connection.scalars(select(letter.c.payload))
    assert payload["minutes"] == 7 * 24 * 60 + 8 * 60
