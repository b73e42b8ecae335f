"""An act that is sent several times, to whichever worker and after a restart too, is done once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.api.speak import cookie_of
from tests.faults.storm import PLACE
from tests.faults.test_workers import WORKERS, until, workers_of
from tests.support.server_process import ServerProcess, server_process
from tests.support.table import operation

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MESSAGES = "query ($id: ID!) { thread(id: $id) { messages(first: 100) { nodes { id body } } } }"


@pytest.fixture
async def several(demo_url: str, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    with server_process(tmp_path, demo_url, "--workers", str(WORKERS)) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        yield server


async def test_it_is_done_once_and_answered_alike(several: ServerProcess) -> None:
    with several.page_of("ana") as page:
        found = page.post("/graphql", json={"query": PLACE}).json()["data"]
        cookie, thread = cookie_of(page), found["threads"]["nodes"][0]["id"]
    given = {"clientMutationId": str(uuid4()), "threadId": thread, "body": "Sent nine times."}

    answers = await asyncio.gather(*(_post(several, cookie, given) for _ in range(8)))
    several.stop()
    several.start()
    answers.append(await _post(several, cookie, given))
    other = await _post(several, cookie, given | {"body": "Something else."})

    assert {answer["message"]["id"] for answer in answers if not answer["problems"]} == {answers[-1]["message"]["id"]}
    assert all(answer["problems"] == [] for answer in answers)
    assert ([each["code"] for each in other["problems"]], other["message"]) == (["IDEMPOTENCY_CONFLICT"], None)
    assert await _bodies(several, cookie, thread) == 1


async def _post(server: ServerProcess, cookie: str, given: dict[str, str]) -> dict[str, Any]:
    """On a connection of its own, so that any worker may take it."""
    answer = await _ask(server, cookie, operation("PostMessage"), input=given)
    payload: dict[str, Any] = answer["postMessage"]
    return payload


async def _bodies(server: ServerProcess, cookie: str, thread: str) -> int:
    """How often it was said."""
    found = await _ask(server, cookie, MESSAGES, id=thread)
    return [node["body"] for node in found["thread"]["messages"]["nodes"]].count("Sent nine times.")


async def _ask(server: ServerProcess, cookie: str, query: str, **variables: Any) -> dict[str, Any]:
    headers = {"cookie": cookie, "origin": server.address, "x-roundtable-client": "page"}
    async with httpx2.AsyncClient(base_url=server.address, headers=headers, timeout=30) as http:
        answer = await http.post("/graphql", json={"query": query, "variables": variables})
    data: dict[str, Any] = answer.json()["data"]
    return data
