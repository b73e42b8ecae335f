"""Rows of the toy domain, for tests that say by hand only what matters to them."""

from datetime import UTC, datetime
from typing import Any

from roundtable.core import ids
from tests.reader.garden import key
from tests.reader.world import Row

ANA, BEN = key(1), key(2)
ROSES, THORNS, SECRET = key(101), key(102), key(103)
MORNING = datetime(2026, 3, 1, 6, 0, 0, 123456, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)

KEEPERS: list[Row] = [{"id": ANA, "name": "Ana"}, {"id": BEN, "name": "Ben"}]
# Ana is let into two gardens of three.
GARDENS: list[Row] = [
    {"id": ROSES, "name": "Roses", "opened_at": MORNING, "tended": True},
    {"id": THORNS, "name": "Thorns", "opened_at": MORNING, "tended": False},
    {"id": SECRET, "name": "Secret", "opened_at": MORNING, "tended": True},
]
LET_IN: list[Row] = [{"garden_id": g, "keeper_id": ANA, "since": LONG_AGO} for g in (ROSES, THORNS)]


def plant(number: int, **known: Any) -> Row:
    """A plant that Ana sees, in the roses unless said otherwise."""
    usual = {
        "id": key(number),
        "garden_id": ROSES,
        "parent_id": None,
        "keeper_id": ANA,
        "name": f"plant {number}",
        "kind": "HERB",
        "height": None,
        "leaves": 0,
        "thriving": None,
        "planted_at": MORNING,
        "dies_at": None,
        "notes": None,
        "shown_at": LONG_AGO,
    }
    return {**usual, **known}


def happening(number: int, plant: Row, what: str = "watered", **known: Any) -> Row:
    own = {"id": key(9_000 + number), "plant_id": plant["id"], "garden_id": plant["garden_id"], "keeper_id": ANA}
    return {**own, "what": what, "number": number, "litres": None, **known}


def base(**more: list[Row]) -> dict[str, list[Row]]:
    """The keepers and gardens, and the rows of a test's own."""
    return {"keeper": KEEPERS, "garden": GARDENS, "let_in": LET_IN, **more}


def plant_id(number: int) -> str:
    return ids.encode("plant", key(number))
