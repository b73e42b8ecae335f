"""Ariadne on Roundtable's own schema, with aiodataloader, and parsed and validated documents kept."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from aiodataloader import DataLoader  # type: ignore[import-not-found]
from ariadne import ObjectType, QueryType, make_executable_schema  # type: ignore[import-not-found]
from ariadne.asgi import GraphQL  # type: ignore[import-not-found]
from graphql import parse, validate

from benchmarks.peers.python.unit import Row, serve

SCHEMA = Path(__file__).resolve().parents[3] / "schema" / "schema.graphql"
query, thread, message = QueryType(), ObjectType("Thread"), ObjectType("Message")
membership, task = ObjectType("Membership"), ObjectType("Task")


async def _case(_: Any, info: Any, id: str) -> Any:
    return await info.context["unit"].case(id)


async def _thread(_: Any, info: Any, id: str) -> Any:
    return await info.context["unit"].thread(id)


async def _tasks(_: Any, info: Any, caseId: str, first: int, **_more: Any) -> Row:  # noqa: N803 - the argument's name
    return {"nodes": await info.context["unit"].tasks(caseId, first)}


async def _assigned(_: Any, info: Any, status: list[str], dueBefore: str, first: int, **_more: Any) -> Row:  # noqa: N803
    return {"nodes": await info.context["unit"].assigned(status, dueBefore, first)}


async def _messages(row: Row, info: Any, first: int, **_more: Any) -> Row:
    return {"nodes": await info.context["unit"].messages(row["key"], first)}


def _author(row: Row, info: Any) -> Any:
    return info.context["unit"].memberships.load(row["authorKey"])


def _practitioner(row: Row, info: Any) -> Any:
    return row["practitionerKey"] and info.context["unit"].practitioners.load(row["practitionerKey"])


def _agency(row: Row, info: Any) -> Any:
    return info.context["unit"].agencies.load(row["agencyKey"])


def _owner(row: Row, info: Any) -> Any:
    return info.context["unit"].agencies.load(row["ownerKey"])


def _claimant(row: Row, info: Any) -> Any:
    return row["claimedKey"] and info.context["unit"].memberships.load(row["claimedKey"])


@lru_cache
def _parsed(document: str) -> Any:
    return parse(document)


_valid: dict[int, list[Any]] = {}


def _validated(schema: Any, document: Any, rules: Any = None, *more: Any, **options: Any) -> list[Any]:
    # A document that was parsed once is one object for good.
    if id(document) not in _valid:
        _valid[id(document)] = validate(schema, document, rules, *more, **options)
    return _valid[id(document)]


if __name__ == "__main__":
    query.set_field("case", _case)
    query.set_field("thread", _thread)
    query.set_field("tasks", _tasks)
    query.set_field("assignedTasks", _assigned)
    thread.set_field("messages", _messages)
    message.set_field("author", _author)
    membership.set_field("practitioner", _practitioner)
    membership.set_field("agency", _agency)
    task.set_field("ownerAgency", _owner)
    task.set_field("claimedBy", _claimant)
    schema = make_executable_schema(SCHEMA.read_text(), query, thread, message, membership, task)
    application = GraphQL(
        schema,
        context_value=lambda request, _: {"unit": request.scope["unit"]},
        query_parser=lambda _, data: _parsed(data["query"]),
        query_validator=_validated,
        explorer=None,
    )
    serve(application, DataLoader)
