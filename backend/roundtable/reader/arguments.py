"""Arguments as binds: a plan is made once for an operation, and only the values of its binds change from run to run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson
from sqlalchemy import BindParameter, Boolean, ColumnElement, Text, Uuid, bindparam, select
from sqlalchemy.types import TypeEngine

from roundtable.core import ids
from roundtable.core.scope import each_of
from roundtable.core.seal import Seal
from roundtable.core.tables import Instant
from roundtable.reader import paging
from roundtable.reader.place import Place
from roundtable.reader.selection import Document

# What a run's variables give a plan's binds.
Binder = Callable[[Document], Mapping[str, Any]]


@dataclass(frozen=True)
class Bound:
    """An argument that becomes a bind: its SQL type, and how its value is checked and taken."""

    name: str
    kind: TypeEngine[Any]
    take: Callable[[Any], Any]
    many: bool = False

    def bind(self, label: str) -> BindParameter[Any]:
        return bindparam(label, type_=self.kind, expanding=self.many)


def key_of(prefix: str, name: str) -> Bound:
    """A public id of one type. Taking it raises Invalid INVALID_ID for anything else."""
    return Bound(name, Uuid(), lambda text: ids.decode(prefix, text, [name]))


def keys_of(prefix: str, name: str) -> Bound:
    """Some public ids of one type. Taking them raises Invalid INVALID_ID for anything else."""
    return Bound(name, Uuid(), lambda texts: [ids.decode(prefix, text, [name]) for text in texts], many=True)


def choice(name: str, column: Any) -> Bound:
    """One value, to be compared with a model's column's values."""
    return Bound(name, column.type, lambda value: value)


def moment(name: str) -> Bound:
    return Bound(name, Instant(), lambda value: value)


def truth(name: str) -> Bound:
    return Bound(name, Boolean(), bool)


def choices(name: str) -> Bound:
    """Some values of a model's column, which has to be `among` them: one bind, so that one statement serves any."""
    return Bound(name, Text(), lambda values: orjson.dumps([_name(value) for value in values]).decode())


def among(value: ColumnElement[Any], chosen: Any) -> ColumnElement[bool]:
    """A column's value is one of those that `choices` bound."""
    return value.in_(select(each_of(chosen).c.value))


class Binds:
    """Collects what a plan binds. Each value is taken once at once, so that a wrong one is found with its field."""

    def __init__(self, document: Document, seal: Seal) -> None:
        self.document, self.seal = document, seal
        self.binders: list[Binder] = []

    def arguments(self, place: Place, bounds: Sequence[Bound]) -> dict[str, Any]:
        """A field's arguments as binds; those that are null or an empty list as None. Raises what taking one raises."""
        now = place.arguments(self.document) if bounds else {}
        labels = {b.name: f"{self._label()}_{b.name}" for b in bounds if now[b.name] is not None and now[b.name] != []}
        used = [bound for bound in bounds if bound.name in labels]
        given = [(labels[bound.name], bound.take, place.argument(bound.name, self.document)) for bound in used]

        def values(document: Document) -> dict[str, Any]:
            return {label: take(value(document)) for label, take, value in given}

        if used:
            self._keep(values)
        binds = {bound.name: bound.bind(labels[bound.name]) for bound in used}
        return {bound.name: binds.get(bound.name) for bound in bounds}

    def after(self, place: Place, keys: Sequence[ColumnElement[Any]]) -> str | None:
        """The label of a cursor's binds; None where there is none. Raises Invalid INVALID_CURSOR."""
        if place.arguments(self.document)["after"] is None:
            return None
        label, kinds = self._label(), [key.type for key in keys]

        def values(document: Document) -> dict[str, Any]:
            return paging.place_of(place.arguments(document)["after"], kinds, place.full_name, label, self.seal)

        self._keep(values)
        return label

    def _keep(self, binder: Binder) -> None:
        binder(self.document)
        self.binders.append(binder)

    def _label(self) -> str:
        return f"a{len(self.binders)}"


def shape_of(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of some variables decides a plan: what is there, truths and numbers by value, ids by their prefix."""
    return tuple(sorted((name, _shape(value)) for name, value in values.items()))


def _name(value: Any) -> str:
    """A value as its column holds it."""
    return str(value.name) if isinstance(value, Enum) else str(value)


def _shape(value: Any) -> str:
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, Mapping):
        return repr(shape_of(value))
    if isinstance(value, str):
        return ids.prefix_of(value) or "some"
    return "some" if value else "none"
