"""The same schema over rows as dictionaries: plain resolvers on graphql-core's executor, written apart from the SQL.

The executor is the reference for what a selection means (fragments, directives, merged fields, null where an error
is), and Python for what is visible, in which order, and where a page ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import ExecutionResult, GraphQLSchema, build_schema, execute_sync, parse

from roundtable.core import ids
from roundtable.core.errors import Code, Invalid, Problem
from roundtable.core.seal import Seal
from roundtable.core.tables import WIRE
from tests.reader.garden import NEVER, NO_HEIGHT

Row = dict[str, Any]


class Cursor(str):
    """What a sealed cursor should hold."""

    __slots__ = ("held",)
    held: list[Any]


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


def _page_of(name: str) -> Callable[..., Any]:
    page = PAGES[name]

    def resolve(parent: Any, info: Any, first: int, after: str | None = None, **asked: Any) -> Any:
        world: World = info.context
        if asked.get("garden") is not None:
            ids.decode("garden", asked["garden"], ["garden"])
        if not 1 <= first <= 100:
            raise Invalid(Code.INVALID_PAGE_SIZE)
        rows = [row for row in world.visible(page.table) if page.takes(parent, row, asked)]
        rows.sort(key=page.cursor_values, reverse=page.descending)
        if after is not None:
            place = world.seal.open(f"page of {name}", after)
            rows = [
                r for r in rows if (page.cursor_values(r) < place if page.descending else page.cursor_values(r) > place)
            ]
        end = None
        if rows:
            end = Cursor(name)
            end.held = page.cursor_values(rows[:first][-1])
        return {"table": page.table, "rows": rows[:first], "hasNextPage": len(rows) > first, "endCursor": end}

    return resolve


def _one(table: str, column: str) -> Callable[..., Any]:
    return lambda row, info: info.context.find(table, row[column])


def _node(_: Any, info: Any, id: str) -> Row | None:
    prefix, key = ids.split(id)
    if prefix not in ("garden", "plant", "keeper"):
        raise Invalid(Code.INVALID_ID)
    found: Row | None = info.context.find(prefix, key)
    return found


def _offshoots(plant: Row, info: Any) -> list[Row]:
    children = [row for row in info.context.visible("plant") if row["parent_id"] == plant["id"]]
    children.sort(key=lambda row: row["id"])
    children.sort(key=lambda row: row["planted_at"], reverse=True)
    served: list[Row] = info.context.serve_all("plant", children)
    return served


def _happenings(plant: Row, info: Any) -> list[Row]:
    own = [row for row in info.context.visible("happening") if row["plant_id"] == plant["id"]]
    served: list[Row] = info.context.serve_all("happening", sorted(own, key=lambda row: (row["number"], row["id"])))
    return served


def _keepers(_: Any, info: Any) -> list[Row]:
    return sorted(info.context.keeper, key=lambda row: (row["name"], row["id"]))


def _dead(plant: Row, info: Any) -> bool | None:
    return None if plant["dies_at"] is None else bool(plant["dies_at"] < info.context.now)


def _nodes(page: Row, info: Any) -> list[Row]:
    served: list[Row] = info.context.serve_all(page["table"], page["rows"])
    return served


def _same(row: Any, _: Any) -> Any:
    return row


def _column(name: str) -> Callable[..., Any]:
    return lambda row, _: wire(row[name])


def _id(prefix: str) -> Callable[..., Any]:
    return lambda row, _: ids.encode(prefix, row["id"])


_RESOLVERS: dict[str, dict[str, Callable[..., Any]]] = {
    "Query": {
        "viewer": lambda _, info: info.context.find("keeper", info.context.me),
        "almanac": lambda _, __: {},
        "node": _node,
        "plant": lambda _, info, id: info.context.find("plant", ids.decode("plant", id)),
        "plants": _page_of("Query.plants"),
        "gardens": _page_of("Query.gardens"),
    },
    "Almanac": {"keepers": _keepers},
    "Viewer": {"keeper": _same},
    "Keeper": {"id": _id("keeper"), "name": _column("name"), "plants": _page_of("Keeper.plants")},
    "Garden": {
        "id": _id("garden"),
        "name": _column("name"),
        "openedAt": _column("opened_at"),
        "tended": _column("tended"),
        "plants": _page_of("Garden.plants"),
    },
    "Plant": {
        "id": _id("plant"),
        "name": _column("name"),
        "shouted": lambda plant, _: plant["name"].upper() + "!",
        "kind": _column("kind"),
        "thriving": _column("thriving"),
        "rooted": lambda plant, _: plant["parent_id"] is None,
        "dead": _dead,
        "plantedAt": _column("planted_at"),
        "diesAt": _column("dies_at"),
        "notes": _column("notes"),
        "measures": _same,
        "garden": _one("garden", "garden_id"),
        "keeper": _one("keeper", "keeper_id"),
        "parent": _one("plant", "parent_id"),
        "offshoots": _offshoots,
        "children": _page_of("Plant.children"),
        "happenings": _happenings,
    },
    "Measures": {"height": _column("height"), "leaves": _column("leaves"), "peers": _page_of("Measures.peers")},
}
_HAPPENING = {
    "number": _column("number"),
    "ticket": lambda row, _: f"ticket {row['number']}",
    "plant": _one("plant", "plant_id"),
}
_RESOLVERS["Watered"] = {**_HAPPENING, "litres": _column("litres")}
_RESOLVERS["Pruned"] = {**_HAPPENING, "by": _one("keeper", "keeper_id")}
_CONNECTION = {"nodes": _nodes, "pageInfo": _same}


def _type_of(row: Row, *_: Any) -> str:
    if "what" in row:
        return "Watered" if row["what"] == "watered" else "Pruned"
    if "kind" in row:
        return "Plant"
    return "Garden" if "opened_at" in row else "Keeper"


def naive_schema(sdl: str) -> GraphQLSchema:
    """The schema as its own text says it, with resolvers over rows."""
    schema = build_schema(sdl)
    for name, kind in schema.type_map.items():
        own: dict[str, Any] = _CONNECTION if name.endswith("Connection") else _RESOLVERS.get(name, {})
        for field_name, resolve in own.items():
            kind.fields[field_name].resolve = resolve  # type: ignore[attr-defined]
    for name in ("Node", "Happening"):
        schema.type_map[name].resolve_type = _type_of  # type: ignore[attr-defined]
    return schema


def answer(schema: GraphQLSchema, world: World, text: str, variables: dict[str, Any]) -> ExecutionResult:
    """What the rows say."""
    return execute_sync(schema, parse(text), root_value={}, context_value=world, variable_values=variables)


def told(result: Any) -> list[tuple[list[str | int], str]]:
    """Errors as they are compared: where, and which."""
    return [(error.path, _code(error)) for error in result.errors or ()]


def _code(error: Any) -> str:
    return error.original_error.code if isinstance(error.original_error, Problem) else str(error.message)
