"""What a command's session does with statements that read guarded tables: filters them, or refuses to run them.

It is the second line: commands find through `Work`, and a lint rule holds them to it. What it lets pass is plain, one
select of models, so that whoever reads it sees that the filter is on.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Delete, Insert, Select, Table, TableClause, TextClause, Update, event, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.selectable import SelectBase

from roundtable.core import guards
from roundtable.core.tables import EVIDENCE

# How `Work` says that it has put the guard into a statement itself.
GUARDED = "guarded"
# Of each statement, for as long as somebody keeps it: the guarded models that it reads, and itself under the rule.
_MODELS_READ: WeakKeyDictionary[Any, frozenset[Any]] = WeakKeyDictionary()
_FILTERED: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


class RawAccess(RuntimeError):
    """A statement that would read guarded tables past the rule. It is our fault, never the user's."""


def guard_session(session: AsyncSession, binds: Callable[[], dict[str, Any]]) -> None:
    """From now on the session reads guarded tables under the rule, for the actor and the moment of the binds."""

    def under_the_rule(state: ORMExecuteState) -> Any:
        if state.execution_options.get(GUARDED):
            return None
        models = _known(state.statement)
        if not models:
            return None
        given: Any = state.parameters or {}
        state.parameters = {**given, **binds()}
        return state.invoke_statement(statement=_filtered(state, models))

    event.listen(session.sync_session, "do_orm_execute", under_the_rule)


def check_unguarded(statement: Any) -> None:
    """Raises RawAccess for a statement that reads guarded tables."""
    if _known(statement):
        raise RawAccess("it would have to be filtered")


def _known(statement: Any) -> frozenset[Any]:
    """Looked at once: a statement that is made once and kept is not walked through each time."""
    if statement not in _MODELS_READ:
        _MODELS_READ[statement] = frozenset(_models_read(statement))
    return _MODELS_READ[statement]


def _filtered(state: ORMExecuteState, models: frozenset[Any]) -> Any:
    statement: Any = state.statement
    if state.is_column_load:
        # What is read of an object again is read by its key, where criteria of models are left out.
        tables = [model.__table__ for model in models]
        return statement.where(*(guards.sees(table, table) for table in tables))
    if statement not in _FILTERED:
        _FILTERED[statement] = statement.options(*map(_criterion, models))
    return _FILTERED[statement]


def read_by(statement: Any) -> set[str]:
    """The guarded tables that a statement names, however deep."""
    return {name for part in parts(statement) for name in _read_by(part)}


def _models_read(statement: Any) -> set[Any]:
    """The guarded models that a plain select reads. Raises RawAccess for any other way to a guarded table."""
    all_parts = list(parts(statement))
    if any(isinstance(part, TextClause) for part in all_parts):
        raise RawAccess("text may name any table")
    within = {name for part in all_parts if part is not statement for name in _read_by(part)}
    if isinstance(statement, Insert) and not statement._returning and not within:
        return set()
    named = _read_by(statement)
    models = _entities(statement) if isinstance(statement, Select) else set()
    past = within | (named - {model.__tablename__ for model in models})
    if past:
        raise RawAccess(f"past the rule: {', '.join(sorted(past))}")
    return {model for model in models if model.__tablename__ in named}


def parts(statement: Any) -> Iterator[Any]:
    """All that a statement is made of, each once: the rule stands in it many times over, and is the most of it."""
    # What was met is held on to: another part would else be given its id.
    waiting, met = [statement], dict[int, Any]()
    while waiting:
        part = waiting.pop()
        if id(part) in met:
            continue
        met[id(part)] = part
        yield part
        if isinstance(part, Select):
            # A subquery that only its columns tell of is no child.
            waiting += _sources(part)
        if not isinstance(part, TableClause):
            waiting += part.get_children()


def _read_by(part: Any) -> set[str]:
    """The guarded tables that this part of a statement reads or changes by itself."""
    if isinstance(part, Select):
        sources = _sources(part)
    elif isinstance(part, Insert | Update | Delete):
        sources = [part.table]
    else:
        return set()
    tables = [table for source in sources for table in _tables(source)]
    return {table.name for table in tables if table.schema != EVIDENCE and guards.guards_of(table.name)}


def _tables(source: Any) -> list[TableClause]:
    """The tables of something that is read from, however joined; a select in it is a part of its own."""
    if isinstance(source, TableClause):
        return [source]
    within = [] if isinstance(source, SelectBase) else source.get_children()
    return [table for each in within for table in _tables(each)]


def _sources(part: Select[Any]) -> list[Any]:
    """What a select reads from: what it lists, what it names, what it joins, and what its conditions imply."""
    sources = [*part.columns_clause_froms, *part._from_obj, *(join[0] for join in part._setup_joins)]
    if part._correlate_except is None:
        # Where it is said what is its own (`scope.found`), conditions over other tables are the statement's around it.
        sources += [source for condition in part._where_criteria for source in condition._from_objects]
    return sources


def _entities(statement: Select[Any]) -> set[Any]:
    entities = [inspect(each["entity"]) for each in statement.column_descriptions if each.get("entity")]
    if any(entity.is_aliased_class for entity in entities):
        raise RawAccess("an alias of a model")
    return {entity.mapper.class_ for entity in entities}


@cache
def _criterion(model: Any) -> Any:
    table = model.__table__
    assert isinstance(table, Table)
    return with_loader_criteria(model, guards.sees(table, table))
