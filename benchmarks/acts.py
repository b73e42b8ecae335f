"""What acts cost the server, in milliseconds of its processor's time: on SQLite, without a socket.

`python -m benchmarks.acts`. All rows are of the same run: a post with the version of who sees it, as the page sends it,
beside one without.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from roundtable.core.db import Database
from roundtable.demo import story
from roundtable.identity.config import DEMO_PATH
from roundtable.migrate import upgrade
from tests.support.databases import ORIGIN
from tests.support.table import Client, Table, open_table

ROUNDS, EACH = 15, 10
VERSION = "query ($id: ID!) { node(id: $id) { ... on Thread { audience { version } } } }"


async def _post(client: Client, thread: str, version: str | None) -> str:
    seen_by = {"audienceVersion": version} if version else {}
    posted = await client.act("PostMessage", threadId=thread, body="As agreed.", **seen_by)
    assert posted["problems"] == []
    message: str = posted["message"]["id"]
    return message


async def _cost(act: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of one of so many, one after the other."""
    begun = time.process_time()
    for _ in range(EACH):
        await act()
    return (time.process_time() - begun) * 1_000 / EACH


async def _measure(table: Table) -> None:
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    version = (await ana.ask(VERSION, id=thread)).data["node"]["audience"]["version"]

    async def read() -> None:
        # Each is a new one: to read what is read costs nothing.
        assert (await bogdan.act("MarkRead", messageId=unread.pop(0)))["problems"] == []

    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "post": lambda: _post(ana, thread, None),
        "post, with the version": lambda: _post(ana, thread, version),
        "mark read": read,
    }
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(ROUNDS + 2):
        unread = [await _post(ana, thread, None) for _ in range(EACH)]
        for name, act in acts.items():
            one = await _cost(act)
            if number >= 2:  # statements are made and kept by then
                taken[name].append(one)
    for name, times in taken.items():
        print(f"{name:<24} {statistics.median(times):>6.1f}")


async def main() -> None:
    with TemporaryDirectory(prefix="roundtable-bench-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        await asyncio.to_thread(upgrade, url)
        database = Database(url)
        await story.load(database, f"{ORIGIN}{DEMO_PATH}", datetime.now(UTC))
        await database.close()
        async with open_table(url) as table:
            await _measure(table)


if __name__ == "__main__":
    asyncio.run(main())
