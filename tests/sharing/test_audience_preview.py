"""Who would see what is not there yet: exactly who sees it once it is."""

from typing import Any

import pytest

from tests.messaging.room import BASIS, opened, page
from tests.support.table import Client, Table

CHOICES: list[dict[str, Any]] = [
    {"sensitivity": "CASE_AGENCIES"},
    {"sensitivity": "NAMED_AGENCIES", "agencyIds": ["police", "ngo"]},
    {"sensitivity": "NAMED_AGENCIES", "agencyIds": ["police"]},
    {"sensitivity": "NAMED_PERSONS", "membershipIds": ["ana", "bogdan"]},
]


@pytest.mark.parametrize("choice", CHOICES)
async def test_it_names_exactly_those_who_see_it_then(table: Table, choice: dict[str, Any]) -> None:
    ana = await table.by("ana")
    asked = _as_ids(table, choice)

    foreseen = await _preview(ana, table, asked)

    shown = await page(ana, await opened(ana, table, BASIS | asked))
    assert shown and foreseen == sorted(post["id"] for post in shown["audience"]["seenBy"])


async def test_a_category_leaves_out_who_is_not_entitled(table: Table) -> None:
    ana = await table.by("ana")

    foreseen = await _preview(ana, table, {"sensitivity": "CASE_AGENCIES", "categories": ["PERPETRATOR"]})

    assert foreseen == []


async def test_an_outsider_is_told_of_nobody(table: Table) -> None:
    for key in ("horia", "emil"):
        assert await _preview(await table.by(key), table, {"sensitivity": "CASE_AGENCIES"}) == []


def _as_ids(table: Table, choice: dict[str, Any]) -> dict[str, Any]:
    made = dict(choice)
    if "agencyIds" in made:
        made["agencyIds"] = [table.agency_id(key) for key in made["agencyIds"]]
    if "membershipIds" in made:
        made["membershipIds"] = [table.membership_id(key) for key in made["membershipIds"]]
    return made


async def _preview(client: Client, table: Table, asked: dict[str, Any]) -> list[str]:
    answer = await client.ask("AudiencePreview", caseId=table.case_id, **asked)
    return sorted(post["id"] for post in answer.data["audiencePreview"]["nodes"])
