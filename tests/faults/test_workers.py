"""Several workers: one that dies is replaced, all end together, and what one is told the others' listeners hear."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import cookie_of, socket_to
from tests.support.server_process import ServerProcess, server_process
from tests.support.table import operation

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

WITHIN = 20.0
WORKERS = 3
CASE = ids.encode("case", story.CASE)
PLACE = f'{{ case(id: "{CASE}") {{ eventsCursor }} threads(caseId: "{CASE}") {{ nodes {{ id }} }} }}'
EVENTS = "subscription ($id: ID!, $after: String!) { caseEvents(caseId: $id, after: $after) { __typename } }"


@pytest.fixture
def several(demo_url: str, tmp_path: Path) -> Iterator[ServerProcess]:
    with server_process(tmp_path, demo_url, "--workers", str(WORKERS)) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        yield server


def workers_of(server: ServerProcess) -> set[int]:
    assert server.process is not None
    return children_of(server.process.pid)


def children_of(pid: int) -> set[int]:
    return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def stands_still(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def is_gone(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_worker_that_is_killed_is_replaced_while_the_others_serve(several: ServerProcess) -> None:
    with several.page_of("ana") as page:
        before = workers_of(several)
        for pid in sorted(before)[: WORKERS - 1]:
            os.kill(pid, signal.SIGKILL)
        assert _threads(page) != []
        until(lambda: len(workers_of(several)) == WORKERS and len(workers_of(several) & before) == 1)
        assert _threads(page) != []
    assert several.log.count("worker died") == WORKERS - 1


def test_they_end_together(several: ServerProcess) -> None:
    workers = workers_of(several)
    several.stop()
    assert all(map(is_gone, workers))
    assert several.log == ""


def test_asked_again_to_end_they_do_not_wait_for_one_that_stands_still(several: ServerProcess) -> None:
    workers = workers_of(several)
    still = min(workers)
    os.kill(still, signal.SIGSTOP)
    # Of two signals that wait, the other would come first.
    until(lambda: stands_still(still))
    assert several.process is not None
    several.process.send_signal(signal.SIGTERM)
    until(lambda: workers_of(several) == {still})
    # Twenty-five seconds would be its time.
    assert several.stop() < 5
    assert all(map(is_gone, workers))


def test_they_do_not_outlive_who_keeps_them(several: ServerProcess) -> None:
    workers = workers_of(several)
    several.kill()
    until(lambda: all(map(is_gone, workers)))


@pytest.mark.redis
@pytest.mark.parametrize("by_redis", [True, False], ids=["by Redis", "by the database"])
def test_what_one_is_told_the_listeners_of_all_hear(
    demo_url: str, tmp_path: Path, redis_url: str, *, by_redis: bool
) -> None:
    bell, many = redis_url if by_redis else "", ("--workers", str(WORKERS))
    with server_process(tmp_path, demo_url, *many, ROUNDTABLE_BELL_URL=bell) as server, ExitStack() as stack:
        page = stack.enter_context(server.page_of("ana"))
        found = page.post("/graphql", json={"query": PLACE}).json()["data"]
        cursor, thread = found["case"]["eventsCursor"], found["threads"]["nodes"][0]["id"]
        sockets = [
            stack.enter_context(socket_to(server, Cookie=cookie_of(page), Origin=server.address))
            for _ in range(4 * WORKERS)
        ]
        for one in sockets:
            one.open()
            one.tell("subscribe", id="1", payload={"query": EVENTS, "variables": {"id": CASE, "after": cursor}})

        for number in range(3):
            _post(page, thread, f"Number {number}")
            for one in sockets:
                assert one.hear()["payload"]["data"] == {"caseEvents": {"__typename": "MessagePosted"}}


def _threads(page: httpx2.Client) -> list[str]:
    # A connection to a worker that was killed is none any more; the next one is to another.
    for _ in range(WORKERS):
        with contextlib.suppress(httpx2.TransportError):
            answer = page.post("/graphql", json={"query": PLACE})
            return [node["id"] for node in answer.json()["data"]["threads"]["nodes"]]
    return []


def _post(page: httpx2.Client, thread: str, body: str) -> None:
    given = {"clientMutationId": str(uuid4()), "threadId": thread, "body": body}
    answer = page.post("/graphql", json={"query": operation("PostMessage"), "variables": {"input": given}})
    assert answer.json()["data"]["postMessage"]["problems"] == []
