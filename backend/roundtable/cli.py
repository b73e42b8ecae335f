"""The command line: serve, work, migrate, demo, schema, check."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, NoReturn

import typer
import uvicorn
from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette

from roundtable import export, logs, rls
from roundtable import migrate as migrations
from roundtable.api.schema import build_schema
from roundtable.app import build_app
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.covered import uncovered
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE, Person
from roundtable.reader.bind import bind
from roundtable.settings import Settings
from roundtable.worker import work

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Roundtable: agencies coordinate cases at one table."
)
demo = typer.Typer(no_args_is_help=True, help="The demo cast and its case in progress.")
schema = typer.Typer(no_args_is_help=True, help="The GraphQL schema.")
check = typer.Typer(no_args_is_help=True, help="Compare what is generated, or installed, with what it should be.")
app.add_typer(demo, name="demo")
app.add_typer(schema, name="schema")
app.add_typer(check, name="check")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
) -> None:
    """Serve the page, the GraphQL endpoint and sign-in."""
    settings = _settings()
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}"
    if settings.demo and "ROUNDTABLE_PUBLIC_ORIGIN" not in os.environ:
        settings = settings.model_copy(update={"public_origin": address})
    served = _app(settings)
    _check_database(settings)
    _check_bound(settings)
    if settings.demo:
        # The demo's provider stands at this very address: its logins are made for it.
        asyncio.run(_on_database(settings, _load_demo(settings)))
        _introduce(settings)
    else:
        typer.echo(f"Listening on {address} for {settings.public_origin}. Stop with Ctrl+C.")
    config = uvicorn.Config(
        served,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=512 * 1024,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    # Ctrl+C is how one stops it: it ended in order, and there is nothing to say.
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


@app.command()
def worker() -> None:
    """Keep house beside the servers, until stopped."""
    settings = _settings()
    _check_database(settings)
    asyncio.run(work(settings))


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    _upgrade(_settings())
    typer.echo("The database is up to date.")


@app.command()
def revise(message: Annotated[str, typer.Argument(help="What the migration does, in a few words.")]) -> None:
    """Write the migration that the models ask for; read it before it is committed."""
    migrations.revise(message)


@demo.command("load")
def demo_load() -> None:
    """Load the cast and its case, unless they are there."""
    settings = _demo_settings()
    _check_database(settings)
    asyncio.run(_on_database(settings, _load_demo(settings)))
    typer.echo("The demo cast is seated.")


@demo.command("reset")
def demo_reset() -> None:
    """Throw all data away and load the demo afresh."""
    settings = _demo_settings()
    _upgrade(settings)
    asyncio.run(_on_database(settings, lambda database, _: story.clear(database)))
    asyncio.run(_on_database(settings, _load_demo(settings)))
    typer.echo("The demo begins again.")


@demo.command("cast")
def demo_cast() -> None:
    """Say who is in the cast, and what each may see."""
    typer.echo(_cast())


@schema.command("export")
def schema_export(
    compare: Annotated[bool, typer.Option("--check", help="Write nothing; fail if something is stale.")] = False,
) -> None:
    """Write schema.graphql, ERRORS.md and the README's settings table, or compare them."""
    if not compare:
        export.write()
        return
    _fail_if_stale()


@check.command("generated")
def check_generated() -> None:
    """Fail if a generated file is not what the code says."""
    _fail_if_stale()


@check.command("access")
def check_access() -> None:
    """Fail if a table or a field of the schema is neither under the rule nor on a list with the reason."""
    built = build_schema()._schema
    wrong = uncovered(built, bind(built))
    for each in wrong:
        typer.echo(each, err=True)
    if wrong:
        raise typer.Exit(1)


def _settings() -> Settings:
    """The settings, and logs by them; what is wrong with one is said without its value, which may be a secret."""
    try:
        settings = Settings()
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False):
            name = "".join(f"ROUNDTABLE_{part}: ".upper() for part in error["loc"])
            typer.echo(f"{name}{error['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None
    logs.configure(settings)
    return settings


def _demo_settings() -> Settings:
    settings = _settings()
    if not settings.demo:
        _refuse("This is for the demo only: set ROUNDTABLE_DEMO=1 where no real data is.")
    return settings


def _app(settings: Settings) -> Starlette:
    try:
        return build_app(settings)
    except ValueError as wrong:
        _refuse(str(wrong))


def _upgrade(settings: Settings) -> None:
    url = settings.database_owner_url or settings.database_url
    with _answering(url):
        migrations.upgrade(url, settings.database_app_role, demo=settings.demo)


def _check_database(settings: Settings) -> None:
    with _answering(settings.database_url):
        current = asyncio.run(migrations.is_current(settings.database_url))
    if not current:
        _refuse("The database is not up to date: run `roundtable migrate` first.")


def _check_bound(settings: Settings) -> None:
    """On PostgreSQL nothing is served past row-level security; a role that it does not bind is a mistake."""
    if make_url(settings.database_url).get_backend_name() != "postgresql":
        return
    with _answering(settings.database_url):
        bound = asyncio.run(rls.is_bound(settings.database_url))
    if not bound:
        _refuse(
            "Row-level security does not bind this database's role. Serve as a role that owns no table, and run"
            " `roundtable migrate` as the owner, with ROUNDTABLE_DATABASE_APP_ROLE naming that role."
        )


@contextlib.contextmanager
def _answering(url: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as failure:
        _refuse(f"The database at {make_url(url).render_as_string()} does not answer: {type(failure).__name__}.")


def _refuse(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


def _fail_if_stale() -> None:
    stale = export.stale()
    for path in stale:
        typer.echo(f"{path.relative_to(export.ROOT)} is stale: run `make schema`.", err=True)
    if stale:
        raise typer.Exit(1)


Step = Callable[[Database, Clock], Awaitable[None]]


async def _on_database(settings: Settings, step: Step) -> None:
    database = Database(settings.database_url, pool_size=1)
    try:
        await step(database, Clock())
    finally:
        await database.close()


def _load_demo(settings: Settings) -> Step:
    return lambda database, clock: story.load(database, f"{settings.public_origin}/demo-idp", clock.now())


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # From here on nobody else can take the port, and who comes early waits.
        listener.listen()
    except OSError as taken:
        _refuse(f"Cannot listen on {host}:{port}: {taken.strerror}. Choose another port: PORT=8001 make run")
    return listener


def _introduce(settings: Settings) -> None:
    typer.echo(
        f"\nRoundtable is at {settings.public_origin}\n\n{_cast()}\n\nGraphiQL: {settings.public_origin}/graphql"
    )
    typer.echo("Stop with Ctrl+C. The data stays in var/; `make demo-reset` starts afresh.\n")


def _cast() -> str:
    rows = [f"  {person.name:<8} {_where(person)}\n{'':<11}sees {person.sees}" for person in PEOPLE.values()]
    return "\n".join(["Sign in as one of the cast:", *rows])


def _where(person: Person) -> str:
    post = person.posts[0]
    return f"{post.title}, {AGENCIES[post.agency].name}"
