"""Saying that the agency has the task."""

from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, done, steps


async def test_the_agency_says_that_it_has_the_task(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)

    async with left_behind(table) as added:
        after = await done(dalia, "ReceiveTask", task)

    assert after["status"] == "RECEIVED"
    assert after["updatedAt"] > after["createdAt"]
    # One step, told on the case and in the agency's inbox.
    assert added == {"task_transition": 1, "fact": 1, "stream_entry": 2, "performed": 1}
    assert await steps(dalia, task) == [("REQUESTED", None), ("RECEIVED", None)]


async def test_an_agency_that_has_only_the_task_says_so_too(table: Table) -> None:
    emil, task = await table.by("emil"), await table.task_id(MEDICAL)

    assert (await done(emil, "ReceiveTask", task))["status"] == "RECEIVED"


async def test_a_task_is_received_once(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    await done(dalia, "ReceiveTask", task)

    assert refusals(await dalia.act("ReceiveTask", taskId=task)) == [("WRONG_STATUS", [])]
