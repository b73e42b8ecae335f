"""What each statement costs PostgreSQL while people write in 20 conversations and 50 listen to each: what to mend next.

By `pg_stat_statements`, of what the server sends itself, once it is warm; milliseconds by the clock, which on a busy
machine are more than the processor's.
"""

import argparse
import asyncio
import re
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

import asyncpg

from benchmarks.crowd import more_files
from benchmarks.synapse import roundtable
from tests.support.servers import DatabaseUrls, postgres_server

POST = 'WITH added_0 AS (INSERT INTO "message" '
# What a conversation has posted when it is warm.
WARM = 3
_OURS = "FROM measured.pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid WHERE rolname = 'roundtable_app'"


class Statements:
    """What the server has sent, as the database counts it."""

    def __init__(self, urls: DatabaseUrls) -> None:
        self._url = urls.superuser.replace("+asyncpg", "")

    def begin(self) -> None:
        self._ask("CREATE SCHEMA measured")
        self._ask("CREATE EXTENSION pg_stat_statements SCHEMA measured")

    def reset_once_warm(self, conversations: int) -> None:
        posted = f"SELECT coalesce(sum(calls), 0) {_OURS} AND query LIKE '{POST}%'"
        while self._ask(posted)[0][0] < WARM * conversations:
            time.sleep(0.5)
        self.reset()

    def reset(self) -> None:
        self._ask("SELECT measured.pg_stat_statements_reset()")

    def all(self) -> Sequence[Any]:
        """Calls, milliseconds and text of each, the costliest first."""
        return self._ask(f"SELECT calls, total_exec_time, query {_OURS} ORDER BY total_exec_time DESC")

    def of(self, table: str) -> Sequence[Any]:
        """Of each that names a table: calls, milliseconds, and those of its quickest."""
        return self._ask(f"SELECT calls, total_exec_time, min_exec_time {_OURS} AND query LIKE '%{table}%'")

    def _ask(self, statement: str) -> Sequence[Any]:
        async def ask() -> Sequence[Any]:
            connection = await asyncpg.connect(self._url)
            try:
                found: Sequence[Any] = await connection.fetch(statement)
                return found
            finally:
                await connection.close()

        return asyncio.run(ask())


def report(found: Sequence[Any], most: int) -> None:
    posts = sum(calls for calls, _, text in found if text.startswith(POST))
    total = sum(taken for _, taken, _ in found)
    print(f"{posts} posts, {total / posts:.1f} ms of statements each")
    print(f"{'ms a post':>9} {'times':>6} {'ms each':>8}  statement")
    for calls, taken, text in found[:most]:
        said = re.sub(r"\s+", " ", text)
        print(f"{taken / posts:>9.2f} {calls / posts:>6.2f} {taken / calls:>8.2f}  {len(text):>6} {said[:90]}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--conversations", type=int, default=20)
    options.add_argument("--followers", type=int, default=50, help="of each conversation")
    options.add_argument("--seconds", type=float, default=20.0, help="of writing")
    options.add_argument("--most", type=int, default=20, help="how many statements are shown")
    given = options.parse_args()
    given.after = 1.0
    more_files()
    with postgres_server(shared_preload_libraries="pg_stat_statements") as postgres:
        urls = postgres.urls(asyncio.run(postgres.create_database()))
        statements = Statements(urls)
        statements.begin()
        warming = threading.Thread(target=statements.reset_once_warm, args=(given.conversations,), daemon=True)
        warming.start()
        roundtable(urls, given)
        report(statements.all(), given.most)
    return 0


if __name__ == "__main__":
    sys.exit(main())
