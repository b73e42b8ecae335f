"""Ending a deputyship before its time; and who of an agency sees who stands in for whom."""

from roundtable.core.actor import Role
from tests.messaging.room import left_behind, nothing, refusals
from tests.seats.chairs import Payload, colleague, deputised, in_role, sees
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours


async def _listed(client: Client) -> list[Payload]:
    nodes: list[Payload] = (await client.ask("Deputyships")).data["deputyships"]["nodes"]
    return nodes


async def _stood_in(table: Table, **more: str) -> str:
    """Horia stands in for Bogdan."""
    bogdan = await table.by("bogdan")
    await colleague(table, "bogdan")
    made = await deputised(bogdan, table, table.membership_id("bogdan"), table.membership_id("horia"), **more)
    deputyship: str = made["id"]
    return deputyship


async def test_a_deputy_sees_nothing_more_at_once(table: Table) -> None:
    deputyship = await _stood_in(table)
    bogdan, horia = await table.by("bogdan"), await table.by("horia")
    assert await sees(horia, table)

    payload = await bogdan.act("EndDeputyship", deputyshipId=deputyship)

    assert (payload["problems"], payload["deputyship"]["id"]) == ([], deputyship)
    assert payload["deputyship"]["endsAt"] < in_hours(table, 0)
    assert not await sees(horia, table)


async def test_what_has_not_begun_never_does_and_what_is_over_is_not_ended_again(table: Table) -> None:
    deputyship = await _stood_in(table, startsAt=in_hours(table, 5))
    bogdan = await table.by("bogdan")

    ended = (await bogdan.act("EndDeputyship", deputyshipId=deputyship))["deputyship"]
    assert ended["startsAt"] == ended["endsAt"]

    over = await _stood_in(table)
    await bogdan.act("EndDeputyship", deputyshipId=over)
    async with left_behind(table) as added:
        payload = await bogdan.act("EndDeputyship", deputyshipId=over)
    assert (refusals(payload), payload["deputyship"]) == ([("WRONG_STATUS", [])], None)
    assert added == {}


async def test_the_deputy_is_refused_and_nothing_is_recorded(table: Table) -> None:
    deputyship, horia = await _stood_in(table), await table.by("horia")

    async with left_behind(table) as added:
        payload = await horia.act("EndDeputyship", deputyshipId=deputyship)

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}


async def test_other_agencies_cannot_tell_that_it_exists(table: Table) -> None:
    deputyship = await _stood_in(table)
    node = "query ($id: ID!) { node(id: $id) { id } }"

    async with left_behind(table) as added:
        for key in ("ana", "corina", "gelu"):
            client = await table.by(key)
            there = await client.act("EndDeputyship", deputyshipId=deputyship)
            assert there == await client.act("EndDeputyship", deputyshipId=nothing("deputyship"))
            assert refusals(there) == [("NOT_FOUND", ["deputyshipId"])]
            assert (await client.ask(node, id=deputyship)).data == {"node": None}
            assert await _listed(client) == []
        wrong = await (await table.by("bogdan")).act("EndDeputyship", deputyshipId="nonsense")
        assert refusals(wrong) == [("INVALID_ID", ["deputyshipId"])]

    assert added == {}


async def test_all_of_an_agency_see_who_stands_in_for_whom_the_latest_first(table: Table) -> None:
    later = await _stood_in(table, startsAt=in_hours(table, 30), endsAt=in_hours(table, 40))
    now = await _stood_in(table)

    for client in (await table.by("bogdan"), await in_role(table, "horia", Role.AGENCY_ADMIN)):
        assert [deputyship["id"] for deputyship in await _listed(client)] == [later, now]
