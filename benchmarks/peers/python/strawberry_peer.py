"""Strawberry with its DataLoaders, and its caches of parsed and validated documents."""

from typing import Any, NewType
from uuid import UUID

import strawberry
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from benchmarks.peers.python.unit import Row, serve

# Names that the operations say; what stands behind them is text.
TaskStatus = NewType("TaskStatus", str)
DateTime = NewType("DateTime", str)
SCALARS: dict[object, Any] = {
    kind: strawberry.scalar(name=kind.__name__, serialize=str) for kind in (TaskStatus, DateTime)
}
Info = strawberry.Info[Any, Any]


@strawberry.type
class Agency:
    id: strawberry.ID
    name: str
    type: str


@strawberry.type
class Practitioner:
    id: strawberry.ID
    full_name: str


@strawberry.type
class Membership:
    id: strawberry.ID
    role: str
    title: str | None
    practitioner_key: strawberry.Private[UUID | None]
    agency_key: strawberry.Private[UUID]

    @strawberry.field
    async def practitioner(self, info: Info) -> Practitioner | None:
        if self.practitioner_key is None:
            return None
        row = await info.context["unit"].practitioners.load(self.practitioner_key)
        return Practitioner(id=row["id"], full_name=row["fullName"])

    @strawberry.field
    async def agency(self, info: Info) -> Agency:
        return _agency(await info.context["unit"].agencies.load(self.agency_key))


@strawberry.type
class Message:
    id: strawberry.ID
    body: str | None
    created_at: str
    author_key: strawberry.Private[UUID]

    @strawberry.field
    async def author(self, info: Info) -> Membership:
        return _membership(await info.context["unit"].memberships.load(self.author_key))


@strawberry.type
class MessageConnection:
    nodes: list[Message]


@strawberry.type
class Thread:
    id: strawberry.ID
    subject: str
    key: strawberry.Private[UUID]

    @strawberry.field
    async def messages(self, info: Info, first: int = 20) -> MessageConnection:
        rows = await info.context["unit"].messages(self.key, first)
        return MessageConnection(nodes=[_message(row) for row in rows])


@strawberry.type
class Task:
    id: strawberry.ID
    title: str
    status: str
    priority: str
    due_at: str | None
    owner_key: strawberry.Private[UUID]
    claimed_key: strawberry.Private[UUID | None]

    @strawberry.field
    async def owner_agency(self, info: Info) -> Agency:
        return _agency(await info.context["unit"].agencies.load(self.owner_key))

    @strawberry.field
    async def claimed_by(self, info: Info) -> Membership | None:
        if self.claimed_key is None:
            return None
        return _membership(await info.context["unit"].memberships.load(self.claimed_key))


@strawberry.type
class TaskConnection:
    nodes: list[Task]


@strawberry.type
class Case:
    id: strawberry.ID
    reference: str
    title: str | None
    status: str
    risk_level: str
    opened_at: str


@strawberry.type
class Query:
    @strawberry.field
    async def case(self, info: Info, id: strawberry.ID) -> Case | None:
        row = await info.context["unit"].case(id)
        return row and Case(
            id=row["id"],
            reference=row["reference"],
            title=row["title"],
            status=row["status"],
            risk_level=row["riskLevel"],
            opened_at=row["openedAt"],
        )

    @strawberry.field
    async def thread(self, info: Info, id: strawberry.ID) -> Thread | None:
        row = await info.context["unit"].thread(id)
        return row and Thread(id=row["id"], subject=row["subject"], key=row["key"])

    @strawberry.field
    async def tasks(self, info: Info, case_id: strawberry.ID, first: int = 20) -> TaskConnection:
        rows = await info.context["unit"].tasks(case_id, first)
        return TaskConnection(nodes=[_task(row) for row in rows])

    @strawberry.field
    async def assigned_tasks(
        self,
        info: Info,
        status: list[TaskStatus] | None = None,
        due_before: DateTime | None = None,
        first: int = 20,
    ) -> TaskConnection:
        rows = await info.context["unit"].assigned(status, due_before, first)
        return TaskConnection(nodes=[_task(row) for row in rows])


def _agency(row: Row) -> Agency:
    return Agency(id=row["id"], name=row["name"], type=row["type"])


def _membership(row: Row) -> Membership:
    return Membership(
        id=row["id"],
        role=row["role"],
        title=row["title"],
        practitioner_key=row["practitionerKey"],
        agency_key=row["agencyKey"],
    )


def _message(row: Row) -> Message:
    return Message(id=row["id"], body=row["body"], created_at=row["createdAt"], author_key=row["authorKey"])


def _task(row: Row) -> Task:
    return Task(
        id=row["id"],
        title=row["title"],
        status=row["status"],
        priority=row["priority"],
        due_at=row["dueAt"],
        owner_key=row["ownerKey"],
        claimed_key=row["claimedKey"],
    )


class Endpoint(GraphQL[Any, None]):
    async def get_context(self, request: Any, response: Any) -> Any:
        return {"unit": request.scope["unit"]}


if __name__ == "__main__":
    schema = strawberry.Schema(
        Query, extensions=[ParserCache, ValidationCache], config=StrawberryConfig(scalar_map=SCALARS)
    )
    serve(Endpoint(schema, graphql_ide=None), lambda loads: DataLoader(load_fn=loads))
