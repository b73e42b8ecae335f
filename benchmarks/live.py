"""From one person's Send to another person's screen, in milliseconds: on a socket and in browsers, on each database."""

import argparse
import asyncio
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import browser, wire
from roundtable.migrate import upgrade
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import APP, DatabaseUrls, postgres_server

BAR_MS = 150.0
WARMING_UP = 5


@contextmanager
def demo(urls: DatabaseUrls) -> Iterator[ServerProcess]:
    """The demo on a free port, with a database of its own."""
    with TemporaryDirectory(prefix="roundtable-bench-") as folder:
        prepare(urls)
        with server_process(Path(folder), urls.app) as server:
            yield server


def prepare(urls: DatabaseUrls) -> None:
    """Bring a database up to date, for the demo to be loaded there."""
    upgrade(urls.owner, APP if urls.owner != urls.app else None, demo=True)


def databases() -> Iterator[tuple[str, DatabaseUrls]]:
    """SQLite, and PostgreSQL where the machine has one: started as the tests do, so that it waits for no disk."""
    with TemporaryDirectory(prefix="roundtable-bench-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        yield "SQLite", DatabaseUrls(url, url, url)
    try:
        with postgres_server() as server:
            yield "PostgreSQL", server.urls(asyncio.run(server.create_database()))
    except (RuntimeError, KeyError) as absent:
        print(f"PostgreSQL is left out: {absent}")


def report(database: str, where: str, taken: list[float]) -> float:
    """One line of the table; answers the median."""
    times = sorted(taken[WARMING_UP:])
    median, late = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{database:<11} {where:<8} {len(times):>8} {median:>8.0f} {late:>8.0f} {times[-1]:>8.0f}")
    return median


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=50, help="how many are measured, after five to warm up")
    count = options.parse_args().messages + WARMING_UP
    print(f"{'database':<11} {'seen on':<8} {'messages':>8} {'median':>8} {'95th':>8} {'longest':>8}")
    medians = []
    for database, urls in databases():
        with demo(urls) as server:
            report(database, "socket", wire.measure(server, count))
            medians.append(report(database, "screen", browser.measure(server, count)))
    print(f"Milliseconds. The bar for a screen's median is {BAR_MS:.0f}.")
    return 0 if max(medians) < BAR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
