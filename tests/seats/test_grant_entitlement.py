"""Entitling to a category: within what one may give, and never to a sight of a case."""

from datetime import timedelta
from typing import Any

import pytest

from roundtable.access.models import Category, Entitlement
from roundtable.core.actor import Role
from roundtable.core.errors import Code
from roundtable.demo.cast import AGENCIES
from tests.messaging.room import everyone, left_behind, nothing, opened, page, refusals
from tests.seats.chairs import colleague, granted, in_role, inactive, sees
from tests.support.table import Table
from tests.tasks.desk import in_hours, shifted

NOT_HELD = [(Code.CATEGORY_NOT_HELD.value, ["category"])]


async def test_the_lead_agency_entitles_an_agency_in_one_case(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    thread = await opened(corina, table, everyone(categories=["CHILD"]), "School")
    assert await page(ana, thread) is None

    made = await granted(corina, "CHILD", agencyId=table.agency_id("police"), caseId=table.case_id)

    assert (made["category"], made["case"], made["membership"]) == ("CHILD", {"id": table.case_id}, None)
    assert (made["agency"]["id"], made["grantedBy"]["id"]) == (
        table.agency_id("police"),
        table.membership_id("corina"),
    )
    assert await page(ana, thread) is not None


async def test_an_entitlement_ends_by_itself(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    thread = await opened(corina, table, everyone(categories=["CHILD"]), "School")

    ends = in_hours(table, 0.3)
    await granted(corina, "CHILD", agencyId=table.agency_id("police"), caseId=table.case_id, endsAt=ends)

    assert await page(ana, thread) is not None
    with shifted(table, 0.5):
        assert await page(ana, thread) is None


async def test_the_lead_agency_gives_no_category_that_it_does_not_hold(table: Table) -> None:
    corina = await table.by("corina")

    async with left_behind(table) as added:
        payload = await corina.act(
            "GrantEntitlement", category="HEALTH", agencyId=table.agency_id("police"), caseId=table.case_id
        )

    assert (refusals(payload), payload["entitlement"]) == (NOT_HELD, None)
    assert added == {}


async def test_only_an_agency_at_the_table_is_entitled_in_a_case(table: Table) -> None:
    corina = await table.by("corina")

    async with left_behind(table) as added:
        for agency in (table.agency_id("hospital"), table.agency_id("elsewhere"), nothing("agency")):
            payload = await corina.act("GrantEntitlement", category="CHILD", agencyId=agency, caseId=table.case_id)
            assert refusals(payload) == [("AGENCY_NOT_AVAILABLE", ["agencyId"])]

    assert added == {}


async def test_an_administrator_entitles_posts_of_the_agency_to_what_it_holds(table: Table) -> None:
    admin = await colleague(table, "bogdan", Role.AGENCY_ADMIN)

    made = await granted(admin, "HEALTH", membershipId=table.membership_id("bogdan"))
    refused = await admin.act("GrantEntitlement", category="CHILD", membershipId=table.membership_id("bogdan"))

    assert (made["membership"]["id"], made["agency"], made["case"]) == (table.membership_id("bogdan"), None, None)
    assert (refusals(refused), refused["entitlement"]) == (NOT_HELD, None)
    assert not await sees(admin, table)


async def test_a_post_holds_nothing_longer_than_its_agency(table: Table) -> None:
    admin, now = await colleague(table, "bogdan", Role.AGENCY_ADMIN), table.services.clock.now()
    ends = now + timedelta(hours=24)
    agency = AGENCIES["forensic"].id
    await table.add(Entitlement(category=Category.CHILD, bit=8, agency_id=agency, starts_at=now, ends_at=ends))
    given = {"category": "CHILD", "membershipId": table.membership_id("bogdan")}

    async with left_behind(table) as added:
        for longer in ({}, {"endsAt": in_hours(table, 25)}):
            payload = await admin.act("GrantEntitlement", **given, **longer)
            assert (refusals(payload), payload["entitlement"]) == ([("INVALID_DATE", ["endsAt"])], None)
    assert added == {}

    made = await granted(admin, "CHILD", membershipId=given["membershipId"], endsAt=in_hours(table, 23))
    assert made["membership"]["id"] == table.membership_id("bogdan")


async def test_an_administrator_gives_nothing_in_a_case_and_cannot_tell_that_it_exists(table: Table) -> None:
    admin = await colleague(table, "bogdan", Role.AGENCY_ADMIN)
    given = {"category": "HEALTH", "membershipId": table.membership_id("bogdan")}

    async with left_behind(table) as added:
        there = await admin.act("GrantEntitlement", **given, caseId=table.case_id)
        assert there == await admin.act("GrantEntitlement", **given, caseId=nothing("case"))

    assert refusals(there) == [("NOT_FOUND", ["caseId"])]
    assert added == {}


async def test_an_administrator_entitles_no_post_of_another_agency_nor_the_agency_itself(table: Table) -> None:
    admin = await colleague(table, "bogdan", Role.AGENCY_ADMIN)
    given: list[tuple[dict[str, str], tuple[str, list[str]]]] = [
        ({"membershipId": table.membership_id("ana")}, ("FORBIDDEN", ["membershipId"])),
        ({"membershipId": nothing("membership")}, ("NOT_FOUND", ["membershipId"])),
        # Who administers reads no case, so that a category is nothing to them.
        ({"membershipId": table.membership_id("horia")}, ("NOT_FOUND", ["membershipId"])),
        ({"agencyId": table.agency_id("forensic")}, ("FORBIDDEN", [])),
    ]

    async with left_behind(table) as added:
        for to, refusal in given:
            payload = await admin.act("GrantEntitlement", category="HEALTH", **to)
            assert refusals(payload) == [refusal], to

    assert added == {}


async def test_who_runs_the_platform_entitles_agencies_and_sees_no_case_by_it(table: Table) -> None:
    horia = await in_role(table, "horia", Role.PLATFORM_ADMIN)
    corina, ana = await table.by("corina"), await table.by("ana")
    thread = await opened(corina, table, everyone(categories=["LOCATION"]), "Where she is")

    made = await granted(horia, "LOCATION", agencyId=table.agency_id("police"))

    assert (made["agency"]["id"], made["case"]) == (table.agency_id("police"), None)
    assert await page(ana, thread) is not None
    assert not await sees(horia, table)
    refused = await horia.act("GrantEntitlement", category="LOCATION", membershipId=table.membership_id("ana"))
    assert refusals(refused) == [("FORBIDDEN", [])]


async def test_an_agency_that_is_unknown_or_gone_is_not_entitled(table: Table) -> None:
    horia = await in_role(table, "horia", Role.PLATFORM_ADMIN)
    await inactive(table, "legal")

    for agency in (nothing("agency"), table.agency_id("legal")):
        payload = await horia.act("GrantEntitlement", category="LOCATION", agencyId=agency)
        assert refusals(payload) == [("AGENCY_NOT_AVAILABLE", ["agencyId"])]


async def test_what_stands_is_not_granted_again(table: Table) -> None:
    horia = await in_role(table, "horia", Role.PLATFORM_ADMIN)

    async with left_behind(table) as added:
        payload = await horia.act("GrantEntitlement", category="HEALTH", agencyId=table.agency_id("forensic"))

    assert refusals(payload) == [("WRONG_STATUS", [])]
    assert added == {}


async def test_bad_input_is_refused_by_its_code_and_nothing_is_recorded(table: Table) -> None:
    corina = await table.by("corina")
    police, post = table.agency_id("police"), table.membership_id("corina")
    bad: list[tuple[dict[str, Any], tuple[str, list[str]]]] = [
        ({"agencyId": None}, ("REQUIRED", ["agencyId"])),
        ({"membershipId": post}, ("REQUIRED", ["agencyId"])),
        ({"agencyId": None, "membershipId": post}, ("FORBIDDEN", ["membershipId"])),
        ({"agencyId": "nonsense"}, ("INVALID_ID", ["agencyId"])),
        ({"caseId": "nonsense"}, ("INVALID_ID", ["caseId"])),
        ({"endsAt": in_hours(table, -1)}, ("INVALID_DATE", ["endsAt"])),
    ]

    async with left_behind(table) as added:
        for given, refusal in bad:
            good = {"category": "CHILD", "agencyId": police, "caseId": table.case_id}
            payload = await corina.act("GrantEntitlement", **good | given)
            assert (refusals(payload), payload["entitlement"]) == ([refusal], None), given

    assert added == {}


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.SUPERVISOR, Role.PRACTITIONER])
async def test_who_does_not_lead_is_refused_and_nothing_is_recorded(table: Table, role: Role) -> None:
    ana = await in_role(table, "ana", role)
    given = {"category": "FORENSIC_EVIDENCE", "agencyId": table.agency_id("ngo")}

    async with left_behind(table) as added:
        in_case = await ana.act("GrantEntitlement", **given, caseId=table.case_id)
        anywhere = await ana.act("GrantEntitlement", **given)
        to_post = await ana.act(
            "GrantEntitlement", category="FORENSIC_EVIDENCE", membershipId=table.membership_id("ana")
        )

    assert [refusals(payload) for payload in (in_case, anywhere, to_post)] == [[("FORBIDDEN", [])]] * 3
    assert added == {}


async def test_an_outsider_cannot_tell_that_the_case_exists(table: Table) -> None:
    emil, gelu = await table.by("emil"), await table.by("gelu")
    horia = await in_role(table, "horia", Role.PLATFORM_ADMIN)

    async with left_behind(table) as added:
        for client in (emil, gelu, horia):
            for given in ({"category": "CHILD", "agencyId": table.agency_id("police")}, {"category": "CHILD"}):
                there = await client.act("GrantEntitlement", **given, caseId=table.case_id)
                assert there == await client.act("GrantEntitlement", **given, caseId=nothing("case"))
                assert refusals(there) == [("NOT_FOUND", ["caseId"])]

    assert added == {}


async def test_what_an_agency_holds_no_more_it_does_not_give(table: Table) -> None:
    admin, now = await colleague(table, "emil", Role.AGENCY_ADMIN), table.services.clock.now()
    over = Entitlement(category=Category.CHILD, bit=8, agency_id=AGENCIES["hospital"].id, starts_at=now, ends_at=now)
    await table.add(over)

    payload = await admin.act("GrantEntitlement", category="CHILD", membershipId=table.membership_id("emil"))

    assert refusals(payload) == NOT_HELD
