"""A whole conference by the requests of its people, and the minutes of it as they were written down beforehand."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conferences.many import OTHERS, SPEAKERS, led_cases, put_on_agenda, speak_for_all
from tests.conferences.meeting import Meeting, done, planned
from tests.conferences.paper import blocks_of
from tests.messaging.room import BASIS
from tests.support.table import Table

pytestmark = pytest.mark.slow

EXPECTED = Path(__file__).parent / "expected"


async def _asked(meeting: Meeting, item: str, agency: str) -> str:
    meeting.item = item
    key: str = (await meeting.asked(SPEAKERS[agency], agency))["id"]
    return key


async def _decide(meeting: Meeting, item: str, text: str, why: str) -> str:
    given = {"agendaItemId": item, "text": text, "rationale": why}
    key: str = (await meeting.done("corina", "RecordDecision", **given))["decision"]["id"]
    return key


async def _edition(meeting: Meeting, key: str, minutes: str) -> str:
    """Somebody's edition as plain text, a line for each block, without the moments that differ from play to play."""
    made = await meeting.done(key, "ExportMinutes", minutesId=minutes, format="HTML")
    response = await (await meeting.by(key)).http.post(f"/minutes-exports/{made['minutesExport']['id']}")
    text = blocks_of(response.text)
    text = re.sub(r"\w+, \d+ \w+ \d{4}, \d\d:\d\d", "DATE", text)
    text = re.sub(r"\d\d:\d\d", "HOUR", text)
    return re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", text)


def _expected(name: str) -> str:
    return (EXPECTED / f"{name}.txt").read_text()


async def test_a_routine_conference_of_eight_agencies_and_twelve_cases(table: Table) -> None:
    await speak_for_all(table)
    cases = await led_cases(table, 12)
    meeting = await planned(table, *OTHERS)
    for agency in OTHERS:
        await meeting.done(SPEAKERS[agency], "AcceptConference", conferenceId=meeting.id)
    items = [
        await put_on_agenda(meeting, case, f"Reason {number}.", *(["elsewhere"] if number == 3 else []))
        for number, case in enumerate(cases, start=1)
    ]
    await _prepare(meeting, items)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "ana", "emil", "dalia", "ilie", "horia", "gelu")
    for number, item in enumerate(items, start=1):
        await _hear(meeting, number, item)
    await meeting.done("corina", "EndConference", conferenceId=meeting.id)
    minutes = await _written(meeting, items)

    for agency in ("social", "hospital", "elsewhere", "programme"):
        assert await _edition(meeting, SPEAKERS[agency], minutes) == _expected(f"routine-{agency}")
    await meeting.done("corina", "CloseConference", conferenceId=meeting.id)
    # What was lent until the conference closed is withheld from then on; what was kept is not.
    closed = await _edition(meeting, "ana", minutes)
    assert "Treated in May." not in closed
    assert "Called out in June." in closed


async def _prepare(meeting: Meeting, items: list[str]) -> None:
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    said = {"agencyReturnId": await _asked(meeting, items[0], "hospital"), "version": 0, "grounds": BASIS}
    await meeting.done("emil", "SubmitReturn", **said, involvement="Treated in May.", concerns="It gets worse.")
    said = {"agencyReturnId": await _asked(meeting, items[0], "ngo"), "version": 0, "grounds": BASIS, "kept": True}
    without = [meeting.table.agency_id("programme")]
    await meeting.done("dalia", "SubmitReturn", **said, involvement="Called out in June.", withoutAgencyIds=without)
    await meeting.done("ana", "ReturnNothing", agencyReturnId=await _asked(meeting, items[1], "police"))
    asked = await _asked(meeting, items[2], "prosecution")
    await meeting.done("gelu", "DeclineReturn", agencyReturnId=asked, reason="INVESTIGATION")
    there = await meeting.attendance("bogdan")
    await meeting.done("bogdan", "SendApologies", attendanceId=there["id"], reason="In court that day.")
    await meeting.done("corina", "MakeConferenceReady", conferenceId=meeting.id)


