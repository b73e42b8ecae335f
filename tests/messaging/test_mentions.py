"""Naming posts in a message: each must see it, and is told in their own stream."""

from sqlalchemy import select

from roundtable.core.facts import Fact, FactName, StreamEntry
from roundtable.core.tables import table_of
from roundtable.demo.cast import PEOPLE
from tests.messaging.room import SCRIPT_POST, left_behind, nothing, opened, page, persons, posted, refusals
from tests.support.table import Table


async def test_those_named_are_shown_with_the_message(table: Table) -> None:
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    named = {table.membership_id("bogdan"), table.membership_id("corina")}

    message = await posted(ana, thread, "Please look.", mentions=sorted(named))

    assert {post["id"] for post in message["mentions"]} == named
    shown = await page(bogdan, thread)
    assert shown and {post["id"] for post in shown["messages"]["nodes"][0]["mentions"]} == named


async def test_whoever_is_named_gets_a_fact_in_their_own_stream(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with left_behind(table) as added:
        await posted(ana, thread, "Please look.", mentions=[table.membership_id("bogdan")])

    assert {name: added[name] for name in ("message", "mention", "fact", "stream_entry")} == {
        "message": 1,
        "mention": 1,
        "fact": 2,
        "stream_entry": 2,
    }
    fact, entry = table_of(Fact), table_of(StreamEntry)
    streams = (
        select(entry.c.stream_id)
        .join(fact, fact.c.id == entry.c.fact_id)
        .where(fact.c.name == FactName.PRACTITIONER_MENTIONED)
    )
    async with table.database.reading() as connection:
        assert (await connection.execute(streams)).scalars().all() == [PEOPLE["bogdan"].id]


async def test_naming_someone_twice_names_them_once(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    message = await posted(ana, thread, mentions=[table.membership_id("bogdan")] * 3)

    assert [post["id"] for post in message["mentions"]] == [table.membership_id("bogdan")]


async def test_nobody_can_be_named_who_does_not_see_the_message(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    left_out = [table.membership_id(key) for key in ("emil", "felicia", "gelu", "horia")]
    left_out += [table.membership_id("corina", post=1), SCRIPT_POST, nothing("membership")]

    async with left_behind(table) as added:
        answers = [await ana.act("PostMessage", threadId=thread, body="You?", mentions=[one]) for one in left_out]

    assert [refusals(answer) for answer in answers] == [[("INVALID_AUDIENCE", ["mentions"])]] * len(left_out)
    assert all(answer == answers[0] for answer in answers)
    assert added == {}


async def test_one_who_may_be_named_does_not_carry_another_who_may_not(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table, persons(table, "bogdan"))
    mixed = [table.membership_id("bogdan"), table.membership_id("dalia")]

    async with left_behind(table) as added:
        payload = await ana.act("PostMessage", threadId=thread, body="Both?", mentions=mixed)

    assert refusals(payload) == [("INVALID_AUDIENCE", ["mentions"])]
    assert added == {}


async def test_an_id_that_is_no_post_s_is_refused(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with left_behind(table) as added:
        for wrong in (table.agency_id("police"), thread, "Ana", ""):
            payload = await ana.act("PostMessage", threadId=thread, body="You?", mentions=[wrong])
            assert refusals(payload) == [("INVALID_ID", ["mentions"])]

    assert added == {}
