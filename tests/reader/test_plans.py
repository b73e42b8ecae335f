"""Plans are kept from run to run: values, viewers and moments must not be."""

import asyncio
from itertools import product
from typing import Any

from graphql import get_operation_ast, parse
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from roundtable.core.errors import Code
from tests.reader.conftest import Gardens
from tests.reader.rows import ANA, BEN, KEEPERS, LATER, MORNING, THORNS, base, happening, plant, plant_id

ASK = """query ($id: ID!, $first: Int!, $kinds: [Kind!], $name: Boolean!, $before: DateTime, $after: String) {
  plant(id: $id) { id name @include(if: $name) }
  plants(first: $first, kinds: $kinds, plantedBefore: $before, after: $after) { nodes { name } pageInfo { endCursor } }
}"""


async def test_a_document_sent_again_answers_its_new_values(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1), plant(2, kind="TREE", planted_at=LATER), plant(3)]))
    for number, first, kinds, name, before in product(
        (1, 2), (1, 3), (None, [], ["TREE"]), (True, False), (None, LATER)
    ):
        given = {"first": first, "kinds": kinds, "name": name, "before": before and before.isoformat()}
        answer = await gardens.ask(ASK, id=plant_id(number), **given)
        matching = [3, 2, 1] if not kinds else [2]
        matching = [n for n in matching if not (before and n == 2)]
        assert [node["name"] for node in answer.data["plants"]["nodes"]] == [f"plant {n}" for n in matching[:first]]
        assert answer.data["plant"] == {"id": plant_id(number)} | ({"name": f"plant {number}"} if name else {})


async def test_a_wrong_value_is_refused_though_the_plan_is_kept_and_leaves_it_fit(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1), plant(2)]))
    fine = {"id": plant_id(1), "first": 1, "name": True}
    cursor = (await gardens.ask(ASK, **fine)).data["plants"]["pageInfo"]["endCursor"]
    for _ in range(2):
        assert (await gardens.ask(ASK, **fine, after=cursor)).data["plants"]["nodes"] == [{"name": "plant 1"}]
        assert (await gardens.ask(ASK, **fine, after="forged")).errors == [(["plants"], Code.INVALID_CURSOR)]
        assert (await gardens.ask(ASK, **{**fine, "first": 0})).errors == [(["plants"], Code.INVALID_PAGE_SIZE)]
        assert (await gardens.ask(ASK, **fine)).errors == []


async def test_operations_at_the_same_time_do_not_mix(gardens: Gardens) -> None:
    rows = [plant(n, garden_id=THORNS if n % 2 else None, keeper_id=ANA if n % 3 else BEN) for n in range(1, 13)]
    await gardens.fill(**base(plant=rows))

    async def one(keeper: int, number: int) -> tuple[int, int, object]:
        asking = gardens.seen_by(KEEPERS[keeper]["id"])
        text = "query ($id: ID!) { viewer { keeper { name } } plant(id: $id) { name } }"
        return keeper, number, (await asking.ask(text, id=plant_id(number))).data

    for keeper, number, data in await asyncio.gather(*(one(k, n) for k, n in product((0, 1), range(1, 13)))):
        seen = keeper == 0 or number % 2 == 0
        assert data == {
            "viewer": {"keeper": {"name": KEEPERS[keeper]["name"]}},
            "plant": {"name": f"plant {number}"} if seen else None,
        }


async def test_a_fragment_is_decided_by_its_directives_in_each_run(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1, planted_at=MORNING)]))
    text = """query ($x: Boolean!) { plants { nodes { ...F @include(if: $x) ... @skip(if: $x) { kind } } } }
      fragment F on Plant { name }"""
    for _ in range(2):
        assert (await gardens.ask(text, x=True)).data == {"plants": {"nodes": [{"name": "plant 1"}]}}
        assert (await gardens.ask(text, x=False)).data == {"plants": {"nodes": [{"kind": "HERB"}]}}


ALIKE = """{ plants { nodes { happenings { __typename number
  ... on Watered { plant { ...P } } ... on Pruned { %s { ...P } } } } } } fragment P on Plant { id name kind }"""


async def test_types_that_select_alike_are_read_by_one_text(gardens: Gardens) -> None:
    row = plant(1)
    happenings = [happening(1, row), happening(2, row, "pruned", keeper_id=BEN)]
    await gardens.fill(**base(plant=[row], happening=happenings))
    times = {}
    for key in ("plant", "which: plant"):
        with gardens.statements() as sent:
            answer = await gardens.ask(ALIKE % key)
        [text] = sent
        times[key] = text.count("FROM plant ") + text.count("FROM plant,")
        read = {"id": plant_id(1), "name": "plant 1", "kind": "HERB"}
        assert answer.data["plants"]["nodes"][0]["happenings"] == [
            {"__typename": "Watered", "number": 1, "plant": read},
            {"__typename": "Pruned", "number": 2, key.split(":")[0]: read},
        ]
    # The page, the guard of what happened, and what it happened to: once, or once for each type.
    assert times == {"plant": 3, "which: plant": 4}


async def test_any_number_of_choices_is_one_plan_whose_text_stays_as_it_is(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1), plant(2, kind="TREE"), plant(3, kind="SHRUB")]))
    asked = "query ($kinds: [Kind!]) { plants(kinds: $kinds) { nodes { kind } } }"
    document = parse(asked)
    operation = get_operation_ast(document)
    assert operation is not None

    statements = []
    for kinds in (["TREE"], ["TREE", "HERB"], ["SHRUB", "SHRUB", "HERB"]):
        found = await gardens.ask(asked, kinds=kinds)
        assert {node["kind"] for node in found.data["plants"]["nodes"]} == {*kinds}
        ready = gardens.reader.operation(document, operation, {"kinds": kinds})
        assert ready is not None
        statements.append(ready.plan.statement.statement)

    dialect: Any = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
    compiled: list[Any] = [statement.compile(dialect=dialect) for statement in statements]
    assert len({each.string for each in compiled}) == 1
    assert not compiled[0].post_compile_params, "the driver runs it as it is"
