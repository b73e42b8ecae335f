"""From a selection to one SQL statement: every table in it carries its guard; what SQL cannot do is finished in Python."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graphql import FieldNode, GraphQLInterfaceType, GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, Select, case, select

from roundtable.core import ids
from roundtable.core.errors import Code, Invalid, Problem
from roundtable.core.seal import Seal
from roundtable.reader import paging, sql
from roundtable.reader.selection import Document
from roundtable.reader.shapes import (
    LIST_LIMIT,
    ByNode,
    Column,
    Given,
    Identity,
    Many,
    One,
    Paged,
    Reading,
    Shape,
    Viewpoint,
)

NODE_LIMIT = 5_000
# PostgreSQL's functions take 100 arguments: 50 pairs, of which a few are ours.
WIDEST_OBJECT = 45
# Hidden keys cannot be GraphQL names, so no alias can take their place.
TYPE, CASE, KEY = "#type", "#case", "#key"


@dataclass
class Run:
    """One execution of a plan: what it served, and what its caller supplies."""

    seal: Seal
    given: Mapping[str, Callable[[Mapping[str, Any]], Any]]
    cases: set[UUID] = field(default_factory=set)


Finish = Callable[[dict[str, Any], Run], None]
Registry = Mapping[str, tuple[Shape | None, Mapping[str, Reading]]]


@dataclass(frozen=True)
class Part:
    """A piece of the statement, and what is left to do on its value."""

    value: ColumnElement[Any]
    finish: Callable[[Any, Run], Any] | None = None


class Planner:
    """Compiles the selections of one operation. `weight` is how many times an object may occur: pages multiply it."""

    def __init__(self, document: Document, registry: Registry, seal: Seal) -> None:
        self.document, self.registry, self.seal = document, registry, seal
        self.nodes = 0

    def view(self, kind: GraphQLObjectType, nodes: list[FieldNode], weight: int = 1) -> Part:
        """An object that is read from no row."""
        return self._object(kind, None, nodes, weight, case_known=False)

    def rows(self, kind: Any, nodes: list[FieldNode], select_rows: Callable[[Any], Select[Any]], limit: int) -> Part:
        """A list of objects of one type, from rows that the caller chooses; the guard is added here."""
        shape, _ = self.registry[kind.name]
        assert shape is not None
        row = shape.table.alias()
        part = self._any(kind, shape, row, nodes, limit, case_known=False)
        chosen = select_rows(row).where(shape.guard(row)).add_columns(part.value.label("j"))
        return Part(sql.rows(chosen.limit(limit), row), _each(part.finish))

    def _object(
        self, kind: GraphQLObjectType, row: Any, nodes: Iterable[FieldNode], weight: int, case_known: bool
    ) -> Part:
        """One JSON object with the selected fields of a concrete type."""
        self._count(weight)
        shape, readings = self.registry[kind.name]
        pairs: list[tuple[str, ColumnElement[Any]]] = []
        finishes: list[Finish] = []
        if shape and shape.case and not case_known:
            pairs.append((CASE, row.c[shape.case]))
            finishes.append(_collect_case)
            case_known = True
        pairs.extend((f"#{name}", row.c[name]) for name in (shape.hidden if shape else ()))
        for key, fields in self.document.fields(kind, (node.selection_set for node in nodes)).items():
            if fields[0].name.value.startswith("__"):
                continue
            self._field(kind, readings, key, fields, row, weight, case_known, pairs, finishes)
        if len(pairs) > WIDEST_OBJECT:
            raise Invalid(Code.TOO_WIDE)
        return Part(sql.objects(pairs), _in_order(finishes) if finishes else None)

    def _field(
        self,
        kind: GraphQLObjectType,
        readings: Mapping[str, Reading],
        key: str,
        fields: list[FieldNode],
        row: Any,
        weight: int,
        case_known: bool,
        pairs: list[tuple[str, ColumnElement[Any]]],
        finishes: list[Finish],
    ) -> None:
        reading = readings[fields[0].name.value]
        if isinstance(reading, Given):
            finishes.append(_give(key, reading.name))
            return
        try:
            part = self._read(reading, kind, fields, row, weight, case_known)
        except Problem as problem:
            if problem.code in (Code.TOO_COSTLY, Code.TOO_WIDE):
                raise
            # The executor turns an exception in a field's place into an error with that field's path.
            finishes.append(_put(key, problem))
            return
        pairs.append((key, part.value))
        if part.finish:
            finishes.append(_finish_key(key, part.finish))

    def _read(
        self,
        reading: Reading,
        kind: GraphQLObjectType,
        fields: list[FieldNode],
        row: Any,
        weight: int,
        case_known: bool,
    ) -> Part:
        name = fields[0].name.value
        target = get_named_type(kind.fields[name].type)
        arguments = self.document.arguments(kind, fields[0])
        if isinstance(reading, Identity):
            return Part(sql.public_id(self._shape(kind).prefix, row.c.id))
        if isinstance(reading, Column):
            return Part(reading.value(row), reading.then)
        if isinstance(reading, Viewpoint):
            return self._object(target, row, fields, weight, case_known)  # type: ignore[arg-type]
        if isinstance(reading, ByNode):
            return self._by_node(arguments, fields, weight)
        if isinstance(reading, One):
            return self._one(reading, target, fields, row, arguments, weight, case_known)
        if isinstance(reading, Many):
            return self._many(reading, target, fields, row, arguments, weight, case_known)
        assert isinstance(reading, Paged)
        return self._page(reading, f"{kind.name}.{name}", target, fields, row, arguments, weight, case_known)

    def _one(
        self, reading: One, kind: Any, fields: list[FieldNode], row: Any, arguments: Any, weight: int, case_known: bool
    ) -> Part:
        shape = self._shape(kind)
        child = shape.table.alias()
        part = self._any(kind, shape, child, fields, weight, case_known and shape.case is not None)
        found = select(part.value).where(reading.on(row, child, arguments), shape.guard(child))
        return Part(sql.one(found, child), _unless_null(part.finish))

    def _by_node(self, arguments: Mapping[str, Any], fields: list[FieldNode], weight: int) -> Part:
        prefix, key = ids.split(arguments["id"])
        kinds = [
            name for name, (shape, _) in self.registry.items() if shape and shape.prefix == prefix and not shape.tag
        ]
        if not kinds:
            raise Invalid(Code.INVALID_ID, ["id"])
        kind: Any = self.document.schema.type_map[kinds[0]]
        shape = self._shape(kind)
        child = shape.table.alias()
        part = self._typed(kind, child, fields, weight, case_known=False)
        found = select(part.value).where(child.c.id == key, shape.guard(child))
        return Part(sql.one(found, child), _unless_null(part.finish))

    def _many(
        self, reading: Many, kind: Any, fields: list[FieldNode], row: Any, arguments: Any, weight: int, case_known: bool
    ) -> Part:
        shape = self._shape(kind)
        child = shape.table.alias()
        part = self._any(kind, shape, child, fields, weight, case_known and shape.case is not None)
        found = (
            select(part.value.label("j"))
            .where(reading.on(row, child, arguments), shape.guard(child))
            .order_by(*reading.order(child))
            .limit(LIST_LIMIT)
        )
        return Part(sql.rows(found, child), _each(part.finish))

    def _page(
        self,
        reading: Paged,
        field: str,
        kind: Any,
        fields: list[FieldNode],
        row: Any,
        arguments: Mapping[str, Any],
        weight: int,
        case_known: bool,
    ) -> Part:
        size = paging.page_size(arguments)
        selected = self.document.fields(kind, (node.selection_set for node in fields))
        target: Any = get_named_type(kind.fields["nodes"].type)
        shape = self._shape(target)
        child = shape.table.alias()
        keys = list(reading.order(child))
        matching = select().where(reading.on(row, child, arguments), shape.guard(child))
        if arguments["after"] is not None:
            matching = matching.where(paging.beyond(keys, reading.descending, field, arguments["after"], self.seal))

        lists = {key: nodes for key, nodes in selected.items() if nodes[0].name.value == "nodes"}
        parts = {
            key: self._any(target, shape, child, nodes, weight * size, case_known and shape.case is not None)
            for key, nodes in lists.items()
        }
        entry = [(key, part.value) for key, part in parts.items()] + [(KEY, sql.json_array(*map(sql.wire, keys)))]
        ordered = matching.add_columns(sql.objects(entry).label("j")).select_from(child)
        ordered = ordered.order_by(*(key.desc() if reading.descending else key for key in keys)).limit(size + 1)
        pages = [(key, nodes) for key, nodes in selected.items() if nodes[0].name.value == "pageInfo"]
        info: Any = get_named_type(kind.fields["pageInfo"].type)
        page_infos = {key: self.document.fields(info, (n.selection_set for n in nodes)) for key, nodes in pages}
        return Part(sql.rows(ordered, child), _page_of(field, size, parts, page_infos))

    def _any(self, kind: Any, shape: Shape, row: Any, nodes: list[FieldNode], weight: int, case_known: bool) -> Part:
        """An object of a concrete type, or of the type its row's tag says."""
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, row, nodes, weight, case_known)
        assert isinstance(kind, GraphQLInterfaceType) and shape.tag
        parts = {
            tag: self._typed(self.document.schema.type_map[name], row, nodes, weight, case_known)
            for tag, name in shape.variants.items()
        }
        chosen = case(*((row.c[shape.tag] == tag, part.value) for tag, part in parts.items()))
        by_type = {shape.variants[tag]: part.finish for tag, part in parts.items()}
        return Part(sql.embedded(chosen), lambda value, run: _finish_typed(by_type, value, run))

    def _typed(self, kind: Any, row: Any, nodes: list[FieldNode], weight: int, case_known: bool) -> Part:
        part = self._object(kind, row, nodes, weight, case_known)
        typed = sql.json_object(sql.name(TYPE), sql.name(kind.name), *part.value.clauses)  # type: ignore[attr-defined]
        return Part(typed, part.finish)

    def _shape(self, kind: Any) -> Shape:
        shape, _ = self.registry[kind.name]
        assert shape is not None
        return shape

    def _count(self, weight: int) -> None:
        self.nodes += weight
        if self.nodes > NODE_LIMIT:
            raise Invalid(Code.TOO_COSTLY)


