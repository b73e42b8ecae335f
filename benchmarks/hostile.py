"""What documents that are made to be slow cost the server, each sent anew so that nothing knows it, and what a normal
user meets meanwhile.

`python -m benchmarks.hostile`
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.live import databases, prepare
from tests.support.server_process import ServerProcess, server_process
from tests.support.slow_documents import fan, ring
from tests.support.table import operation

BAR_CPU_MS, BAR_P95_MS = 50.0, 200.0
TICKS = os.sysconf("SC_CLK_TCK")
Asked = tuple[str, dict[str, Any]]
THREADS = f'threads(caseId: "case_{"0" * 32}")'


def _nested(deep: int) -> Any:
    value: Any = 1
    for _ in range(deep):
        value = [value]
    return value


# By what each is made slow; the number makes it one that was never sent.
HOSTILE: dict[str, Callable[[int], Asked]] = {
    "deep": lambda n: (
        f"query Q{n} {{ {THREADS} {{ nodes " + "{ messages { nodes { thread " * 90 + "{ id" + "}" * 273,
        {},
    ),
    "wide": lambda n: (f"query Q{n} {{ cases {{ nodes {{ " + "reference title status " * 460 + "} } }", {}),
    "one field over and over": lambda n: (f"query Q{n} {{ cases {{ nodes {{ " + "id " * 1400 + "} } }", {}),
    "one object over and over": lambda n: (
        f"query Q{n} {{ {THREADS} {{ nodes {{ " + "messages { nodes { id } } " * 200 + "} } }",
        {},
    ),
    "types that nobody knows": lambda n: (
        f"query Q{n}(" + ", ".join(f"$v{i}: CreateCasePayloadInput{n}x{i}" for i in range(110)) + ") { __typename }",
        {},
    ),
    "fields that nobody knows": lambda n: (
        f"query Q{n} {{ " + " ".join(f"assignedTsks{i}" for i in range(700)) + " }",
        {},
    ),
    "operations that spread one fragment": lambda n: (
        f"fragment F on Query {{ {' '.join(f'a{i}' for i in range(1_000))} }} "
        + " ".join(f"query Q{n}x{i} {{ ...F }}" for i in range(50)),
        {},
    ),
    "aliases": lambda n: (f"query Q{n} {{ " + " ".join(f"a{i}: viewer {{ id }}" for i in range(300)) + " }", {}),
    "directives": lambda n: (f"query Q{n} {{ viewer {{ id " + "@include(if: true) " * 250 + "} }", {}),
    "fragments in a ring": lambda n: (f"{ring(200)} #{n}", {}),
    "fragments that fan out": lambda n: (f"{fan(60)} #{n}", {}),
    "many operations": lambda n: (" ".join(f"query Q{n}x{i} {{ viewer {{ id }} }}" for i in range(250)), {}),
    "a long comment": lambda n: (f"{{ viewer {{ id }} }} #{n}" + "x" * 400_000, {}),
    "a long text": lambda n: (f'{{ case(id: "{n}{"x" * 400_000}") {{ id }} }}', {}),
    "a long list": lambda n: (
        f"query Q{n}($s: [CaseStatus!]) {{ cases(status: $s) {{ nodes {{ id }} }} }}",
        {"s": ["MONITORING"] * 30_000},
    ),
    "a long list that is wrong": lambda n: (
        f"query Q{n}($s: [CaseStatus!]) {{ cases(status: $s) {{ nodes {{ id }} }} }}",
        {"s": ["NONE_OF_THEM"] * 30_000},
    ),
    "a list in a list in a list": lambda n: (
        f"query Q{n}($id: ID!) {{ case(id: $id) {{ id }} }}",
        {"id": _nested(900)},
    ),
    "variables that nobody named": lambda n: (
        f"query Q{n} {{ viewer {{ id }} }}",
        {f"v{i}": i for i in range(20_000)},
    ),
    "the schema, over and over": lambda n: (
        f"query Q{n} {{ __schema {{ types {{ fields {{ type {{ fields {{ type {{ name }} }} }} }} }} }} }}",
        {},
    ),
    "a plan never made before": lambda n: (
        f"query Q{n} {{ cases(first: {n % 90 + 1}) {{ nodes {{ id title }} }} }}",
        {},
    ),
}


def cpu_ms(server: ServerProcess) -> float:
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS * 1000


def costs(server: ServerProcess, times: int) -> None:
    """Each of them by itself: the processor time of one, and how it was answered."""
    with server.page_of("ana") as page:
        print(f"{'made slow by':<28} {'cpu ms':>7} {'status':>6}  code")
        for name, made in HOSTILE.items():
            _sent(page, made(0))
            before = cpu_ms(server)
            answers = [_sent(page, made(number)) for number in range(1, times + 1)]
            each = (cpu_ms(server) - before) / times
            print(f"{name:<28} {each:>7.1f} {answers[0].status_code:>6}  {_code(answers[0])}{_over(each, BAR_CPU_MS)}")


def _sent(page: httpx2.Client, asked: Asked) -> httpx2.Response:
    query, variables = asked
    return page.post("/graphql", json={"query": query, "variables": variables})


def _code(answer: httpx2.Response) -> str:
    try:
        errors = answer.json().get("errors") or [{"extensions": {"code": "answered"}}]
    except ValueError:
        return answer.text[:40]
    return str(errors[0]["extensions"]["code"])


def _over(value: float, bar: float) -> str:
    return f"  over the bar of {bar:.0f}" if value > bar else ""


async def meanwhile(server: ServerProcess, seconds: float) -> None:
    """A normal user's page, alone and while a hostile one sends all of them as fast as it is answered."""
    with server.page_of("ana") as mine, server.page_of("corina") as theirs:
        alone = await _normal(server, mine.cookies, seconds)
        flood = asyncio.create_task(_flood(server, theirs.cookies))
        beside = await _normal(server, mine.cookies, seconds)
        flood.cancel()
    for name, taken in (("alone", alone), ("beside it", beside)):
        p95 = statistics.quantiles(taken, n=20)[-1]
        median = statistics.median(taken)
        print(f"a normal user {name:<10} median {median:6.1f} ms, p95 {p95:6.1f}{_over(p95, BAR_P95_MS)}")


