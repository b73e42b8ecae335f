"""What agencies say they know of a case on an agenda."""

from datetime import timedelta

import pytest

from roundtable.conferences.models import Conference
from roundtable.core import ids
from tests.conferences.meeting import Meeting, Payload, in_session, on_agenda
from tests.messaging.room import BASIS, left_behind, nothing, refusals
from tests.support.table import Table

KNOWN = {"involvement": "Treated in May.", "concerns": "It is getting worse."}


async def _asked(table: Table) -> tuple[Meeting, str]:
    """The hospital is asked over the item of a conference that Ana's police come to as well."""
    meeting = await on_agenda(table)
    police = [table.agency_id("police")]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=police)
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    return meeting, (await meeting.asked("emil", "hospital"))["id"]


async def test_what_is_being_written_is_its_agencys_alone(table: Table) -> None:
    meeting, asked = await _asked(table)

    saved = (await meeting.done("emil", "SaveReturn", agencyReturnId=asked, version=0, **KNOWN))["agencyReturn"]

    assert (saved["state"], saved["content"]["involvement"], saved["content"]["version"]) == (
        *("IN_PREPARATION", "Treated in May."),
        1,
    )
    for key in ("corina", "ana"):
        theirs = await meeting.asked(key, "hospital")
        assert (theirs["state"], theirs["content"]) == ("IN_PREPARATION", None)


async def test_what_is_submitted_is_told_to_who_hears_the_case_until_the_conference_closes(table: Table) -> None:
    meeting, asked = await _asked(table)
    persons = (await (await table.by("corina")).ask("CasePage", caseId=table.case_id)).data["case"]["participants"]
    known = [person["id"] for person in persons if person["role"] == "VICTIM"]
    given = {"agencyReturnId": asked, "version": 0, **KNOWN, "knownIds": known, "grounds": BASIS}

    said = (await meeting.done("emil", "SubmitReturn", **given))["agencyReturn"]

    assert (said["state"], said["late"], said["answeredBy"]["id"]) == ("SUBMITTED", False, table.membership_id("emil"))
    for key in ("corina", "ana"):
        content = (await meeting.asked(key, "hospital"))["content"]
        assert (content["involvement"], [person["id"] for person in content["known"]]) == ("Treated in May.", known)
    # Who sits at the case's table and does not come to the conference is not told.
    assert (await (await table.by("dalia")).ask("AgendaItemPage", agendaItemId=meeting.item)).data["agendaItem"] is None

    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.close()

    assert (await meeting.asked("ana", "hospital"))["content"] is None
    # Nothing holds the hospital at the case any more: what it lent goes with its seat.
    assert await meeting.shown("emil") is None


async def test_what_is_kept_stays_and_who_is_left_out_is_not_told(table: Table) -> None:
    meeting, asked = await _asked(table)
    given = {"agencyReturnId": asked, "version": 0, **KNOWN, "grounds": BASIS, "kept": True}
    await meeting.done("emil", "SubmitReturn", **given, withoutAgencyIds=[table.agency_id("police")])

    assert (await meeting.asked("ana", "hospital"))["content"] is None
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.close()

    for key in ("corina", "emil"):
        assert (await meeting.asked(key, "hospital"))["content"]["concerns"] == "It is getting worse."


async def test_one_may_say_that_one_knows_nothing_or_why_one_does_not_say_it(table: Table) -> None:
    meeting, asked = await _asked(table)
    nil = (await meeting.done("emil", "ReturnNothing", agencyReturnId=asked))["agencyReturn"]
    assert (nil["state"], nil["content"]) == ("NIL_RETURN", None)
    again = await meeting.act("emil", "DeclineReturn", agencyReturnId=asked, reason="LEGAL_BAR")
    assert refusals(again) == [("WRONG_STATUS", [])]

    own = (await meeting.asked("corina", "social"))["id"]
    declined = (await meeting.done("corina", "DeclineReturn", agencyReturnId=own, reason="PROFESSIONAL_SECRECY"))[
        "agencyReturn"
    ]
    assert (declined["state"], declined["declineReason"]) == ("DECLINED_TO_SHARE", "PROFESSIONAL_SECRECY")


