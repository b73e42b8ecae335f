"""Tables of conferences: who convenes and who is asked, who attends and when, and the cases on the agenda."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Index, Text, UniqueConstraint, literal_column
from sqlmodel import Field, SQLModel

from roundtable.core.tables import EVIDENCE, choice, instant, key, refers, same_case

_STILL_THERE: ColumnElement[bool] = literal_column("left_at IS NULL")
_IS_HEARD: ColumnElement[bool] = literal_column("current_since IS NOT NULL")


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


class Rhythm(StrEnum):
    """How often the conferences of a series meet."""

    WEEKLY = "WEEKLY"
    FORTNIGHTLY = "FORTNIGHTLY"
    MONTHLY = "MONTHLY"


class NoticeKind(StrEnum):
    """What the clock brings of a conference."""

    RETURNS_REMINDER = "RETURNS_REMINDER"
    RETURNS_ESCALATION = "RETURNS_ESCALATION"
    DEADLINE_OVER = "DEADLINE_OVER"


class AgendaItemStatus(StrEnum):
    """What became of a case on the agenda."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    HEARD = "HEARD"
    DEFERRED = "DEFERRED"
    WITHDRAWN = "WITHDRAWN"
    NOT_MET_THRESHOLD = "NOT_MET_THRESHOLD"


class ReferralCriterion(StrEnum):
    """Why a case is referred to a conference (domain.md, the flow's first step)."""

    HIGH_RISK_SCORE = "HIGH_RISK_SCORE"
    PROFESSIONAL_JUDGEMENT = "PROFESSIONAL_JUDGEMENT"
    ESCALATION = "ESCALATION"
    REPEAT = "REPEAT"


class ConferenceAgencyState(StrEnum):
    """What an agency answered when it was asked to a conference."""

    INVITED = "INVITED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"


class ConferenceFunction(StrEnum):
    """What somebody comes to a conference for. Who chairs, coordinates and writes is named on the conference."""

    REPRESENTATIVE = "REPRESENTATIVE"
    VICTIM_ADVOCATE = "VICTIM_ADVOCATE"
    OBSERVER = "OBSERVER"


class AttendanceStatus(StrEnum):
    """Whether somebody comes, came, or did not. Who is recused is so from one item alone."""

    INVITED = "INVITED"
    CONFIRMED = "CONFIRMED"
    PRESENT = "PRESENT"
    APOLOGIES = "APOLOGIES"
    APOLOGIES_WITH_RETURN = "APOLOGIES_WITH_RETURN"
    ABSENT = "ABSENT"


class AgencyReturnState(StrEnum):
    """What an agency answered when it was asked what it knows of a case."""

    REQUESTED = "REQUESTED"
    IN_PREPARATION = "IN_PREPARATION"
    SUBMITTED = "SUBMITTED"
    NIL_RETURN = "NIL_RETURN"
    DECLINED_TO_SHARE = "DECLINED_TO_SHARE"


class ReturnDeclineReason(StrEnum):
    """Why an agency does not share what it knows."""

    LEGAL_BAR = "LEGAL_BAR"
    PROFESSIONAL_SECRECY = "PROFESSIONAL_SECRECY"
    CONSENT_WITHHELD = "CONSENT_WITHHELD"
    INVESTIGATION = "INVESTIGATION"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"
    UNSAFE = "UNSAFE"


