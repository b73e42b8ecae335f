"""npm's graphql-ws and graphql-sse clients hear what others do, and lose nothing when the server dies under them."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES
from tests.clients.conftest import Started
from tests.support.server_process import ServerProcess, server_process
from tests.support.table import operation

# its packages come over the network the first time
pytestmark = pytest.mark.slow

CASE = ids.encode("case", story.CASE)
CASE_EVENTS = """subscription ($caseId: ID!, $after: String) {
  caseEvents(caseId: $caseId, after: $after) { cursor prev ... on MessagePosted { message { body } } }
}"""
MY_EVENTS = """subscription ($after: String) {
  myEvents(after: $after) { cursor prev ... on TaskAssigned { task { title } } }
}"""
STATE = """query ($caseId: ID!) {
  case(id: $caseId) { eventsCursor }
  threads(caseId: $caseId, first: 1) { nodes { id } }
}"""
TRANSPORTS = pytest.mark.parametrize("transport", ["ws", "sse"])
COMES_WITHIN = 60.0


def ask(page: httpx2.Client, document: str, **variables: Any) -> dict[str, Any]:
    answer = page.post("/graphql", json={"query": document, "variables": variables}).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


def act(page: httpx2.Client, name: str, **given: Any) -> None:
    """An act that is repeated, as the same one, until it is acknowledged."""
    given["clientMutationId"] = str(uuid4())
    deadline = time.monotonic() + COMES_WITHIN
    while True:
        try:
            ((_, payload),) = ask(page, operation(name), input=given).items()
        except httpx2.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            assert payload["problems"] == []
            return


def printed(folder: Path, count: int, process: subprocess.Popen[bytes]) -> list[dict[str, Any]]:
    """The events a script has printed, once there are this many."""
    deadline = time.monotonic() + COMES_WITHIN
    while True:
        whole, _, _ = (folder / "printed").read_text().rpartition("\n")
        events = [json.loads(line) for line in whole.splitlines()]
        if len(events) >= count:
            return events
        assert process.poll() is None, (folder / "complaints").read_text()
        assert time.monotonic() < deadline, f"{len(events)} of {count}: {(folder / 'complaints').read_text()}"
        time.sleep(0.05)


def by_page(server: ServerProcess, page: httpx2.Client) -> dict[str, str]:
    """The headers that a browser and the page send."""
    cookies = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    return {"cookie": cookies, "origin": server.address, "x-roundtable-client": "page"}


@pytest.fixture
def mortal(database_url: str, tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of the test's own, to be killed."""
    with server_process(tmp_path, database_url) as server:
        yield server


@TRANSPORTS
def test_a_client_that_lost_its_server_hears_every_message_once_and_in_order(
    transport: str, mortal: ServerProcess, script: Started, tmp_path: Path
) -> None:
    with mortal.page_of("ana") as reader, mortal.page_of("bogdan") as writer:
        state = ask(reader, STATE, caseId=CASE)
        begin, thread = state["case"]["eventsCursor"], state["threads"]["nodes"][0]["id"]
        wanted = {"transport": transport, "address": mortal.address, "headers": by_page(mortal, reader)}
        wanted |= {"query": CASE_EVENTS, "variables": {"caseId": CASE, "after": begin}}
        bodies = [f"Number {number}." for number in range(30)]

        def post_all() -> None:
            for body in bodies:
                act(writer, "PostMessage", threadId=thread, body=body)

        posting = threading.Thread(target=post_all)
        with script("follow.mjs", json.dumps(wanted)) as client:
            posting.start()
            printed(tmp_path, 8, client)
            mortal.kill()
            mortal.start()
            posting.join(COMES_WITHIN)
            printed(tmp_path, len(bodies), client)
            # whatever came too much would come by now
            act(writer, "PostMessage", threadId=thread, body="The last.")
            events = printed(tmp_path, len(bodies) + 1, client)

    assert [event["message"]["body"] for event in events] == [*bodies, "The last."]
    assert [event["prev"] for event in events] == [begin, *(event["cursor"] for event in events[:-1])]


@TRANSPORTS
def test_a_script_with_a_token_hears_of_its_agency_s_task(
    transport: str, served: ServerProcess, script: Started, tmp_path: Path
) -> None:
    headers = {"authorization": f"Bearer {served.token()}"}
    begin = httpx2.post(
        f"{served.address}/graphql", json={"query": "{ viewer { eventsCursor } }"}, headers=headers
    ).json()["data"]["viewer"]["eventsCursor"]
    wanted = {"transport": transport, "address": served.address, "headers": headers, "inPayload": True}
    wanted |= {"query": MY_EVENTS, "variables": {"after": begin}}

    with served.page_of("corina") as corina, script("follow.mjs", json.dumps(wanted)) as client:
        thread = ask(corina, STATE, caseId=CASE)["threads"]["nodes"][0]["id"]
        ngo = ids.encode("agency", AGENCIES["ngo"].id)
        act(corina, "AssignTask", threadId=thread, agencyId=ngo, title=f"Heard by {transport}")
        (event,) = printed(tmp_path, 1, client)

    assert event["task"] == {"title": f"Heard by {transport}"}
    assert event["prev"] == begin
