"""Values of each kind come out as they went in, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.reader.conftest import Gardens
from tests.reader.rows import BEN, MORNING, base, plant, plant_id

HARD_TEXTS = [
    "",
    " ",
    "'",
    '"',
    "\\",
    "\\n",
    "\n\t\r",
    "\x01\x7f",
    "\u2028\u2029\ufeff",
    "💐👩‍👩‍👧 ș ß",
    "%s %(me)s :me",
    "null",
    "[1]",
]


async def only(gardens: Gardens, selection: str, **known: Any) -> Any:
    """What is selected of the one plant there is."""
    await gardens.fill(**base(plant=[plant(1, **known)]))
    answer = await gardens.ask("{ plants { nodes { " + selection + " } } }")
    assert answer.errors == []
    return answer.data["plants"]["nodes"][0]


@pytest.mark.parametrize("text", HARD_TEXTS)
async def test_text_is_carried_whatever_it_says(gardens: Gardens, text: str) -> None:
    assert await only(gardens, "name notes shouted", name=text, notes={text: [text]}) == {
        "name": text,
        "notes": {text: [text]},
        "shouted": text.upper() + "!",
    }


@pytest.mark.parametrize(
    "notes", [None, True, False, 0, -1.5, "", "{}", [], {}, [None, {"#type": "Garden", "a": {"#case": 1}}]]
)
async def test_json_is_carried_as_it_is(gardens: Gardens, notes: Any) -> None:
    assert (await only(gardens, "notes", notes=notes))["notes"] == notes


@pytest.mark.parametrize("thriving", [True, False, None])
async def test_a_truth_is_true_false_or_null_and_no_number(gardens: Gardens, thriving: bool | None) -> None:
    await gardens.fill(**base(plant=[plant(1, thriving=thriving)]))
    # As read, for the executor would make a truth of a number.
    read = (await gardens.ask("{ plants { nodes { thriving rooted } } }")).read["plants"]["nodes"][0]
    assert read["thriving"] is thriving
    assert read["rooted"] is True


@pytest.mark.parametrize(
    ("dies_at", "dead"), [(None, None), (MORNING, True), (datetime(2900, 1, 1, tzinfo=UTC), False)]
)
async def test_a_condition_over_nothing_is_null(gardens: Gardens, dies_at: datetime | None, dead: bool | None) -> None:
    assert (await only(gardens, "dead", dies_at=dies_at))["dead"] is dead


@pytest.mark.parametrize("microseconds", [0, 1, 120_000, 999_999])
async def test_a_moment_keeps_its_microseconds_and_is_in_utc(gardens: Gardens, microseconds: int) -> None:
    moment = datetime(2026, 10, 25, 1, 30, 0, microseconds, tzinfo=UTC)
    found = await only(gardens, "plantedAt", planted_at=moment)
    assert found["plantedAt"] == f"2026-10-25T01:30:00.{microseconds:06d}Z"


@pytest.mark.parametrize("leaves", [0, -1, 2**31 - 1, -(2**31)])
async def test_numbers_keep_their_value(gardens: Gardens, leaves: int) -> None:
    found = await only(gardens, "kind measures { leaves height }", leaves=leaves, height=0.1 + 0.2, kind="TREE")
    assert found == {"kind": "TREE", "measures": {"leaves": leaves, "height": 0.1 + 0.2}}


async def test_an_object_of_which_only_the_type_is_asked_is_still_a_row(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1)]))
    answer = await gardens.ask(
        "query ($id: ID!) { almanac { keepers { __typename } } viewer { __typename keeper { __typename } }"
        " plant(id: $id) { __typename garden { __typename } parent { __typename } } node(id: $id) { __typename } }",
        id=plant_id(1),
    )
    assert answer.data == {
        "almanac": {"keepers": [{"__typename": "Keeper"}, {"__typename": "Keeper"}]},
        "viewer": {"__typename": "Viewer", "keeper": {"__typename": "Keeper"}},
        "plant": {"__typename": "Plant", "garden": {"__typename": "Garden"}, "parent": None},
        "node": {"__typename": "Plant"},
    }


async def test_the_moment_is_the_caller_s_and_no_clock_s(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1, shown_at=MORNING)]))
    text = "{ plants { nodes { name } } }"
    gardens.now = MORNING
    assert (await gardens.ask(text)).data == {"plants": {"nodes": [{"name": "plant 1"}]}}
    gardens.now = MORNING - timedelta(microseconds=1)
    assert (await gardens.ask(text)).data == {"plants": {"nodes": []}}


async def test_who_was_not_let_in_sees_nothing_of_a_garden(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(1), plant(2, garden_id=None)]))
    text = "{ viewer { keeper { name } } gardens { nodes { name } } plants { nodes { name } } }"
    assert (await gardens.seen_by(BEN).ask(text)).data == {
        "viewer": {"keeper": {"name": "Ben"}},
        "gardens": {"nodes": []},
        "plants": {"nodes": [{"name": "plant 2"}]},
    }
