"""Brings a database up to date, and tells whether it is."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from roundtable import rls

# Written once, for good: facts, their places, who asked for whom, who approved minutes and took them out, the record,
# and that a backup was restored. The record's salts can go, not change.
FOR_GOOD = (
    *("fact", "stream_entry", "involvement_check", "involvement_contact"),
    *("record_entry", "record_case", "record_head", "restoration", "minutes_approval", "minutes_export"),
)
_ROOT = Path(__file__).resolve().parents[2]


def configuration(url: str) -> Config:
    """Alembic's configuration, from pyproject.toml, for one database."""
    config = Config(toml_file=_ROOT / "pyproject.toml")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def revise(message: str) -> None:
    """Write a migration for what the models say beyond the last one, by comparing with a fresh database."""
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/compared.db"
        upgrade(url)
        command.revision(configuration(url), message=message, autogenerate=True, rev_id=f"{_last() + 1:04}")


def _last() -> int:
    """The highest number a migration has; one that was never taken in may be missing below it."""
    return max(int(path.name[:4]) for path in (_ROOT / "migrations" / "versions").glob("[0-9]*.py"))


def upgrade(url: str, app_role: str | None = None, *, demo: bool = False) -> None:
    """Run what has not been run, and give the application's role its rights. A SQLite file's folder is made first.

    On PostgreSQL the tables come under row-level security in the same transaction, for an application's role apart.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        command.upgrade(configuration(url), "head")
        return
    asyncio.run(_in_one_transaction(url, lambda connection: _upgrade(connection, url, app_role, demo=demo)))


async def _in_one_transaction(url: str, step: Callable[[Connection], None]) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(step)
    await engine.dispose()


def _upgrade(connection: Connection, url: str, app_role: str | None, *, demo: bool) -> None:
    rls.lift(connection)
    config = configuration(url)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if app_role:
        role = connection.dialect.identifier_preparer.quote(app_role)
        _grant(connection, role)
        rls.apply(connection, rls.Roles(role), demo=demo)


async def is_current(url: str) -> bool:
    """Whether the database has everything that the migrations make."""
    wanted = ScriptDirectory.from_config(configuration(url)).get_heads()
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda plain: MigrationContext.configure(plain).get_current_heads())
    finally:
        await engine.dispose()
    return set(found) == set(wanted)


def _grant(connection: Connection, role: str) -> None:
    """The application reads and writes rows; what is written for good it can neither change nor take away."""
    for statement in (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE ON {', '.join(FOR_GOOD)} FROM {role}",
        f"REVOKE UPDATE ON record_salt FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
    ):
        connection.exec_driver_sql(statement)
