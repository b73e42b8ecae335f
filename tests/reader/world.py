"""The toy domain's rows as dictionaries, and in plain Python: who sees which, in which order, where a page goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from roundtable.core import ids
from roundtable.core.seal import Seal
from roundtable.core.tables import WIRE
from tests.reader.garden import NEVER, NO_HEIGHT

Row = dict[str, Any]


@dataclass
class World:
    """The rows of the toy domain, and who looks at them, when."""

    me: UUID
    now: datetime
    keeper: list[Row]
    garden: list[Row]
    let_in: list[Row]
    plant: list[Row]
    happening: list[Row]
    seal: Seal
    served: set[UUID] = field(default_factory=set)

    def may_enter(self, garden_id: UUID | None) -> bool:
        return any(
            pass_["garden_id"] == garden_id and pass_["keeper_id"] == self.me and pass_["since"] <= self.now
            for pass_ in self.let_in
        )

    def sees_plant(self, plant: Row) -> bool:
        return plant["shown_at"] <= self.now and (plant["garden_id"] is None or self.may_enter(plant["garden_id"]))

    def sees_happening(self, happening: Row) -> bool:
        wild = any(p["id"] == happening["plant_id"] and p["garden_id"] is None for p in self.plant)
        known = happening["what"] in ("watered", "pruned")
        return known and (wild or self.may_enter(happening["garden_id"]))

    def visible(self, table: str) -> list[Row]:
        guards: dict[str, Callable[[Row], bool]] = {
            "keeper": lambda _: True,
            "garden": lambda garden: self.may_enter(garden["id"]),
            "plant": self.sees_plant,
            "happening": self.sees_happening,
        }
        return [row for row in getattr(self, table) if guards[table](row)]

    def find(self, table: str, key: UUID | None) -> Row | None:
        return self.serve(table, next((row for row in self.visible(table) if row["id"] == key), None))

    def serve(self, table: str, row: Row | None) -> Row | None:
        case = {"garden": "id", "plant": "garden_id", "happening": "garden_id"}.get(table)
        if row and case and row[case]:
            self.served.add(row[case])
        return row

    def serve_all(self, table: str, rows: Sequence[Row]) -> list[Row]:
        for row in rows:
            self.serve(table, row)
        return list(rows)


def wire(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime(WIRE)
    return value.hex if isinstance(value, UUID) else value


@dataclass(frozen=True)
class Page:
    """A connection: its table, its sort key, its direction, and which rows it takes of a parent's."""

    table: str
    key: Callable[[Row], Sequence[Any]]
    descending: bool
    takes: Callable[[Any, Row, Row], bool]

    def cursor_values(self, row: Row) -> list[Any]:
        return [wire(value) for value in self.key(row)]

    def is_beyond(self, row: Row, place: list[Any]) -> bool:
        own = self.cursor_values(row)
        return own < place if self.descending else own > place


def _by_end(plant: Row) -> list[Any]:
    return [plant["dies_at"] or NEVER, plant["id"]]


def _wanted(_: Any, plant: Row, asked: Row) -> bool:
    return (
        (not asked.get("kinds") or plant["kind"] in asked["kinds"])
        and (not asked.get("plantedBefore") or plant["planted_at"] < datetime.fromisoformat(asked["plantedBefore"]))
        and (not asked.get("garden") or plant["garden_id"] == ids.decode("garden", asked["garden"], ["garden"]))
    )


PAGES: dict[str, Page] = {
    "Query.plants": Page("plant", _by_end, True, _wanted),
    "Query.gardens": Page(
        "garden",
        lambda garden: [garden["name"], garden["opened_at"], garden["id"]],
        False,
        lambda _, garden, asked: asked.get("tended") is None or garden["tended"] == asked["tended"],
    ),
    "Garden.plants": Page("plant", _by_end, True, lambda garden, plant, _: plant["garden_id"] == garden["id"]),
    "Keeper.plants": Page(
        "plant",
        lambda plant: [plant["planted_at"], plant["id"]],
        False,
        lambda keeper, plant, _: plant["keeper_id"] == keeper["id"],
    ),
    "Plant.children": Page(
        "plant",
        lambda plant: [NO_HEIGHT if plant["height"] is None else plant["height"], plant["name"], plant["id"]],
        False,
        lambda plant, child, _: child["parent_id"] == plant["id"],
    ),
    "Measures.peers": Page(
        "plant",
        lambda plant: [plant["leaves"], plant["id"]],
        True,
        lambda plant, peer, _: peer["kind"] == plant["kind"],
    ),
}
