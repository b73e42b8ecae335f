"""Asking an agency to the table: it sees the invitation, and nothing of the case until it accepts."""

from typing import Any

import pytest

from roundtable.access.models import CaseAgencyState
from roundtable.core.actor import Role
from tests.messaging.room import left_behind, nothing, refusals
from tests.seats.chairs import WHAT_FOR, conflicted, in_role, inactive, invitations, invited, parts, sees, state
from tests.support.table import Table
from tests.tasks.desk import MEDICAL, in_hours, titles

BAD: list[tuple[dict[str, Any], tuple[str, list[str]]]] = [
    ({"caseId": "nonsense"}, ("INVALID_ID", ["caseId"])),
    ({"agencyId": "nonsense"}, ("INVALID_ID", ["agencyId"])),
    ({"agencyId": nothing("task")}, ("INVALID_ID", ["agencyId"])),
    ({"agencyId": nothing("agency")}, ("AGENCY_NOT_AVAILABLE", ["agencyId"])),
    ({"invitation": " \n "}, ("REQUIRED", ["invitation"])),
    ({"invitation": "x" * 1_001}, ("TOO_LONG", ["invitation"])),
    ({"invitation": "bell \x07"}, ("CONTROL_CHARACTERS", ["invitation"])),
    ({"historyFrom": "2020-01-01T00:00:00Z"}, ("INVALID_DATE", ["historyFrom"])),
    ({"historyFrom": "9999-01-01T00:00:00Z"}, ("INVALID_DATE", ["historyFrom"])),
]


