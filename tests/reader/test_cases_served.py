"""For the record of reads: the cases that an answer has rows of, all of them and no others."""

import pytest

from tests.reader.conftest import Gardens
from tests.reader.garden import key
from tests.reader.rows import BEN, ROSES, SECRET, THORNS, base, happening, plant, plant_id

ROSE, THORN, WILD, HIDDEN = (
    plant(1),
    plant(2, garden_id=THORNS, parent_id=key(1)),
    plant(3, garden_id=None),
    plant(4, garden_id=SECRET),
)


@pytest.mark.parametrize(
    ("text", "served"),
    [
        ("{ viewer { keeper { name } } almanac { keepers { name } } }", set()),
        ("{ plants { nodes { __typename } } }", {ROSES, THORNS}),
        # What lies beyond the page was looked at, and not served.
        ("{ plants(first: 1) { nodes { name } } }", set()),
        ("{ plants(first: 2) { nodes { name } } }", {THORNS}),
        ("{ plants { pageInfo { hasNextPage } } }", set()),
        ("{ gardens(first: 1) { nodes { name } } }", {ROSES}),
        # A row of one case may lead to another's, directly or by way of what belongs to none.
        (f'{{ plant(id: "{plant_id(2)}") {{ parent {{ name }} }} }}', {ROSES, THORNS}),
        (f'{{ plant(id: "{plant_id(1)}") {{ keeper {{ plants {{ nodes {{ name }} }} }} }} }}', {ROSES, THORNS}),
        (f'{{ plant(id: "{plant_id(3)}") {{ name }} }}', set()),
        (f'{{ plant(id: "{plant_id(3)}") {{ measures {{ peers {{ nodes {{ name }} }} }} }} }}', {ROSES, THORNS}),
        (f'{{ plant(id: "{plant_id(4)}") {{ name }} node(id: "{plant_id(4)}") {{ id }} }}', set()),
        (f'{{ node(id: "{plant_id(1)}") {{ id }} }}', {ROSES}),
        (f'{{ plant(id: "{plant_id(3)}") {{ happenings {{ number }} }} }}', {THORNS}),
    ],
)
async def test_the_cases_of_all_rows_in_an_answer_are_told(gardens: Gardens, text: str, served: set[object]) -> None:
    told_of_a_wild_one = happening(1, WILD, garden_id=THORNS)
    rows = [ROSE, THORN, {**WILD, "id": key(3)}, HIDDEN]
    await gardens.fill(**base(plant=rows, happening=[told_of_a_wild_one]))
    answer = await gardens.ask(text)
    assert answer.errors == []
    assert answer.cases == served


async def test_who_sees_nothing_is_served_no_case(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[ROSE, THORN, HIDDEN]))
    answer = await gardens.seen_by(BEN).ask("{ plants { nodes { name } } gardens { nodes { name } } }")
    assert answer.cases == set()
