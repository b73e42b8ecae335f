"""Who may speak to the endpoint: a bearer token from anywhere, a cookie from the server's own page alone."""

import httpx2
import pytest

from tests.api.speak import NGO, PLAIN_JSON, POLICE, RESPONSE_JSON, WHO, cookie_of, refused, send
from tests.support.server_process import ServerProcess

NOBODY = (401, ["errors"], ["UNAUTHENTICATED"])
ELSEWHERE = (403, ["errors"], ["WRONG_ORIGIN"])
PATHS = pytest.mark.parametrize("path", ["/graphql", "/graphql/stream"])


@pytest.mark.parametrize("accept", [RESPONSE_JSON, PLAIN_JSON])
@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Basic YTpi"},
        {"authorization": "Bearer"},
        {"authorization": ""},
        {"cookie": "another=1"},
    ],
)
def test_without_good_credentials_one_is_told_only_to_sign_in(
    served: ServerProcess, credentials: dict[str, str], accept: str
) -> None:
    answer = send(served, {"query": WHO}, accept=accept, **credentials)
    assert refused(answer) == NOBODY
    assert answer.headers["www-authenticate"] == "Bearer"


@PATHS
def test_a_stranger_s_document_is_not_even_read(served: ServerProcess, path: str) -> None:
    answer = send(served, b"NONSENSE", path, accept=None)
    assert refused(answer) == NOBODY


@PATHS
@pytest.mark.parametrize(
    "changed",
    [
        {"origin": None},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://localhost:8000"},
        {"x_roundtable_client": None},
    ],
)
def test_a_cookie_from_elsewhere_is_refused(
    served: ServerProcess, ana: httpx2.Client, path: str, changed: dict[str, str | None]
) -> None:
    headers = {"cookie": cookie_of(ana), "origin": served.address, "x_roundtable_client": "page", **changed}
    answer = send(served, {"query": WHO}, path, accept=None, **headers)
    assert refused(answer) == ELSEWHERE


def test_a_cookie_of_the_page_is_taken(served: ServerProcess, ana: httpx2.Client) -> None:
    headers = {"cookie": cookie_of(ana), "origin": served.address, "x_roundtable_client": "page"}
    assert send(served, {"query": WHO}, **headers).json()["data"] == POLICE


def test_a_cookie_of_nobody_gets_401(served: ServerProcess, ana: httpx2.Client) -> None:
    headers = {"cookie": f"{next(iter(ana.cookies))}=guessed", "origin": served.address, "x_roundtable_client": "page"}
    assert refused(send(served, {"query": WHO}, **headers)) == NOBODY


def test_a_bearer_token_needs_neither_origin_nor_header(served: ServerProcess, bearer: str) -> None:
    assert send(served, {"query": WHO}, authorization=bearer).json()["data"] == NGO


def test_a_bearer_token_wins_over_a_cookie(served: ServerProcess, ana: httpx2.Client, bearer: str) -> None:
    headers = {"cookie": cookie_of(ana), "origin": "https://evil.example", "authorization": bearer}
    assert send(served, {"query": WHO}, **headers).json()["data"] == NGO


def test_another_site_s_page_is_never_told_that_it_may_ask(served: ServerProcess) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = httpx2.request("OPTIONS", f"{served.address}/graphql", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]
