"""What a page's operations leave in the memory of a PostgreSQL connection, where each stays planned for good.

    python -m benchmarks.plans

Megabytes that no other process shares, of the connection that grew most: once it is there, and after twenty different
operations; by the kernel's count, so with what the planner took and keeps for the next.
"""

import asyncio
import re
import sys
from pathlib import Path

from benchmarks import answers
from benchmarks.live import databases, prepare
from benchmarks.record import Bench
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.demo import story
from roundtable.identity.config import DEMO_PATH
from tests.acts.stage import Stage, more_posts
from tests.support.databases import ORIGIN
from tests.support.servers import DatabaseUrls
from tests.support.table import open_table

_OWN = re.compile(r"^Private_Dirty:\s+(\d+) kB$", re.MULTILINE)
Sizes = dict[str, float]


async def measure(urls: DatabaseUrls) -> tuple[float, float]:
    """Of the connection that grew most, before and after."""
    database = Database(urls.app)
    await story.load(database, f"{ORIGIN}{DEMO_PATH}", Clock().now())
    await database.close()
    async with open_table(urls.app) as table:
        bench = Bench(table, await table.by("corina"), await table.thread_id())
        await table.add(*more_posts())
        await answers.fill(Stage(table.by))
        given = {"caseId": table.case_id, "threadId": bench.thread, "first": answers.MESSAGES}
        before = _sizes(urls)
        for name in answers.MIXED:
            await answers.ask(bench, *answers.asked_of(name, given))
        after = _sizes(urls)
    grown = max(after, key=lambda each: after[each] - before.get(each, 0.0))
    return before.get(grown, 0.0), after[grown]


def _sizes(urls: DatabaseUrls) -> Sizes:
    """Of the application's connections to this database, megabytes."""
    name = urls.app.rpartition("/")[2].partition("?")[0]
    found: Sizes = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f" roundtable_app {name} " in (process / "cmdline").read_text().replace("\0", " "):
                found[process.name] = sum(map(int, _OWN.findall((process / "smaps_rollup").read_text()))) / 1024
        except OSError:
            # It has gone meanwhile.
            continue
    return found


def main() -> int:
    for name, urls in databases():
        if name == "PostgreSQL":
            prepare(urls)
            before, after = asyncio.run(measure(urls))
            count = len(answers.MIXED)
            each = (after - before) / count
            print(f"a connection {before:.0f} MB, after {count} operations {after:.0f}: {each:.1f} each")
    return 0


if __name__ == "__main__":
    sys.exit(main())
