"""Keyset pages: cursors that hold the sort key of the last row, sealed; no offsets, no counts of what is hidden."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Uuid, bindparam, tuple_
from sqlalchemy.types import TypeDecorator, TypeEngine

from roundtable.core.errors import Code, Invalid
from roundtable.core.seal import Seal
from roundtable.core.tables import Instant, instant_of

LARGEST_PAGE = 100


def page_size(arguments: Mapping[str, Any]) -> int:
    """`first`. Raises Invalid INVALID_PAGE_SIZE outside 1 to 100."""
    size = arguments["first"]
    if not 1 <= size <= LARGEST_PAGE:
        raise Invalid(Code.INVALID_PAGE_SIZE, ["first"])
    return int(size)


def beyond(keys: Sequence[ColumnElement[Any]], descending: bool, label: str) -> ColumnElement[bool]:
    """Rows after a cursor's, whose values are binds: `label_0`, `label_1`, …"""
    there = tuple_(*(bindparam(f"{label}_{place}", type_=key.type) for place, key in enumerate(keys)))
    return tuple_(*keys) < there if descending else tuple_(*keys) > there


def place_of(cursor: str, kinds: Sequence[TypeEngine[Any]], field: str, label: str, seal: Seal) -> dict[str, Any]:
    """The binds of a cursor. Raises Invalid INVALID_CURSOR unless this field made it."""
    values = seal.open(_use(field), cursor)
    try:
        pairs = enumerate(zip(kinds, values, strict=True))
        return {f"{label}_{place}": _value(kind, value) for place, (kind, value) in pairs}
    except (AttributeError, TypeError, ValueError) as misfit:
        # Sealed by this field, but by a release that sorted by something else.
        raise Invalid(Code.INVALID_CURSOR, ["after"]) from misfit


def cursor(field: str, values: Sequence[Any], seal: Seal) -> str:
    return seal.close(_use(field), values)


def sealed(field: str) -> Callable[[Any, Any], str | None]:
    """What makes a field's cursor of a row's sort key, if there is a row."""
    return lambda values, run: cursor(field, values, run.seal) if values else None


def _use(field: str) -> str:
    return f"page of {field}"


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    if isinstance(kind, Instant):
        return instant_of(value)
    if isinstance(kind, Uuid):
        return UUID(value)
    # SQLModel's strings are decorated ones.
    kind = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if value is None or isinstance(value, str) is not isinstance(kind, String):
        raise TypeError
    return value
