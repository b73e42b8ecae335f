"""The consents of a case: for the victim's side of the table, and for nobody else."""

from tests.consents.room import break_glass, listed, recorded, seat_programme, withdrawn
from tests.messaging.room import nothing
from tests.support.table import Table
from tests.tasks.desk import in_hours, shifted

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def test_they_come_newest_first_page_by_page(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    consents = [(await recorded(corina, table, note=f"{number}"))["id"] for number in range(3)]

    first = (await ana.ask("CaseConsents", caseId=table.case_id, first=2)).data["consents"]
    after = first["pageInfo"]["endCursor"]
    rest = (await ana.ask("CaseConsents", caseId=table.case_id, first=2, after=after)).data["consents"]

    assert [consent["note"] for consent in first["nodes"] + rest["nodes"]] == ["2", "1", "0"]
    assert [consent["id"] for consent in first["nodes"] + rest["nodes"]] == consents[::-1]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


async def test_what_its_date_has_ended_says_so(table: Table) -> None:
    ana = await table.by("ana")
    await recorded(ana, table, expiresAt=in_hours(table, 0.5))

    before = [(consent["inForce"], consent["expired"]) for consent in await listed(ana, table)]
    with shifted(table, 0.75):
        after = [(consent["inForce"], consent["expired"]) for consent in await listed(ana, table)]

    assert (before, after) == ([(True, False)], [(False, True)])


async def test_what_was_withdrawn_is_not_expired(table: Table) -> None:
    ana = await table.by("ana")
    await withdrawn(ana, await recorded(ana, table, expiresAt=in_hours(table, 0.5)))

    assert [(consent["inForce"], consent["expired"]) for consent in await listed(ana, table)] == [(False, False)]


async def test_everyone_on_the_victim_s_side_is_shown_them_and_through_a_glass(table: Table) -> None:
    consent = await recorded(await table.by("ana"), table)
    await break_glass(table, "horia")

    for key in ("ana", "bogdan", "corina", "dalia", "horia"):
        client = await table.by(key)
        assert [shown["id"] for shown in await listed(client, table)] == [consent["id"]]
        found = (await client.ask(NODE, id=consent["id"])).data["node"]
        assert found == {"__typename": "Consent", "id": consent["id"]}


async def test_the_perpetrator_s_side_and_outsiders_cannot_tell_that_there_are_any(table: Table) -> None:
    consent = await recorded(await table.by("ana"), table)
    await seat_programme(table)

    for client in [*[await table.by(key) for key in ("felicia", "emil", "gelu", "horia")], await table.by_script()]:
        assert await listed(client, table) == []
        answers = [await client.ask(NODE, id=key) for key in (consent["id"], nothing("consent"))]
        assert answers[0].data == answers[1].data == {"node": None}
