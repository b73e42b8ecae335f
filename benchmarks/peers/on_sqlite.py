"""The same on SQLite: one file, and the rule in each statement, as SQLite's views are given nothing.

    python -m benchmarks.peers.on_sqlite

The peers read in their own process, by the statements that our guards are compiled to, with the rule in each. Writes
benchmarks/out/sqlite.md and sqlite.json.
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, insert, null, select
from sqlmodel import SQLModel

from benchmarks.live import prepare
from benchmarks.peers.candidates import case_of, running
from benchmarks.peers.measured import OUT, machine, measure, summary, table, versions, write
from benchmarks.peers.stage import MESSAGES, SUBJECT, TASKS, Stage, conversation, cookie_of, message, task
from roundtable.api.schema import build_schema
from roundtable.cases.models import Case
from roundtable.core.db import Database
from roundtable.core.guards import sees
from roundtable.core.tables import row_of, table_of
from roundtable.demo import story
from roundtable.messaging.models import Message, Thread
from roundtable.tasks.models import Task
from tests.support.server_process import server_process
from tests.support.servers import DatabaseUrls

NAMES = ("yoga", "mercurius", "strawberry")
_NEWEST = ("created_at", "id")
_TASK = {"dueAt": "due_at", "ownerKey": "owner_agency_id", "claimedKey": "claimed_by"}
# Of each statement: of what, which columns by what names, found by which, and in what order, where it is a list.
_READ: dict[str, tuple[type[SQLModel], dict[str, str], str, Sequence[str]]] = {
    "case": (Case, {"riskLevel": "risk_level", "openedAt": "opened_at"}, "id", ()),
    "thread": (Thread, {"key": "id"}, "id", ()),
    "messages": (Message, {"createdAt": "created_at", "authorKey": "author_id"}, "thread_id", _NEWEST),
    "tasks": (Task, _TASK, "case_id", _NEWEST),
}
_ALSO = {
    "case": ("id", "reference", "title", "status"),
    "thread": ("id", "subject"),
    "messages": ("id",),
    "tasks": ("id", "title", "status", "priority"),
}


def statements(database: Database) -> dict[str, dict[str, Any]]:
    """Of each, its text, and what it is given beside `me`, `now`, `id`, and of a list `first`."""
    build_schema()  # with every type, every guard is declared
    return {name: _statement(database, name) for name in _READ}


def _statement(database: Database, name: str) -> dict[str, Any]:
    model, named, found_by, order = _READ[name]
    source = table_of(model)
    row = row_of(source)
    columns = [row.c[key] for key in _ALSO[name]] + [row.c[key].label(label) for label, key in named.items()]
    if model is Message:
        columns.append(case((row.c.redacted_at.is_(None), row.c.body), else_=null()).label("body"))
    wanted = row.c[found_by] == bindparam("id", type_=row.c[found_by].type)
    made = select(*columns).where(sees(source, row), wanted).order_by(*(row.c[key].desc() for key in order))
    compiled: Any = made.compile(dialect=database.reader.dialect)
    given = {key: value for key, value in compiled.params.items() if value is not None}
    nothing = {key: None for key in compiled.params if key not in (*given, "me", "now", "id")}
    return {"text": f"{compiled}{' LIMIT :first' if order else ''}", "given": given | nothing}


@contextmanager
def stage() -> Iterator[Stage]:
    """A file, filled, and our server on it; all of it is gone when the block ends."""
    with TemporaryDirectory(prefix="roundtable-peers-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        prepare(DatabaseUrls(url, url, url))
        with server_process(Path(folder), url, installed=True) as server:
            thread, version, made = asyncio.run(_fill(url))
            told = Path(folder) / "statements.json"
            told.write_text(made)
            urls, cookie = DatabaseUrls(url, url, url), cookie_of(server, "ana")
            yield Stage(urls, server, "ana", cookie, thread, 0, version, told)


async def _fill(url: str) -> tuple[UUID, str, str]:
    database, chance = Database(url), random.Random(7)  # noqa: S311 - the same case each time
    thread = table_of(Thread)
    async with database.writer.begin() as connection:
        wanted = select(thread.c.id, thread.c.audience_id, thread.c.created_at)
        ours = wanted.where(thread.c.case_id == story.CASE, thread.c.subject == SUBJECT)
        place = (await connection.execute(ours)).one()
        tasks = [task(chance, *place, number) for number in range(TASKS)]
        messages = [message(chance, *place, number) for number in range(MESSAGES)]
        await connection.execute(insert(table_of(Message)), messages)
        await connection.execute(insert(thread), [conversation(each) for each in tasks])
        await connection.execute(insert(table_of(Task)), tasks)
        await connection.exec_driver_sql("ANALYZE")
        version = (await connection.exec_driver_sql("SELECT sqlite_version()")).scalar_one()
    made = json.dumps(statements(database))
    await database.close()
    return place.id, f"none; SQLite {version}", made


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0, help="of each server in each round")
    options.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    given = options.parse_args()
    where = machine()
    with TemporaryDirectory(prefix="roundtable-peers-") as folder, stage() as on:
        asked = case_of(on)
        with running(on, given.only, asked, Path(folder)) as servers:
            taken = measure(servers, asked, given.rounds, given.seconds, on.postgres, Path(folder))
        found = summary(taken) | {"machine": where, "versions": versions(on.version)}
    write("sqlite.json", found)
    ratio = f"- ratio_best_peer: {found['ratio_best_peer']}"
    said = "\n".join(["# A case at a glance, on SQLite", "", table(taken), "", ratio, ""])
    (OUT / "sqlite.md").write_text(said)
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
