"""Taking back what one's agency asked for."""

from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, PLANNING, done, shown, steps


async def test_the_agency_that_asked_takes_it_back(table: Table) -> None:
    corina, dalia, task = await table.by("corina"), await table.by("dalia"), await table.task_id(COURT)

    async with left_behind(table) as added:
        after = await done(corina, "CancelTask", task, note="The hearing is off.")

    assert after["status"] == "CANCELLED"
    assert added == {"task_transition": 1, "fact": 1, "stream_entry": 2, "performed": 1}
    assert await steps(dalia, task) == [("REQUESTED", None), ("CANCELLED", "The hearing is off.")]


async def test_it_is_taken_back_while_it_is_under_way(table: Table) -> None:
    corina, emil, task = await table.by("corina"), await table.by("emil"), await table.task_id(MEDICAL)
    await done(emil, "AcceptTask", task)
    await done(emil, "HoldTask", task, note="On leave.")

    await done(corina, "CancelTask", task, note="Another centre sees her.")

    page = await shown(emil, task)
    assert page is not None
    assert page["status"] == "CANCELLED"


async def test_no_other_agency_takes_it_back_not_even_the_one_that_has_it(table: Table) -> None:
    task = await table.task_id(PLANNING)  # asked by Ana

    async with left_behind(table) as added:
        for key in ("corina", "bogdan", "dalia"):
            payload = await (await table.by(key)).act("CancelTask", taskId=task, note="Not needed.")
            assert (refusals(payload), payload["task"]) == ([("FORBIDDEN", [])], None)

    assert added == {}


async def test_what_is_done_is_not_taken_back(table: Table) -> None:
    corina, task = await table.by("corina"), await table.task_id("Risk assessment after the emergency call")

    assert refusals(await corina.act("CancelTask", taskId=task, note="Too late.")) == [("WRONG_STATUS", [])]
