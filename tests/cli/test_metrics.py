"""What operators count is answered apart from where the world is served, and says nothing of anybody."""

import asyncio
import re
import time
from pathlib import Path

import httpx2
import pytest
from prometheus_client import generate_latest

from roundtable.core import metrics
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import posted
from tests.streams.wire import case_cursor, open_wire
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import Postgres
from tests.support.table import Table

CASE = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename } }"


def _ports(server: ServerProcess, workers: int) -> list[int]:
    """Where each worker says that it can be asked: a server answers as soon as the first of them does."""
    ends = time.monotonic() + 30
    # Whole lines: of one that is being written, the port may be there by half.
    told = re.compile(r"metrics served.*?port=(\d+).*\n")
    while len(found := told.findall(server.log)) < workers and time.monotonic() < ends:
        time.sleep(0.05)
    return [int(port) for port in found]


def _asked(port: int) -> str:
    return httpx2.get(f"http://127.0.0.1:{port}/metrics").text


def _value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.slow
def test_each_worker_answers_at_a_port_of_its_own_and_the_server_s_says_nothing(
    postgres: Postgres, postgres_template: str, tmp_path: Path
) -> None:
    urls = postgres.urls(asyncio.run(postgres.create_database(template=postgres_template)))
    with server_process(tmp_path, urls.app, "--workers", "2", ROUNDTABLE_METRICS_PORT="0") as server:
        assert httpx2.get(f"{server.address}/metrics").status_code == 404
        ports = _ports(server, workers=2)
        assert len(set(ports)) == 2
        for port in ports:
            assert "roundtable_bell_up" in _asked(port)


async def test_what_happens_is_counted_and_names_nobody(table: Table) -> None:
    done = _value("roundtable_acts_total", act="postMessage", outcome="done")
    told, reads = _value("roundtable_events_told_total"), _value("roundtable_operation_seconds_count", kind="query")
    ana, thread = await table.by("ana"), await table.thread_id()
    after = await case_cursor(ana, table)
    async with open_wire(table) as wire, wire.listening(ana, CASE, id=table.case_id, after=after) as stream:
        assert (_value("roundtable_listeners"), _value("roundtable_connections")) == (1, 1)
        tasks = _value("roundtable_tasks")
        await posted(ana, thread, "A secret that nobody counts.")
        await stream.event()
    assert 0 < _value("roundtable_tasks") < tasks
    assert _value("roundtable_acts_total", act="postMessage", outcome="done") == done + 1
    assert _value("roundtable_events_told_total") == told + 1
    assert _value("roundtable_operation_seconds_count", kind="query") > reads
    said = generate_latest(metrics.REGISTRY).decode()
    hidden = [*(person.name for person in PEOPLE.values()), *(str(a.id) for a in AGENCIES.values()), table.case_id]
    assert [word for word in (*hidden, "secret", thread) if word in said] == []
