"""What each row of a list leads to is joined to the list, so that PostgreSQL keeps what many rows have in common."""

import re

import pytest
from sqlalchemy import text

from tests.reader.conftest import Gardens
from tests.reader.rows import ANA, base, plant

LISTED = "{ plants(first: 50) { nodes { name keeper { name } garden { name } } } }"


async def test_a_list_of_many_looks_up_each_of_the_few_that_they_lead_to_once(gardens: Gardens) -> None:
    if gardens.database.is_sqlite:
        pytest.skip("SQLite looks each up within its object")
    await gardens.fill(**base(plant=[plant(number, keeper_id=ANA) for number in range(1, 51)]))
    async with gardens.database.writing() as session:
        await session.execute(text("ANALYZE"))

    with gardens.statements() as sent:
        answer = await gardens.ask(LISTED)

    assert len(answer.data["plants"]["nodes"]) == 50
    assert {node["keeper"]["name"] for node in answer.data["plants"]["nodes"]} == {"Ana"}
    async with gardens.database.reading() as connection:
        asked = re.sub(r"\$\d+::UUID", f"'{ANA}'::uuid", sent[-1])
        asked = re.sub(r"\$\d+::TIMESTAMP WITH TIME ZONE", "now()", asked)
        plan = [line for (line,) in await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF) {asked}")]
    assert any("Hits: 49  Misses: 1" in line for line in plan), plan


async def test_sqlite_joins_nothing_that_hangs_on_its_row(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1)]))
    with gardens.statements() as sent:
        await gardens.ask(LISTED)
    assert ("LATERAL" in sent[-1]) is not gardens.database.is_sqlite


async def test_a_list_within_a_list_is_joined_to_its_own_rows(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(number, keeper_id=ANA) for number in range(1, 4)]))
    answer = await gardens.ask("{ almanac { keepers { name plants { nodes { name keeper { name } } } } } }")
    assert answer.errors == []
    (ana,) = [each for each in answer.data["almanac"]["keepers"] if each["name"] == "Ana"]
    assert [each["keeper"] for each in ana["plants"]["nodes"]] == [{"name": "Ana"}] * 3
