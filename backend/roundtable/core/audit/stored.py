"""The record as the drivers give it, in batches: making Python values of every row takes longer than all its hashes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.audit.chain import BETWEEN, HASHED, OPTIONAL

BATCH = 10_000
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
        "after": "($1, $2)",
    },
    "sqlite": {
        "key": "{}",
        "at": "{}",
        "given key": "{}",
        "cases": "coalesce((SELECT group_concat({}, ' ' ORDER BY case_id) FROM record_case WHERE entry_id = id), '')",
        # Made in one go: joined by twos, each would be copied many times. (It has `concat_ws` only since 3.44.)
        "says": f"format('{BETWEEN.join(['%s'] * (len(HASHED) + 1))}', {{}})",
        "after": "(?, ?)",
    },
}


async def entries(connection: AsyncConnection) -> AsyncIterator[Sequence[Entry]]:
    """All entries, chain by chain. While one batch is looked through, the database makes the next."""
    fetching = asyncio.create_task(_batch(connection, "0" * 32, -1))
    try:
        while len(rows := await fetching) == BATCH:
            fetching = asyncio.create_task(_batch(connection, rows[-1][0], rows[-1][1]))
            await asyncio.sleep(0)
            yield rows
        yield rows
    finally:
        await fetching


async def _batch(connection: AsyncConnection, chain: str, number: int) -> Sequence[Entry]:
    """The entries after a place; what each says is what `chain.text_of` makes."""
    dialect = connection.dialect.name
    forms = _FORMS[dialect]
    *begin, end = (_value(forms, name) for name in HASHED)
    cases = forms["cases"].format(f"{forms['key'].format('case_id')} || item_ids")
    says = forms["says"].format(", ".join([*begin, cases, end]))
    statement = (
        f"SELECT {forms['key'].format('chain_id')}, number, {says}, hash, signature FROM record_entry"  # noqa: S608
        f" WHERE (chain_id, number) > {forms['after']} ORDER BY chain_id, number LIMIT {BATCH}"
    )
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if dialect == "postgresql":
        return await driver.fetch(statement, UUID(chain), number)  # type: ignore[no-any-return]
    return await driver.execute_fetchall(statement, (chain, number))  # type: ignore[no-any-return]


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
