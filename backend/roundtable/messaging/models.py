"""Tables of threads, messages, their versions, mentions and read positions, and of what is being written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, Text, UniqueConstraint, literal_column
from sqlmodel import Field, SQLModel

from roundtable.core.tables import instant, key, refers, same_case

MESSAGE_LENGTH = 20_000
_OF_NO_THREAD: ColumnElement[bool] = literal_column("thread_id IS NULL")


class Thread(SQLModel, table=True):
    """A conversation on a case."""

    __tablename__ = "thread"
    __table_args__ = (*same_case(audience_id="audience"), Index("ix_thread_page", "case_id", "created_at", "id"))

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    audience_id: UUID
    subject: str = Field(max_length=200)
    created_by: UUID = refers("membership.id", index=False)
    created_at: datetime = instant()
    closed_at: datetime | None = instant(optional=True)


class Message(SQLModel, table=True):
    """One message: Markdown as written, and the safe HTML made of it when it was written."""

    __tablename__ = "message"
    __table_args__ = (
        *same_case(audience_id="audience", thread_id="thread", in_reply_to_id="message"),
        Index("ix_message_page", "thread_id", "created_at", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    thread_id: UUID
    # The thread's audience, or a narrower one within it.
    audience_id: UUID
    author_id: UUID = refers("membership.id", index=False)
    # As its author's client knows it again: a UUID in its usual spelling.
    client_mutation_id: str | None = Field(default=None, max_length=36)
    in_reply_to_id: UUID | None = None
    body: str = Field(sa_type=Text)
    body_html: str = Field(sa_type=Text)
    created_at: datetime = instant()
    edited_at: datetime | None = instant(optional=True)
    redacted_at: datetime | None = instant(optional=True)
    redacted_by: UUID | None = refers("membership.id", optional=True, index=False)
    redaction_reason: str | None = Field(default=None, max_length=500)


class MessageVersion(SQLModel, table=True):
    """What a message said before an edit."""

    __tablename__ = "message_version"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "message_id"], ["message.case_id", "message.id"]),
        UniqueConstraint("case_id", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    message_id: UUID = Field(index=True)
    body: str = Field(sa_type=Text)
    body_html: str = Field(sa_type=Text)
    written_at: datetime = instant()


class Mention(SQLModel, table=True):
    """A post that a message names."""

    __tablename__ = "mention"
    __table_args__ = (ForeignKeyConstraint(["case_id", "message_id"], ["message.case_id", "message.id"]),)

    message_id: UUID = Field(primary_key=True)
    membership_id: UUID = Field(primary_key=True, foreign_key="membership.id")
    case_id: UUID = refers("case.id")


class ReadPosition(SQLModel, table=True):
    """How far a post has read a thread."""

    __tablename__ = "read_position"
    __table_args__ = (ForeignKeyConstraint(["case_id", "thread_id"], ["thread.case_id", "thread.id"]),)

    thread_id: UUID = Field(primary_key=True)
    membership_id: UUID = Field(primary_key=True, foreign_key="membership.id")
    case_id: UUID = refers("case.id")
    # The last message read; null where none is any more, and then `message_at` is just before the first.
    message_id: UUID | None = None
    message_at: datetime = instant()


class Draft(SQLModel, table=True):
    """What a post is writing in a thread, or (no thread yet) to open one on a case; text as messages keep it.

    The row stays when its text is gone: a window that still knows an older version cannot bring that back.
    """

    __tablename__ = "draft"
    __table_args__ = (
        *same_case(thread_id="thread"),
        Index("ix_draft_thread", "membership_id", "thread_id", unique=True),
        Index(
            "ix_draft_opening",
            "membership_id",
            "case_id",
            unique=True,
            sqlite_where=_OF_NO_THREAD,
            postgresql_where=_OF_NO_THREAD,
        ),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    thread_id: UUID | None = None
    membership_id: UUID = refers("membership.id", index=False)
    body: str = Field(sa_type=Text)
    # What the page keeps beside the text: for whom it is, whom it names.
    choices: str = Field(sa_type=Text)
    version: int
    saved_at: datetime = instant()
