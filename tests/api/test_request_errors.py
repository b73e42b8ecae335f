"""Documents and variables that cannot be executed: 400 without `data`, or 200 to who takes plain JSON; always coded."""

import pytest

from roundtable.api.limits import ALIASES, DEPTH, TOKENS
from tests.api.speak import PLAIN_JSON, RESPONSE_JSON, refused, send
from tests.support.server_process import ServerProcess

TWO = "query A { __typename } query B { viewer { id: __typename } }"
INVALID = ["INVALID_OPERATION"]
CANNOT_BE_EXECUTED = [
    pytest.param({"query": "{"}, id="syntax"),
    pytest.param({"query": ""}, id="nothing"),
    pytest.param({"query": "# only a comment"}, id="comment"),
    pytest.param({"query": "{ notThere }"}, id="unknown field"),
    pytest.param({"query": "{ viewer }"}, id="no selection"),
    pytest.param({"query": "fragment F on Query { __typename }"}, id="no operation"),
    pytest.param({"query": TWO}, id="which of two"),
    pytest.param({"query": TWO, "operationName": "C"}, id="unknown operation"),
    pytest.param({"query": "query A { __typename }", "operationName": ""}, id="operation without a name"),
    pytest.param({"query": "query ($x: Int!) { cases(first: $x) { nodes { id } } }"}, id="missing variable"),
    pytest.param(
        {"query": "query ($x: Int!) { cases(first: $x) { nodes { id } } }", "variables": {"x": "many"}},
        id="variable of another type",
    ),
    pytest.param(
        {"query": "query ($x: Int) { cases(first: $x) { nodes { id } } }", "variables": {"x": 2**40}},
        id="number too large",
    ),
    pytest.param(
        {"query": "query ($x: [TaskStatus!]) { assignedTasks(status: $x) { nodes { id } } }", "variables": {"x": "NO"}},
        id="no value of the enum",
    ),
    pytest.param(
        {"query": "query ($x: DateTime) { assignedTasks(dueBefore: $x) { nodes { id } } }", "variables": {"x": "soon"}},
        id="no instant",
    ),
    pytest.param(
        {
            "query": "mutation ($x: PostMessageInput!) { postMessage(input: $x) { message { id } } }",
            "variables": {"x": {"clientMutationId": "not a uuid", "threadId": "t", "body": "b"}},
        },
        id="no uuid",
    ),
    pytest.param(
        {
            "query": "mutation ($x: PostMessageInput!) { postMessage(input: $x) { message { id } } }",
            "variables": {"x": {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "more": 1}},
        },
        id="unknown input field",
    ),
    pytest.param({"query": "query { " + "a" * 100 + ": __typename " * TOKENS + "}"}, id="too many tokens"),
    pytest.param(
        {"query": "{ node(id: 1) " + "{ ... on Node " * DEPTH * 40 + "{ id }" + "}" * DEPTH * 40 + "}"}, id="deep"
    ),
    pytest.param({"query": "{" + "a { " * 1400 + "b" + "}" * 1401}, id="very deep"),
    pytest.param({"query": "{ node(id: " + "[" * 1400 + "]" * 1400 + ") { id } }"}, id="very deep value"),
    pytest.param({"query": "{ " + " ".join(f"a{n}: __typename" for n in range(ALIASES + 1)) + " }"}, id="aliases"),
    pytest.param({"query": "{ ...F } fragment F on Query { ...F }"}, id="a fragment of itself"),
    pytest.param({"query": "{ __typename @skip }"}, id="directive without its argument"),
    pytest.param({"query": "{ __typename @nowhere }"}, id="unknown directive"),
    pytest.param({"query": "{ __typename \x00 }"}, id="control character"),
]


@pytest.mark.parametrize("body", CANNOT_BE_EXECUTED)
def test_who_takes_the_specification_s_type_gets_400_without_data(
    served: ServerProcess, bearer: str, body: dict[str, object]
) -> None:
    status, entries, codes = refused(send(served, body, accept=RESPONSE_JSON, authorization=bearer))
    assert (status, entries, set(codes)) == (400, ["errors"], set(INVALID))


@pytest.mark.parametrize("body", CANNOT_BE_EXECUTED)
def test_who_takes_plain_json_gets_200_without_data(
    served: ServerProcess, bearer: str, body: dict[str, object]
) -> None:
    status, entries, codes = refused(send(served, body, accept=PLAIN_JSON, authorization=bearer))
    assert (status, entries, set(codes)) == (200, ["errors"], set(INVALID))


@pytest.mark.parametrize("accept", [RESPONSE_JSON, PLAIN_JSON])
@pytest.mark.parametrize(
    ("field", "code", "path"),
    [
        ('case(id: "nonsense") { id }', "INVALID_ID", ["id"]),
        ("cases(first: 0) { nodes { id } }", "INVALID_PAGE_SIZE", ["first"]),
        ("cases(first: 101) { nodes { id } }", "INVALID_PAGE_SIZE", ["first"]),
        ('cases(after: "forged") { nodes { id } }', "INVALID_CURSOR", ["after"]),
    ],
)
def test_an_argument_that_cannot_be_taken_is_an_error_of_its_field(
    served: ServerProcess, bearer: str, field: str, code: str, path: list[str], accept: str
) -> None:
    answer = send(served, {"query": "{ here: __typename " + field + " }"}, accept=accept, authorization=bearer)
    (error,) = answer.json()["errors"]
    assert answer.status_code == 200
    assert error["path"] == [field.partition("(")[0]]
    assert error["extensions"] == {"code": code, "path": path}


def test_a_subscription_is_not_answered_by_an_ordinary_request(served: ServerProcess, bearer: str) -> None:
    answer = send(served, {"query": "subscription { myEvents { id } }"}, authorization=bearer)
    assert refused(answer) == (400, ["errors"], INVALID)


def test_the_operation_that_is_named_is_the_one_that_runs(served: ServerProcess, bearer: str) -> None:
    answer = send(served, {"query": TWO, "operationName": "A"}, authorization=bearer)
    assert answer.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("accept", [RESPONSE_JSON, PLAIN_JSON])
def test_a_problem_of_an_act_is_no_error_of_the_request(served: ServerProcess, bearer: str, accept: str) -> None:
    document = "mutation ($input: PostMessageInput!) { postMessage(input: $input) { problems { code path } } }"
    given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "threadId": "nonsense", "body": "Hello"}
    answer = send(served, {"query": document, "variables": {"input": given}}, accept=accept, authorization=bearer)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"postMessage": {"problems": [{"code": "INVALID_ID", "path": ["threadId"]}]}}
