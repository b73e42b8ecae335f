"""The table of people whom agencies are asked for."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, literal_column
from sqlmodel import Field, SQLModel

from roundtable.conferences.models import ConferenceFunction
from roundtable.core.tables import EVIDENCE, choice, instant, key, refers

_IS_OPEN: ColumnElement[bool] = literal_column("state = 'ASKED'")


class AttendeeRequestState(StrEnum):
    """What an agency answered when it was asked for somebody."""

    ASKED = "ASKED"
    NAMED = "NAMED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class AttendeeRequest(SQLModel, table=True):
    """An agency that is asked for one of its people: to speak for the victim, or to watch. For one function once at a
    time.
    """

    __tablename__ = "attendee_request"
    __table_args__ = (
        Index(
            "ix_attendee_request_open",
            "conference_id",
            "agency_id",
            "function",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_attendee_request_asked", "agency_id", "conference_id"),
        CheckConstraint("(attendance_id IS NOT NULL) = (state = 'NAMED')", name="named"),
        {"info": {EVIDENCE: True}},
    )

    id: UUID = key()
    conference_id: UUID = refers("conference.id")
    agency_id: UUID = refers("agency.id", index=False)
    function: ConferenceFunction = choice(ConferenceFunction)
    # What an observer may watch under.
    condition: str | None = Field(default=None, max_length=1_000)
    state: AttendeeRequestState = choice(AttendeeRequestState)
    asked_by: UUID = refers("membership.id", index=False)
    asked_at: datetime = instant()
    # By the agency; or by who took it back.
    answered_by: UUID | None = refers("membership.id", optional=True, index=False)
    answered_at: datetime | None = instant(optional=True)
    attendance_id: UUID | None = refers("attendance.id", optional=True, index=False)
    # Why nobody comes.
    reason: str | None = Field(default=None, max_length=500)
