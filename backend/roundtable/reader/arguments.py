"""Arguments as binds: a plan is made once for an operation, and only the values of its binds change from run to run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Uuid, bindparam
from sqlalchemy.types import TypeEngine

from roundtable.core import ids
from roundtable.core.tables import Instant


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


def moment(name: str) -> Bound:
    return Bound(name, Instant(), lambda value: value)


def choices(name: str, column: Any) -> Bound:
    """Some values, to be compared with a model's column."""
    return Bound(name, column.type, list, many=True)


def shape_of(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of some variables decides a plan: what is there, truths and numbers by value, the rest only as present."""
    return tuple(sorted((name, _shape(value)) for name, value in values.items()))


def _shape(value: Any) -> str:
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, Mapping):
        return repr(shape_of(value))
    return "some" if value or value == "" else "none"
