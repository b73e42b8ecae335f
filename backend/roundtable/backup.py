"""Backups: made while the server runs, put in the place of what was lost, and said to have been put there."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from roundtable import admin, console
from roundtable.core.restoration import Restoration
from roundtable.core.work import Work
from roundtable.identity.commands import end_all_sessions
from roundtable.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Make a backup, and restore one. The README says how on PostgreSQL.")

_KEYS = (
    "The keys are not in it: keep the secret, the master and the audit key (without ROUNDTABLE_…_KEY settings: the"
    " files *.key beside the database) in another place. Without the master key nobody can read names and addresses."
)
_AGAIN = "Everyone signs in again, and pages read their state again. Start the server."

File = Annotated[Path, typer.Argument(help="The backup's file.")]


@app.command("make")
def make(file: File) -> None:
    """Copy the data, whole and as of one moment, while people work on. On SQLite."""
    source = _file_of(console.settings_of(), "pg_dump --format=custom")
    if not source.exists():
        console.refuse(f"There is no database at {source}.")
    _copy(source, file)
    typer.echo(f"{file} is made. {_KEYS}")


@app.command("restore")
def restore(file: File) -> None:
    """Put a backup where the database was, with the server stopped. On SQLite."""
    settings = console.settings_of()
    target = _file_of(settings, "pg_restore, and then `roundtable backup restored`")
    if not _is_sound(file):
        console.refuse(f"{file} is no sound backup.")
    for there in (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal"))):
        if there.exists():
            console.refuse(f"{there} is still there: stop the server, and move it away first.")
    _copy(file, target)
    console.upgrade(settings)
    restored()


@app.command("restored")
def restored() -> None:
    """Say that a backup was put in the database's place: what was given out since it was made holds no more."""
    settings = console.settings_of()
    console.check_database(settings)
    with console.answering(settings.database_url):
        asyncio.run(admin.transact(settings, admin.Act("restored", _begin_again, {})))
    typer.echo(f"The data begins again from the backup. {_AGAIN}")


async def _begin_again(work: Work) -> admin.Refs:
    """Sessions that had ended since would hold again, and cursors would mean other facts."""
    restoration = work.add(Restoration(at=work.now))
    await end_all_sessions(work)
    return {"restoration": restoration.id}


def _file_of(settings: Settings, otherwise: str) -> Path:
    url = make_url(settings.database_url)
    if not settings.is_on_sqlite or not url.database:
        console.refuse(f"This is for SQLite. On PostgreSQL it is done by {otherwise}.")
    return Path(url.database)


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        console.refuse(f"{target} is there already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Nobody else may read it, from its first byte on.
    target.touch(mode=0o600)
    with closing(_reading(source)) as whence, closing(sqlite3.connect(target)) as whither:
        whence.backup(whither)


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)


def _is_sound(file: Path) -> bool:
    try:
        with closing(_reading(file)) as database:
            (found,) = database.execute("PRAGMA quick_check").fetchone()
            return bool(found == "ok" and database.execute("SELECT 1 FROM alembic_version").fetchone())
    except sqlite3.Error:
        return False
