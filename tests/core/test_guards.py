"""Where a table's guard stands: in its view, or in the statement."""

from typing import Any

import pytest
from sqlalchemy import Dialect, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from roundtable.access.models import CaseAgency
from roundtable.api.events import Event
from roundtable.api.schema import build_schema
from roundtable.core.facts import Fact
from roundtable.core.guards import guard_of, has_view
from roundtable.core.tables import is_seen, row_of, seen_of, seen_with, table_of
from roundtable.messaging.models import Message, ReadPosition
from roundtable.reader.shapes import Shape

MESSAGE, PART = table_of(Message), table_of(CaseAgency)
# With every type, every guard is declared.
build_schema()


def _said(statement: Any, dialect: Dialect) -> str:
    return " ".join(str(statement.compile(dialect=dialect)).split())


def test_a_guard_of_alternatives_stands_in_brackets() -> None:
    row = seen_of(MESSAGE)
    guard = guard_of(row, lambda own: or_(own.c.body == "a", own.c.body == "b"))
    said = _said(select(row.c.id).where(row.c.thread_id.is_(None), guard), sqlite.dialect())
    assert said.endswith("WHERE message_1.thread_id IS NULL AND (message_1.body = ? OR message_1.body = ?)")


def test_a_view_holds_its_guard_by_itself() -> None:
    row = seen_of(MESSAGE)
    said = _said(select(row.c.id).where(guard_of(row, lambda own: own.c.body == "a")), postgresql.dialect())  # type: ignore[no-untyped-call]
    assert said == "SELECT message_1.id FROM seen.message AS message_1 WHERE true"


def test_what_is_made_of_what_is_seen_is_seen() -> None:
    made = seen_with(MESSAGE, lambda message: select(message.c.id, message.c.body)).alias()
    assert is_seen(made)
    said = _said(select(made.c.id).where(guard_of(made, lambda own: own.c.body == "a")), postgresql.dialect())  # type: ignore[no-untyped-call]
    assert "FROM seen.message AS message_1" in said
    assert said.endswith("WHERE true")


def test_events_are_made_of_facts_that_are_seen() -> None:
    assert has_view(table_of(Fact))
    assert is_seen(Event.__shape__.row())  # type: ignore[attr-defined]


def test_only_what_is_read_by_one_guard_has_a_view() -> None:
    assert has_view(MESSAGE)
    assert not has_view(table_of(ReadPosition))  # no type reads it
    assert not has_view(PART)  # members, the invited and those at the table see parts by guards of their own
    assert not has_view(row_of(MESSAGE))


@pytest.mark.parametrize("row", [row_of(MESSAGE), select(MESSAGE).subquery(), row_of(PART)])
def test_rows_of_no_view_carry_their_guard(row: Any) -> None:
    assert not is_seen(row)
    shape = Shape(MESSAGE, "message", lambda own: own.c.id.is_(None))
    said = _said(select(row.c.id).where(shape.holds(row)), postgresql.dialect())  # type: ignore[no-untyped-call]
    assert said.endswith("id IS NULL")
