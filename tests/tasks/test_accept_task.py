"""Undertaking a task."""

import asyncio

from tests.messaging.room import left_behind, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, assigned, done, steps


async def test_who_accepts_a_task_has_received_it(table: Table) -> None:
    dalia, corina, task = await table.by("dalia"), await table.by("corina"), await table.task_id(COURT)

    async with left_behind(table) as added:
        after = await done(dalia, "AcceptTask", task)

    assert after["status"] == "ACCEPTED"
    assert after["claimedBy"] is None
    assert added == {"task_transition": 2, "fact": 1, "stream_entry": 2, "performed": 1}
    assert await steps(corina, task) == [("REQUESTED", None), ("RECEIVED", None), ("ACCEPTED", None)]


async def test_each_step_says_who_made_it_and_when(table: Table) -> None:
    emil, task = await table.by("emil"), await table.task_id(MEDICAL)

    updated = (await done(emil, "AcceptTask", task))["updatedAt"]

    made = (await emil.ask("TaskPage", taskId=task)).data["task"]["transitions"]
    assert [step["by"]["id"] for step in made] == [table.membership_id(key) for key in ("corina", "emil", "emil")]
    assert [step["at"] for step in made[1:]] == [updated, updated]
    assert made[0]["at"] < updated


async def test_a_task_is_accepted_once(table: Table) -> None:
    dalia, task = await table.by("dalia"), await table.task_id(COURT)
    await done(dalia, "AcceptTask", task)

    assert refusals(await dalia.act("AcceptTask", taskId=task)) == [("WRONG_STATUS", [])]


async def test_of_two_who_answer_at_once_one_is_heard(table: Table) -> None:
    corina, dalia, again = await table.by("corina"), await table.by("dalia"), await table.by("dalia")
    tasks = [(await assigned(corina, table, await table.thread_id(), "ngo"))["id"] for _ in range(4)]

    for task in tasks:
        payloads = await asyncio.gather(
            dalia.act("AcceptTask", taskId=task), again.act("DeclineTask", taskId=task, reason="NO_CAPACITY")
        )
        assert sorted(refusals(payload) for payload in payloads) == [[], [("WRONG_STATUS", [])]]
        went = [status for status, _ in await steps(dalia, task)]
        assert went in (["REQUESTED", "RECEIVED", "ACCEPTED"], ["REQUESTED", "RECEIVED", "DECLINED"])
