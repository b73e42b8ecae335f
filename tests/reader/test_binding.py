"""A schema whose types do not say what they read is not served at all."""

from typing import Any

import pytest
import strawberry

from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.reader.reader import Reader
from roundtable.reader.shapes import column, connection, identity, many, one, shape, viewpoint
from roundtable.reader.types import Connection
from tests.reader.garden import KEEPER, PLANT
from tests.reader.generated_worlds import SEAL, VAULT


@strawberry.type
class Unread:
    """A type that says nothing of a table."""

    name: str


@shape(KEEPER, "keeper", guard=open_to_all_who_sign_in)
@strawberry.type
class Read:
    id: strawberry.ID = identity("Its id.")


@strawberry.type
class Counted(Connection[Read]):
    total: int


def _any(*_: Any) -> Any:
    return KEEPER.c.id.is_not(None)


def reader_of(kind: type, field: Any) -> Reader:
    """A reader of a schema with one root field."""
    made = type("Query", (), {"__annotations__": {"it": kind}, "it": field})
    return Reader(strawberry.Schema(query=viewpoint(strawberry.type(made)))._schema, SEAL, VAULT)


def test_a_field_that_says_nothing_makes_the_build_fail() -> None:
    with pytest.raises(TypeError, match=r"Query .*: it$"):
        reader_of(str, strawberry.field(description="Says nothing."))


def test_a_field_with_a_resolver_of_its_own_need_not_say_what_it_reads() -> None:
    assert "Query" in reader_of(str, strawberry.field(resolver=lambda: "here")).registry


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Unread, one(_any, "One.")),
        (list[Unread], many(_any, lambda row: [row.c.id], "Many.")),
        (Connection[Unread], connection(_any, lambda row: [row.c.id], "A page.")),
        (Counted, connection(_any, lambda row: [row.c.id], "A page with more than a page has.")),
    ],
)
def test_a_field_that_leads_to_what_cannot_be_read_makes_the_build_fail(kind: type, field: Any) -> None:
    with pytest.raises(TypeError, match=r"Query\.it"):
        reader_of(kind, field)


@shape(PLANT, "plant", guard=open_to_all_who_sign_in)
@strawberry.type
class Plant:
    name: str = column(PLANT.c.name, "Its name.")


def test_a_page_by_a_column_that_may_be_null_makes_the_build_fail() -> None:
    with pytest.raises(TypeError, match=r"Query\.it .*dies_at"):
        reader_of(Connection[Plant], connection(_any, lambda row: [row.c.dies_at, row.c.id], "Loses rows."))
