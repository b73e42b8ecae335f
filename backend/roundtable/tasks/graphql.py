"""Tasks as the schema shows them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_

from roundtable.access import rule
from roundtable.access.graphql import AudienceType
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import Membership
from roundtable.cases.graphql import CaseNode
from roundtable.cases.models import Case
from roundtable.core.scope import ME, NOW, value
from roundtable.core.tables import evidence_of, row_of
from roundtable.messaging.graphql import ThreadType
from roundtable.reader.arguments import among, choices, key_of, moment
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.types import Connection, Node, enum
from roundtable.tasks import policy, words
from roundtable.tasks.models import DeclineReason, NonCompletionClass, Priority, Task, TaskStatus, TaskTransition

enum(TaskStatus, "Where a task stands.", words.TASK_STATUS)
enum(DeclineReason, "Why an agency does not take a task on.", words.DECLINE_REASON)
enum(NonCompletionClass, "Why a task was not done; minutes keep the two apart.", words.NON_COMPLETION_CLASS)
enum(Priority, "How soon something is needed.", words.PRIORITY)


def _of_case(name: str) -> Any:
    def read(task: Any) -> ColumnElement[Any]:
        # Not by the case's own guard: these two come with the task.
        case = evidence_of(Case)
        return value(case.c[name], case.c.id == task.c.case_id)

    return read


def _overdue(task: Any) -> ColumnElement[bool]:
    return and_(task.c.due_order < NOW, task.c.status.in_(policy.OPEN))


@shape(TaskTransition, "transition", guard=policy.sees_transition, case="case_id")
@strawberry.type(name="TaskTransition", description="One step of a task from state to state.")
class TaskTransitionType(Node):
    status: TaskStatus = column(TaskTransition.status, "The state it came to.")
    at: datetime = column(TaskTransition.at, "When.")
    by: MembershipType = one(TaskTransition.by, "Who made the step.")
    note: str | None = column(TaskTransition.note, "What was said of it.")


@shape(Task, "task", guard=rule.sees_item, case="case_id")
@strawberry.type(name="Task", description="An action that an agency answers for.")
class TaskType(Node):
    case_reference: str = column(_of_case("reference"), "The case's reference, which comes with the task.")
    safe_contact: str | None = column(_of_case("safe_contact"), "How the victim may be reached without danger.")
    case: CaseNode | None = one(Task.case_id, "The case; null for who may see only the task.")
    title: str = column(Task.title, "What is to be done, in one line.")
    description: str | None = column(Task.description, "What is to be done, in more words; plain text.")
    status: TaskStatus = column(Task.status, "Where it stands.")
    priority: Priority = column(Task.priority, "How soon it is needed.")
    due_at: datetime | None = column(Task.due_at, "When it should be done.")
    overdue: bool = column(_overdue, "Whether it is open past its date; derived, never stored.")
    owner_agency: AgencyNode = one(Task.owner_agency_id, "The agency that answers for it.")
    claimed_by: MembershipType | None = one(Task.claimed_by, "Who of that agency has it.")
    assigned_by: MembershipType = one(Task.assigned_by, "Who asked for it.")
    assigned_from: ThreadType | None = one(
        Task.assigned_from_id, "The conversation it came from, where one may see it."
    )
    thread: ThreadType = one(Task.thread_id, "The task's own conversation.")
    audience: AudienceType = one(Task.audience_id, "Who may see it.")
    outcome: str | None = column(Task.outcome, "What came of it.")
    decline_reason: DeclineReason | None = column(Task.decline_reason, "Why it was declined.")
    non_completion_class: NonCompletionClass | None = column(Task.non_completion_class, "Why it was not done.")
    created_at: datetime = column(Task.created_at, "When it was asked for.")
    updated_at: datetime = column(Task.updated_at, "When it last changed.")
    transitions: list[TaskTransitionType] = many(
        lambda task, step, _: step.c.task_id == task.c.id,
        lambda step: [step.c.at, step.c.id],
        "Its steps, oldest first.",
    )


def _assigned(_: Any, task: Any, given: Any) -> ColumnElement[bool]:
    """The acting agency's: it comes from the actor, never from an argument."""
    post = row_of(Membership)
    wanted = [task.c.owner_agency_id == value(post.c.agency_id, post.c.id == ME)]
    if given["status"] is not None:
        wanted.append(among(task.c.status, given["status"]))
    if given["dueBefore"] is not None:
        wanted.append(and_(task.c.due_order < given["dueBefore"], task.c.due_at.is_not(None)))
    if given["dueAfter"] is not None:
        wanted.append(and_(task.c.due_order >= given["dueAfter"], task.c.due_at.is_not(None)))
    return and_(*wanted)


def _of_the_case(_: Any, task: Any, given: Any) -> ColumnElement[bool]:
    of_case = task.c.case_id == given["caseId"]
    return and_(of_case, among(task.c.status, given["status"])) if given["status"] is not None else of_case


_STATUS = argument(choices("status"), list[TaskStatus] | None, "Only tasks in these states.", None)


@strawberry.type
class TaskQueries:
    """Root fields of this domain."""

    task: TaskType | None = one(
        lambda _, task, given: task.c.id == given["id"],
        "A task by its id.",
        [argument(key_of("task", "id"), strawberry.ID, "The task's id.")],
    )
    tasks: Connection[TaskType] = connection(
        _of_the_case,
        lambda task: [task.c.created_at, task.c.id],
        "A case's tasks, newest first.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id."), _STATUS],
        descending=True,
    )
    assigned_tasks: Connection[TaskType] = connection(
        _assigned,
        lambda task: [task.c.due_order, task.c.id],
        "The tasks that the acting agency answers for: soonest due first, those without a date last.",
        [
            _STATUS,
            argument(moment("dueBefore"), datetime | None, "Only tasks due before this moment.", None),
            argument(moment("dueAfter"), datetime | None, "Only tasks due at this moment or after.", None),
        ],
    )
