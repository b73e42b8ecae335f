"""Ending a conference."""

import asyncio

from sqlalchemy import select

from roundtable.conferences.models import Conference, ConferenceStatus
from roundtable.core import facts
from roundtable.core.facts import Fact, FactName, StreamEntry
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.messaging import commands as messaging
from tests.messaging.room import left_behind, nothing, posted, refusals
from tests.support.closing import closed, with_minutes
from tests.support.table import Table

CONFERENCE = """
query ($case: ID!, $conference: ID!) {
  conference(id: $conference) { title type status scheduledAt closedAt agency { name } }
  agendaItems(caseId: $case) { nodes { status conference { id } thread { subject closedAt } } }
}
"""


async def test_a_conference_is_closed_and_its_conversation_with_it(table: Table) -> None:
    corina, ana, thread = await table.by("corina"), await table.by("ana"), await table.thread_id()
    await with_minutes(corina, table.conference_id)

    async with left_behind(table) as added:
        payload = await corina.act("CloseConference", conferenceId=table.conference_id)

    assert payload["problems"] == []
    closed_at = payload["conference"]["closedAt"]
    shown = payload["conference"]
    assert (shown["id"], shown["status"], closed_at) == (table.conference_id, "CLOSED", shown["closedAt"])
    # The item's and the conversation's on the case; the conference's in its own stream, and its four agencies'.
    assert added == {"fact": 3, "stream_entry": 7, "performed": 1}
    seen = (await ana.ask(CONFERENCE, case=table.case_id, conference=table.conference_id)).data
    assert (seen["conference"]["status"], seen["conference"]["closedAt"]) == ("CLOSED", closed_at)
    assert seen["agendaItems"]["nodes"] == [
        {
            "status": "DEFERRED",
            "conference": {"id": table.conference_id},
            "thread": {"subject": "Case conference: safety plan", "closedAt": closed_at},
        }
    ]
    assert (await ana.ask("ThreadPage", threadId=thread)).data["thread"]["closedAt"] == closed_at


async def test_other_conversations_of_the_case_stay_open(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    await closed(corina, table.conference_id)

    await posted(ana, await table.thread_id("Practical questions"), "I have the key.")


async def test_nothing_is_posted_to_its_conversation_or_assigned_from_it_any_more(table: Table) -> None:
    corina, ana, thread = await table.by("corina"), await table.by("ana"), await table.thread_id()
    await closed(corina, table.conference_id)

    async with left_behind(table) as added:
        message = await ana.act("PostMessage", threadId=thread, body="One more thing")
        task = await ana.act("AssignTask", threadId=thread, agencyId=table.agency_id("ngo"), title="Do it")

    assert (refusals(message), message["message"]) == ([("THREAD_CLOSED", [])], None)
    assert (refusals(task), task["task"]) == ([("THREAD_CLOSED", [])], None)
    assert added == {}


async def test_tasks_that_came_of_it_go_on(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    task = await table.task_id("Accompany her to the court hearing")
    await closed(corina, table.conference_id)

    accepted = (await dalia.act("AcceptTask", taskId=task))["task"]

    assert accepted["status"] == "ACCEPTED"
    await posted(dalia, accepted["thread"]["id"], "We go on Thursday.")


async def test_other_roles_and_other_agencies_are_refused_and_nothing_is_recorded(table: Table) -> None:
    async with left_behind(table) as added:
        for key in ("ana", "bogdan", "dalia"):
            payload = await (await table.by(key)).act("CloseConference", conferenceId=table.conference_id)
            assert (refusals(payload), payload["conference"]) == ([("FORBIDDEN", [])], None)

    assert added == {}


async def test_an_outsider_cannot_tell_that_the_conference_exists(table: Table) -> None:
    async with left_behind(table) as added:
        for client in (
            *[await table.by(key) for key in ("emil", "felicia", "gelu", "horia")],
            await table.by("corina", post=1),
            await table.by_script(),
        ):
            there = await client.act("CloseConference", conferenceId=table.conference_id)
            assert there == await client.act("CloseConference", conferenceId=nothing("conference"))
            assert refusals(there) == [("NOT_FOUND", ["conferenceId"])]

    assert added == {}


async def test_a_conference_that_has_ended_is_not_closed_again(table: Table) -> None:
    corina = await table.by("corina")
    await closed(corina, table.conference_id)

    async with left_behind(table) as added:
        payload = await corina.act("CloseConference", conferenceId=table.conference_id)

    assert (refusals(payload), payload["conference"]) == ([("WRONG_STATUS", [])], None)
    assert added == {}


async def test_a_cancelled_conference_is_not_closed(table: Table) -> None:
    corina = await table.by("corina")
    async with table.database.writing() as session:
        (await session.get_one(Conference, story.CONFERENCE)).status = ConferenceStatus.CANCELLED

    payload = await corina.act("CloseConference", conferenceId=table.conference_id)

    assert refusals(payload) == [("WRONG_STATUS", [])]


async def test_an_id_of_another_type_or_of_none_is_malformed(table: Table) -> None:
    corina = await table.by("corina")

    for wrong in ("", "conference_1", table.case_id):
        payload = await corina.act("CloseConference", conferenceId=wrong)
        assert refusals(payload) == [("INVALID_ID", ["conferenceId"])]


async def test_of_two_who_close_it_at_once_one_does(table: Table) -> None:
    one, two = await table.by("corina"), await table.by("corina")
    await with_minutes(one, table.conference_id)

    async with left_behind(table) as added:
        payloads = await asyncio.gather(
            *(client.act("CloseConference", conferenceId=table.conference_id) for client in (one, two))
        )

    assert sorted(refusals(payload) for payload in payloads) == [[], [("WRONG_STATUS", [])]]
    assert added == {"fact": 3, "stream_entry": 7, "performed": 1}


async def test_what_is_being_said_is_said_before_it_closes(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    await with_minutes(corina, table.conference_id)
    async with table.services.database.writing() as session:
        # Ana's message, in the middle of its transaction.
        work = await Work.begin(session, story.actor("ana"), table.services.clock.now())
        await messaging.post_message(work, thread, "One more thing")
        closing = asyncio.create_task(corina.act("CloseConference", conferenceId=table.conference_id))
        await asyncio.sleep(0.5)
        assert not closing.done()
        await facts.write(session, work.facts)

    assert (await closing)["problems"] == []
    assert (await _names_on_the_case(table))[-3:] == [
        FactName.MESSAGE_POSTED,
        FactName.CONFERENCE_CLOSED,
        FactName.THREAD_CLOSED,
    ]


async def _names_on_the_case(table: Table) -> list[FactName]:
    """What happened on the case, in the order of its stream."""
    fact, entry = table_of(Fact), table_of(StreamEntry)
    statement = select(fact.c.name).join(entry, entry.c.fact_id == fact.c.id).where(entry.c.stream_id == story.CASE)
    async with table.database.reading() as connection:
        return list(await connection.scalars(statement.order_by(entry.c.number)))
