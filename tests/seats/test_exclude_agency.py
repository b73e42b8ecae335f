"""Taking an agency from the table, for good: it sees nothing more, and cannot be asked back."""

import pytest

from roundtable.access.models import CaseAgencyState
from roundtable.core.actor import Role
from tests.messaging.room import left_behind, nothing, page, refusals
from tests.seats.chairs import WHAT_FOR, in_role, invitations, invited, members, parts, sees, state
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, shown, titles

WHY = "One of its people is near V."


async def test_an_excluded_agency_sees_nothing_more_at_once(table: Table) -> None:
    corina, ana, dalia = [await table.by(key) for key in ("corina", "ana", "dalia")]
    thread, task = await table.thread_id(), await table.task_id(COURT)

    payload = await corina.act(
        "ExcludeAgency", caseId=table.case_id, agencyId=table.agency_id("ngo"), reason=f" {WHY} "
    )

    part = payload["caseAgency"]
    assert (payload["problems"], part["state"], part["reason"]) == ([], "EXCLUDED", WHY)
    assert part["endedAt"] is not None
    assert not await sees(dalia, table)
    assert [await page(dalia, thread), await shown(dalia, task), await titles(dalia)] == [None, None, []]
    assert table.membership_id("dalia") not in await members(corina, table)
    # Its open task stays with the others.
    assert [await shown(client, task) is not None for client in (corina, ana)] == [True, True]


async def test_an_excluded_agency_is_asked_for_nothing_more(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    ngo = table.agency_id("ngo")
    await corina.act("ExcludeAgency", caseId=table.case_id, agencyId=ngo, reason=WHY)

    async with left_behind(table) as added:
        invitation = await corina.act("InviteAgency", caseId=table.case_id, agencyId=ngo, invitation=WHAT_FOR)
        task = await corina.act("AssignTask", threadId=thread, agencyId=ngo, title="Do it")

    assert refusals(invitation) == [("WRONG_STATUS", ["agencyId"])]
    assert refusals(task) == [("AGENCY_NOT_AVAILABLE", ["agencyId"])]
    assert added == {}


async def test_an_invitation_is_taken_back_and_a_task_s_agency_loses_the_task(table: Table) -> None:
    corina, horia, emil = [await table.by(key) for key in ("corina", "horia", "emil")]
    await invited(corina, table, "elsewhere")
    assert await titles(emil) == [MEDICAL]

    for agency in ("elsewhere", "hospital"):
        payload = await corina.act("ExcludeAgency", caseId=table.case_id, agencyId=table.agency_id(agency), reason=WHY)
        assert payload["problems"] == []

    assert (await invitations(horia), await titles(emil)) == ([], [])


@pytest.mark.parametrize("before", [CaseAgencyState.LEFT, CaseAgencyState.DECLINED, CaseAgencyState.EXCLUDED])
async def test_who_is_not_there_is_not_excluded(table: Table, before: CaseAgencyState) -> None:
    corina = await table.by("corina")
    await state(table, "ngo", before)

    async with left_behind(table) as added:
        payload = await corina.act("ExcludeAgency", caseId=table.case_id, agencyId=table.agency_id("ngo"), reason=WHY)

    assert refusals(payload) == [("WRONG_STATUS", ["agencyId"])]
    assert added == {}


async def test_bad_input_is_refused_by_its_code_and_nothing_is_recorded(table: Table) -> None:
    corina = await table.by("corina")
    good = {"caseId": table.case_id, "agencyId": table.agency_id("ngo"), "reason": WHY}

    async with left_behind(table) as added:
        for given, refusal in (
            ({"caseId": "nonsense"}, ("INVALID_ID", ["caseId"])),
            ({"agencyId": "nonsense"}, ("INVALID_ID", ["agencyId"])),
            ({"agencyId": nothing("agency")}, ("NOT_FOUND", ["agencyId"])),
            ({"agencyId": table.agency_id("elsewhere")}, ("NOT_FOUND", ["agencyId"])),
            ({"agencyId": table.agency_id("social")}, ("WRONG_STATUS", ["agencyId"])),
            ({"reason": " "}, ("REQUIRED", ["reason"])),
            ({"reason": "x" * 501}, ("TOO_LONG", ["reason"])),
        ):
            payload = await corina.act("ExcludeAgency", **good | given)
            assert (refusals(payload), payload["caseAgency"]) == ([refusal], None), given

    assert added == {}


@pytest.mark.parametrize(("key", "role"), [("ana", Role.SUPERVISOR), ("corina", Role.CONTACT_POINT)])
async def test_who_does_not_lead_is_refused_and_nothing_is_recorded(table: Table, key: str, role: Role) -> None:
    client = await in_role(table, key, role)

    async with left_behind(table) as added:
        payload = await client.act("ExcludeAgency", caseId=table.case_id, agencyId=table.agency_id("ngo"), reason=WHY)

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}
    assert (await parts(await table.by("dalia"), table))["Casa Speranței"] == "ACTIVE"


async def test_an_outsider_cannot_tell_that_the_case_exists(table: Table) -> None:
    async with left_behind(table) as added:
        for key in ("horia", "emil", "gelu"):
            client = await table.by(key)
            for agency in (table.agency_id("ngo"), nothing("agency")):
                there = await client.act("ExcludeAgency", caseId=table.case_id, agencyId=agency, reason=" ")
                assert there == await client.act("ExcludeAgency", caseId=nothing("case"), agencyId=agency, reason=" ")
                assert refusals(there) == [("NOT_FOUND", ["caseId"])]

    assert added == {}
