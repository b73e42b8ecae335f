"""Whatever a request waits for, it is answered; and what it asked for is done once, however late."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update

from roundtable.api import limits
from roundtable.core.facts import Stream
from roundtable.core.tables import table_of
from roundtable.demo import story
from tests.facts.ledger import head_of
from tests.support.table import Table

MUTATION = "0190c6f0-0000-7000-8000-000000000001"
CLOSED = "mutation ($input: PostMessageInput!) { postMessage(input: $input) { problems { code } } }"


@asynccontextmanager
async def held(table: Table) -> AsyncIterator[None]:
    """Somebody else is writing on the case, and takes long."""
    stream = table_of(Stream)
    async with table.database.writing() as session:
        await session.execute(update(stream).where(stream.c.id == story.CASE).values(head=stream.c.head))
        yield


async def test_who_waits_too_long_is_answered_and_may_send_it_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, thread, before = await table.by("ana"), await table.thread_id(), await head_of(table, story.CASE)
    given = {"clientMutationId": MUTATION, "threadId": thread, "body": "Said once."}

    async with held(table):
        with monkeypatch.context() as patch:
            patch.setattr(limits, "ANSWERED_WITHIN", 0.2)
            async with asyncio.timeout(4):
                late = await ana.ask(CLOSED, input=given)
        assert (late.status, late.codes) == (500, ["INTERNAL"])
        assert sorted(late.body["errors"][0]["extensions"]) == ["code", "reference"]

    again = await ana.ask(CLOSED, input=given)
    assert again.data == {"postMessage": {"problems": []}}
    assert await head_of(table, story.CASE) == before + 1
