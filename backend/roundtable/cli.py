"""The command line: serve, work, migrate, admin, audit, backup, demo, schema, check."""

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from starlette.applications import Starlette

from roundtable import admin, audit, backup, export, serving
from roundtable import migrate as migrations
from roundtable.api.schema import build_schema
from roundtable.app import Shared, build_app, make_shared, master_key_of
from roundtable.console import check_bound, check_database, on_database, refuse, settings_of, signing_key, upgrade
from roundtable.core.audit.keys import SigningKey
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.vault import Vault
from roundtable.covered import uncovered
from roundtable.demo import identities, story
from roundtable.demo.cast import AGENCIES, PEOPLE, Person
from roundtable.reader.bind import bind
from roundtable.settings import Settings
from roundtable.worker import work
from roundtable.workers import Workers

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Roundtable: agencies coordinate cases at one table."
)
demo = typer.Typer(no_args_is_help=True, help="The demo cast and its case in progress.")
schema = typer.Typer(no_args_is_help=True, help="The GraphQL schema.")
check = typer.Typer(no_args_is_help=True, help="Compare what is generated, or installed, with what it should be.")
app.add_typer(admin.app, name="admin")
record = typer.Typer(no_args_is_help=True, help="The record of who read and wrote what.")
app.add_typer(record, name="audit")
app.add_typer(backup.app, name="backup")
app.add_typer(demo, name="demo")
app.add_typer(schema, name="schema")
app.add_typer(check, name="check")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; above 1 on PostgreSQL only.")] = 1,
) -> None:
    """Serve the page, the GraphQL endpoint and sign-in."""
    settings = settings_of()
    if workers > 1 and settings.is_on_sqlite:
        refuse("SQLite has one process: its writers wait for each other there. More workers need PostgreSQL.")
    if workers > 1 and settings.bell.startswith("memory:"):
        refuse("Several workers need a bell that rings between them: leave ROUNDTABLE_BELL_URL out, or name a Redis.")
    listeners = _listen(host, port, workers)
    address = f"http://{host}:{listeners[0].getsockname()[1]}"
    if settings.demo and "ROUNDTABLE_PUBLIC_ORIGIN" not in os.environ:
        settings = settings.model_copy(update={"public_origin": address})
    shared = _shared(settings)
    served = _app(settings, shared)
    check_database(settings)
    check_bound(settings)
    if settings.demo:
        # The demo's provider stands at this very address: its logins are made for it.
        asyncio.run(on_database(settings, _load_demo(settings)))
        _introduce(settings)
    else:
        typer.echo(f"Listening on {address} for {settings.public_origin}. Stop with Ctrl+C.")
    if workers == 1:
        serving.run(settings, served, listeners[0])
    else:
        # The server's framework imports it at its first use, which would be once more in each worker.
        import_module("anyio._backends._asyncio")

        def serve_at(place: int, listener: socket.socket) -> None:
            # Each its own: what one application holds, such as the end of a chain of the record, no other may.
            serving.run(settings, _app(settings, shared), listener, place)

        Workers(listeners, serve_at).keep()


@app.command()
def worker() -> None:
    """Send letters and keep house beside the servers, until stopped."""
    settings = settings_of()
    check_database(settings)
    asyncio.run(work(settings))


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    upgrade(settings_of())
    typer.echo("The database is up to date.")


@app.command()
def revise(message: Annotated[str, typer.Argument(help="What the migration does, in a few words.")]) -> None:
    """Write the migration that the models ask for; read it before it is committed."""
    migrations.revise(message)


@record.command("verify")
def audit_verify(
    witness: Annotated[list[Path] | None, typer.Option(help="Heads that an agency kept, one a line.")] = None,
) -> None:
    """Check every entry, chain and head, and that the heads which agencies kept are there; name what is bad."""
    try:
        kept = audit.witnesses(witness or [])
    except (OSError, ValueError) as wrong:
        refuse(f"A witness cannot be read: {wrong}")
    found = _of_record(lambda database, key: audit.verdict(database, key, kept))
    typer.echo(f"{found.entries} entries in {found.chains} chains, {found.heads} heads, {len(kept)} kept by witnesses.")
    for fault in found.faults:
        typer.echo(str(fault), err=True)
    if found.faults:
        raise typer.Exit(1)
    typer.echo(f"All is in order. {found.after_last_head} entries came after the last head.")


