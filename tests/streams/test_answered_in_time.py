"""Over a socket and as an event stream, too, whatever a query or a mutation waits for, it is answered."""

import asyncio
import json
from typing import Any

import pytest

from roundtable.api import limits
from roundtable.core.audit.recorder import Recorder
from roundtable.demo import story
from tests.api.test_answered_in_time import CLOSED, MUTATION, held
from tests.facts.ledger import head_of
from tests.messaging.room import posted
from tests.streams.test_connections import heard, opened
from tests.streams.wire import WITHIN, Wire

THREADS = "query ($id: ID!) { threads(caseId: $id) { nodes { id } } }"
# Time enough for a busy machine to let one in, which the limit is for as well.
LIMIT = 2.0
EVENTS = "subscription ($id: ID!) { caseEvents(caseId: $id) { __typename } }"


async def test_a_mutation_over_a_socket_that_waits_too_long_is_answered_and_may_be_sent_again(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = wire.table
    ana, thread, before = await table.by("ana"), await table.thread_id(), await head_of(table, story.CASE)
    given = {"clientMutationId": MUTATION, "threadId": thread, "body": "Said once."}
    payload = {"query": CLOSED, "variables": {"input": given}}

    async with opened(wire, ana) as socket:
        async with held(table):
            with monkeypatch.context() as patch:
                patch.setattr(limits, "ANSWERED_WITHIN", LIMIT)
                await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
                late, complete = await heard(socket), await heard(socket)
            assert _failed(late["payload"])
            assert (late["type"], complete) == ("next", {"id": "1", "type": "complete"})
        # The id is free again, and so is the socket.
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        assert (await heard(socket))["payload"]["data"] == {"postMessage": {"problems": []}}
    assert await head_of(table, story.CASE) == before + 1


async def test_a_query_as_an_event_stream_that_waits_too_long_is_answered(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, is_stuck = await wire.table.by("ana"), asyncio.Event()

    async def stuck(*_: Any) -> None:
        is_stuck.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(limits, "ANSWERED_WITHIN", LIMIT)
        patch.setattr(Recorder, "read", stuck)
        async with wire.listening(ana, THREADS, id=wire.table.case_id) as stream:
            late = await asyncio.wait_for(stream.results.get(), WITHIN)
            assert stream.status == 200
            assert is_stuck.is_set()
            assert late is not None
            assert _failed(late)


async def test_a_subscription_lasts_as_long_as_it_may(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    table = wire.table
    ana, corina, thread = await table.by("ana"), await table.by("corina"), await table.thread_id()
    with monkeypatch.context() as patch:
        patch.setattr(limits, "ANSWERED_WITHIN", LIMIT)
        async with wire.listening(ana, EVENTS, id=table.case_id) as stream:
            await asyncio.sleep(LIMIT)
            assert await stream.is_silent()
            patch.undo()
            await posted(corina, thread, "Later than that.")
            assert await stream.event() == {"__typename": "MessagePosted"}
            assert stream.status == 200


def _failed(result: dict[str, Any]) -> bool:
    """With a reference to what is logged, and nothing else."""
    (error,) = result["errors"]
    return result.get("data") is None and sorted(error["extensions"]) == ["code", "reference"]
