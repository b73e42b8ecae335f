"""Asking an agency for something, from a conversation."""

from sqlalchemy import func, select

from roundtable.access.models import Audience
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.messaging.models import Thread
from roundtable.tasks.models import Task
from tests.messaging.room import agencies, everyone, left_behind, nothing, opened, persons, posted, refusals
from tests.support.closing import closed
from tests.support.table import Table
from tests.tasks.desk import assigned, in_hours, shifted, shown, steps, titles

BAD: list[tuple[dict[str, str], tuple[str, list[str]]]] = [
    ({"title": " \n "}, ("REQUIRED", ["title"])),
    ({"title": "x" * 201}, ("TOO_LONG", ["title"])),
    ({"title": "bell \x07"}, ("CONTROL_CHARACTERS", ["title"])),
    ({"title": "\u202egnorw"}, ("CONTROL_CHARACTERS", ["title"])),
    ({"description": "x" * 5_001}, ("TOO_LONG", ["description"])),
    ({"description": "\x00"}, ("CONTROL_CHARACTERS", ["description"])),
    ({"agencyId": ids.encode("task", ids.decode("agency", nothing("agency"), []))}, ("INVALID_ID", ["agencyId"])),
    ({"agencyId": "nonsense"}, ("INVALID_ID", ["agencyId"])),
    ({"threadId": "nonsense"}, ("INVALID_ID", ["threadId"])),
    ({"dueAt": "2020-01-01T00:00:00Z"}, ("INVALID_DATE", ["dueAt"])),
    ({"dueAt": "0001-01-01T00:00:00Z"}, ("INVALID_DATE", ["dueAt"])),
]


async def test_a_task_is_asked_of_an_agency_at_the_table_and_appears_in_its_list(table: Table) -> None:
    corina, dalia, thread = await table.by("corina"), await table.by("dalia"), await table.thread_id()
    due = in_hours(table, 48)

    task = await assigned(
        corina,
        table,
        thread,
        "ngo",
        title=" Find her a room ",
        description="Near the court.",
        dueAt=due,
        priority="URGENT",
    )

    assert [task[name] for name in ("title", "description", "status", "priority")] == [
        "Find her a room",
        "Near the court.",
        "REQUESTED",
        "URGENT",
    ]
    assert task["dueAt"] == due.replace("+00:00", "Z")
    assert task["assignedFrom"] == {"id": thread}
    assert task["ownerAgency"]["id"] == table.agency_id("ngo")
    assert task["assignedBy"]["id"] == table.membership_id("corina")
    assert [task[name] for name in ("claimedBy", "outcome", "declineReason", "nonCompletionClass")] == [None] * 4
    assert task["overdue"] is False
    assert await steps(dalia, task["id"]) == [("REQUESTED", None)]
    assert (await titles(dalia))[0] == "Find her a room"


