"""Facts: what happened, written in the transaction that made it happen, in streams of one order without gaps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, bindparam, case
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import Field, SQLModel

from roundtable.core.db import add_rows
from roundtable.core.postgres import Added
from roundtable.core.tables import choice, instant, key, new_id, table_of


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
    CONFERENCE_CHANGED = "CONFERENCE_CHANGED"
    CONFERENCE_CALLED = "CONFERENCE_CALLED"
    CONFERENCE_ANSWERED = "CONFERENCE_ANSWERED"
    CONFERENCE_CLOSED = "CONFERENCE_CLOSED"
    CONFERENCE_OVERDUE = "CONFERENCE_OVERDUE"
    RETURNS_MISSING = "RETURNS_MISSING"
    ATTENDANCE_CHANGED = "ATTENDANCE_CHANGED"
    ATTENDEE_REQUESTED = "ATTENDEE_REQUESTED"
    ATTENDEE_REQUEST_CHANGED = "ATTENDEE_REQUEST_CHANGED"
    AGENDA_ITEM_CHANGED = "AGENDA_ITEM_CHANGED"
    AGENDA_ITEM_BEGUN = "AGENDA_ITEM_BEGUN"
    AGENDA_ITEM_LEFT = "AGENDA_ITEM_LEFT"
    AGENCY_RETURN_CHANGED = "AGENCY_RETURN_CHANGED"
    DECISION_RECORDED = "DECISION_RECORDED"
    DECISION_CHANGED = "DECISION_CHANGED"
    ACTION_VOLUNTEERED = "ACTION_VOLUNTEERED"
    ACTION_REVIEWED = "ACTION_REVIEWED"
    MINUTES_CHANGED = "MINUTES_CHANGED"
    MINUTES_SECTION_CHANGED = "MINUTES_SECTION_CHANGED"
    ACCESS_CHANGED = "ACCESS_CHANGED"
    AGENCY_INVITED = "AGENCY_INVITED"
    AGENCY_CHANGED = "AGENCY_CHANGED"
    GLASS_BROKEN = "GLASS_BROKEN"
    GLASS_REVIEWED = "GLASS_REVIEWED"
    GLASS_CLOSED = "GLASS_CLOSED"
    IDENTITY_RECORDED = "IDENTITY_RECORDED"
    RISK_ASSESSED = "RISK_ASSESSED"
    RISK_LEVEL_CHANGED = "RISK_LEVEL_CHANGED"
    INCIDENT_RECORDED = "INCIDENT_RECORDED"
    INCIDENT_WITHDRAWN = "INCIDENT_WITHDRAWN"
    INCIDENTS_JOINED = "INCIDENTS_JOINED"
    INCIDENTS_PARTED = "INCIDENTS_PARTED"
    REPEAT_FOUND = "REPEAT_FOUND"
    REPEAT_DROPPED = "REPEAT_DROPPED"
    CASE_FLAGGED = "CASE_FLAGGED"
    SAFETY_PLAN_CHANGED = "SAFETY_PLAN_CHANGED"
    SAFETY_PLAN_SIGNED_OFF = "SAFETY_PLAN_SIGNED_OFF"
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
    # For what of a conference all who see it may hear of.
    to_conference_id: UUID | None = None
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


@dataclass(slots=True, kw_only=True)
class NewFact:
    """A fact to be written, as `Fact` has it once it is."""

    name: FactName
    item_at: datetime
    subject_id: UUID
    at: datetime
    case_id: UUID | None = None
    membership_id: UUID | None = None
    audience_id: UUID | None = None
    to_agency_id: UUID | None = None
    to_membership_id: UUID | None = None
    to_conference_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


# What is to be written, and the streams it has a place in.
NewFacts = Sequence[tuple[NewFact, Sequence[UUID]]]


async def write(session: AsyncSession, facts: NewFacts, beside: Sequence[Added] = ()) -> dict[UUID, int]:
    """Write facts into their streams, as the transaction's last statements, and what is added `beside` them; answers
    the streams' new heads.

    Counters are taken last, so that commits follow numbers, and in the order of their ids, so that no two writers
    wait for each other in a ring.
    """
    await session.flush()
    # By tables, as nobody looks at these rows again here: the session's own way of adding them takes thrice as long.
    connection = await session.connection()
    if not facts:
        await add_rows(connection, *beside)
        return {}
    added = (*beside, (table_of(Fact), [{name: getattr(fact, name) for name in _COLUMNS} for fact, _ in facts]))
    at_once = connection.dialect.name == "postgresql"
    return await (_write_at_once if at_once else _write_by_steps)(connection, facts, added)


async def _write_at_once(connection: AsyncConnection, facts: NewFacts, added: Sequence[Added]) -> dict[UUID, int]:
    """One statement, so that others wait for a counter no longer than for the commit that follows."""
    places = [(stream, fact.id) for fact, streams in facts for stream in streams]
    more = ([stream for stream, _ in places], [fact for _, fact in places], _moved_at(facts))
    return {row["id"]: row["head"] for row in await add_rows(connection, *added, then=_PLACED, more=more)}


async def _write_by_steps(connection: AsyncConnection, facts: NewFacts, added: Sequence[Added]) -> dict[UUID, int]:
    await add_rows(connection, *added)
    needed = Counter(stream for _, streams in facts for stream in streams)
    heads: dict[UUID, int] = {}
    for stream in sorted(needed):
        further = {"stream": stream, "by": needed[stream], "at": _moved_at(facts)}
        heads[stream] = (await connection.execute(_advancing(), further)).scalar_one()
    following = {stream: head - needed[stream] for stream, head in heads.items()}
    entries = []
    for fact, streams in facts:
        for stream in streams:
            following[stream] += 1
            entries.append({"stream_id": stream, "number": following[stream], "fact_id": fact.id})
    await add_rows(connection, (table_of(StreamEntry), entries))
    return heads


def _moved_at(facts: NewFacts) -> datetime:
    return max(fact.at for fact, _ in facts)


_COLUMNS = tuple(table_of(Fact).c.keys())
# Once the facts are added. What is given: streams, and facts that have places there; the moment. Counters are taken in
# the order of ids here too.
_PLACED = """
, placed AS MATERIALIZED (
    SELECT stream_id, fact_id, row_number() OVER (PARTITION BY stream_id ORDER BY at) AS place
    FROM unnest({0}::uuid[], {1}::uuid[]) WITH ORDINALITY AS given (stream_id, fact_id, at)
), advanced AS (
    INSERT INTO stream AS had (id, head, moved_at)
    SELECT stream_id, count(*), {2}::timestamptz FROM placed GROUP BY stream_id ORDER BY stream_id
    ON CONFLICT (id) DO UPDATE
    SET head = had.head + excluded.head, moved_at = greatest(had.moved_at, excluded.moved_at)
    RETURNING id, head, head - (SELECT count(*) FROM placed WHERE stream_id = had.id) AS before
), entered AS (
    INSERT INTO stream_entry (stream_id, number, fact_id)
    SELECT stream_id, before + place, fact_id FROM placed JOIN advanced ON advanced.id = stream_id
)
SELECT id, head FROM advanced
"""


@cache
def _advancing() -> Any:
    """Takes a stream's counter so much further; answers where it then is."""
    table = table_of(Stream)
    values: dict[str, Any] = {"id": bindparam("stream"), "head": bindparam("by"), "moved_at": bindparam("at")}
    upsert = sqlite.insert(table).values(values)
    had, moved = table.c.moved_at, upsert.excluded.moved_at
    new = {"head": table.c.head + upsert.excluded.head, "moved_at": case((had > moved, had), else_=moved)}
    return upsert.on_conflict_do_update(index_elements=["id"], set_=new).returning(table.c.head)
