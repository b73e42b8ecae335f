"""The application: opens what a process needs, puts the routes together, closes it all again."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from roundtable.access.queries import glasses_looked_through
from roundtable.api.connections import Connections
from roundtable.api.event_stream import EventStreams
from roundtable.api.exports import Exports
from roundtable.api.gate import Gate
from roundtable.api.heads import Heads
from roundtable.api.http import Endpoint
from roundtable.api.rights import Rights
from roundtable.api.schema import KnowingSchema, build_schema
from roundtable.api.trusted import Trusted
from roundtable.context import Services
from roundtable.core import metrics, restoration
from roundtable.core.answering import Answering
from roundtable.core.audit.heads import Publisher
from roundtable.core.audit.keys import SigningKey
from roundtable.core.audit.recorder import Recorder
from roundtable.core.bell import Bell
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.gatherings import Gatherings
from roundtable.core.presence import Presence
from roundtable.core.retention import keep_letting_go
from roundtable.core.seal import Seal
from roundtable.core.standing import standing
from roundtable.core.terms import Terms
from roundtable.core.vault import Vault
from roundtable.core.watch import Watches
from roundtable.covered import check_covered
from roundtable.demo.provider import DemoProvider
from roundtable.headers import SafeHeaders
from roundtable.identity.credentials import Identity
from roundtable.identity.queries import asker_holds, authorise, last_used
from roundtable.identity.web import identity_routes
from roundtable.letters.post_office import PostOffice
from roundtable.page import graphiql, nowhere, page_routes
from roundtable.reader.reader import Reader
from roundtable.reminders import keep_reminding
from roundtable.settings import Settings
from roundtable.sockets import SocketsApart


@dataclass(frozen=True)
class Shared:
    """What takes the longest to make, and holds nothing of one process: the schema, and who reads for it."""

    schema: KnowingSchema
    reader: Reader


def make_shared(settings: Settings) -> Shared:
    """Once for all the applications of a server: its workers are forked with it."""
    schema = build_schema()
    seal, vault = Seal(secret_of(settings)), Vault(master_key_of(settings))
    reader = Reader(schema._schema, seal, vault, (glasses_looked_through(), last_used()), standing(), asker_holds())
    check_covered(schema._schema, reader.registry)
    return Shared(schema, reader)


def build_app(settings: Settings, shared: Shared | None = None) -> Starlette:
    """One process's application. Nothing is opened before its lifespan begins."""
    shared = shared or make_shared(settings)
    schema, reader = shared.schema, shared.reader
    seal, vault = reader.seal, reader.vault
    clock = Clock()
    database = Database(settings.database_url, settings.database_pool_size)
    signing_key = signing_key_of(settings)
    provider = DemoProvider(settings, clock) if settings.demo else None
    identity = Identity(settings, database, clock, seal, provider.transport() if provider else None)

    rights, bell = Rights(database, clock), Bell(settings.bell)
    services = Services(
        database=database,
        clock=clock,
        bell=bell,
        watches=Watches(rights.look),
        looks=Gatherings(),
        rights=rights,
        recorder=Recorder(database, clock, signing_key),
        reader=reader,
        seal=seal,
        vault=vault,
        terms=_terms(settings, identity.config.issuer),
        authority=authorise,
        presence=Presence(bell, seal, clock),
        answering=Answering(),
    )
    trusted = Trusted.of_page(settings.static_dir, alone=settings.takes_page_only)
    gate = Gate(identity, settings.public_origin, trusted)
    connections, streams = Connections(), EventStreams()
    endpoint = Endpoint(schema, services, gate, connections)
    routes: list[BaseRoute] = [
        *([Route("/graphql", graphiql, methods=["GET"])] if settings.demo or settings.development else []),
        Route("/graphql", endpoint),
        Route("/graphql/stream", Endpoint(schema, services, gate, connections, streams)),
        Route("/minutes-exports/{id}", Exports(schema, services, gate).answer, methods=["POST"]),
        Route("/audit/heads", Heads(services, gate).answer, methods=["GET"]),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
        *identity_routes(settings, identity),
        *(provider.routes if provider else []),
        *page_routes(settings.static_dir),
    ]
    https = settings.public_origin.startswith("https:")
    app = Starlette(
        routes=routes,
        middleware=[Middleware(SocketsApart, endpoint=endpoint), Middleware(SafeHeaders, https=https)],
        exception_handlers={404: nowhere},
        lifespan=_lifespan,
    )
    app.state.settings, app.state.services, app.state.identity = settings, services, identity
    app.state.post_office = PostOffice(database, clock, settings.mail, settings.public_origin)
    app.state.event_streams, app.state.publisher = streams, Publisher(database, clock, signing_key)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    services: Services = app.state.services
    metrics.count_tasks(asyncio.get_running_loop())
    await services.clock.measure(services.database)
    services.seal.era = await restoration.era(services.database)
    await services.bell.open()
    await services.recorder.open()
    kept = [services.clock.keep(services.database), app.state.publisher.keep(), services.presence.keep()]
    # One process is all there need be on SQLite; elsewhere the worker reminds, sends and lets go.
    if services.database.is_sqlite:
        kept += [keep_reminding(services.database, services.clock)]
        if days := app.state.settings.events_kept_days:
            kept += [keep_letting_go(services.database, services.clock, days)]
    keeping = [asyncio.create_task(step) for step in kept]
    post_office = app.state.post_office if services.database.is_sqlite else None
    if post_office:
        await post_office.open()
    try:
        yield
    finally:
        if post_office:
            await post_office.close()
        for task in keeping:
            task.cancel()
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
    if await services.database.answers():
        return PlainTextResponse("ok")
    return PlainTextResponse("the database does not answer", 503)


def secret_of(settings: Settings) -> str:
    """The configured secret, or on one machine with the embedded defaults one that is kept beside the data."""
    return _kept(settings, settings.secret_key, "secret")


def master_key_of(settings: Settings) -> str:
    """As `secret_of`: what wraps the keys of the cases."""
    return _kept(settings, settings.master_key, "master")


def signing_key_of(settings: Settings) -> SigningKey:
    """As `secret_of`: what signs the record, and what did before it. Raises ValueError for what is no key."""
    former = settings.audit_former_keys.split(",") if settings.audit_former_keys else []
    return SigningKey(_kept(settings, settings.audit_key, "audit", secrets.token_hex), former)


def _kept(
    settings: Settings, given: SecretStr | None, name: str, make: Callable[[int], str] = secrets.token_urlsafe
) -> str:
    if given:
        return given.get_secret_value()
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise SystemExit(f"ROUNDTABLE_{name.upper()}_KEY is needed: the processes of one installation share it.")
    path = Path(url.database).parent / f"{name}.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make(32))
    return path.read_text()


def _terms(settings: Settings, issuer: str | None) -> Terms:
    return Terms(
        recent_sign_in=timedelta(minutes=settings.recent_sign_in_minutes),
        glass_lasts=timedelta(minutes=settings.glass_minutes),
        glasses_an_hour=settings.glass_attempts_an_hour,
        checks_an_hour=settings.involvement_checks_an_hour,
        issuer=issuer or "",
    )