async def test_an_invited_agency_sees_who_asks_and_what_for_and_nothing_of_the_case(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")

    part = await invited(corina, table, "elsewhere", invitation=f" {WHAT_FOR} ")

    assert (part["state"], part["compartment"], part["lead"]) == ("INVITED", "SUPPORT", False)
    assert (part["historyFrom"], part["answeredAt"], part["endedAt"]) == (part["invitedAt"], None, None)
    (invitation,) = await invitations(horia)
    assert invitation["caseReference"] == "CJ-7K4M-2QX8"
    assert invitation["invitedBy"]["id"] == table.membership_id("corina")
    assert invitation["invitedBy"]["agency"]["name"] == "Cluj Social Services"
    assert (invitation["purpose"], invitation["historyFrom"]) == (WHAT_FOR, part["historyFrom"])
    assert invitation["wouldSee"] == {"conversations": 0, "messages": 0, "tasks": 0}
    assert not await sees(horia, table)
    assert (await parts(corina, table))["Iași County Police"] == "INVITED"


async def test_what_an_invitation_leaves_behind(table: Table) -> None:
    corina = await table.by("corina")

    async with left_behind(table) as added:
        await invited(corina, table, "elsewhere")

    # One in the agency's inbox; one on the case and in its five agencies' own; one for who has a task.
    assert added.pop("stream") >= 1
    assert added == {"case_agency": 1, "fact": 3, "stream_entry": 8, "performed": 1}


async def test_earlier_history_is_a_choice_of_who_invites(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")

    part = await invited(corina, table, "elsewhere", historyFrom=in_hours(table, -72))

    assert part["historyFrom"] < part["invitedAt"]
    (invitation,) = await invitations(horia)
    # What all share is one conversation with one message; what is for named agencies stays with them.
    assert invitation["wouldSee"] == {"conversations": 1, "messages": 1, "tasks": 0}


@pytest.mark.parametrize(("agency", "side"), [("programme", "PERPETRATOR"), ("legal", "SUPPORT")])
async def test_an_agency_s_type_says_its_side_unless_the_inviter_does(table: Table, agency: str, side: str) -> None:
    corina = await table.by("corina")
    other = {"PERPETRATOR": "SUPPORT", "SUPPORT": "PERPETRATOR"}[side]

    assert (await invited(corina, table, agency))["compartment"] == side
    await state(table, agency, CaseAgencyState.DECLINED)
    assert (await invited(corina, table, agency, compartment=other))["compartment"] == other


async def test_an_agency_that_has_a_task_keeps_it_while_it_is_invited(table: Table) -> None:
    corina, emil = await table.by("corina"), await table.by("emil")

    part = await invited(corina, table, "hospital")

    assert part["state"] == "INVITED"
    assert await titles(emil) == [MEDICAL]
    assert not await sees(emil, table)


@pytest.mark.parametrize("before", [CaseAgencyState.LEFT, CaseAgencyState.DECLINED])
async def test_who_left_or_declined_may_be_asked_again_and_starts_anew(table: Table, before: CaseAgencyState) -> None:
    corina = await table.by("corina")
    await state(table, "ngo", before)

    part = await invited(corina, table, "ngo")

    assert (part["state"], part["historyFrom"]) == ("INVITED", part["invitedAt"])
    assert [part[name] for name in ("answeredAt", "endedAt", "reason")] == [None] * 3


@pytest.mark.parametrize("before", [CaseAgencyState.ACTIVE, CaseAgencyState.INVITED, CaseAgencyState.EXCLUDED])
async def test_who_is_there_or_asked_or_excluded_is_not_asked(table: Table, before: CaseAgencyState) -> None:
    corina = await table.by("corina")
    await state(table, "ngo", before)
    # That it has a conflict too is not told either.
    await conflicted(table, agency="ngo")

    async with left_behind(table) as added:
        payload = await corina.act(
            "InviteAgency", caseId=table.case_id, agencyId=table.agency_id("ngo"), invitation=WHAT_FOR
        )

    assert (refusals(payload), payload["caseAgency"]) == ([("WRONG_STATUS", ["agencyId"])], None)
    assert added == {}


async def test_an_agency_that_is_unknown_inactive_or_in_conflict_gets_one_answer(table: Table) -> None:
    corina = await table.by("corina")
    await inactive(table, "legal")
    await conflicted(table, agency="elsewhere")

    async with left_behind(table) as added:
        answers = [
            await corina.act("InviteAgency", caseId=table.case_id, agencyId=agency, invitation=WHAT_FOR)
            for agency in (nothing("agency"), table.agency_id("legal"), table.agency_id("elsewhere"))
        ]

    assert answers[0] == answers[1] == answers[2]
    assert refusals(answers[0]) == [("AGENCY_NOT_AVAILABLE", ["agencyId"])]
    assert added == {}


async def test_bad_input_is_refused_by_its_code_and_nothing_is_recorded(table: Table) -> None:
    corina = await table.by("corina")
    good = {"caseId": table.case_id, "agencyId": table.agency_id("elsewhere"), "invitation": WHAT_FOR}

    async with left_behind(table) as added:
        for given, refusal in BAD:
            payload = await corina.act("InviteAgency", **good | given)
            assert (refusals(payload), payload["caseAgency"]) == ([refusal], None), given

    assert added == {}


async def test_history_begins_no_earlier_than_the_case_and_no_later_than_now(table: Table) -> None:
    corina = await table.by("corina")
    good = {"caseId": table.case_id, "agencyId": table.agency_id("elsewhere"), "invitation": WHAT_FOR}
    opened = (await corina.ask("CasePage", caseId=table.case_id)).data["case"]["openedAt"]

    early = await corina.act("InviteAgency", **good, historyFrom=in_hours(table, -24 * 9 - 1))
    late = await corina.act("InviteAgency", **good, historyFrom=in_hours(table, 0.1))
    just = await corina.act("InviteAgency", **good, historyFrom=opened)

    assert [refusals(early), refusals(late)] == [[("INVALID_DATE", ["historyFrom"])]] * 2
    assert (just["problems"], just["caseAgency"]["historyFrom"]) == ([], opened)


@pytest.mark.parametrize(("key", "role"), [("ana", Role.CONTACT_POINT), ("ana", Role.CASE_MANAGER)])
async def test_who_does_not_lead_is_refused_and_nothing_is_recorded(table: Table, key: str, role: Role) -> None:
    client = await in_role(table, key, role)

    async with left_behind(table) as added:
        payload = await client.act(
            "InviteAgency", caseId=table.case_id, agencyId=table.agency_id("elsewhere"), invitation=WHAT_FOR
        )

    assert (refusals(payload), payload["caseAgency"]) == ([("FORBIDDEN", [])], None)
    assert added == {}


async def test_a_practitioner_of_the_lead_agency_is_refused_and_nothing_is_recorded(table: Table) -> None:
    corina = await in_role(table, "corina", Role.PRACTITIONER)

    async with left_behind(table) as added:
        payload = await corina.act(
            "InviteAgency", caseId=table.case_id, agencyId=table.agency_id("elsewhere"), invitation=WHAT_FOR
        )

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}


async def test_an_outsider_cannot_tell_that_the_case_exists(table: Table) -> None:
    good = {"agencyId": table.agency_id("legal"), "invitation": WHAT_FOR}
    bad = {"agencyId": nothing("agency"), "invitation": " ", "historyFrom": in_hours(table, 1)}

    async with left_behind(table) as added:
        for key in ("horia", "emil", "gelu"):
            client = await in_role(table, key, Role.PRACTITIONER)
            for given in (good, bad):
                there = await client.act("InviteAgency", caseId=table.case_id, **given)
                assert there == await client.act("InviteAgency", caseId=nothing("case"), **given)
                assert refusals(there) == [("NOT_FOUND", ["caseId"])]

    assert added == {}
