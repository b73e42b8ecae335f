"""When the data was taken back to an earlier state: what was given out of the time after it holds no more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.core.db import Database
from roundtable.core.tables import instant, key, table_of


class Restoration(SQLModel, table=True):
    """A backup was put in the place of what had been written since it was made."""

    __tablename__ = "restoration"

    id: UUID = key()
    at: datetime = instant()


async def era(database: Database) -> str:
    """Which history the database goes on with: named by the last restoration, and empty where there was none.

    Streams count on from where the backup stood, and give numbers to other facts than those that were lost.
    """
    table = table_of(Restoration)
    async with database.reading() as connection:
        last = await connection.scalar(select(table.c.id).order_by(table.c.at.desc(), table.c.id.desc()).limit(1))
    return last.hex if last else ""
