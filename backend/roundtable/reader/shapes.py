"""How a GraphQL type says, by hand and on one line a field, what its fields stand for in the database.

@shape(Task, "task", guard=rule.sees_item, case="case_id")
@strawberry.type(name="Task", description="…")
class TaskType(Node):
    title: str = column(Task.title, "What is to be done, in one line.")
    owner_agency: AgencyType = one(Task.owner_agency_id, "The agency that answers for it.")
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import strawberry
from sqlalchemy import ColumnElement, and_
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from roundtable.core.guards import guard_of, guarded, has_view
from roundtable.core.tables import row_of, seen_of, seen_with, table_of
from roundtable.reader.arguments import Bound

METADATA = "reads"
# Lists that are not paged are short by nature; this is where they stop.
LIST_LIMIT = 200

Condition: TypeAlias = Callable[[Any, Any, Mapping[str, Any]], ColumnElement[bool]]
Argument: TypeAlias = tuple[Bound, StrawberryArgument]
AnyType = TypeVar("AnyType", bound=type)


@dataclass(frozen=True)
class Column:
    """A value of the row, computed further in Python by `then(value, run)` where SQL cannot."""

    value: Callable[[Any], ColumnElement[Any]]
    then: Callable[[Any, Any], Any] | None = None
    # By a column that is never null.
    there: bool = False


@dataclass(frozen=True)
class Identity:
    """The row's public id."""


@dataclass(frozen=True)
class One:
    """The one row of another shape that a condition over (parent, child, arguments) finds, or null.

    `made` makes that row of the arguments, where none stands in the shape's table: with the columns its fields read.
    """

    on: Condition
    arguments: tuple[Bound, ...] = ()
    made: Callable[[Mapping[str, Any]], Any] | None = None
    # By a column here that is never null, and holds the key of a row that there is.
    there: bool = False


@dataclass(frozen=True)
class ByNode:
    """Any row by its public id: the id's prefix says the shape."""


@dataclass(frozen=True)
class Many:
    """All rows that a condition finds, in an order; a short list."""

    on: Condition
    order: Callable[[Any], Sequence[ColumnElement[Any]]]


@dataclass(frozen=True)
class Paged:
    """Rows that a condition finds, page by page, by a unique key whose parts all go up or all go down."""

    on: Condition
    order: Callable[[Any], Sequence[ColumnElement[Any]]]
    descending: bool
    arguments: tuple[Bound, ...] = ()


@dataclass(frozen=True)
class Given:
    """A value that whoever asks the reader supplies for each object, such as a stream's cursor."""

    name: str


@dataclass(frozen=True)
class Viewpoint:
    """An object that is no row itself, only a place to read from, such as the viewer."""


Reading: TypeAlias = Identity | Column | One | ByNode | Many | Paged | Given | Viewpoint


@dataclass(frozen=True)
class Shape:
    """A type's table, the prefix of its ids, the condition that guards it, and the column that tells its case."""

    table: Any
    prefix: str
    guard: Callable[[Any], ColumnElement[bool]]
    case: str | None = None
    # For an interface over one table: which type a row is, by the value of a column.
    tag: str | None = None
    variants: Mapping[str, str] = field(default_factory=dict)
    # Columns that come with every object under hidden keys, for `given` values to be made of.
    hidden: tuple[str, ...] = ()

    def row(self) -> Any:
        """A row to be named in a statement, which `holds` of it guards."""
        return seen_of(self.table) if has_view(self.table) else row_of(self.table)

    def holds(self, row: Any) -> ColumnElement[bool]:
        """The guard; where a tag says the type, a row of a type that nobody named is not there."""
        guard = guard_of(row, self.guard)
        return and_(guard, row.c[self.tag].in_(list(self.variants))) if self.tag else guard


# Each type's shape (a viewpoint has none), and what each of its fields reads.
Registry: TypeAlias = Mapping[str, tuple[Shape | None, Mapping[str, Reading]]]