async def _hear(meeting: Meeting, number: int, item: str) -> None:
    """The tenth is put off, the eleventh not taken after all; of the seventh somebody steps aside."""
    if number == 10:
        await meeting.done("corina", "DeferAgendaItem", agendaItemId=item, reason="The report is missing.")
        return
    if number == 11:
        await meeting.done("corina", "FindUnderThreshold", agendaItemId=item, reason="No criterion is met.")
        return
    if number == 7:
        horia = meeting.table.membership_id("horia")
        given = {"agendaItemId": item, "membershipId": horia, "reason": "A cousin.", "lasting": True}
        await meeting.done("corina", "Recuse", **given)
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=item)
    if number == 2:
        await meeting.done("corina", "ExtendAgendaItem", agendaItemId=item, minutes=5, reason="The children.")
    if number != 12:
        decision = await _decide(meeting, item, f"Decision {number}.", f"Because of {number}.")
        await meeting.done("ana", "SupportDecision", decisionId=decision)
        speaker = ["ana", "emil", "dalia"][number % 3]
        await meeting.done(speaker, "VolunteerAction", agendaItemId=item, title=f"Action {number}", decisionId=decision)
        if number == 4:
            await meeting.done("emil", "DissentFromDecision", decisionId=decision, words="It puts her in danger.")
        if number == 5:
            await meeting.done("corina", "WithdrawDecision", decisionId=decision, reason="It was said otherwise.")
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=item, note=f"What was said of {number}.")


async def _written(meeting: Meeting, items: list[str]) -> str:
    """With a passage that is not for the programme, and a comment; approved by four of the seven that came."""
    made = await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="EN")
    minutes: str = made["minutes"]["id"]
    opening = {"minutesId": minutes, "version": 0, "opening": "Opened at ten.", "closing": "Ended at noon."}
    await meeting.done("corina", "SaveMinutes", **opening)
    sections = (await (await meeting.by("corina")).ask("MinutesPage", minutesId=minutes)).data["minutes"]["sections"]
    (first,) = [each["id"] for each in sections if each["agendaItem"]["id"] == items[0]]
    without = {"withoutAgencyIds": [meeting.table.agency_id("programme")]}
    await meeting.done("corina", "AddMinutesPassage", sectionId=first, text="Where she lives now.", **without)
    await meeting.done("corina", "CirculateMinutes", minutesId=minutes)
    said = await meeting.done("dalia", "CommentOnMinutes", sectionId=first, text="We were there, too.")
    comment = said["minutesComment"]["id"]
    await meeting.done("corina", "AnswerMinutesComment", commentId=comment, answer="It says so.", takenUp=False)
    for who in ("ana", "emil", "dalia", "corina"):
        await meeting.done(who, "ApproveMinutes", minutesId=minutes, revision=1)
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)
    return minutes


async def test_an_emergency_conference_within_the_hour(table: Table) -> None:
    (case,) = await led_cases(table, 1)
    soon = datetime.now(UTC) + timedelta(minutes=20)
    when: dict[str, Any] = {"type": "EMERGENCY", "startsAt": f"{soon:%Y-%m-%dT%H:%M}", "timeZone": "Etc/UTC"}
    meeting = await planned(table, "police", "hospital", title="Emergency", minutes=30, **when)
    item = await put_on_agenda(meeting, case, "He is outside her door.")
    for who in ("ana", "emil"):
        await meeting.done(who, "AcceptConference", conferenceId=meeting.id)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "ana", "emil")
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=item)
    decision = await _decide(meeting, item, "A provisional protection order now.", "He has a weapon.")
    due = (soon + timedelta(hours=1)).isoformat()
    given = {"title": "Issue the order", "obligation": "Law 217/2003, art. 28", "dueAt": due, "decisionId": decision}
    await meeting.done("ana", "VolunteerAction", agendaItemId=item, **given)
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=item)
    await meeting.done("corina", "EndConference", conferenceId=meeting.id)
    made = await done(await meeting.by("corina"), "DraftMinutes", conferenceId=meeting.id, language="RO")
    minutes = made["minutes"]["id"]
    await meeting.done("corina", "CirculateMinutes", minutesId=minutes)
    for who in ("ana", "emil"):
        await meeting.done(who, "ApproveMinutes", minutesId=minutes, revision=1)
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)

    assert await _edition(meeting, "ana", minutes) == _expected("emergency-police")
