"""Generated rows for the toy domain: hidden and shown, equal sort keys, empty values, text that is hard to carry."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from roundtable.core.seal import Seal
from roundtable.core.vault import Vault
from tests.reader.world import Row, World

SEAL = Seal("a secret of the tests")
VAULT = Vault("a key of the tests")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

_HARD = [
    "",
    "'",
    '"',
    "\\",
    "\\u0041",
    "a\nb\t",
    "\u2028\u2029",
    "💐 ș ß",
    "'); DROP TABLE plant; --",
    "%s :me {}",
    "null",
]
_texts = st.sampled_from(_HARD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Few enough to be equal often, and the moment itself.
_MOMENTS = [NOW, datetime(2026, 11, 23, 9, 29, 59, 999999, UTC), datetime(2000, 1, 1, tzinfo=UTC)]
_moments = st.sampled_from(_MOMENTS) | st.integers(0, 4 * 10**15).map(lambda n: _EPOCH + timedelta(microseconds=n))
_past = st.sampled_from([NOW, NOW.replace(year=2020), NOW.replace(second=1)])
_heights = st.sampled_from([0.0, 1.0, 0.1 + 0.2, 1e22, -2.5]) | st.floats(allow_nan=False, allow_infinity=False)
_notes = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_texts, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def worlds(draw: DrawFn) -> World:
    """A few rows of each table, and one of the keepers looking."""
    keys = iter(draw(st.lists(st.uuids(), min_size=30, max_size=30, unique=True)))
    keepers: list[Row] = [{"id": next(keys), "name": draw(_texts)} for _ in range(draw(st.integers(1, 3)))]
    gardens = [_garden(draw, next(keys)) for _ in range(draw(st.integers(1, 3)))]
    let_in = [
        {"garden_id": garden["id"], "keeper_id": keeper["id"], "since": draw(_past)}
        for garden in gardens
        for keeper in keepers
        if draw(st.integers(0, 3))
    ]
    plants: list[Row] = []
    for _ in range(draw(st.integers(1, 10))):
        plants.append(_plant(draw, next(keys), keepers, gardens, plants))
    happenings = [_happening(draw, next(keys), keepers, plants) for _ in range(draw(st.integers(0, 6)))]
    return World(keepers[0]["id"], NOW, keepers, gardens, let_in, plants, happenings, SEAL)


def _garden(draw: DrawFn, key: UUID) -> Row:
    return {"id": key, "name": draw(_texts), "opened_at": draw(_moments), "tended": draw(st.booleans())}


def _plant(draw: DrawFn, key: UUID, keepers: list[Row], gardens: list[Row], others: list[Row]) -> Row:
    def maybe(strategy: Any) -> Any:
        return draw(st.none() | strategy)

    return {
        "id": key,
        "garden_id": draw(st.sampled_from([None, *_keys(gardens), *_keys(gardens)])),
        "parent_id": draw(st.sampled_from([None, *_keys(others), *_keys(others)])),
        "keeper_id": draw(st.sampled_from(_keys(keepers))),
        "name": draw(_texts),
        "kind": draw(st.sampled_from(["HERB", "SHRUB", "TREE"])),
        "height": maybe(_heights),
        "leaves": draw(st.sampled_from([0, 1, -1, 2**31 - 1, -(2**31)])),
        "thriving": maybe(st.booleans()),
        "planted_at": draw(_moments),
        "dies_at": maybe(_moments),
        "notes": draw(_notes),
        "shown_at": draw(_past),
    }


def _happening(draw: DrawFn, key: UUID, keepers: list[Row], plants: list[Row]) -> Row:
    plant = draw(st.sampled_from(plants))
    return {
        "id": key,
        "garden_id": plant["garden_id"],
        "plant_id": plant["id"],
        "keeper_id": draw(st.sampled_from(_keys(keepers))),
        "what": draw(st.sampled_from(["watered", "pruned", "rumoured"])),
        "number": draw(st.integers(0, 3)),
        "litres": draw(st.none() | _heights),
    }


def _keys(rows: list[Row]) -> list[UUID]:
    return [row["id"] for row in rows]
