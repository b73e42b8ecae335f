"""One looks for what happens most, and for all else where it has happened: nothing is missed, nothing comes twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import pytest
from sqlalchemy import event

from tests.messaging.room import agencies, opened, posted
from tests.streams.wire import Wire, case_cursor
from tests.support.table import Table
from tests.tasks.desk import assigned

EVENTS = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) {
    cursor prev occurredAt by { id }
    ... on MessagePosted { message { body } }
    ... on ThreadOpened { thread { subject } }
    ... on TaskAssigned { task { title } }
  }
}
"""
COSTLY = """
subscription ($id: ID!) {
  caseEvents(caseId: $id) {
    ... on MessagePosted { message { body } }
    ... on TaskAssigned { task { title thread { subject } } }
  }
}
"""


@contextmanager
def looks(table: Table) -> Iterator[list[str]]:
    """The statements that looked for events, while the block runs: each as what it could find."""
    sent, engine = list[str](), table.services.database.reader.sync_engine

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "#stream_id" in statement:
            sent.append("all" if "ConferenceClosed" in statement else "the usual")

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


async def test_who_listens_looks_for_all_first_and_then_for_the_usual(wire: Wire) -> None:
    table = wire.table
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    with looks(table) as made:
        async with wire.listening(bogdan, EVENTS, id=table.case_id) as stream:
            assert await stream.is_silent()
            assert made == ["all"]
            await posted(ana, thread, "A word.")
            assert (await stream.event())["message"] == {"body": "A word."}
            assert await stream.is_silent()
    assert made[1:] == ["the usual"]


async def test_what_is_not_usual_is_looked_for_again_and_told_with_the_rest_in_order(wire: Wire) -> None:
    table = wire.table
    corina, ana, thread = await table.by("corina"), await table.by("ana"), await table.thread_id()
    after = await case_cursor(ana, table)
    async with wire.listening(ana, EVENTS, id=table.case_id, after=after) as stream:
        assert await stream.is_silent()
        with looks(table) as made:
            await posted(corina, thread, "Before.")
            events = await stream.events(1)
            await opened(corina, table, agencies(table, "police"), "Another matter")
            events += await stream.events(1)
            await assigned(corina, table, thread, "police", title="Look in")
            await posted(corina, thread, "After.")
            # A task has a conversation of its own.
            events += await stream.events(3)
            assert await stream.is_silent()

    told = [next(iter(e.get(key) for key in ("message", "thread", "task") if e.get(key))) for e in events]
    subjects = [{"subject": "Another matter"}, {"subject": "Look in"}]
    assert told == [{"body": "Before."}, *subjects, {"title": "Look in"}, {"body": "After."}]
    assert [each["prev"] for each in events] == [after, *(each["cursor"] for each in events[:-1])]
    # What is found to have happened later than one looked is looked for once more.
    assert [kind for kind, _ in groupby(made)][:4] == ["the usual", "all"] * 2


async def test_what_costs_too_much_is_refused_before_anything_is_told(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roundtable.reader.plan.PLACE_LIMIT", 3)
    table = wire.table
    ana = await table.by("ana")
    assert await wire.refusal(ana, COSTLY, id=table.case_id) == ["TOO_COSTLY"]
