"""From a selection to one SQL statement: every table in it carries its guard, every argument is a bind."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLInterfaceType, GraphQLObjectType, get_named_type, print_ast
from sqlalchemy import ColumnElement, Select, case, select

from roundtable.core import ids
from roundtable.core.errors import Code, Invalid, Problem
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.core.scope import at_most
from roundtable.core.seal import Seal
from roundtable.reader import finish, paging, sql
from roundtable.reader.arguments import Binds, key_of
from roundtable.reader.finish import CASE, ITEM, LEFT_OUT, TYPE, Change, Finish
from roundtable.reader.place import Place, Spot
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
    Registry,
    Shape,
    Viewpoint,
)
from roundtable.reader.wiring import Wiring

NODE_LIMIT = 5_000
# A statement's size: fragments within fragments say much in few words, and databases plan slowly what is large.
PLACE_LIMIT = 250
# What a list that is not paged counts as: short by nature, but lists of lists multiply.
LIST_WEIGHT = 5
# PostgreSQL's functions take 100 arguments: 50 pairs, of which a few are ours.
WIDEST_OBJECT = 45
_WHOLE = {Code.TOO_COSTLY, Code.TOO_WIDE}


@dataclass(frozen=True)
class Part:
    """A piece of the statement, and what is left to do on its value."""

    value: ColumnElement[Any]
    finish: Finish | None = None


class _Object:
    """One JSON object while its fields are gathered, and what is left to do on it."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, ColumnElement[Any]]] = []
        self.changes: list[Change] = []

    def add(self, key: str, part: Part) -> None:
        self.pairs.append((key, part.value))
        if part.finish:
            self.changes.append(finish.within(key, part.finish))

    def part(self) -> Part:
        """Raises Invalid TOO_WIDE."""
        if len(self.pairs) > WIDEST_OBJECT:
            raise Invalid(Code.TOO_WIDE)
        return Part(sql.objects(self.pairs), finish.in_order(self.changes))


