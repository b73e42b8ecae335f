"""Sockets: who may open one, what may be asked on it, and how it says what is wrong (graphql-transport-ws)."""

from contextlib import suppress
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from roundtable.api.connections import OPERATIONS
from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import NGO, POLICE, WHO, cookie_of, socket_to
from tests.support.server_process import ServerProcess

FORBIDDEN = (4403, "Forbidden")


def test_a_cookie_with_the_exact_origin_opens_a_socket(served: ServerProcess, ana: httpx2.Client) -> None:
    with socket_to(served, Cookie=cookie_of(ana), Origin=served.address) as socket:
        socket.open()
        assert socket.ask(WHO) == {
            "id": "1",
            "type": "next",
            "payload": {"data": POLICE, "extensions": {"cost": {"objects": 4, "limit": 5_000}}},
        }
        assert socket.hear() == {"id": "1", "type": "complete"}


def test_a_cookie_without_an_origin_does_not(served: ServerProcess, ana: httpx2.Client) -> None:
    with socket_to(served, Cookie=cookie_of(ana)) as socket:
        socket.tell("connection_init")
        assert socket.closed_with() == FORBIDDEN


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_another_site_s_page_does_not_come_in_at_all(served: ServerProcess, ana: httpx2.Client, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, socket_to(served, Cookie=cookie_of(ana), Origin=origin):
        pass
    assert refusal.value.response.status_code == 403


def test_an_origin_that_is_only_the_name_it_asked_for_does_not(served: ServerProcess, ana: httpx2.Client) -> None:
    # a name of theirs that leads to this machine, as after DNS rebinding
    origin = f"http://rebound.example:{served.port}"
    with socket_to(served, name="rebound.example", Cookie=cookie_of(ana), Origin=origin) as socket:
        socket.tell("connection_init")
        assert socket.closed_with() == FORBIDDEN


def test_a_bearer_token_in_the_handshake_opens_a_socket(served: ServerProcess, bearer: str) -> None:
    with socket_to(served, Authorization=bearer) as socket:
        socket.open()
        assert socket.ask(WHO)["payload"]["data"] == NGO


def test_a_bearer_token_in_the_first_message_opens_a_socket(served: ServerProcess, bearer: str) -> None:
    with socket_to(served) as socket:
        socket.open({"authorization": bearer})
        assert socket.ask(WHO)["payload"]["data"] == NGO


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "", 1, [], None, {"Bearer": 1}])
def test_without_good_credentials_a_socket_is_closed(served: ServerProcess, authorization: Any) -> None:
    with socket_to(served) as socket:
        socket.tell("connection_init", payload={"authorization": authorization})
        assert socket.closed_with() == FORBIDDEN


def test_a_good_cookie_does_not_help_a_bad_token(served: ServerProcess, ana: httpx2.Client) -> None:
    with socket_to(served, Cookie=cookie_of(ana), Origin=served.address) as socket:
        socket.tell("connection_init", payload={"authorization": "Bearer nonsense"})
        assert socket.closed_with() == FORBIDDEN


def test_nothing_is_answered_before_the_hello(served: ServerProcess, bearer: str) -> None:
    with socket_to(served, Authorization=bearer) as socket:
        socket.tell("subscribe", id="1", payload={"query": WHO})
        assert socket.closed_with() == (4401, "Unauthorized")


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        ("NONSENSE", (4400, "WebSocket message must be valid JSON")),
        ('{"type": "start"}', (4400, "Unknown message type: start")),
        ("{}", (4400, "Failed to parse message")),
        ("[]", (4400, "Failed to parse message")),
        ("1", (4400, "Failed to parse message")),
        ('{"type": "subscribe"}', (4400, "Failed to parse message")),
        ('{"type": "subscribe", "id": 1, "payload": 1}', (4400, "Failed to parse message")),
        ('{"type": "subscribe", "id": [], "payload": {"query": "{ __typename }"}}', (4400, "Failed to parse message")),
        ('{"type": "complete"}', (4400, "Failed to parse message")),
        ('{"type": "connection_init"}', (4429, "Too many initialisation requests")),
        (b"\x00\x01", (4400, "WebSocket message type must be text")),
    ],
)
def test_a_frame_that_is_not_of_the_protocol_closes_the_socket(
    served: ServerProcess, bearer: str, said: str | bytes, closed: tuple[int, str]
) -> None:
    with socket_to(served, Authorization=bearer) as socket:
        socket.open()
        socket.connection.send(said)
        assert socket.closed_with() == closed
    assert "Traceback" not in served.log


def test_another_protocol_is_not_spoken(served: ServerProcess, bearer: str) -> None:
    with socket_to(served, "graphql-ws", Authorization=bearer) as socket:
        assert socket.closed_with() == (4406, "Subprotocol not acceptable")


def test_a_frame_that_is_too_large_closes_the_socket(served: ServerProcess, bearer: str) -> None:
    with socket_to(served, Authorization=bearer) as socket:
        socket.open()
        # It may be over before all of it is sent; what the server said of it is lost then with what nobody read.
        with suppress(ConnectionClosedError):
            socket.connection.send(" " * (512 * 1024 + 1))
        assert socket.closed_with()[0] in (1009, 1006)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "INVALID_OPERATION"),
        ("", "INVALID_OPERATION"),
        ("{ notThere }", "INVALID_OPERATION"),
        ("fragment F on Query { __typename }", "INVALID_OPERATION"),
        ("query A { __typename } query B { __typename }", "INVALID_OPERATION"),
        ("query ($x: Int!) { cases(first: $x) { nodes { id } } }", "INVALID_OPERATION"),
        ("subscription ($x: ID!) { caseEvents(caseId: $x) { id } }", "INVALID_OPERATION"),
        ("{" + "a { " * 1400 + "b" + "}" * 1401, "INVALID_OPERATION"),
        ('subscription { caseEvents(caseId: "nonsense") { id } }', "INVALID_ID"),
        ('subscription { myEvents(after: "forged") { id } }', "INVALID_CURSOR"),
        (f'subscription {{ caseEvents(caseId: "{ids.encode("case", story.CASE)}") {{ id }} }}', "NOT_FOUND"),
    ],
)
def test_what_cannot_run_is_said_by_its_code_and_the_socket_stays_open(
    served: ServerProcess, bearer: str, query: str, code: str
) -> None:
    with socket_to(served, Authorization=bearer) as socket:
        socket.open()
        answer = socket.ask(query)
        errors = answer["payload"] if answer["type"] == "error" else answer["payload"]["errors"]
        assert [error["extensions"]["code"] for error in errors] == [code]
        assert socket.is_open()
    assert "unforeseen" not in served.log


def test_a_socket_holds_only_so_many_operations(served: ServerProcess, bearer: str) -> None:
    with socket_to(served, Authorization=bearer) as socket:
        socket.open()
        for number in range(OPERATIONS + 1):
            socket.tell("subscribe", id=str(number), payload={"query": "subscription { myEvents { id } }"})
        refusal = socket.hear()
        assert (refusal["id"], refusal["type"]) == (f"{OPERATIONS}", "error")
        assert [error["extensions"]["code"] for error in refusal["payload"]] == ["RATE_LIMITED"]


def test_an_id_in_use_is_not_taken_twice(served: ServerProcess, bearer: str) -> None:
    with socket_to(served, Authorization=bearer) as socket:
        socket.open()
        for _ in range(2):
            socket.tell("subscribe", id="1", payload={"query": "subscription { myEvents { id } }"})
        assert socket.closed_with() == (4409, "Subscriber for 1 already exists")
