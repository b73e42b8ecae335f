"""Pages: every visible row once and in order, bounds on their size, cursors that nobody can make up."""

from datetime import timedelta
from typing import Any

import pytest

from roundtable.core.errors import Code
from tests.reader.conftest import Gardens
from tests.reader.garden import key
from tests.reader.rows import LATER, LET_IN, MORNING, SECRET, base, plant, plant_id


async def walk(gardens: Gardens, field: str, size: int) -> list[str]:
    """The names on all pages of a root field, asked for one after the other."""
    names: list[str] = []
    after, more = None, True
    while more and len(names) < 10:
        text = f"query ($after: String) {{ page: {field}(first: {size}, after: $after) {{ nodes {{ name }} "
        answer = await gardens.ask(text + "pageInfo { hasNextPage endCursor } } }", after=after)
        page = answer.data["page"]
        names += [node["name"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert len(page["nodes"]) == size or not more
    return names


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
async def test_a_walk_meets_every_row_once_in_order_though_keys_are_equal(gardens: Gardens, size: int) -> None:
    ends = [None, LATER, MORNING, None, LATER, LATER, None]
    await gardens.fill(**base(plant=[plant(n, name=str(n), dies_at=end) for n, end in enumerate(ends, 1)]))
    # Those without an end last longest, then the later end; among equals the greater key.
    assert await walk(gardens, "plants", size) == ["7", "4", "1", "6", "5", "2", "3"]


@pytest.mark.parametrize("size", [1, 2, 5])
async def test_a_walk_upwards_goes_by_text_then_moment_then_key(gardens: Gardens, size: int) -> None:
    names = ["b", "a'\"", "a\\", "", "ș💐", "a\u2028", "b"]
    rows = [
        {"id": key(n), "name": name, "opened_at": MORNING - timedelta(microseconds=n), "tended": True}
        for n, name in enumerate(names, 200)
    ]
    let_in = [{**LET_IN[0], "garden_id": row["id"]} for row in rows]
    await gardens.fill(**base(garden=rows, let_in=let_in))
    assert await walk(gardens, "gardens", size) == ["", "a'\"", "a\\", "a\u2028", "b", "b", "ș💐"]
    first = await gardens.ask("{ gardens { nodes { openedAt name } } }")
    moments = [node["openedAt"] for node in first.data["gardens"]["nodes"] if node["name"] == "b"]
    assert moments == sorted(moments)


@pytest.mark.parametrize("height", [0.1 + 0.2, 1e22, -2.5, 5e-324, 1.7976931348623157e308, 3.0])
async def test_a_number_survives_in_a_cursor(gardens: Gardens, height: float) -> None:
    rows = [plant(1), *(plant(n, parent_id=key(1), height=height) for n in (2, 3, 4))]
    await gardens.fill(**base(plant=rows))
    names: list[str] = []
    after = None
    for _ in range(3):
        text = "query ($id: ID!, $after: String) { plant(id: $id) { children(first: 1, after: $after) "
        text += "{ nodes { name measures { height } } pageInfo { endCursor } } } }"
        page = (await gardens.ask(text, id=plant_id(1), after=after)).data["plant"]["children"]
        assert page["nodes"][0]["measures"]["height"] == height
        names.append(page["nodes"][0]["name"])
        after = page["pageInfo"]["endCursor"]
    assert names == ["plant 2", "plant 3", "plant 4"]


async def test_hidden_rows_change_neither_has_next_page_nor_cursors(gardens: Gardens) -> None:
    seen = [plant(n) for n in (1, 2)]
    hidden = [plant(n, garden_id=SECRET) for n in (3, 4)] + [plant(5, shown_at=LATER)]
    text = "{ plants(first: 2) { nodes { name } pageInfo { hasNextPage endCursor } } }"
    await gardens.fill(**base(plant=seen))
    without = await gardens.ask(text)
    await gardens.fill(**base(plant=seen + hidden))
    beside = await gardens.ask(text)
    assert beside.data["plants"]["nodes"] == without.data["plants"]["nodes"]
    for answer in (without, beside):
        info = answer.data["plants"]["pageInfo"]
        assert info["hasNextPage"] is False
        end = gardens.seal.open("page of Query.plants", info["endCursor"])
        assert end == ["2900-01-01T00:00:00.000000Z", key(1).hex]


async def test_an_empty_page_has_no_cursor(gardens: Gardens) -> None:
    answer = await gardens.ask("{ plants { nodes { name } pageInfo { hasNextPage endCursor } } }")
    assert answer.data == {"plants": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}}


async def test_a_page_inside_a_page_has_its_own_end(gardens: Gardens) -> None:
    rows = [plant(n) for n in (1, 2)] + [plant(10 * p + n, parent_id=key(p)) for p in (1, 2) for n in range(3)]
    await gardens.fill(**base(plant=rows))
    text = f'{{ a: plant(id: "{plant_id(1)}") {{ ...P }} b: plant(id: "{plant_id(2)}") {{ ...P }} }} '
    text += "fragment P on Plant { children(first: 2) { nodes { name } pageInfo { hasNextPage endCursor } } }"
    answer = await gardens.ask(text)
    for alias, number in (("a", 11), ("b", 21)):
        info = answer.data[alias]["children"]["pageInfo"]
        assert info["hasNextPage"] is True
        assert gardens.seal.open("page of Plant.children", info["endCursor"])[-1] == key(number).hex


@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1])
async def test_a_page_size_out_of_bounds_is_an_error_where_it_stands(gardens: Gardens, size: int) -> None:
    text = "query ($n: Int!) { almanac { keepers { shelf: plants(first: $n) { nodes { id } } } } }"
    await gardens.fill(**base())
    answer = await gardens.ask(text, n=size)
    # `almanac` cannot be null, nor can anything between it and the page.
    assert answer.data is None
    assert answer.errors == [(["almanac", "keepers", 0, "shelf"], Code.INVALID_PAGE_SIZE)]


