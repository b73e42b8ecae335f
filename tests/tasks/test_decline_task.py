"""Not undertaking a task, and saying why."""

from roundtable.tasks.models import DeclineReason
from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, assigned, done, steps


async def test_an_agency_declines_with_a_reason_and_a_note(table: Table) -> None:
    dalia, corina, task = await table.by("dalia"), await table.by("corina"), await table.task_id(COURT)

    async with left_behind(table) as added:
        after = await done(dalia, "DeclineTask", task, reason="VICTIM_OBJECTS", note=" She wants to go alone. ")

    assert (after["status"], after["declineReason"]) == ("DECLINED", "VICTIM_OBJECTS")
    assert (after["outcome"], after["nonCompletionClass"]) == (None, None)
    assert added == {"task_transition": 2, "fact": 1, "stream_entry": 2, "performed": 1}
    assert await steps(corina, task) == [
        ("REQUESTED", None),
        ("RECEIVED", None),
        ("DECLINED", "She wants to go alone."),
    ]


async def test_every_reason_is_taken(table: Table) -> None:
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()

    for reason in DeclineReason:
        task = (await assigned(corina, table, thread, "ngo"))["id"]
        assert (await done(dalia, "DeclineTask", task, reason=reason))["declineReason"] == reason


async def test_without_a_reason_it_is_no_operation(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "taskId": task}

    for wrong in ({}, {"reason": None}, {"reason": "DO_NOT_WANT"}):
        assert (await dalia.ask("DeclineTask", input=given | wrong)).codes == ["INVALID_OPERATION"]


async def test_what_was_accepted_is_declined_no_more(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    await done(dalia, "AcceptTask", task)

    payload = await dalia.act("DeclineTask", taskId=task, reason="NO_CAPACITY")

    assert refusals(payload) == [("WRONG_STATUS", [])]
