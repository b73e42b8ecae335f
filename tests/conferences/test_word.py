"""Who is named by the convener hears the cases of a conference once their own agency has said that they come."""

import pytest

from tests.conferences.meeting import Meeting, done, planned, referred
from tests.messaging.room import left_behind, refusals
from tests.support.table import Table

MINE = "{ cases(first: 9) { nodes { id } } }"


async def _advocate(table: Table, *agencies: str) -> tuple[Meeting, str]:
    """The case is on the agenda, and Corina names Felicia as the victim's advocate."""
    meeting = await referred(table, *agencies)
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    return meeting, await _named(meeting)


async def _named(meeting: Meeting) -> str:
    given = {"membershipId": meeting.table.membership_id("felicia"), "function": "VICTIM_ADVOCATE"}
    made = await meeting.done("corina", "NameAttendee", conferenceId=meeting.id, **given)
    there = made["attendance"]
    assert (there["status"], there["agreedAt"]) == ("INVITED", None)
    key: str = there["id"]
    return key


async def _hears(meeting: Meeting, key: str = "felicia") -> bool:
    cases = (await (await meeting.by(key)).ask(MINE)).data["cases"]["nodes"]
    shown = await meeting.shown(key)
    assert bool(cases) == (shown is not None)
    return shown is not None


async def test_naming_an_advocate_calls_their_agency_and_lets_nobody_hear(table: Table) -> None:
    meeting, _ = await _advocate(table)

    (asked,) = (await meeting.page("corina"))["conference"]["agencies"]
    assert (asked["agency"]["id"], asked["state"]) == (table.agency_id("programme"), "INVITED")
    assert not await _hears(meeting)
    # Who answers for the agency finds it.
    assert (await meeting.page("ilie"))["conference"]["id"] == meeting.id
    assert not await _hears(meeting, "ilie")


async def test_that_the_agency_comes_says_nothing_of_whom_others_named_for_it(table: Table) -> None:
    meeting, there = await _advocate(table)

    await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id)
    assert not await _hears(meeting)
    agreed = (await meeting.done("ilie", "ConfirmAttendance", attendanceId=there))["attendance"]

    assert (agreed["status"], agreed["agreedAt"] is not None) == ("CONFIRMED", True)
    assert await _hears(meeting)


async def test_an_agency_that_has_accepted_before_is_asked_about_the_person_too(table: Table) -> None:
    meeting = await referred(table, "programme")
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id)
    there = await _named(meeting)
    assert not await _hears(meeting)

    await meeting.done("ilie", "ConfirmAttendance", attendanceId=there)

    assert await _hears(meeting)


async def test_an_agency_that_comes_with_them_has_said_it(table: Table) -> None:
    meeting, _ = await _advocate(table)

    felicia = [table.membership_id("felicia")]
    await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id, representativeIds=felicia)

    assert await _hears(meeting)
    assert (await meeting.attendance("felicia"))["function"] == "VICTIM_ADVOCATE"


async def test_their_word_alone_is_not_their_agencys(table: Table) -> None:
    meeting, there = await _advocate(table, "programme")
    await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)

    async with left_behind(table) as added:
        own = await meeting.act("felicia", "ConfirmAttendance", attendanceId=there)
        assert refusals(own) == [("FORBIDDEN", [])]
        convener = await meeting.act("corina", "ConfirmAttendance", attendanceId=there)
        assert refusals(convener) == [("FORBIDDEN", [])]
        for key in ("felicia", "corina"):
            came = await meeting.act(key, "RecordArrival", attendanceId=there, confidential=True)
            assert refusals(came) == [("NOT_CONFIDENTIAL", ["attendanceId"])]
    assert added == {}
    assert not await _hears(meeting)

    # That they do not come they say themselves; and who they would send is for the agency to say as well.
    sent = await meeting.done("felicia", "SendApologies", attendanceId=there, reason="On leave.")
    assert sent["attendance"]["status"] == "APOLOGIES"


async def test_what_comes_onto_the_agenda_later_is_not_heard_without_that_word_either(table: Table) -> None:
    meeting = await referred(table, "programme")
    await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id)
    await _named(meeting)

    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)

    assert not await _hears(meeting)
    assert await _hears(meeting, "ilie")


async def test_who_is_to_chair_or_write_for_another_agency_waits_for_its_word_too(table: Table) -> None:
    felicia = table.membership_id("felicia")
    meeting = await planned(table, "programme", scribeId=felicia)
    again = await planned(table, chairId=felicia)
    await done(await table.by("corina"), "ChangeConference", conferenceId=again.id, scribeId=felicia)

    for each in (meeting, again):
        (asked,) = (await each.page("corina"))["conference"]["agencies"]
        assert (asked["agency"]["id"], asked["state"]) == (table.agency_id("programme"), "INVITED")
        assert (await each.attendance("felicia"))["agreedAt"] is None


async def test_the_conveners_own_people_come_by_being_named(table: Table) -> None:
    meeting = await planned(table)

    given = {"membershipId": table.membership_id("corina"), "function": "REPRESENTATIVE"}
    assert refusals(await meeting.act("corina", "NameAttendee", conferenceId=meeting.id, **given)) == [
        ("ALREADY_THERE", ["membershipId"])
    ]
    assert (await meeting.attendance("corina"))["agreedAt"] is not None


@pytest.mark.parametrize("signs", [False, True])
async def test_an_observer_who_has_not_signed_comes_to_nothing(table: Table, signs: bool) -> None:
    meeting = await referred(table)
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    named = {"membershipId": table.membership_id("felicia"), "function": "OBSERVER", "condition": "Take no notes."}
    there = (await meeting.done("corina", "NameAttendee", conferenceId=meeting.id, **named))["attendance"]["id"]
    if signs:
        await meeting.done("felicia", "ConfirmAttendance", attendanceId=there, signs=True)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)

    came = await meeting.act("corina", "RecordArrival", attendanceId=there, confidential=True)

    assert refusals(came) == ([] if signs else [("NOT_CONFIDENTIAL", ["attendanceId"])])
    # Signed or not, what an observer is shown is the conference.
    assert not await _hears(meeting)
