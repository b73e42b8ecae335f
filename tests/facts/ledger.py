"""What tests of facts look at: the streams with their heads, and what stands in them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.core.facts import Fact, Stream, StreamEntry
from roundtable.core.tables import table_of
from tests.support.table import Table


async def streams(table: Table) -> dict[UUID, tuple[int, list[int]]]:
    """Each stream's head and the numbers in it, from one statement: one snapshot."""
    stream, entry = table_of(Stream), table_of(StreamEntry)
    joined = select(stream.c.id, stream.c.head, entry.c.number).outerjoin(entry, entry.c.stream_id == stream.c.id)
    found = dict[UUID, tuple[int, list[int]]]()
    async with table.database.reading() as connection:
        for key, head, number in await connection.execute(joined.order_by(stream.c.id, entry.c.number)):
            found.setdefault(key, (head, []))[1].append(number)
    return found


def is_whole(found: dict[UUID, tuple[int, list[int]]]) -> bool:
    """Every stream counts from 1 to its head without a gap."""
    return all(numbers == list(range(1, head + 1)) for head, numbers in found.values())


async def facts_of(table: Table, stream: UUID, after: int = 0) -> list[Any]:
    """The facts in a stream beyond a number, in its order."""
    fact, entry = table_of(Fact), table_of(StreamEntry)
    statement = (
        select(fact, entry.c.number)
        .join(entry, entry.c.fact_id == fact.c.id)
        .where(entry.c.stream_id == stream, entry.c.number > after)
    )
    async with table.database.reading() as connection:
        return list(await connection.execute(statement.order_by(entry.c.number)))


async def head_of(table: Table, stream: UUID) -> int:
    return (await streams(table)).get(stream, (0, []))[0]