async def test_a_page_size_that_is_null_is_refused_by_the_executor(gardens: Gardens) -> None:
    await gardens.fill(**base())
    answer = await gardens.ask(
        "query ($n: Int = 3) { viewer { __typename } plants(first: $n) { nodes { id } } }", n=None
    )
    assert answer.data is None
    assert [error.path for error in answer.result.errors or ()] == [["plants"]]


def _cursors(gardens: Gardens) -> dict[str, Any]:
    mine = gardens.seal.close("page of Query.plants", ["2026-01-01T00:00:00.000000Z", key(1).hex])
    return {
        "of nothing": "",
        "no cursor": "first",
        "not ASCII": "Ω",
        "tampered": mine[:-2] + ("AA" if mine[-2:] != "AA" else "BB"),
        "of another field": gardens.seal.close("page of Garden.plants", ["2026-01-01T00:00:00.000000Z", key(1).hex]),
        "too short": gardens.seal.close("page of Query.plants", [key(1).hex]),
        "of other kinds": gardens.seal.close("page of Query.plants", [7, None]),
        "no list": gardens.seal.close("page of Query.plants", 7),
    }


@pytest.mark.parametrize("which", sorted(_cursors(Gardens(None))))  # type: ignore[arg-type]
async def test_a_cursor_this_field_never_gave_is_refused(gardens: Gardens, which: str) -> None:
    await gardens.fill(**base(plant=[plant(1)]))
    text = "query ($after: String) { plants(after: $after) { nodes { id } } }"
    assert (await gardens.ask(text, after=None)).errors == []
    answer = await gardens.ask(text, after=_cursors(gardens)[which])
    assert answer.errors == [(["plants"], Code.INVALID_CURSOR)]


async def test_filters_go_together_with_a_cursor(gardens: Gardens) -> None:
    rows = [plant(n, kind=kind) for n, kind in enumerate(["HERB", "TREE", "HERB", "SHRUB", "HERB"], 1)]
    await gardens.fill(**base(plant=rows))
    text = "query ($k: [Kind!], $after: String) { plants(kinds: $k, first: 2, after: $after) "
    text += "{ nodes { name } pageInfo { endCursor } } }"
    first = (await gardens.ask(text, k=["HERB", "TREE"])).data["plants"]
    then = (await gardens.ask(text, k=["HERB", "TREE"], after=first["pageInfo"]["endCursor"])).data["plants"]
    assert [node["name"] for page in (first, then) for node in page["nodes"]] == [
        "plant 5",
        "plant 3",
        "plant 2",
        "plant 1",
    ]


@pytest.mark.parametrize(("tended", "names"), [(True, ["Roses"]), (False, ["Thorns"]), (None, ["Roses", "Thorns"])])
async def test_false_is_an_argument_like_any_other(gardens: Gardens, tended: bool | None, names: list[str]) -> None:
    await gardens.fill(**base())
    answer = await gardens.ask("query ($t: Boolean) { gardens(tended: $t) { nodes { name } } }", t=tended)
    assert [node["name"] for node in answer.data["gardens"]["nodes"]] == names
