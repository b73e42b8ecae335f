"""Asking agencies and people to a conference, and what they answer."""

import pytest

from tests.conferences.meeting import Meeting, on_agenda, planned, referred
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Table


async def test_an_agency_that_comes_hears_the_agenda_and_before_that_nothing_of_any_case(table: Table) -> None:
    meeting = await referred(table, "hospital")
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    cases = "{ cases(first: 9) { nodes { id } } }"
    before = (await (await table.by("emil")).ask(cases)).data["cases"]["nodes"]
    assert (await meeting.shown("emil"), before) == (None, [])

    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)

    shown = await meeting.shown("emil")
    assert shown is not None
    assert (shown["case"]["id"], shown["status"]) == (table.case_id, "ACCEPTED")
    assert [each["agency"]["id"] for each in shown["returns"]] == [
        table.agency_id("social"),
        table.agency_id("hospital"),
    ]
    # What was shared with all before is not for a newcomer (rule 9).
    threads = (await (await table.by("emil")).ask("CaseThreads", caseId=table.case_id)).data["threads"]["nodes"]
    assert [thread["subject"] for thread in threads] == ["Monthly conference"]


async def test_whoever_comes_first_or_the_item_it_is_heard(table: Table) -> None:
    meeting = await referred(table, "hospital")
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    assert await meeting.shown("emil") is None

    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)

    assert await meeting.shown("emil") is not None


async def test_a_practitioner_who_comes_is_put_on_the_cases_by_name(table: Table) -> None:
    meeting = await referred(table, "programme")
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    felicia = [table.membership_id("felicia")]

    accepted = await meeting.done("ilie", "AcceptConference", conferenceId=meeting.id, representativeIds=felicia)

    people = [each["membership"]["id"] for each in accepted["conference"]["attendance"]]
    assert people == [table.membership_id("corina"), *felicia]
    shown = await meeting.shown("felicia")
    assert shown is not None
    # On the perpetrator's side one is not told how to reach the victim.
    case = (await (await table.by("felicia")).ask("CasePage", caseId=table.case_id)).data["case"]
    assert case["safeContact"] is None


async def test_an_agency_that_is_left_out_or_in_conflict_hears_nothing_and_is_not_told(table: Table) -> None:
    meeting = await referred(table, "hospital", withoutAgencyIds=[table.agency_id("hospital")])
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    without = await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    assert without["problems"] == []
    assert await meeting.shown("emil") is None

    other = await on_agenda(table)
    assert await other.shown("emil") is not None
    conflict = {"caseId": table.case_id, "agencyId": table.agency_id("hospital"), "reason": "A brother."}
    await other.done("corina", "DeclareConflict", **conflict)
    assert await other.shown("emil") is None
    third = await on_agenda(table)
    assert await third.shown("emil") is None


async def test_one_that_declines_says_why_and_may_be_asked_again(table: Table) -> None:
    meeting = await planned(table, "hospital")
    await meeting.done("emil", "DeclineConference", conferenceId=meeting.id, reason="We are full.")
    (asked,) = (await meeting.page("corina"))["conference"]["agencies"]
    assert (asked["state"], asked["reason"]) == ("DECLINED", "We are full.")
    again = await meeting.act("emil", "DeclineConference", conferenceId=meeting.id, reason="Full.")
    assert refusals(again) == [("WRONG_STATUS", [])]

    hospital = [table.agency_id("hospital")]
    invited = await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=hospital)

    (asked,) = invited["conference"]["agencies"]
    assert (asked["state"], asked["reason"]) == ("INVITED", None)


async def test_an_agency_that_does_not_come_after_all_hears_no_more_of_the_agenda(table: Table) -> None:
    meeting = await on_agenda(table)
    assert await meeting.shown("emil") is not None

    await meeting.done("emil", "DeclineConference", conferenceId=meeting.id, reason="We are full.")

    assert await meeting.shown("emil") is None
    assert (await meeting.attendance("emil"))["status"] == "APOLOGIES"
    # Should it come again, it is named anew.
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    assert await meeting.shown("emil") is not None
    assert (await meeting.attendance("emil"))["status"] == "CONFIRMED"


