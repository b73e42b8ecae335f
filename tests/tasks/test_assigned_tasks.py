"""The list of what the acting agency answers for: whose tasks, which, in what order, page by page."""

from typing import Any

from tests.support.table import Client, Table
from tests.tasks.desk import COURT, MEDICAL, PLANNING, REPORT, RISK, assigned, done, in_hours, titles


async def test_each_agency_s_list_has_its_own_tasks_and_no_other_s(table: Table) -> None:
    lists = {key: await titles(await table.by(key)) for key in ("ana", "bogdan", "corina", "dalia", "emil")}

    assert lists == {
        "ana": [RISK],
        "bogdan": [REPORT],
        "corina": [],
        "dalia": [COURT, PLANNING],
        "emil": [MEDICAL],
    }
    for key in ("felicia", "gelu", "horia"):
        assert await titles(await table.by(key)) == []
    assert await titles(await table.by("corina", post=1)) == []


async def test_the_agency_s_script_gets_the_same_list_as_its_people(table: Table) -> None:
    dalia, script = await table.by("dalia"), await table.by_script()

    by_person = (await dalia.ask("AssignedTasks")).data["assignedTasks"]["nodes"]
    by_script = (await script.ask("AssignedTasks")).data["assignedTasks"]["nodes"]

    assert [task["title"] for task in by_script] == [COURT, PLANNING]
    # Of the same tasks, what is of the case beside them is not the script's.
    assert [task["case"] for task in by_script] == [None, None]
    beside = {"case", "assignedFrom"}
    assert [_without(task, beside) for task in by_script] == [_without(task, beside) for task in by_person]


async def test_the_list_is_filtered_by_state(table: Table) -> None:
    dalia = await table.by("dalia")
    await done(dalia, "AcceptTask", await table.task_id(PLANNING))

    assert await titles(dalia, status=["REQUESTED"]) == [COURT]
    assert await titles(dalia, status=["ACCEPTED"]) == [PLANNING]
    assert await titles(dalia, status=["ACCEPTED", "REQUESTED", "COMPLETED"]) == [COURT, PLANNING]
    assert await titles(dalia, status=["COMPLETED"]) == []
    # No states, like none given: nothing is left out.
    assert await titles(dalia, status=[]) == await titles(dalia, status=None) == [COURT, PLANNING]


async def test_the_list_is_filtered_by_when_tasks_are_due(table: Table) -> None:
    dalia, thread, corina = await table.by("dalia"), await table.thread_id(), await table.by("corina")
    due = in_hours(table, 10)
    await assigned(corina, table, thread, "ngo", title="Soon", dueAt=due)

    assert await titles(dalia) == ["Soon", COURT, PLANNING]
    assert await titles(dalia, dueBefore=due) == []
    assert await titles(dalia, dueAfter=due) == ["Soon", COURT]
    assert await titles(dalia, dueBefore=in_hours(table, 11)) == ["Soon"]
    assert await titles(dalia, dueAfter=in_hours(table, 11)) == [COURT]
    assert await titles(dalia, dueAfter=due, dueBefore=in_hours(table, 11)) == ["Soon"]
    assert await titles(dalia, dueAfter=in_hours(table, 11), dueBefore=due) == []
    assert await titles(dalia, status=["REQUESTED"], dueBefore=in_hours(table, 1_000)) == ["Soon", COURT]


async def test_a_task_without_a_date_is_due_neither_before_nor_after_any(table: Table) -> None:
    dalia = await table.by("dalia")

    assert await titles(dalia, dueBefore="9999-12-31T23:59:59Z") == [COURT]
    assert await titles(dalia, dueAfter="2000-01-01T00:00:00Z") == [COURT]


async def test_a_moment_is_the_same_in_any_offset(table: Table) -> None:
    dalia, thread, corina = await table.by("dalia"), await table.thread_id(), await table.by("corina")
    await assigned(corina, table, thread, "ngo", title="New Year", dueAt="2031-01-01T00:00:00+02:00")

    assert await titles(dalia, dueAfter="2030-12-31T22:00:00Z") == ["New Year"]
    assert await titles(dalia, dueAfter="2030-12-31T23:00:00+01:00") == ["New Year"]
    assert await titles(dalia, dueAfter="2030-12-31T22:00:00.000001Z") == []


async def test_pages_go_on_where_the_last_one_ended_also_among_equal_dates(table: Table) -> None:
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    due = in_hours(table, 24)
    for number in range(7):
        await assigned(corina, table, thread, "ngo", title=f"number {number}", dueAt=due)
    whole = await titles(dalia, first=100)
    assert whole == [*(f"number {number}" for number in range(7)), COURT, PLANNING]

    for first in (1, 2, 3, 4, 9):
        pages = await _pages(dalia, first)
        assert [title for page in pages for title in page] == whole
        assert [len(page) for page in pages[:-1]] == [first] * (len(pages) - 1)


async def test_a_page_goes_on_right_though_tasks_came_and_went_meanwhile(table: Table) -> None:
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    page = (await dalia.ask("AssignedTasks", first=1)).data["assignedTasks"]
    assert [task["title"] for task in page["nodes"]] == [COURT]

    await assigned(corina, table, thread, "ngo", title="Before", dueAt=in_hours(table, 1))
    await assigned(corina, table, thread, "ngo", title="After", dueAt=in_hours(table, 100))

    assert await titles(dalia, after=page["pageInfo"]["endCursor"]) == ["After", PLANNING]


async def test_a_page_of_no_possible_size_and_a_foreign_cursor_are_told_by_their_codes(table: Table) -> None:
    dalia, bogdan = await table.by("dalia"), await table.by("bogdan")
    of_threads = await bogdan.ask("CaseThreads", caseId=table.case_id, first=1)
    cursor = of_threads.data["threads"]["pageInfo"]["endCursor"]
    events = (await dalia.ask("Viewer")).data["viewer"]["eventsCursor"]

    for first in (0, -1, 101):
        assert (await dalia.ask("AssignedTasks", first=first)).codes == ["INVALID_PAGE_SIZE"]
    for after in ("", "nonsense", "é", cursor, events, cursor[:-2] + "AA"):
        assert (await dalia.ask("AssignedTasks", after=after)).codes == ["INVALID_CURSOR"], after


async def test_what_is_no_status_and_no_moment_is_no_operation(table: Table) -> None:
    dalia = await table.by("dalia")

    for wrong in ({"status": ["OVERDUE"]}, {"status": [None]}, {"dueBefore": "tomorrow"}, {"dueAfter": "2030-13-01"}):
        assert (await dalia.ask("AssignedTasks", **wrong)).codes == ["INVALID_OPERATION"], wrong


async def _pages(client: Client, first: int) -> list[list[str]]:
    pages, after = [], None
    while True:
        page = (await client.ask("AssignedTasks", first=first, after=after)).data["assignedTasks"]
        pages.append([task["title"] for task in page["nodes"]])
        if not page["pageInfo"]["hasNextPage"]:
            return pages
        after = page["pageInfo"]["endCursor"]


def _without(task: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in task.items() if name not in names}
