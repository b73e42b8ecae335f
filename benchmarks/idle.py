"""What 10,000 subscribers of a case cost a server in memory while nothing happens; and whether news reaches all."""

import argparse
import asyncio
import sys
import time
from pathlib import Path

from benchmarks.crowd import crowd, more_files, people
from benchmarks.live import databases, demo
from benchmarks.wire import STATE, post
from tests.support.server_process import ServerProcess

BAR_KB = 40.0
HEADINGS = "database     sockets  people  MB before   MB with  kB each  reached"


def memory(server: ServerProcess) -> float:
    """Resident kB of the server."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return float(status.split("VmRSS:")[1].split()[0])


def measure(server: ServerProcess, cookies: list[str]) -> tuple[float, float, int]:
    """kB before and with all sockets; and how many of them a message reached within half a minute."""
    with server.page_of("ana") as page:
        thread = page.post("/graphql", json={"query": STATE}).json()["data"]["threads"]["nodes"][0]["id"]
        # What is made once, whoever listens, is there before.
        with crowd(server.address, cookies[:20], processes=1):
            post(page, thread, "first")
            time.sleep(2)
        before = memory(server)
        with crowd(server.address, cookies) as all_ears:
            time.sleep(5)
            there = memory(server)
            post(page, thread, "sent-1-")
            time.sleep(30)
            lost, heard = all_ears.heard()
    assert lost == 0, f"{lost} sockets were lost"
    return before, there, sum(len(came) for came in heard)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subscribers", type=int, default=10_000)
    options.add_argument("--people", type=int, default=400, help="who they are: so many people in four agencies")
    given = options.parse_args()
    more_files()
    print(HEADINGS)
    kept = True
    for database, urls in databases():
        with demo(urls) as server:
            own = asyncio.run(people(urls.superuser, given.people))
            cookies = [own[place % len(own)] for place in range(given.subscribers)]
            before, there, reached = measure(server, cookies)
        each = (there - before) / len(cookies)
        sizes = f"{before / 1024:>10.0f} {there / 1024:>9.0f} {each:>8.1f}"
        print(f"{database:<11} {len(cookies):>8} {len(own):>7} {sizes} {reached:>8}", flush=True)
        kept = kept and each <= BAR_KB and reached == len(cookies)
    print(f"The bar: {BAR_KB:.0f} kB each.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
