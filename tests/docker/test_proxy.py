"""The proxy's configuration in a real proxy: sockets and event streams pass, and one application may go at any time."""

import asyncio
import itertools
import json
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.speak import Socket, cookie_of, socket_to
from tests.docker.behind import CADDYFILE, Behind, behind_the_proxy, proxy_environment
from tests.faults.storm import CASE, PLACE, Storm
from tests.support.servers import Postgres
from tests.support.table import operation
from tests.support.tools import tool

EVENTS = "subscription ($id: ID!, $after: String!) { caseEvents(caseId: $id, after: $after) { __typename } }"
POSTED = {"caseEvents": {"__typename": "MessagePosted"}}
on_servers = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]


@pytest.fixture(scope="module")
async def demo_url(postgres: Postgres, postgres_template: str) -> AsyncIterator[str]:
    name = await postgres.create_database(template=postgres_template)
    yield postgres.urls(name).app
    await postgres.drop_database(name)


@pytest.fixture(scope="module")
def behind(demo_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """One for all tests of this module, each of which leaves both applications running."""
    with behind_the_proxy(tmp_path_factory.mktemp("behind"), demo_url, redis_url) as installation:
        yield installation


@pytest.mark.slow
@pytest.mark.parametrize("origin", ["https://roundtable.example", "http://127.0.0.1:8000"])
def test_the_proxy_takes_its_configuration(tmp_path: Path, origin: str) -> None:
    caddy = [tool("caddy"), "validate", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    done = subprocess.run(caddy, check=False, capture_output=True, text=True, env=proxy_environment(tmp_path, origin))
    assert (done.returncode, '"level":"warn"' in done.stderr) == (0, False)


@pytest.mark.slow
def test_its_configuration_is_written_as_it_writes_them() -> None:
    done = subprocess.run([tool("caddy"), "fmt", str(CADDYFILE)], check=True, capture_output=True, text=True)
    assert done.stdout == CADDYFILE.read_text()


class TestBehindTheProxy:
    pytestmark = on_servers

    def test_an_event_comes_through_while_its_stream_goes_on(self, behind: Behind) -> None:
        with behind.front.page_of("ana") as page:
            cursor, thread = _place(page)
            asked = {"query": EVENTS, "variables": {"id": CASE, "after": cursor}}
            with page.stream("POST", "/graphql/stream", json=asked, headers={"accept": "text/event-stream"}) as stream:
                assert stream.headers["content-type"].startswith("text/event-stream")
                lines = (json.loads(line[5:]) for line in stream.iter_lines() if line.startswith("data:") and line[5:])
                for number in range(3):
                    _post(page, thread, f"Number {number}")
                    assert next(lines)["data"] == POSTED

    def test_sockets_are_shared_out_and_who_is_killed_takes_only_its_own_with_it(self, behind: Behind) -> None:
        with behind.front.page_of("ana") as page, ExitStack() as stack:
            cursor, thread = _place(page)
            sockets = [stack.enter_context(socket_to(behind.front, **_as(page, behind))) for _ in range(6)]
            for each in sockets:
                each.open()
                each.tell("subscribe", id="1", payload={"query": EVENTS, "variables": {"id": CASE, "after": cursor}})
            _post(page, thread, "To all")
            assert [each.hear()["payload"]["data"] for each in sockets] == [POSTED] * 6

            behind.one.end(signal.SIGKILL)
            for number in range(20):
                _post(page, thread, f"Number {number}")
            assert sorted(map(_heard, sockets)) == [0, 0, 0, 20, 20, 20]
            behind.one.start()

    def test_while_one_drains_no_request_fails(self, behind: Behind) -> None:
        with behind.front.page_of("ana") as page:
            _, thread = _place(page)
            for each in (behind.one, behind.other):
                assert each.process is not None
                each.process.send_signal(signal.SIGTERM)
                posted = itertools.count()
                while each.process.poll() is None:
                    _post(page, thread, f"Number {next(posted)}")
                _post(page, thread, "By the other")
                each.start()

    async def test_nothing_is_lost_doubled_or_out_of_order_while_they_are_killed_in_turn(self, behind: Behind) -> None:
        turns = itertools.cycle((behind.one, behind.other))

        def kill() -> None:
            killed = next(turns)
            killed.end(signal.SIGKILL)
            killed.start()

        storm = Storm(behind.front)
        async with asyncio.timeout(120):
            await storm.blow(writers=2, subscribers=6, kill=kill, kills=2, every=0.5)
        assert storm.losses() == []
        assert len(storm.written) > 4


def _place(page: httpx2.Client) -> tuple[str, str]:
    """Where the case's events are now, and a thread of it."""
    found = page.post("/graphql", json={"query": PLACE}).json()["data"]
    return found["case"]["eventsCursor"], found["threads"]["nodes"][0]["id"]


def _post(page: httpx2.Client, thread: str, body: str) -> None:
    given = {"clientMutationId": str(uuid4()), "threadId": thread, "body": body}
    answer = page.post("/graphql", json={"query": operation("PostMessage"), "variables": {"input": given}})
    assert (answer.status_code, answer.json()["data"]["postMessage"]["problems"]) == (200, [])


def _as(page: httpx2.Client, behind: Behind) -> dict[str, str]:
    return {"Cookie": cookie_of(page), "Origin": behind.front.address}


def _heard(socket: Socket) -> int:
    """How many of twenty messages come before the socket ends."""
    try:
        for _ in range(20):
            assert socket.hear()["payload"]["data"] == POSTED
    except ConnectionClosed:
        return 0
    return 20
