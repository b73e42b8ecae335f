"""What a request may look like: one JSON object by POST, of bounded size, with parameters of their types."""

import socket

import pytest

from roundtable.api.gate import LARGEST_BODY
from tests.api.speak import BARE, NGO, PLAIN_JSON, RESPONSE_JSON, WHO, refused, send
from tests.support.server_process import ServerProcess

BAD = (400, ["errors"], ["INVALID_OPERATION"])
NO_STRINGS: list[object] = [{"a": 1}, 0, False, ["{ __typename }"]]
NO_MAPS: list[object] = ["{}", 0, False, [{}]]
WRONG_TYPES: list[tuple[str, object]] = [
    *[("query", wrong) for wrong in NO_STRINGS],
    ("query", None),
    *[("operationName", wrong) for wrong in NO_STRINGS],
    *[("variables", wrong) for wrong in NO_MAPS],
    *[("extensions", wrong) for wrong in NO_MAPS],
]
BOTH = pytest.mark.parametrize("accept", [RESPONSE_JSON, PLAIN_JSON])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/graphql", "/graphql/stream"])
def test_only_post_is_taken(served: ServerProcess, bearer: str, method: str, path: str) -> None:
    headers = {"authorization": bearer, "accept": RESPONSE_JSON}
    answer = BARE.request(method, served.address + path, params={"query": WHO}, headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "Casa" not in answer.text


def test_a_query_by_get_is_not_answered_even_where_html_is_wanted(served: ServerProcess, bearer: str) -> None:
    headers = {"authorization": bearer, "accept": "text/html"}
    answer = BARE.get(f"{served.address}/graphql", params={"query": WHO}, headers=headers)
    assert "Casa" not in answer.text
    assert not answer.headers["content-type"].startswith("application/")


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"NONSENSE",
        b'{"query":',
        b'{"query": "{ __typename }"} more',
        b"\xff\xfe{}",
        b'{"query": "{ __typename }", "variables": {"x": NaN}}',
        b'{"query": "{ __typename }", "variables": {"x": "\\ud800"}}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
)
def test_a_body_that_is_no_json_is_refused(served: ServerProcess, bearer: str, body: bytes, accept: str) -> None:
    assert refused(send(served, body, accept=accept, authorization=bearer)) == BAD


@BOTH
@pytest.mark.parametrize(
    "body", ["null", "1", '"query"', "[]", '[{"query": "{ __typename }"}]', "{}", '{"qeury": "{ a }"}']
)
def test_a_body_that_is_not_one_request_is_refused(served: ServerProcess, bearer: str, body: str, accept: str) -> None:
    assert refused(send(served, body, accept=accept, authorization=bearer)) == BAD


@BOTH
@pytest.mark.parametrize(("parameter", "wrong"), WRONG_TYPES)
def test_a_parameter_of_the_wrong_type_is_refused(
    served: ServerProcess, bearer: str, parameter: str, wrong: object, accept: str
) -> None:
    body = {"query": WHO, parameter: wrong}
    assert refused(send(served, body, accept=accept, authorization=bearer)) == BAD


def test_parameters_that_are_null_are_as_if_not_there(served: ServerProcess, bearer: str) -> None:
    body = {"query": WHO, "variables": None, "operationName": None, "extensions": None}
    assert send(served, body, authorization=bearer).json()["data"] == NGO


def test_extensions_are_taken_and_change_nothing(served: ServerProcess, bearer: str) -> None:
    body = {"query": WHO, "extensions": {"persistedQuery": {"sha256Hash": "x"}}}
    assert send(served, body, authorization=bearer).json()["data"] == NGO


def test_files_are_not_taken_with_an_operation(served: ServerProcess, bearer: str) -> None:
    form = {"operations": (None, '{"query": "{ __typename }"}'), "map": (None, "{}")}
    headers = {"authorization": bearer, "accept": RESPONSE_JSON}
    answer = BARE.post(f"{served.address}/graphql", files=form, headers=headers)
    assert refused(answer) == (415, ["errors"], ["INVALID_OPERATION"])


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 8 * LARGEST_BODY])
def test_a_body_that_is_too_large_is_refused(served: ServerProcess, bearer: str, size: int) -> None:
    answer = send(served, b'{"query": "' + b" " * size, authorization=bearer)
    assert refused(answer) == (413, ["errors"], ["INVALID_OPERATION"])


def test_a_body_that_grows_without_saying_how_far_is_refused(served: ServerProcess, bearer: str) -> None:
    headers = {"authorization": bearer, "content-type": PLAIN_JSON, "accept": RESPONSE_JSON}
    pieces = (b" " * 65_536 for _ in range(16))
    answer = BARE.post(f"{served.address}/graphql", content=pieces, headers=headers)
    assert refused(answer) == (413, ["errors"], ["INVALID_OPERATION"])


def test_the_largest_body_is_still_read(served: ServerProcess, bearer: str) -> None:
    start = b'{"query": "{ __typename }", "variables": {"pad": "'
    body = start + b" " * (LARGEST_BODY - len(start) - 3) + b'"}}'
    assert len(body) == LARGEST_BODY
    assert send(served, body, authorization=bearer).json()["data"] == {"__typename": "Query"}


def test_who_goes_away_in_the_middle_of_a_body_leaves_nothing_in_the_log(served: ServerProcess, bearer: str) -> None:
    before = served.log
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nAuthorization: {bearer}\r\n"
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(f"{head}Content-Type: {PLAIN_JSON}\r\nContent-Length: 100\r\n\r\n{{".encode())
        # the server has begun to read when it answers somebody who came later
        assert send(served, {"query": WHO}, authorization=bearer).status_code == 200
    assert send(served, {"query": WHO}, authorization=bearer).status_code == 200
    assert served.log == before
