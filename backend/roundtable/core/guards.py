"""Who may see rows of which table: every guard there is, kept where types and policies declare it.

The reader adds a type's guard by itself; sessions of commands and PostgreSQL's row-level security take them from here.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import Boolean, ColumnElement, Table, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import SQLModel

from roundtable.core.scope import ME
from roundtable.core.tables import is_seen, table_of

# From a row to the condition, over the binds `me` and `now`, under which it may be seen.
Guard: TypeAlias = Callable[[Any], ColumnElement[bool]]

_declared: dict[str, list[Guard]] = {}
_read = set[str]()


def guarded(source: Any, guard: Guard, *, read: bool = False) -> None:
    """Declare who may see rows of a model, a table, or nothing (what is made of several tables is no table), and
    whether the reader reads them.
    """
    table = table_of(source) if isinstance(source, type) and issubclass(source, SQLModel) else source
    if isinstance(table, Table):
        _declared.setdefault(table.name, []).append(guard)
        if read:
            _read.add(table.name)


def guards_of(name: str) -> list[Guard]:
    """What was declared of a table: a guard for each type that reads it; none where one shows it to all."""
    return [] if is_open(name) else list(_declared.get(name, ()))


def is_open(name: str) -> bool:
    """Whether some type shows all rows of a table to all who sign in."""
    return open_to_all_who_sign_in in _declared.get(name, ())


def sees(table: Table, row: Any) -> ColumnElement[bool]:
    """Whether a row of a guarded table may be seen by any of the types that read it."""
    return or_(*(guard(row) for guard in guards_of(table.name)))


def has_view(source: Any) -> bool:
    """Whether a table is read through a view that holds its guard: it has one, the same for all types that read it."""
    mapped = isinstance(source, Table) and source.metadata is SQLModel.metadata
    return mapped and source.name in _read and len(guards_of(source.name)) == 1


def guard_of(row: Any, guard: Guard) -> ColumnElement[bool]:
    """A row's guard, for a statement; of one that `core.tables.seen_of` named, the view says it where there is one."""
    return _ByView(guard(row)) if is_seen(row) else guard(row)


class _ByView(FunctionElement[bool]):
    name, type, inherit_cache = "rt_by_view", Boolean(), True
    _is_implicitly_boolean = True


@compiles(_ByView, "postgresql")
def _said(_node: Any, _compiler: Any, **_options: Any) -> str:
    return "true"


@compiles(_ByView)
def _to_be_said(node: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(node.clauses, **options)})"


def nobody(_row: Any) -> ColumnElement[bool]:
    """The guard of what none who acts may see. Where nobody acts that is an error on PostgreSQL, as of any other."""
    return ME.is_distinct_from(ME)


def open_to_all_who_sign_in(_row: Any) -> ColumnElement[bool]:
    """The guard of what is not case content: the network's directory of agencies and posts."""
    return true()
