"""A case's tasks, and a task by its id: for whom they are there."""

from tests.messaging.room import nothing
from tests.support.table import Client, Table
from tests.tasks.desk import COURT, MEDICAL, PLANNING, REPORT, RISK, done, shown


async def of_case(client: Client, case: str, **variables: object) -> list[str]:
    answer = await client.ask("CaseTasks", caseId=case, **variables)
    return [task["title"] for task in answer.data["tasks"]["nodes"]]


async def test_those_of_the_conference_see_all_its_tasks_newest_first(table: Table) -> None:
    for key in ("ana", "bogdan", "corina", "dalia"):
        assert await of_case(await table.by(key), table.case_id) == [PLANNING, MEDICAL, COURT, RISK, REPORT]


async def test_an_agency_with_one_task_sees_that_one_and_others_see_none(table: Table) -> None:
    assert await of_case(await table.by("emil"), table.case_id) == [MEDICAL]

    for key in ("felicia", "gelu", "horia"):
        client = await table.by(key)
        there = await client.ask("CaseTasks", caseId=table.case_id)
        assert there == await client.ask("CaseTasks", caseId=nothing("case"))
        assert there.data["tasks"]["nodes"] == []


async def test_a_case_s_tasks_are_filtered_by_state(table: Table) -> None:
    corina = await table.by("corina")

    assert await of_case(corina, table.case_id, status=["COMPLETED", "ACCEPTED"]) == [RISK, REPORT]
    assert await of_case(corina, table.case_id, status=["ON_HOLD"]) == []


async def test_an_outsider_s_answer_for_a_task_is_that_for_none(table: Table) -> None:
    task = await table.task_id(COURT)

    for key in ("felicia", "gelu", "horia", "emil"):
        client = await table.by(key)
        assert await client.ask("TaskPage", taskId=task) == await client.ask("TaskPage", taskId=nothing("task"))
        assert await shown(client, task) is None


async def test_the_history_of_a_task_is_told_to_all_who_see_it(table: Table) -> None:
    dalia, bogdan, task = await table.by("dalia"), await table.by("bogdan"), await table.task_id(COURT)
    await done(dalia, "AcceptTask", task)
    await done(dalia, "CloseUndoneTask", task, nonCompletionClass="AGENCY_NOT_UNDERTAKEN", note="Nobody is free.")

    page = await shown(bogdan, task)

    assert page is not None
    assert [(step["status"], step["by"]["practitioner"]["fullName"], step["note"]) for step in page["transitions"]] == [
        ("REQUESTED", "Corina", None),
        ("RECEIVED", "Dalia", None),
        ("ACCEPTED", "Dalia", None),
        ("NOT_COMPLETED", "Dalia", "Nobody is free."),
    ]
