"""What one is writing: saved as it goes, found on any device, seen by nobody else, gone once it is posted."""

import asyncio
from typing import Any

from sqlalchemy import select

from roundtable.access.models import ConflictDeclaration
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.messaging.models import Draft
from tests.messaging.room import bodies, everyone, left_behind, nothing, opened, page, posted, refusals
from tests.support.closing import closed
from tests.support.table import Client, Table

CHANGED = [("DRAFT_CHANGED", ["version"])]


async def _saved(client: Client, body: str, version: int = 0, **more: Any) -> dict[str, Any]:
    payload = await client.act("SaveDraft", body=body, version=version, **more)
    assert payload["problems"] == []
    draft: dict[str, Any] = payload["draft"]
    return draft


async def _draft(client: Client, thread: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await page(client, thread) or {})["draft"]
    return found


async def _opening(client: Client, case: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await client.ask("OpeningDraft", caseId=case)).data["openingDraft"]
    return found


async def test_what_one_writes_is_found_on_another_device(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with left_behind(table) as added:
        draft = await _saved(ana, "I am not sure", threadId=thread, choices='{"mentions":[]}')

    assert added == {"draft": 1, "performed": 1}
    assert (draft["body"], draft["choices"], draft["version"]) == ("I am not sure", '{"mentions":[]}', 1)
    elsewhere = await table.by("ana")
    assert await _draft(elsewhere, thread) == draft


async def test_a_draft_is_kept_for_each_conversation_and_each_post(table: Table) -> None:
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    other = await opened(ana, table, everyone())
    await _saved(ana, "Here", threadId=thread)
    await _saved(ana, "There", threadId=other)
    await _saved(bogdan, "Mine", threadId=thread)

    found = [(await _draft(client, at) or {}).get("body") for client in (ana, bogdan) for at in (thread, other)]
    assert found == ["Here", "There", "Mine", None]


async def test_nobody_else_sees_that_one_is_writing(table: Table) -> None:
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    draft = await _saved(ana, "About the colleague", threadId=thread)

    assert await _draft(corina, thread) is None
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert (await ana.ask(node, id=draft["id"])).data == {"node": {"id": draft["id"]}}
    assert (await corina.ask(node, id=draft["id"])).data == {"node": None}
    async with left_behind(table) as added:
        for given in ({"draftId": draft["id"], "version": 1}, {"draftId": nothing("draft"), "version": 1}):
            assert refusals(await corina.act("DiscardDraft", **given)) == [("NOT_FOUND", ["draftId"])]
        payload = await corina.act("PostMessage", threadId=thread, body="Hello", draftId=draft["id"])
        assert refusals(payload) == [("NOT_FOUND", ["draftId"])]
    assert added == {}


async def test_two_windows_do_not_overwrite_each_other(table: Table) -> None:
    one, other, thread = await table.by("ana"), await table.by("ana"), await table.thread_id()
    first = await _saved(one, "From one", threadId=thread)

    payload = await other.act("SaveDraft", threadId=thread, body="From the other", version=0)

    assert refusals(payload) == CHANGED
    assert payload["draft"] == first
    chosen = await _saved(other, "From both", version=first["version"], threadId=thread)
    assert (await _draft(one, thread), chosen["version"]) == (chosen, 2)


async def test_two_windows_that_say_the_same_have_nothing_to_settle(table: Table) -> None:
    one, other, thread = await table.by("ana"), await table.by("ana"), await table.thread_id()
    first = await _saved(one, "The same", threadId=thread)

    assert await _saved(other, "The same", threadId=thread) == first


async def test_of_two_first_windows_at_once_one_is_told_of_the_other(table: Table) -> None:
    one, other, thread = await table.by("ana"), await table.by("ana"), await table.thread_id()

    payloads = await asyncio.gather(
        *(client.act("SaveDraft", threadId=thread, body=f"From {client.http!r}", version=0) for client in (one, other))
    )

    assert sorted(refusals(payload) for payload in payloads) == [[], CHANGED]
    assert payloads[0]["draft"] == payloads[1]["draft"] == await _draft(one, thread)


async def test_a_replay_saves_once(table: Table) -> None:
    ana, thread, mutation = await table.by("ana"), await table.thread_id(), "0190c6f0-0000-7000-8000-000000000001"
    given: dict[str, Any] = {"threadId": thread, "body": "Once", "version": 0}
    first = await ana.act("SaveDraft", mutation, **given)

    async with left_behind(table) as added:
        assert await ana.act("SaveDraft", mutation, **given) == first
    assert added == {}
    assert first["draft"]["version"] == 1


async def test_it_goes_with_the_message_it_became(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    draft = await _saved(ana, "At last", threadId=thread, choices="{}")

    await posted(ana, thread, "At last", draftId=draft["id"], draftVersion=draft["version"])

    assert await _draft(ana, thread) == {**draft, "body": "", "choices": "", "version": 2}
    assert (await _kept(table))[0].body == ""
    # A window that has not heard of it does not bring it back.
    late = await ana.act("SaveDraft", threadId=thread, body="At last", version=1, choices="{}")
    assert refusals(late) == CHANGED


async def test_what_another_window_wrote_meanwhile_stays_when_one_posts(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    draft = await _saved(ana, "Short", threadId=thread)
    longer = await _saved(ana, "Short, and more", version=1, threadId=thread)

    await posted(ana, thread, "Short", draftId=draft["id"], draftVersion=1)

    assert await _draft(ana, thread) == longer


async def test_it_stays_where_posting_is_refused(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    draft = await _saved(ana, "Not yet", threadId=thread)

    payload = await ana.act(
        "PostMessage", threadId=thread, body="Not yet", draftId=draft["id"], draftVersion=1, audienceVersion="another"
    )

    assert refusals(payload) == [("AUDIENCE_CHANGED", ["audienceVersion"])]
    assert await _draft(ana, thread) == draft


async def test_a_draft_of_one_conversation_is_not_used_up_in_another(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    draft = await _saved(ana, "Here", threadId=thread)
    other = await opened(ana, table, everyone())

    payload = await ana.act("PostMessage", threadId=other, body="There", draftId=draft["id"], draftVersion=1)

    assert refusals(payload) == [("INVALID_ID", ["draftId"])]
    assert await bodies(ana, other) == []
    assert await _draft(ana, thread) == draft


async def test_one_discards_what_one_knows(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    draft = await _saved(ana, "Never mind", threadId=thread)
    newer = await _saved(ana, "Never mind, but", version=1, threadId=thread)

    payload = await ana.act("DiscardDraft", draftId=draft["id"], version=1)
    assert (refusals(payload), payload["draft"]) == (CHANGED, newer)
    for _ in range(2):
        payload = await ana.act("DiscardDraft", draftId=draft["id"], version=2)
        assert (refusals(payload), payload["draft"]["body"]) == ([], "")
    assert (await _draft(ana, thread) or {})["version"] == 3


async def test_a_conversation_to_be_opened_has_a_draft_of_its_own(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    assert await _opening(ana, table.case_id) is None
    draft = await _saved(ana, "About the school", caseId=table.case_id, choices='{"preset":"all"}')
    again = await ana.act("SaveDraft", caseId=table.case_id, body="About", version=0)

    assert (refusals(again), await _opening(ana, table.case_id)) == (CHANGED, draft)
    assert await _opening(bogdan, table.case_id) is None
    payload = await ana.act(
        "OpenThread",
        caseId=table.case_id,
        subject="About the school",
        audience=everyone(),
        draftId=draft["id"],
        draftVersion=1,
    )
    assert payload["problems"] == []
    assert (await _opening(ana, table.case_id) or {})["body"] == ""


async def test_it_is_of_a_conversation_or_of_a_case(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with left_behind(table) as added:
        neither = await ana.act("SaveDraft", body="Where?", version=0)
        both = await ana.act("SaveDraft", body="Where?", version=0, threadId=thread, caseId=table.case_id)
    assert [refusals(neither), refusals(both)] == [[("REQUIRED", ["threadId"])], [("INVALID_ID", ["caseId"])]]
    assert added == {}


async def test_it_is_no_longer_than_a_message(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()

    async with left_behind(table) as added:
        found = [
            refusals(await ana.act("SaveDraft", threadId=thread, version=0, **given))
            for given in ({"body": "x" * 20_001}, {"body": " "}, {"body": "x", "choices": "y" * 20_001})
        ]
    assert found == [[("TOO_LONG", ["body"])], [("REQUIRED", ["body"])], [("TOO_LONG", ["choices"])]]
    assert added == {}


async def test_who_may_not_write_keeps_no_draft(table: Table) -> None:
    script, horia, thread = await table.by_script(), await table.by("horia"), await table.thread_id()
    task = (await script.ask("{ assignedTasks(first: 1) { nodes { thread { id } } } }")).data
    own = task["assignedTasks"]["nodes"][0]["thread"]["id"]

    async with left_behind(table) as added:
        assert refusals(await script.act("SaveDraft", threadId=own, body="x", version=0)) == [("FORBIDDEN", [])]
        for at, path in (({"threadId": thread}, "threadId"), ({"caseId": table.case_id}, "caseId")):
            payload = await horia.act("SaveDraft", body="x", version=0, **at)
            assert refusals(payload) == [("NOT_FOUND", [path])]
    assert added == {}


async def test_it_goes_with_the_sight_of_the_case_and_comes_back_with_it(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    draft = await _saved(ana, "Half a thought", threadId=thread)
    opening = await _saved(ana, "A question", caseId=table.case_id)
    conflict = ConflictDeclaration(
        case_id=story.CASE,
        agency_id=AGENCIES["police"].id,
        declared_by=PEOPLE["corina"].posts[0].id,
        declared_at=table.services.clock.now(),
    )
    await table.add(conflict)

    ids = [draft["id"], opening["id"]]
    assert await page(ana, thread) is None
    assert await _opening(ana, table.case_id) is None
    for one in ids:
        assert (await ana.ask("query ($id: ID!) { node(id: $id) { id } }", id=one)).data == {"node": None}
    async with table.database.writing() as session:
        row = table_of(ConflictDeclaration)
        await session.execute(row.delete().where(row.c.id == conflict.id))
    assert (await _draft(ana, thread), await _opening(ana, table.case_id)) == (draft, opening)


async def test_it_stays_in_a_conversation_that_was_closed_meanwhile(table: Table) -> None:
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    draft = await _saved(ana, "One more", threadId=thread)
    await closed(corina, table.conference_id)

    assert await _draft(ana, thread) == draft
    assert (await _saved(ana, "One more thing", version=1, threadId=thread))["version"] == 2


async def _kept(table: Table) -> list[Any]:
    async with table.database.reading() as connection:
        return list(await connection.execute(select(table_of(Draft))))
