"""The table of incidents."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from roundtable.core.tables import instant, key, refers, same_case


class ViolenceType(StrEnum):
    """A kind of violence (Law 217/2003)."""

    VERBAL = "VERBAL"
    PSYCHOLOGICAL = "PSYCHOLOGICAL"
    PHYSICAL = "PHYSICAL"
    SEXUAL = "SEXUAL"
    ECONOMIC = "ECONOMIC"
    SOCIAL = "SOCIAL"
    SPIRITUAL = "SPIRITUAL"
    CYBER = "CYBER"


class Incident(SQLModel, table=True):
    """One event in a case, between its victim and one who is said to have done it, if that is known.

    It is never edited: a correction is another one, which supersedes it; one that was not so is withdrawn. Two agencies
    that record one event record two, which may be said to be one.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="span"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawal IS NULL)", name="withdrawal"),
        *same_case(
            audience_id="audience",
            victim_id="case_participant",
            perpetrator_id="case_participant",
            supersedes_id="incident",
        ),
        Index("ix_incident_page", "case_id", "began_at", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    audience_id: UUID
    # Whose word it is: the agency of who recorded it.
    agency_id: UUID = refers("agency.id", index=False)
    # An instant, or from when to when.
    began_at: datetime = instant()
    ended_at: datetime | None = instant(optional=True)
    place: str | None = Field(default=None, max_length=300)
    kinds: list[str] = Field(sa_type=JSON)
    description: str = Field(sa_type=Text, nullable=False)
    # Null where nobody knows.
    children_present: bool | None = None
    victim_id: UUID = Field(index=True)
    perpetrator_id: UUID | None = Field(default=None, index=True)
    # Who told the agency, in its words.
    # Which event it is of, where who leads the case said that several records are of one: a key of nothing else.
    event_id: UUID | None = Field(default=None, index=True)
    reported_by: str | None = Field(default=None, max_length=200)
    recorded_by: UUID = refers("membership.id", index=False)
    supersedes_id: UUID | None = Field(default=None, index=True)
    withdrawn_at: datetime | None = instant(optional=True)
    withdrawn_by: UUID | None = refers("membership.id", optional=True, index=False)
    withdrawal: str | None = Field(default=None, max_length=500)
    created_at: datetime = instant()
