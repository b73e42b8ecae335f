"""How much disk an act and a read leave on PostgreSQL, tables with their indexes: what a country's years come to.

python -m benchmarks.room
"""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from benchmarks.peers.candidates import OURS, case_of, post_of, running
from benchmarks.peers.load import Asked, Server, load
from benchmarks.peers.stage import plain, stage

_SIZES = """
SELECT relname, pg_total_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


async def _sizes(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    # What is written over leaves room that is used again: only what stays is counted.
    await connection.execute("VACUUM")
    found = {row[0]: row[1] for row in await connection.fetch(_SIZES)}
    await connection.close()
    return found


def left(url: str, server: Server, asked: Asked, seconds: float, folder: Path) -> dict[str, float]:
    """Bytes a time, by table."""
    before = asyncio.run(_sizes(url))
    count, _, _ = load(server, [asked], seconds, folder)
    after = asyncio.run(_sizes(url))
    grown = {name: (size - before[name]) / count for name, size in after.items()}
    return dict(sorted(((name, each) for name, each in grown.items() if each >= 1), key=lambda each: -each[1]))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=20.0, help="of each: pages have to be filled for it to tell")
    given = options.parse_args()
    with TemporaryDirectory(prefix="roundtable-room-") as folder, stage() as on:
        url = plain(on.urls.superuser)
        with running(on, [], case_of(on), Path(folder)) as servers:
            (server,) = [each for each in servers if each.name == OURS]
            for name, asked in {"a message": post_of(on), "the case's page": case_of(on)}.items():
                found = left(url, server, asked, given.seconds, Path(folder))
                parts = ", ".join(f"{table} {size:.0f}" for table, size in found.items())
                print(f"{name}: {sum(found.values()):.0f} bytes ({parts})", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
