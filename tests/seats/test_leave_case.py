"""Leaving the table: rights end at once, others keep what was shared, and who comes back starts anew."""

import pytest
from sqlalchemy import select

from roundtable.access.models import Category, Disclosure, Entitlement
from roundtable.core.actor import Role
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES
from tests.messaging.room import left_behind, nothing, page, refusals
from tests.seats.chairs import in_role, invitations, members, parts, seated, sees
from tests.support.table import Table
from tests.tasks.desk import COURT, shown, titles

WHY = "Another house takes over."


async def test_an_agency_that_leaves_sees_nothing_more_at_once(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    thread, task = await table.thread_id(), await table.task_id(COURT)

    payload = await dalia.act("LeaveCase", caseId=table.case_id, reason=WHY)

    assert payload == {"problems": []}
    assert not await sees(dalia, table)
    assert [await page(dalia, thread), await shown(dalia, task), await titles(dalia)] == [None, None, []]
    assert (await parts(corina, table))["Casa Speranței"] == "LEFT"
    assert table.membership_id("dalia") not in await members(corina, table)


async def test_its_script_sees_no_more_tasks(table: Table) -> None:
    dalia, script = await table.by("dalia"), await table.by_script()
    assert len(await titles(script)) == 2

    await dalia.act("LeaveCase", caseId=table.case_id, reason=WHY)

    assert await titles(script) == []


async def test_its_open_tasks_stay_with_who_sees_them(table: Table) -> None:
    corina, ana, dalia = [await table.by(key) for key in ("corina", "ana", "dalia")]
    task = await table.task_id(COURT)

    await dalia.act("LeaveCase", caseId=table.case_id, reason=WHY)

    for client in (corina, ana):
        left = await shown(client, task)
        assert left is not None
        assert (left["status"], left["ownerAgency"]["name"]) == ("REQUESTED", "Casa Speranței")


async def test_what_named_it_and_what_it_was_entitled_to_in_the_case_end_with_it(table: Table) -> None:
    dalia, ngo = await table.by("dalia"), AGENCIES["ngo"].id
    now = table.services.clock.now()
    of_case = Entitlement(
        category=Category.CHILD, bit=Category.CHILD.bit, agency_id=ngo, case_id=story.CASE, starts_at=now
    )
    await table.add(of_case)

    await dalia.act("LeaveCase", caseId=table.case_id, reason=WHY)

    async with table.database.writing() as session:
        namings = (await session.scalars(select(Disclosure))).all()
        entitlements = (await session.scalars(select(Entitlement))).all()
    assert {naming.revocation_reason for naming in namings if naming.agency_id == ngo} == {
        "The agency is no longer at the table."
    }
    assert [naming for naming in namings if naming.revoked_at and naming.agency_id != ngo] == []
    # What it holds in every case is no matter of this one.
    ended = {held.category: held.ends_at is not None for held in entitlements if held.agency_id == ngo}
    assert ended == {Category.CHILD: True, Category.LOCATION: False}


async def test_who_comes_back_sees_from_then_on(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    thread, task = await table.thread_id(), await table.task_id(COURT)
    await dalia.act("LeaveCase", caseId=table.case_id, reason=WHY)

    part = await seated(table, corina, dalia, "ngo")

    assert (part["state"], part["reason"], part["endedAt"]) == ("ACTIVE", None, None)
    assert await sees(dalia, table)
    assert [await page(dalia, thread), await shown(dalia, task)] == [None, None]
    assert await invitations(dalia) == []


async def test_the_agency_that_leads_cannot_leave(table: Table) -> None:
    corina = await table.by("corina")

    async with left_behind(table) as added:
        payload = await corina.act("LeaveCase", caseId=table.case_id, reason=WHY)

    assert refusals(payload) == [("WRONG_STATUS", [])]
    assert added == {}


async def test_a_practitioner_is_refused_and_nothing_is_recorded(table: Table) -> None:
    bogdan = await table.by("bogdan")

    async with left_behind(table) as added:
        payload = await bogdan.act("LeaveCase", caseId=table.case_id, reason=WHY)

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "REQUIRED"), ("x" * 501, "TOO_LONG"), ("\x07", "CONTROL_CHARACTERS")]
)
async def test_a_reason_that_is_none_is_refused_and_nothing_is_recorded(table: Table, reason: str, code: str) -> None:
    dalia = await table.by("dalia")

    async with left_behind(table) as added:
        payload = await dalia.act("LeaveCase", caseId=table.case_id, reason=reason)

    assert refusals(payload) == [(code, ["reason"])]
    assert added == {}


async def test_an_outsider_cannot_tell_that_the_case_exists(table: Table) -> None:
    clients = [await table.by(key) for key in ("horia", "emil", "gelu")]
    clients.append(await in_role(table, "felicia", Role.AGENCY_ADMIN))

    async with left_behind(table) as added:
        for client in clients:
            for reason in (WHY, " "):
                there = await client.act("LeaveCase", caseId=table.case_id, reason=reason)
                assert there == await client.act("LeaveCase", caseId=nothing("case"), reason=reason)
                assert refusals(there) == [("NOT_FOUND", ["caseId"])]

    assert added == {}
