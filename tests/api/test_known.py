"""A query that is known is answered past Strawberry, as it answered it; whatever differs is Strawberry's again."""

from typing import Any
from unittest.mock import patch
from uuid import uuid4

import orjson
import pytest
from graphql import parse
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from roundtable.api import known
from roundtable.api.http import Endpoint
from roundtable.context import Context
from roundtable.core.audit.entries import RecordEntry
from roundtable.core.tables import table_of
from roundtable.reader.shaping import Surprise
from roundtable.reader.wire import Wire
from tests.support.table import Client, Table, operation

QUERIES = """
query First($id: ID!, $first: Int! = 2) {
  case(id: $id) { reference agencies { agency { name } } }
  threads(caseId: $id, first: $first) { nodes { subject } }
}
query Second($id: ID!) { case(id: $id) { title } }
"""


@pytest.fixture
def text() -> str:
    """Known to no server yet, though tests share one."""
    return f"# {uuid4()}{QUERIES}"


async def _send(client: Client, **body: Any) -> tuple[int, str, bytes]:
    """Status, media type, and the body, in which each key stands where it stood."""
    answer = await client.http.post("/graphql", json=body)
    return answer.status_code, answer.headers["content-type"], orjson.dumps(answer.json())


class _PastStrawberry:
    """Counts what is still left to it."""

    def __init__(self) -> None:
        self.left, run = 0, Endpoint.run

        async def counted(endpoint: Endpoint, *given: Any) -> Any:
            self.left += 1
            return await run(endpoint, *given)

        self.patched = patch.object(Endpoint, "run", counted)


@pytest.fixture
def strawberry() -> Any:
    counting = _PastStrawberry()
    with counting.patched:
        yield counting


async def test_it_is_answered_as_before(table: Table, text: str, strawberry: _PastStrawberry) -> None:
    ana = await table.by("ana")
    body = {"query": text, "operationName": "First", "variables": {"id": table.case_id}}

    first = await _send(ana, **body)
    assert [await _send(ana, **body) for _ in range(3)] == [first] * 3
    assert strawberry.left == 1


async def test_each_sees_what_is_theirs(table: Table, text: str, strawberry: _PastStrawberry) -> None:
    body = {"query": text, "operationName": "Second", "variables": {"id": table.case_id}}
    await _send(await table.by("ana"), **body)

    assert (await _send(await table.by("bogdan"), **body))[2] == (await _send(await table.by("ana"), **body))[2]
    outsider = await _send(await table.by("felicia"), **body)
    assert outsider[2].startswith(b'{"data":{"case":null}')
    assert (await _send(table.stranger(), **body))[0] == 401
    assert strawberry.left == 1


async def test_another_operation_of_the_same_document_is_another_query(
    table: Table, text: str, strawberry: _PastStrawberry
) -> None:
    ana = await table.by("ana")
    body = {"query": text, "variables": {"id": table.case_id}}
    for _ in range(2):
        assert b"agencies" in (await _send(ana, **body, operationName="First"))[2]
        assert b"title" in (await _send(ana, **body, operationName="Second"))[2]
    assert strawberry.left == 2
    status, _, answer = await _send(ana, **body)
    assert (status, b"INVALID_OPERATION" in answer) == (400, True)


@pytest.mark.parametrize(
    "variables",
    [
        None,
        {},
        {"id": None},
        {"id": ["case_1"]},
        {"id": "case_1"},
        {"id": "case_01900000000070008000000000000401", "first": 0},
        {"id": "case_01900000000070008000000000000401", "first": "2"},
        {"id": "case_01900000000070008000000000000401", "first": None},
        ["case_1"],
        "case_1",
    ],
)
async def test_wrong_variables_are_answered_as_where_it_is_not_known(
    table: Table, text: str, strawberry: _PastStrawberry, variables: Any
) -> None:
    ana = await table.by("ana")
    body = {"query": text, "operationName": "First", "variables": variables}

    unknown = await _send(ana, **body)
    assert b"errors" in unknown[2]
    await _send(ana, **{**body, "variables": {"id": table.case_id}})
    strawberry.left = 0
    assert await _send(ana, **body) == unknown
    assert strawberry.left == 1


