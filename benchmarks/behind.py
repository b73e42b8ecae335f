"""What a message costs who resumes from far behind: from 5,000 messages ago as much as from 250.

`python -m benchmarks.behind`. One server process, one case, one who resumes by an event stream that ends when all is
told; from near and from far by turns, milliseconds a message, medians of five. The bar is 1.2 times.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import orjson

from benchmarks import wire
from benchmarks.live import databases, prepare
from tests.support.server_process import server_process

NEAR, ROUNDS, WRITERS = 250, 5, 10
BAR = 1.2
EVENTS = """subscription ($id: ID!, $after: String!) {
  caseEvents(caseId: $id, after: $after, once: true) { cursor ... on MessagePosted { message { body } } }
}"""
_TOLD = re.compile(rb"^event: next\r\ndata: (.+)", re.MULTILINE)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=5_000, help="how many the farther one has missed")
    count = options.parse_args().messages
    print(f"{'database':<11} {f'from {NEAR}':>9} {f'from {count:,}':>11} {'times':>6} {'bar':>5}")
    late = False
    for name, urls in databases():
        prepare(urls)
        with (
            TemporaryDirectory(prefix="roundtable-bench-") as folder,
            server_process(Path(folder), urls.app) as server,
            server.page_of("ana") as page,
        ):
            near, far = _measure(page, count)
        late |= far > near * BAR
        print(f"{name:<11} {near:>9.2f} {far:>11.2f} {far / near:>6.2f} {BAR:>5}", flush=True)
    return 1 if late else 0


def _measure(page: httpx2.Client, count: int) -> tuple[float, float]:
    state = page.post("/graphql", json={"query": wire.STATE}).json()["data"]
    begun, thread = state["case"]["eventsCursor"], state["threads"]["nodes"][0]["id"]
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(lambda number: wire.post(page, thread, f"Missed message number {number}."), range(count)))
    cursors = _told(page, begun)
    assert len(cursors) == count
    rounds = [(_taken(page, cursors[-NEAR - 1], NEAR), _taken(page, begun, count)) for _ in range(ROUNDS)]
    near, far = zip(*rounds, strict=True)
    return statistics.median(near), statistics.median(far)


def _taken(page: httpx2.Client, after: str, count: int) -> float:
    began = time.perf_counter()
    assert len(_told(page, after)) == count
    return (time.perf_counter() - began) * 1000 / count


def _told(page: httpx2.Client, after: str) -> Sequence[str]:
    """The cursors of all that has happened since."""
    asked = {"query": EVENTS, "variables": {"id": wire.CASE, "after": after}}
    answer = page.post("/graphql/stream", json=asked, headers={"Accept": "text/event-stream"}, timeout=600)
    return [orjson.loads(event)["data"]["caseEvents"]["cursor"] for event in _TOLD.findall(answer.content)]


if __name__ == "__main__":
    sys.exit(main())
