"""From a post at one process to the event at another's socket, in milliseconds: with a bell between them, and without.

`python -m benchmarks.bell`. Two servers on one PostgreSQL; Redis carries the bell, or PostgreSQL, or nobody.
"""

import argparse
import asyncio
import sys
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import wire
from benchmarks.live import WARMING_UP, prepare
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import DatabaseUrls, postgres_server, redis_server

# Of the 99th of a hundred, in milliseconds.
WITH_BELL, WITHOUT = 150.0, 1_500.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=200, help="how many are measured, after five to warm up")
    count = options.parse_args().messages + WARMING_UP
    print(f"{'carried by':<11} {'messages':>8} {'median':>8} {'99th':>8} {'longest':>8} {'bar':>6}")
    late = False
    with postgres_server() as postgres, redis_server() as redis:
        urls = postgres.urls(asyncio.run(postgres.create_database()))
        prepare(urls)
        carriers = (("Redis", redis.url, WITH_BELL), ("PostgreSQL", "", WITH_BELL), ("nobody", "memory://", WITHOUT))
        for carrier, bell, bar in carriers:
            taken = sorted(_measure(urls, bell, count)[WARMING_UP:])
            last = taken[int(len(taken) * 0.99)]
            late |= last > bar
            times = f"{taken[len(taken) // 2]:>8.0f} {last:>8.0f} {taken[-1]:>8.0f} {bar:>6.0f}"
            print(f"{carrier:<11} {len(taken):>8} {times}", flush=True)
    print("Milliseconds. The bar is for the 99th of a hundred.")
    return 1 if late else 0


def _measure(urls: DatabaseUrls, bell: str, count: int) -> list[float]:
    with ExitStack() as stack:
        servers = [stack.enter_context(_server(stack, urls, bell)) for _ in range(2)]
        return wire.measure(servers[0], count, servers[1])


def _server(stack: ExitStack, urls: DatabaseUrls, bell: str) -> AbstractContextManager[ServerProcess]:
    folder = stack.enter_context(TemporaryDirectory(prefix="roundtable-bench-"))
    return server_process(Path(folder), urls.app, ROUNDTABLE_BELL_URL=bell)


if __name__ == "__main__":
    sys.exit(main())