async def test_what_has_an_error_to_tell_is_told_by_the_executor(
    table: Table, text: str, strawberry: _PastStrawberry, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await table.by("ana")
    body = {"query": text, "operationName": "First", "variables": {"id": table.case_id}}
    first = await _send(ana, **body)

    def surprised(*_: Any) -> None:
        raise Surprise

    monkeypatch.setattr(Wire, "text", surprised)
    assert await _send(ana, **body) == first
    assert strawberry.left == 2


async def test_a_failure_is_masked(table: Table, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await table.by("ana")
    body = {"query": text, "operationName": "First", "variables": {"id": table.case_id}}
    await _send(ana, **body)

    async def fails(*_: Any) -> None:
        raise SQLAlchemyError("a secret of the database")

    monkeypatch.setattr(Context, "write", fails)
    ana.http.headers["accept"] = "application/graphql-response+json"
    status, _, answer = await _send(ana, **body)
    assert (status, b"INTERNAL" in answer, b"data" in answer, b"secret" in answer) == (500, True, False, False)


async def test_each_answer_is_on_the_record(table: Table, text: str) -> None:
    ana = await table.by("ana")
    body = {"query": text, "operationName": "Second", "variables": {"id": table.case_id}}
    async with table.database.reading() as connection:
        counted = select(func.count()).select_from(table_of(RecordEntry))
        before = (await connection.execute(counted)).scalar_one()
        for _ in range(3):
            await _send(ana, **body)
        assert await connection.scalar(counted) == before + 3


async def test_a_mutation_is_run_once_and_told_as_before(table: Table, strawberry: _PastStrawberry) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    text = f"# {uuid4()}\n{operation('PostMessage')}"

    async def post(mutation_id: str, **more: Any) -> dict[str, Any]:
        given = {"clientMutationId": mutation_id, "threadId": thread, "body": "Once.", **more}
        answer = (await ana.ask(text, input=given)).data["postMessage"]
        told: dict[str, Any] = answer
        return told

    ids = [str(uuid4()) for _ in range(3)]
    posted = [await post(each) for each in ids]
    assert strawberry.left == 1
    assert [each["problems"] for each in posted] == [[], [], []]
    assert len({each["message"]["id"] for each in posted}) == 3
    before = await table.rows()
    assert (await post(ids[2]))["message"] == posted[2]["message"]
    assert [each["code"] for each in (await post(ids[2], body="Other."))["problems"]] == ["IDEMPOTENCY_CONFLICT"]
    assert [each["code"] for each in (await post(str(uuid4()), body=" "))["problems"]] == ["REQUIRED"]
    assert await table.rows() == before
    assert strawberry.left == 1


async def test_a_mutation_with_wrong_variables_is_not_begun(table: Table, strawberry: _PastStrawberry) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    text = f"# {uuid4()}\n{operation('PostMessage')}"
    await ana.ask(text, input={"clientMutationId": str(uuid4()), "threadId": thread, "body": "Once."})
    before = await table.rows()
    for wrong in ({}, {"clientMutationId": "1", "threadId": thread, "body": "Twice."}, None, [thread]):
        left = strawberry.left
        refused = await ana.ask(text, input=wrong)
        assert refused.codes, wrong
        assert strawberry.left == left + 1
    assert await table.rows() == before


def _operation(text: str) -> known.Operation:
    document = parse(text)
    return known.Operation(text, None, document, document.definitions[0])  # type: ignore[arg-type]


async def test_no_more_than_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "KEPT", 2)
    kept = known.Known()
    for text in ("{ a }", "{ b }", "{ c }"):
        kept.keep(_operation(text))
    found = [kept.find({"query": text}) is not None for text in ("{ a }", "{ b }", "{ c }")]
    assert found == [False, True, True]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        [{"query": "{ a }"}],
        {},
        {"query": 1},
        {"query": ["{ a }"]},
        {"query": "{ a }", "operationName": 1},
        {"query": "{ a }", "variables": []},
        {"query": "{ a }", "variables": "{}"},
        {"query": "{ a }", "more": 1},
    ],
)
def test_a_body_of_another_form_is_not_known(body: Any) -> None:
    kept = known.Known()
    kept.keep(_operation("{ a }"))
    assert kept.find({"query": "{ a }"}) is not None
    assert kept.find(body) is None
