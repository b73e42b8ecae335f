"""The record is walked in batches, made by connections in turn: of any size, each entry comes once, in order."""

from contextlib import AsyncExitStack

import pytest

from roundtable.core.audit import stored
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.verify import verify
from roundtable.core.standing import Reach, reading_whole
from tests.support.table import AUDIT_KEY, Table


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 10_000])
@pytest.mark.parametrize("beside", [0, 1, 2])
async def test_each_entry_comes_once_in_order(
    table: Table, monkeypatch: pytest.MonkeyPatch, size: int, beside: int
) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    for each in (ana, dalia) * 3:
        await each.ask("CasePage", caseId=table.case_id)
    async with reading_whole(table.database, Reach.RECORD) as one:
        (whole,) = [batch async for batch in stored.entries(one)]

    assert len(whole) == 6
    monkeypatch.setattr(stored, "BATCH", size)
    batches = await _walked(table, beside)

    assert [entry for batch in batches for entry in batch] == whole
    assert {len(batch) for batch in batches[:-1]} <= {size}
    assert len(batches) == len(whole) // size + 1


async def _walked(table: Table, beside: int) -> list[list[stored.Entry]]:
    async with AsyncExitStack() as stack:
        several = [
            await stack.enter_async_context(reading_whole(table.database, Reach.RECORD)) for _ in range(beside + 1)
        ]
        verdict = await verify(several[0], SigningKey(AUDIT_KEY).public, beside=several[1:])
        assert verdict.faults == []
        return [list(batch) async for batch in stored.entries(*several)]
