"""The conflicts of a case: for those who manage them, and for nobody else."""

from roundtable.core.actor import Role
from tests.conflicts.room import declared, listed, own
from tests.consents.room import break_glass
from tests.messaging.room import nothing
from tests.seats.chairs import colleague, in_role
from tests.support.table import Table

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def test_who_coordinates_the_case_is_shown_all_newest_first_page_by_page(table: Table) -> None:
    corina = await table.by("corina")
    await own(await table.by("ana"), table)
    await declared(corina, table, agencyId=table.agency_id("ngo"))
    await declared(corina, table, membershipId=table.membership_id("emil"))

    first = (await corina.ask("CaseConflicts", caseId=table.case_id, first=2)).data["conflicts"]
    after = first["pageInfo"]["endCursor"]
    rest = (await corina.ask("CaseConflicts", caseId=table.case_id, first=2, after=after)).data["conflicts"]

    parties = [(conflict["practitioner"] or conflict["agency"])["id"] for conflict in first["nodes"] + rest["nodes"]]
    shown = [conflict["practitioner"] and conflict["practitioner"]["fullName"] for conflict in first["nodes"]]
    assert (shown, rest["nodes"][0]["practitioner"]["fullName"]) == (["Emil", None], "Ana")
    assert parties[1] == table.agency_id("ngo")
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


async def test_a_supervisor_is_shown_those_of_colleagues_only(table: Table) -> None:
    dalia, horia = await in_role(table, "dalia", Role.SUPERVISOR), await colleague(table, "dalia", Role.CONTACT_POINT)
    await own(await table.by("ana"), table)
    await own(horia, table)

    assert [conflict["practitioner"]["fullName"] for conflict in await listed(dalia, table)] == ["Horia"]


async def test_everyone_else_cannot_tell_that_there_are_any(table: Table) -> None:
    corina = await table.by("corina")
    conflict = (await declared(corina, table, membershipId=table.membership_id("bogdan")))["id"]
    await break_glass(table, "horia")
    horia = await in_role(table, "horia", Role.SUPERVISOR)
    others = [await table.by(key) for key in ("ana", "bogdan", "dalia", "emil", "felicia", "gelu")]

    assert (await corina.ask(NODE, id=conflict)).data["node"] == {"__typename": "ConflictDeclaration", "id": conflict}
    for client in [horia, *others, await table.by_script()]:
        assert await listed(client, table) == []
        answers = [await client.ask(NODE, id=key) for key in (conflict, nothing("conflict"))]
        assert answers[0].data == answers[1].data == {"node": None}
