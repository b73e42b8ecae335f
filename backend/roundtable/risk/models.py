"""Tables of risk assessments, and of the levels that agencies told a case's table."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.cases.models import RiskLevel
from roundtable.core.tables import choice, instant, key, refers, same_case

KEY_LENGTH = 60


class RiskAnswer(StrEnum):
    """What is answered of an indicator."""

    YES = "YES"
    NO = "NO"
    NOT_KNOWN = "NOT_KNOWN"


class RiskTrend(StrEnum):
    """How a level came from the one before."""

    FIRST = "FIRST"
    RISEN = "RISEN"
    SAME = "SAME"
    FALLEN = "FALLEN"


class RiskAssessment(SQLModel, table=True):
    """What a tool made of its indicators' answers at a moment, and what a professional judged beyond that.

    It is never edited: a correction is another one, which supersedes it.
    """

    __tablename__ = "risk_assessment"
    __table_args__ = (
        CheckConstraint("professional_judgement IS NULL OR rationale IS NOT NULL", name="rationale"),
        CheckConstraint(
            "level = band OR (professional_judgement IS NOT NULL AND level = professional_judgement)", name="effective"
        ),
        *same_case(audience_id="audience", supersedes_id="risk_assessment"),
        Index("ix_risk_assessment_page", "case_id", "assessed_at", "id"),
        Index("ix_risk_assessment_due", "agency_id", "reassess_due_at", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    audience_id: UUID
    # Whose word it is: the agency of who assessed.
    agency_id: UUID = refers("agency.id", index=False)
    tool_key: str = Field(max_length=KEY_LENGTH)
    tool_version: int
    # By the indicator's key, each of the tool's.
    answers: dict[str, str] = Field(sa_type=JSON)
    score: int
    band: RiskLevel = choice(RiskLevel, check="band")
    professional_judgement: RiskLevel | None = choice(RiskLevel, optional=True, check="judgement")
    rationale: str | None = Field(default=None, sa_type=Text, nullable=True)
    # The effective one: the higher of band and judgement.
    level: RiskLevel = choice(RiskLevel, check="level")
    note: str | None = Field(default=None, sa_type=Text, nullable=True)
    assessed_by: UUID = refers("membership.id", index=False)
    assessed_at: datetime = instant()
    reassess_due_at: datetime = instant()
    supersedes_id: UUID | None = Field(default=None, index=True)
    created_at: datetime = instant()


class AppliedRiskLevel(SQLModel, table=True):
    """A level that an agency told a case's table, from an assessment of its own; it counts until it is set aside."""

    __tablename__ = "applied_risk_level"
    __table_args__ = (
        UniqueConstraint("assessment_id"),
        *same_case(assessment_id="risk_assessment"),
        Index("ix_applied_risk_level_page", "case_id", "applied_at", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    assessment_id: UUID
    agency_id: UUID = refers("agency.id", index=False)
    level: RiskLevel = choice(RiskLevel, check="level")
    assessed_at: datetime = instant()
    applied_by: UUID = refers("membership.id", index=False)
    applied_at: datetime = instant()
    # What the case's level was once this was told.
    case_level: RiskLevel = choice(RiskLevel, check="caselevel")
    set_aside_at: datetime | None = instant(optional=True)
