"""The record as the drivers give it, in batches: making Python values of every row takes longer than all its hashes."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.audit import chain

BATCH = 5_000
# So many columns of an entry's row are what its hash is of; then come the hash and the signature.
HASHED = len(chain.HASHED) + 1

_KEYS = {"chain_id", "id", "membership_id", "agency_id", "session_id", "glass_id"}
_FORMS = {
    "postgresql": {
        "key": "replace({}::text, '-', '')",
        "at": """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
        "cases": "string_agg({} || items, ' ' ORDER BY case_id)",
    },
    "sqlite": {"key": "{}", "at": "{}", "cases": "group_concat({} || items, ' ' ORDER BY case_id)"},
}
_ENTRIES = """
SELECT {columns}, (SELECT {cases} FROM record_case WHERE entry_id = entry.id), hash, signature
FROM record_entry AS entry
WHERE (chain_id, number) > ({after}, :number)
ORDER BY chain_id, number LIMIT {batch}
"""


async def entries(connection: AsyncConnection) -> AsyncIterator[Sequence[Any]]:
    """All entries, chain by chain, each as what its hash is of, its hash, its signature."""
    forms = _FORMS[connection.dialect.name]
    after = "CAST(:chain AS uuid)" if connection.dialect.name == "postgresql" else ":chain"
    cases = forms["cases"].format(forms["key"].format("case_id"))
    columns = ", ".join(_form(forms, name) for name in chain.HASHED)
    statement = text(_ENTRIES.format(columns=columns, cases=cases, after=after, batch=BATCH))
    place: dict[str, Any] = {"chain": "0" * 32, "number": -1}
    while rows := (await connection.execute(statement, place)).all():
        yield rows
        place = {"chain": rows[-1][0], "number": rows[-1][1]}


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
    own = "CAST(:chain AS uuid)" if connection.dialect.name == "postgresql" else ":chain"
    statement = f"SELECT number, hash, signature FROM record_entry WHERE chain_id = {own} AND signature IS NOT NULL"  # noqa: S608
    return (await connection.execute(text(f"{statement} ORDER BY number"), {"chain": chain_id})).all()


async def strays(connection: AsyncConnection) -> Sequence[Any]:
    """Entries that are not there, and that a case is tied to all the same."""
    key = _FORMS[connection.dialect.name]["key"].format("entry_id")
    statement = f"SELECT {key} FROM record_case WHERE entry_id NOT IN (SELECT id FROM record_entry) LIMIT 1"  # noqa: S608
    return (await connection.execute(text(statement))).scalars().all()


def _form(forms: dict[str, str], name: str) -> str:
    if name in _KEYS:
        return forms["key"].format(name)
    return forms["at"].format(name) if name == "at" else name
