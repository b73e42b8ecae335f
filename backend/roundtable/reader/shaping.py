"""An answer's last form, made at once: what Strawberry's executor makes of what was read, where no error is in it.

The executor asks of each value anew which type it is of and what was selected of it. That is known once for an
operation. Whatever is not as it should be (a null where none may be, an error in a field's place) is the executor's to
tell: it gets the same answer, and nothing is read again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
)

from roundtable.reader.bind import takes_from_answer
from roundtable.reader.finish import TYPE
from roundtable.reader.selection import Document

Shape: TypeAlias = Callable[[Any], Any]


class Surprise(Exception):
    """A value that is not what its type says."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """Something that was read, and its last form."""

    read: Any
    data: Any


class Unknown(Exception):
    """A field or a type that nothing is known of here: it has a resolver of its own."""


def shape_of_answer(document: Document, kind: GraphQLObjectType, nodes: list[Any]) -> Shape | None:
    """What makes the data of an operation, from what was read for it: raises Surprise, and only that.

    None where something is selected that is not read.
    """
    try:
        shape = _object(document, kind, nodes)
    except Unknown:
        return None

    return _surprised(shape)


def _surprised(shape: Shape) -> Shape:
    def made(read: Any) -> Any:
        try:
            return shape(read)
        except (AttributeError, KeyError, TypeError) as wrong:
            raise Surprise from wrong

    return made


def shape_of_field(document: Document, kind: Any, nodes: list[FieldNode], key: str) -> Shape | None:
    """What makes the data of an operation of one field, of which a value was read: raises Surprise, and only that."""
    try:
        shape = _some(document, kind, nodes)
    except Unknown:
        return None
    return _surprised(lambda read: {key: shape(read)})


def shape_of_leaf(document: Document, kind: Any, nodes: list[FieldNode]) -> Shape:
    """What makes the last form of a value of a type. Raises Unknown of what nothing is known of here."""
    return _of(document, kind, nodes)


def last_form(shape: Shape | None, read: Any) -> Any:
    """What was read with its last form, or as it was read where that is the executor's to make."""
    try:
        return Shaped(read, shape(read)) if shape else read
    except Surprise:
        return read


def _of(document: Document, kind: Any, nodes: list[FieldNode]) -> Shape:
    if isinstance(kind, GraphQLNonNull):
        # Nothing below takes a null.
        return _some(document, kind.of_type, nodes)
    return _or_null(_some(document, kind, nodes))


def _some(document: Document, kind: Any, nodes: list[FieldNode]) -> Shape:
    if isinstance(kind, GraphQLList):
        return _list(_of(document, kind.of_type, nodes))
    if isinstance(kind, GraphQLObjectType):
        if kind.name == _PROBLEM:
            return _surprising
        return _object(document, kind, nodes)
    if isinstance(kind, GraphQLInterfaceType):
        return _by_type({each.name: _object(document, each, nodes) for each in _possible(document, kind)})
    if isinstance(kind, GraphQLEnumType):
        return _one_of(frozenset(kind.values))
    if isinstance(kind, GraphQLScalarType) and kind.name in _SCALARS:
        return _SCALARS[kind.name]
    raise Unknown


def _possible(document: Document, kind: GraphQLInterfaceType) -> list[GraphQLObjectType]:
    return list(document.schema.get_possible_types(kind))


def _object(document: Document, kind: GraphQLObjectType, nodes: list[Any]) -> Shape:
    fields: list[tuple[str, Shape]] = []
    for key, own in document.fields(kind, (node.selection_set for node in nodes)).items():
        name = own[0].name.value
        if name == "__typename":
            fields.append((key, _always(kind.name)))
        elif name in kind.fields and takes_from_answer(kind.fields[name]):
            fields.append((key, _of(document, kind.fields[name].type, own)))
        else:
            raise Unknown

    def shape(value: Any) -> dict[str, Any]:
        get = value.get
        return {key: own(get(key, _MISSING)) for key, own in fields}

    return shape


def _by_type(shapes: Mapping[str, Shape]) -> Shape:
    return lambda value: shapes[value[TYPE]](value)


def _list(each: Shape) -> Shape:
    def shape(value: Any) -> list[Any]:
        if type(value) is not list:
            raise Surprise
        return [each(one) for one in value]

    return shape


def _or_null(shape: Shape) -> Shape:
    return lambda value: None if value is None else shape(value)


def _always(name: str) -> Shape:
    return lambda _: name


def _surprising(_: Any) -> Any:
    raise Surprise


def _one_of(names: frozenset[str]) -> Shape:
    def shape(value: Any) -> Any:
        name = value.name if isinstance(value, Enum) else value
        if name not in names:
            raise Surprise
        return name

    return shape


def _exactly(kind: type) -> Shape:
    def shape(value: Any) -> Any:
        if type(value) is not kind:
            raise Surprise
        return value

    return shape


def _whole(value: Any) -> Any:
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise Surprise
    return value


def _number(value: Any) -> Any:
    # PostgreSQL writes a whole one without a point.
    if type(value) not in (int, float):
        raise Surprise
    return float(value)


def _json(value: Any) -> Any:
    if value is None or value is _MISSING or isinstance(value, Exception):
        raise Surprise
    return value


# What went wrong is told by the executor.
_PROBLEM = "Problem"
# What is missing is of no type either.
_MISSING = object()
_TEXT = _exactly(str)
_SCALARS: dict[str, Shape] = {
    "ID": _TEXT,
    "String": _TEXT,
    "DateTime": _TEXT,
    "Date": date.isoformat,
    "UUID": _TEXT,
    "Boolean": _exactly(bool),
    "Int": _whole,
    "Float": _number,
    "JSON": _json,
}
