"""The JSON that SQL makes, said once for both databases: objects, arrays, and the wire form of each column kind."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    case,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import Join
from sqlalchemy.sql.functions import FunctionElement

from roundtable.core.scope import at_most
from roundtable.core.tables import Instant


class _Json(FunctionElement[Any]):
    """A function whose value is JSON."""

    type = JSON()


class json_object(_Json):
    """{"key": value, …}; keys are GraphQL names or our own hidden ones, never user text."""

    inherit_cache = True
    name = "rt_json_object"


class json_array(_Json):
    """[value, …]"""

    inherit_cache = True
    name = "rt_json_array"


class json_group(_Json):
    """The values of many rows in one array, empty rather than null."""

    inherit_cache = True
    name = "rt_json_group"


class json_kept(_Json):
    """`json_kept(value, condition)`: the values of those rows for which it holds."""

    inherit_cache = True
    name = "rt_json_kept"


class json_last(_Json):
    """The last value of an array, or null."""

    inherit_cache = True
    name = "rt_json_last"


class embedded(_Json):
    """JSON within JSON: SQLite would take it for text."""

    inherit_cache = True
    name = "rt_embedded"


class truth(_Json):
    """A condition as true, false or null: SQLite has numbers only."""

    inherit_cache = True
    name = "rt_truth"


class instant_text(FunctionElement[str]):
    """A moment as the wire writes it."""

    name, type, inherit_cache = "rt_instant", Text(), True


class seconds_between(FunctionElement[int]):
    """By how many seconds of the clock the first moment is after the second; before it, where that is negative."""

    name, type, inherit_cache = "rt_seconds_between", Integer(), True


class key_text(FunctionElement[str]):
    """A key as 32 hexadecimal digits."""

    name, type, inherit_cache = "rt_key", Text(), True


_FORMS = {
    json_object: ("json_build_object({})", "json_object({})"),
    json_array: ("json_build_array({})", "json_array({})"),
    json_group: ("coalesce(json_agg({}), '[]'::json)", "json_group_array({})"),
    json_kept: (
        "coalesce(json_agg({1}) FILTER (WHERE {2}), '[]'::json)",
        "json_group_array({1}) FILTER (WHERE {2})",
    ),
    json_last: ("({}) -> -1", "json_extract({}, '$[#-1]')"),
    embedded: ("{}", "json({})"),
    truth: ("{}", "json(CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"),
    instant_text: ("""to_char(({}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""", "{}"),
    seconds_between: (
        "floor(extract(epoch FROM {1})) - floor(extract(epoch FROM {2}))",
        "strftime('%s', {1}) - strftime('%s', {2})",
    ),
    key_text: ("encode(uuid_send({}), 'hex')", "{}"),
}


def _register(element: type[FunctionElement[Any]], postgresql: str, sqlite: str) -> None:
    def form(template: str) -> Any:
        def render(node: Any, compiler: Any, **options: Any) -> str:
            # Each once: what is nested would double with every level.
            each = [compiler.process(clause, **options) for clause in node.clauses]
            return template.format(", ".join(each), *each)

        return render

    compiles(element, "postgresql")(form(postgresql))
    compiles(element, "sqlite")(form(sqlite))


for _element, (_postgresql, _sqlite) in _FORMS.items():
    _register(_element, _postgresql, _sqlite)


def name(text: str) -> ColumnElement[str]:
    """A key of an object: a GraphQL name or one of our own, so it needs no bind."""
    return literal_column(f"'{text}'", Text())


def wire(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value as the wire writes its kind."""
    if isinstance(value.type, Instant):
        return instant_text(value)
    if isinstance(value.type, Uuid):
        return key_text(value)
    if isinstance(value.type, Boolean):
        return truth(value)
    if isinstance(value.type, JSON) and not isinstance(value, embedded):
        return embedded(value)
    return value


def public_id(prefix: str, key: ColumnElement[Any]) -> ColumnElement[str]:
    """`task_0190…`: what `core.ids` makes, made by SQL."""
    return name(f"{prefix}_") + key_text(key)


def objects(pairs: Iterable[tuple[str, ColumnElement[Any]]]) -> ColumnElement[Any]:
    return json_object(*(part for key, value in pairs for part in (name(key), wire(value))))


def one(select_one: Select[Any], row: Any) -> ColumnElement[Any]:
    """The one object a select of `row` finds, or null; every other table in it belongs to the statement around."""
    return embedded(at_most(1, select_one).correlate_except(row).scalar_subquery())


def one_beside(select_one: Select[Any], row: Any, joined: list[Any]) -> ColumnElement[Any]:
    """The same for each row of a list. PostgreSQL joins it, and keeps what it found by what it was looked up by: many
    messages have few authors. Within the list's own statement it would be looked up for each.
    """
    found = at_most(1, select_one).correlate_except(row)
    beside = found.lateral()
    joined.append(beside)
    return embedded(_OneBeside(found.scalar_subquery(), beside.c.j))


def with_joined(rows: Any, joined: Iterable[Any] | None) -> Any:
    """Rows with what each of them leads to."""
    for beside in joined or ():
        rows = _Joined(rows, beside, true(), isouter=True)
    return rows


class _OneBeside(_Json):
    """What was looked up: here on SQLite, beside on PostgreSQL."""

    name, inherit_cache = "rt_one_beside", True

    def get_children(self, **_: Any) -> Iterable[Any]:
        return [next(iter(self.clauses))]


@compiles(_OneBeside, "postgresql")
def _beside(node: Any, compiler: Any, **options: Any) -> str:
    _, beside = node.clauses
    return str(compiler.process(beside, **options))


@compiles(_OneBeside)
def _here(node: Any, compiler: Any, **options: Any) -> str:
    here, _ = node.clauses
    return str(compiler.process(here, **options))


class _Joined(Join):
    """A join on PostgreSQL; SQLite joins nothing that depends on its other side."""

    inherit_cache = True

    def get_children(self, **_: Any) -> Iterable[Any]:
        return [self.left]


@compiles(_Joined, "sqlite")
def _left_alone(node: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(node.left, **options))


def rows(ordered: Select[Any], row: Any) -> ColumnElement[Any]:
    """The one column `j` of an ordered select of `row`, in one array, in that order.

    SQLite 3.40 cannot order inside an aggregate, so it is done in a subselect on both databases.
    """
    inner = ordered.correlate_except(row).subquery()
    return select(json_group(embedded(inner.c.j))).scalar_subquery()


def listed(ordered: Select[Any], row: Any, size: int) -> Any:
    """The first rows of an ordered select of `row`, with its columns: what is made of them is made of no others."""
    return at_most(size, ordered.add_columns(*row.c)).correlate_except(row).subquery()


def page(ordered: Select[Any], row: Any, size: int, *, more: bool) -> tuple[Any, ColumnElement[bool] | None]:
    """The same of a page, and which of them are the page's: all, but where `more` is asked for, one that follows is
    there too.
    """
    inner = listed(ordered, row, size + 1 if more else size)
    if not more:
        return inner, None
    numbered = select(*inner.c, func.row_number().over().label("rt_number")).subquery()
    return numbered, numbered.c.rt_number <= literal_column(str(size))


def array(rows: Any, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value of each row, in one array, in their order."""
    return select(json_group(embedded(value))).select_from(rows).scalar_subquery()


def of_all(rows: Any, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """One value of all rows, however many there are, though nothing of them is in it."""
    whole = case((func.count() >= literal_column("0"), value))
    return select(embedded(whole)).select_from(rows).scalar_subquery()


def gathered(value: ColumnElement[Any], kept: ColumnElement[bool] | None) -> ColumnElement[Any]:
    """The values of a page's rows, in one array."""
    return json_group(embedded(value)) if kept is None else json_kept(embedded(value), kept)


def follows(size: int) -> ColumnElement[Any]:
    """Whether there are more rows than a page's."""
    return truth(func.count() > literal_column(str(size)))


def marked(key: str, end: str, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value in an object of its own, which is known where its text is."""
    return json_object(name(key), wire(value), name(end), literal_column("0", Integer()))
