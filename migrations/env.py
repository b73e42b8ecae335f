"""Runs migrations: on the database that the settings or the caller names, as its owner."""

import asyncio
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import AutoString, SQLModel

from roundtable import models
from roundtable.core.tables import Choice, Instant
from roundtable.settings import Settings

assert models.ALL


def _address() -> str:
    settings = Settings()
    return context.config.get_main_option("sqlalchemy.url") or settings.database_owner_url or settings.database_url


def _rendered(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Our own column types by name, SQLModel's strings as plain ones."""
    if kind == "type" and isinstance(item, Instant):
        return "tables.Instant()"
    if kind == "type" and isinstance(item, Choice):
        return f"sa.{repr(item).replace('Choice', 'Enum', 1)}"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        # SQLite changes a table by making it anew.
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_rendered,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _run() -> None:
    engine = create_async_engine(_address())
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    asyncio.run(_run())
