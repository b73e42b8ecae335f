"""Tables of conferences and their agenda items."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, refers, same_case


class ConferenceStatus(StrEnum):
    """How far a conference has come (domain.md)."""

    PLANNED = "PLANNED"
    RETURNS_OPEN = "RETURNS_OPEN"
    READY = "READY"
    IN_SESSION = "IN_SESSION"
    MINUTES_DRAFT = "MINUTES_DRAFT"
    MINUTES_APPROVED = "MINUTES_APPROVED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class ConferenceType(StrEnum):
    """How a conference meets."""

    ROUTINE = "ROUTINE"
    EMERGENCY = "EMERGENCY"
    ASYNCHRONOUS = "ASYNCHRONOUS"
    REVIEW = "REVIEW"


class AgendaItemStatus(StrEnum):
    """What became of a case on the agenda."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    HEARD = "HEARD"
    DEFERRED = "DEFERRED"
    WITHDRAWN = "WITHDRAWN"
    NOT_MET_THRESHOLD = "NOT_MET_THRESHOLD"


class Conference(SQLModel, table=True):
    """A meeting of agencies over one or more cases, each an agenda item. Its title names no case."""

    __tablename__ = "conference"

    id: UUID = key()
    title: str = Field(max_length=200)
    type: ConferenceType = choice(ConferenceType)
    status: ConferenceStatus = choice(ConferenceStatus)
    agency_id: UUID = refers("agency.id")
    scheduled_at: datetime | None = instant(optional=True)
    closed_at: datetime | None = instant(optional=True)


class AgendaItem(SQLModel, table=True):
    """One case on a conference's agenda, with its own conversation."""

    __tablename__ = "agenda_item"
    __table_args__ = same_case(audience_id="audience", thread_id="thread")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    conference_id: UUID = refers("conference.id")
    audience_id: UUID
    thread_id: UUID | None = None
    status: AgendaItemStatus = choice(AgendaItemStatus)
    created_at: datetime = instant()
