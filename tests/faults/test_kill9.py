"""What was acknowledged survives, and who resumes hears all of it once and in order, whatever is killed meanwhile.

`KILLS` says how many; `make test-faults` kills a hundred of each.
"""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from roundtable.core import ids
from roundtable.migrate import upgrade
from tests.faults.storm import CASE, Storm
from tests.faults.test_workers import children_of, until, workers_of
from tests.support.cases import cases
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import APP, DatabaseUrls, postgres_server, redis_server

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "3"))
WRITERS, SUBSCRIBERS, WORKERS = int(os.environ.get("WRITERS", "6")), int(os.environ.get("SUBSCRIBERS", "10")), 2
CASES = int(os.environ.get("CASES", "2"))
# Seconds; `make test-faults` goes further.
LONGEST_STILL = float(os.environ.get("STILL", "3"))
# Seconds between two kills, half as much or half as much again.
EVERY = float(os.environ.get("EVERY", "2"))


async def all_cases(url: str) -> list[str]:
    """The demo's, and others: made by one whom nothing binds."""
    return [CASE, *(ids.encode("case", key) for key in await cases(url, CASES - 1))]


async def _withstands(server: ServerProcess, kill: Callable[[], None], url: str) -> None:
    storm = Storm(server, await all_cases(url))
    await storm.blow(WRITERS, SUBSCRIBERS, kill, KILLS, EVERY)
    print(storm.told)
    assert storm.losses() == []
    # Each has been served in between, however busy the machine.
    assert all(storm.acknowledged.values())


async def test_on_sqlite_the_one_process_dies_and_comes_back(sqlite_template: Path, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}"
    with server_process(tmp_path, url) as server:

        def kill() -> None:
            server.kill()
            server.start()

        await _withstands(server, kill, url)


@pytest.mark.postgres
@pytest.mark.redis
async def test_on_postgresql_workers_and_redis_die(demo_urls: DatabaseUrls, tmp_path: Path) -> None:
    with redis_server() as redis:
        many = ("--workers", str(WORKERS))
        with server_process(tmp_path, demo_urls.app, *many, ROUNDTABLE_BELL_URL=redis.url) as server:
            until(lambda: len(workers_of(server)) == WORKERS)

            def kill() -> None:
                if random.random() < 1 / KILLS and redis.process.poll() is None:
                    redis.kill()
                elif workers := workers_of(server):
                    os.kill(random.choice(sorted(workers)), signal.SIGKILL)

            await _withstands(server, kill, demo_urls.superuser)


@pytest.mark.postgres
@pytest.mark.redis
async def test_workers_redis_and_postgresql_stand_still_for_a_while(tmp_path: Path) -> None:
    with postgres_server() as postgres, redis_server() as redis:
        urls = postgres.urls(await postgres.create_database())
        await asyncio.to_thread(upgrade, urls.owner, APP, demo=True)
        many = ("--workers", str(WORKERS))
        with server_process(tmp_path, urls.app, *many, ROUNDTABLE_BELL_URL=redis.url) as server:
            until(lambda: len(workers_of(server)) == WORKERS)

            def freeze() -> None:
                main = postgres.process.pid
                one = {random.choice(sorted(workers_of(server)))}
                _stand_still(random.choice([one, {redis.process.pid}, {main, *children_of(main)}]))

            await _withstands(server, freeze, urls.superuser)
            assert "worker died" not in server.log


def _stand_still(pids: set[int]) -> None:
    """For as long as a machine that swaps, or is moved to another host, does."""
    for signalled in (signal.SIGSTOP, signal.SIGCONT):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signalled)
        if signalled == signal.SIGSTOP:
            time.sleep(random.uniform(1, LONGEST_STILL))


@pytest.mark.postgres
async def test_postgresql_itself_dies_and_comes_back(tmp_path: Path) -> None:
    # What it has acknowledged it has written, as in earnest and unlike in other tests.
    with postgres_server(fsync="on", synchronous_commit="on", full_page_writes="on") as postgres:
        urls = postgres.urls(await postgres.create_database())
        await asyncio.to_thread(upgrade, urls.owner, APP, demo=True)
        with server_process(tmp_path, urls.app, "--workers", str(WORKERS)) as server:

            def kill() -> None:
                postgres.kill()
                postgres.bring_back()

            await _withstands(server, kill, urls.superuser)
