"""Saying that a task is done, and what came of it."""

from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, done, shown, steps


async def test_who_completes_a_task_has_begun_it(table: Table) -> None:
    dalia, corina, task = await table.by("dalia"), await table.by("corina"), await table.task_id(COURT)
    await done(dalia, "AcceptTask", task)

    async with left_behind(table) as added:
        after = await done(dalia, "CompleteTask", task, outcome=" She was heard; the order stands. ")

    assert (after["status"], after["outcome"]) == ("COMPLETED", "She was heard; the order stands.")
    assert added == {"task_transition": 2, "fact": 1, "stream_entry": 2, "performed": 1}
    assert [status for status, _ in await steps(corina, task)] == [
        "REQUESTED",
        "RECEIVED",
        "ACCEPTED",
        "IN_PROGRESS",
        "COMPLETED",
    ]


async def test_who_assigned_it_sees_what_came_of_a_task_of_an_agency_that_has_nothing_else(table: Table) -> None:
    emil, corina, task = await table.by("emil"), await table.by("corina"), await table.task_id(MEDICAL)
    await done(emil, "AcceptTask", task)
    await done(emil, "CompleteTask", task, outcome="x" * 5_000)

    page = await shown(corina, task)

    assert page is not None
    assert (page["status"], page["outcome"]) == ("COMPLETED", "x" * 5_000)


async def test_nothing_is_done_before_it_is_accepted(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)

    assert refusals(await dalia.act("CompleteTask", taskId=task, outcome="Done.")) == [("WRONG_STATUS", [])]
    assert (await done(dalia, "ReceiveTask", task))["outcome"] is None
    assert refusals(await dalia.act("CompleteTask", taskId=task, outcome="Done.")) == [("WRONG_STATUS", [])]
