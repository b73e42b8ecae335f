"""What the commands of the command line share: settings, a database that answers, and a refusal in one line."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from roundtable import logs, migrate, rls
from roundtable.app import signing_key_of
from roundtable.core.audit.keys import SigningKey
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.settings import Settings

Result = TypeVar("Result")


def settings_of() -> Settings:
    """The settings, and logs by them; what is wrong with one is said without its value, which may be a secret."""
    try:
        settings = Settings()
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False):
            name = "".join(f"ROUNDTABLE_{part}: ".upper() for part in error["loc"])
            typer.echo(f"{name}{error['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None
    except SettingsError as unread:
        typer.echo(f"{unread}: {type(unread.__cause__).__name__}", err=True)
        raise typer.Exit(2) from None
    logs.configure(settings)
    return settings


def upgrade(settings: Settings) -> None:
    url = settings.database_owner_url or settings.database_url
    with answering(url):
        migrate.upgrade(url, settings.database_app_role, demo=settings.demo)


def check_database(settings: Settings) -> None:
    """Refuse unless the database answers and is up to date."""
    with answering(settings.database_url):
        current = asyncio.run(migrate.is_current(settings.database_url))
    if not current:
        refuse("The database is not up to date: run `roundtable migrate` first.")


def check_bound(settings: Settings) -> None:
    """On PostgreSQL nothing is served past row-level security; a role that it does not bind is a mistake."""
    if settings.is_on_sqlite:
        return
    with answering(settings.database_url):
        bound = asyncio.run(rls.is_bound(settings.database_url, demo=settings.demo))
    if not bound:
        refuse(
            "Row-level security does not bind this database's role, or by an older rule, or by the demo's. Serve as a"
            " role that owns no table, and run `roundtable migrate` as the owner, with ROUNDTABLE_DATABASE_APP_ROLE"
            " naming that role."
        )


@contextlib.contextmanager
def answering(url: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as failure:
        refuse(f"The database at {make_url(url).render_as_string()} does not answer: {type(failure).__name__}.")


def signing_key(settings: Settings) -> SigningKey:
    """What signs the record, or a refusal where the keys do not fit."""
    try:
        return signing_key_of(settings)
    except ValueError as wrong:
        refuse(f"The keys of the record do not fit: {wrong}.")


async def on_database(settings: Settings, step: Callable[[Database, Clock], Awaitable[Result]]) -> Result:
    """One step on the database, by its clock."""
    # Two, as the record is verified.
    database, clock = Database(settings.database_url, pool_size=2), Clock()
    try:
        await clock.measure(database)
        return await step(database, clock)
    finally:
        await database.close()


def refuse(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
