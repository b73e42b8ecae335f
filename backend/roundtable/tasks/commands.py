"""Acts on tasks: assign, receive, accept, decline, claim, start, hold, complete, cancel, close undone."""

from datetime import UTC, datetime
from uuid import UUID

from roundtable.access.commands import audience_for_task
from roundtable.access.rule import has_seat
from roundtable.core import ids
from roundtable.core.errors import Code, Invalid
from roundtable.core.facts import FactName
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.messaging.bars import check_bars
from roundtable.messaging.commands import add_thread
from roundtable.messaging.queries import find_thread
from roundtable.tasks import policy, queries
from roundtable.tasks.models import DeclineReason, NonCompletionClass, Priority, Task, TaskStatus, TaskTransition

TITLE_LENGTH, DESCRIPTION_LENGTH, NOTE_LENGTH, OUTCOME_LENGTH = 200, 5_000, 2_000, 5_000
WITHOUT_END = datetime(9999, 12, 31, tzinfo=UTC)

Refs = dict[str, UUID]


async def assign_task(
    work: Work,
    thread_id: str,
    agency_id: str,
    title: str,
    description: str | None,
    due_at: datetime | None,
    priority: Priority,
) -> Refs:
    """Ask an agency to do something, from a conversation: the task, and nothing else, is disclosed to it."""
    thread = await find_thread(work, thread_id)
    policy.check_assign(work.actor, thread, seated=await work.holds(has_seat(thread.case_id)))
    await check_bars(work, thread)
    owner = ids.decode("agency", agency_id, ["agencyId"])
    title = clean(title, TITLE_LENGTH, ["title"])
    description = clean_optional(description, DESCRIPTION_LENGTH, ["description"])
    if due_at is not None and due_at <= work.now:
        raise Invalid(Code.INVALID_DATE, ["dueAt"])
    audience = await audience_for_task(work, thread.case_id, thread.audience_id, owner, title)
    own = await add_thread(work, audience, title)
    task = work.add(
        Task(
            case_id=thread.case_id,
            audience_id=own.audience_id,
            thread_id=own.id,
            assigned_from_id=thread.id,
            title=title,
            description=description,
            status=TaskStatus.REQUESTED,
            priority=priority,
            due_at=due_at,
            due_order=due_at or WITHOUT_END,
            owner_agency_id=owner,
            assigned_by=work.actor.membership_id,
            # As old as its conversation: who sees the one sees the other.
            created_at=own.created_at,
            updated_at=work.now,
        )
    )
    # The task's row must stand before its first state points at it.
    await work.flush()
    _note(work, task, TaskStatus.REQUESTED, None)
    work.record(FactName.TASK_ASSIGNED, task, task.id, [task.case_id, owner])
    return {"task": task.id}


async def receive_task(work: Work, task_id: str) -> Refs:
    """Say that the agency has the task."""
    return _move(work, await _to_answer_for(work, task_id), TaskStatus.RECEIVED)


async def accept_task(work: Work, task_id: str) -> Refs:
    """Undertake the task."""
    return _move(work, await _to_answer_for(work, task_id), TaskStatus.ACCEPTED)


async def decline_task(work: Work, task_id: str, reason: DeclineReason, note: str | None = None) -> Refs:
    """Not undertake it, and say why."""
    task = await _to_answer_for(work, task_id)
    task.decline_reason = reason
    return _move(work, task, TaskStatus.DECLINED, clean_optional(note, NOTE_LENGTH, ["note"]))


async def start_task(work: Work, task_id: str) -> Refs:
    """Begin, or go on after a hold."""
    return _move(work, await _to_answer_for(work, task_id), TaskStatus.IN_PROGRESS)


async def hold_task(work: Work, task_id: str, note: str) -> Refs:
    """Stop for now, and say why."""
    task = await _to_answer_for(work, task_id)
    return _move(work, task, TaskStatus.ON_HOLD, clean(note, NOTE_LENGTH, ["note"]))


async def complete_task(work: Work, task_id: str, outcome: str) -> Refs:
    """Say that it is done, and what came of it."""
    task = await _to_answer_for(work, task_id)
    task.outcome = clean(outcome, OUTCOME_LENGTH, ["outcome"])
    return _move(work, task, TaskStatus.COMPLETED)


async def close_undone_task(work: Work, task_id: str, non_completion_class: NonCompletionClass, note: str) -> Refs:
    """Say that it will not be done, in which of the two classes, and why."""
    task = await _to_answer_for(work, task_id)
    task.non_completion_class = non_completion_class
    return _move(work, task, TaskStatus.NOT_COMPLETED, clean(note, NOTE_LENGTH, ["note"]))


async def cancel_task(work: Work, task_id: str, note: str) -> Refs:
    """Take back what one's agency asked for, and say why."""
    task = await queries.find_task(work, task_id)
    policy.check_cancel(work.actor, task, await queries.assigner_agency(work, task))
    return _move(work, task, TaskStatus.CANCELLED, clean(note, NOTE_LENGTH, ["note"]))


async def claim_task(work: Work, task_id: str) -> Refs:
    """Take a task of one's agency on oneself."""
    task = await queries.find_task(work, task_id)
    policy.check_claim(work.actor, task)
    task.claimed_by, task.updated_at = work.actor.membership_id, work.later_than(task.updated_at)
    _tell(work, task)
    return {"task": task.id}


async def _to_answer_for(work: Work, task_id: str) -> Task:
    task = await queries.find_task(work, task_id)
    policy.check_answer(work.actor, task)
    return task


def _move(work: Work, task: Task, goal: TaskStatus, note: str | None = None) -> Refs:
    """Go to a state by the steps that lead there, each on the task's history; the note belongs to the last."""
    steps = policy.route(task.status, goal)
    task.updated_at = work.later_than(task.updated_at)
    for step in steps:
        _note(work, task, step, note if step is goal else None)
    task.status = goal
    _tell(work, task)
    return {"task": task.id}


def _note(work: Work, task: Task, status: TaskStatus, note: str | None) -> None:
    work.add(
        TaskTransition(
            case_id=task.case_id,
            task_id=task.id,
            status=status,
            at=task.updated_at,
            by=work.actor.membership_id,
            note=note,
        )
    )


def _tell(work: Work, task: Task) -> None:
    work.record(FactName.TASK_CHANGED, task, task.id, [task.case_id, task.owner_agency_id])
