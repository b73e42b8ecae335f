"""A canary in every text: no byte that reaches somebody, nor the log, holds one that they may not meet."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import product
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs
from websockets.asyncio.client import connect

from roundtable.core import facts, ids
from roundtable.core.facts import NewFact
from tests.access import asking, canaries, generated, listening, near_misses
from tests.access.canaries import Canaries
from tests.access.looking import Onlookers
from tests.access.oracle import Oracle
from tests.access.world import POSTS, World
from tests.messaging.room import left_behind
from tests.streams.wire import WITHIN, Wire, open_wire
from tests.support.databases import ORIGIN
from tests.support.table import Client, operation

# Everyone of the cast asks everything there is to ask.
pytestmark = pytest.mark.slow

WORLDS: dict[str, Callable[[], World]] = {
    "sides, history, persons": near_misses.audiences,
    "broken glasses": near_misses.glasses,
    "anything": lambda: generated.world(Random(4), rich=2),
}


# As it runs; where the rule is enforced once only, the generated worlds tell. `make test-worlds` asks of all of them.
_WHOLE = bool(os.environ.get("EVERY_WAY"))
_SLICE = [("sqlite", "anything")]
ASKED = list(product(("sqlite", "as it runs"), WORLDS)) if _WHOLE else _SLICE
# Of what is hidden, one in so many is acted on.
_ACTED_ON = 1 if _WHOLE else 6
_CASES = [pytest.param(*one, marks=[pytest.mark.postgres] if one[0] == "as it runs" else []) for one in ASKED]


@pytest.mark.parametrize(("onlookers", "name"), _CASES, indirect=["onlookers"], scope="module")
async def test_no_byte_that_anybody_gets_and_no_line_of_the_log_holds_what_they_may_not_see(
    onlookers: Onlookers, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = WORLDS[name]()
    planted, apart = canaries.plant(world)
    listening.happen(world)
    oracle, met = Oracle(world), dict[str, set[bytes]]()

    caplog.set_level(logging.INFO)
    with capture_logs() as logged:
        async with _happening(onlookers, world) as (wire, last):
            for key, client in onlookers.clients.items():
                met[key] = canaries.found_in(await _all_bytes(wire, client, world, oracle, POSTS[key], last[key]))

    assert {key: found - apart.keys() for key, found in met.items()} == _may_meet(oracle, planted)
    at_most = _may_meet(oracle, apart)
    assert {key: (found & apart.keys()) - at_most[key] for key, found in met.items()} == {key: set() for key in POSTS}
    assert canaries.found_in(f"{logged}{caplog.text}".encode()) == set()


def _may_meet(oracle: Oracle, planted: Canaries) -> dict[str, set[bytes]]:
    live = {key: oracle.posts[post] for key, post in POSTS.items() if oracle.is_live(oracle.posts[post])}
    met = {key: {canary for canary, may in planted.items() if may(oracle, post)} for key, post in live.items()}
    return {key: met.get(key, set()) for key in POSTS}


@asynccontextmanager
async def _happening(onlookers: Onlookers, world: World) -> AsyncIterator[tuple[Wire, dict[str, NewFact]]]:
    """The world stands, all of it has been told, and last a word to each."""
    last = {key: listening.last_word(world, post) for key, post in POSTS.items()}
    async with open_wire(onlookers.table) as wire, onlookers.standing(world):
        async with onlookers.table.database.writing() as session:
            await facts.write(session, [*world.facts, *last.values()])
        world.facts += last.values()
        yield wire, {key: fact for key, (fact, _) in last.items()}


async def _all_bytes(wire: Wire, client: Client, world: World, oracle: Oracle, post: Any, last: NewFact) -> bytes:
    public, gathered = world.public_ids(), list[bytes]()
    with _listening_to(client, gathered):
        for text, variables in [*asking.queries(public), *asking.loads(public)]:
            await client.ask(text, **variables)
        async with left_behind(wire.table) as added:
            for text, variables in asking.acts(_hidden(world, oracle, post)[::_ACTED_ON]):
                await client.ask(text, **variables)
        assert added == {}
    gathered += [await _socket(wire, client, world, last), await _events(wire, client, world, post, last)]
    return b"\n".join(gathered)


@contextmanager
def _listening_to(client: Client, gathered: list[bytes]) -> Iterator[None]:
    """Keep every byte of every answer, whatever it is."""

    async def keep(response: Any) -> None:
        gathered.append(f"{response.status_code} {response.headers}".encode() + await response.aread())

    client.http.event_hooks["response"].append(keep)
    yield
    client.http.event_hooks["response"].remove(keep)


def _hidden(world: World, oracle: Oracle, key: Any) -> list[str]:
    """What the post does not see, of what somebody might act on."""
    seen = oracle.answer(key, set(world.public_ids()))
    return [public for public in world.public_ids() if seen is None or public not in seen.loaded]


async def _socket(wire: Wire, client: Client, world: World, last: NewFact) -> bytes:
    """Every frame of a socket that asks for the case's page and follows the case from its beginning."""
    given = {"caseId": ids.encode("case", world.case.id), "after": listening.cursor_at(wire, [world.case.id], {})}
    cookies = "; ".join(f"{name}={value}" for name, value in client.http.cookies.items())
    headers = {"origin": ORIGIN, **({"cookie": cookies} if cookies else {})}
    headers |= {name: value for name, value in client.http.headers.items() if name == "authorization"}
    frames: list[bytes] = []
    url = wire.address.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=["graphql-transport-ws"], additional_headers=headers, proxy=None) as socket:  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "connection_init"}))
        for name in ("CasePage", "CaseEvents"):
            variables = given if name == "CaseEvents" else {"caseId": given["caseId"]}
            payload = {"query": operation(name), "variables": variables}
            await socket.send(json.dumps({"type": "subscribe", "id": name, "payload": payload}))
        ends = (
            f'"{ids.encode("event", last.id)}"',
            '"id":"CaseEvents","type":"error"',
            '"id":"CaseEvents","type":"complete"',
        )
        while not frames or not any(end in frames[-1].decode().replace(" ", "") for end in ends):
            try:
                frame = await asyncio.wait_for(socket.recv(), WITHIN)
            except Exception as ended:  # noqa: BLE001 - whatever ends it is one of the bytes, too
                assert not isinstance(ended, TimeoutError), frames
                frames.append(str(ended).encode())
                break
            frames.append(frame if isinstance(frame, bytes) else frame.encode())
    return b"\n".join(frames)


async def _events(wire: Wire, client: Client, world: World, key: Any, last: NewFact) -> bytes:
    """What one's own stream tells, up to the last word in each of its inboxes."""
    inboxes = listening.inboxes(world, key)
    after = listening.cursor_at(wire, inboxes, await listening.heads_before(wire.table, world))
    told: list[Any] = []
    async with wire.listening(client, "MyEvents", after=after) as stream:
        while stream.status == 200 and sum(ids.encode("event", last.id) in str(one) for one in told) < len(inboxes):
            told.append(await asyncio.wait_for(stream.results.get(), WITHIN))
            if told[-1] is None:
                break
    return json.dumps(told).encode()
