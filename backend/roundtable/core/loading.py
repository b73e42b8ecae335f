"""Objects of a session, of rows that a statement has found beside something else."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Dialect, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, set_committed_value
from sqlmodel import SQLModel

from roundtable.core.tables import table_of

Row = TypeVar("Row", bound=SQLModel)


def loaded(session: AsyncSession, model: type[Row], values: Sequence[Any]) -> Row:
    """The object of a row, as if the session had read it: the values are those of all columns of the model's table, in
    their order, as the driver found them. What the session knew of it before is replaced.
    """
    columns = _columns(model, session.get_bind().dialect)
    row = {name: finish(value) if finish else value for (name, finish), value in zip(columns, values, strict=True)}
    mapper = inspect(model)
    key = mapper.identity_key_from_primary_key([row[column.name] for column in mapper.primary_key])
    known: Row | None = session.sync_session.identity_map.get(key)
    if known is not None:
        for name, value in row.items():
            set_committed_value(known, name, value)
        return known
    made = cast(Row, mapper.class_manager.new_instance())
    instance_dict(made).update(row)
    make_transient_to_detached(made)
    session.add(made)
    return made


@cache
def _columns(model: type[SQLModel], dialect: Dialect) -> list[tuple[str, Callable[[Any], Any] | None]]:
    """Of each column its attribute's name, and what becomes of what the driver finds."""
    types = ((column.name, column.type.dialect_impl(dialect)) for column in table_of(model).columns)
    return [(name, kind.result_processor(dialect, None)) for name, kind in types]
