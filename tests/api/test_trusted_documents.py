"""The page's own documents are known by the hash of their text; where it is said, a session may run no others."""

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from graphql import parse

from roundtable.api.http import Endpoint
from roundtable.api.limits import is_kept
from roundtable.api.trusted import LIST, Trusted
from roundtable.settings import Settings
from tests.api.speak import cookie_of, socket_to
from tests.streams.wire import open_wire
from tests.support.server_process import server_process
from tests.support.table import Client, Table, operation

WHOSE = "query Whose { viewer { membership { id } } }"
OTHER = "{ viewer { membership { id } } }"
EVENTS = "subscription { myEvents { id } }"
NAME = f"sha256:{sha256(WHOSE.encode()).hexdigest()}"


@pytest.fixture
def alone(table: Table) -> Iterator[Table]:
    """A server that takes two documents from a session, and no others."""
    endpoints = (getattr(route, "endpoint", None) for route in table.app.routes)
    (gate,) = {each.gate for each in endpoints if isinstance(each, Endpoint)}
    with patch.object(gate, "trusted", Trusted([WHOSE, EVENTS], alone=True)):
        yield table


async def _send(client: Client, **body: Any) -> tuple[int, Any]:
    answer = await client.http.post("/graphql", json=body)
    told = answer.json()
    codes = [error["extensions"]["code"] for error in told.get("errors", ())]
    return answer.status_code, codes or told["data"]


async def test_a_document_is_run_by_its_name_again_and_again(alone: Table) -> None:
    ana = await alone.by("ana")
    found = {"viewer": {"membership": {"id": alone.membership_id("ana")}}}
    for _ in range(3):
        assert await _send(ana, documentId=NAME) == (200, found)
        assert await _send(ana, documentId=NAME, operationName="Whose", variables={}) == (200, found)
        assert await _send(ana, query=WHOSE) == (200, found)


@pytest.mark.parametrize("text", [OTHER, WHOSE + " ", "{", "", "mutation { markRead }", "query Whose"])
async def test_a_session_s_other_documents_are_not_even_parsed(alone: Table, text: str) -> None:
    ana = await alone.by("ana")
    with patch("roundtable.api.documents.parse", side_effect=AssertionError):
        assert await _send(ana, query=text) == (400, ["UNKNOWN_DOCUMENT"])


async def test_a_program_with_a_token_asks_what_it_wants(alone: Table) -> None:
    script = await alone.by_script()
    assert (await _send(script, query=OTHER))[0] == 200
    assert (await _send(script, documentId=NAME))[0] == 200


@pytest.mark.parametrize(
    "name", ["", "sha256:", NAME[:-1], NAME.removeprefix("sha256:"), "sha256:" + "0" * 64, "md5:1", 7, None, [NAME], {}]
)
async def test_a_name_of_nothing_is_an_unknown_document_for_everybody(alone: Table, name: Any) -> None:
    for client in (await alone.by("ana"), await alone.by_script()):
        assert await _send(client, documentId=name) == (400, ["UNKNOWN_DOCUMENT"])


async def test_a_text_and_a_name_are_not_taken_together(alone: Table) -> None:
    for client in (await alone.by("ana"), await alone.by_script()):
        assert await _send(client, documentId=NAME, query=WHOSE) == (400, ["INVALID_OPERATION"])


async def test_who_is_not_signed_in_is_told_that_first(alone: Table) -> None:
    assert await _send(alone.stranger(), query=OTHER) == (401, ["UNAUTHENTICATED"])
    assert await _send(alone.stranger(), documentId="sha256:0") == (401, ["UNAUTHENTICATED"])


async def test_streams_are_asked_for_by_the_same_documents(alone: Table) -> None:
    ana = await alone.by("ana")
    body = {"query": "subscription Mine { myEvents { id } }"}
    answer = await ana.http.post("/graphql/stream", json=body, headers={"accept": "text/event-stream"})
    assert answer.status_code == 400
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNKNOWN_DOCUMENT"]
    async with open_wire(alone) as wire, wire.listening(ana, EVENTS) as stream:
        assert await stream.is_silent()


async def test_in_the_demo_and_in_development_a_session_asks_what_it_wants(table: Table) -> None:
    assert (await _send(await table.by("ana"), query=OTHER))[0] == 200


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ({}, True),
        ({"demo": True}, False),
        ({"development": True}, False),
        ({"demo": True, "page_documents_only": True}, True),
        ({"page_documents_only": False}, False),
    ],
)
def test_it_is_so_unless_something_else_is_said(said: dict[str, bool], alone: bool) -> None:
    assert Settings(**said).takes_page_only is alone  # type: ignore[arg-type]


def test_the_page_s_build_lists_what_it_asks() -> None:
    built = Settings().static_dir / LIST
    listed = orjson.loads(built.read_bytes())
    assert all(sha256(text.encode()).hexdigest() == name for name, text in listed.items())
    assert len(listed) == len(list(Path("schema/operations").glob("*.graphql"))) - _fragments()
    assert any("mutation PostMessage(" in text for text in listed.values())
    # One that is too large to be kept would be parsed, checked and planned each time.
    assert all(is_kept(parse(text)) for text in listed.values())


def _fragments() -> int:
    """Files without an operation of their own."""
    texts = [each.read_text() for each in Path("schema/operations").glob("*.graphql")]
    return sum(not any(kind in text for kind in ("query ", "mutation ", "subscription ")) for text in texts)


def test_a_page_that_is_not_built_has_no_documents(tmp_path: Path) -> None:
    assert Trusted.of_page(tmp_path, alone=True).told({"query": WHOSE}) == {"query": WHOSE}


@pytest.mark.slow
def test_a_socket_takes_the_page_s_documents_alone(sqlite_template: Path, tmp_path: Path) -> None:
    seated = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}"
    with server_process(tmp_path, seated, ROUNDTABLE_PAGE_DOCUMENTS_ONLY="1") as server, server.page_of("ana") as page:
        answer = page.post("/graphql", json={"query": operation("Viewer")})
        assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNKNOWN_DOCUMENT"]
        with socket_to(server, Cookie=cookie_of(page), Origin=server.address) as socket:
            socket.open()
            socket.tell("subscribe", id="1", payload={"query": EVENTS})
            refused = socket.hear()
    assert (refused["id"], refused["type"]) == ("1", "error")
    assert [error["extensions"]["code"] for error in refused["payload"]] == ["UNKNOWN_DOCUMENT"]
