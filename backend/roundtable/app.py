"""The application: opens what a process needs, puts the routes together, closes it all again."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from roundtable.api.gate import Gate
from roundtable.api.http import Endpoint
from roundtable.api.schema import build_schema
from roundtable.context import Services
from roundtable.core.actor import Actor
from roundtable.core.audit import Recorder
from roundtable.core.bell import Bell
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.seal import Seal
from roundtable.core.standing import standing
from roundtable.covered import check_covered
from roundtable.demo.provider import DemoProvider
from roundtable.headers import SafeHeaders
from roundtable.identity.credentials import Identity
from roundtable.identity.queries import authorise
from roundtable.identity.web import identity_routes
from roundtable.page import graphiql, page_routes
from roundtable.reader.reader import Reader
from roundtable.settings import Settings


def build_app(settings: Settings) -> Starlette:
    """One process's application. Nothing is opened before its lifespan begins."""
    schema = build_schema()
    seal = Seal(secret_of(settings))
    reader = Reader(schema._schema, seal, standing())
    check_covered(schema._schema, reader.registry)
    clock = Clock()
    database = Database(settings.database_url, settings.database_pool_size)
    provider = DemoProvider(settings, clock) if settings.demo else None
    identity = Identity(settings, database, clock, seal, provider.transport() if provider else None)

    async def authority(session: AsyncSession, actor: Actor) -> Actor:
        return await authorise(session, actor, clock.now())

    services = Services(
        database=database,
        clock=clock,
        bell=Bell(settings.bell_url),
        recorder=Recorder(database, clock),
        reader=reader,
        seal=seal,
        authority=authority,
    )
    gate = Gate(identity, settings.public_origin)
    endpoint = Endpoint(schema, services, gate)
    routes: list[BaseRoute] = [
        *([Route("/graphql", graphiql, methods=["GET"])] if settings.demo or settings.development else []),
        Route("/graphql", endpoint),
        WebSocketRoute("/graphql", endpoint),
        Route("/graphql/stream", Endpoint(schema, services, gate, events=True)),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
        *identity_routes(settings, identity),
        *(provider.routes if provider else []),
        *page_routes(settings.static_dir),
    ]
    https = settings.public_origin.startswith("https:")
    app = Starlette(routes=routes, middleware=[Middleware(SafeHeaders, https=https)], lifespan=_lifespan)
    app.state.settings, app.state.services, app.state.identity = settings, services, identity
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    services: Services = app.state.services
    await services.clock.measure(services.database.reader)
    await services.bell.open()
    await services.recorder.open()
    keeping_time = asyncio.create_task(services.clock.keep(services.database.reader))
    try:
        yield
    finally:
        keeping_time.cancel()
        await app.state.identity.close()
        await services.recorder.close()
        await services.bell.close()
        await services.database.close()


async def _healthz(_: Request) -> Response:
    """The process is alive."""
    return PlainTextResponse("ok")


async def _readyz(request: Request) -> Response:
    """The process can serve: its database answers."""
    services: Services = request.app.state.services
    try:
        async with asyncio.timeout(2), services.database.reading() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        return PlainTextResponse("the database does not answer", 503)
    return PlainTextResponse("ok")


def secret_of(settings: Settings) -> str:
    """The configured secret, or on one machine with the embedded defaults one that is kept beside the data."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value()
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise SystemExit("ROUNDTABLE_SECRET_KEY is needed: the processes of one installation share it.")
    path = Path(url.database).parent / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
