"""What one operation may cost: its objects, its width, its depth; and that it is one statement, always."""

import time

import pytest
from graphql import parse
from graphql.language import OperationDefinitionNode

from roundtable.api.limits import DEPTH
from roundtable.core.errors import Code, Invalid
from tests.reader.conftest import Gardens
from tests.reader.garden import key
from tests.reader.rows import base, happening, plant, plant_id


async def refusal(gardens: Gardens, text: str) -> Code:
    with pytest.raises(Invalid) as refused:
        await gardens.ask(text)
    return refused.value.code


async def test_whatever_is_asked_is_one_statement(gardens: Gardens) -> None:
    rows = [plant(n, parent_id=key(1) if n > 1 else None) for n in range(1, 6)]
    await gardens.fill(**base(plant=rows, happening=[happening(1, rows[0])]))
    text = f"""{{ viewer {{ keeper {{ plants {{ nodes {{ children {{ nodes {{ name }} }} }} }} }} }}
      gardens {{ nodes {{ plants {{ nodes {{ happenings {{ number }} parent {{ keeper {{ name }} }} }} }} }} }}
      node(id: "{plant_id(1)}") {{ id }} plants(first: 1) {{ pageInfo {{ hasNextPage }} }} }}"""
    with gardens.statements() as sent:
        answer = await gardens.ask(text)
    assert answer.errors == []
    assert len(sent) == 1


CHILDREN = "plants(first: 100) {{ nodes {{ children(first: {}) {{ nodes {{ name }} }} }} }}"
GARDENS = "b: gardens(first: {}) {{ nodes {{ name }} }}"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        # The root, 100 plants, and each one's children.
        (CHILDREN.format(48), True),
        (CHILDREN.format(49), False),
        (CHILDREN.format(48) + GARDENS.format(99), True),
        (CHILDREN.format(48) + GARDENS.format(100), False),
        # Rows are read for a page's end, too.
        ("plants(first: 100) { nodes { children(first: 100) { pageInfo { hasNextPage } } } }", False),
        # A list that is not paged counts as five.
        ("plants(first: 100) { nodes { offshoots { offshoots { name } } } }", True),
        ("plants(first: 100) { nodes { offshoots { offshoots { offshoots { name } } } } }", False),
    ],
)
async def test_an_operation_may_return_five_thousand_objects(gardens: Gardens, text: str, fits: bool) -> None:
    text = "{ " + text + " }"
    if fits:
        assert (await gardens.ask(text)).errors == []
    else:
        assert await refusal(gardens, text) is Code.TOO_COSTLY


async def test_of_an_interface_the_costliest_type_counts_not_all_of_them(gardens: Gardens) -> None:
    # 100 plants, 500 happenings, of either type one more object each: 1,601 are fine.
    text = """{ plants(first: 100) { nodes { happenings {
      ... on Watered { a: plant { name } b: plant { name } c: plant { name } d: plant { name } }
      ... on Pruned { a: plant { name } b: plant { name } c: plant { name } d: plant { name } } } } } }"""
    assert (await gardens.ask(text)).errors == []


@pytest.mark.parametrize(("width", "fits"), [(43, True), (45, False)])
async def test_an_object_has_a_widest_selection(gardens: Gardens, width: int, fits: bool) -> None:
    await gardens.fill(**base(plant=[plant(1)]))
    text = "{ plants { nodes { " + " ".join(f"n{number}: name" for number in range(width)) + " } } }"
    if fits:
        answer = await gardens.ask(text)
        assert set(answer.data["plants"]["nodes"][0].values()) == {"plant 1"}
    else:
        assert await refusal(gardens, text) is Code.TOO_WIDE


async def test_a_page_asked_for_too_many_times_is_too_wide(gardens: Gardens) -> None:
    text = "{ plants(first: 1) { " + " ".join(f"n{number}: nodes {{ name }}" for number in range(60)) + " } }"
    assert await refusal(gardens, text) is Code.TOO_WIDE


@pytest.mark.parametrize("below", ["parent { ", "offshoots { ", "children(first: 1) { nodes { "])
async def test_what_the_schema_lets_be_asked_is_not_too_deep_for_the_database(gardens: Gardens, below: str) -> None:
    rows = [plant(n, parent_id=key(n - 1) if below[0] in "co" else key(n + 1)) for n in range(1, 20)]
    await gardens.fill(**base(plant=rows))
    levels = min((DEPTH - 1) // below.count("{"), 4 if below[0] == "o" else DEPTH)
    text = f'{{ plant(id: "{plant_id(1)}") {{ ' + below * levels + "name" + " }" * (below.count("{") * levels + 2)
    answer = await gardens.ask(text)
    assert answer.errors == []
    found = answer.data["plant"]
    for _ in range(levels):
        ((_, found),) = found.items()
        found = found["nodes"] if isinstance(found, dict) and "nodes" in found else found
        found = found[0] if isinstance(found, list) else found
    assert found == {"name": f"plant {levels + 1}"}


def test_fragments_within_fragments_cost_no_more_than_they_say(gardens: Gardens) -> None:
    levels, times = 14, 6
    body = "{ plants(first: 1) { nodes { ...F0 } } } "
    for level in range(levels):
        inner = f"parent {{ ...F{level + 1} }} " * times
        body += f"fragment F{level} on Plant {{ {inner} }} "
    document = parse(body + f"fragment F{levels} on Plant {{ name }}")
    (operation, *_) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    begun = time.perf_counter()
    gardens.reader.operation(document, operation, {})
    assert time.perf_counter() - begun < 2


async def test_objects_asked_for_in_very_many_places_are_refused_before_a_database_is_asked(gardens: Gardens) -> None:
    levels = 11
    body = f'{{ plant(id: "{plant_id(1)}") {{ ...F0 }} }} fragment F{levels} on Plant {{ name }} '
    for level in range(levels):
        inner = f"{{ ...F{level + 1} }}"
        body += f"fragment F{level} on Plant {{ x: parent {inner} y: parent {inner} }} "
    with gardens.statements() as sent:
        assert await refusal(gardens, body) is Code.TOO_COSTLY
    assert sent == []
