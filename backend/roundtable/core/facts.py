"""Facts: what happened, written in the transaction that made it happen, in streams of one order without gaps."""

from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, case, insert
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
    await session.execute(insert(Fact), [fact.model_dump() for fact, _ in facts])
    needed = Counter(stream for _, streams in facts for stream in streams)
    at = max(fact.at for fact, _ in facts)
    heads = {stream: await _advance(session, stream, needed[stream], at) for stream in sorted(needed)}
    following = {stream: head - needed[stream] for stream, head in heads.items()}
    entries = []
    for fact, streams in facts:
        for stream in streams:
            following[stream] += 1
            entries.append({"stream_id": stream, "number": following[stream], "fact_id": fact.id})
    await session.execute(insert(StreamEntry), entries)
    return heads


async def _advance(session: AsyncSession, stream: UUID, by: int, at: datetime) -> int:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    table = table_of(Stream)
    upsert = dialect.insert(table).values(id=stream, head=by, moved_at=at)
    new = {"head": table.c.head + by, "moved_at": _later(table.c.moved_at, upsert.excluded.moved_at)}
    head = await session.scalar(upsert.on_conflict_do_update(index_elements=["id"], set_=new).returning(table.c.head))
    assert isinstance(head, int)
    return head


def _later(one: Any, other: Any) -> Any:
    return case((one > other, one), else_=other)
