"""Partitioning by case, its smallest step tried: messages in parts by a hash of their case, beside messages whole.

    python -m benchmarks.partition

Two databases with the same country's cases, one of them with `message` parted; milliseconds of PostgreSQL by turns, of
what one who works on cases asks. Rule, views and policies are those of the whole table, put on anew: nothing else of
Roundtable knows that there are parts (`docker/SCALE.md`).
"""

import argparse
import asyncio
import statistics
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from sqlalchemy import Connection, Select, Uuid, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from benchmarks.scale import NOW, SHARED_BUFFERS, Network, fill
from roundtable import rls
from roundtable.access import rule
from roundtable.core.db import Database
from roundtable.core.guards import guard_of
from roundtable.core.scope import at_most
from roundtable.core.standing import after, standing
from roundtable.core.tables import seen_of, table_of
from roundtable.messaging.models import Message
from roundtable.migrate import upgrade
from tests.support.explain import explained
from tests.support.servers import APP, Postgres, postgres_server

PARTS = 16
# Who may use a part by its own name passes by the policies of the whole: parts stand where the application never comes.
STEPS = (
    "ALTER TABLE message RENAME TO whole_message",
    "ALTER TABLE whole_message RENAME CONSTRAINT pk_message TO pk_whole_message",
    "ALTER TABLE mention DROP CONSTRAINT {mention}",
    "ALTER TABLE message_version DROP CONSTRAINT {message_version}",
    "CREATE TABLE message (LIKE whole_message INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY HASH (case_id)",
    "CREATE SCHEMA parts",
    *(
        f"CREATE TABLE parts.message_{number} PARTITION OF message"
        f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {number})"
        for number in range(PARTS)
    ),
    "INSERT INTO message SELECT * FROM whole_message",
    "DROP TABLE whole_message",
    # The key has the case in it; the composite foreign keys were made for this.
    "ALTER TABLE message ADD CONSTRAINT pk_message PRIMARY KEY (case_id, id)",
    "CREATE INDEX ix_message_id ON message (id)",
    "CREATE INDEX ix_message_page ON message (thread_id, created_at, id)",
    "ALTER TABLE message ADD FOREIGN KEY (case_id, thread_id) REFERENCES thread (case_id, id)",
    "ALTER TABLE message ADD FOREIGN KEY (case_id, audience_id) REFERENCES audience (case_id, id)",
    "ALTER TABLE message ADD FOREIGN KEY (case_id, in_reply_to_id) REFERENCES message (case_id, id)",
    "ALTER TABLE mention ADD FOREIGN KEY (case_id, message_id) REFERENCES message (case_id, id)",
    "ALTER TABLE message_version ADD FOREIGN KEY (case_id, message_id) REFERENCES message (case_id, id)",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON message TO {APP}",
)
_FOREIGN = """
SELECT conname FROM pg_constraint WHERE confrelid = 'message'::regclass AND conrelid = '{}'::regclass AND contype = 'f'
"""
_SOME = text(
    "SELECT b.membership_id, m.thread_id, m.id FROM message AS m JOIN case_member AS b USING (case_id)"
    " ORDER BY random() LIMIT :count"
)
KEY = bindparam("key", type_=Uuid())


def part(connection: Connection) -> None:
    """Move all messages into parts, in one transaction."""
    rls.lift(connection)
    leading_here = ("mention", "message_version")
    names = {table: connection.exec_driver_sql(_FOREIGN.format(table)).scalar_one() for table in leading_here}
    for step in STEPS:
        connection.exec_driver_sql(step.format(**names))
    rls.apply(connection, rls.Roles(APP))


def questions() -> dict[str, Select[Any]]:
    """What one asks of messages: by whom they are seen, as the reader does, or by a key, as an act does."""
    item = seen_of(table_of(Message))
    sees = guard_of(item, rule.sees_item)
    last_first = (item.c.created_at.desc(), item.c.id.desc())
    found = {
        "latest 50 of all": at_most(50, select(item.c.id).where(sees).order_by(*last_first)),
        "a conversation": at_most(20, select(item.c.id).where(sees, item.c.thread_id == KEY).order_by(*last_first)),
        "one by its id": select(item.c.id).where(sees, item.c.id == KEY),
    }
    return {
        name: after(standing(), select(select(func.count()).select_from(asked.subquery()).scalar_subquery()))
        for name, asked in found.items()
    }


async def compare(databases: Sequence[Database], keys: Sequence[Sequence[Any]], runs: int) -> None:
    """By turns, so that what else the machine does falls on both."""
    print(f"{'question':<18} {'whole ms':>9} {'parted ms':>9} {'ratio':>6}")
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(database.reading()) for database in databases]
        for name, statement in questions().items():
            taken: list[list[float]] = [[] for _ in databases]
            for turn in range(runs):
                for place, connection in enumerate(connections):
                    post, thread, message = keys[place][turn % len(keys[place])]
                    given = {"me": post, "now": NOW, "key": message if "id" in name else thread}
                    taken[place].append(await _milliseconds(connection, statement, given))
            whole, parted = (statistics.median(each[len(each) // 10 :]) for each in taken)
            print(f"{name:<18} {whole:>9.2f} {parted:>9.2f} {parted / whole:>6.2f}")


async def _milliseconds(connection: AsyncConnection, statement: Any, given: dict[str, Any]) -> float:
    *_, last = await explained(connection, statement, given, "(ANALYZE, TIMING OFF)")
    return float(last.removeprefix("Execution Time: ").removesuffix(" ms"))


async def _keys(url: str, count: int) -> list[Any]:
    """Posts, each with a conversation of a case that it is in, and one of its messages."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = list((await connection.execute(_SOME, {"count": count})).all())
    await engine.dispose()
    return found


async def _measure(server: Postgres, cases: int, runs: int) -> None:
    databases, keys = [], []
    for is_parted in (False, True):
        urls = server.urls(await server.create_database())
        await asyncio.to_thread(upgrade, urls.owner, APP)
        database = Database(urls.app)
        await fill(database, Network(cases), urls.superuser.replace("+asyncpg", ""))
        engine = create_async_engine(urls.owner)
        if is_parted:
            async with engine.begin() as connection:
                await connection.run_sync(part)
        async with engine.connect() as connection:
            await connection.exec_driver_sql("ANALYZE")
            await connection.commit()
        await engine.dispose()
        databases.append(database)
        keys.append(await _keys(urls.superuser, runs))
    await compare(databases, keys, runs)
    for database in databases:
        await database.close()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=50_000)
    options.add_argument("--runs", type=int, default=80)
    given = options.parse_args()
    with postgres_server(shared_buffers=SHARED_BUFFERS) as server:
        asyncio.run(_measure(server, given.cases, given.runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
