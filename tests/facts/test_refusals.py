"""Whatever is refused leaves no row and no fact: counters stand where they stood, and the next number is the next."""

import asyncio
from typing import Any

from roundtable.demo import story
from tests.facts.ledger import head_of, is_whole, streams
from tests.messaging.room import nothing, posted, refusals
from tests.support.table import Client, Table
from tests.tasks.desk import COURT, in_hours


async def refused(client: Client, mutation: str, **given: Any) -> str:
    payload = await client.act(mutation, **given)
    ((code, _),) = refusals(payload)
    return code


async def test_refusals_of_every_kind_leave_rows_facts_and_counters_as_they_were(table: Table) -> None:
    ana, dalia, horia = await table.by("ana"), await table.by("dalia"), await table.by("horia")
    thread, task = await table.thread_id(), await table.task_id(COURT)
    rows, before = await table.rows(), await streams(table)
    late = {"threadId": thread, "agencyId": table.agency_id("ngo"), "title": "Do it", "dueAt": in_hours(table, -1)}
    unknown = {"threadId": thread, "agencyId": nothing("agency"), "title": "Do it"}

    codes = [
        await refused(ana, "PostMessage", threadId=thread, body=" "),
        await refused(horia, "PostMessage", threadId=thread, body="Hello"),
        await refused(ana, "AcceptTask", taskId=task),
        await refused(dalia, "StartTask", taskId=task),
        await refused(ana, "AssignTask", **late),
        await refused(ana, "AssignTask", **unknown),
        await refused(ana, "CloseConference", conferenceId=table.conference_id),
        await refused(dalia, "SwitchMembership", membershipId=table.membership_id("ana")),
    ]

    assert codes == [
        "REQUIRED",
        "NOT_FOUND",
        "FORBIDDEN",
        "WRONG_STATUS",
        "INVALID_DATE",
        "AGENCY_NOT_AVAILABLE",
        "FORBIDDEN",
        "NOT_FOUND",
    ]
    assert await table.rows() == rows
    assert await streams(table) == before


async def test_refusals_among_what_succeeds_leave_no_gap(table: Table) -> None:
    ana, dalia, thread = await table.by("ana"), await table.by("dalia"), await table.thread_id()
    task, before = await table.task_id(COURT), await head_of(table, story.CASE)

    await asyncio.gather(
        *(posted(ana, thread, f"{number}") for number in range(10)),
        *(refused(ana, "PostMessage", threadId=thread, body="") for _ in range(10)),
        *(refused(dalia, "StartTask", taskId=task) for _ in range(10)),
    )

    found = await streams(table)
    assert is_whole(found)
    assert found[story.CASE][0] == before + 10


async def test_the_same_mutation_sent_many_times_at_once_leaves_one_fact(table: Table) -> None:
    ana, thread, before = await table.by("ana"), await table.thread_id(), await head_of(table, story.CASE)
    mutation = "0190c6f0-0000-7000-8000-000000000001"

    payloads = await asyncio.gather(
        *(ana.act("PostMessage", client_mutation_id=mutation, threadId=thread, body="Once.") for _ in range(8))
    )

    assert all(payload["problems"] == [] for payload in payloads)
    assert len({payload["message"]["id"] for payload in payloads}) == 1
    assert await head_of(table, story.CASE) == before + 1
    assert is_whole(await streams(table))
