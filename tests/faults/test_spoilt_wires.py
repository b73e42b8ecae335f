"""What was acknowledged survives, and who resumes hears all of it once and in order, however wires are spoilt.

`KILLS` says how often; `make test-faults` spoils each a hundred times.
"""

import random
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy.engine import make_url

from tests.faults.storm import Storm
from tests.faults.test_kill9 import EVERY, KILLS, SUBSCRIBERS, WORKERS, WRITERS
from tests.faults.test_workers import until, workers_of
from tests.support.proxy import Proxy, proxy_to
from tests.support.server_process import server_process
from tests.support.servers import Postgres

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]

# Seconds: how long a connection stays half open before it is broken off, and how late each chunk comes at most.
HALF_OPEN, LATE = 20.0, 0.2
# The last takes its time to be found out: `make test` leaves it to test_half_open.py.
FAULTS = ["reset", "cut", "slow", "half open"]


async def _withstands(demo_url: str, folder: Path, postgres: Postgres, redis_url: str, spoilt: str) -> None:
    """Writers and listeners lose nothing while one of the three wires is spoilt in turn in every way."""
    with ExitStack() as stack:
        database = stack.enter_context(proxy_to(postgres.port))
        bell = stack.enter_context(proxy_to(urlsplit(redis_url).port or 0))
        url = make_url(demo_url).set(port=database.port).render_as_string()
        carried = f"redis://127.0.0.1:{bell.port}"
        many = ("--workers", str(WORKERS))
        server = stack.enter_context(server_process(folder, url, *many, ROUNDTABLE_BELL_URL=carried))
        until(lambda: len(workers_of(server)) == WORKERS)
        clients = stack.enter_context(proxy_to(server.port))
        wire = {"database": database, "bell": bell, "clients": clients}[spoilt]
        faults = [FAULTS[number % len(FAULTS)] for number in range(KILLS)]
        random.shuffle(faults)

        storm = Storm(server, way=f"http://127.0.0.1:{clients.port}")
        await storm.blow(WRITERS, SUBSCRIBERS, lambda: _spoil(wire, faults.pop()), len(faults), EVERY)

        print(storm.told)
        assert storm.losses() == []
        # Each has been served in between, however busy the machine; and on a sound way everyone was answered in time.
        assert all(storm.acknowledged.values())
        assert spoilt == "clients" or storm.unanswered == 0
        assert "worker died" not in server.log


@pytest.mark.parametrize("spoilt", ["database", "bell", "clients"])
async def test_one_wire_is_spoilt_again_and_again(
    demo_url: str, tmp_path: Path, postgres: Postgres, redis_url: str, spoilt: str
) -> None:
    await _withstands(demo_url, tmp_path, postgres, redis_url, spoilt)


def _spoil(wire: Proxy, fault: str) -> None:
    wire.latency = random.uniform(0, LATE) if fault == "slow" else 0.0
    if fault == "reset":
        wire.reset()
    elif fault == "cut":
        wire.cut(after=random.randrange(1, 400))
    elif fault == "half open":
        wire.half_open(lasts=HALF_OPEN)
