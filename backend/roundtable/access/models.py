"""Tables of who is at the table and who may see what: parts in a case, audiences, consents, conflicts, break-glass."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.agencies.models import AgencyType
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


class Compartment(StrEnum):
    """Whose side of a case an agency works on. What is shared with all stays on its own side."""

    SUPPORT = "SUPPORT"
    PERPETRATOR = "PERPETRATOR"


# Whose work is with the alleged perpetrator, unless whoever lets them in says otherwise.
PERPETRATOR_SIDE = (AgencyType.PERPETRATOR_PROGRAMME, AgencyType.PROBATION)


class Category(StrEnum):
    """A kind of content that needs an entitlement of its own, whoever its audience is."""

    LOCATION = "LOCATION"
    FORENSIC_EVIDENCE = "FORENSIC_EVIDENCE"
    HEALTH = "HEALTH"
    CHILD = "CHILD"
    PERPETRATOR = "PERPETRATOR"

    @property
    def bit(self) -> int:
        """Its place in `Audience.categories`; never renumbered."""
        return 1 << list(Category).index(self)


class Purpose(StrEnum):
    """What a disclosure is for, as consents are scoped by it."""

    SAFETY = "SAFETY"
    SUPPORT = "SUPPORT"
    HEALTH_CARE = "HEALTH_CARE"
    CHILD_PROTECTION = "CHILD_PROTECTION"
    INVESTIGATION = "INVESTIGATION"
    LEGAL_PROCEEDINGS = "LEGAL_PROCEEDINGS"
    PERPETRATOR_WORK = "PERPETRATOR_WORK"


class ConsentDecision(StrEnum):
    """What the person concerned said, or why nobody asked. Expired is derived."""

    NOT_SOUGHT = "NOT_SOUGHT"
    GIVEN = "GIVEN"
    GIVEN_WITH_LIMITS = "GIVEN_WITH_LIMITS"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    UNSAFE_TO_ASK = "UNSAFE_TO_ASK"
    LACKS_CAPACITY = "LACKS_CAPACITY"


class GlassReason(StrEnum):
    """Why a glass is broken."""

    THREAT_TO_LIFE = "THREAT_TO_LIFE"
    CHILD_AT_RISK = "CHILD_AT_RISK"
    MEDICAL_EMERGENCY = "MEDICAL_EMERGENCY"
    PERPETRATOR_NEAR = "PERPETRATOR_NEAR"
    NOBODY_REACHED = "NOBODY_REACHED"


class GlassVerdict(StrEnum):
    """What a review found of a broken glass."""

    JUSTIFIED = "JUSTIFIED"
    NOT_JUSTIFIED = "NOT_JUSTIFIED"
    FOLLOW_UP = "FOLLOW_UP"


class CaseAgency(SQLModel, table=True):
    """An agency's part in a case; it sees what is shared with all from `history_from` on."""

    __tablename__ = "case_agency"
    __table_args__ = (
        UniqueConstraint("case_id", "agency_id"),
        Index("ix_case_agency_agency", "agency_id", "state", "case_id"),
        *same_case(),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    agency_id: UUID = refers("agency.id", index=False)
    state: CaseAgencyState = choice(CaseAgencyState)
    lead: bool = False
    history_from: datetime = instant()
    compartment: Compartment = choice(Compartment, first=Compartment.SUPPORT)
    # An invitation says what it is for; who asked, and when each step was.
    invited_by: UUID | None = refers("membership.id", optional=True, index=False)
    invitation: str | None = Field(default=None, max_length=1_000)
    invited_at: datetime | None = instant(optional=True)
    answered_at: datetime | None = instant(optional=True)
    ended_at: datetime | None = instant(optional=True)
    # Why it declined, left or was excluded.
    reason: str | None = Field(default=None, max_length=500)
    # The conference that gave the seat, which goes with it while the agency has nothing of its own there.
    until_conference_id: UUID | None = refers("conference.id", optional=True)


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
    # The conference that gave it, with which it ends.
    until_conference_id: UUID | None = refers("conference.id", optional=True)


class Audience(SQLModel, table=True):
    """Who may see an item: whom its live disclosures name, no wider than its sensitivity.

    `categories` are bits of `Category`: seeing it needs an entitlement to each. A narrower audience stands within a
    wider one (`within_id`); seeing it needs both. The audience of a task (`for_task`) is the one kind that an agency
    with a task only, or a service account, can see through.
    """

    __tablename__ = "audience"
    __table_args__ = same_case(within_id="audience")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    sensitivity: Sensitivity = choice(Sensitivity)
    within_id: UUID | None = None
    for_task: bool = False
    categories: int = 0
    # What is shared with all is shared on this side of the case.
    compartment: Compartment = choice(Compartment, first=Compartment.SUPPORT)
    # Whose agency keeps control of it.
    made_by: UUID | None = refers("membership.id", optional=True, index=False)
    created_at: datetime = instant()


class Disclosure(SQLModel, table=True):
    """One naming in an audience: of an agency, a post, or (neither) everyone at the table; on what basis, until when.

    What rests on consent lives as long as that consent is in force.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        CheckConstraint("agency_id IS NULL OR membership_id IS NULL", name="one_recipient"),
        CheckConstraint("lawful_basis = 'CONSENT' OR rationale IS NOT NULL", name="rationale"),
        CheckConstraint("consent_id IS NULL OR lawful_basis = 'CONSENT'", name="consent"),
        ForeignKeyConstraint(["case_id", "audience_id"], ["audience.case_id", "audience.id"]),
        ForeignKeyConstraint(["case_id", "consent_id"], ["consent.case_id", "consent.id"]),
        # The rule looks up the namings of each row's audience: on PostgreSQL in one step, instead of down a tree.
        Index("ix_disclosure_audience_id", "audience_id", postgresql_using="hash"),
        UniqueConstraint("case_id", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    audience_id: UUID
    agency_id: UUID | None = refers("agency.id", optional=True, index=False)
    membership_id: UUID | None = refers("membership.id", optional=True, index=False)
    lawful_basis: LawfulBasis = choice(LawfulBasis)
    consent_id: UUID | None = Field(default=None, index=True)
    purpose: str = Field(max_length=500)
    purpose_kind: Purpose = choice(Purpose, first=Purpose.SAFETY)
    rationale: str | None = Field(default=None, max_length=2000)
    disclosed_by: UUID = refers("membership.id", index=False)
    starts_at: datetime = instant()
    expires_at: datetime | None = instant(optional=True)
    revoked_at: datetime | None = instant(optional=True)
    revoked_by: UUID | None = refers("membership.id", optional=True, index=False)
    revocation_reason: str | None = Field(default=None, max_length=500)
    # A conference that it ends with, where it was for that alone.
    until_conference_id: UUID | None = refers("conference.id", optional=True)
    # When somebody last looked whether it may stand though a consent has ended.
    reviewed_at: datetime | None = instant(optional=True)


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
    reason: str | None = Field(default=None, max_length=500)
    lifted_at: datetime | None = instant(optional=True)
    lifted_by: UUID | None = refers("membership.id", optional=True, index=False)
    lifting_reason: str | None = Field(default=None, max_length=500)


class Consent(SQLModel, table=True):
    """What the person concerned agreed to: for which purposes, recipients and categories, from when to when."""

    __tablename__ = "consent"
    __table_args__ = same_case(participant_id="case_participant")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    participant_id: UUID
    decision: ConsentDecision = choice(ConsentDecision)
    purposes: list[str] = Field(default_factory=list, sa_type=JSON)
    # Agencies it is limited to; none means every agency at the table.
    agency_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    categories: int = 0
    note: str | None = Field(default=None, max_length=2_000)
    recorded_by: UUID = refers("membership.id", index=False)
    recorded_at: datetime = instant()
    expires_at: datetime | None = instant(optional=True)
    withdrawn_at: datetime | None = instant(optional=True)
    withdrawn_by: UUID | None = refers("membership.id", optional=True, index=False)
    withdrawal_note: str | None = Field(default=None, max_length=500)


class Entitlement(SQLModel, table=True):
    """An agency or a post may see one category: in every case it otherwise may, or in one."""

    __tablename__ = "entitlement"
    __table_args__ = (
        CheckConstraint("(agency_id IS NULL) <> (membership_id IS NULL)", name="one_holder"),
        Index("ix_entitlement_holder", "agency_id", "membership_id"),
    )

    id: UUID = key()
    category: Category = choice(Category)
    # `Category.bit`, which the rule adds up.
    bit: int
    agency_id: UUID | None = refers("agency.id", optional=True, index=False)
    membership_id: UUID | None = refers("membership.id", optional=True, index=False)
    case_id: UUID | None = refers("case.id", optional=True)
    granted_by: UUID | None = refers("membership.id", optional=True, index=False)
    starts_at: datetime = instant()
    ends_at: datetime | None = instant(optional=True)


class BreakGlass(SQLModel, table=True):
    """Sight of a case in an emergency: opened with a reason, ended by itself, reviewed with a verdict."""

    __tablename__ = "break_glass"
    __table_args__ = (Index("ix_break_glass_post", "membership_id", "case_id"), *same_case())

    id: UUID = key()
    case_id: UUID = refers("case.id")
    membership_id: UUID = refers("membership.id", index=False)
    reason: GlassReason = choice(GlassReason)
    explanation: str = Field(max_length=2_000)
    opened_at: datetime = instant()
    ends_at: datetime = instant()
    closed_at: datetime | None = instant(optional=True)
    reviewed_at: datetime | None = instant(optional=True)
    reviewed_by: UUID | None = refers("membership.id", optional=True, index=False)
    verdict: GlassVerdict | None = choice(GlassVerdict, optional=True)
    findings: str | None = Field(default=None, max_length=2_000)


class GlassAttempt(SQLModel, table=True):
    """Somebody looked for a case to see in an emergency, whatever became of it: what an hour's limit counts."""

    __tablename__ = "glass_attempt"
    __table_args__ = (Index("ix_glass_attempt_post", "membership_id", "at"),)

    id: UUID = key()
    membership_id: UUID = refers("membership.id", index=False)
    at: datetime = instant()
