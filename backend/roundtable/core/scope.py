"""The two binds every guarded statement carries, who asks and when; and subqueries that say what they hang on."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, exists, literal_column, select

from roundtable.core.tables import Instant

# The acting membership, and the moment the rule is judged at. Only these change from actor to actor.
ME = bindparam("me", type_=Uuid())
NOW = bindparam("now", type_=Instant())


def found(row: Any, *conditions: ColumnElement[bool], beside: Any = None) -> ColumnElement[bool]:
    """Some row of this alias meets the conditions; every other table in them belongs to the statement around,
    but for the one `beside` it.

    Left to itself, SQLAlchemy looks for other tables one level up only, and would compare with all their rows.
    """
    own = [row] if beside is None else [row, beside]
    return exists(select(literal_column("1")).select_from(*own).where(*conditions).correlate_except(*own))


def values(column: Any, *conditions: ColumnElement[bool], of: Any = None) -> Select[Any]:
    """Select one column of the alias it is of, by conditions over it and the statement around.

    An expression over columns says itself which alias it is `of`.
    """
    return select(column).where(*conditions).correlate_except(column.table if of is None else of)


def value(column: Any, *conditions: ColumnElement[bool], of: Any = None) -> Any:
    """The one value that `values` finds, or null."""
    return values(column, *conditions, of=of).scalar_subquery()
