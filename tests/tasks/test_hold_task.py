"""Stopping a task for now, and saying why."""

from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, done, steps


async def test_a_task_under_way_is_put_on_hold_with_its_why(table: Table) -> None:
    dalia, corina, task = await table.by("dalia"), await table.by("corina"), await table.task_id(COURT)
    await done(dalia, "AcceptTask", task)
    await done(dalia, "StartTask", task)

    async with left_behind(table) as added:
        after = await done(dalia, "HoldTask", task, note="The court is closed.")

    assert after["status"] == "ON_HOLD"
    assert added == {"task_transition": 1, "fact": 1, "stream_entry": 2, "performed": 1}
    assert (await steps(corina, task))[-1] == ("ON_HOLD", "The court is closed.")


async def test_nothing_is_held_before_it_is_accepted(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)

    assert refusals(await dalia.act("HoldTask", taskId=task, note="Later.")) == [("WRONG_STATUS", [])]
