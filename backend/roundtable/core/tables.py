"""The few column kinds every table is made of: keys, instants, choices, references."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID
from weakref import WeakSet

from sqlalchemy import (
    Alias,
    ColumnElement,
    Dialect,
    Enum,
    ForeignKeyConstraint,
    Select,
    String,
    Table,
    TableClause,
    UniqueConstraint,
    column,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

# The schema of what the rule reads to decide; SQLite has none, and reads the tables themselves.
EVIDENCE = "rule"
# The schema of what the reader reads: each table as who asks sees it. SQLite has none, and reads the tables themselves.
SEEN = "seen"
WIRE = "%Y-%m-%dT%H:%M:%S.%fZ"

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> UUID:
    """A uuid7: unique without asking, and in the order of making, which keeps indexes tight."""
    return uuid7()


def wire_text(moment: datetime) -> str:
    """A moment as the wire writes it: of one length, whatever the year."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_of(text: str) -> datetime:
    """The moment that the wire wrote so."""
    return datetime.fromisoformat(text)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: timestamptz on PostgreSQL; on SQLite the wire's own text, whose order is time's order."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        return value if dialect.name == "postgresql" else wire_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return instant_of(value)


class Choice(Enum):
    """One of an enumeration, kept as its name. A member that it is compared with stands in the statement's own text:
    there are few, and a value that is sent along costs more than the comparison.
    """

    cache_ok = True

    class Comparator(Enum.Comparator):
        """Compares with a member, or with some."""

        def operate(self, op: OperatorType, *other: Any, **more: Any) -> ColumnElement[Any]:
            return super().operate(op, *map(self._said, other), **more)

        def _said(self, value: Any) -> Any:
            kind: Any = self.type
            if isinstance(value, kind.enum_class):
                return literal_column(f"'{value.name}'", kind)
            if isinstance(value, list | tuple | set | frozenset) and value:
                return [self._said(one) for one in value]
            return value

    comparator_factory = Comparator


def key() -> Any:
    """The opaque key of a row."""
    return Field(default_factory=new_id, primary_key=True)


def instant(*, optional: bool = False, index: bool = False) -> Any:
    """A moment; `optional` ones start empty."""
    if optional:
        return Field(default=None, sa_type=Instant, nullable=True, index=index)
    return Field(sa_type=Instant, nullable=False, index=index)


def choice(
    enum: type[StrEnum], *, optional: bool = False, first: StrEnum | None = None, check: str | None = None
) -> Any:
    """One of an enumeration, kept as its name, checked by the database; `first` where nothing else is said.

    Where a table has several of one enumeration, each is checked by a name of its own.
    """
    name = check or enum.__name__.lower()
    kind = Choice(enum, native_enum=False, length=32, create_constraint=True, name=name)
    if optional:
        return Field(default=None, sa_type=kind, nullable=True)
    if first is not None:
        return Field(default=first, sa_type=kind, nullable=False)
    return Field(sa_type=kind, nullable=False)


def refers(to: str, *, optional: bool = False, index: bool = True) -> Any:
    """A reference to another table's key, as `table.column`."""
    if optional:
        return Field(default=None, foreign_key=to, nullable=True, index=index)
    return Field(foreign_key=to, index=index)


def same_case(**targets: str) -> tuple[Any, ...]:
    """Composite keys of case content: rows point at rows of their own case only, and can be pointed at so.

    `same_case(thread_id="thread")` makes (case_id, thread_id) refer to thread (case_id, id).
    """
    parts: list[Any] = [UniqueConstraint("case_id", "id")]
    for name, table in targets.items():
        parts.append(ForeignKeyConstraint(["case_id", name], [f"{table}.case_id", f"{table}.id"]))
    return tuple(parts)


def table_of(model: type[SQLModel]) -> Table:
    """A model's table, for statements."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def row_of(source: Any, name: str | None = None) -> Any:
    """A row of a model's table, or of a select, to be named in a statement: an alias of its own.

    Of plain columns: an alias of a whole table copies every column's constraints and events, which took most of the
    time of planning.
    """
    return _plain(table_of(source) if isinstance(source, type) else source).alias(name)


def evidence_of(source: Any, name: str | None = None) -> Any:
    """A row of a table as the rule reads it when it decides: without asking the rule again.

    On PostgreSQL that is a view which row-level security does not filter row by row, of the cases in which the one
    who asks has a place; on SQLite, and for the network's directory, the table itself.
    """
    source = table_of(source) if isinstance(source, type) else source
    weighed = source.name == "case" or "case_id" in source.c or source.info.get(EVIDENCE)
    return _plain(source, EVIDENCE if weighed else None).alias(name)


def seen_of(source: Table) -> Any:
    """A row of a table as who asks sees it: on PostgreSQL of a view, which holds the table's one guard by itself."""
    return _plain(source, SEEN).alias()


def seen_with(source: Table, made: Callable[[Any], Select[Any]]) -> Any:
    """Rows that are made of a row of `seen_of`, and of what is beside it that needs no guard."""
    rows = made(seen_of(source)).subquery()
    _MADE_OF_SEEN.add(rows)
    return rows


def is_seen(row: Any) -> bool:
    """Whether `seen_of` named it, or what `seen_with` made of it."""
    source = row.element if isinstance(row, Alias) else None
    return source in _MADE_OF_SEEN or (isinstance(source, _PlainTable) and source.schema == SEEN)


_MADE_OF_SEEN = WeakSet[Any]()


class _PlainTable(TableClause):
    """A table of plain columns, whose schema is translated like a whole table's."""

    _use_schema_map, inherit_cache = True, True


@cache
def _plain(source: Any, schema: str | None = None) -> Any:
    if not isinstance(source, Table):
        return source
    return _PlainTable(source.name, *(column(each.name, each.type) for each in source.columns), schema=schema)
