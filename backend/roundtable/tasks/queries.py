"""Finding tasks for commands."""

from uuid import UUID

from roundtable.access.queries import find_item
from roundtable.agencies.models import Membership
from roundtable.core.work import Work
from roundtable.tasks.models import Task


async def find_task(work: Work, public_id: str) -> Task:
    """The task, held till the end of the transaction: of two acts at once, the second sees what the first did."""
    task = await find_item(work, Task, "task", public_id, ["taskId"])
    await work.session.refresh(task, with_for_update=True)
    return task


async def assigner_agency(work: Work, task: Task) -> UUID:
    """The agency that asked for a task: where whoever assigned it had the post."""
    post = await work.session.get_one(Membership, task.assigned_by)
    return post.agency_id
