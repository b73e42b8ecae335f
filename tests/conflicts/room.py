"""What tests of conflicts share: declaring one, and who finds the case."""

from typing import Any

from tests.support.table import Client, Table

Payload = dict[str, Any]
CAST = ("ana", "bogdan", "corina", "dalia", "emil", "felicia", "gelu", "horia")


async def declared(client: Client, table: Table, **party: Any) -> Payload:
    """A conflict of somebody else, as who manages it is shown it."""
    payload = await client.act("DeclareConflict", caseId=table.case_id, reason="They are related.", **party)
    assert (payload["problems"], payload["case"]) == ([], {"id": table.case_id})
    conflict: Payload = payload["conflict"]
    return conflict


async def own(client: Client, table: Table) -> None:
    """One's own conflict: it took effect, and one is shown neither the case nor the conflict any more."""
    payload = await client.act("DeclareConflict", caseId=table.case_id, reason="She is my sister.")
    assert [(problem["code"], problem["path"]) for problem in payload["problems"]] == [("NOT_FOUND", [])]
    assert (payload["case"], payload["conflict"]) == (None, None)


async def listed(client: Client, table: Table) -> list[Payload]:
    """The conflicts of the case, as one is shown them."""
    answer = await client.ask("CaseConflicts", caseId=table.case_id)
    conflicts: list[Payload] = answer.data["conflicts"]["nodes"]
    return conflicts


async def finds(client: Client, table: Table) -> bool:
    """Whether one finds the case: by its id, and among one's own."""
    by_id = (await client.ask("CasePage", caseId=table.case_id)).data["case"] is not None
    among = [case["id"] for case in (await client.ask("MyCases")).data["cases"]["nodes"]]
    assert (table.case_id in among) == by_id
    return by_id


async def who_find(table: Table) -> list[str]:
    return [key for key in CAST if await finds(await table.by(key), table)]
