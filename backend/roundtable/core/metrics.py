"""What an operator may count of a process: how many and how long, never who, and nothing of a case.

Each process is asked at a port of its own, apart from where the world is served (`ROUNDTABLE_METRICS_PORT`).
"""

import asyncio

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

_log = structlog.get_logger("roundtable.metrics")

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

OPERATIONS = Histogram(
    "roundtable_operation_seconds",
    "Queries and mutations, from being read to being answered.",
    ["kind"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)
ACTS = Counter("roundtable_acts_total", "Mutations, by what became of them.", ["act", "outcome"], registry=REGISTRY)
CONNECTIONS = Gauge("roundtable_connections", "Sockets and event streams that are open.", registry=REGISTRY)
LISTENERS = Gauge("roundtable_listeners", "Subscriptions that are open.", registry=REGISTRY)
RIGHTS = Gauge("roundtable_rights_watched", "Rights that subscriptions rest on.", registry=REGISTRY)
LOOKS = Counter("roundtable_looks_total", "Looks at streams, each by one statement.", registry=REGISTRY)
TOLD = Counter("roundtable_events_told_total", "Events that were told to subscriptions.", registry=REGISTRY)
ENDED = Counter("roundtable_rights_ended_total", "Rights that ended while one listened by them.", registry=REGISTRY)
TASKS = Gauge("roundtable_tasks", "Tasks of the event loop that have not ended.", registry=REGISTRY)
RINGS_MISSED = Counter(
    "roundtable_rings_missed_total",
    "Subscriptions that the half-second look found behind, though no bell had rung for them.",
    registry=REGISTRY,
)
CLOCK_JUMPS = Counter(
    "roundtable_clock_jumps_total", "Jumps of the database's clock that were found.", registry=REGISTRY
)
CLOCK_OFF = Gauge(
    "roundtable_clock_off_seconds",
    "By how much the database's clock is ahead of the time that is gone by: a few seconds, unless it has jumped.",
    registry=REGISTRY,
)
BELL_UP = Gauge("roundtable_bell_up", "Whether the bell is carried between processes; 1 on one.", registry=REGISTRY)
LETTERS = Counter("roundtable_letters_total", "Letters, by what became of a try.", ["outcome"], registry=REGISTRY)
LETTERS_WAITING = Gauge("roundtable_letters_waiting", "Letters that are due and have not gone.", registry=REGISTRY)
MAIL_UP = Gauge(
    "roundtable_mail_up", "Whether the mail server took what came last; 0 where none is set.", registry=REGISTRY
)
RECORDED = Histogram(
    "roundtable_record_group",
    "Reads put on the record in one commit.",
    registry=REGISTRY,
    buckets=(1, 2, 5, 10, 25, 50, 100, 250, 1_000),
)


def count_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Answer, whenever one is asked, how many tasks this loop has then."""
    TASKS.set_function(lambda: len(asyncio.all_tasks(loop)))


def serve(host: str, port: int) -> int:
    """Answer Prometheus in a thread of its own; answers the port, where 0 took a free one.

    Raises OSError where the port is taken.
    """
    server, _ = start_http_server(port, addr=host, registry=REGISTRY)
    _log.info("metrics served", port=server.server_port)
    return int(server.server_port)
