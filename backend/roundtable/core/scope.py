"""The two binds every guarded statement carries, who asks and when; and subqueries that say what they hang on."""

from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Boolean,
    ColumnClause,
    ColumnElement,
    Select,
    Text,
    Uuid,
    bindparam,
    column,
    exists,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from roundtable.core.tables import Instant

# The acting membership, and the moment the rule is judged at. Only these change from actor to actor.
ME = bindparam("me", type_=Uuid())
NOW = bindparam("now", type_=Instant())
# On PostgreSQL the one case that a statement stays within, so that only the places there are found; null for all.
WITHIN = bindparam("within", None, type_=Uuid())
# The places of the one who asks, as a statement names them.
MINE = "mine"


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


def at_most(count: int, chosen: Select[Any]) -> Select[Any]:
    """So many rows and no more, as a number in the text: a bind's value may decide SQLite's plan, so that it would
    make the plan anew at every run."""
    return chosen.limit(literal_column(str(count)))


# What of a place is not said whole where posts are told together: these are for a condition that is marked.
_PARTLY_SAID = {"post_id", "agency_id", "held"}


def same_for_alike(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Says of a condition on who asks, or on what of a place is said in part only, that it holds for all alike or for
    none (`access/alike.py`).
    """
    return _SameForAlike(condition)


class _SameForAlike(FunctionElement[bool]):
    name, type, inherit_cache = "rt_same_for_alike", Boolean(), True
    _is_implicitly_boolean = True


@compiles(_SameForAlike)
def _as_it_is(node: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(node.clauses, **options)})"


def hangs_on_who_asks(element: Any) -> bool:
    """Whether a part of a statement reads more of who asks than what is the same for all alike."""
    if isinstance(element, _SameForAlike) or _is_mine(element):
        return False
    if isinstance(element, BindParameter):
        return element.key == ME.key
    if isinstance(element, PlacesThere):
        return hangs_on_who_asks(element.case_id)
    if isinstance(element, ColumnClause):
        return element.name in _PARTLY_SAID and _is_of_mine(element.table)
    return any(map(hangs_on_who_asks, element.get_children()))


def _is_of_mine(rows: Any) -> bool:
    """Whether these are the places of the one who asks, all or those in one case."""
    return _is_mine(rows) or isinstance(getattr(rows, "element", None), PlacesThere)


def _is_mine(element: Any) -> bool:
    """The places of the one who asks, or another name of theirs."""
    return isinstance(element, CTE) and MINE in (element.name, getattr(element._cte_alias, "name", None))


class PlacesThere(FunctionElement[Any]):
    """The places of the one who asks that are in one case: its key, and the select that finds them."""

    name, inherit_cache = "rt_at", True

    @property
    def case_id(self) -> Any:
        return next(iter(self.clauses))


def listed(key: Any, keys: Any) -> ColumnElement[bool]:
    """The key is one of a bind's: a JSON list in one text, so that one statement serves any number of them."""
    return _Listed(key, keys)


def each_of(texts: Any) -> Any:
    """Rows with a `value` each: the members of a bind's JSON list of texts."""
    return _Each(texts).table_valued(column("value", Text()))


class _Each(FunctionElement[Any]):
    name, inherit_cache = "rt_each", True


@compiles(_Each, "postgresql")
def _elements(node: Any, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(node.clauses, **options)} AS json))"


@compiles(_Each)
def _members(node: Any, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(node.clauses, **options)})"


class _Listed(FunctionElement[bool]):
    name, type, inherit_cache = "rt_listed", Boolean(), True
    _is_implicitly_boolean = True


@compiles(_Listed, "postgresql")
def _in_array(node: Any, compiler: Any, **options: Any) -> str:
    key, keys = (compiler.process(clause, **options) for clause in node.clauses)
    return f"{key} = ANY (ARRAY(SELECT json_array_elements_text(CAST({keys} AS json))::uuid))"


@compiles(_Listed)
def _in_list(node: Any, compiler: Any, **options: Any) -> str:
    key, keys = (compiler.process(clause, **options) for clause in node.clauses)
    return f"{key} IN (SELECT value FROM json_each({keys}))"  # noqa: S608 - no value of anybody's
