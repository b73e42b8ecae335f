"""Streams count without gaps and in the order of commits, however many write at once."""

import asyncio
from uuid import UUID

import pytest

from roundtable.core.facts import FactName
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.facts.ledger import facts_of, head_of, is_whole, streams
from tests.messaging.room import posted
from tests.support.table import Client, Table
from tests.tasks.desk import assigned

pytestmark = pytest.mark.slow


async def test_the_demo_s_own_streams_are_whole(table: Table) -> None:
    found = await streams(table)

    assert is_whole(found)
    assert story.CASE in found
    assert story.QUIET_CASE not in found


async def test_many_writers_on_one_case_leave_no_gap_and_no_double(table: Table) -> None:
    writers, thread = [await table.by(key) for key in ("ana", "bogdan", "corina", "dalia")], await table.thread_id()
    before = await head_of(table, story.CASE)

    said = await asyncio.gather(*(posted(writer, thread, f"{n}") for n in range(10) for writer in writers))

    found = await streams(table)
    assert is_whole(found)
    assert found[story.CASE][0] == before + 40
    added = await facts_of(table, story.CASE, before)
    assert sorted(f"message_{fact.subject_id.hex}" for fact in added) == sorted(message["id"] for message in said)
    assert {fact.name for fact in added} == {FactName.MESSAGE_POSTED}


async def test_writers_of_several_streams_at_once_do_not_lock_each_other_out(table: Table) -> None:
    corina, ana, thread = await table.by("corina"), await table.by("ana"), await table.thread_id()
    before = await streams(table)

    async def ask(client: Client, agency: str) -> None:
        await assigned(client, table, thread, agency)

    async def name(client: Client, *keys: str) -> None:
        await posted(client, thread, "Can you?", mentions=[table.membership_id(key) for key in keys])

    await asyncio.gather(
        *(ask(client, agency) for client in (ana, corina) for agency in ("ngo", "police", "programme", "hospital")),
        *(name(client, *keys) for client in (ana, corina) for keys in (("dalia", "bogdan"), ("bogdan", "dalia"))),
    )

    after = await streams(table)
    assert is_whole(after)
    grown = {key: head - before.get(key, (0, []))[0] for key, (head, _) in after.items()}
    assert {key: count for key, count in grown.items() if count} == {
        # The programme comes in by its first task: that is for the table, in its agencies' streams too.
        story.CASE: 8 * 2 + 4 + 1,
        **{AGENCIES[agency].id: 2 for agency in ("programme", "hospital")},
        **{AGENCIES[agency].id: 3 for agency in ("ngo", "police")},
        **{AGENCIES[agency].id: 1 for agency in ("social", "forensic", "prosecution")},
        **{PEOPLE[key].id: 4 for key in ("bogdan", "dalia")},
    }


async def test_whoever_reads_meanwhile_never_finds_a_gap_that_fills_later(table: Table) -> None:
    writers, thread = [await table.by(key) for key in ("ana", "bogdan", "corina", "dalia")], await table.thread_id()
    writing = asyncio.gather(*(posted(writer, thread, f"{n}") for n in range(10) for writer in writers))
    seen, looks = list[UUID](), 0

    while not writing.done():
        assert is_whole(await streams(table))
        known = [fact.id for fact in await facts_of(table, story.CASE)]
        # What was read stays where it was read: the new comes after it.
        assert known[: len(seen)] == seen
        seen, looks = known, looks + 1
        await asyncio.sleep(0)

    await writing
    assert looks > 3


async def test_a_fact_stands_in_each_of_its_streams_once(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    case, inbox = await head_of(table, story.CASE), await head_of(table, AGENCIES["ngo"].id)

    task = await assigned(corina, table, thread, "ngo")

    on_case = await facts_of(table, story.CASE, case)
    at_agency = await facts_of(table, AGENCIES["ngo"].id, inbox)
    assert [fact.name for fact in on_case] == [FactName.THREAD_OPENED, FactName.TASK_ASSIGNED]
    assert [fact.id for fact in at_agency] == [on_case[1].id]
    assert f"task_{at_agency[0].subject_id.hex}" == task["id"]


async def test_a_fact_says_what_who_and_when_and_nothing_of_the_content(table: Table) -> None:
    ana, thread, before = await table.by("ana"), await table.thread_id(), table.services.clock.now()
    head = await head_of(table, story.CASE)

    message = await posted(ana, thread, "A canary in the text")

    (fact,) = await facts_of(table, story.CASE, head)
    assert (fact.name, fact.case_id) == (FactName.MESSAGE_POSTED, story.CASE)
    assert f"message_{fact.subject_id.hex}" == message["id"]
    assert fact.membership_id == PEOPLE["ana"].posts[0].id
    assert before <= fact.at <= table.services.clock.now()
    assert "canary" not in str(fact)