async def test_what_a_task_of_an_agency_at_the_table_leaves_behind(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()

    async with left_behind(table) as added:
        await assigned(corina, table, thread, "ngo")

    # Its conversation and itself happened on the case; itself also came to the NGO's inbox. The conference's four
    # namings are copied but for the NGO's own, which the task gives anew.
    assert added == {
        "audience": 1,
        "disclosure": 4,
        "thread": 1,
        "task": 1,
        "task_transition": 1,
        "fact": 2,
        "stream_entry": 3,
        "performed": 1,
    }


async def test_priority_is_routine_and_there_is_no_date_unless_said(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()

    task = await assigned(corina, table, thread, "ngo")

    assert [task[name] for name in ("priority", "dueAt", "description")] == ["ROUTINE", None, None]


async def test_who_is_in_a_named_conversation_sees_the_task_and_others_at_the_table_do_not(table: Table) -> None:
    ana, bogdan, corina, dalia = [await table.by(key) for key in ("ana", "bogdan", "corina", "dalia")]
    thread = await opened(ana, table, agencies(table, "social"))

    task = (await assigned(ana, table, thread, "ngo"))["id"]

    assert [await shown(client, task) is not None for client in (ana, corina, dalia)] == [True] * 3
    assert await shown(bogdan, task) is None
    # The NGO got the task, not the conversation it came from.
    page = await shown(dalia, task)
    assert page is not None
    assert page["assignedFrom"] is None
    assert page["case"]["id"] == table.case_id


async def test_a_task_from_a_conversation_of_all_is_seen_by_all_at_the_table(table: Table) -> None:
    ana, corina, dalia, emil = [await table.by(key) for key in ("ana", "corina", "dalia", "emil")]
    bogdan = await table.by("bogdan")
    thread = await opened(ana, table, everyone())

    task = (await assigned(ana, table, thread, "hospital"))["id"]

    assert [await shown(client, task) is not None for client in (ana, bogdan, corina, dalia, emil)] == [True] * 5
    assert (await emil.ask("ThreadPage", threadId=thread)).data["thread"] is None


async def test_a_task_from_a_conversation_of_persons_is_seen_by_them_and_the_agency_alone(table: Table) -> None:
    ana, bogdan, corina, dalia, emil = [await table.by(k) for k in ("ana", "bogdan", "corina", "dalia", "emil")]
    thread = await opened(ana, table, persons(table, "bogdan"))

    task = (await assigned(ana, table, thread, "hospital"))["id"]

    assert [await shown(client, task) is not None for client in (ana, bogdan, emil)] == [True] * 3
    assert [await shown(client, task) for client in (corina, dalia)] == [None, None]


async def test_a_naming_that_ends_ends_for_the_task_too(table: Table) -> None:
    ana, corina, dalia = [await table.by(key) for key in ("ana", "corina", "dalia")]
    thread = await opened(ana, table, agencies(table, "social", expiresAt=in_hours(table, 0.5)))
    task = (await assigned(ana, table, thread, "ngo"))["id"]
    assert await shown(corina, task) is not None

    with shifted(table, 0.75):
        assert await shown(corina, task) is None
        assert await shown(dalia, task) is not None


async def test_a_conversation_of_a_task_s_own_is_shared_by_those_who_see_the_task(table: Table) -> None:
    ana, emil, dalia = [await table.by(key) for key in ("ana", "emil", "dalia")]
    thread = await opened(ana, table, agencies(table))
    task = await assigned(ana, table, thread, "hospital", title="See her on Friday")
    own = task["thread"]["id"]

    await posted(emil, own, "She may come at ten.")

    page = (await ana.ask("ThreadPage", threadId=own)).data["thread"]
    assert (page["subject"], [m["body"] for m in page["messages"]["nodes"]]) == (
        "See her on Friday",
        ["She may come at ten."],
    )
    assert (await dalia.ask("ThreadPage", threadId=own)).data["thread"] is None


async def test_a_script_is_refused_and_nothing_is_recorded(table: Table) -> None:
    script = await table.by_script()
    answer = await script.ask("AssignedTasks", first=1)
    thread = answer.data["assignedTasks"]["nodes"][0]["thread"]["id"]

    async with left_behind(table) as added:
        payload = await script.act("AssignTask", threadId=thread, agencyId=table.agency_id("ngo"), title="Do it")

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert payload["task"] is None
    assert added == {}


async def test_an_outsider_cannot_tell_that_the_conversation_exists(table: Table) -> None:
    horia, thread = await table.by("horia"), await table.thread_id()
    good = {"agencyId": table.agency_id("ngo"), "title": "Do it"}
    bad = {"agencyId": nothing("agency"), "title": " ", "dueAt": in_hours(table, -1)}

    async with left_behind(table) as added:
        for given in (good, bad, good | {"agencyId": "nonsense"}):
            there = await horia.act("AssignTask", threadId=thread, **given)
            assert there == await horia.act("AssignTask", threadId=nothing("thread"), **given)
            assert refusals(there) == [("NOT_FOUND", ["threadId"])]

    assert added == {}


async def test_who_does_not_see_the_conversation_finds_nothing_to_assign_from(table: Table) -> None:
    thread = await table.thread_id()

    for key in ("emil", "felicia", "gelu"):
        client = await table.by(key)
        payload = await client.act("AssignTask", threadId=thread, agencyId=table.agency_id("ngo"), title="Do it")
        assert refusals(payload) == [("NOT_FOUND", ["threadId"])], key


async def test_a_closed_conversation_gives_no_more_tasks(table: Table) -> None:
    corina, ana, thread = await table.by("corina"), await table.by("ana"), await table.thread_id()
    await closed(corina, table.conference_id)

    async with left_behind(table) as added:
        payload = await ana.act("AssignTask", threadId=thread, agencyId=table.agency_id("ngo"), title="Do it")

    assert refusals(payload) == [("THREAD_CLOSED", [])]
    assert added == {}


async def test_bad_input_is_refused_by_its_code_and_nothing_is_recorded(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    good = {"threadId": thread, "agencyId": table.agency_id("ngo"), "title": "Do it"}

    async with left_behind(table) as added:
        for given, refusal in BAD:
            payload = await corina.act("AssignTask", **good | given)
            assert (refusals(payload), payload["task"]) == ([refusal], None), given

    assert added == {}


async def test_now_is_too_late_for_a_date(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()

    payload = await corina.act(
        "AssignTask",
        threadId=thread,
        agencyId=table.agency_id("ngo"),
        title="Do it",
        dueAt=in_hours(table, 0),
    )

    assert refusals(payload) == [("INVALID_DATE", ["dueAt"])]


async def test_the_longest_title_and_description_fit(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()

    task = await assigned(corina, table, thread, "ngo", title="ș" * 200, description="ț" * 5_000)

    assert (task["title"], task["description"]) == ("ș" * 200, "ț" * 5_000)


async def test_a_retry_finds_the_task_that_the_first_try_made(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    given = {"threadId": thread, "agencyId": table.agency_id("ngo"), "title": "Call her back"}
    mutation = "0190c6f0-0000-7000-8000-000000000001"
    first = await corina.act("AssignTask", client_mutation_id=mutation, **given)

    async with left_behind(table) as added:
        again = await corina.act("AssignTask", client_mutation_id=mutation, **given)
        other = await corina.act("AssignTask", client_mutation_id=mutation, **given | {"title": "Write to her"})

    assert again == first
    assert (refusals(other), other["task"]) == ([("IDEMPOTENCY_CONFLICT", ["clientMutationId"])], None)
    assert added == {}


async def test_a_task_is_as_old_as_its_conversation_and_that_as_its_audience_so_all_three_are_seen_together(
    table: Table,
) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    await assigned(corina, table, thread, "ngo", title="Call her back")

    task, own, audience = table_of(Task), table_of(Thread), table_of(Audience)
    of_tasks = select(func.count()).select_from(task).join(own, own.c.id == task.c.thread_id)
    of_threads = select(func.count()).select_from(own).join(audience, audience.c.id == own.c.audience_id)
    apart = [
        of_tasks.where((own.c.audience_id != task.c.audience_id) | (own.c.created_at != task.c.created_at)),
        of_threads.where(audience.c.created_at != own.c.created_at),
    ]
    async with table.database.reading() as connection:
        assert [await connection.scalar(count) for count in apart] == [0, 0]
        assert [await connection.scalar(count) for count in (of_tasks, of_threads)] > [1, 1]
