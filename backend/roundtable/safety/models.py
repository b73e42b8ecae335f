"""Tables of safety plans, their versions, and what each version says, section by section."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, Text, UniqueConstraint, literal_column
from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, refers, same_case

_IS_DRAFT: ColumnElement[bool] = literal_column("state = 'DRAFT'")
_IS_IN_FORCE: ColumnElement[bool] = literal_column("state = 'IN_FORCE'")
_SIGNED = (
    "(state IN ('DRAFT', 'DISCARDED') AND signed_off_at IS NULL) OR (state NOT IN ('DRAFT', 'DISCARDED')"
    " AND signed_off_at IS NOT NULL AND signed_off_by IS NOT NULL AND agreement IS NOT NULL"
    " AND review_due_at IS NOT NULL)"
)


class SafetyPlanState(StrEnum):
    """How far a version of a safety plan has come."""

    DRAFT = "DRAFT"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"
    DISCARDED = "DISCARDED"
    ENDED = "ENDED"


class SafetySection(StrEnum):
    """What a section of a safety plan is about; in this order."""

    SAFE_CONTACT = "SAFE_CONTACT"
    AT_HOME = "AT_HOME"
    LEAVING = "LEAVING"
    CHILDREN = "CHILDREN"
    AT_WORK_OR_SCHOOL = "AT_WORK_OR_SCHOOL"
    ONLINE_AND_DEVICES = "ONLINE_AND_DEVICES"
    LEGAL_ORDERS = "LEGAL_ORDERS"
    EMERGENCY_CONTACTS = "EMERGENCY_CONTACTS"
    AGENCY_COMMITMENTS = "AGENCY_COMMITMENTS"


class VictimAgreement(StrEnum):
    """What the person whom a plan is for said to a version of it."""

    AGREED = "AGREED"
    AGREED_IN_PART = "AGREED_IN_PART"
    NOT_REACHED = "NOT_REACHED"
    REFUSED = "REFUSED"


class SafetyPlan(SQLModel, table=True):
    """A plan to keep a victim safe. One agency keeps it; its versions say what it is."""

    __tablename__ = "safety_plan"
    __table_args__ = same_case(audience_id="audience", drafts_audience_id="audience", participant_id="case_participant")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    # Who sees what was signed off: until something was, who sees the drafts.
    audience_id: UUID
    # The agency that keeps it, alone.
    drafts_audience_id: UUID
    participant_id: UUID
    agency_id: UUID = refers("agency.id", index=False)
    begun_by: UUID = refers("membership.id", index=False)
    begun_at: datetime = instant()
    # As old as the latest that was signed off: a newcomer to the table is shown the plan once something new is in it.
    created_at: datetime = instant()


class SafetyPlanVersion(SQLModel, table=True):
    """A plan as a whole at a time: written while it is a draft, and never altered once it was signed off."""

    __tablename__ = "safety_plan_version"
    __table_args__ = (
        *same_case(plan_id="safety_plan", audience_id="audience"),
        CheckConstraint(_SIGNED, name="signed"),
        *(
            Index(f"ix_safety_plan_version_{name}", "plan_id", unique=True, sqlite_where=only, postgresql_where=only)
            for name, only in (("draft", _IS_DRAFT), ("in_force", _IS_IN_FORCE))
        ),
        Index("ix_safety_plan_version_plan_id", "plan_id", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    plan_id: UUID
    # The drafts' while it is one; then the plan's.
    audience_id: UUID
    state: SafetyPlanState = choice(SafetyPlanState)
    # How often it was written: who writes on says which they read.
    revision: int = 0
    written_by: UUID = refers("membership.id", index=False)
    written_at: datetime = instant()
    signed_off_by: UUID | None = refers("membership.id", optional=True, index=False)
    signed_off_at: datetime | None = instant(optional=True)
    agreement: VictimAgreement | None = choice(VictimAgreement, optional=True)
    # How and with whom it was agreed, in words.
    agreement_note: str | None = Field(default=None, max_length=2_000)
    review_due_at: datetime | None = instant(optional=True)
    # Since when it is in force no more, or was discarded.
    ended_at: datetime | None = instant(optional=True)
    ended_by: UUID | None = refers("membership.id", optional=True, index=False)
    ending: str | None = Field(default=None, max_length=500)
    # When its audience was shown it: begun, for a draft; signed off, for what was.
    created_at: datetime = instant()


class SafetyPlanSection(SQLModel, table=True):
    """What a version says on one thing. Each has all sections, some of them empty."""

    __tablename__ = "safety_plan_section"
    __table_args__ = (
        *same_case(version_id="safety_plan_version"),
        UniqueConstraint("version_id", "code"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    version_id: UUID
    code: SafetySection = choice(SafetySection)
    # Its place among the sections, from 0.
    place: int
    text: str | None = Field(default=None, sa_type=Text, nullable=True)
