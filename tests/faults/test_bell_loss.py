"""The bell lost in every way: rings cost delay, and nothing else. `KILLS` says how often, as in test_kill9.py."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from tests.bell.carried import OnRedis
from tests.faults.storm import Storm
from tests.faults.test_kill9 import EVERY, KILLS, SUBSCRIBERS, WORKERS, WRITERS
from tests.faults.test_workers import until, workers_of
from tests.support.server_process import server_process

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]
WAYS = ["taken away", "flushed", "its listeners killed", "brought back"]


async def _withstands(demo_url: str, folder: Path, bell_url: str, lose: Callable[[], None]) -> None:
    many = ("--workers", str(WORKERS))
    with server_process(folder, demo_url, *many, ROUNDTABLE_BELL_URL=bell_url) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        storm = Storm(server)
        await storm.blow(WRITERS, SUBSCRIBERS, lose, max(KILLS, len(WAYS)), EVERY)
        print(f"{len(storm.written)} messages, {storm.sent_again} sent again")
        assert storm.losses() == []
        assert all(storm.acknowledged.values())
        # No act waits or fails for the bell, and no stream ends for it.
        assert (storm.sent_again, sum(each.came for each in storm.subscribers)) == (0, SUBSCRIBERS)


async def test_redis_goes_and_comes_back_empty_and_its_listeners_are_killed(demo_url: str, tmp_path: Path) -> None:
    with OnRedis.started() as carried:
        done = 0

        def lose() -> None:
            nonlocal done
            _lose(carried, WAYS[done % len(WAYS)])
            done += 1

        await _withstands(demo_url, tmp_path, carried.url, lose)


async def test_redis_was_never_there(demo_url: str, tmp_path: Path) -> None:
    with OnRedis.started() as carried:
        carried.take_away()
        await _withstands(demo_url, tmp_path, carried.url, lambda: None)


def _lose(carried: OnRedis, way: str) -> None:
    if way == "taken away":
        carried.take_away()
        return
    if carried.server.process.poll() is not None:
        carried.bring_back()
    with redis.Redis.from_url(carried.url) as client:
        if way == "flushed":
            client.flushall()
        elif way == "its listeners killed":
            client.execute_command("CLIENT", "KILL", "TYPE", random.choice(["pubsub", "normal"]), "SKIPME", "yes")
