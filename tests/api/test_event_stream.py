"""Server-sent events at `/graphql/stream`: who gets a stream, and what it looks like on the wire (graphql-sse)."""

import pytest

from tests.api.speak import NGO, PLAIN_JSON, RESPONSE_JSON, WHO, refused, send
from tests.support.server_process import ServerProcess

STREAM, EVENTS = "/graphql/stream", "text/event-stream"


@pytest.mark.parametrize("accept", [EVENTS, None, "*/*", "text/*", f"{PLAIN_JSON};q=0.5, text/event-stream"])
def test_an_operation_is_answered_as_events(served: ServerProcess, bearer: str, accept: str | None) -> None:
    answer = send(served, {"query": WHO}, STREAM, accept=accept, authorization=bearer)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == EVENTS
    assert answer.headers["cache-control"] == "no-store, no-transform"
    lines = answer.text.splitlines()
    assert (lines[0], lines[1].partition(":")[0], lines[3]) == ("event: next", "data", "event: complete")
    assert NGO["viewer"]["membership"]["agency"]["name"] in lines[1]


@pytest.mark.parametrize("accept", [PLAIN_JSON, RESPONSE_JSON, f"{EVENTS};q=0"])
def test_who_takes_no_events_gets_406(served: ServerProcess, bearer: str, accept: str) -> None:
    answer = send(served, {"query": WHO}, STREAM, accept=accept, authorization=bearer)
    assert refused(answer) == (406, ["errors"], ["INVALID_OPERATION"])


@pytest.mark.parametrize("body", [b"NONSENSE", b"[]", b'{"query": 1}', b'{"query": "{ a }", "variables": []}'])
def test_a_request_of_the_wrong_form_gets_no_stream(served: ServerProcess, bearer: str, body: bytes) -> None:
    answer = send(served, body, STREAM, accept=EVENTS, authorization=bearer)
    assert refused(answer) == (400, ["errors"], ["INVALID_OPERATION"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "INVALID_OPERATION"),
        ("", "INVALID_OPERATION"),
        ("{ notThere }", "INVALID_OPERATION"),
        ("fragment F on Query { __typename }", "INVALID_OPERATION"),
        ("query A { __typename } query B { __typename }", "INVALID_OPERATION"),
        ('subscription { caseEvents(caseId: "nonsense") { id } }', "INVALID_ID"),
        ('subscription { myEvents(after: "forged") { id } }', "INVALID_CURSOR"),
    ],
)
def test_what_cannot_run_is_an_event_with_its_code_and_the_end(
    served: ServerProcess, bearer: str, query: str, code: str
) -> None:
    answer = send(served, {"query": query}, STREAM, accept=EVENTS, authorization=bearer)
    assert answer.status_code == 200
    assert answer.text.count("event: next") == 1
    assert f'"code":"{code}"' in answer.text
    assert answer.text.rstrip().splitlines()[-2].startswith("event: complete")
