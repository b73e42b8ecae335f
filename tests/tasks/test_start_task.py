"""Beginning a task, and going on with it after a hold."""

from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, done, shifted, steps


async def test_an_accepted_task_is_begun(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    await done(dalia, "AcceptTask", task)

    async with left_behind(table) as added:
        after = await done(dalia, "StartTask", task)

    assert after["status"] == "IN_PROGRESS"
    assert added == {"task_transition": 1, "fact": 1, "stream_entry": 2, "performed": 1}


async def test_a_task_on_hold_goes_on(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    await done(dalia, "AcceptTask", task)
    await done(dalia, "HoldTask", task, note="The hearing was put off.")

    assert (await done(dalia, "StartTask", task))["status"] == "IN_PROGRESS"

    assert await steps(dalia, task) == [
        ("REQUESTED", None),
        ("RECEIVED", None),
        ("ACCEPTED", None),
        ("IN_PROGRESS", None),
        ("ON_HOLD", "The hearing was put off."),
        ("IN_PROGRESS", None),
    ]


async def test_nobody_begins_what_the_agency_has_not_accepted(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)

    for before in (None, "ReceiveTask"):
        if before:
            await done(dalia, before, task)
        assert refusals(await dalia.act("StartTask", taskId=task)) == [("WRONG_STATUS", [])]


async def test_steps_by_clocks_that_are_behind_keep_their_order(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    for hours, act in ((-1, "ReceiveTask"), (-3, "AcceptTask"), (-2, "StartTask")):
        with shifted(table, hours):
            await done(dalia, act, task)

    told = [status for status, _ in await steps(dalia, task)]
    assert told == ["REQUESTED", "RECEIVED", "ACCEPTED", "IN_PROGRESS"]
