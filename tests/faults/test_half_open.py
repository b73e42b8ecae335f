"""A connection that has died and does not say so: who asks is answered all the same, within fifteen seconds."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy.engine import make_url

from tests.api.speak import cookie_of
from tests.faults.storm import PLACE
from tests.support.proxy import Proxy, proxy_to
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import Postgres
from tests.support.table import operation

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

# The promise, in seconds.
HANGS_NO_LONGER = 15.0
MESSAGES = "query ($id: ID!) { thread(id: $id) { messages(first: 100) { nodes { body } } } }"


@pytest.fixture
def wire(postgres: Postgres) -> Iterator[Proxy]:
    with proxy_to(postgres.port) as proxy:
        yield proxy


@pytest.fixture
def behind(wire: Proxy, demo_url: str, tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that reaches its database by the wire, with connections in use as after a busy minute."""
    url = make_url(demo_url).set(port=wire.port).render_as_string()
    with server_process(tmp_path, url, ROUNDTABLE_BELL_URL="memory://") as server:
        yield server


async def test_who_asks_while_every_connection_to_the_database_is_half_open_is_answered(
    behind: ServerProcess, wire: Proxy
) -> None:
    with behind.page_of("ana") as page:
        thread = page.post("/graphql", json={"query": PLACE}).json()["data"]["threads"]["nodes"][0]["id"]
        headers = {**page.headers, "cookie": cookie_of(page)}
    async with httpx2.AsyncClient(base_url=behind.address, headers=headers, timeout=HANGS_NO_LONGER) as http:
        given = [{"clientMutationId": str(uuid4()), "threadId": thread, "body": f"{n}"} for n in range(12)]
        await asyncio.gather(*(_ask(http, PLACE) for _ in range(12)))
        wire.half_open()
        reads, acts = [_ask(http, PLACE) for _ in range(12)], [_post(http, each) for each in given]
        answers = await asyncio.gather(*reads, *acts)
        assert {code for _, codes in answers for code in codes} <= {"INTERNAL"}

        # It has come back by itself, and what was sent may be sent again.
        again = await asyncio.gather(*(_post(http, each) for each in given))
        assert [codes for _, codes in again] == [[]] * 12
        found, _ = await _ask(http, MESSAGES, id=thread)
    said = Counter(node["body"] for node in found["thread"]["messages"]["nodes"])
    assert [said[f"{n}"] for n in range(12)] == [1] * 12


async def _post(http: httpx2.AsyncClient, given: dict[str, str]) -> tuple[Any, list[str]]:
    data, codes = await _ask(http, operation("PostMessage"), input=given)
    assert codes or data["postMessage"]["problems"] == []
    return data, codes


async def _ask(http: httpx2.AsyncClient, query: str, **variables: Any) -> tuple[Any, list[str]]:
    """What is answered, and with which codes."""
    answer = (await http.post("/graphql", json={"query": query, "variables": variables})).json()
    return answer.get("data"), [error["extensions"]["code"] for error in answer.get("errors", [])]