def _client(server: ServerProcess, cookies: Any) -> httpx2.AsyncClient:
    headers = {"origin": server.address, "x-roundtable-client": "page"}
    return httpx2.AsyncClient(base_url=server.address, headers=headers, cookies=cookies, timeout=60)


async def _normal(server: ServerProcess, cookies: Any, seconds: float) -> list[float]:
    taken, ends = [], time.monotonic() + seconds
    async with _client(server, cookies) as http:
        while time.monotonic() < ends:
            begun = time.monotonic()
            answer = await http.post("/graphql", json={"query": operation("MyCases"), "variables": {}})
            taken.append((time.monotonic() - begun) * 1000)
            assert "errors" not in answer.json(), answer.text
            await asyncio.sleep(0.05)
    return taken


async def _flood(server: ServerProcess, cookies: Any) -> None:
    number = 1_000
    async with _client(server, cookies) as http:
        while True:
            number += 1
            for made in HOSTILE.values():
                query, variables = made(number)
                await http.post("/graphql", json={"query": query, "variables": variables})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how often each is sent")
    parser.add_argument("--seconds", type=float, default=15.0, help="of a normal user, alone and beside")
    given = parser.parse_args()
    for name, urls in databases():
        prepare(urls)
        with (
            tempfile.TemporaryDirectory() as folder,
            server_process(Path(folder), urls.app, installed=True) as server,
        ):
            print(f"\n{name}")
            costs(server, given.times)
            asyncio.run(meanwhile(server, given.seconds))


if __name__ == "__main__":
    main()