def shape(
    table: Any,
    prefix: str,
    guard: Callable[[Any], ColumnElement[bool]],
    case: str | None = None,
    tag: str | None = None,
    variants: Mapping[str, str] | None = None,
    hidden: tuple[str, ...] = (),
) -> Callable[[AnyType], AnyType]:
    """Tell a GraphQL type's table and its guard. A type without one cannot be read."""
    source = table_of(table) if isinstance(table, type) else table
    guarded(source, guard, read=True)

    def mark(cls: AnyType) -> AnyType:
        cls.__shape__ = Shape(source, prefix, guard, case, tag, variants or {}, hidden)  # type: ignore[attr-defined]
        return cls

    return mark


def shape_of(cls: Any) -> Shape:
    """What a GraphQL type was told: for rows of it beside those that are selected, under its guard."""
    told: Shape = cls.__shape__
    return told


def rows_with(model: Any, made: Callable[[Any], Any]) -> Any:
    """Rows to make a shape of, by the guard that the model has: of a row of the model, and what is beside it."""
    return seen_with(table_of(model), made)


def viewpoint(cls: AnyType) -> AnyType:
    """A type whose fields are read from no row: the roots, the viewer."""
    cls.__shape__ = None  # type: ignore[attr-defined]
    return cls


def column(value: Any, description: str, then: Callable[[Any, Any], Any] | None = None) -> Any:
    """A column of the row, or an expression over it."""
    return _field(Column(_of_row(value), then, _is_there(value)), description)


def identity(description: str) -> Any:
    return _field(Identity(), description)


def one(
    on: Any,
    description: str,
    arguments: Sequence[Argument] = (),
    made: Callable[[Mapping[str, Any]], Any] | None = None,
) -> Any:
    """A row of another shape: by the column here that holds its key, or by a condition; or one made of arguments."""
    return _field(One(_by_key(on), _bounds(arguments), made, _is_there(on)), description, _shown(arguments))


def by_node(description: str) -> Any:
    return _field(ByNode(), description, [_argument("id", strawberry.ID, "Any id this schema gave.")])


def many(on: Any, order: Callable[[Any], Sequence[ColumnElement[Any]]], description: str) -> Any:
    return _field(Many(on, order), description)


def connection(
    on: Condition,
    order: Callable[[Any], Sequence[ColumnElement[Any]]],
    description: str,
    arguments: Sequence[Argument] = (),
    descending: bool = False,
) -> Any:
    """A page of rows: `first` of them, `after` a cursor."""
    paged = Paged(on, order, descending, _bounds(arguments))
    return _field(paged, description, [*_shown(arguments), *_paging()])


def given(name: str, description: str) -> Any:
    return _field(Given(name), description)


def view(description: str) -> Any:
    return _field(Viewpoint(), description)


def argument(bound: Bound, kind: Any, description: str, default: Any = strawberry.UNSET) -> Argument:
    """An argument of a field that has no resolver: conditions find its bind under its name, None where it is null."""
    return bound, _argument(bound.name, kind, description, default)


def _argument(name: str, kind: Any, description: str, default: Any = strawberry.UNSET) -> StrawberryArgument:
    return StrawberryArgument(name, name, StrawberryAnnotation(kind), description=description, default=default)


def _bounds(arguments: Sequence[Argument]) -> tuple[Bound, ...]:
    return tuple(bound for bound, _ in arguments)


def _shown(arguments: Sequence[Argument]) -> list[StrawberryArgument]:
    return [shown for _, shown in arguments]


def _paging() -> list[StrawberryArgument]:
    return [
        _argument("first", int, "How many at most, from 1 to 100.", 20),
        _argument("after", str | None, "The `endCursor` of the page before.", None),
    ]


def _field(reading: Reading, description: str, arguments: Sequence[StrawberryArgument] = ()) -> Any:
    made = strawberry.field(description=description, metadata={METADATA: reading})
    if arguments:
        made.arguments = list(arguments)
    return made


def _of_row(value: Any) -> Callable[[Any], ColumnElement[Any]]:
    if hasattr(value, "key"):
        return lambda row: row.c[value.key]
    return value  # type: ignore[no-any-return]


def _by_key(on: Any) -> Condition:
    if hasattr(on, "key"):
        return lambda parent, child, _: child.c.id == parent.c[on.key]
    return on  # type: ignore[no-any-return]


def _is_there(on: Any) -> bool:
    return hasattr(on, "key") and not getattr(on, "nullable", True)
