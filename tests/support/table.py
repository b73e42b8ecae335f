"""A whole server without a socket, on SQLite or PostgreSQL, with the cast seated and its case in progress.

A test asks for `table`, and so runs on both databases; `table.by("ana")` is Ana's page, with a real session's cookie.
"""

import functools
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel
from starlette.applications import Starlette

from roundtable import reminders
from roundtable.app import build_app
from roundtable.context import Services
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.identity import commands as identity
from roundtable.identity.commands import SignedIn
from roundtable.identity.config import DEMO_PATH
from roundtable.settings import Settings
from tests.support.databases import LASTING, ORIGIN, Restored, make_last
from tests.support.servers import APP

# What the clock brings is told when a test asks for it: one that takes minutes is not to find more than it did.
reminders.EVERY = 86_400.0

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "schema" / "operations"
PAGE = {"origin": ORIGIN, "x-roundtable-client": "page"}
# Whatever a block of a test has done is done in its context; the server's own tasks began in another.
_asked_for: ContextVar[bool] = ContextVar("asked_for", default=False)
# What reading and signing in leave behind; everything else is the domain's.
NOT_OF_THE_DOMAIN = {"record_entry", "record_case", "record_salt", "record_head", "session", "alembic_version"}
# Signs the record of every test's server.
AUDIT_KEY = "7e" * 32


def operation(name: str) -> str:
    """One of the page's own operation files."""
    return (OPERATIONS / f"{name}.graphql").read_text()


@dataclass
class Answer:
    """A response of the endpoint."""

    status: int
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """What was asked for; fails the test where there is an error beside it."""
        assert "errors" not in self.body, self.body["errors"]
        data: dict[str, Any] = self.body["data"]
        return data

    @property
    def codes(self) -> list[str]:
        """The codes of the errors, in order."""
        return [error["extensions"]["code"] for error in self.body.get("errors", [])]


@dataclass
class Client:
    """One of the cast at the page, or a script."""

    http: httpx2.AsyncClient
    key: str

    async def ask(self, document: str, **variables: Any) -> Answer:
        """Send a document: the text itself, or the name of one of the page's operation files."""
        text = document if "{" in document else operation(document)
        # Escaped, so that any text can be sent, a lone surrogate too.
        content = json.dumps({"query": text, "variables": variables})
        response = await self.http.post("/graphql", content=content, headers={"content-type": "application/json"})
        return Answer(response.status_code, response.json())

    async def act(self, document: str, client_mutation_id: str | None = None, **given: Any) -> dict[str, Any]:
        """Send a mutation with its input; answers its payload."""
        fresh = {"clientMutationId": client_mutation_id or str(uuid4()), **given}
        ((_, payload),) = (await self.ask(document, input=fresh)).data.items()
        answered: dict[str, Any] = payload
        return answered


