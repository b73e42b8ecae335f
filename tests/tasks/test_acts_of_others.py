"""Acts on a task by those whose act it is not: refused by a code, with nothing recorded and nothing told."""

from typing import Any

from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, REPORT, shown

# Every act on a task that stands, with the least that it needs.
ANSWERS: dict[str, dict[str, Any]] = {
    "ReceiveTask": {},
    "AcceptTask": {},
    "DeclineTask": {"reason": "NO_CAPACITY"},
    "StartTask": {},
    "HoldTask": {"note": "The court is closed."},
    "CompleteTask": {"outcome": "Done."},
    "CloseUndoneTask": {"nonCompletionClass": "CIRCUMSTANCES_CHANGED", "note": "She moved away."},
    "ClaimTask": {},
}
ACTS = {**ANSWERS, "CancelTask": {"note": "No longer needed."}}
EMPTY = {"HoldTask": {"note": " "}, "CompleteTask": {"outcome": ""}, "CancelTask": {"note": "\x00"}}


async def test_another_agency_of_the_case_does_not_answer_for_the_task(table: Table) -> None:
    ana, task = await table.by("ana"), await table.task_id(COURT)

    async with left_behind(table) as added:
        for mutation, given in ANSWERS.items():
            payload = await ana.act(mutation, taskId=task, **given)
            assert (refusals(payload), payload["task"]) == ([("FORBIDDEN", [])], None), mutation

    assert added == {}


async def test_who_asked_for_a_task_does_not_answer_for_it(table: Table) -> None:
    corina, task = await table.by("corina"), await table.task_id(MEDICAL)

    async with left_behind(table) as added:
        for mutation, given in ANSWERS.items():
            assert refusals(await corina.act(mutation, taskId=task, **given)) == [("FORBIDDEN", [])], mutation

    assert added == {}


async def test_a_script_reads_tasks_and_does_nothing_to_them(table: Table) -> None:
    script, task = await table.by_script(), await table.task_id(COURT)
    assert await shown(script, task) is not None

    async with left_behind(table) as added:
        for mutation, given in ACTS.items():
            assert refusals(await script.act(mutation, taskId=task, **given)) == [("FORBIDDEN", [])], mutation

    assert added == {}


async def test_a_refused_role_is_told_that_before_anything_of_its_input(table: Table) -> None:
    ana, task = await table.by("ana"), await table.task_id(COURT)

    for mutation, given in EMPTY.items():
        assert refusals(await ana.act(mutation, taskId=task, **given)) == [("FORBIDDEN", [])], mutation


async def test_an_outsider_cannot_tell_that_the_task_exists(table: Table) -> None:
    horia, task = await table.by("horia"), await table.task_id(COURT)

    async with left_behind(table) as added:
        for mutation, given in [*ACTS.items(), *EMPTY.items()]:
            there = await horia.act(mutation, taskId=task, **given)
            assert there == await horia.act(mutation, taskId=nothing("task"), **given)
            assert refusals(there) == [("NOT_FOUND", ["taskId"])], mutation

    assert await shown(horia, task) is None
    assert added == {}


async def test_an_agency_with_another_task_only_cannot_tell_that_this_one_exists(table: Table) -> None:
    emil, task = await table.by("emil"), await table.task_id(REPORT)

    async with left_behind(table) as added:
        for mutation, given in ACTS.items():
            assert refusals(await emil.act(mutation, taskId=task, **given)) == [("NOT_FOUND", ["taskId"])], mutation

    assert added == {}


async def test_an_id_of_another_type_or_of_none_is_malformed(table: Table) -> None:
    dalia = await table.by("dalia")

    async with left_behind(table) as added:
        for mutation, given in ACTS.items():
            for wrong in ("", "task_1", table.case_id, await table.thread_id()):
                payload = await dalia.act(mutation, taskId=wrong, **given)
                assert refusals(payload) == [("INVALID_ID", ["taskId"])], (mutation, wrong)

    assert added == {}


async def test_nothing_more_is_done_to_a_task_that_has_ended(table: Table) -> None:
    dalia, corina, task = await table.by("dalia"), await table.by("corina"), await table.task_id(COURT)
    await dalia.act("DeclineTask", taskId=task, reason="UNSAFE")

    async with left_behind(table) as added:
        for mutation, given in ACTS.items():
            client = corina if mutation == "CancelTask" else dalia
            payload = await client.act(mutation, taskId=task, **given)
            assert (refusals(payload), payload["task"]) == ([("WRONG_STATUS", [])], None), mutation

    assert added == {}


async def test_what_is_said_of_an_act_must_be_text_that_fits(table: Table) -> None:
    dalia, corina, task = await table.by("dalia"), await table.by("corina"), await table.task_id(COURT)
    await dalia.act("AcceptTask", taskId=task)
    bad = {"REQUIRED": " \n", "CONTROL_CHARACTERS": "\u202ebackwards", "TOO_LONG": "x" * 5_001}

    async with left_behind(table) as added:
        for code, text in bad.items():
            for mutation, field in (
                ("HoldTask", "note"),
                ("CompleteTask", "outcome"),
                ("CloseUndoneTask", "note"),
                ("CancelTask", "note"),
            ):
                client = corina if mutation == "CancelTask" else dalia
                payload = await client.act(mutation, taskId=task, **ACTS[mutation] | {field: text})
                assert refusals(payload) == [(code, [field])], (mutation, code)

    assert added == {}


async def test_someone_not_signed_in_is_told_only_to_sign_in(table: Table) -> None:
    task = await table.task_id(COURT)
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "taskId": task}

    for mutation, more in ACTS.items():
        answer = await table.stranger().ask(mutation, input=given | more)
        assert (answer.status, answer.codes, "data" in answer.body) == (401, ["UNAUTHENTICATED"], False)