def _collect_case(value: dict[str, Any], run: Run) -> None:
    if value.get(CASE):
        run.cases.add(UUID(value[CASE]))


def _give(key: str, name: str) -> Finish:
    def give(value: dict[str, Any], run: Run) -> None:
        value[key] = run.given[name](value)

    return give


def _put(key: str, problem: Problem) -> Finish:
    def put(value: dict[str, Any], _: Run) -> None:
        value[key] = problem

    return put


def _finish_key(key: str, finish: Callable[[Any, Run], Any]) -> Finish:
    def apply(value: dict[str, Any], run: Run) -> None:
        value[key] = finish(value[key], run)

    return apply


def _in_order(finishes: list[Finish]) -> Callable[[Any, Run], Any]:
    def apply(value: dict[str, Any], run: Run) -> Any:
        for finish in finishes:
            finish(value, run)
        return value

    return apply


def _unless_null(finish: Callable[[Any, Run], Any] | None) -> Callable[[Any, Run], Any] | None:
    return finish and (lambda value, run: value if value is None else finish(value, run))


def _each(finish: Callable[[Any, Run], Any] | None) -> Callable[[Any, Run], Any] | None:
    return finish and (lambda values, run: [finish(value, run) for value in values])


def _finish_typed(by_type: Mapping[str, Callable[[Any, Run], Any] | None], value: Any, run: Run) -> Any:
    finish = by_type[value[TYPE]]
    return finish(value, run) if finish else value


def _page_of(
    field: str, size: int, parts: Mapping[str, Part], page_infos: Mapping[str, Mapping[str, list[FieldNode]]]
) -> Callable[[Any, Run], Any]:
    def shape_page(found: list[dict[str, Any]], run: Run) -> dict[str, Any]:
        kept = found[:size]
        page: dict[str, Any] = {}
        for key, part in parts.items():
            finish = part.finish
            page[key] = [finish(row[key], run) if finish else row[key] for row in kept]
        info = {
            "hasNextPage": len(found) > size,
            "endCursor": paging.cursor(field, kept[-1][KEY], run.seal) if kept else None,
        }
        for key, wanted in page_infos.items():
            page[key] = {name: info.get(nodes[0].name.value) for name, nodes in wanted.items()}
        return page

    return shape_page