@dataclass
class Table:
    """The server, and what a test needs to know of its demo case."""

    app: Starlette
    clients: list[httpx2.AsyncClient] = field(default_factory=list)
    unbound: Database | None = None

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    @property
    def database(self) -> Database:
        """For arranging and looking: bound by no row-level security, where the server's own is."""
        return self.unbound or self.services.database

    async def by(self, key: str, post: int = 0) -> Client:
        """One of the cast, signed in and acting by one of their posts."""
        async with self.database.writing() as session:
            cookie = await self._sign_in(session, key, post)
        http = self._browser(cookies={self.app.state.identity.cookie_name: cookie}, headers=PAGE)
        return Client(http, key)

    async def by_script(self) -> Client:
        """The NGO's script, with a token it got by client credentials."""
        http = self._browser()
        form = {"grant_type": "client_credentials", "scope": "tasks"}
        answer = await http.post(f"{DEMO_PATH}/token", data=form, auth=(NGO_SCRIPT.client_id, NGO_SCRIPT.client_secret))
        http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        return Client(http, NGO_SCRIPT.client_id)

    def stranger(self) -> Client:
        """The page with nobody signed in."""
        return Client(self._browser(headers=PAGE), "stranger")

    async def rows(self) -> dict[str, int]:
        """How many rows each table of the domain has: what must not change when something is refused."""
        tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in NOT_OF_THE_DOMAIN]
        counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
        async with self.database.reading() as connection:
            found = (await connection.execute(select(*counts))).one()
        return {table.name: count for table, count in zip(tables, found, strict=True)}

    async def add(self, *rows: SQLModel) -> None:
        """Put rows into the database as they are, for a world that no command makes yet."""
        async with self.database.writing() as session:
            session.add_all(rows)

    @contextmanager
    def statements(self, *, writing: bool = False) -> Iterator[list[str]]:
        """The statements that reads, or writes too, send while the block runs; not what the server does by itself."""
        sent: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if _asked_for.get():
                sent.append(statement)

        database = self.services.database
        engines = [engine.sync_engine for engine in (database.reader, *([database.writer] if writing else []))]
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        began = _asked_for.set(True)
        try:
            yield sent
        finally:
            _asked_for.reset(began)
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)

    async def thread_id(self, subject: str = "Case conference: safety plan") -> str:
        return await self._id_of("thread", "subject", subject)

    async def task_id(self, title: str) -> str:
        return await self._id_of("task", "title", title)

    @property
    def case_id(self) -> str:
        return ids.encode("case", story.CASE)

    @property
    def conference_id(self) -> str:
        return ids.encode("conference", story.CONFERENCE)

    @staticmethod
    def agency_id(key: str) -> str:
        return ids.encode("agency", AGENCIES[key].id)

    @staticmethod
    def membership_id(key: str, post: int = 0) -> str:
        return ids.encode("membership", PEOPLE[key].posts[post].id)

    async def _id_of(self, kind: str, column: str, value: str) -> str:
        table = SQLModel.metadata.tables[kind]
        async with self.database.reading() as connection:
            found = await connection.execute(select(table.c.id).where(table.c[column] == value))
            return ids.encode(kind, found.scalar_one())

    async def _sign_in(self, session: AsyncSession, key: str, post: int) -> str:
        services = self.services
        who = SignedIn(f"{ORIGIN}{DEMO_PATH}", key, "no token")
        now, span = services.clock.now(), timedelta(hours=1)
        cookie = await identity.start_session(session, services.seal, who, now, span, span)
        assert cookie is not None
        await session.flush()
        rows = SQLModel.metadata.tables["session"]
        acting = rows.update().where(rows.c.token_hash == identity.hash_of(cookie))
        await session.execute(acting.values(membership_id=PEOPLE[key].posts[post].id))
        return cookie

    def _browser(self, **options: Any) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url=ORIGIN, **options)
        self.clients.append(client)
        return client


@functools.cache
def _app_on(url: str) -> Starlette:
    """One server for an address, opened and closed by each test: its plans and compiled statements are kept."""
    secrets = {
        "secret_key": "a secret of the tests",
        "master_key": "a key of the tests",
        "audit_key": AUDIT_KEY,
    }
    settings = Settings(database_url=url, bell_url="memory://", demo=True, public_origin=ORIGIN, **secrets)  # type: ignore[arg-type]
    return build_app(settings)


@asynccontextmanager
async def open_table(url: str) -> AsyncIterator[Table]:
    """A server on a database that has been migrated and told the story."""
    app = _app_on(url)
    table = Table(app)
    table.services.clock.shift = timedelta()
    table.services.presence.clear()
    if APP in url:
        table.unbound = LASTING.get(_unbound(url)) or Database(_unbound(url), pool_size=4)
    async with app.router.lifespan_context(app):
        yield table
        if table.unbound:
            await table.unbound.close()
        for client in table.clients:
            await client.aclose()


def _unbound(url: str) -> str:
    return url.replace(APP, "postgres")


@pytest.fixture
async def table(database_restored: Restored) -> AsyncIterator[Table]:
    """A server at the same address for each test, whose database is as the template before each."""
    url = await database_restored()
    make_last(_app_on(url).state.services.database)
    if APP in url:
        make_last(Database(_unbound(url), pool_size=4))
    async with open_table(url) as opened:
        yield opened