class Conference(SQLModel, table=True):
    """A meeting of agencies over one or more cases, each an agenda item. Nothing of it names a case."""

    __tablename__ = "conference"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="length"),
        Index("ix_conference_agency", "agency_id", "scheduled_at"),
        {"info": {EVIDENCE: True}},
    )

    id: UUID = key()
    title: str = Field(max_length=200)
    type: ConferenceType = choice(ConferenceType)
    status: ConferenceStatus = choice(ConferenceStatus)
    # Who convenes it: its case managers and supervisors lead it.
    agency_id: UUID = refers("agency.id", index=False)
    scheduled_at: datetime = instant()
    # The zone that its time was said in, by its IANA name.
    time_zone: str = Field(default="Europe/Bucharest", max_length=64)
    # How long it is planned to take.
    minutes: int = 120
    place: str | None = Field(default=None, max_length=300)
    # Until when agencies are asked for their returns.
    returns_due_at: datetime | None = instant(optional=True)
    # Until when one without a meeting is to be concluded; of no other.
    deadline_at: datetime | None = instant(optional=True)
    chair_id: UUID | None = refers("membership.id", optional=True, index=False)
    coordinator_id: UUID | None = refers("membership.id", optional=True, index=False)
    scribe_id: UUID | None = refers("membership.id", optional=True, index=False)
    # Those of one series have the same.
    series_id: UUID | None = Field(default=None, index=True)
    # How often its time or place was changed: what calendars order invitations by (RFC 5545, SEQUENCE).
    sequence: int = 0
    began_at: datetime | None = instant(optional=True)
    ended_at: datetime | None = instant(optional=True)
    # Since when its minutes are before the agencies: nothing is decided any more.
    circulated_at: datetime | None = instant(optional=True)
    closed_at: datetime | None = instant(optional=True)
    cancellation: str | None = Field(default=None, max_length=500)


class ConferenceAgency(SQLModel, table=True):
    """An agency that is asked to a conference. It hears the cases on its agenda once it has accepted."""

    __tablename__ = "conference_agency"
    __table_args__ = (
        UniqueConstraint("conference_id", "agency_id"),
        Index("ix_conference_agency_asked", "agency_id", "state"),
        {"info": {EVIDENCE: True}},
    )

    id: UUID = key()
    conference_id: UUID = refers("conference.id", index=False)
    agency_id: UUID = refers("agency.id", index=False)
    state: ConferenceAgencyState = choice(ConferenceAgencyState)
    invited_by: UUID = refers("membership.id", index=False)
    invited_at: datetime = instant()
    answered_at: datetime | None = instant(optional=True)
    # Why it does not come.
    reason: str | None = Field(default=None, max_length=500)


class ConferenceNotice(SQLModel, table=True):
    """That somebody was told what the clock brought, once for each deadline: another deadline is told of anew."""

    __tablename__ = "conference_notice"
    __table_args__ = (UniqueConstraint("conference_id", "agency_id", "kind", "due_at"),)

    id: UUID = key()
    conference_id: UUID = refers("conference.id", index=False)
    # Whose returns are missing; or who convenes it.
    agency_id: UUID = refers("agency.id", index=False)
    kind: NoticeKind = choice(NoticeKind)
    due_at: datetime = instant()
    told_at: datetime = instant()


