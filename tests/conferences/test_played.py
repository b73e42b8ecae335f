"""A whole conference by the requests of its people, and the minutes of it as they were written down beforehand."""

import pytest

from tests.conferences.many import OTHERS, SPEAKERS, led_cases, put_on_agenda, speak_for_all
from tests.conferences.meeting import Meeting, planned
from tests.conferences.playing import asked_of, decide, edition, expected
from tests.messaging.room import BASIS
from tests.support.table import Table

pytestmark = pytest.mark.slow


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
        assert await edition(meeting, SPEAKERS[agency], minutes) == expected(f"routine-{agency}")
    await meeting.done("corina", "CloseConference", conferenceId=meeting.id)
    # What was lent until the conference closed is withheld from then on; what was kept is not.
    closed = await edition(meeting, "ana", minutes)
    assert "Treated in May." not in closed
    assert "Called out in June." in closed


async def _prepare(meeting: Meeting, items: list[str]) -> None:
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    said = {"agencyReturnId": await asked_of(meeting, items[0], "hospital"), "version": 0, "grounds": BASIS}
    await meeting.done("emil", "SubmitReturn", **said, involvement="Treated in May.", concerns="It gets worse.")
    said = {"agencyReturnId": await asked_of(meeting, items[0], "ngo"), "version": 0, "grounds": BASIS, "kept": True}
    without = [meeting.table.agency_id("programme")]
    await meeting.done("dalia", "SubmitReturn", **said, involvement="Called out in June.", withoutAgencyIds=without)
    await meeting.done("ana", "ReturnNothing", agencyReturnId=await asked_of(meeting, items[1], "police"))
    asked = await asked_of(meeting, items[2], "prosecution")
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
        decision = await decide(meeting, item, f"Decision {number}.", f"Because of {number}.")
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
