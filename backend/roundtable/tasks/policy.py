"""A task's states and whose steps they are; who may assign, answer for, and see tasks."""

from collections import deque
from typing import Any

from sqlalchemy import ColumnElement

from roundtable.access import rule
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden
from roundtable.core.scope import found
from roundtable.core.tables import row_of
from roundtable.messaging.models import Thread
from roundtable.tasks.models import Task, TaskStatus

_S = TaskStatus
OPEN = (_S.REQUESTED, _S.RECEIVED, _S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD)
_ENDS = {_S.CANCELLED, _S.NOT_COMPLETED}

# The arrows of domain.md.
NEXT: dict[TaskStatus, set[TaskStatus]] = {
    _S.REQUESTED: {_S.RECEIVED} | _ENDS,
    _S.RECEIVED: {_S.ACCEPTED, _S.DECLINED} | _ENDS,
    _S.ACCEPTED: {_S.IN_PROGRESS} | _ENDS,
    _S.IN_PROGRESS: {_S.COMPLETED, _S.ON_HOLD} | _ENDS,
    _S.ON_HOLD: {_S.IN_PROGRESS} | _ENDS,
    _S.COMPLETED: set(),
    _S.DECLINED: set(),
    _S.CANCELLED: set(),
    _S.NOT_COMPLETED: set(),
}
# Steps that another act implies: who accepts or declines has received, who completes or holds has started.
_IMPLIED = {_S.RECEIVED, _S.IN_PROGRESS}


def route(start: TaskStatus, goal: TaskStatus) -> list[TaskStatus]:
    """The states from `start` (left out) to `goal`, by arrows, through implied steps only.

    Raises Conflict WRONG_STATUS where there is no such way.
    """
    # Nothing leads round to where it is: what is on hold is not put on hold again.
    waiting = deque([[start]] if start is not goal else [])
    while waiting:
        way = waiting.popleft()
        if goal in NEXT[way[-1]]:
            return [*way[1:], goal]
        waiting.extend([*way, step] for step in sorted(NEXT[way[-1]] & _IMPLIED) if step not in way)
    raise Conflict(Code.WRONG_STATUS)


def sees_transition(transition: Any) -> ColumnElement[bool]:
    """A step is seen with its task."""
    task = row_of(Task)
    return found(task, task.c.id == transition.c.task_id, rule.sees_item(task))


def check_assign(actor: Actor, thread: Thread, *, seated: bool) -> None:
    """Tasks are asked for from the table: who has only a task cannot hand on what was disclosed with it."""
    if not actor.may(Permission.TASK_ASSIGN) or not seated:
        raise Forbidden
    if thread.closed_at is not None:
        raise Conflict(Code.THREAD_CLOSED)


def check_answer(actor: Actor, task: Task) -> None:
    """A task is answered for by the agency that owns it."""
    if not actor.may(Permission.TASK_ANSWER) or actor.agency_id != task.owner_agency_id:
        raise Forbidden


def check_cancel(actor: Actor, task: Task, assigner_agency: object) -> None:
    """A task is cancelled by the agency that asked for it."""
    if not actor.may(Permission.TASK_ASSIGN) or actor.agency_id != assigner_agency:
        raise Forbidden
    route(task.status, TaskStatus.CANCELLED)


def check_claim(actor: Actor, task: Task) -> None:
    check_answer(actor, task)
    if task.status not in OPEN:
        raise Conflict(Code.WRONG_STATUS)
