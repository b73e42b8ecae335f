"""What an act leaves behind, counted: rows of the domain, facts among them, and what the record says was written."""

from sqlalchemy import func, select
from sqlmodel import SQLModel

from roundtable.core.audit.entries import EntryKind, RecordEntry
from roundtable.core.db import Database
from roundtable.core.tables import table_of
from tests.support.table import NOT_OF_THE_DOMAIN

Rows = dict[str, int]
RECORDED = "written, by the record"


async def rows_of(database: Database) -> Rows:
    """How many there are of each, by one statement."""
    entry = table_of(RecordEntry)
    tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in NOT_OF_THE_DOMAIN]
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    written = select(func.count()).where(entry.c.kind == EntryKind.WRITE).scalar_subquery()
    async with database.reading() as connection:
        found = (await connection.execute(select(*counts, written))).one()
    return dict(zip([*(table.name for table in tables), RECORDED], found, strict=True))


def added(before: Rows, after: Rows) -> Rows:
    return {name: count - before[name] for name, count in after.items() if count != before[name]}
