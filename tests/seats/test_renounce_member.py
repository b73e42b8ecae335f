"""Ending a function on a case: one's own, or a colleague's; who has no other seat sees the case no more."""

from roundtable.core.actor import Role
from tests.messaging.room import left_behind, nothing, refusals
from tests.seats.chairs import colleague, in_role, members, named, sees
from tests.support.table import Table


async def test_who_renounces_sees_the_case_no_more(table: Table) -> None:
    bogdan = await table.by("bogdan")
    own = (await members(bogdan, table))[table.membership_id("bogdan")]

    payload = await bogdan.act("RenounceMember", caseMemberId=own)

    # It took effect; there is nothing left to show of it.
    assert payload == {"problems": [], "caseMember": None}
    assert not await sees(bogdan, table)
    assert table.membership_id("bogdan") not in await members(await table.by("corina"), table)


async def test_a_contact_point_ends_a_colleague_s_function(table: Table) -> None:
    ana, horia = await table.by("ana"), await colleague(table, "ana")
    member = await named(table, table.membership_id("horia"), ana)

    payload = await ana.act("RenounceMember", caseMemberId=member["id"])

    assert (payload["problems"], payload["caseMember"]["id"]) == ([], member["id"])
    assert payload["caseMember"]["renouncedAt"] is not None
    assert not await sees(horia, table)


async def test_who_has_renounced_may_be_named_again(table: Table) -> None:
    ana, horia = await table.by("ana"), await colleague(table, "ana")
    member = await named(table, table.membership_id("horia"), ana)
    await ana.act("RenounceMember", caseMemberId=member["id"])

    again = await named(table, table.membership_id("horia"), ana)

    assert again["id"] != member["id"]
    assert await sees(horia, table)


async def test_what_is_renounced_is_not_renounced_again(table: Table) -> None:
    ana = await table.by("ana")
    own = (await members(ana, table))[table.membership_id("ana")]
    await ana.act("RenounceMember", caseMemberId=own)

    async with left_behind(table) as added:
        payload = await ana.act("RenounceMember", caseMemberId=own)

    assert (refusals(payload), payload["caseMember"]) == ([("WRONG_STATUS", [])], None)
    assert added == {}


async def test_others_are_refused_and_nothing_is_recorded(table: Table) -> None:
    # A contact point of another agency, and a practitioner of the same one.
    ana, bogdan, horia = await table.by("ana"), await table.by("bogdan"), await colleague(table, "ana")
    await named(table, table.membership_id("horia"), ana)
    on_case = await members(ana, table)

    async with left_behind(table) as added:
        for client, of in ((ana, "bogdan"), (horia, "ana"), (bogdan, "corina")):
            payload = await client.act("RenounceMember", caseMemberId=on_case[table.membership_id(of)])
            assert (refusals(payload), payload["caseMember"]) == ([("FORBIDDEN", [])], None)

    assert added == {}


async def test_an_outsider_cannot_tell_that_the_function_exists(table: Table) -> None:
    ana = await table.by("ana")
    member = (await members(ana, table))[table.membership_id("ana")]
    clients = [await table.by("emil"), await table.by("gelu"), await in_role(table, "horia", Role.SUPERVISOR)]

    async with left_behind(table) as added:
        for client in clients:
            there = await client.act("RenounceMember", caseMemberId=member)
            assert there == await client.act("RenounceMember", caseMemberId=nothing("casemember"))
            assert refusals(there) == [("NOT_FOUND", ["caseMemberId"])]
        wrong = await ana.act("RenounceMember", caseMemberId=nothing("caseagency"))
        assert refusals(wrong) == [("INVALID_ID", ["caseMemberId"])]

    assert added == {}
