"""The record as the drivers give it, in batches: making Python values of every row takes longer than all its hashes."""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.audit.chain import BETWEEN, HASHED, OPTIONAL

BATCH = 10_000
# (chain, number): entries are walked in this order.
Place = tuple[str, int]
BEFORE_ALL: Place = ("0" * 32, -1)
# (chain, number, what it says, hash, signature)
Entry = tuple[str, int, str, str, str | None]

_KEYS = {"id", "membership_id", "agency_id", "session_id", "glass_id"}
_FORMS = {
    "postgresql": {
        "key": "encode(uuid_send({}), 'hex')",
        "at": """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
        "given key": "CAST({} AS uuid)",
        "cases": "array_to_string(ARRAY(SELECT {} FROM record_case WHERE entry_id = id ORDER BY case_id), ' ')",
        "says": f"concat_ws('{BETWEEN}', {{}})",
        "first": "($1, $2)",
        "second": "($3, $4)",
    },
    "sqlite": {
        "key": "{}",
        "at": "{}",
        "given key": "{}",
        "cases": "coalesce((SELECT group_concat({}, ' ' ORDER BY case_id) FROM record_case WHERE entry_id = id), '')",
        # Made in one go: joined by twos, each would be copied many times. (It has `concat_ws` only since 3.44.)
        "says": f"format('{BETWEEN.join(['%s'] * (len(HASHED) + 1))}', {{}})",
        "first": "(?, ?)",
        "second": "(?, ?)",
    },
}


async def entries(*connections: AsyncConnection) -> AsyncIterator[Sequence[Entry]]:
    """All entries, chain by chain. While a batch is looked through, each connection in turn makes one of the next."""
    turns, under_way = itertools.cycle(connections), deque[asyncio.Task[Sequence[Entry]]]()
    begin: Place | None = BEFORE_ALL

    async def begin_next() -> None:
        nonlocal begin
        if begin:
            connection, after = next(turns), begin
            begin = await _end_of_batch(connection, after)
            under_way.append(asyncio.create_task(_between(connection, after, begin)))
            await asyncio.sleep(0)

    try:
        for _ in connections:
            await begin_next()
        while under_way:
            rows = await under_way.popleft()
            await begin_next()
            yield rows
    finally:
        await asyncio.gather(*under_way, return_exceptions=True)


async def _end_of_batch(connection: AsyncConnection, after: Place) -> Place | None:
    """Where the batch after a place ends, which the index alone says; None where what is left is no whole one."""
    forms = _FORMS[connection.dialect.name]
    statement = (
        f"SELECT {forms['key'].format('chain_id')}, number FROM record_entry"  # noqa: S608
        f" WHERE (chain_id, number) > {forms['first']} ORDER BY chain_id, number LIMIT 1 OFFSET {BATCH - 1}"
    )
    rows = await _fetch(connection, statement, [after])
    return (rows[0][0], rows[0][1]) if rows else None


async def _between(connection: AsyncConnection, after: Place, end: Place | None) -> Sequence[Entry]:
    """The entries after a place and up to another, or all after it; what each says is what `chain.text_of` makes."""
    forms = _FORMS[connection.dialect.name]
    *first, last = (_value(forms, name) for name in HASHED)
    cases = forms["cases"].format(f"{forms['key'].format('case_id')} || item_ids")
    says = forms["says"].format(", ".join([*first, cases, last]))
    up_to = f" AND (chain_id, number) <= {forms['second']}" if end else ""
    statement = (
        f"SELECT {forms['key'].format('chain_id')}, number, {says}, hash, signature FROM record_entry"  # noqa: S608
        f" WHERE (chain_id, number) > {forms['first']}{up_to} ORDER BY chain_id, number"
    )
    return await _fetch(connection, statement, [after, end] if end else [after])


async def _fetch(connection: AsyncConnection, statement: str, places: Sequence[Place]) -> Sequence[Any]:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if connection.dialect.name == "postgresql":
        return await driver.fetch(statement, *(value for chain, number in places for value in (UUID(chain), number)))  # type: ignore[no-any-return]
    return await driver.execute_fetchall(statement, [value for place in places for value in place])  # type: ignore[no-any-return]


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
