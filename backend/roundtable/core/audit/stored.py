"""The record as the drivers give it, in batches: making Python values of every row takes longer than all its hashes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.audit.chain import BETWEEN, HASHED, OPTIONAL

# More rows than any answer has cases, so that a batch ends within one entry at most.
BATCH = 10_000
# (chain, number, what it says, hash, signature)
Entry = tuple[str, int, str, str, str | None]

_KEYS = {"id", "membership_id", "agency_id", "session_id", "glass_id"}
_FORMS = {
    "postgresql": {
        "key": "encode(uuid_send({}), 'hex')",
        "at": """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
        "given key": "CAST({} AS uuid)",
    },
    "sqlite": {"key": "{}", "at": "{}", "given key": "{}"},
}
_ENTRIES = """
SELECT {chain}, number, {begins}, {case} || item_ids, {ends}, hash, signature
FROM {next} ORDER BY chain_id, number, case_id LIMIT {batch}
"""
# SQLite walks the two tables side by side. PostgreSQL would rather join all of them first, so it is given no choice.
_NEXT = {
    "postgresql": """(
        SELECT * FROM record_entry WHERE (chain_id, number) > (CAST(:chain AS uuid), :number)
        ORDER BY chain_id, number LIMIT {batch}
    ) AS entry LEFT JOIN record_case ON entry_id = id""",
    "sqlite": "record_entry LEFT JOIN record_case ON entry_id = id WHERE (chain_id, number) > (:chain, :number)",
}


async def entries(connection: AsyncConnection) -> AsyncIterator[list[Entry]]:
    """All entries, chain by chain. While one batch is looked through, the database makes the next."""
    fetching = asyncio.create_task(_batch(connection, "0" * 32, -1))
    try:
        while rows := await fetching:
            fetching = asyncio.create_task(_batch(connection, rows[-1][0], rows[-1][1]))
            await asyncio.sleep(0)
            yield _whole(rows)
    finally:
        await fetching


async def _batch(connection: AsyncConnection, chain: str, number: int) -> Sequence[Any]:
    forms = _FORMS[connection.dialect.name]
    *begin, end = (_value(forms, name) for name in HASHED)
    statement = _ENTRIES.format(
        chain=forms["key"].format("chain_id"),
        begins=f" || '{BETWEEN}' || ".join(begin),
        case=forms["key"].format("case_id"),
        ends=end,
        next=_NEXT[connection.dialect.name].format(batch=BATCH),
        batch=BATCH,
    )
    rows = (await connection.execute(text(statement), {"chain": chain, "number": number})).all()
    return _without_the_last(rows) if len(rows) == BATCH else rows


def _without_the_last(rows: Sequence[Any]) -> Sequence[Any]:
    """The last entry of a full batch may have more cases: it is left to the next one."""
    place, end = rows[-1][:2], len(rows) - 1
    while end and rows[end - 1][:2] == place:
        end -= 1
    return rows[:end] or rows


def _whole(rows: Sequence[Any]) -> list[Entry]:
    """Entries of rows, of which each is one entry with one of its cases: what `chain.text_of` makes."""
    made: list[Entry] = []
    last, of, cases = -1, "", ""
    for chain, number, begins, case, ends, hash_, signature in rows:
        if number == last and chain == of:
            cases += f" {case}"
            made.pop()
        else:
            last, of, cases = number, chain, case or ""
        made.append((chain, number, f"{begins}{BETWEEN}{cases}{BETWEEN}{ends}", hash_, signature))
    return made


async def heads(connection: AsyncConnection) -> AsyncIterator[Any]:
    """All heads, by their numbers."""
    at = _FORMS[connection.dialect.name]["at"].format("at")
    columns = f"number, {at} AS at, chains, previous, hash, signature"
    statement = text(f"SELECT {columns} FROM record_head WHERE number > :number ORDER BY number LIMIT {BATCH}")  # noqa: S608 - no value of anybody's
    number = -1
    while rows := (await connection.execute(statement, {"number": number})).all():
        for row in rows:
            yield row
        number = rows[-1].number


async def signatures(connection: AsyncConnection, chain_id: str) -> Sequence[Any]:
    """(number, hash, signature) of a chain's signed entries, in order."""
    own = _FORMS[connection.dialect.name]["given key"].format(":chain")
    statement = f"SELECT number, hash, signature FROM record_entry WHERE chain_id = {own} AND signature IS NOT NULL"  # noqa: S608
    return (await connection.execute(text(f"{statement} ORDER BY number"), {"chain": chain_id})).all()


async def strays(connection: AsyncConnection) -> Sequence[Any]:
    """Entries that are not there, and that a case is tied to all the same."""
    key = _FORMS[connection.dialect.name]["key"].format("entry_id")
    statement = f"SELECT {key} FROM record_case WHERE entry_id NOT IN (SELECT id FROM record_entry) LIMIT 1"  # noqa: S608
    return (await connection.execute(text(statement))).scalars().all()


def _value(forms: dict[str, str], name: str) -> str:
    form = forms["key"] if name in _KEYS else forms["at"] if name == "at" else "{}"
    return f"coalesce('=' || {form.format(name)}, '')" if name in OPTIONAL else form.format(name)