async def test_of_two_who_write_at_once_the_second_is_told(table: Table) -> None:
    meeting, asked = await _asked(table)
    await meeting.done("emil", "SaveReturn", agencyReturnId=asked, version=0, **KNOWN)

    async with left_behind(table) as added:
        for operation, more in (("SaveReturn", {}), ("SubmitReturn", {"grounds": BASIS})):
            payload = await meeting.act("emil", operation, agencyReturnId=asked, version=0, **KNOWN, **more)
            assert refusals(payload) == [("DRAFT_CHANGED", ["version"])]

    assert added == {}


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"involvement": " ", "concerns": None}, ("REQUIRED", ["involvement"])),
        ({"protectiveFactors": "x" * 10_001}, ("TOO_LONG", ["protectiveFactors"])),
        ({"knownIds": [nothing("participant")]}, ("NOT_FOUND", ["knownIds", "0"])),
        ({"grounds": {**BASIS, "rationale": None}}, ("RATIONALE_REQUIRED", ["grounds", "rationale"])),
        ({"agencyReturnId": nothing("agencyreturn")}, ("NOT_FOUND", ["agencyReturnId"])),
    ],
)
async def test_what_cannot_be_said_is_refused_with_its_field(
    table: Table, wrong: Payload, refusal: tuple[str, list[str]]
) -> None:
    meeting, asked = await _asked(table)
    given: Payload = {"agencyReturnId": asked, "version": 0, **KNOWN, "grounds": BASIS}

    async with left_behind(table) as added:
        payload = await meeting.act("emil", "SubmitReturn", **{**given, **wrong})

    assert (refusals(payload), added) == ([refusal], {})


async def test_nobody_answers_for_another_agency(table: Table) -> None:
    meeting, asked = await _asked(table)

    async with left_behind(table) as added:
        for operation, more in (
            ("SaveReturn", {"version": 0, **KNOWN}),
            ("ReturnNothing", {}),
            ("DeclineReturn", {"reason": "UNSAFE"}),
        ):
            for key in ("corina", "ana"):
                payload = await meeting.act(key, operation, agencyReturnId=asked, **more)
                assert refusals(payload) == [("FORBIDDEN", [])]
            there = await meeting.act("horia", operation, agencyReturnId=asked, **more)
            none = await meeting.act("horia", operation, agencyReturnId=nothing("agencyreturn"), **more)
            assert (there, refusals(there)) == (none, [("NOT_FOUND", ["agencyReturnId"])])

    assert added == {}


async def test_a_return_after_it_was_due_is_taken_until_the_meeting_is_over_and_says_that_it_is_late(
    table: Table,
) -> None:
    meeting = await in_session(table, "corina", "emil")
    asked = (await meeting.asked("emil", "hospital"))["id"]
    async with table.database.writing() as session:
        from_then = await session.get_one(Conference, ids.decode("conference", meeting.id))
        from_then.returns_due_at = table.services.clock.now() - timedelta(hours=1)
    assert (await meeting.asked("corina", "hospital"))["late"] is True

    said = await meeting.done("emil", "SubmitReturn", agencyReturnId=asked, version=0, **KNOWN, grounds=BASIS)
    assert said["agencyReturn"]["late"] is True

    await meeting.done("corina", "DeferAgendaItem", agendaItemId=meeting.item, reason="No time.")
    await meeting.done("corina", "EndConference", conferenceId=meeting.id)
    more = await meeting.act("emil", "SubmitReturn", agencyReturnId=asked, version=1, **KNOWN, grounds=BASIS)
    assert refusals(more) == [("WRONG_STATUS", [])]
