"""Keyset pages: cursors that hold the sort key of the last row, sealed; no offsets, no counts of what is hidden."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, tuple_

from roundtable.core.errors import Code, Invalid
from roundtable.core.seal import Seal
from roundtable.core.tables import WIRE, Instant

LARGEST_PAGE = 100


def page_size(arguments: Mapping[str, Any]) -> int:
    """`first`. Raises Invalid INVALID_PAGE_SIZE outside 1 to 100."""
    size = arguments["first"]
    if not 1 <= size <= LARGEST_PAGE:
        raise Invalid(Code.INVALID_PAGE_SIZE, ["first"])
    return int(size)


def beyond(
    keys: Sequence[ColumnElement[Any]], descending: bool, field: str, cursor: str, seal: Seal
) -> ColumnElement[bool]:
    """Rows after the cursor's. Raises Invalid INVALID_CURSOR unless this field made the cursor."""
    values = seal.open(_use(field), cursor)
    if len(values) != len(keys):
        raise Invalid(Code.INVALID_CURSOR, ["after"])
    there = tuple_(*(_bound(key, value) for key, value in zip(keys, values, strict=True)))
    return tuple_(*keys) < there if descending else tuple_(*keys) > there


def cursor(field: str, values: Sequence[Any], seal: Seal) -> str:
    return seal.close(_use(field), values)


def _use(field: str) -> str:
    return f"page of {field}"


def _bound(key: ColumnElement[Any], value: Any) -> ColumnElement[Any]:
    if isinstance(key.type, Instant):
        return bindparam(None, datetime.strptime(value, WIRE).replace(tzinfo=UTC), type_=key.type, unique=True)
    if isinstance(key.type, Uuid):
        return bindparam(None, UUID(value), type_=key.type, unique=True)
    return bindparam(None, value, type_=key.type, unique=True)
