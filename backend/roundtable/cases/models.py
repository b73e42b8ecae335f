"""Tables of cases and their participants. First light keeps people minimal: a role and a label, no identity."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

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


class CaseParticipant(SQLModel, table=True):
    """A person in a case: a role and what the table calls them. An identity has to come with its encryption."""

    __tablename__ = "case_participant"
    __table_args__ = same_case()

    id: UUID = key()
    case_id: UUID = refers("case.id")
    role: ParticipantRole = choice(ParticipantRole)
    label: str = Field(max_length=120)
