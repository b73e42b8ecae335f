"""Saying that a task will not be done, in which of the two classes, and why."""

from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, done, steps


async def test_a_task_is_closed_undone_in_either_class(table: Table) -> None:
    dalia, emil, corina = await table.by("dalia"), await table.by("emil"), await table.by("corina")
    of = {dalia.key: await table.task_id(COURT), emil.key: await table.task_id(MEDICAL)}

    for client, kind in ((dalia, "CIRCUMSTANCES_CHANGED"), (emil, "AGENCY_NOT_UNDERTAKEN")):
        task = of[client.key]
        async with left_behind(table) as added:
            after = await done(client, "CloseUndoneTask", task, nonCompletionClass=kind, note="The hearing fell away.")
        assert (after["status"], after["nonCompletionClass"], after["outcome"]) == ("NOT_COMPLETED", kind, None)
        assert added == {"task_transition": 1, "fact": 1, "stream_entry": 2, "performed": 1}
        assert await steps(corina, task) == [("REQUESTED", None), ("NOT_COMPLETED", "The hearing fell away.")]


async def test_the_class_is_one_of_the_two(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "taskId": task, "note": "No."}

    for wrong in ({}, {"nonCompletionClass": None}, {"nonCompletionClass": "FORGOTTEN"}):
        assert (await dalia.ask("CloseUndoneTask", input=given | wrong)).codes == ["INVALID_OPERATION"]


async def test_what_is_done_is_not_undone(table: Table) -> None:
    ana, task = await table.by("ana"), await table.task_id("Risk assessment after the emergency call")

    payload = await ana.act("CloseUndoneTask", taskId=task, nonCompletionClass="AGENCY_NOT_UNDERTAKEN", note="No.")

    assert refusals(payload) == [("WRONG_STATUS", [])]
