"""What a process asks of others than who acts, so as to know whom to tell. SQLite reads it; PostgreSQL, whose policies
show what who acts may see, is asked by a function of the rule's role (`rls.py`).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, column, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from roundtable.core.own_places import as_value


@dataclass(frozen=True, eq=False)
class OfOthers:
    """A statement, and the function's name that does it on PostgreSQL with what is `given`: all its binds, in order."""

    function: str
    given: tuple[BindParameter[Any], ...]
    statement: Select[Any]

    def rows(self) -> Any:
        """What it finds, as rows to be named in a statement."""
        kinds = (column(each.name, each.type) for each in self.statement.selected_columns)
        function: ColumnElement[Any] = literal_column(f"rule.{self.function}")
        return _Rows(function, *self.given, self.statement.scalar_subquery()).table_valued(*kinds)


class _Rows(FunctionElement[Any]):
    name, inherit_cache = "rt_of_others", True


@compiles(_Rows, "postgresql")
def _by_function(node: Any, compiler: Any, **options: Any) -> str:
    function, *given, _ = node.clauses
    told = (compiler.process(each, **as_value(options)) for each in given)
    return f"{compiler.process(function)}({', '.join(told)})"


@compiles(_Rows)
def _by_statement(node: Any, compiler: Any, **options: Any) -> str:
    *_, statement = node.clauses
    made: str = compiler.process(statement, **as_value(options))
    return made
