"""Overdue is derived from the date, the state and the moment, never stored."""

from tests.support.table import Client, Table
from tests.tasks.desk import COURT, PLANNING, assigned, done, in_hours, shifted, shown


async def overdue(client: Client, task: str) -> bool:
    page = await shown(client, task)
    assert page is not None
    value: bool = page["overdue"]
    return value


async def test_an_open_task_is_overdue_from_its_date_on(table: Table) -> None:
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    task = (await assigned(corina, table, thread, "ngo", dueAt=in_hours(table, 0.5)))["id"]
    assert await overdue(dalia, task) is False

    with shifted(table, 0.49):
        assert await overdue(dalia, task) is False
    with shifted(table, 0.51):
        assert await overdue(dalia, task) is True
    assert await overdue(dalia, task) is False


async def test_it_is_overdue_in_every_open_state_and_in_no_ended_one(table: Table) -> None:
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    task = (await assigned(corina, table, thread, "ngo", dueAt=in_hours(table, 0.1)))["id"]
    acts = [
        ("ReceiveTask", {}),
        ("AcceptTask", {}),
        ("StartTask", {}),
        ("HoldTask", {"note": "Ill."}),
        ("StartTask", {}),
    ]

    with shifted(table, 0.5):
        for mutation, given in acts:
            assert (await done(dalia, mutation, task, **given))["overdue"] is True
        assert (await done(dalia, "CompleteTask", task, outcome="Done, late."))["overdue"] is False


async def test_no_ended_state_is_overdue(table: Table) -> None:
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    declined, undone, cancelled = [
        (await assigned(corina, table, thread, "ngo", dueAt=in_hours(table, 0.1)))["id"] for _ in range(3)
    ]
    await done(dalia, "DeclineTask", declined, reason="ALREADY_DONE")
    await done(dalia, "CloseUndoneTask", undone, nonCompletionClass="CIRCUMSTANCES_CHANGED", note="Moved.")
    await done(corina, "CancelTask", cancelled, note="Off.")

    with shifted(table, 0.5):
        assert [await overdue(dalia, task) for task in (declined, undone, cancelled)] == [False] * 3


async def test_without_a_date_nothing_is_overdue(table: Table) -> None:
    dalia, planning, court = await table.by("dalia"), await table.task_id(PLANNING), await table.task_id(COURT)

    with shifted(table, 0.9):
        assert [await overdue(dalia, planning), await overdue(dalia, court)] == [False, False]
