"""What the database wrote goes to the wire without what is ours in it, whatever people wrote into it."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roundtable.reader.finish import Run
from roundtable.reader.shaping import Surprise
from roundtable.reader.wire import Made, Wire
from tests.reader.conftest import Gardens
from tests.reader.generated_worlds import SEAL, VAULT
from tests.reader.rows import ROSES, SECRET, base, plant

OTHER = SECRET.hex
# What would be taken for ours, if it could be.
FORGED = [
    f'"#case" : "{OTHER}", ',
    f'", "#case" : "{OTHER}", "x" : "',
    f'\\", "#case" : "{OTHER}", "x" : "',
    f'{{"#case":"{OTHER}","#item":"plant_{OTHER}"}}',
    '{"#0" : 1, "#" : 0}',
    '", "#" : 0}',
    '\\", "#" : 0}',
    '"keeper" : null',
    'keeper" : null, "',
    "#case",
    "#",
]
ALL = """{
  plants {
    nodes { id name notes shouted kind measures { height } keeper { name } }
    pageInfo { hasNextPage endCursor }
  }
}"""


@pytest.mark.parametrize("text", FORGED)
async def test_nobody_writes_what_is_ours(gardens: Gardens, text: str) -> None:
    notes = {text: text, "#case": OTHER, "#item": text, "#0": [text], "#": 0, "": {"#0": 1, "#": 0}}
    await gardens.fill(**base(plant=[plant(1, name=text, notes=notes)]))

    answer = await gardens.ask(ALL)

    assert answer.errors == []
    assert answer.written is not None
    found = orjson.loads(answer.written)["plants"]["nodes"][0]
    assert (found["name"], found["notes"], found["shouted"]) == (text, notes, text.upper() + "!")
    assert answer.cases == {ROSES}


async def test_nothing_of_ours_is_left_in_it(gardens: Gardens) -> None:
    await gardens.fill(**base(plant=[plant(number) for number in range(1, 30)]))

    answer = await gardens.ask(ALL)

    assert answer.written is not None
    assert "#" not in answer.written
    assert len(answer.data["plants"]["nodes"]) == 20


@pytest.mark.parametrize("selection", ["{ plants { __typename } }", "{ plants { pageInfo { __typename } } }"])
async def test_a_page_of_which_no_row_is_selected_is_one_object(gardens: Gardens, selection: str) -> None:
    for plants in ([], [plant(1), plant(2)]):
        await gardens.fill(**base(plant=plants))
        assert (await gardens.ask(selection)).data["plants"] in (
            {"__typename": "PlantConnection"},
            {"pageInfo": {"__typename": "PageInfo"}},
        )


async def test_the_end_of_a_page_is_its_last_row_and_of_none_is_null(gardens: Gardens) -> None:
    asked = "query Q($first: Int!, $after: String) { plants(first: $first, after: $after) "
    asked += "{ nodes { name } pageInfo { hasNextPage endCursor } } }"
    await gardens.fill(**base(plant=[plant(number) for number in range(1, 6)]))
    found, after = list[str](), None
    for more in (True, True, False):
        page = (await gardens.ask(asked, first=2, after=after)).data["plants"]
        found += [each["name"] for each in page["nodes"]]
        assert page["pageInfo"]["hasNextPage"] is more
        after = page["pageInfo"]["endCursor"]
    assert sorted(found) == [f"plant {number}" for number in range(1, 6)]
    assert len(set(found)) == 5
    await gardens.fill(**base())
    nothing = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    assert (await gardens.ask(asked, first=2)).data["plants"] == nothing


_LOADED = Made(lambda text, _: orjson.loads(text), lambda value: value)


def _as_written(value: Any, *, spaced: bool) -> str:
    separators = (", ", " : ") if spaced else (",", ":")
    return json.dumps(value, ensure_ascii=False, separators=separators)


_KEYS = st.text(alphabet='abn#:,{}"\\ 0ul', max_size=12)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | _KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.tuples(_KEYS, _VALUES, st.booleans()), max_size=5), spaced=st.booleans())
def test_any_text_comes_through_as_it_was(rows: list[tuple[str, Any, bool]], spaced: bool) -> None:
    """Texts as both databases write them: with blanks and without. What may hold anyone's keys is text within it."""
    case = ROSES.hex
    objects = [
        {"#type": "Plant", "#case": case, **({"#item": f"plant_{case}"} if single else {}), "name": text}
        | {"notes": {"#0": orjson.dumps(value).decode(), "#": 0}, "after": text}
        for text, value, single in rows
    ]
    wire = Wire([_LOADED], {"never"})

    written = wire.text(_as_written(objects, spaced=spaced), run := Run(SEAL, VAULT, {}, "", ""))

    assert orjson.loads(written.wire) == [{"name": text, "notes": value, "after": text} for text, value, _ in rows]
    assert run.noted == ({case: {f"plant_{case}"} if any(single for *_, single in rows) else set()} if rows else {})


@pytest.mark.parametrize("spaced", [True, False])
def test_a_null_where_none_may_be_is_a_surprise(spaced: bool) -> None:
    text, run = _as_written({"never": None, "may": 1}, spaced=spaced), Run(SEAL, VAULT, {}, "", "")
    with pytest.raises(Surprise):
        Wire([], {"never"}).text(text, run)
    assert Wire([], {"may"}).text(text, run).wire == text
