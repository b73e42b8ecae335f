"""The record from the command line: verify it, sign a head, write it out."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import select

from roundtable.core.audit.entries import RecordCase, RecordEntry, RecordHead
from roundtable.core.audit.heads import Publisher, published
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.verify import Verdict, Witness, verify
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.standing import Reach, reading_whole
from roundtable.core.tables import table_of, wire_text

_entry, _case, _head = table_of(RecordEntry), table_of(RecordCase), table_of(RecordHead)
_BATCH = 1_000


def witnesses(files: Iterable[Path]) -> list[Witness]:
    """The heads that agencies kept: files of one JSON object a line. Raises ValueError for anything else."""
    kept = [json.loads(line) for file in files for line in file.read_text().splitlines() if line.strip()]
    for head in kept:
        if not isinstance(head, dict) or not isinstance(head.get("head"), int):
            raise ValueError("a witness is a file of heads, one a line, as /audit/heads gives them")
    return kept


async def verdict(database: Database, key: SigningKey, kept: list[Witness]) -> Verdict:
    # SQLite's rows are made in this process: two of its threads would only wait for each other.
    count = 1 if database.is_sqlite else 2
    async with AsyncExitStack() as stack:
        one, *beside = [await stack.enter_async_context(reading_whole(database, Reach.RECORD)) for _ in range(count)]
        return await verify(one, key.public, kept, beside=beside)


async def publish(database: Database, key: SigningKey) -> dict[str, Any] | None:
    """Sign a head if there is anything new; answers the last one, or None where nothing was ever recorded."""
    await Publisher(database, Clock(), key).publish()
    async with database.reading() as connection:
        last = (await connection.execute(select(_head).order_by(_head.c.number.desc()).limit(1))).one_or_none()
    return published(last, key.public) if last else None


async def lines(database: Database) -> AsyncIterator[str]:
    """The whole record, one entry a line, in the order of its making."""
    after = None
    async with reading_whole(database, Reach.RECORD) as connection:
        while True:
            batch = select(_entry).order_by(_entry.c.id).limit(_BATCH)
            rows = (await connection.execute(batch.where(_entry.c.id > after) if after else batch)).mappings().all()
            if not rows:
                return
            after = rows[-1]["id"]
            about = select(_case).where(_case.c.entry_id >= rows[0]["id"], _case.c.entry_id <= after)
            cases: dict[Any, dict[str, list[str]]] = {}
            for case in await connection.execute(about):
                cases.setdefault(case.entry_id, {})[f"case_{case.case_id.hex}"] = json.loads(case.item_ids)
            for row in rows:
                plain = {name: _plain(value) for name, value in row.items()}
                yield json.dumps({**plain, "cases": cases.get(row["id"], {})})


def _plain(value: Any) -> Any:
    if hasattr(value, "hex") and not isinstance(value, int | float):
        return value.hex
    return wire_text(value) if hasattr(value, "tzinfo") else value
