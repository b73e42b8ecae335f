"""The newest of a case's tasks and conversations are found in their order: those before them are not looked at."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.support.table import Table

LISTS = {"task": "CaseTasks", "thread": "CaseThreads"}


@pytest.mark.parametrize("name", LISTS)
async def test_a_page_is_found_by_its_index(table: Table, name: str) -> None:
    if not table.services.database.is_sqlite:
        pytest.skip("what PostgreSQL takes depends on how many there are")
    sent, ana = list[tuple[str, Any]](), await table.by("ana")

    def note(_c: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        sent.append((statement, given))

    engine = table.services.database.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await ana.ask(LISTS[name], caseId=table.case_id)
    event.remove(engine, "before_cursor_execute", note)
    statement, given = max(sent, key=lambda each: len(each[0]))
    async with table.database.reading() as connection:
        steps = [row.detail for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]

    assert f"SEARCH {name}_1 USING INDEX ix_{name}_page (case_id=?)" in steps
