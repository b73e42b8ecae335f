"""The places of the one who asks, as each database finds them.

SQLite makes them once a statement. PostgreSQL keeps them from when the actor stood (`rls_functions.py`), and looks up
the case of each row.
"""

from typing import Any

from sqlalchemy import CTE, Boolean, ColumnElement, Select, column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from roundtable.core.scope import PlacesThere

_KEPT = "rule.mine_at({})"


def among(key: Any, chosen: Select[Any]) -> ColumnElement[bool]:
    """The key is one of the cases of chosen places of the one who asks; the choice does not depend on the row.

    SQLite makes the set first, and finds rows by their keys' index. PostgreSQL finds them by one array for each column,
    as a second one would be tried with each member of the first; what else holds is looked up by the row's key.
    """
    return _Among(key, chosen.scalar_subquery())


def hint(key: Any, chosen: Select[Any]) -> ColumnElement[bool]:
    """Where rows are found, among the cases of all places: beside a condition that says the same, never alone."""
    return _Hint(key, chosen.scalar_subquery())


class _Among(FunctionElement[bool]):
    name, type, inherit_cache = "rt_among", Boolean(), True
    # It needs no `= 1` on SQLite, which would hide the key from its index.
    _is_implicitly_boolean = True


@compiles(_Among, "postgresql")
def _by_key(node: Any, compiler: Any, **options: Any) -> str:
    key, chosen = node.clauses
    (of,), holds = chosen.element.selected_columns, chosen.element.whereclause
    found = _finding(compiler.process(key, **options), compiler)
    assert holds is not None  # of all places `hint` says it: by itself it would let policies pass all
    places = _of(compiler, key, of.table, **options)
    return f"({found} AND EXISTS (SELECT FROM {places} WHERE {compiler.process(holds, **options)}))"


class _Hint(FunctionElement[bool]):
    name, type, inherit_cache = "rt_hint", Boolean(), True
    _is_implicitly_boolean = True


@compiles(_Hint, "postgresql")
def _by_array(node: Any, compiler: Any, **options: Any) -> str:
    return _finding(compiler.process(node.clauses.clauses[0], **options), compiler)


def _finding(key: str, compiler: Any) -> str:
    """The condition that an index answers, once for each column in a select; a policy has none, it only passes rows."""
    if getattr(compiler, "only_passes", False):
        return "true"
    said = compiler.stack[-1].setdefault("rt_found", set())
    if key in said:
        return "true"
    said.add(key)
    return f"{key} = ANY ((SELECT rule.cases())::uuid[])"


@compiles(_Among)
@compiles(_Hint)
def _by_list(node: Any, compiler: Any, **options: Any) -> str:
    key, chosen = (compiler.process(clause, **options) for clause in node.clauses)
    return f"{key} IN {chosen}"


def mine_at(key: Any, own: CTE) -> Any:
    """An alias of those places of the one who asks that are in one case."""
    row = own.alias()
    here = select(row).where(row.c.case_id == key).correlate_except(row).scalar_subquery()
    return PlacesThere(key, here).table_valued(*(column(each.name, each.type) for each in own.c))


@compiles(PlacesThere, "postgresql")
def _of_those_kept(node: Any, compiler: Any, **options: Any) -> str:
    key, _ = node.clauses
    return _KEPT.format(compiler.process(key, **as_value(options)))


@compiles(PlacesThere)
def _of_those_made(node: Any, compiler: Any, **options: Any) -> str:
    _, here = node.clauses
    made: str = compiler.process(here, **as_value(options))
    return made


def as_value(options: dict[str, Any]) -> dict[str, Any]:
    """What stands in the place of a table may name the tables beside it and around, as a value may."""
    return {name: option for name, option in options.items() if name not in {"asfrom", "lateral", "from_linter"}}


def _of(compiler: Any, key: Any, alias: Any, **options: Any) -> str:
    name = compiler.process(alias.c.case_id, **options).rpartition(".")[0]
    return f"{_KEPT.format(compiler.process(key, **options))} AS {name}"
