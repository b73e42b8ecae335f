"""The table of repeats that were found."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.core.tables import instant, key, refers, same_case


class RepeatFinding(SQLModel, table=True):
    """Something happened again to the victim of a case, and where that went on an agenda. By which incident it was
    found, of this case or another, nobody can read from it.
    """

    __tablename__ = "repeat_finding"
    __table_args__ = (
        *same_case(agenda_item_id="agenda_item"),
        UniqueConstraint("case_id", "trigger"),
        Index("ix_repeat_finding_page", "case_id", "found_at", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    # A hash of the case and the incident: the same incident, corrected, is found once.
    trigger: str = Field(max_length=64)
    found_at: datetime = instant()
    # Null while no conference is planned that it could go to.
    agenda_item_id: UUID | None = Field(default=None, index=True)
    # Since when it is none: it had been found by counting one event twice.
    dropped_at: datetime | None = instant(optional=True)
