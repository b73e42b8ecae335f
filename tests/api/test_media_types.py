"""Which media types the endpoint takes and gives (GraphQL over HTTP, sections Accept, POST and Body)."""

import pytest

from roundtable.api.media import EVENT_STREAM, is_json, preferred
from tests.api.speak import NGO, PLAIN_JSON, RESPONSE_JSON, WHO, refused, send
from tests.support.server_process import ServerProcess

OURS = (RESPONSE_JSON, PLAIN_JSON)


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, RESPONSE_JSON),
        ("*/*", RESPONSE_JSON),
        ("application/*", RESPONSE_JSON),
        (RESPONSE_JSON, RESPONSE_JSON),
        (PLAIN_JSON, PLAIN_JSON),
        (f"{RESPONSE_JSON}; charset=utf-8, {PLAIN_JSON}; charset=utf-8", RESPONSE_JSON),
        (f"{RESPONSE_JSON}, {PLAIN_JSON};q=0.9", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0.8, {PLAIN_JSON}", PLAIN_JSON),
        (f"{RESPONSE_JSON};q=0, */*", PLAIN_JSON),
        ("text/html, */*;q=0.1", RESPONSE_JSON),
    ],
)
def test_the_answer_comes_in_what_is_wanted_most(
    served: ServerProcess, bearer: str, accept: str | None, given: str
) -> None:
    answer = send(served, {"query": WHO}, accept=accept, authorization=bearer)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{given}; charset=utf-8")
    assert answer.json()["data"] == NGO


@pytest.mark.parametrize("accept", ["text/html", "image/*", f"{PLAIN_JSON};q=0", "*/*;q=0", EVENT_STREAM, ","])
def test_who_wants_nothing_of_ours_gets_406(served: ServerProcess, bearer: str, accept: str) -> None:
    answer = send(served, {"query": WHO}, accept=accept, authorization=bearer)
    assert refused(answer) == (406, ["errors"], ["INVALID_OPERATION"])


@pytest.mark.parametrize("declared", [PLAIN_JSON, f"{PLAIN_JSON}; charset=utf-8", f'{PLAIN_JSON};charset="UTF-8"'])
def test_a_body_of_json_in_utf8_is_taken(served: ServerProcess, bearer: str, declared: str) -> None:
    assert send(served, {"query": WHO}, content_type=declared, authorization=bearer).json()["data"] == NGO


@pytest.mark.parametrize(
    "declared",
    [
        None,
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        f"{PLAIN_JSON}; charset=iso-8859-1",
        f"{PLAIN_JSON}; charset=utf-16",
    ],
)
def test_a_body_of_another_kind_gets_415(served: ServerProcess, bearer: str, declared: str | None) -> None:
    answer = send(served, {"query": WHO}, content_type=declared, authorization=bearer)
    assert refused(answer) == (415, ["errors"], ["INVALID_OPERATION"])


def test_nothing_is_kept_by_who_carries_it(served: ServerProcess, bearer: str) -> None:
    assert send(served, {"query": WHO}, authorization=bearer).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", ["", ";;;", "*/*;q=nonsense", "a" * 5000, f"{PLAIN_JSON};q=-1", "\x7f"])
def test_a_nonsense_wish_is_understood_or_not_but_harms_nothing(accept: str) -> None:
    assert preferred(accept, OURS) in (None, RESPONSE_JSON)


@pytest.mark.parametrize("declared", ["", ";", "application/json;charset*=utf-8''utf-8;=", "application/jsonp", "json"])
def test_a_nonsense_declaration_is_no_json_in_another_charset(declared: str) -> None:
    assert is_json(declared) is declared.startswith("application/json;")
