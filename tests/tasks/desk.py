"""What tests of tasks share: short ways to ask an agency for something, and to see what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.table import Client, Table

Payload = dict[str, Any]

COURT = "Accompany her to the court hearing"  # asked of the NGO by Corina, from the conference
MEDICAL = "Medical follow-up appointment"  # asked of the hospital centre, which has nothing else of the case
REPORT = "Forensic report on the injuries"  # asked by Ana, accepted and claimed by Bogdan
RISK = "Risk assessment after the emergency call"  # completed by Ana
PLANNING = "Safety planning session"  # asked of the NGO by Ana, without a date


def in_hours(table: Table, hours: float) -> str:
    """A moment so many hours from the server's now, as the wire says it."""
    moment: datetime = table.services.clock.now() + timedelta(hours=hours)
    return moment.astimezone(UTC).isoformat()


@contextmanager
def shifted(table: Table, hours: float) -> Iterator[None]:
    """As if so many hours had passed, while the block runs."""
    clock = table.services.clock
    clock.shift += timedelta(hours=hours)
    try:
        yield
    finally:
        clock.shift -= timedelta(hours=hours)


async def assigned(client: Client, table: Table, thread: str, agency: str, **more: Any) -> Payload:
    """A new task, as the one who asked for it is shown it."""
    given = {"threadId": thread, "agencyId": table.agency_id(agency), "title": "Call her back", **more}
    payload = await client.act("AssignTask", **given)
    assert payload["problems"] == []
    task: Payload = payload["task"]
    return task


async def done(client: Client, mutation: str, task: str, **given: Any) -> Payload:
    """The task after an act that must succeed."""
    payload = await client.act(mutation, taskId=task, **given)
    assert payload["problems"] == []
    after: Payload = payload["task"]
    return after


async def shown(client: Client, task: str) -> Payload | None:
    """A task as its page shows it; null for whom it is not there."""
    found: Payload | None = (await client.ask("TaskPage", taskId=task)).data["task"]
    return found


async def steps(client: Client, task: str) -> list[tuple[str, str | None]]:
    """The states a task went through, and what was said of each."""
    page = await shown(client, task)
    assert page is not None
    return [(step["status"], step["note"]) for step in page["transitions"]]


async def titles(client: Client, **variables: Any) -> list[str]:
    """The titles of the acting agency's tasks, in the order of the list."""
    answer = await client.ask("AssignedTasks", **variables)
    return [task["title"] for task in answer.data["assignedTasks"]["nodes"]]
