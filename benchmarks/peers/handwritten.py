"""The case's page as one would write it by hand for these questions: Starlette, asyncpg and orjson, in one process.

`rows` reads rows by four statements, makes the answer of them and puts the read on the record before it leaves; `json`
passes through what one statement made, and records nothing. Both find who asks by the session's cookie, as we do.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers import statements
from roundtable.core.actor import Actor, Role
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.recorder import Recorder
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.seal import Seal
from roundtable.core.tables import wire_text
from roundtable.identity.commands import hash_of

PAGE, ASSIGNED_PAGE, POOL = 20, 50, 8
Served = dict[UUID, list[str]]


class Service:
    """What the process opened at its start."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database, self.clock, self.seal = Database(f"postgresql+asyncpg{url[10:]}"), Clock(), Seal("a secret")
        self.recorder = Recorder(self.database, self.clock, SigningKey("7e" * 32))

    @asynccontextmanager
    async def opened(self, _: Starlette) -> AsyncIterator[None]:
        # Nothing is left on a connection, so that nothing has to be put back.
        async with asyncpg.create_pool(self.url, min_size=POOL, max_size=POOL, reset=_nothing) as self.pool:
            await self.clock.measure(self.database)
            await self.recorder.open()
            yield
            await self.recorder.close()
        await self.database.close()

    async def actor(self, request: Request) -> Actor:
        """Who asks."""
        token = hash_of(next(iter(request.cookies.values())))
        row = await self.pool.fetchrow(statements.SESSION, token, self.clock.now())
        assert row is not None, "nobody is signed in"
        post, agency, role, practitioner, session = row
        return Actor(post, agency, Role[role], practitioner, session)

    async def rows(self, request: Request) -> Response:
        source = await request.body()
        variables, actor = orjson.loads(source)["variables"], await self.actor(request)
        if "caseId" in variables:
            name, (case, thread) = "CaseAtAGlance", _asked(variables)
            glasses, answer = await self._case(actor, case, thread)
            served = {case: [f"thread_{thread.hex}"]}
        else:
            name = "AssignedTasks"
            glasses, answer, served = await self._assigned(actor, variables["status"], variables["dueBefore"])
        assert not glasses, "nobody looks through a glass here"
        note = Note(EntryKind.READ, actor, name, self.seal.hash(source.decode()), served)
        await self.recorder.read(note)
        return _response(orjson.dumps({"data": answer}))

    async def _case(self, actor: Actor, case: UUID, thread: UUID) -> tuple[Any, Any]:
        async with self.pool.acquire() as connection, connection.transaction():
            glasses = await connection.fetch(statements.STAND, actor.membership_id, self.clock.now())
            heads = await connection.fetchrow(statements.HEADS, case, thread)
            messages = await connection.fetch(statements.MESSAGES, thread, PAGE)
            tasks = await connection.fetch(statements.TASKS, case, PAGE)
        # There is one row where there is no glass.
        return [row for row in glasses if row["id"]], _page(heads, messages, tasks)

    async def _assigned(self, actor: Actor, status: list[str], before: str) -> tuple[Any, Any, Served]:
        async with self.pool.acquire() as connection, connection.transaction():
            glasses = await connection.fetch(statements.STAND, actor.membership_id, self.clock.now())
            soon = datetime.fromisoformat(before)
            rows = await connection.fetch(statements.ASSIGNED, actor.agency_id, status, soon, ASSIGNED_PAGE)
        nodes = [_task(list(row.values())[1:]) for row in rows]
        return [row for row in glasses if row["id"]], {"assignedTasks": {"nodes": nodes}}, {row[0]: [] for row in rows}

    async def json(self, request: Request) -> Response:
        case, thread = _asked(orjson.loads(await request.body())["variables"])
        actor = await self.actor(request)
        text = await self.pool.fetchval(
            statements.JSON, actor.membership_id, self.clock.now(), case, thread, PAGE, column=0
        )
        return _response(b'{"data":' + text.encode() + b"}")


def _asked(variables: dict[str, str]) -> tuple[UUID, UUID]:
    return UUID(variables["caseId"][5:]), UUID(variables["threadId"][7:])


def _page(heads: Any, messages: Any, tasks: Any) -> dict[str, Any]:
    case, reference, title, status, risk, opened, thread, subject = heads
    return {
        "case": {
            "id": f"case_{case.hex}",
            "reference": reference,
            "title": title,
            "status": status,
            "riskLevel": risk,
            "openedAt": wire_text(opened),
        },
        "thread": {
            "id": f"thread_{thread.hex}",
            "subject": subject,
            "messages": {"nodes": [_message(row) for row in messages]},
        },
        "tasks": {"nodes": [_task(row) for row in tasks]},
    }


def _message(row: Any) -> dict[str, Any]:
    key, body, at, post, role, title, person, name, agency, agency_name, agency_type = row
    return {
        "id": f"message_{key.hex}",
        "body": body,
        "createdAt": wire_text(at),
        "author": {
            "id": f"membership_{post.hex}",
            "role": role,
            "title": title,
            "practitioner": person and {"id": f"practitioner_{person.hex}", "fullName": name},
            "agency": {"id": f"agency_{agency.hex}", "name": agency_name, "type": agency_type},
        },
    }


def _task(row: Any) -> dict[str, Any]:
    key, title, status, priority, due, owner, owner_name, owner_type, post, *of_post = row
    return {
        "id": f"task_{key.hex}",
        "title": title,
        "status": status,
        "priority": priority,
        "dueAt": due and wire_text(due),
        "ownerAgency": {"id": f"agency_{owner.hex}", "name": owner_name, "type": owner_type},
        "claimedBy": post and _claimant(post, *of_post),
    }


def _claimant(post: UUID, title: str, person: UUID | None, name: str, agency: UUID, agency_name: str) -> dict[str, Any]:
    return {
        "id": f"membership_{post.hex}",
        "title": title,
        "practitioner": person and {"id": f"practitioner_{person.hex}", "fullName": name},
        "agency": {"id": f"agency_{agency.hex}", "name": agency_name},
    }


def _response(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


async def _nothing(_: Any) -> None:
    return None


def main() -> None:
    service = Service(os.environ["DATABASE_URL"])
    answer = {"rows": service.rows, "json": service.json}[sys.argv[1]]
    app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=service.opened)
    uvicorn.run(app, port=int(os.environ["PORT"]), loop="uvloop", http="httptools", access_log=False, log_level="error")


if __name__ == "__main__":
    main()
