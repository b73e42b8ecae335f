"""A house with sign-in and nothing else in it: the cast seated in a database, and browsers that come to its door."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx2
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel
from starlette.applications import Starlette
from structlog.testing import capture_logs

from roundtable.agencies.models import Agency, Membership, Practitioner, ServiceAccount
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.seal import Seal
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.demo.provider import DemoProvider
from roundtable.identity.credentials import Identity
from roundtable.identity.models import Login, ServiceBinding, Session
from roundtable.identity.web import identity_routes
from roundtable.settings import Settings

LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)
DEMO_ORIGIN = "http://127.0.0.1:8000"
DEMO_ISSUER = f"{DEMO_ORIGIN}/demo-idp"


@dataclass
class House:
    """One server, without a socket."""

    settings: Settings
    database: Database
    clock: Clock
    seal: Seal
    identity: Identity
    app: Starlette

    @asynccontextmanager
    async def browser(self, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser with a jar of its own, that follows no redirect unless told."""
        transport = httpx2.ASGITransport(self.app)
        origin = self.settings.public_origin
        async with httpx2.AsyncClient(transport=transport, base_url=origin, headers=headers) as browser:
            yield browser

    async def sessions(self) -> list[Any]:
        """Every session row, in the order they began."""
        session = table_of(Session)
        async with self.database.reading() as connection:
            return list((await connection.execute(select(session).order_by(session.c.created_at, session.c.id))).all())


@asynccontextmanager
async def open_house(
    database: Database, transport: httpx2.AsyncBaseTransport | None = None, **settings: Any
) -> AsyncIterator[House]:
    """A server on a database that is there. In the demo its own provider stands beside it."""
    configured = Settings(**settings)
    clock, seal = Clock(), Seal("a secret of the tests")
    provider = DemoProvider(configured, clock) if configured.demo else None
    identity = Identity(configured, database, clock, seal, provider.transport() if provider else transport)
    routes = [*identity_routes(configured, identity), *(provider.routes if provider else [])]
    try:
        yield House(configured, database, clock, seal, identity, Starlette(routes=routes))
    finally:
        await identity.close()


async def build(database: Database) -> None:
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with database.writing() as session:
        await seat_cast(session)


async def seat_cast(session: AsyncSession) -> None:
    """The cast's agencies, people and posts; nobody is invited yet."""
    for agency in AGENCIES.values():
        session.add(Agency(id=agency.id, name=agency.name, type=agency.type, county=agency.county))
    for person in PEOPLE.values():
        session.add(Practitioner(id=person.id, full_name=person.name))
    session.add(ServiceAccount(id=NGO_SCRIPT.id, name=NGO_SCRIPT.name))
    await session.flush()  # posts refer to them
    holders = [("practitioner_id", person.id, post) for person in PEOPLE.values() for post in person.posts]
    for column, holder, post in [*holders, ("service_account_id", NGO_SCRIPT.id, NGO_SCRIPT.post)]:
        row: dict[str, Any] = {column: holder, "agency_id": AGENCIES[post.agency].id, "role": post.role}
        session.add(Membership(id=post.id, title=post.title, starts_at=LONG_AGO, **row))


async def invite(database: Database, issuer: str, *subjects: str) -> None:
    """Subjects are the cast's keys."""
    async with database.writing() as session:
        for subject in subjects:
            person = PEOPLE[subject].id
            session.add(Login(issuer=issuer, subject=subject, practitioner_id=person, created_at=LONG_AGO))


async def bind_script(
    database: Database, issuer: str, subject: str | None = None, membership: UUID = NGO_SCRIPT.post.id
) -> None:
    async with database.writing() as session:
        script: dict[str, Any] = {"issuer": issuer, "client_id": NGO_SCRIPT.client_id, "subject": subject}
        session.add(ServiceBinding(membership_id=membership, created_at=LONG_AGO, **script))


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


@dataclass
class Log:
    """What went to the security log."""

    entries: list[Any] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        return [entry["reason"] for entry in self.entries]


@contextmanager
def security_log() -> Iterator[Log]:
    with capture_logs() as entries:
        yield Log(entries)
