"""What streams told is made old, so that it can be let go of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from roundtable.core import retention
from roundtable.core.facts import Fact
from roundtable.core.tables import table_of
from tests.facts.ledger import facts_of
from tests.support.table import Table


def ago(table: Table, days: float) -> datetime:
    return table.services.clock.now() - timedelta(days=days)


async def age(table: Table, stream: UUID, days: Sequence[float], after: int = 0) -> None:
    """What a stream told beyond a number happened so many days ago, one after the other; the rest of it just now."""
    fact = table_of(Fact)
    told = await facts_of(table, stream, after)
    async with table.database.writing() as session:
        for each, age_of in zip(told, [*days, *[0.0] * len(told)], strict=False):
            await session.execute(update(fact).where(fact.c.id == each.id).values(at=ago(table, age_of)))


async def let_go(table: Table, days: float) -> int:
    """As the server's own role does it."""
    return await retention.let_go(table.services.database, ago(table, days))
