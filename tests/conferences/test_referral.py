"""Referring a case to a conference, and what its coordinator makes of the agenda."""

from typing import Any

import pytest

from tests.conferences.meeting import REFERRAL, in_session, on_agenda, planned, referred
from tests.messaging.room import BASIS, left_behind, nothing, refusals
from tests.support.table import Table


async def test_a_referral_is_shown_to_the_convener_and_to_nobody_else_before_it_is_taken(table: Table) -> None:
    meeting = await referred(table, "police", "hospital")
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)

    shown = await meeting.shown("corina")
    assert shown is not None
    assert (shown["status"], shown["criterion"], shown["reason"]) == ("PROPOSED", "ESCALATION", "Worse each week.")
    assert (shown["returns"], shown["thread"]) == ([], None)
    for key in ("ana", "emil", "bogdan", "gelu"):
        assert await meeting.shown(key) is None


async def test_another_agency_of_the_table_refers_it_and_sees_what_became_of_it(table: Table) -> None:
    meeting = await planned(table, "police", "ngo")
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}

    meeting.item = (await meeting.done("ana", "ReferCase", **given))["agendaItem"]["id"]

    assert await meeting.shown("ana") is not None
    await meeting.done("corina", "FindUnderThreshold", agendaItemId=meeting.item, reason="No criterion is met.")
    shown = await meeting.shown("ana")
    assert shown is not None
    assert (shown["status"], shown["note"]) == ("NOT_MET_THRESHOLD", "No criterion is met.")
    # It may be proposed again, and stays the same item.
    again = await meeting.done("ana", "ReferCase", **{**given, "criterion": "REPEAT"})
    assert (again["agendaItem"]["id"], again["agendaItem"]["status"]) == (meeting.item, "PROPOSED")


async def test_who_does_not_lead_the_case_lets_nobody_in(table: Table) -> None:
    meeting = await planned(table, "police", "hospital")
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}
    meeting.item = (await meeting.done("ana", "ReferCase", **given))["agendaItem"]["id"]

    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)

    assert await meeting.shown("ana") is not None
    assert await meeting.shown("emil") is None


async def test_the_same_case_is_not_twice_on_one_agenda(table: Table) -> None:
    meeting = await referred(table)

    async with left_behind(table) as added:
        payload = await meeting.act("corina", "ReferCase", conferenceId=meeting.id, caseId=table.case_id, **REFERRAL)

    assert (refusals(payload), added) == ([("ALREADY_THERE", ["caseId"])], {})


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reason": " "}, ("REQUIRED", ["reason"])),
        ({"reason": "x" * 2_001}, ("TOO_LONG", ["reason"])),
        ({"grounds": {**BASIS, "purpose": ""}}, ("REQUIRED", ["grounds", "purpose"])),
        ({"grounds": {**BASIS, "rationale": None}}, ("RATIONALE_REQUIRED", ["grounds", "rationale"])),
        (
            {"grounds": {"purpose": "Safety", "lawfulBasis": "CONSENT"}},
            ("CONSENT_REQUIRED", ["grounds", "lawfulBasis"]),
        ),
        ({"caseId": nothing("case")}, ("NOT_FOUND", ["caseId"])),
        ({"caseId": nothing("thread")}, ("INVALID_ID", ["caseId"])),
        ({"conferenceId": nothing("conference")}, ("NOT_FOUND", ["conferenceId"])),
        ({"withoutAgencyIds": [nothing("case")]}, ("INVALID_ID", ["withoutAgencyIds"])),
    ],
)
async def test_what_cannot_be_referred_is_refused_with_its_field(
    table: Table, wrong: dict[str, Any], refusal: tuple[str, list[str]]
) -> None:
    meeting = await planned(table)
    given = {"conferenceId": meeting.id, "caseId": table.case_id, **REFERRAL}

    async with left_behind(table) as added:
        payload = await meeting.act("corina", "ReferCase", **{**given, **wrong})

    assert (refusals(payload), added) == ([refusal], {})


async def test_the_convener_cannot_be_left_out(table: Table) -> None:
    meeting = await planned(table)
    without = [table.agency_id("social")]
    given = {"conferenceId": meeting.id, "caseId": table.case_id, **REFERRAL, "withoutAgencyIds": without}

    assert refusals(await meeting.act("corina", "ReferCase", **given)) == [("INVALID_AUDIENCE", ["withoutAgencyIds"])]


async def test_who_has_no_seat_at_the_case_cannot_refer_it_nor_tell_that_it_exists(table: Table) -> None:
    meeting = await planned(table, "hospital")

    async with left_behind(table) as added:
        there = await meeting.act("emil", "ReferCase", conferenceId=meeting.id, caseId=table.case_id, **REFERRAL)
        none = await meeting.act("emil", "ReferCase", conferenceId=meeting.id, caseId=nothing("case"), **REFERRAL)

    assert (there, refusals(there), added) == (none, [("NOT_FOUND", ["caseId"])], {})


async def test_the_agenda_is_in_the_order_that_was_said(table: Table) -> None:
    meeting = await on_agenda(table)

    ordered = await meeting.done("corina", "OrderAgenda", conferenceId=meeting.id, agendaItemIds=[meeting.item])

    assert ordered["conference"]["id"] == meeting.id
    for wrong, refusal in (
        ([meeting.item] * 2, ("ALREADY_THERE", ["agendaItemIds"])),
        ([nothing("agendaitem")], ("NOT_FOUND", ["agendaItemIds", "0"])),
    ):
        payload = await meeting.act("corina", "OrderAgenda", conferenceId=meeting.id, agendaItemIds=wrong)
        assert refusals(payload) == [refusal]


async def test_an_item_is_withdrawn_by_who_referred_it_alone(table: Table) -> None:
    meeting = await on_agenda(table)

    async with left_behind(table) as added:
        payload = await meeting.act("emil", "WithdrawAgendaItem", agendaItemId=meeting.item, reason="No.")
        assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}

    withdrawn = await meeting.done("corina", "WithdrawAgendaItem", agendaItemId=meeting.item, reason="She asked us.")
    assert (withdrawn["agendaItem"]["status"], withdrawn["agendaItem"]["note"]) == ("WITHDRAWN", "She asked us.")


async def test_a_length_is_of_minutes_that_can_be_meant(table: Table) -> None:
    meeting = await referred(table)

    for minutes in (0, 241):
        payload = await meeting.act("corina", "AcceptAgendaItem", agendaItemId=meeting.item, minutes=minutes)
        assert refusals(payload) == [("INVALID_LENGTH", ["minutes"])]


async def test_who_comes_does_not_set_the_agenda(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    acts: dict[str, dict[str, Any]] = {
        "DeferAgendaItem": {"agendaItemId": meeting.item, "reason": "No."},
        "FindUnderThreshold": {"agendaItemId": meeting.item, "reason": "No."},
        "OrderAgenda": {"conferenceId": meeting.id, "agendaItemIds": [meeting.item]},
        "BeginAgendaItem": {"agendaItemId": meeting.item},
    }

    async with left_behind(table) as added:
        for operation, given in acts.items():
            assert refusals(await meeting.act("emil", operation, **given)) == [("FORBIDDEN", [])]
            outside = await meeting.act("horia", operation, **given)
            assert [problem["code"] for problem in outside["problems"]] == ["NOT_FOUND"]

    assert added == {}
