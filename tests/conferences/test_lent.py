"""What agencies lend a conference, and the functions it gives: each goes when it is to, and to whom it was chosen."""

from typing import Any

import pytest

from tests.conferences.meeting import Meeting, on_agenda, planned
from tests.messaging.room import BASIS
from tests.support.table import Table

SHOWN = "query ($id: ID!) { node(id: $id) { id ... on ReturnContent { involvement } } }"
SPEAKERS = {"police": "ana", "ngo": "dalia", "programme": "ilie"}


async def _come(meeting: Meeting, *agencies: str, **given: Any) -> None:
    asked = [meeting.table.agency_id(key) for key in agencies]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=asked)
    for key in agencies:
        await meeting.done(SPEAKERS[key], "AcceptConference", conferenceId=meeting.id, **given)


async def _asked(table: Table) -> Meeting:
    """The police and the NGO come, and returns are asked for."""
    meeting = await on_agenda(table)
    await _come(meeting, "police", "ngo")
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    return meeting


async def _returns(meeting: Meeting, version: int = 0, **more: Any) -> str:
    """The NGO says what it knows; the key of what it says."""
    own = (await meeting.asked("dalia", "ngo"))["id"]
    given = {"agencyReturnId": own, "version": version, "involvement": "In May.", "grounds": BASIS, **more}
    made = (await meeting.done("dalia", "SubmitReturn", **given))["agencyReturn"]["content"]
    key: str = made["id"]
    return key


async def _reads(meeting: Meeting, key: str, content: str) -> bool:
    return (await (await meeting.by(key)).ask(SHOWN, id=content)).data["node"] is not None


async def test_what_was_lent_is_taken_back_when_the_conference_is_called_off(table: Table) -> None:
    meeting = await _asked(table)
    content = await _returns(meeting)
    assert await _reads(meeting, "ana", content)

    await meeting.done("corina", "CancelConference", conferenceId=meeting.id, reason="Too few can come.")

    assert [await _reads(meeting, key, content) for key in ("ana", "corina", "dalia")] == [False, False, True]


async def test_who_declines_reads_no_more_of_what_was_lent(table: Table) -> None:
    meeting = await _asked(table)
    content = await _returns(meeting)

    await meeting.done("ana", "DeclineConference", conferenceId=meeting.id, reason="We are full.")

    assert [await _reads(meeting, key, content) for key in ("ana", "corina")] == [False, True]


async def test_what_is_said_after_an_agency_has_declined_is_not_told_to_it(table: Table) -> None:
    meeting = await _asked(table)
    await meeting.done("ana", "DeclineConference", conferenceId=meeting.id, reason="We are full.")

    content = await _returns(meeting)

    assert [await _reads(meeting, key, content) for key in ("ana", "corina")] == [False, True]


async def test_what_was_kept_for_good_stays_with_who_declines(table: Table) -> None:
    meeting = await _asked(table)
    content = await _returns(meeting, kept=True)

    await meeting.done("ana", "DeclineConference", conferenceId=meeting.id, reason="We are full.")

    assert await _reads(meeting, "ana", content)


@pytest.mark.parametrize("kept", [True, False])
async def test_what_is_chosen_at_the_last_submission_counts(table: Table, kept: bool) -> None:
    meeting = await _asked(table)
    content = await _returns(meeting, kept=not kept)
    assert await _returns(meeting, 1, kept=kept) == content
    assert await _reads(meeting, "ana", content)

    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.close()

    assert [await _reads(meeting, key, content) for key in ("ana", "corina", "dalia")] == [kept, kept, True]


async def test_who_is_left_out_at_the_last_submission_reads_nothing_and_can_be_told_again(table: Table) -> None:
    meeting = await _asked(table)
    content = await _returns(meeting)
    await _returns(meeting, 1, withoutAgencyIds=[table.agency_id("police")])
    assert [await _reads(meeting, key, content) for key in ("ana", "corina")] == [False, True]

    await _returns(meeting, 2)

    assert [await _reads(meeting, key, content) for key in ("ana", "corina")] == [True, True]


async def test_who_comes_late_is_told_by_the_next_submission(table: Table) -> None:
    meeting = await on_agenda(table)
    await _come(meeting, "ngo")
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    content = await _returns(meeting)
    await _come(meeting, "police")
    assert not await _reads(meeting, "ana", content)

    await _returns(meeting, 1)

    assert await _reads(meeting, "ana", content)


async def _with_felicia(table: Table) -> Meeting:
    """She comes for her programme, which she sees cases of by name alone."""
    meeting = await on_agenda(table)
    await _come(meeting, "programme", representativeIds=[table.membership_id("felicia")])
    assert await meeting.shown("felicia") is not None
    return meeting


async def test_who_sends_apologies_hears_nothing_more_until_they_come_after_all(table: Table) -> None:
    meeting = await _with_felicia(table)
    there = (await meeting.attendance("felicia"))["id"]

    await meeting.done("felicia", "SendApologies", attendanceId=there, reason="I am ill.")
    assert await meeting.shown("felicia") is None
    assert await meeting.shown("ilie") is not None

    await meeting.done("felicia", "ConfirmAttendance", attendanceId=there)
    assert await meeting.shown("felicia") is not None


async def test_who_comes_though_they_sent_apologies_hears_it(table: Table) -> None:
    meeting = await _with_felicia(table)
    there = (await meeting.attendance("felicia"))["id"]
    await meeting.done("felicia", "SendApologies", attendanceId=there, reason="I am ill.")
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)

    await meeting.done("felicia", "RecordArrival", attendanceId=there, confidential=True)

    assert await meeting.shown("felicia") is not None


async def test_who_has_a_colleague_come_instead_hears_nothing_more(table: Table) -> None:
    meeting = await _with_felicia(table)
    there = (await meeting.attendance("felicia"))["id"]

    given = {"attendanceId": there, "deputyMembershipId": table.membership_id("ilie")}
    await meeting.done("ilie", "SendDeputy", **given)

    assert await meeting.shown("felicia") is None


async def _felicia_of_the_table(table: Table) -> Meeting:
    """Her programme sits at the table for good, and she is on the case by the conference alone."""
    case = {"caseId": table.case_id, "agencyId": table.agency_id("programme"), "invitation": "Sit with us."}
    meeting = await planned(table)
    await meeting.done("corina", "InviteAgency", **case)
    ask = "query { invitations(first: 9) { nodes { id } } }"
    (open_one,) = (await (await meeting.by("ilie")).ask(ask)).data["invitations"]["nodes"]
    await meeting.done("ilie", "AcceptInvitation", invitationId=open_one["id"])
    return await _with_felicia(table)


async def test_a_function_ends_with_the_conference_though_its_agency_stays(table: Table) -> None:
    meeting = await _felicia_of_the_table(table)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)

    await meeting.close()

    assert await meeting.shown("felicia") is None
    assert await meeting.shown("ilie") is not None


async def test_a_function_stays_where_the_case_was_heard(table: Table) -> None:
    meeting = await _felicia_of_the_table(table)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "felicia")
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)

    await meeting.close()

    assert await meeting.shown("felicia") is not None


async def test_a_function_goes_on_with_another_conference_that_hears_the_case(table: Table) -> None:
    first = await _with_felicia(table)
    second = await _with_felicia(table)
    await first.done("corina", "BeginConference", conferenceId=first.id)

    await first.close()
    assert await second.shown("felicia") is not None
    await second.done("corina", "CancelConference", conferenceId=second.id, reason="Too few can come.")

    assert await second.shown("felicia") is None
