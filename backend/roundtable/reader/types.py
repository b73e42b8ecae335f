"""The GraphQL types that belong to no domain: nodes, pages, problems, and the wire's own DateTime."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError

from roundtable.core.errors import CATALOGUE, Code, Problem
from roundtable.reader.shapes import identity

Item = TypeVar("Item")
# A mutation's one argument, as every mutation describes it.
Input = Annotated[Item, strawberry.argument(description="What to do, and to what.")]


def enum(kind: type[StrEnum], description: str, values: Mapping[str, str], name: str | None = None) -> None:
    """Show an enumeration in the schema. Raises KeyError unless every value is described."""
    strawberry.enum(kind, name=name, description=description)
    for value in kind.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]


enum(Code, "What went wrong, for programs; see ERRORS.md.", {c.name: CATALOGUE[c] for c in Code}, "ProblemCode")


def _parse_instant(text: Any) -> datetime:
    """An ISO 8601 instant with its offset; without one it would mean another moment to each reader."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise _wrong_date() from None
    if moment.tzinfo is None:
        raise _wrong_date()
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _wrong_date() from None


def _wrong_date() -> GraphQLError:
    return GraphQLError("A DateTime is an ISO 8601 instant with its offset, such as 2026-11-23T09:30:00Z.")


DateTime = strawberry.scalar(
    name="DateTime",
    description="An instant in UTC, ISO 8601 with microseconds and `Z`. Any offset is taken in input.",
    serialize=str,
    parse_value=_parse_instant,
)


MutationId = strawberry.scalar(
    name="UUID",
    description="A universally unique id (RFC 9562), in its hyphenated form.",
    serialize=str,
    parse_value=UUID,
)


@strawberry.interface(description="Anything that has an id of its own.")
class Node:
    id: strawberry.ID = identity("Opaque; begins with the type's prefix.")


@strawberry.type(description="Where a page stands.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    end_cursor: str | None = strawberry.field(description="What to give as `after` for the next page. Opaque.")


@strawberry.type(description="A page of rows.")
class Connection(Generic[Item]):
    nodes: list[Item] = strawberry.field(description="The rows of this page, in order.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")


@strawberry.type(name="Problem", description="Why a mutation did nothing, or could not show its result.")
class ProblemType:
    code: Code = strawberry.field(description="For programs.")
    detail: str = strawberry.field(description="For people, in English.")
    path: list[str] = strawberry.field(description="The input field at fault; empty for the whole.")


@strawberry.type(description="What every mutation answers.")
class Payload:
    problems: list[ProblemType] = strawberry.field(description="Empty when the mutation took effect.")


def mutation_id() -> Any:
    """The input field by which a retry finds its first result."""
    return strawberry.field(description="Chosen by the client: new for each act, the same for each retry of it.")


def public_problem(problem: Problem) -> ProblemType:
    return ProblemType(code=problem.code, detail=problem.detail, path=problem.path)