class Planner:
    """Compiles the selections of one operation. A plan that holds only for one run's values is not `reusable`."""

    def __init__(self, document: Document, registry: Registry, seal: Seal) -> None:
        self.document, self.registry = document, registry
        self.binds = Binds(document, seal)
        self.reusable = True
        # The types of rows, or variants of one, that lead from a row of one case to what is weighed otherwise, or from
        # what everyone sees to what is weighed at all: of those the row's case does not say who is shown the same.
        self.straying = set[str]()
        self._strays = False
        self.wiring = Wiring(document)
        self.nodes = self._places = 0

    def view(self, kind: Any, nodes: list[FieldNode]) -> Part:
        """An object that is read from no row."""
        return self._object(kind, nodes, Spot())

    def rows(
        self,
        kind: Any,
        nodes: list[FieldNode],
        choose: Callable[[Any], Select[Any]],
        limit: int,
        only: Collection[str] | None = None,
    ) -> Part:
        """A list of objects of one type, from rows that the caller chooses; the guard is added here.

        Of an interface, with `only` some tags: of rows of types that nothing alike is selected of, nothing is read but
        that they are there (`finish.LEFT_OUT`).
        """
        shape = self._shape(kind)
        row = shape.row()
        part = self._any(kind, shape, nodes, Spot(row, limit, single=True), only)
        if self._strays and not shape.tag:
            self.straying.add(kind.name)
        chosen = choose(row).select_from(row).where(shape.holds(row)).add_columns(part.value.label("j"))
        return Part(sql.rows(at_most(limit, chosen), row), finish.each(part.finish))

    def _object(
        self, kind: Any, nodes: list[FieldNode], spot: Spot, type_name: ColumnElement[str] | None = None
    ) -> Part:
        """One JSON object with the selected fields of a concrete type, or of several that are selected alike."""
        self._count(spot.weight)
        shape, readings = self.registry[kind.name]
        made = _Object()
        self._add_hidden(made, shape, spot)
        selected = self.document.fields(kind, (node.selection_set for node in nodes))
        self.wiring.check_selected(selected)
        for key, fields in selected.items():
            name = fields[0].name.value
            if name == "__typename":
                made.pairs.append((key, sql.name(kind.name) if type_name is None else type_name))
            elif not name.startswith("__"):
                self._add(made, key, readings[name], Place(kind, fields, spot))
        return made.part()

    def _add_hidden(self, made: _Object, shape: Shape | None, spot: Spot) -> None:
        if shape and shape.hidden:
            self.wiring.passes = False
            made.pairs.extend((f"#{name}", spot.row.c[name]) for name in shape.hidden)
        if shape and shape.case:
            # Of every row, not of the topmost only: what a relation leads to may be of another case.
            made.pairs.append((CASE, spot.row.c[shape.case]))
            if spot.single and shape.case != "id":
                made.pairs.append((ITEM, sql.public_id(shape.prefix, spot.row.c.id)))
            made.changes.append(finish.collect_case)

    def _add(self, made: _Object, key: str, reading: Reading, place: Place) -> None:
        if isinstance(reading, Given):
            self.wiring.passes = False
            made.changes.append(finish.supply(key, reading.name))
            return
        try:
            place.arguments(self.document)
        except GraphQLError:
            self.wiring.passes = False
            return  # A null where none may be: the executor says so before it looks for the value.
        try:
            made.add(key, self._read(reading, place))
        except Problem as problem:
            if problem.code in _WHOLE:
                raise
            self.reusable = self.wiring.passes = False
            made.changes.append(finish.put(key, problem))

    def _read(self, reading: Reading, place: Place) -> Part:
        row = place.spot.row
        if isinstance(reading, Identity):
            return Part(sql.public_id(self._shape(place.kind).prefix, row.c.id))
        if isinstance(reading, Column):
            return self._leaf(place, reading.value(row), reading.then, certain=reading.there)
        if isinstance(reading, Viewpoint):
            return self._object(place.target, place.nodes, place.spot)
        if isinstance(reading, ByNode):
            return self._by_node(place)
        if isinstance(reading, One):
            return self._one(reading, place)
        if isinstance(reading, Many):
            return self._many(reading, place)
        assert isinstance(reading, Paged)
        return self._page(reading, place)

    def _one(self, reading: One, place: Place) -> Part:
        given = self.binds.arguments(place, reading.arguments)
        shape = self._step(place, place.target)
        child = reading.made(given) if reading.made else shape.row()
        # What is made of an answer's arguments is no item that could be named.
        spot = place.spot.below(child, single=not reading.made and self._is_single(place))
        part = self._any(place.target, shape, place.nodes, spot)
        matching = reading.on(place.spot.row, child, given)
        found = select(part.value.label("j")).select_from(child).where(matching, shape.holds(child))
        self.wiring.check_one(place, certain=reading.there and shape.guard is open_to_all_who_sign_in)
        joined = place.spot.joined
        value = sql.one(found, child) if joined is None else sql.one_beside(found, child, joined)
        return Part(value, finish.unless_null(part.finish))

    def _by_node(self, place: Place) -> Part:
        # The id's prefix decides what is read: a plan's key knows the prefixes among its variables.
        prefix, _ = ids.split(place.arguments(self.document)["id"])
        kind = self._node_kind(place.target, prefix)
        key = self.binds.arguments(place, [key_of(prefix, "id")])["id"]
        shape = self._step(place, kind)
        child = shape.row()
        part = self._typed(kind, place.nodes, place.spot.below(child, single=True))
        found = select(part.value).select_from(child).where(child.c.id == key, shape.holds(child))
        return Part(sql.one(found, child), finish.unless_null(part.finish))

    def _is_single(self, place: Place) -> bool:
        """What a root field leads to, and what an event brings."""
        shape, _ = self.registry[place.kind.name]
        return place.spot.row is None or (place.spot.single and bool(shape and shape.tag))

    def _node_kind(self, interface: Any, prefix: str) -> Any:
        for kind in self.document.schema.get_possible_types(interface):
            shape, _ = self.registry[kind.name]
            if shape and shape.prefix == prefix and not shape.tag:
                return kind
        raise Invalid(Code.INVALID_ID, ["id"])

    def _many(self, reading: Many, place: Place) -> Part:
        shape = self._step(place, place.target)
        child = shape.row()
        found = select().select_from(child).where(reading.on(place.spot.row, child, {}), shape.holds(child))
        rows = sql.listed(found.order_by(*reading.order(child)), child, LIST_LIMIT)
        spot = place.spot.below(rows, LIST_WEIGHT, joins=True)
        part = self._any(place.target, shape, place.nodes, spot)
        return Part(sql.array(sql.with_joined(rows, spot.joined), part.value), finish.each(part.finish))

    def _page(self, reading: Paged, place: Place) -> Part:
        given = self.binds.arguments(place, reading.arguments)
        size = paging.page_size(place.arguments(self.document))
        target = get_named_type(place.target.fields["nodes"].type)
        shape = self._step(place, target)
        child = shape.row()
        keys = list(reading.order(child))
        matching = select().select_from(child).where(reading.on(place.spot.row, child, given), shape.holds(child))
        if (label := self.binds.after(place, keys)) is not None:
            matching = matching.where(paging.beyond(keys, reading.descending, label))
        selected = self.document.fields(place.target, (node.selection_set for node in place.nodes))
        ordered = matching.order_by(*(key.desc() if reading.descending else key for key in keys))
        own = {key for key, nodes in selected.items() if nodes[0].name.value == "nodes"}
        rows, kept = sql.page(ordered, child, size, more=own != selected.keys())
        spot = place.spot.below(rows, size, joins=True)
        lists = self._lists(selected, target, shape, spot)
        made = _Object()
        self.wiring.check_selected(selected)
        for key, nodes in selected.items():
            if key in lists:
                made.add(key, Part(sql.gathered(lists[key].value, kept), finish.each(lists[key].finish)))
            else:
                last = sql.json_last(sql.gathered(sql.json_array(*map(sql.wire, reading.order(rows))), kept))
                made.add(key, self._beside(place, nodes, size, last))
        part = made.part()
        return Part(sql.of_all(sql.with_joined(rows, spot.joined), part.value), part.finish)

    def _beside(self, place: Place, nodes: list[FieldNode], size: int, last: ColumnElement[Any]) -> Part:
        """What a page says beside its rows, the last of which stands there."""
        if nodes[0].name.value == "__typename":
            return Part(sql.name(place.target.name))
        info: Any = get_named_type(place.target.fields["pageInfo"].type)
        selected, made = self.document.fields(info, (node.selection_set for node in nodes)), _Object()
        self.wiring.check_selected(selected)
        for key, own in selected.items():
            if own[0].name.value == "__typename":
                made.add(key, Part(sql.name(info.name)))
            elif own[0].name.value == "hasNextPage":
                made.add(key, Part(sql.follows(size)))
            else:
                made.add(key, self._leaf(Place(info, own, place.spot), last, paging.sealed(place.full_name)))
        return made.part()

    def _leaf(
        self, place: Place, value: ColumnElement[Any], then: Finish | None = None, *, certain: bool = False
    ) -> Part:
        return Part(*self.wiring.leaf(place, value, then, certain=certain))

    def _lists(self, selected: Mapping[str, list[FieldNode]], kind: Any, shape: Shape, spot: Spot) -> dict[str, Part]:
        """What each `nodes` of a page makes of a row."""
        lists = {key: nodes for key, nodes in selected.items() if nodes[0].name.value == "nodes"}
        if not lists:
            self._count(spot.weight)  # rows are read for a page's end alone, too
        return {key: self._any(kind, shape, nodes, spot) for key, nodes in lists.items()}

    def _any(
        self, kind: Any, shape: Shape, nodes: list[FieldNode], spot: Spot, only: Collection[str] | None = None
    ) -> Part:
        """An object of a concrete type, or of the type its row's tag says."""
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, nodes, spot)
        assert isinstance(kind, GraphQLInterfaceType)
        assert shape.tag
        chosen: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = []
        finishes: dict[str, Finish | None] = {}
        # Each is made of the rows of its type alone: nothing is joined to all of them.
        spot = replace(spot, joined=None)
        before = most = self.nodes
        strayed = self._strays
        for variants in self._alike(shape, nodes, only):
            # A row is of one type only: the costliest counts.
            self.nodes, self._strays = before, False
            part = self._typed(
                self._kind(next(iter(variants.values()))), nodes, spot, _type_of(spot.row, shape, variants)
            )
            chosen.append((spot.row.c[shape.tag].in_(list(variants)), part.value))
            finishes.update(dict.fromkeys(variants.values(), part.finish))
            self.straying.update(variants.values() if self._strays else ())
            strayed = strayed or self._strays
            most = max(most, self.nodes)
        self.nodes, self._strays = most, strayed
        nothing = None if only is None else sql.json_object(sql.name(TYPE), sql.name(LEFT_OUT))
        return Part(sql.embedded(case(*chosen, else_=nothing)), finish.by_type({**finishes, LEFT_OUT: None}))

    def _alike(self, shape: Shape, nodes: list[FieldNode], only: Collection[str] | None) -> Iterable[dict[str, str]]:
        """A tag's types, those together of which the same is selected: it stands in the statement once. With `only`
        some tags, those groups that have one of them.
        """
        groups: dict[Any, dict[str, str]] = {}
        for tag, name in shape.variants.items():
            groups.setdefault(self._selection(self._kind(name), nodes), {})[tag] = name
        return [each for each in groups.values() if only is None or not each.keys().isdisjoint(only)]

    def _selection(self, kind: Any, nodes: list[FieldNode]) -> Any:
        """What is selected of a type, for comparison: what each key is read from, and what is asked of it."""
        _, readings = self.registry[kind.name]
        selected = self.document.fields(kind, (node.selection_set for node in nodes))
        return tuple(
            (key, get_named_type(kind.fields[name].type).name, _reading(readings[name], kind), *map(print_ast, fields))
            if not (name := fields[0].name.value).startswith("__")
            else (key, name)
            for key, fields in selected.items()
        )

    def _typed(self, kind: Any, nodes: list[FieldNode], spot: Spot, name: ColumnElement[str] | None = None) -> Part:
        part = self._object(kind, nodes, spot, name)
        typed = sql.json_object(sql.name(TYPE), sql.name(kind.name) if name is None else name, *part.value.clauses)
        return Part(typed, part.finish)

    def _kind(self, name: str) -> Any:
        return self.document.schema.type_map[name]

    def _shape(self, kind: Any) -> Shape:
        shape, _ = self.registry[kind.name]
        assert shape is not None
        return shape

    def _step(self, place: Place, kind: Any) -> Shape:
        """From a row to those of another shape."""
        shape, (before, _) = self._shape(kind), self.registry[place.kind.name]
        in_case = before is not None and before.case is not None and shape.case is not None
        self._strays = self._strays or not (in_case or shape.guard is open_to_all_who_sign_in)
        return shape

    def _count(self, weight: int) -> None:
        self.nodes += weight
        self._places += 1
        if self.nodes > NODE_LIMIT:
            raise Invalid(Code.TOO_COSTLY)
        if self._places > PLACE_LIMIT:
            detail = f"Objects are asked for in more than {PLACE_LIMIT} places. Ask in several operations."
            raise Invalid(Code.TOO_COSTLY, detail=detail)


def _type_of(row: Any, shape: Shape, variants: Mapping[str, str]) -> ColumnElement[str]:
    return case(*((row.c[shape.tag] == tag, sql.name(name)) for tag, name in variants.items()))


def _reading(reading: Reading, kind: Any) -> Any:
    # A page's cursors name the type they are of.
    return (kind.name, reading) if isinstance(reading, Paged) else reading
