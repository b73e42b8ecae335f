"""Reading threads: one, a case's, and their messages page by page."""

from typing import Any

from roundtable.core import ids
from tests.access.world import World, day
from tests.messaging.room import everyone, nothing, opened, page, posted, thread_of_task
from tests.support.table import Client, Table


async def _pages(client: Client, operation: str, path: tuple[str, ...], first: int, **given: Any) -> list[list[str]]:
    """The ids of each page, following the cursors to the end."""
    pages, after = [], None
    while True:
        found = (await client.ask(operation, first=first, after=after, **given)).data
        for name in path:
            found = found[name]
        pages.append([node["id"] for node in found["nodes"]])
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            return pages


async def test_messages_are_read_page_by_page_without_a_gap(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table)
    ids = [(await posted(ana, thread, str(number)))["id"] for number in range(5)]

    pages = await _pages(ana, "ThreadMessages", ("thread", "messages"), 2, threadId=thread)

    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]


async def test_what_is_posted_meanwhile_neither_doubles_nor_hides_older_messages(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table)
    ids = [(await posted(ana, thread, str(number)))["id"] for number in range(3)]
    first = (await ana.ask("ThreadMessages", threadId=thread, first=2)).data["thread"]["messages"]
    await posted(ana, thread, "meanwhile")

    cursor = first["pageInfo"]["endCursor"]
    second = (await ana.ask("ThreadMessages", threadId=thread, first=2, after=cursor)).data["thread"]["messages"]

    assert [node["id"] for node in second["nodes"]] == [ids[0]]
    assert second["pageInfo"]["hasNextPage"] is False


async def test_a_page_that_is_just_full_says_that_there_is_no_more(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table)
    for number in range(2):
        await posted(ana, thread, str(number))

    exact = (await ana.ask("ThreadMessages", threadId=thread, first=2)).data["thread"]["messages"]
    empty = (await ana.ask("ThreadMessages", threadId=await opened(ana, table))).data["thread"]["messages"]

    assert exact["pageInfo"]["hasNextPage"] is False
    assert empty == {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def test_a_case_s_threads_come_newest_first_and_hidden_ones_leave_no_trace(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    before = await _pages(bogdan, "CaseThreads", ("threads",), 100, caseId=table.case_id)
    for_all = [await opened(ana, table, everyone()), await opened(ana, table), await opened(ana, table, everyone())]

    seen = await _pages(bogdan, "CaseThreads", ("threads",), 1, caseId=table.case_id)

    assert seen == [[key] for key in [for_all[2], for_all[0], *before[0]]]
    own = await _pages(ana, "CaseThreads", ("threads",), 3, caseId=table.case_id)
    assert own[0] == list(reversed(for_all))


async def test_a_page_that_only_hides_more_says_that_there_is_no_more(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    visible = len((await _pages(bogdan, "CaseThreads", ("threads",), 100, caseId=table.case_id))[0])
    for _ in range(3):
        await opened(ana, table)

    found = (await bogdan.ask("CaseThreads", caseId=table.case_id, first=visible)).data["threads"]

    assert len(found["nodes"]) == visible
    assert found["pageInfo"]["hasNextPage"] is False


async def test_an_outsider_reads_a_thread_as_if_there_were_none(table: Table) -> None:
    thread = await table.thread_id()
    for key in ("horia", "felicia", "gelu", "emil"):
        client = await table.by(key)
        for operation, one, none in (
            ("ThreadPage", {"threadId": thread}, {"threadId": nothing("thread")}),
            ("ThreadMessages", {"threadId": thread}, {"threadId": nothing("thread")}),
            ("CaseThreads", {"caseId": table.case_id}, {"caseId": nothing("case")}),
        ):
            there = await client.ask(operation, **one)
            assert there.body == (await client.ask(operation, **none)).body


async def test_a_malformed_id_is_told_and_one_of_another_kind_too(table: Table) -> None:
    ana = await table.by("ana")
    for wrong in ("", "thread", "thread_", "thread_" + "0" * 31, "thread_" + "0" * 33, table.case_id, "\x00"):
        answer = await ana.ask("ThreadPage", threadId=wrong)
        assert answer.codes == ["INVALID_ID"]
        assert answer.body["data"] == {"thread": None}


async def test_a_cursor_of_another_field_or_a_forged_one_is_refused(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    threads = (await ana.ask("CaseThreads", caseId=table.case_id, first=1)).data["threads"]
    genuine = threads["pageInfo"]["endCursor"]

    for cursor in (genuine, "", "MTIz", "é", genuine[:-4] + "AAAA"):
        answer = await ana.ask("ThreadMessages", threadId=thread, after=cursor)
        assert answer.codes == ["INVALID_CURSOR"]
        assert answer.body["data"] == {"thread": None}


async def test_cursors_tell_nothing(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    one, other = [
        (await ana.ask("ThreadMessages", threadId=thread, first=1)).data["thread"]["messages"]["pageInfo"]["endCursor"]
        for _ in range(2)
    ]

    assert one != other
    assert len(one) == len(other)


async def test_a_page_has_from_1_to_100(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    for size in (0, -1, 101):
        assert (await ana.ask("ThreadMessages", threadId=thread, first=size)).codes == ["INVALID_PAGE_SIZE"]
    assert (await ana.ask("ThreadMessages", threadId=thread, first=100)).codes == []


async def test_a_task_s_conversation_names_the_case_only_for_who_sees_it(table: Table) -> None:
    emil, corina = await table.by("emil"), await table.by("corina")
    own = await thread_of_task(emil, await table.task_id("Medical follow-up appointment"))

    hidden, seen = await page(emil, own), await page(corina, own)

    assert hidden and hidden["case"] is None
    assert seen and seen["case"]["id"] == table.case_id
    for client in (emil, corina):
        listed = (await client.ask("CaseThreads", caseId=table.case_id)).data["threads"]["nodes"]
        assert own not in {shown["id"] for shown in listed}


NEWS = """
query ($id: ID!) { node(id: $id) { ... on Message { body thread { id audience { sensitivity } } inReplyTo { body } } } }
"""


async def test_a_newcomer_reads_what_is_said_since_in_an_older_conversation_without_seeing_that(table: Table) -> None:
    world = World()
    world.seat("social")
    world.seat("ngo", history_from=day(-1))
    thread = world.thread(world.audience(made=day(-5)))
    old, new = world.message(thread), world.message(thread, made=day(0))
    new.body, new.in_reply_to_id = "Since", old.id
    await world.put(table)

    said = {key: await _node(await table.by(key), ids.encode("message", new.id)) for key in ("corina", "dalia")}

    own = {"id": ids.encode("thread", thread.id), "audience": {"sensitivity": "CASE_AGENCIES"}}
    assert said == {
        "corina": {"body": "Since", "thread": own, "inReplyTo": {"body": "Said"}},
        "dalia": {"body": "Since", "thread": None, "inReplyTo": None},
    }


async def _node(client: Client, public_id: str) -> Any:
    return (await client.ask(NEWS, id=public_id)).data["node"]
