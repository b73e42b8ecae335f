"""While an operation is planned: whether its text can go to the wire as it is written, and what Python makes in it."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from graphql import FieldNode, GraphQLList, GraphQLNonNull, get_named_type, get_nullable_type
from sqlalchemy import ColumnElement, Text, cast

from roundtable.reader import finish, sql
from roundtable.reader.finish import Finish, Run
from roundtable.reader.place import Place
from roundtable.reader.selection import Document
from roundtable.reader.shaping import Unknown, shape_of_leaf
from roundtable.reader.wire import END, Made, Wire

Value = ColumnElement[Any]


class Wiring:
    """Gathers what a plan's text needs. `passes` ends where something in it is the executor's."""

    def __init__(self, document: Document) -> None:
        self.document, self.passes = document, True
        self._made: list[Made] = []
        self._never_null = set[str]()

    @property
    def wire(self) -> Wire | None:
        return Wire(tuple(self._made), frozenset(self._never_null)) if self.passes else None

    def check_selected(self, selected: Mapping[str, list[FieldNode]]) -> None:
        """An object has something of its own after what is ours, and nothing that only the executor knows."""
        names = {nodes[0].name.value for nodes in selected.values()}
        self.passes = self.passes and bool(names) and not any(name.startswith("__") for name in names - {"__typename"})

    def check_one(self, place: Place, *, certain: bool) -> None:
        """What may not be null, and could be where it is not for one's eyes."""
        if not certain:
            self._check_null(place)

    def leaf(self, place: Place, value: Value, then: Finish | None, *, certain: bool) -> tuple[Value, Finish | None]:
        """A value as SQL has it, or marked, where Python has to make something of it. What is `certain` to be there is
        never null: one under the same key elsewhere is no surprise."""
        kind = _kind(place)
        if then is None and (kind not in _OF_PYTHON or isinstance(get_nullable_type(_type(place)), GraphQLList)):
            self.passes = self.passes and kind not in _OF_PYTHON
            if not certain:
                self._check_null(place)
            return value, None
        if then is None:
            value, then = (cast(value, Text), _loaded) if kind == "JSON" else (value, _as_it_is)
        return self._marked(place, value, then)

    def _marked(self, place: Place, value: Value, then: Callable[[Any, Run], Any]) -> tuple[Value, Finish]:
        key = f"#{len(self._made)}"
        try:
            self._made.append(Made(then, shape_of_leaf(self.document, _type(place), place.nodes)))
        except Unknown:
            self.passes = False
        return sql.marked(key, END, value), finish.of_key(key, then)

    def _check_null(self, place: Place) -> None:
        if isinstance(_type(place), GraphQLNonNull):
            self._never_null.add(place.key)


def _type(place: Place) -> Any:
    return place.kind.fields[place.name].type


def _kind(place: Place) -> str:
    return str(get_named_type(_type(place)).name)


def _loaded(text: str | None, _: Run) -> Any:
    return None if text is None else orjson.loads(text)


def _as_it_is(value: Any, _: Run) -> Any:
    return value


# What anybody may have written keys into stands as text in a text; PostgreSQL writes a whole number without a point.
_OF_PYTHON = {"JSON", "Float"}
