"""Ids and tags: anything by its id, wrong ids where they stand, rows of an interface by what they are."""

import pytest

from roundtable.core import ids
from roundtable.core.errors import Code
from tests.reader.conftest import Gardens
from tests.reader.garden import key
from tests.reader.rows import ANA, BEN, LATER, ROSES, SECRET, base, happening, plant, plant_id

WRONG = ["", "plant", "plant_1", "plant_" + "g" * 32, "PLANT_" + "0" * 32, "rose_" + "0" * 32, plant_id(1) + "\n", "💐"]


@pytest.mark.parametrize(
    ("public_id", "found"),
    [
        (plant_id(1), {"__typename": "Plant", "id": plant_id(1), "name": "plant 1", "leaves": None}),
        (ids.encode("garden", ROSES), {"__typename": "Garden", "id": ids.encode("garden", ROSES), "tended": True}),
        (ids.encode("keeper", BEN), {"__typename": "Keeper", "id": ids.encode("keeper", BEN), "name": "Ben"}),
        (plant_id(2), None),
        (plant_id(7), None),
        (ids.encode("garden", SECRET), None),
    ],
)
async def test_anything_is_found_by_its_id_if_one_may_see_it(
    gardens: Gardens, public_id: str, found: dict[str, object] | None
) -> None:
    await gardens.fill(**base(plant=[plant(1), plant(2, garden_id=SECRET)]))
    text = """query ($id: ID!) { node(id: $id) { __typename id
      ... on Plant { name } ... on Keeper { name } ... on Garden { tended } } }"""
    expected = found and {name: value for name, value in found.items() if name != "leaves"}
    assert (await gardens.ask(text, id=public_id)).data == {"node": expected}


@pytest.mark.parametrize("wrong", [*WRONG, ids.encode("viewer", ANA), ids.encode("happening", key(9_001))])
async def test_an_id_of_nothing_that_is_a_node_is_an_error_and_its_neighbours_are_answered(
    gardens: Gardens, wrong: str
) -> None:
    row = plant(1)
    await gardens.fill(**base(plant=[row], happening=[happening(1, row)]))
    answer = await gardens.ask("query ($id: ID!) { plants { nodes { name } } node(id: $id) { id } }", id=wrong)
    assert answer.data == {"plants": {"nodes": [{"name": "plant 1"}]}, "node": None}
    assert answer.errors == [(["node"], Code.INVALID_ID)]


@pytest.mark.parametrize("wrong", [*WRONG, ids.encode("garden", ROSES)])
async def test_an_id_of_another_type_is_an_error_and_its_neighbours_are_answered(gardens: Gardens, wrong: str) -> None:
    await gardens.fill(**base(plant=[plant(1)]))
    text = 'query ($id: ID!) { plant(id: $id) { id } right: plant(id: "' + plant_id(1) + '") { name } }'
    # The plan of a right id is at hand, and must not hide a wrong one.
    assert (await gardens.ask(text, id=plant_id(1))).data["plant"] == {"id": plant_id(1)}
    answer = await gardens.ask(text, id=wrong)
    assert answer.data == {"plant": None, "right": {"name": "plant 1"}}
    assert answer.errors == [(["plant"], Code.INVALID_ID)]
    assert (await gardens.ask(text, id=plant_id(1))).data["plant"] == {"id": plant_id(1)}


async def test_rows_of_an_interface_are_what_their_tag_says_and_unknown_ones_are_not_there(gardens: Gardens) -> None:
    row = plant(1)
    happenings = [
        happening(1, row, litres=0.5),
        happening(2, row, "rumoured"),
        happening(3, row, "pruned", keeper_id=BEN),
    ]
    await gardens.fill(**base(plant=[row], happening=happenings))
    text = """{ plants { nodes { happenings { __typename number ticket
      ... on Watered { litres } ... on Pruned { by { name } } } } } }"""
    assert (await gardens.ask(text)).data["plants"]["nodes"][0]["happenings"] == [
        {"__typename": "Watered", "number": 1, "ticket": "ticket 1", "litres": 0.5},
        {"__typename": "Pruned", "number": 3, "ticket": "ticket 3", "by": {"name": "Ben"}},
    ]


async def test_what_may_not_be_null_but_is_hidden_is_an_error_that_tells_nothing(gardens: Gardens) -> None:
    row = plant(1, shown_at=LATER)
    parent = plant(2)
    await gardens.fill(**base(plant=[parent, row], happening=[happening(1, row), happening(2, parent)]))
    text = "{ plants { nodes { name happenings { number } } } }"
    assert (await gardens.ask(text)).data == {"plants": {"nodes": [{"name": "plant 2", "happenings": [{"number": 2}]}]}}
