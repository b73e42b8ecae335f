"""Looks at streams: what one statement found for a listener, and for all who would have found the same."""

import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLResolveInfo, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues

from roundtable.context import Read
from roundtable.reader.finish import TYPE
from roundtable.reader.shaping import Shape

# In the places of what each listener is told of its own way.
CURSOR, PREV = object(), object()
GIVEN = {"cursor": lambda _: CURSOR, "prev": lambda _: PREV}


class Told(dict[str, Any]):
    """One event as it is told to all who come to it from the same place; what it becomes on the wire is made once."""

    on_the_wire: Any = None
    # What makes the data of it; None where the executor has to.
    shape: Shape | None = None


@dataclass(eq=False)
class Look:
    """What was found, for whom a case or nobody else shows the same, and when."""

    read: Read
    # Of what was asked for; which of them it was that asked, each entry of the record says.
    fingerprint: str
    alike: str
    # What all of it is of, where others are shown the same: one case, or those that a conference's stream told of.
    cases: Collection[UUID] | None
    straying: Collection[str]
    shape: Shape | None
    read_at: float = field(default_factory=time.monotonic)
    _cursors: dict[int, str] = field(default_factory=dict)
    _told: dict[tuple[int, str | None], Told] = field(default_factory=dict)

    @property
    def events(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.read.answer["events"]
        return found

    @cached_property
    def digest(self) -> bytes:
        """Of what was found, to tell it from what was found before without keeping that."""
        return sha256(orjson.dumps(self.events)).digest()

    @property
    def strays(self) -> bool:
        """It leads beyond the cases, where others may be shown something else."""
        beyond = self.cases is not None and self.read.served.keys() - {*self.cases}
        # What is not of several types is of the one that was asked for.
        kinds = {event.get(TYPE) for event in self.events}
        return bool(beyond) or bool(kinds & {*self.straying}) or (None in kinds and bool(self.straying))

    def told(self, place: int, cursor: str, prev: str | None) -> Told:
        """The event at a place among those found, for who is told these cursors."""
        if (place, prev) not in self._told:
            own = {id(CURSOR): cursor, id(PREV): prev}
            event = self.events[place].items()
            told = self._told[place, prev] = Told((key, own.get(id(value), value)) for key, value in event)
            told.shape = self.shape
        return self._told[place, prev]

    def cursor(self, place: int, sealed: Callable[[], str]) -> str:
        """All who look from the same place come to the same places: their cursors are sealed once."""
        if place not in self._cursors:
            self._cursors[place] = sealed()
        return self._cursors[place]


def asked(info: GraphQLResolveInfo[Any]) -> Hashable:
    """What is asked of each event: the document, and the values that it uses there; where it begins is beside it."""
    operation = info.operation
    if operation.loc is None:
        return object()
    (field_asked,) = info.field_nodes
    used = _Used()
    for node in (*info.fragments.values(), *(field_asked.directives or ()), field_asked.selection_set):
        visit(node, used) if node else None
    given: Any = info.variable_values
    coerced = given.coerced if isinstance(given, VariableValues) else given
    values = {name: coerced[name] for name in used.names if name in coerced}
    name = operation.name.value if operation.name else None
    return operation.loc.source.body, name, _text(values)


def _text(values: dict[str, Any]) -> str:
    """Bytes would keep the room that they were written in."""
    return orjson.dumps(values, default=str, option=orjson.OPT_SORT_KEYS).decode()


class _Used(Visitor):
    """The variables that a document uses."""

    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.names.add(node.name.value)
