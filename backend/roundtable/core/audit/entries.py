"""Tables of the record. They refer to no other table: what an entry names may be erased, and the entry stays."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.core.tables import EVIDENCE, choice, instant, key


class EntryKind(StrEnum):
    """What an entry is of."""

    READ = "READ"
    ANSWER = "ANSWER"
    DELIVERY = "DELIVERY"
    EXPORT = "EXPORT"
    WRITE = "WRITE"


class RecordEntry(SQLModel, table=True):
    """Who did what, when, by which operation, at its place in a chain. Never what was in it."""

    __tablename__ = "record_entry"
    __table_args__ = (
        UniqueConstraint("chain_id", "number"),
        Index("ix_record_entry_agency", "agency_id", "at"),
        # Of no one case, and yet not for all to see: who may see an entry hangs on the cases that it is about.
        {"info": {EVIDENCE: True}},
    )

    id: UUID = key()
    # Numbers from 1, without gaps, in the order of commits.
    chain_id: UUID
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = instant(index=True)
    kind: EntryKind = choice(EntryKind)
    membership_id: UUID = Field(index=True)
    agency_id: UUID
    session_id: UUID | None = None
    # The break-glass it was done under.
    glass_id: UUID | None = None
    purpose: str | None = Field(default=None, max_length=500)
    operation: str = Field(max_length=100)
    # The keyed hash of what was asked for: the document and its values.
    fingerprint: str = Field(max_length=64)
    # Of what was written, by a salt that an erasure takes away.
    commitment: str | None = Field(default=None, max_length=64)
    hash: str = Field(max_length=64)
    # At the end of each group that was committed together.
    signature: str | None = Field(default=None, max_length=128)


class RecordCase(SQLModel, table=True):
    """A case that an entry is about, and which of its items, as a JSON list of public ids.

    Of acts on the directory, and of reads of what is no case's, it is an agency instead: no key is both.
    """

    __tablename__ = "record_case"
    __table_args__ = (Index("ix_record_case_case", "case_id", "entry_id"),)

    entry_id: UUID = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    item_ids: str = Field(sa_column=Column(Text, nullable=False))


class RecordSalt(SQLModel, table=True):
    """What a commitment was salted with. Erasing content takes it away: then nobody can guess what was written."""

    __tablename__ = "record_salt"

    entry_id: UUID = Field(primary_key=True)
    salt: str = Field(max_length=64)


class RecordHead(SQLModel, table=True):
    """How far all chains had come at a moment, signed. Each head holds to the one before it."""

    __tablename__ = "record_head"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = instant()
    # [[chain, number, hash], …] of the chains that moved since the head before, as JSON.
    chains: str = Field(sa_column=Column(Text, nullable=False))
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    signature: str = Field(max_length=128)
