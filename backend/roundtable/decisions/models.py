"""Tables of decisions, of who spoke for or against them, of what agencies undertook, and of what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, refers, same_case
from roundtable.tasks.models import NonCompletionClass


class Stance(StrEnum):
    """Whether somebody is for a decision."""

    SUPPORTS = "SUPPORTS"
    DISSENTS = "DISSENTS"


class ReviewOutcome(StrEnum):
    """What a later conference finds of an action."""

    DONE = "DONE"
    STILL_OPEN = "STILL_OPEN"
    NOT_DONE = "NOT_DONE"


class Decision(SQLModel, table=True):
    """What was decided over an item, and why. It is never edited: one that was wrong is withdrawn."""

    __tablename__ = "decision"
    __table_args__ = same_case(agenda_item_id="agenda_item", audience_id="audience")

    id: UUID = key()
    case_id: UUID = refers("case.id")
    agenda_item_id: UUID = Field(index=True)
    audience_id: UUID
    text: str = Field(sa_type=Text, nullable=False)
    rationale: str = Field(sa_type=Text, nullable=False)
    recorded_by: UUID = refers("membership.id", index=False)
    decided_at: datetime = instant()
    withdrawn_at: datetime | None = instant(optional=True)
    withdrawn_by: UUID | None = refers("membership.id", optional=True, index=False)
    withdrawal: str | None = Field(default=None, max_length=500)
    created_at: datetime = instant()


class DecisionVoice(SQLModel, table=True):
    """Somebody is for a decision, or against it in their own words."""

    __tablename__ = "decision_voice"
    __table_args__ = (
        *same_case(decision_id="decision", audience_id="audience"),
        UniqueConstraint("decision_id", "membership_id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    decision_id: UUID
    audience_id: UUID
    membership_id: UUID = refers("membership.id", index=False)
    stance: Stance = choice(Stance)
    words: str | None = Field(default=None, sa_type=Text, nullable=True)
    said_at: datetime = instant()
    created_at: datetime = instant()


class Undertaking(SQLModel, table=True):
    """An action that an agency volunteered over an item: a task of its own, with what obliges it."""

    __tablename__ = "undertaking"
    __table_args__ = (
        *same_case(agenda_item_id="agenda_item", audience_id="audience", task_id="task", decision_id="decision"),
        UniqueConstraint("task_id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    agenda_item_id: UUID = Field(index=True)
    audience_id: UUID
    task_id: UUID
    decision_id: UUID | None = None
    agency_id: UUID = refers("agency.id", index=False)
    # By which law, protocol or promise, in the agency's words.
    obligation: str | None = Field(default=None, max_length=500)
    volunteered_by: UUID = refers("membership.id", index=False)
    volunteered_at: datetime = instant()
    created_at: datetime = instant()


class ActionReview(SQLModel, table=True):
    """What became of an earlier action, as its agency says at a later item of the case."""

    __tablename__ = "action_review"
    __table_args__ = (
        *same_case(agenda_item_id="agenda_item", audience_id="audience", undertaking_id="undertaking"),
        UniqueConstraint("agenda_item_id", "undertaking_id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    agenda_item_id: UUID
    audience_id: UUID
    undertaking_id: UUID = Field(index=True)
    outcome: ReviewOutcome = choice(ReviewOutcome)
    # Why not, where it was not done: minutes keep the two apart.
    non_completion_class: NonCompletionClass | None = choice(NonCompletionClass, optional=True)
    words: str = Field(sa_type=Text, nullable=False)
    said_by: UUID = refers("membership.id", index=False)
    said_at: datetime = instant()
    created_at: datetime = instant()
