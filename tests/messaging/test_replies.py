"""Answering a message: the reply goes to the audience of what it answers."""

from roundtable.access.models import Audience, Disclosure, LawfulBasis, Sensitivity
from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.messaging.models import Message, Thread
from tests.messaging.room import bodies, everyone, left_behind, nothing, opened, page, posted, refusals, unread
from tests.support.table import Table


async def _for_few(table: Table, thread: str, *agencies: str) -> str:
    """A message of Ana's that only some of those see who see its thread."""
    key, now, author = ids.decode("thread", thread), table.services.clock.now(), PEOPLE["ana"].posts[0].id
    async with table.database.writing() as session:
        wide = (await session.get_one(Thread, key)).audience_id
    narrow = Audience(
        case_id=story.CASE, sensitivity=Sensitivity.NAMED_AGENCIES, within_id=wide, for_task=False, created_at=now
    )
    message = Message(
        case_id=story.CASE,
        thread_id=key,
        audience_id=narrow.id,
        author_id=author,
        body="For few",
        body_html="<p>For few</p>\n",
        created_at=now,
    )
    await table.add(narrow)
    await table.add(
        message,
        *(
            Disclosure(
                case_id=story.CASE,
                audience_id=narrow.id,
                agency_id=AGENCIES[agency].id,
                lawful_basis=LawfulBasis.PUBLIC_TASK,
                rationale="A test needs it",
                purpose="A detail for few",
                disclosed_by=author,
                starts_at=now,
            )
            for agency in agencies
        ),
    )
    return ids.encode("message", message.id)


async def test_a_reply_names_what_it_answers(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await table.thread_id()
    question = await posted(ana, thread, "When is the report ready?")

    answer = await posted(bogdan, thread, "By Wednesday.", inReplyTo=question["id"])

    assert answer["inReplyTo"] == {"id": question["id"]}
    shown = await page(ana, thread)
    assert shown and shown["messages"]["nodes"][0]["inReplyTo"] == {"id": question["id"]}


async def test_a_reply_to_a_narrower_message_is_seen_by_its_audience_only(table: Table) -> None:
    ana, bogdan, dalia = await table.by("ana"), await table.by("bogdan"), await table.by("dalia")
    thread = await opened(ana, table, everyone())
    few = await _for_few(table, thread, "police", "forensic")

    reply = await posted(bogdan, thread, "Between us", inReplyTo=few)

    assert await bodies(ana, thread) == ["Between us", "For few"]
    assert await bodies(dalia, thread) == []
    assert (await unread(dalia, thread), await unread(ana, thread), await unread(bogdan, thread)) == (0, 1, 1)
    for hidden in (few, reply["id"]):
        found = await dalia.ask("query ($id: ID!) { node(id: $id) { id } }", id=hidden)
        assert found.body["data"] == {"node": None}


async def test_a_narrower_audience_lets_in_nobody_whom_the_thread_leaves_out(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    thread = await opened(ana, table)

    few = await _for_few(table, thread, "police", "ngo")

    assert await page(dalia, thread) is None
    assert (await dalia.ask("query ($id: ID!) { node(id: $id) { id } }", id=few)).data == {"node": None}
    assert await bodies(ana, thread) == ["For few"]


async def test_a_hidden_message_cannot_be_answered_and_answers_like_none(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    thread = await opened(ana, table, everyone())
    few = await _for_few(table, thread, "police", "forensic")

    async with left_behind(table) as added:
        hidden = await dalia.act("PostMessage", threadId=thread, body="What?", inReplyTo=few)
        none = await dalia.act("PostMessage", threadId=thread, body="What?", inReplyTo=nothing("message"))

    assert hidden == none
    assert refusals(hidden) == [("NOT_FOUND", ["inReplyTo"])]
    assert added == {}


async def test_a_message_of_another_thread_cannot_be_answered_here(table: Table) -> None:
    ana = await table.by("ana")
    here, there = await opened(ana, table), await opened(ana, table)
    message = await posted(ana, there)

    async with left_behind(table) as added:
        payload = await ana.act("PostMessage", threadId=here, body="Hello", inReplyTo=message["id"])

    assert refusals(payload) == [("INVALID_ID", ["inReplyTo"])]
    assert added == {}
