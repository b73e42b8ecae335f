"""Every act of the schema, sent several times to several processes at once and again after a restart, is done once."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from roundtable.core.db import Database
from tests.acts.effects import RECORDED, Rows, added, rows_of
from tests.acts.plays import PLAYS, operation_of
from tests.acts.stage import NotNow, Stage, more_posts
from tests.api.speak import cookie_of
from tests.faults.test_every_act_once import CHOSEN, times
from tests.faults.test_workers import until, workers_of
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import DatabaseUrls
from tests.support.table import Client

pytestmark = pytest.mark.slow

# Until chance has found what is possible, as things are.
TRIES = 50


@dataclass
class Sent:
    """One act, as it may be sent again."""

    name: str
    who: str
    given: dict[str, Any]
    mutation: str = field(default_factory=lambda: str(uuid4()))


@dataclass
class Installation:
    """A server with its pages, and its database as nobody's rights bound it."""

    server: ServerProcess
    database: Database
    cookies: dict[str, str] = field(default_factory=dict)

    async def sign_in(self, who: str) -> Client:
        with self.server.page_of(who) as page:
            return Client(self._http(cookie_of(page)), who)

    def _http(self, cookie: str) -> httpx2.AsyncClient:
        headers = {"cookie": cookie, "origin": self.server.address, "x-roundtable-client": "page"}
        return httpx2.AsyncClient(base_url=self.server.address, headers=headers, timeout=30)

    async def send(self, page: Client, sent: Sent) -> dict[str, Any]:
        """On a connection of its own, so that any worker may take it."""
        async with self._http(page.http.headers["cookie"]) as http:
            return await Client(http, sent.who).act(operation_of(sent.name), sent.mutation, **sent.given)


@pytest.fixture
async def on_postgres(demo_urls: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Installation]:
    database = Database(demo_urls.superuser, pool_size=2)
    async with database.writing() as session:
        session.add_all(more_posts())
    with server_process(tmp_path, demo_urls.app, "--workers", "2") as server:
        until(lambda: len(workers_of(server)) == 2)
        yield Installation(server, database)
    await database.close()


@pytest.fixture
async def on_sqlite(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Installation]:
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path)}"
    database = Database(url)
    async with database.writing() as session:
        session.add_all(more_posts())
    with server_process(tmp_path, url) as server:
        yield Installation(server, database)
    await database.close()


@pytest.fixture(params=["on_sqlite", pytest.param("on_postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest) -> Installation:
    found: Installation = request.getfixturevalue(request.param)
    return found


async def test_it_is_done_once_by_whichever_process_and_not_again_after_a_restart(installation: Installation) -> None:
    stage = Stage(installation.sign_in, Random(7))
    pages = [await once(installation, stage, name) for name in CHOSEN]
    installation.server.stop()
    installation.server.start()
    before = await rows_of(installation.database)
    for page, sent, answer in pages:
        again = await installation.send(page, sent)
        assert shown(again) in (shown(answer), {}), sent.name
        assert codes(again) in ([], ["NOT_FOUND"]), sent.name
    assert added(before, await rows_of(installation.database)) == {}
    for client in stage.pages.values():
        await client.http.aclose()


async def once(installation: Installation, stage: Stage, name: str) -> tuple[Client, Sent, dict[str, Any]]:
    """Send an act several times at once, and see that it was done once; answers whose it was, and what came of it."""
    sent, answers, effect = await sent_several_times(installation, stage, name)
    assert answers == answers[:1] * len(answers)
    assert codes(answers[0]) in ([], ["NOT_FOUND"]), name
    acts = 2 if name == "breakGlass" else 1
    assert effect["performed"] == acts
    # What follows by a rule from what was played before has an entry of its own.
    assert effect[RECORDED] in (acts, acts + 1)
    return await stage.by(sent.who), sent, answers[0]


async def sent_several_times(
    installation: Installation, stage: Stage, name: str
) -> tuple[Sent, list[dict[str, Any]], Rows]:
    """What was sent at once, what was answered, and what it left behind."""
    for _ in range(TRIES):
        sent = await prepared(stage, name)
        page, before = await stage.by(sent.who), await rows_of(installation.database)
        answers = await asyncio.gather(*(installation.send(page, sent) for _ in range(times(name))))
        effect = added(before, await rows_of(installation.database))
        # What the server does by the clock meanwhile is nobody's act.
        if "performed" in effect:
            return sent, answers, effect
        # As things are, what it is about is not there for them: by a conflict that was played before, say.
        assert [codes(each) for each in answers] == [["NOT_FOUND"]] * len(answers), name
    raise AssertionError(name)


async def prepared(stage: Stage, name: str) -> Sent:
    for _ in range(TRIES):
        with contextlib.suppress(NotNow):
            who, given = await PLAYS[name](stage)
            return Sent(name, who, given)
    raise AssertionError(name)


def shown(payload: dict[str, Any]) -> dict[str, str]:
    """The ids of what an answer shows."""
    return {name: thing["id"] for name, thing in payload.items() if isinstance(thing, dict) and "id" in thing}


def codes(payload: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in payload["problems"]]