async def test_nobody_answers_for_another_agency(table: Table) -> None:
    meeting = await planned(table, "hospital")

    async with left_behind(table) as added:
        for operation, more in (("AcceptConference", {}), ("DeclineConference", {"reason": "No."})):
            ours = await meeting.act("corina", operation, conferenceId=meeting.id, **more)
            assert refusals(ours) == [("FORBIDDEN", [])]
            for key in ("ana", "gelu", "horia"):
                there = await meeting.act(key, operation, conferenceId=meeting.id, **more)
                assert there == await meeting.act(key, operation, conferenceId=nothing("conference"), **more)
                assert refusals(there) == [("NOT_FOUND", ["conferenceId"])]
        foreign = [table.membership_id("ana")]
        accepted = await meeting.act("emil", "AcceptConference", conferenceId=meeting.id, representativeIds=foreign)
        assert refusals(accepted) == [("INVALID_AUDIENCE", ["representativeIds", "0"])]

    assert added == {}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"function": "OBSERVER"}, ("REQUIRED", ["condition"])),
        ({"function": "VICTIM_ADVOCATE", "condition": "None"}, ("NOT_WANTED", ["condition"])),
        ({"function": "OBSERVER", "condition": "x" * 1_001}, ("TOO_LONG", ["condition"])),
        ({"function": "VICTIM_ADVOCATE", "membershipId": nothing("membership")}, ("NOT_FOUND", ["membershipId"])),
    ],
)
async def test_who_is_named_is_somebody_and_an_observer_has_a_condition(
    table: Table, given: dict[str, str], refusal: tuple[str, list[str]]
) -> None:
    meeting = await planned(table)
    named = {"conferenceId": meeting.id, "membershipId": table.membership_id("horia"), **given}

    async with left_behind(table) as added:
        payload = await meeting.act("corina", "NameAttendee", **named)

    assert (refusals(payload), added) == ([refusal], {})


async def test_an_observer_signs_and_sees_the_conference_and_no_case(table: Table) -> None:
    meeting = await on_agenda(table)
    horia = {"membershipId": table.membership_id("horia"), "function": "OBSERVER", "condition": "Take no notes."}
    there = (await meeting.done("corina", "NameAttendee", conferenceId=meeting.id, **horia))["attendance"]
    unsigned = await meeting.act("horia", "ConfirmAttendance", attendanceId=there["id"])
    assert refusals(unsigned) == [("REQUIRED", ["signs"])]

    confirmed = await meeting.done("horia", "ConfirmAttendance", attendanceId=there["id"], signs=True)

    assert confirmed["attendance"]["signedAt"] is not None
    page = await meeting.page("horia")
    assert (page["conference"]["title"], page["agenda"]["nodes"]) == ("Monthly conference", [])


async def test_apologies_say_whether_the_agency_has_returned_what_it_knows(table: Table) -> None:
    meeting = await on_agenda(table)
    there = await meeting.attendance("emil")
    given = {"attendanceId": there["id"], "reason": "In surgery."}
    first = (await meeting.done("emil", "SendApologies", **given))["attendance"]
    assert first["status"] == "APOLOGIES"

    asked = await meeting.asked("emil", "hospital")
    await meeting.done("emil", "ReturnNothing", agencyReturnId=asked["id"])
    second = (await meeting.done("emil", "SendApologies", **given))["attendance"]

    assert (second["status"], second["reason"]) == ("APOLOGIES_WITH_RETURN", "In surgery.")


async def test_a_deputy_is_a_colleague(table: Table) -> None:
    meeting = await planned(table)
    advocate = {"membershipId": table.membership_id("dalia"), "function": "VICTIM_ADVOCATE"}
    there = (await meeting.done("corina", "NameAttendee", conferenceId=meeting.id, **advocate))["attendance"]

    for key, refusal in {"ana": "INVALID_AUDIENCE", "dalia": "INVALID_AUDIENCE"}.items():
        deputy = table.membership_id("ana" if key == "ana" else "gelu")
        payload = await meeting.act("dalia", "SendDeputy", attendanceId=there["id"], deputyMembershipId=deputy)
        assert refusals(payload) == [(refusal, ["deputyMembershipId"])]


async def test_one_who_is_not_there_does_not_say_who_comes(table: Table) -> None:
    meeting: Meeting = await on_agenda(table)
    emil = await meeting.attendance("emil")

    async with left_behind(table) as added:
        for operation, more in (("ConfirmAttendance", {}), ("SendApologies", {"reason": "No."})):
            given = {"attendanceId": emil["id"], **more}
            assert refusals(await meeting.act("corina", operation, **given)) == [("FORBIDDEN", [])]
            for key in ("ana", "horia"):
                there = await meeting.act(key, operation, **given)
                assert there == await meeting.act(key, operation, **{**given, "attendanceId": nothing("attendance")})

    assert added == {}
