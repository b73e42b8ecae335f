"""Who may see rows of which table: every guard there is, kept where types and policies declare it.

The reader adds a type's guard by itself; sessions of commands and PostgreSQL's row-level security take them from here.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Table, false, or_, true
from sqlmodel import SQLModel

from roundtable.core.tables import table_of

# From a row to the condition, over the binds `me` and `now`, under which it may be seen.
Guard: TypeAlias = Callable[[Any], ColumnElement[bool]]

_declared: dict[str, list[Guard]] = {}


def guarded(source: Any, guard: Guard) -> None:
    """Declare who may see rows of a model, a table, or nothing (what is made of several tables is no table)."""
    table = table_of(source) if isinstance(source, type) and issubclass(source, SQLModel) else source
    if isinstance(table, Table):
        _declared.setdefault(table.name, []).append(guard)


def guards_of(name: str) -> list[Guard]:
    """What was declared of a table: a guard for each type that reads it; none where one shows it to all."""
    return [] if is_open(name) else list(_declared.get(name, ()))


def is_open(name: str) -> bool:
    """Whether some type shows all rows of a table to all who sign in."""
    return open_to_all_who_sign_in in _declared.get(name, ())


def sees(table: Table, row: Any) -> ColumnElement[bool]:
    """Whether a row of a guarded table may be seen by any of the types that read it."""
    return or_(*(guard(row) for guard in guards_of(table.name)))


def nobody(_row: Any) -> ColumnElement[bool]:
    """The guard of what only the rule itself reads."""
    return false()


def open_to_all_who_sign_in(_row: Any) -> ColumnElement[bool]:
    """The guard of what is not case content: the network's directory of agencies and posts."""
    return true()
