"""Letters that wait, and those that went; and what one may be made of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Index, literal_column
from sqlmodel import Field, SQLModel

from roundtable.core.guards import guarded, nobody
from roundtable.core.tables import choice, instant, instant_of, key, refers, wire_text

_UNFINISHED: ColumnElement[bool] = literal_column("sent_at IS NULL AND failed_at IS NULL")


class LetterKind(StrEnum):
    """What a letter says of a conference."""

    CONFERENCE_INVITATION = "CONFERENCE_INVITATION"
    CONFERENCE_CHANGED = "CONFERENCE_CHANGED"
    CONFERENCE_CANCELLED = "CONFERENCE_CANCELLED"
    CONFERENCE_REMINDER = "CONFERENCE_REMINDER"
    # Called in an emergency: it goes before all others.
    CONFERENCE_ALERT = "CONFERENCE_ALERT"
    # An agency is asked for somebody who comes.
    ATTENDEE_REQUESTED = "ATTENDEE_REQUESTED"
    RETURNS_REMINDER = "RETURNS_REMINDER"
    RETURNS_OVERDUE = "RETURNS_OVERDUE"
    MINUTES_CIRCULATED = "MINUTES_CIRCULATED"
    MINUTES_APPROVED = "MINUTES_APPROVED"
    MINUTES_CORRECTED = "MINUTES_CORRECTED"


# They repeat what was said; what was said first goes first, and is not superseded by them.
REMINDERS = (LetterKind.CONFERENCE_REMINDER, LetterKind.RETURNS_REMINDER, LetterKind.RETURNS_OVERDUE)
INVITATIONS = (LetterKind.CONFERENCE_INVITATION, LetterKind.CONFERENCE_ALERT)
# They are of a conference that is over.
OF_MINUTES = (LetterKind.MINUTES_CIRCULATED, LetterKind.MINUTES_APPROVED, LetterKind.MINUTES_CORRECTED)
# Nothing is asked by them.
TO_BE_READ = (LetterKind.MINUTES_APPROVED, LetterKind.MINUTES_CORRECTED)
# They tell calendars nothing.
WITHOUT_FILE = (LetterKind.ATTENDEE_REQUESTED, LetterKind.RETURNS_REMINDER, LetterKind.RETURNS_OVERDUE, *OF_MINUTES)


class Status(StrEnum):
    """What who is invited has answered."""

    NEEDS_ACTION = "NEEDS_ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"


class Failure(StrEnum):
    """Why a letter did not go, or has not yet; an answer of the mail server's adds its number, and never its text."""

    # It never will.
    GAVE_UP = "GAVE_UP"
    NO_ADDRESS = "NO_ADDRESS"
    OVER = "OVER"
    POST_ENDED = "POST_ENDED"
    SUPERSEDED = "SUPERSEDED"
    UNWRITABLE = "UNWRITABLE"
    # It, or who it is for, was refused: for good by a number from 500 on, for now below.
    LETTER = "LETTER"
    RECIPIENT = "RECIPIENT"
    # Nothing goes there for now.
    LOST = "LOST"
    SENDER = "SENDER"
    SIGN_IN = "SIGN_IN"
    TIMEOUT = "TIMEOUT"
    TLS = "TLS"
    UNREACHABLE = "UNREACHABLE"


@dataclass(frozen=True)
class Called:
    """A conference as letters tell of it. What stands here leaves the house, so no case content may."""

    title: str
    starts_at: datetime
    minutes: int
    # Where it is, by its IANA name: letters tell the hour there, and calendars the hour of whoever looks.
    time_zone: str
    # How many times it has changed: calendars heed the highest.
    sequence: int = 0
    place: str | None = None
    # Of the page where one answers, from the origin on.
    url: str | None = None
    status: Status = Status.NEEDS_ACTION
    # Until when returns are asked for, or comments, where the letter is about that.
    due_at: datetime | None = None

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        kept = {**vars(self), "starts_at": wire_text(self.starts_at), "status": self.status.value}
        due_at = kept.pop("due_at")
        return {**kept, "due_at": wire_text(due_at)} if due_at else kept

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Called":
        due_at = instant_of(kept["due_at"]) if "due_at" in kept else None
        own = {"starts_at": instant_of(kept["starts_at"]), "status": Status(kept["status"]), "due_at": due_at}
        return cls(**{**kept, **own})


class Letter(SQLModel, table=True):
    """One letter to one post. Nobody sees one in the house: it is read by what sends it, within a reach of its own."""

    __tablename__ = "letter"
    __table_args__ = (
        Index(
            "ix_letter_waiting",
            "next_try_at",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_letter_subject", "to_membership_id", "subject_key"),
    )

    id: UUID = key()
    to_membership_id: UUID = refers("membership.id", index=False)
    kind: LetterKind = choice(LetterKind)
    # What it is about, by a key that means nothing here: of letters about the same the newest is sent.
    subject_key: UUID
    # Emptied once it went, or never will.
    payload: dict[str, Any] = Field(sa_type=JSON)
    made_at: datetime = instant()
    not_before: datetime | None = instant(optional=True)
    tries: int = 0
    next_try_at: datetime = instant()
    # Until then it is one worker's; one that died leaves it to the next.
    claimed_until: datetime | None = instant(optional=True)
    sent_at: datetime | None = instant(optional=True)
    failed_at: datetime | None = instant(optional=True)
    # One of `Failure`, with a number where the mail server gave one.
    failure: str | None = Field(default=None, max_length=40)


# It says when somebody is where; and who reads what was sent to another reads their mail.
guarded(Letter, nobody)
