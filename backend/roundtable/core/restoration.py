"""When the data was taken back to an earlier state: what was given out of the time after it holds no more."""

from datetime import datetime
from hashlib import sha256
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
    """Which history the database goes on with: named by all its restorations, and empty where there was none.

    Streams count on from where the backup stood, and give numbers to other facts than those that were lost. Which of
    the restorations was the last is not asked: clocks may say anything after one.
    """
    async with database.reading() as connection:
        found = list(await connection.scalars(select(table_of(Restoration).c.id)))
    return sha256(b"".join(sorted(key.bytes for key in found))).hexdigest()[:16] if found else ""
