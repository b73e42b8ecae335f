"""Guards as the text of policies, views and functions on PostgreSQL."""

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import BindParameter, Select, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGCompiler

from roundtable.core.tables import EVIDENCE

# Beneath the rule's role evidence is the tables themselves.
BASE = {EVIDENCE: "public", None: "public"}
_CALLS = {"me": "(SELECT rule.actor())", "now": "(SELECT rule.now())"}


class PolicyCompiler(PGCompiler):
    """Writes a guard as a policy has it: binds as calls, and nothing that is there for an index."""

    only_passes = True
    calls: ClassVar = _CALLS

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **options: Any) -> str:
        if bindparam.key in self.calls:
            return self.calls[bindparam.key]
        options["literal_binds"] = True
        written: str = super().visit_bindparam(bindparam, *args, **options)  # type: ignore[no-untyped-call]
        return written


class ViewCompiler(PolicyCompiler):
    """Writes a guard as a view has it, which finds rows as well."""

    only_passes = False


class StandCompiler(PolicyCompiler):
    """Writes the places as who stands finds them: binds as what the function was given."""

    calls: ClassVar = {"me": "$1", "now": "$2", "within": "$3"}


def given_in_order(binds: Iterable[BindParameter[Any]]) -> type[PGCompiler]:
    """Writes a statement as a function has it that is given these binds, in this order."""
    calls = {bind.key: f"${number}" for number, bind in enumerate(binds, 1)}
    return type("GivenCompiler", (PolicyCompiler,), {"calls": calls})


def columns(rows: Any) -> str:
    """The columns of some rows with their types, as a function that makes rows is told them."""
    chosen = rows.selected_columns if isinstance(rows, Select) else rows.c
    return ", ".join(f"{column.name} {type_name(column)}" for column in chosen)


def type_name(value: Any) -> str:
    """The type of a column or a bind, as PostgreSQL calls it."""
    dialect: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
    name: str = value.type.compile(dialect)
    return name


def compiled(statement: Any, compiler: type[PGCompiler], schemas: dict[str | None, str] | None = None) -> str:
    dialect: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
    dialect.statement_compiler = compiler
    given: dict[str, Any] = {"schema_translate_map": schemas, "render_schema_translate": True} if schemas else {}
    return str(statement.compile(dialect=dialect, **given))


def name_of(table: Table) -> str:
    dialect: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
    name: str = dialect.identifier_preparer.format_table(table)
    return name
