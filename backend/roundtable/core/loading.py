"""Objects of a session, of rows that a statement has found beside something else."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper, class_mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, set_committed_value
from sqlmodel import SQLModel

from roundtable.core.tables import table_of

Row = TypeVar("Row", bound=SQLModel)


def loaded(session: AsyncSession, model: type[Row], values: Sequence[Any]) -> Row:
    """The object of a row, as if the session had read it: the values are those of all columns of the model's table, in
    their order. What the session knew of it before is replaced.
    """
    # Which sees to it that the models are ready: in a new process nothing may have asked for any of them yet.
    mapper: Mapper[Row] = class_mapper(model)
    row = dict(zip(mapper.columns.keys(), values, strict=True))
    known: Row | None = session.sync_session.identity_map.get(
        mapper.identity_key_from_primary_key(tuple(row[column.name] for column in mapper.primary_key))
    )
    if known is not None:
        for name, value in row.items():
            set_committed_value(known, name, value)
        return known
    made: Row = mapper.class_manager.new_instance()
    instance_dict(made).update(row)
    make_transient_to_detached(made)
    session.add(made)
    return made


def as_told(model: type[SQLModel], dialect: Dialect, values: Sequence[Any]) -> list[Any]:
    """What the model knows of what a driver found of all columns of its table, in their order."""
    finishes = _finishes(model, dialect)
    return [finish(value) if finish else value for finish, value in zip(finishes, values, strict=True)]


@cache
def _finishes(model: type[SQLModel], dialect: Dialect) -> list[Callable[[Any], Any] | None]:
    types = (column.type.dialect_impl(dialect) for column in table_of(model).columns)
    return [kind.result_processor(dialect, None) for kind in types]
