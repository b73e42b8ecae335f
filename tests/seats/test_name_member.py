"""Naming a colleague on a case: a live post of one's own agency, in a role that reads cases."""

from uuid import UUID

import pytest

from roundtable.core import ids
from roundtable.core.actor import Role
from tests.messaging.room import left_behind, nothing, refusals
from tests.seats.chairs import colleague, conflicted, in_role, members, named, sees
from tests.support.table import Table


async def test_who_is_named_sees_the_case(table: Table) -> None:
    ana, horia = await table.by("ana"), await colleague(table, "ana")
    assert not await sees(horia, table)

    member = await named(table, table.membership_id("horia"), ana, "OBSERVER")

    assert (member["function"], member["renouncedAt"]) == ("OBSERVER", None)
    assert member["membership"]["id"] == table.membership_id("horia")
    assert await sees(horia, table)
    assert (await members(ana, table))[table.membership_id("horia")] == member["id"]


async def test_what_naming_leaves_behind(table: Table) -> None:
    ana = await table.by("ana")
    await colleague(table, "ana")

    async with left_behind(table) as added:
        await named(table, table.membership_id("horia"), ana)

    # All at the table hear that the agency's part changed, in its stream and the agencies' own; so does the one who was
    # named; and who has a task hears that others may see it.
    assert added.pop("stream") >= 1
    assert added == {"case_member": 1, "fact": 3, "stream_entry": 8, "performed": 1}


async def test_the_lead_agency_names_who_coordinates_and_no_other_does(table: Table) -> None:
    ana, corina = await table.by("ana"), await table.by("corina")
    await colleague(table, "ana")
    given = {"membershipId": table.membership_id("horia"), "function": "CASE_MANAGER"}
    refused = await ana.act("NameMember", caseId=table.case_id, **given)
    await colleague(table, "corina")

    member = await named(table, table.membership_id("horia"), corina, "CASE_MANAGER")

    assert (refusals(refused), refused["caseMember"]) == ([("FORBIDDEN", ["function"])], None)
    assert member["function"] == "CASE_MANAGER"


async def test_nobody_is_named_twice(table: Table) -> None:
    ana = await table.by("ana")

    async with left_behind(table) as added:
        payload = await ana.act(
            "NameMember", caseId=table.case_id, membershipId=table.membership_id("ana"), function="OBSERVER"
        )

    assert refusals(payload) == [("WRONG_STATUS", ["membershipId"])]
    assert added == {}


async def test_a_post_of_another_agency_or_role_or_in_conflict_answers_like_an_unknown_one(table: Table) -> None:
    ana = await table.by("ana")
    given = {"caseId": table.case_id, "function": "PRACTITIONER"}
    unknown = await ana.act("NameMember", **given, membershipId=nothing("membership"))
    assert refusals(unknown) == [("NOT_FOUND", ["membershipId"])]
    horia = table.membership_id("horia")

    async with left_behind(table) as added:
        assert unknown == await ana.act("NameMember", **given, membershipId=horia)
        for role in (Role.AGENCY_ADMIN, Role.AUDITOR, Role.ANALYST):
            await colleague(table, "ana", role)
            assert unknown == await ana.act("NameMember", **given, membershipId=horia)
    assert added == {}

    await colleague(table, "ana")
    await conflicted(table, person="horia")
    assert unknown == await ana.act("NameMember", **given, membershipId=horia)


@pytest.mark.parametrize("wrong", ["nonsense", ids.encode("agency", UUID(int=7))])
async def test_an_id_of_another_kind_is_malformed(table: Table, wrong: str) -> None:
    ana = await table.by("ana")
    post = table.membership_id("ana")

    of_post = await ana.act("NameMember", caseId=table.case_id, membershipId=wrong, function="OBSERVER")
    of_case = await ana.act("NameMember", caseId=wrong, membershipId=post, function="OBSERVER")

    assert refusals(of_post) == [("INVALID_ID", ["membershipId"])]
    assert refusals(of_case) == [("INVALID_ID", ["caseId"])]


async def test_a_practitioner_is_refused_and_nothing_is_recorded(table: Table) -> None:
    bogdan = await table.by("bogdan")
    await colleague(table, "bogdan")

    async with left_behind(table) as added:
        payload = await bogdan.act(
            "NameMember", caseId=table.case_id, membershipId=table.membership_id("horia"), function="OBSERVER"
        )

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}


async def test_an_outsider_cannot_tell_that_the_case_exists(table: Table) -> None:
    clients = [await table.by("horia"), await table.by("emil"), await in_role(table, "gelu", Role.AGENCY_ADMIN)]
    given = {"membershipId": nothing("membership"), "function": "CASE_MANAGER"}

    async with left_behind(table) as added:
        for client in clients:
            there = await client.act("NameMember", caseId=table.case_id, **given)
            assert there == await client.act("NameMember", caseId=nothing("case"), **given)
            assert refusals(there) == [("NOT_FOUND", ["caseId"])]

    assert added == {}
