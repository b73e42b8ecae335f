"""Tables of minutes: their versions, what is written over each item, comments, and who approved what.

What happened at a conference (decisions, actions, returns) stands in rows of its own, which nobody changes once minutes
are before the agencies: minutes say it by reference, and who may no longer see one no longer reads it there either.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Text, UniqueConstraint, literal_column
from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, refers, same_case

_IS_OPEN: ColumnElement[bool] = literal_column("state IN ('DRAFT', 'CIRCULATED')")
_STANDS: ColumnElement[bool] = literal_column("state = 'APPROVED'")


class MinutesState(StrEnum):
    """How far a version of minutes has come."""

    DRAFT = "DRAFT"
    CIRCULATED = "CIRCULATED"
    APPROVED = "APPROVED"
    SUPERSEDED = "SUPERSEDED"


class MinutesLanguage(StrEnum):
    """The language that minutes are written in, by its ISO 639-1 code."""

    EN = "EN"
    RO = "RO"


class CommentState(StrEnum):
    """What became of a comment on minutes."""

    OPEN = "OPEN"
    TAKEN_UP = "TAKEN_UP"
    NOT_TAKEN_UP = "NOT_TAKEN_UP"
    WITHDRAWN = "WITHDRAWN"


class ExportFormat(StrEnum):
    """What minutes are taken out as."""

    HTML = "HTML"
    PDF = "PDF"


def _one_of_conference(name: str, where: ColumnElement[bool]) -> Index:
    return Index(name, "conference_id", unique=True, sqlite_where=where, postgresql_where=where)


class Minutes(SQLModel, table=True):
    """One version of a conference's minutes. What is written here names no case: all who see the conference read it."""

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("conference_id", "number"),
        _one_of_conference("ix_minutes_open", _IS_OPEN),
        _one_of_conference("ix_minutes_standing", _STANDS),
    )

    id: UUID = key()
    conference_id: UUID = refers("conference.id", index=False)
    # From 1; a later one corrects the one before.
    number: int
    state: MinutesState = choice(MinutesState)
    language: MinutesLanguage = choice(MinutesLanguage)
    opening: str | None = Field(default=None, sa_type=Text, nullable=True)
    closing: str | None = Field(default=None, sa_type=Text, nullable=True)
    # Of opening and closing: whoever writes on gives back the one that they read.
    version: int = 0
    # How often it was circulated: an agency approves what it was shown then.
    revision: int = 0
    # How many agencies have to approve it.
    quorum: int | None = None
    comments_due_at: datetime | None = instant(optional=True)
    # Why an approved version is corrected by this one.
    correction: str | None = Field(default=None, max_length=500)
    drafted_by: UUID = refers("membership.id", index=False)
    drafted_at: datetime = instant()
    circulated_at: datetime | None = instant(optional=True)
    approved_at: datetime | None = instant(optional=True)
    superseded_at: datetime | None = instant(optional=True)
    # Of all that it says, to whomever: SHA-256 as hexadecimal digits (`minutes.digest`).
    digest: str | None = Field(default=None, max_length=64)


class MinutesApproval(SQLModel, table=True):
    """An agency has approved minutes as they were circulated."""

    __tablename__ = "minutes_approval"
    __table_args__ = (UniqueConstraint("minutes_id", "revision", "agency_id"),)

    id: UUID = key()
    conference_id: UUID = refers("conference.id")
    minutes_id: UUID = refers("minutes.id", index=False)
    revision: int
    agency_id: UUID = refers("agency.id", index=False)
    approved_by: UUID = refers("membership.id", index=False)
    approved_at: datetime = instant()


class MinutesExport(SQLModel, table=True):
    """Somebody took their edition of minutes out of the house."""

    __tablename__ = "minutes_export"

    id: UUID = key()
    conference_id: UUID = refers("conference.id")
    minutes_id: UUID = refers("minutes.id")
    format: ExportFormat = choice(ExportFormat)
    exported_by: UUID = refers("membership.id", index=False)
    exported_at: datetime = instant()


class MinutesSection(SQLModel, table=True):
    """What a version of minutes says over one item."""

    __tablename__ = "minutes_section"
    __table_args__ = (
        *same_case(agenda_item_id="agenda_item", audience_id="audience"),
        UniqueConstraint("minutes_id", "agenda_item_id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    minutes_id: UUID = refers("minutes.id", index=False)
    agenda_item_id: UUID = Field(index=True)
    # The item's.
    audience_id: UUID
    created_at: datetime = instant()


class MinutesPassage(SQLModel, table=True):
    """A passage of a section. Who sees it and not its words knows that something is withheld from them."""

    __tablename__ = "minutes_passage"
    __table_args__ = same_case(section_id="minutes_section", audience_id="audience")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    section_id: UUID = Field(index=True)
    # The section's; its words' own, where who may not read it is not to know of it either.
    audience_id: UUID
    position: int
    removed_at: datetime | None = instant(optional=True)
    created_at: datetime = instant()


class MinutesWords(SQLModel, table=True):
    """What a passage says."""

    __tablename__ = "minutes_words"
    __table_args__ = (
        *same_case(passage_id="minutes_passage", audience_id="audience"),
        UniqueConstraint("passage_id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    passage_id: UUID
    audience_id: UUID
    text: str = Field(sa_type=Text, nullable=False)
    version: int = 0
    written_by: UUID = refers("membership.id", index=False)
    written_at: datetime = instant()
    created_at: datetime = instant()


class MinutesComment(SQLModel, table=True):
    """A comment on a section that was circulated, and what is answered."""

    __tablename__ = "minutes_comment"
    __table_args__ = same_case(section_id="minutes_section", audience_id="audience")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    section_id: UUID = Field(index=True)
    audience_id: UUID
    text: str = Field(sa_type=Text, nullable=False)
    said_by: UUID = refers("membership.id", index=False)
    said_at: datetime = instant()
    state: CommentState = choice(CommentState)
    answer: str | None = Field(default=None, sa_type=Text, nullable=True)
    answered_by: UUID | None = refers("membership.id", optional=True, index=False)
    answered_at: datetime | None = instant(optional=True)
    created_at: datetime = instant()


class MinutesRemark(SQLModel, table=True):
    """A comment on what is of no case in minutes that were circulated: who was there, the order, opening and closing.
    All who see the conference read it, so it names none either.
    """

    __tablename__ = "minutes_remark"

    id: UUID = key()
    conference_id: UUID = refers("conference.id")
    minutes_id: UUID = refers("minutes.id")
    text: str = Field(sa_type=Text, nullable=False)
    said_by: UUID = refers("membership.id", index=False)
    said_at: datetime = instant()
    state: CommentState = choice(CommentState)
    answer: str | None = Field(default=None, sa_type=Text, nullable=True)
    answered_by: UUID | None = refers("membership.id", optional=True, index=False)
    answered_at: datetime | None = instant(optional=True)
