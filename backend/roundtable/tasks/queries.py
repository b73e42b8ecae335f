"""Finding tasks for commands."""

from uuid import UUID

from sqlalchemy import select

from roundtable.access.queries import find_item
from roundtable.agencies.models import Membership
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.tasks.models import Task


async def find_task(work: Work, public_id: str) -> Task:
    """The task, held till the end of the transaction: of two acts at once, the second sees what the first did."""
    task = await find_item(work, Task, "task", public_id, ["taskId"])
    await work.hold(task)
    return task


async def assigner_agency(work: Work, task: Task) -> UUID:
    """The agency that asked for a task: where whoever assigned it had the post."""
    post = table_of(Membership)
    agency: UUID = await work.value(select(post.c.agency_id).where(post.c.id == task.assigned_by))
    return agency
