"""The tools to assess by: for all who sign in, in their language, with all that they ask."""

from typing import Any

from tests.support.table import Client, Table

EVERYONE = ("ana", "bogdan", "corina", "dalia", "emil", "felicia", "gelu", "horia")


async def _tools(client: Client, language: str) -> list[Any]:
    nodes: list[Any] = (await client.ask("RiskTools", language=language)).data["riskTools"]["nodes"]
    return nodes


async def test_everyone_reads_them_by_key_and_version(table: Table) -> None:
    for client in [*[await table.by(key) for key in EVERYONE], await table.by_script()]:
        found = [(tool["key"], tool["version"], tool["retired"]) for tool in await _tools(client, "EN")]
        assert found == [("ro-police-form", 1, False), ("roundtable-example", 1, False)]


async def test_they_say_what_they_ask_in_either_language(table: Table) -> None:
    ana = await table.by("ana")

    english, romanian = [(await _tools(ana, language))[1] for language in ("EN", "RO")]

    assert [tool["title"] for tool in (english, romanian)] == ["Example assessment", "Evaluare model"]
    assert [section["title"] for section in english["sections"]] == [
        "The violence so far",
        "Threat and control",
        "Circumstances",
    ]
    assert romanian["sections"][2]["indicators"][-1] == {
        **{"key": "nobody-near", "text": "Nu este nimeni aproape la care să poată apela."},
        **{"weight": 1, "critical": False, "mayBeUnknown": True},
    }
    for tool in (english, romanian):
        assert {name: tool[name] for name in ("criticalLevel", "judgementNeededFrom", "bands")} == {
            **{"criticalLevel": "HIGH", "judgementNeededFrom": 5},
            "bands": [
                {"level": "STANDARD", "fromScore": 0, "reassessAfterDays": 90},
                {"level": "MEDIUM", "fromScore": 8, "reassessAfterDays": 30},
                {"level": "HIGH", "fromScore": 16, "reassessAfterDays": 7},
            ],
        }
        assert [len(section["indicators"]) for section in tool["sections"]] == [4, 5, 6]


async def test_what_officers_find_is_known(table: Table) -> None:
    form, _ = await _tools(await table.by("ana"), "EN")

    may = {section["key"]: {each["mayBeUnknown"] for each in section["indicators"]} for section in form["sections"]}
    assert may == {
        **{"asked-of-violence": {True}, "asked-of-threats": {True}, "asked-of-circumstances": {True}},
        "found": {False},
    }


async def test_they_come_page_by_page(table: Table) -> None:
    ana = await table.by("ana")
    first = (await ana.ask("RiskTools", language="RO", first=1)).data["riskTools"]
    after = first["pageInfo"]["endCursor"]
    rest = (await ana.ask("RiskTools", language="RO", first=1, after=after)).data["riskTools"]

    assert [tool["key"] for tool in first["nodes"] + rest["nodes"]] == ["ro-police-form", "roundtable-example"]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
