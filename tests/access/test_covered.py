"""Every table is guarded or on the list of those outside the rule; every field is read through a shape."""

import pytest
import strawberry
from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from roundtable import models
from roundtable.api.schema import build_schema
from roundtable.core import guards
from roundtable.core.guards import nobody, open_to_all_who_sign_in
from roundtable.covered import check_covered, uncovered
from roundtable.messaging.models import Message
from roundtable.reader.bind import bind
from roundtable.reader.shapes import column, shape

TABLE = "the table {} is neither guarded nor on the list of tables outside the rule"


class Forgotten(SQLModel, table=True):
    """A table that nobody has thought about, and no other test meets."""

    metadata = MetaData()
    __tablename__ = "forgotten"

    id: int = Field(primary_key=True)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test declares is declared for it alone: the rule's mark would tell."""
    monkeypatch.setattr(guards, "_declared", {name: [*own] for name, own in guards._declared.items()})
    monkeypatch.setattr(guards, "_read", {*guards._read})


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a domain had it among its models."""
    monkeypatch.setattr(models.ALL[0], "Forgotten", Forgotten, raising=False)


def found() -> list[str]:
    built = build_schema()._schema
    return uncovered(built, bind(built))


def test_nothing_is_forgotten() -> None:
    assert found() == []


@pytest.mark.usefixtures("planted")
def test_a_table_that_nobody_has_thought_about_stops_the_server() -> None:
    assert found() == [TABLE.format("forgotten")]
    built = build_schema()._schema
    with pytest.raises(TypeError, match="the table forgotten is neither guarded"):
        check_covered(built, bind(built))


@pytest.mark.usefixtures("planted")
def test_a_guard_accounts_for_a_table() -> None:
    guards.guarded(Forgotten, nobody)

    assert found() == []


@pytest.mark.usefixtures("planted")
def test_so_does_a_reason_on_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(models.OUTSIDE, "forgotten", "a table of a test")

    assert found() == []


@pytest.mark.usefixtures("planted")
def test_being_open_to_all_is_no_guard() -> None:
    guards.guarded(Forgotten, open_to_all_who_sign_in)

    assert found() == [TABLE.format("forgotten")]


def test_a_guarded_table_has_no_place_on_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(models.OUTSIDE, "message", "somebody was in a hurry")

    assert found() == [TABLE.format("message")]


def test_a_field_with_a_resolver_of_its_own_is_found() -> None:
    @shape(Message, "message", guard=nobody)
    @strawberry.type
    class Shown:
        body: str = column(Message.body, "What it says.")

        @strawberry.field
        def length(self) -> int:
            return 0

    @strawberry.type
    class Aside:
        shown: Shown

    built = strawberry.Schema(query=Aside)._schema

    assert uncovered(built, bind(built)) == [
        "the field Aside.shown is read through no shape",
        "the field Shown.length is read through no shape",
    ]
