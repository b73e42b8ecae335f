"""The toy schema over rows as dictionaries: plain resolvers on graphql-core's executor, written apart from the SQL.

The executor is the reference for what a selection means: fragments, directives, merged fields, null where an error is.
"""

from collections.abc import Callable
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, build_schema, execute_sync, parse

from roundtable.core import ids
from roundtable.core.errors import Code, Invalid, Problem
from tests.reader.world import PAGES, Row, World, wire


class Cursor(str):
    """What a sealed cursor should hold."""

    __slots__ = ("held",)
    held: list[Any]


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
            rows = [row for row in rows if page.is_beyond(row, place)]
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
