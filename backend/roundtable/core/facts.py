"""Facts: what happened, written in the transaction that made it happen, in streams of one order without gaps."""

from collections import Counter
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, bindparam, case, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, table_of


class FactName(StrEnum):
    """Every kind of fact: a thing and what became of it."""

    MESSAGE_POSTED = "MESSAGE_POSTED"
    MESSAGE_EDITED = "MESSAGE_EDITED"
    MESSAGE_REDACTED = "MESSAGE_REDACTED"
    PRACTITIONER_MENTIONED = "PRACTITIONER_MENTIONED"
    THREAD_OPENED = "THREAD_OPENED"
    THREAD_CLOSED = "THREAD_CLOSED"
    THREAD_READ = "THREAD_READ"
    TASK_ASSIGNED = "TASK_ASSIGNED"
    TASK_CHANGED = "TASK_CHANGED"
    CONFERENCE_CLOSED = "CONFERENCE_CLOSED"
    ACCESS_CHANGED = "ACCESS_CHANGED"
    AGENCY_INVITED = "AGENCY_INVITED"
    AGENCY_CHANGED = "AGENCY_CHANGED"
    GLASS_BROKEN = "GLASS_BROKEN"
    GLASS_REVIEWED = "GLASS_REVIEWED"
    GLASS_CLOSED = "GLASS_CLOSED"
    IDENTITY_RECORDED = "IDENTITY_RECORDED"
    POST_GIVEN = "POST_GIVEN"
    POST_ENDED = "POST_ENDED"


class Fact(SQLModel, table=True):
    """One thing that happened: a name and ids, never content. Who may hear of it is its audience's rule."""

    __tablename__ = "fact"

    id: UUID = key()
    name: FactName = choice(FactName)
    # Of one case; null only for what belongs to no case (a conference of many).
    case_id: UUID | None = Field(default=None, index=True)
    # Null for what is told to an agency or a post by name, and for what whoever sees the case may hear of.
    audience_id: UUID | None = None
    to_agency_id: UUID | None = None
    to_membership_id: UUID | None = None
    # When the thing itself was made: the moment that history scope looks at.
    item_at: datetime = instant()
    subject_id: UUID
    membership_id: UUID | None = None
    at: datetime = instant()


class Stream(SQLModel, table=True):
    """How far one stream has come. Its id is its owner's: a case, an agency, a practitioner."""

    __tablename__ = "stream"

    id: UUID = Field(primary_key=True)
    head: int = Field(sa_column=Column(BigInteger, nullable=False))
    # The latest moment among its facts: whoever reads up to the head judges rights no earlier than this.
    moved_at: datetime = instant()


class StreamEntry(SQLModel, table=True):
    """A fact's place in a stream: numbers from 1, without gaps, in the order of commits."""

    __tablename__ = "stream_entry"
    __table_args__ = (Index("ix_stream_entry_fact_id", "fact_id"),)

    stream_id: UUID = Field(primary_key=True, foreign_key="stream.id")
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    fact_id: UUID = Field(foreign_key="fact.id")


async def write(session: AsyncSession, facts: list[tuple[Fact, list[UUID]]]) -> dict[UUID, int]:
    """Write facts into their streams, as the transaction's last statements; answers the streams' new heads.

    Counters are taken last, so that commits follow numbers, and in the order of their ids, so that no two writers
    wait for each other in a ring.
    """
    if not facts:
        return {}
    await session.flush()
    # By tables, as nobody looks at these rows again here: the session's own way of adding them takes thrice as long.
    connection = await session.connection()
    await connection.execute(_FACT, [fact.model_dump() for fact, _ in facts])
    needed = Counter(stream for _, streams in facts for stream in streams)
    at = max(fact.at for fact, _ in facts)
    advance = _advancing(connection.dialect.name)
    heads: dict[UUID, int] = {}
    for stream in sorted(needed):
        found = await connection.execute(advance, {"stream": stream, "by": needed[stream], "at": at})
        heads[stream] = found.scalar_one()
    following = {stream: head - needed[stream] for stream, head in heads.items()}
    entries = []
    for fact, streams in facts:
        for stream in streams:
            following[stream] += 1
            entries.append({"stream_id": stream, "number": following[stream], "fact_id": fact.id})
    await connection.execute(_ENTRY, entries)
    return heads


# Made once: making a statement takes longer than running it.
_FACT, _ENTRY = insert(table_of(Fact)), insert(table_of(StreamEntry))


@cache
def _advancing(dialect: str) -> Any:
    """Takes a stream's counter so much further; answers where it then is."""
    table, make = table_of(Stream), postgresql.insert if dialect == "postgresql" else sqlite.insert
    values: dict[str, Any] = {"id": bindparam("stream"), "head": bindparam("by"), "moved_at": bindparam("at")}
    upsert: Any = make(table).values(values)
    new = {"head": table.c.head + upsert.excluded.head, "moved_at": _later(table.c.moved_at, upsert.excluded.moved_at)}
    return upsert.on_conflict_do_update(index_elements=["id"], set_=new).returning(table.c.head)


def _later(one: Any, other: Any) -> Any:
    return case((one > other, one), else_=other)
