"""Tables of who is at the table: agencies and members of a case, audiences, disclosures, conflicts of interest."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, refers, same_case


class CaseAgencyState(StrEnum):
    """An agency's part in a case. `TASKED` has a task, and sees nothing else."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    LEFT = "LEFT"
    DECLINED = "DECLINED"
    EXCLUDED = "EXCLUDED"
    TASKED = "TASKED"


class MemberFunction(StrEnum):
    """What a practitioner does on a case."""

    CASE_MANAGER = "CASE_MANAGER"
    PRACTITIONER = "PRACTITIONER"
    OBSERVER = "OBSERVER"


class Sensitivity(StrEnum):
    """How wide an audience may be (TLP 2.0: AMBER, AMBER+STRICT, RED)."""

    CASE_AGENCIES = "CASE_AGENCIES"
    NAMED_AGENCIES = "NAMED_AGENCIES"
    NAMED_PERSONS = "NAMED_PERSONS"


class LawfulBasis(StrEnum):
    """Why a disclosure is lawful. A basis other than consent needs a rationale."""

    CONSENT = "CONSENT"
    LEGAL_OBLIGATION = "LEGAL_OBLIGATION"
    VITAL_INTERESTS = "VITAL_INTERESTS"
    PUBLIC_TASK = "PUBLIC_TASK"


class CaseAgency(SQLModel, table=True):
    """An agency's part in a case; it sees what is shared with all from `history_from` on."""

    __tablename__ = "case_agency"
    __table_args__ = (UniqueConstraint("case_id", "agency_id"), *same_case())

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    agency_id: UUID = refers("agency.id")
    state: CaseAgencyState = choice(CaseAgencyState)
    lead: bool = False
    history_from: datetime = instant()


class CaseMember(SQLModel, table=True):
    """A post's function on a case, from `assumed_at` to `renounced_at`."""

    __tablename__ = "case_member"
    __table_args__ = (Index("ix_case_member_post", "membership_id", "case_id"), *same_case())

    id: UUID = key()
    case_id: UUID = refers("case.id")
    membership_id: UUID = refers("membership.id", index=False)
    function: MemberFunction = choice(MemberFunction)
    assumed_at: datetime = instant()
    renounced_at: datetime | None = instant(optional=True)


class Audience(SQLModel, table=True):
    """Who may see an item: everyone at the table from their history on, or whom its disclosures name.

    A narrower audience stands within a wider one (`within_id`); seeing it needs both. The audience of a task
    (`for_task`) is the one kind that an agency with a task only, or a service account, can see through.
    """

    __tablename__ = "audience"
    __table_args__ = same_case(within_id="audience")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    sensitivity: Sensitivity = choice(Sensitivity)
    within_id: UUID | None = None
    for_task: bool = False
    version: int = 1
    created_at: datetime = instant()


class Disclosure(SQLModel, table=True):
    """One naming of an agency or a post in an audience: on what basis, for what, why, until when."""

    __tablename__ = "disclosure"
    __table_args__ = (
        CheckConstraint("(agency_id IS NULL) <> (membership_id IS NULL)", name="one_recipient"),
        CheckConstraint("lawful_basis = 'CONSENT' OR rationale IS NOT NULL", name="rationale"),
        ForeignKeyConstraint(["case_id", "audience_id"], ["audience.case_id", "audience.id"]),
        Index("ix_disclosure_audience", "audience_id", "agency_id", "membership_id"),
        UniqueConstraint("case_id", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    audience_id: UUID
    agency_id: UUID | None = refers("agency.id", optional=True, index=False)
    membership_id: UUID | None = refers("membership.id", optional=True, index=False)
    lawful_basis: LawfulBasis = choice(LawfulBasis)
    purpose: str = Field(max_length=500)
    rationale: str | None = Field(default=None, max_length=2000)
    disclosed_by: UUID = refers("membership.id", index=False)
    starts_at: datetime = instant()
    expires_at: datetime | None = instant(optional=True)
    revoked_at: datetime | None = instant(optional=True)


class ConflictDeclaration(SQLModel, table=True):
    """A conflict of interest of a practitioner or an agency in a case: hides that it exists, beats every other rule."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (
        CheckConstraint("(agency_id IS NULL) <> (practitioner_id IS NULL)", name="one_party"),
        UniqueConstraint("case_id", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    agency_id: UUID | None = refers("agency.id", optional=True)
    # A person, not a post: rights of posts are never united, conflicts are.
    practitioner_id: UUID | None = refers("practitioner.id", optional=True)
    declared_by: UUID = refers("membership.id", index=False)
    declared_at: datetime = instant()
    lifted_at: datetime | None = instant(optional=True)