@record.command("publish")
def audit_publish() -> None:
    """Sign a head, as the server does every ten seconds, and print the last one."""
    head = _of_record(audit.publish)
    typer.echo(json.dumps(head) if head else "Nothing is on the record yet.", err=head is None)


@record.command("key")
def audit_key() -> None:
    """Print the public key of what signs the record now: it is to be kept before another one signs."""
    typer.echo(signing_key(settings_of()).public.text)


@record.command("export")
def audit_export() -> None:
    """Print the whole record, one entry a line. It holds ids and no content."""

    async def write(database: Database, _: SigningKey) -> None:
        async for line in audit.lines(database):
            typer.echo(line)

    _of_record(write)


@demo.command("load")
def demo_load() -> None:
    """Load the cast and its case, unless they are there."""
    settings = _demo_settings()
    check_database(settings)
    asyncio.run(on_database(settings, _load_demo(settings)))
    typer.echo("The demo cast is seated.")


@demo.command("reset")
def demo_reset() -> None:
    """Throw all data away and load the demo afresh."""
    settings = _demo_settings()
    upgrade(settings)
    asyncio.run(on_database(settings, lambda database, _: story.clear(database)))
    asyncio.run(on_database(settings, _load_demo(settings)))
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


def _demo_settings() -> Settings:
    settings = settings_of()
    if not settings.demo:
        refuse("This is for the demo only: set ROUNDTABLE_DEMO=1 where no real data is.")
    return settings


def _shared(settings: Settings) -> Shared:
    try:
        return make_shared(settings)
    except ValueError as wrong:
        refuse(str(wrong))


def _app(settings: Settings, shared: Shared) -> Starlette:
    try:
        return build_app(settings, shared)
    except ValueError as wrong:
        refuse(str(wrong))


def _fail_if_stale() -> None:
    stale = export.stale()
    for path in stale:
        typer.echo(f"{path.relative_to(export.ROOT)} is stale: run `make schema`.", err=True)
    if stale:
        raise typer.Exit(1)


Result = TypeVar("Result")
Step = Callable[[Database, Clock], Awaitable[None]]


def _of_record(step: Callable[[Database, SigningKey], Awaitable[Result]]) -> Result:
    settings = settings_of()
    check_database(settings)
    key = signing_key(settings)
    return asyncio.run(on_database(settings, lambda database, _: step(database, key)))


def _load_demo(settings: Settings) -> Step:
    issuer, vault = f"{settings.public_origin}/demo-idp", Vault(master_key_of(settings))
    return lambda database, clock: story.load(database, issuer, clock.now(), vault)


def _listen(host: str, port: int, count: int) -> list[socket.socket]:
    try:
        return serving.listen(host, port, count)
    except OSError as taken:
        refuse(f"Cannot listen on {host}:{port}: {taken.strerror}. Choose another port: PORT=8001 make run")


def _introduce(settings: Settings) -> None:
    typer.echo(
        f"\nRoundtable is at {settings.public_origin}\n\n{_cast()}\n\nGraphiQL: {settings.public_origin}/graphql"
    )
    typer.echo("Stop with Ctrl+C. The data stays in var/; `make demo-reset` starts afresh.\n")


def _cast() -> str:
    rows = [f"  {person.name:<8} {_where(person)}\n{'':<11}sees {person.sees}" for person in PEOPLE.values()]
    return "\n".join(["Sign in as one of the cast:", *rows, identities.HINT])


def _where(person: Person) -> str:
    post = person.posts[0]
    return f"{post.title}, {AGENCIES[post.agency].name}"