class Attendance(SQLModel, table=True):
    """A post that comes to a conference: for which function, whether it came, and what it declared."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("conference_id", "membership_id"),
        Index("ix_attendance_post", "membership_id", "conference_id"),
        {"info": {EVIDENCE: True}},
    )

    id: UUID = key()
    conference_id: UUID = refers("conference.id", index=False)
    membership_id: UUID = refers("membership.id", index=False)
    function: ConferenceFunction = choice(ConferenceFunction)
    status: AttendanceStatus = choice(AttendanceStatus)
    stands_in_for_id: UUID | None = refers("membership.id", optional=True, index=False)
    named_at: datetime = instant()
    # When their agency said that they come, by who may answer for it: until then they hear nothing.
    agreed_at: datetime | None = instant(optional=True)
    # What an observer may watch under, and when that was signed.
    condition: str | None = Field(default=None, max_length=1_000)
    signed_at: datetime | None = instant(optional=True)
    # When they declared that what is said stays confidential.
    declared_at: datetime | None = instant(optional=True)
    # Who has raised a hand, in the order of raising it; and who has the word.
    hand_raised_at: datetime | None = instant(optional=True)
    word_given_at: datetime | None = instant(optional=True)
    # Why they do not come.
    reason: str | None = Field(default=None, max_length=500)


class AttendanceSpan(SQLModel, table=True):
    """From when to when somebody was there."""

    __tablename__ = "attendance_span"
    __table_args__ = (
        Index(
            "ix_attendance_span_open",
            "attendance_id",
            unique=True,
            sqlite_where=_STILL_THERE,
            postgresql_where=_STILL_THERE,
        ),
    )

    id: UUID = key()
    conference_id: UUID = refers("conference.id")
    attendance_id: UUID = refers("attendance.id")
    arrived_at: datetime = instant()
    left_at: datetime | None = instant(optional=True)


class AgendaItem(SQLModel, table=True):
    """One case on a conference's agenda, with its own conversation. At most one item of a conference is heard now."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        *same_case(
            audience_id="audience", thread_id="thread", grounds_id="disclosure", assessment_id="risk_assessment"
        ),
        # Once by people, and once by a rule: what one does not see keeps nobody from referring the case.
        UniqueConstraint("conference_id", "case_id", "by_rule"),
        Index(
            "ix_agenda_item_current",
            "conference_id",
            unique=True,
            sqlite_where=_IS_HEARD,
            postgresql_where=_IS_HEARD,
        ),
        CheckConstraint("minutes BETWEEN 1 AND 240", name="length"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    conference_id: UUID = refers("conference.id", index=False)
    audience_id: UUID
    thread_id: UUID | None = None
    status: AgendaItemStatus = choice(AgendaItemStatus)
    criterion: ReferralCriterion = choice(ReferralCriterion, first=ReferralCriterion.PROFESSIONAL_JUDGEMENT)
    # Whether the record bore the criterion out when it was referred; null where that is a judgement. And by what.
    criterion_met: bool | None = None
    assessment_id: UUID | None = None
    # Why it is referred, in words.
    reason: str | None = Field(default=None, sa_type=Text, nullable=True)
    proposed_by: UUID | None = refers("membership.id", optional=True, index=False)
    # Proposed by the rule on repeats, and by nobody.
    by_rule: bool = False
    # The conference's agencies that do not hear it, as who referred it wants.
    without: list[str] = Field(default_factory=list, sa_type=JSON)
    # The naming that says on which grounds it is disclosed: those who come to hear it later are named on the same.
    grounds_id: UUID | None = None
    # Whether who leads the case lets agencies of the conference in that are not at its table yet.
    brings_in: bool = False
    # Its place, smaller first, and how long it is planned to take.
    position: int = 0
    minutes: int = 15
    created_at: datetime = instant()
    decided_at: datetime | None = instant(optional=True)
    # While it is the one that is heard; and until when, with what it was extended by.
    current_since: datetime | None = instant(optional=True)
    ends_at: datetime | None = instant(optional=True)
    extended_by: int = 0
    extension_reason: str | None = Field(default=None, max_length=500)
    began_at: datetime | None = instant(optional=True)
    ended_at: datetime | None = instant(optional=True)
    # When the case is to be looked at again, as was said when it was heard.
    review_at: datetime | None = instant(optional=True)
    # Why it was not taken, put off or withdrawn; or what was said when it was heard.
    note: str | None = Field(default=None, sa_type=Text, nullable=True)


class AgencyReturn(SQLModel, table=True):
    """An agency that hears an item, and whether it has said what it knows. What it said is its own."""

    __tablename__ = "agency_return"
    __table_args__ = (
        *same_case(agenda_item_id="agenda_item", audience_id="audience"),
        UniqueConstraint("agenda_item_id", "agency_id"),
        Index("ix_agency_return_agency", "agency_id", "state"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    agenda_item_id: UUID
    agency_id: UUID = refers("agency.id", index=False)
    # The item's: who hears that, knows who was asked and who has answered.
    audience_id: UUID
    state: AgencyReturnState = choice(AgencyReturnState)
    decline_reason: ReturnDeclineReason | None = choice(ReturnDeclineReason, optional=True)
    asked_at: datetime | None = instant(optional=True)
    answered_at: datetime | None = instant(optional=True)
    answered_by: UUID | None = refers("membership.id", optional=True, index=False)
    created_at: datetime = instant()


class Recusal(SQLModel, table=True):
    """Somebody steps aside while an item is heard: a conflict stands between them and the case for as long."""

    __tablename__ = "recusal"
    __table_args__ = (
        *same_case(agenda_item_id="agenda_item", audience_id="audience", conflict_id="conflict_declaration"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    agenda_item_id: UUID = Field(index=True)
    audience_id: UUID
    membership_id: UUID = refers("membership.id", index=False)
    conflict_id: UUID
    # Whether the conflict stays when the item is over.
    lasting: bool = False
    created_at: datetime = instant()
    ended_at: datetime | None = instant(optional=True)
