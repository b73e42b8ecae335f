"""What all are measured on: one PostgreSQL with the demo's case, filled up, and somebody signed in at our server."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.live import prepare
from benchmarks.peers import many
from roundtable.core.tables import new_id
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import DatabaseUrls, postgres_server

HERE = Path(__file__).parent
# How much is said and undertaken in the case beside what the demo tells.
MESSAGES, TASKS = 400, 200
SUBJECT = "Case conference: safety plan"
SPEAKERS, ASKED = ("ana", "bogdan", "corina", "dalia"), ("police", "forensic", "ngo", "social")
WORDS = (
    *("the patrol", "passed by", "at ten", "nothing", "out of the ordinary;", "the neighbour", "has been", "spoken to"),
    *("and will call", "the helpline;", "the hearing", "was put off", "until Thursday,", "so", "accompaniment", "is"),
)
# As memory would be given it on a machine of its own. What our server sets on its connections is set for everyone:
# planning long statements anew, or compiling them, would cost the others more than it does us.
POSTGRES = {
    "shared_buffers": "512MB",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "random_page_cost": "1.1",
}


@dataclass(frozen=True)
class Stage:
    """Where all are measured, on whose behalf, and what is asked about."""

    urls: DatabaseUrls
    server: ServerProcess
    person: str
    cookie: str
    thread: UUID
    # The process that PostgreSQL's others come from, and which one it is.
    postgres: int
    version: str
    # Where the statements stand that hold the rule themselves, on SQLite.
    statements: Path | None = None

    @property
    def membership(self) -> UUID:
        return PEOPLE[self.person].posts[0].id

    @property
    def variables(self) -> dict[str, str]:
        return {"caseId": f"case_{story.CASE.hex}", "threadId": f"thread_{self.thread.hex}"}

    @property
    def environment(self) -> dict[str, str]:
        """What servers are told: the database's address as drivers know it, as the application's role."""
        if self.statements is None:
            return {"DATABASE_URL": plain(self.urls.app)}
        return {"DATABASE_URL": self.urls.app.partition("///")[2], "STATEMENTS": str(self.statements)}


def plain(url: str) -> str:
    """An address without the driver that SQLAlchemy is told of."""
    return url.replace("+asyncpg", "")


@contextmanager
def stage(person: str = "ana", tasks: int = 0, **settings: str) -> Iterator[Stage]:
    """PostgreSQL, filled, with so many tasks more, and our server on it; all of it is gone when the block ends."""
    with (
        TemporaryDirectory(prefix="roundtable-peers-") as folder,
        postgres_server(**POSTGRES | settings) as own,
    ):
        urls = own.urls(asyncio.run(own.create_database()))
        prepare(urls)
        with server_process(Path(folder), urls.app, installed=True) as server:
            thread, version = asyncio.run(_fill(plain(urls.superuser), tasks))
            yield Stage(urls, server, person, cookie_of(server, person), thread, own.process.pid, version)


def cookie_of(server: ServerProcess, person: str) -> str:
    """Their session's."""
    with server.page_of(person) as page:
        return "; ".join(f"{name}={value}" for name, value in page.cookies.items())


async def _fill(url: str, more: int) -> tuple[UUID, str]:
    """Says and asks for a lot in the case; answers the conversation where most was said, and PostgreSQL's version."""
    connection = await asyncpg.connect(url)
    try:
        thread, audience, since = await connection.fetchrow(
            "SELECT id, audience_id, created_at FROM thread WHERE case_id = $1 AND subject = $2", story.CASE, SUBJECT
        )
        chance = random.Random(7)  # noqa: S311 - the same case each time
        await copy_rows(connection, "message", [message(chance, thread, audience, since, n) for n in range(MESSAGES)])
        tasks = [task(chance, thread, audience, since, number) for number in range(TASKS)]
        own = [conversation(task) for task in tasks]
        await copy_rows(connection, "thread", own)
        await copy_rows(connection, "task", tasks)
        if more:
            await many.fill(connection, more)
        await connection.execute((HERE / "postgraphile.sql").read_text())
        await connection.execute("ANALYZE")
        version = await connection.fetchval("SHOW server_version")
    finally:
        await connection.close()
    return UUID(str(thread)), str(version)


async def copy_rows(connection: asyncpg.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    await connection.copy_records_to_table(table, records=[tuple(row.values()) for row in rows], columns=columns)


def message(chance: random.Random, thread: UUID, audience: UUID, since: datetime, number: int) -> dict[str, Any]:
    body = " ".join(chance.choices(WORDS, k=chance.randint(5, 35)))
    return {
        "id": new_id(),
        "case_id": story.CASE,
        "thread_id": thread,
        "audience_id": audience,
        "author_id": PEOPLE[chance.choice(SPEAKERS)].posts[0].id,
        "body": body,
        "body_html": f"<p>{body}</p>",
        "created_at": since + timedelta(minutes=5 * number + 1),
    }


def task(chance: random.Random, thread: UUID, audience: UUID, since: datetime, number: int) -> dict[str, Any]:
    at, claimed = since + timedelta(minutes=7 * number + 1), chance.random() < 0.7
    due = at + timedelta(days=chance.randint(2, 30))
    agency = chance.randrange(len(ASKED))
    # Each speaker is of the agency at the same place.
    claimant = PEOPLE[("ana", "bogdan", "dalia", "corina")[agency]].posts[0].id
    return {
        "id": new_id(),
        "case_id": story.CASE,
        "audience_id": audience,
        "thread_id": new_id(),
        "assigned_from_id": thread,
        "title": " ".join(chance.choices(WORDS, k=4)),
        "status": "IN_PROGRESS" if claimed else "REQUESTED",
        "priority": chance.choice(("ROUTINE", "URGENT")),
        "due_at": due,
        "due_order": due,
        "owner_agency_id": AGENCIES[ASKED[agency]].id,
        "claimed_by": claimant if claimed else None,
        "assigned_by": PEOPLE["corina"].posts[0].id,
        "created_at": at,
        "updated_at": at,
    }


def conversation(task: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": task["thread_id"],
        "case_id": task["case_id"],
        "audience_id": task["audience_id"],
        "subject": task["title"],
        "created_by": task["assigned_by"],
        "created_at": task["created_at"],
    }
