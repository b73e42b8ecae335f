"""Tables of tasks and of the states they went through."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from roundtable.core.tables import choice, instant, key, refers, same_case


class TaskStatus(StrEnum):
    """Where a task stands (domain.md). Overdue is derived, never stored."""

    REQUESTED = "REQUESTED"
    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    COMPLETED = "COMPLETED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    NOT_COMPLETED = "NOT_COMPLETED"


class DeclineReason(StrEnum):
    """Why an agency does not take a task on."""

    NOT_OUR_REMIT = "NOT_OUR_REMIT"
    NO_CAPACITY = "NO_CAPACITY"
    INSUFFICIENT_INFORMATION = "INSUFFICIENT_INFORMATION"
    LEGAL_BAR = "LEGAL_BAR"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"
    ALREADY_DONE = "ALREADY_DONE"
    VICTIM_OBJECTS = "VICTIM_OBJECTS"
    UNSAFE = "UNSAFE"


class NonCompletionClass(StrEnum):
    """Why a task was not done; minutes keep the two apart."""

    CIRCUMSTANCES_CHANGED = "CIRCUMSTANCES_CHANGED"
    AGENCY_NOT_UNDERTAKEN = "AGENCY_NOT_UNDERTAKEN"


class Priority(StrEnum):
    """How soon something is needed."""

    ROUTINE = "ROUTINE"
    URGENT = "URGENT"
    EMERGENCY = "EMERGENCY"


class Task(SQLModel, table=True):
    """An action that an agency answers for, perhaps claimed by one of its practitioners."""

    __tablename__ = "task"
    __table_args__ = (
        *same_case(audience_id="audience", thread_id="thread", assigned_from_id="thread"),
        Index("ix_task_owner", "owner_agency_id", "due_order", "id"),
        Index("ix_task_page", "case_id", "created_at", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id", index=False)
    audience_id: UUID
    # The task's own conversation, under the task's audience.
    thread_id: UUID
    # The conversation it was assigned from.
    assigned_from_id: UUID
    title: str = Field(max_length=200)
    description: str | None = Field(default=None, sa_type=Text, nullable=True)
    status: TaskStatus = choice(TaskStatus)
    priority: Priority = choice(Priority)
    due_at: datetime | None = instant(optional=True)
    # `due_at`, or the end of time: what lists are ordered by.
    due_order: datetime = instant()
    owner_agency_id: UUID = refers("agency.id", index=False)
    claimed_by: UUID | None = refers("membership.id", optional=True, index=False)
    assigned_by: UUID = refers("membership.id", index=False)
    outcome: str | None = Field(default=None, sa_type=Text, nullable=True)
    decline_reason: DeclineReason | None = choice(DeclineReason, optional=True)
    non_completion_class: NonCompletionClass | None = choice(NonCompletionClass, optional=True)
    created_at: datetime = instant()
    updated_at: datetime = instant()


class TaskTransition(SQLModel, table=True):
    """One step of a task from state to state: when, by whom, with what note."""

    __tablename__ = "task_transition"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "task_id"], ["task.case_id", "task.id"]),
        UniqueConstraint("case_id", "id"),
    )

    id: UUID = key()
    case_id: UUID = refers("case.id")
    task_id: UUID = Field(index=True)
    status: TaskStatus = choice(TaskStatus)
    at: datetime = instant()
    by: UUID = refers("membership.id", index=False)
    note: str | None = Field(default=None, max_length=2_000)
