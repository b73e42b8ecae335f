"""The table of what agencies say they know of a case on the agenda."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.core.tables import instant, key, refers, same_case


class ReturnContent(SQLModel, table=True):
    """What an agency says it knows: its own item, written by it alone, and disclosed when it is submitted."""

    __tablename__ = "return_content"
    __table_args__ = (
        *same_case(agency_return_id="agency_return", audience_id="audience"),
        UniqueConstraint("agency_return_id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    agency_return_id: UUID
    audience_id: UUID
    # Who of the case is known to the agency: persons of it, by their keys.
    known: list[str] = Field(default_factory=list, sa_type=JSON)
    involvement: str | None = Field(default=None, sa_type=Text, nullable=True)
    concerns: str | None = Field(default=None, sa_type=Text, nullable=True)
    protective_factors: str | None = Field(default=None, sa_type=Text, nullable=True)
    proposals: str | None = Field(default=None, sa_type=Text, nullable=True)
    # Where documents are to be found, one a line: by reference, none is kept here.
    documents: str | None = Field(default=None, sa_type=Text, nullable=True)
    version: int = 0
    written_by: UUID = refers("membership.id", index=False)
    written_at: datetime = instant()
    created_at: datetime = instant()
