"""Tables of the involvement checks that were made, and of the posts each was told to call."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from roundtable.core.tables import instant, key, refers


class InvolvementCheck(SQLModel, table=True):
    """Who asked for whom (as a keyed hash), what for, when, and whether somebody was known. Written for good."""

    __tablename__ = "involvement_check"
    __table_args__ = (Index("ix_involvement_check_post", "membership_id", "at"),)

    id: UUID = key()
    membership_id: UUID = refers("membership.id", index=False)
    at: datetime = instant()
    purpose: str = Field(max_length=500)
    asked_hash: str = Field(max_length=64)
    hit: bool


class InvolvementContact(SQLModel, table=True):
    """A post that a check was told to call. Kept, so that looking at a check again tells nothing new."""

    __tablename__ = "involvement_contact"

    check_id: UUID = Field(primary_key=True, foreign_key="involvement_check.id")
    membership_id: UUID = Field(primary_key=True, foreign_key="membership.id")
