"""What nobody foresaw: the client gets a reference and nothing else, the log gets the place and no content."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import PLAIN_JSON, RESPONSE_JSON, cookie_of, socket_to
from tests.support.server_process import ServerProcess, server_process
from tests.support.table import operation

CASE = ids.encode("case", story.CASE)
CANARY = "canary-7c1f"
THREADS = f'{{ threads(caseId: "{CASE}") {{ nodes {{ messages {{ nodes {{ body }} }} }} }} }}'
EVENTS = f'subscription {{ caseEvents(caseId: "{CASE}") {{ ... on MessagePosted {{ message {{ body }} }} }} }}'


@pytest.fixture(scope="module")
def broken(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose table of messages is torn out from under it."""
    folder = tmp_path_factory.mktemp("broken")
    database = shutil.copy(sqlite_template, folder)
    with server_process(folder, f"sqlite+aiosqlite:///{database}") as server:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("DROP TABLE message")
        yield server


@pytest.fixture(scope="module")
def page(broken: ServerProcess) -> Iterator[httpx2.Client]:
    """Corina's page, which coordinates the case."""
    with broken.page_of("corina") as page:
        yield page


def check_masked(error: dict[str, Any], log: str) -> None:
    """The error says nothing of what went wrong, and can be found in the log."""
    assert error["message"] == "Something went wrong on the server. Quote the reference when you report it."
    assert sorted(error["extensions"]) == ["code", "reference"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert re.search(f"unforeseen.*{error['extensions']['reference']}", log)
    assert "OperationalError" in log
    assert not re.search(f"no such table|SELECT|INSERT|{CANARY}", log)


@pytest.mark.parametrize(("accept", "status"), [(RESPONSE_JSON, 500), (PLAIN_JSON, 200)])
def test_a_query_that_fails(broken: ServerProcess, page: httpx2.Client, accept: str, status: int) -> None:
    answer = page.post("/graphql", json={"query": THREADS}, headers={"accept": accept})
    assert (answer.status_code, sorted(answer.json())) == (status, ["errors"])
    check_masked(answer.json()["errors"][0], broken.log)


def test_a_mutation_that_fails(broken: ServerProcess, page: httpx2.Client) -> None:
    found = page.post("/graphql", json={"query": f'{{ threads(caseId: "{CASE}") {{ nodes {{ id }} }} }}'}).json()
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "body": CANARY}
    given["threadId"] = found["data"]["threads"]["nodes"][0]["id"]
    answer = page.post("/graphql", json={"query": operation("PostMessage"), "variables": {"input": given}})
    assert (answer.status_code, answer.json()["data"]) == (200, None)
    check_masked(answer.json()["errors"][0], broken.log)


@pytest.mark.parametrize("document", [THREADS, EVENTS])
def test_an_operation_that_fails_on_a_socket(broken: ServerProcess, page: httpx2.Client, document: str) -> None:
    with socket_to(broken, Cookie=cookie_of(page), Origin=broken.address) as socket:
        socket.open()
        answer = socket.ask(document)
        errors = answer["payload"] if answer["type"] == "error" else answer["payload"]["errors"]
        check_masked(errors[0], broken.log)
        assert socket.is_open()


def test_a_subscription_that_fails_as_an_event_stream(broken: ServerProcess, page: httpx2.Client) -> None:
    headers = {"accept": "text/event-stream"}
    answer = page.post("/graphql/stream", json={"query": EVENTS}, headers=headers)
    told = re.search(r"event: next\s+data: (.*)", answer.text)
    assert told is not None
    check_masked(httpx2.Response(200, content=told[1].strip()).json()["errors"][0], broken.log)
    assert answer.text.rstrip().splitlines()[-2].startswith("event: complete")


def test_a_failure_before_the_operation(broken: ServerProcess, page: httpx2.Client) -> None:
    with closing(sqlite3.connect(broken.database_url.partition(":///")[2])) as connection:
        connection.execute("ALTER TABLE session RENAME TO gone")
        answer = page.post("/graphql", json={"query": "{ __typename }"})
        connection.execute("ALTER TABLE gone RENAME TO session")
    assert (answer.status_code, sorted(answer.json())) == (500, ["errors"])
    check_masked(answer.json()["errors"][0], broken.log)
