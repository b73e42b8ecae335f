"""Tables of cases, the people in them, and who those are: encrypted, and found by keyed hashes only."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, refers, same_case


class CaseStatus(StrEnum):
    """How far a case has come (domain.md)."""

    NEW = "NEW"
    TRIAGE = "TRIAGE"
    ACTIVE = "ACTIVE"
    MONITORING = "MONITORING"
    CLOSED = "CLOSED"
    TRANSFERRED = "TRANSFERRED"
    DUPLICATE = "DUPLICATE"


class RiskLevel(StrEnum):
    """The effective level: the higher of score band and professional judgement."""

    NOT_ASSESSED = "NOT_ASSESSED"
    STANDARD = "STANDARD"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class ParticipantRole(StrEnum):
    """A person's part in a case."""

    VICTIM = "VICTIM"
    ALLEGED_PERPETRATOR = "ALLEGED_PERPETRATOR"
    CHILD = "CHILD"
    OTHER = "OTHER"


class Case(SQLModel, table=True):
    """One case. Its reference is random with a check character, so that it counts nothing."""

    __tablename__ = "case"

    id: UUID = key()
    reference: str = Field(max_length=16, unique=True)
    title: str | None = Field(default=None, max_length=200)
    status: CaseStatus = choice(CaseStatus)
    risk_level: RiskLevel = choice(RiskLevel)
    # How the victim may be reached without danger; shown with every task, so that nobody calls at the wrong moment.
    safe_contact: str | None = Field(default=None, max_length=1_000)
    opened_at: datetime = instant()
    # Twelve months after a conference heard it last; what happens until then is a repeat.
    flagged_until: datetime | None = instant(optional=True)


class CaseParticipant(SQLModel, table=True):
    """A person in a case: a role and what the table calls them. Who it is stands in `ParticipantIdentity`."""

    __tablename__ = "case_participant"
    __table_args__ = same_case()

    id: UUID = key()
    case_id: UUID = refers("case.id")
    role: ParticipantRole = choice(ParticipantRole)
    label: str = Field(max_length=120)


class PersonLook(SQLModel, table=True):
    """Somebody said who a person is, or what happened to whom, and so had other cases looked through: what an hour's
    limit counts."""

    __tablename__ = "person_look"
    __table_args__ = (Index("ix_person_look_post", "membership_id", "at"),)

    id: UUID = key()
    membership_id: UUID = refers("membership.id", index=False)
    at: datetime = instant()


class CaseKey(SQLModel, table=True):
    """The key that a case's identities are encrypted with, wrapped. Without this row they are gone."""

    __tablename__ = "case_key"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    wrapped: str = Field(max_length=120)
    made_at: datetime = instant()


def _closed() -> Any:
    """A field as the vault closes it, or nothing."""
    return Field(default=None, sa_type=Text, nullable=True)


class ParticipantIdentity(SQLModel, table=True):
    """Who a person in a case is. Every field of it is closed; the two hashes are what it is found by."""

    __tablename__ = "participant_identity"
    __table_args__ = (UniqueConstraint("participant_id"), *same_case(participant_id="case_participant"))

    id: UUID = key()
    case_id: UUID = refers("case.id")
    participant_id: UUID
    full_name: str | None = _closed()
    date_of_birth: str | None = _closed()
    national_id: str | None = _closed()
    phone: str | None = _closed()
    address: str | None = _closed()
    national_id_hash: str | None = Field(default=None, max_length=64, index=True)
    person_hash: str | None = Field(default=None, max_length=64, index=True)
    recorded_by: UUID = refers("membership.id", index=False)
    recorded_at: datetime = instant()
