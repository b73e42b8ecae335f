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

from roundtable.api.limits import ANSWERED_WITHIN
from roundtable.core import ids
from roundtable.migrate import upgrade
from tests.faults.storm import CASE, Storm
from tests.faults.subscriber import GIVEN_UP
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


async def _withstands(server: ServerProcess, kill: Callable[[], None], url: str) -> Storm:
    storm = Storm(server, await all_cases(url))
    await storm.blow(WRITERS, SUBSCRIBERS, kill, KILLS, EVERY)
    print(storm.told)
    assert storm.losses() == []
    # Each has been served in between, however busy the machine.
    assert all(storm.acknowledged.values())
    return storm


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
            # Once in each run, and in its first half: what comes after it goes on without Redis.
            left, redis_dies = iter(range(KILLS)), random.randrange((KILLS + 1) // 2)

            def kill() -> None:
                if next(left) == redis_dies:
                    redis.kill()
                elif workers := workers_of(server):
                    os.kill(random.choice(sorted(workers)), signal.SIGKILL)

            await _withstands(server, kill, demo_urls.superuser)
            assert redis.process.poll() is not None


@pytest.mark.postgres
@pytest.mark.redis
async def test_workers_redis_and_postgresql_stand_still_for_a_while(tmp_path: Path) -> None:
    with postgres_server() as postgres, redis_server() as redis:
        urls = postgres.urls(await postgres.create_database())
        await asyncio.to_thread(upgrade, urls.owner, APP, demo=True)
        many = ("--workers", str(WORKERS))
        with server_process(tmp_path, urls.app, *many, ROUNDTABLE_BELL_URL=redis.url) as server:
            until(lambda: len(workers_of(server)) == WORKERS)

            longest = 0.0

            def freeze() -> None:
                nonlocal longest
                main = postgres.process.pid
                one = {random.choice(sorted(workers_of(server)))}
                still = _stand_still(random.choice([one, {redis.process.pid}, {main, *children_of(main)}]))
                longest = max(longest, still)

            storm = await _withstands(server, freeze, urls.superuser)
            # What stood still kept one waiting, and nothing else did.
            assert storm.longest_wait <= longest + GIVEN_UP
            assert storm.unanswered == 0 or longest > ANSWERED_WITHIN - 1
            assert "worker died" not in server.log


def _stand_still(pids: set[int]) -> float:
    """For as long as a machine that swaps, or is moved to another host, does; answers how many seconds that was."""
    begun = time.monotonic()
    for signalled in (signal.SIGSTOP, signal.SIGCONT):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signalled)
        if signalled == signal.SIGSTOP:
            time.sleep(random.uniform(1, LONGEST_STILL))
    return time.monotonic() - begun


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
