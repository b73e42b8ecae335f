"""How soon a message is with 1,000 subscribers of its case, after it was acknowledged to who wrote it."""

import argparse
import asyncio
import statistics
import sys
import time

from benchmarks.crowd import crowd, more_files, people
from benchmarks.live import databases, demo
from benchmarks.wire import STATE, post
from tests.support.server_process import ServerProcess

MEDIAN_BAR, LATE_BAR = 100.0, 300.0
WARMING_UP = 3
HEADINGS = "database     sockets  people   median     95th     99th  longest  missing"


def measure(server: ServerProcess, cookies: list[str], messages: int, every: float) -> tuple[list[float], int]:
    """Milliseconds from each acknowledgement to each subscriber; and how many deliveries are missing."""
    acknowledged: dict[int, float] = {}
    with crowd(server.address, cookies) as all_ears, server.page_of("ana") as page:
        thread = page.post("/graphql", json={"query": STATE}).json()["data"]["threads"]["nodes"][0]["id"]
        time.sleep(2)  # the last have begun to listen
        for number in range(messages):
            post(page, thread, f"sent-{number}-")
            acknowledged[number] = time.monotonic()
            time.sleep(every)
        time.sleep(3)
        lost, heard = all_ears.heard()
    assert lost == 0, f"{lost} sockets were lost"
    wanted = list(range(messages))
    missing = sum([number for number, _ in came] != wanted for came in heard)
    delays = [(at - acknowledged[n]) * 1000 for came in heard for n, at in came if n >= WARMING_UP]
    return delays, missing


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subscribers", type=int, default=1_000)
    options.add_argument("--people", type=int, default=200, help="who they are: so many people in four agencies")
    options.add_argument("--messages", type=int, default=30)
    options.add_argument("--every", type=float, default=1.0, help="seconds between two messages")
    given = options.parse_args()
    more_files()
    print(HEADINGS)
    kept = True
    for database, urls in databases():
        with demo(urls) as server:
            own = asyncio.run(people(urls.superuser, given.people))
            cookies = [own[place % len(own)] for place in range(given.subscribers)]
            delays, missing = measure(server, cookies, given.messages, given.every)
        times = sorted(delays)
        late = [times[int(len(times) * share)] for share in (0.95, 0.99)]
        figures = " ".join(f"{figure:>8.0f}" for figure in (statistics.median(times), *late, times[-1], missing))
        print(f"{database:<11} {len(cookies):>8} {len(own):>7} {figures}", flush=True)
        kept = kept and statistics.median(times) <= MEDIAN_BAR and late[1] <= LATE_BAR and missing == 0
    print(f"Milliseconds. The bars: a median of {MEDIAN_BAR:.0f}, 99 of 100 within {LATE_BAR:.0f}, none missing.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
