"""A meeting at its pages while the workers that serve them are killed, the chair's own browser crashes, and somebody's
line drops: for how many seconds says `LINE_DOWN`.
"""

import asyncio
import contextlib
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Error, Locator, Page, Response, Route, expect
from sqlalchemy import update

from roundtable.cases.models import Case
from roundtable.core import ids
from roundtable.core.tables import table_of
from tests.browser.conferring import arrive, ask, begin_hearing
from tests.browser.people import House, chromium
from tests.conferences.meeting import REFERRAL, planned
from tests.faults.test_line_drop import LINE_DOWN
from tests.faults.test_workers import until, workers_of
from tests.support.cases import cases
from tests.support.proxy import proxy_to
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import DatabaseUrls
from tests.support.table import open_table

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.browser, pytest.mark.slow]

# Seconds within which all pages have gone on, five where the machine has nothing else to do.
GOES_ON, WORKERS = float(os.environ.get("GOES_ON", "20")), 2
# How often in a row an answer does not come.
LOST = 2
FIRST, SECOND, THIRD = "M. and her two children", "SO-00000000", "SO-00000001"


@pytest.fixture
async def path(demo_urls: DatabaseUrls) -> str:
    """Of a conference of three cases that goes on, which Corina chairs and Ana writes the minutes of."""
    more = [ids.encode("case", key) for key in await cases(demo_urls.superuser, 2)]
    async with open_table(demo_urls.app) as table:
        async with table.database.writing() as session:
            case = table_of(Case)
            await session.execute(update(case).where(case.c.title.is_(None)).values(title=case.c.reference))
        meeting = await planned(table, "police", "ngo")
        for who in ("ana", "dalia"):
            await meeting.done(who, "AcceptConference", conferenceId=meeting.id)
        scribe = {"scribeId": table.membership_id("ana")}
        await meeting.done("corina", "ChangeConference", conferenceId=meeting.id, **scribe)
        for one in (table.case_id, *more):
            given = {**REFERRAL, "conferenceId": meeting.id, "caseId": one}
            item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]
            await meeting.done("corina", "AcceptAgendaItem", agendaItemId=item)
        await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    return f"/conferences/{meeting.id}"


@pytest.fixture
def server(demo_urls: DatabaseUrls, tmp_path: Path, redis_url: str) -> Iterator[ServerProcess]:
    many = ("--workers", str(WORKERS))
    with server_process(tmp_path, demo_urls.app, *many, ROUNDTABLE_BELL_URL=redis_url) as begun:
        until(lambda: len(workers_of(begun)) == WORKERS)
        yield begun


@pytest.fixture
async def house(server: ServerProcess) -> AsyncIterator[House]:
    async with chromium() as browser:
        opened = House(browser, server.address)
        yield opened
        assert opened.complaints == []


async def _seated(house: House, path: str) -> list[Page]:
    """Corina, Ana and Dalia, who are in the room."""
    people = [await house.person(key, path) for key in ("corina", "ana", "dalia")]
    for page in people:
        await arrive(page)
    return people


async def test_all_pages_go_on_while_each_worker_is_killed(house: House, server: ServerProcess, path: str) -> None:
    corina, *others = await _seated(house, path)
    wall = await house.person("corina", f"{path}?screen=wall")
    await begin_hearing(corina, FIRST)
    took = []
    # The second is one that was there from the beginning, too: so each page has lost its worker once.
    for worker, title in zip(sorted(workers_of(server)), (SECOND, THIRD), strict=True):
        os.kill(worker, signal.SIGKILL)
        killed = time.monotonic()
        await corina.get_by_role("button", name=f"Hear it now: {title}").click()
        for page in (corina, *others, wall):
            await expect(_now(page)).to_contain_text(title)
        took.append(time.monotonic() - killed)
        for page in (corina, *others):
            await expect(page.get_by_role("status", name="Connection")).to_contain_text("Live")
    print(f"gone on after {took[0]:.1f} s and {took[1]:.1f} s")
    assert max(took) < GOES_ON


async def test_the_chair_s_browser_crashes_and_another_takes_over(house: House, path: str) -> None:
    corina, ana, dalia = await _seated(house, path)
    await begin_hearing(corina, FIRST)
    await ask(corina, f"More time: {FIRST}", {"Minutes more": "10", "Reason": "The children."})
    await _crash(corina)

    await ask(ana, "Note that they have left: Corina")
    await ana.get_by_role("button", name="Take the chair").click()
    await expect(_now(dalia)).to_contain_text("Extended by 10 min: The children.")
    await ask(ana, f"Conclude: {FIRST}", {"What was said": "A plan was made."})
    await begin_hearing(ana, SECOND)
    await expect(_now(dalia)).to_contain_text(SECOND)

    again = await house.person("corina", path)
    await again.get_by_role("button", name="I am back").click()
    await expect(_now(again)).to_contain_text(SECOND)
    await expect(again.get_by_role("region", name="Agenda")).to_contain_text("A plan was made.")
    await ask(ana, "Hand over the chair: Corina")
    await begin_hearing(again, THIRD)
    for page in (ana, dalia):
        await expect(_now(page)).to_contain_text(THIRD)


async def test_whose_line_drops_is_shown_what_a_page_shows_that_is_opened_anew(
    house: House, server: ServerProcess, path: str
) -> None:
    corina, ana = await house.person("corina", path), await house.person("ana", path)
    for page in (corina, ana):
        await arrive(page)
    with proxy_to(server.port) as wire:
        # To the browser it is the server itself, at its own address.
        async with chromium(
            "chromium-headless-shell", f"--host-resolver-rules=MAP {_host(server.port)} {_host(wire.port)}"
        ) as away:
            dalia = await House(away, server.address).person("dalia", path)
            await arrive(dalia)
            await begin_hearing(corina, FIRST)
            await expect(_now(dalia)).to_contain_text(FIRST)

            wire.drop()
            back = time.monotonic() + LINE_DOWN
            await ask(corina, f"More time: {FIRST}", {"Minutes more": "10", "Reason": "The children."})
            await ask(corina, f"Conclude: {FIRST}", {"What was said": "A plan was made."})
            await begin_hearing(corina, SECOND)
            await ana.get_by_role("button", name="Raise my hand").click()
            await expect(_now(ana)).to_contain_text(SECOND)
            await asyncio.sleep(back - time.monotonic())
            await expect(_now(dalia)).to_contain_text(FIRST)

            wire.restore()
            await expect(_now(dalia)).to_contain_text(SECOND)
            await expect(dalia.get_by_role("status", name="Connection")).to_contain_text("Live")
            anew = await house.person("dalia", path)
            await expect(anew.locator("main")).to_contain_text("Want to speak, in this order")
            # What was missed is told and read when the streams are resumed, a moment after the line is there.
            for _ in range(int(GOES_ON / 0.1)):
                if await _shown(dalia) == await _shown(anew):
                    break
                await asyncio.sleep(0.1)
            assert await _shown(dalia) == await _shown(anew)
            await begin_hearing(corina, THIRD)
            await expect(_now(dalia)).to_contain_text(THIRD)


async def test_an_answer_that_got_lost_is_asked_for_again(house: House, path: str) -> None:
    corina, ana, _ = await _seated(house, path)
    lost: list[Route] = []

    async def lose(route: Route) -> None:
        if "ConferencePage" in (route.request.post_data or "") and len(lost) < LOST:
            lost.append(route)
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await ana.route("**/graphql", lose)
    async with ana.expect_response(_is_answered) as answered:
        await begin_hearing(corina, FIRST)
    assert (await answered.value).ok
    assert len(lost) == LOST
    await expect(ana.get_by_role("status", name="Connection")).to_contain_text("Live")


def _is_answered(response: Response) -> bool:
    return "ConferencePage" in (response.request.post_data or "")


async def _shown(page: Page) -> str:
    """All that it says, but for how long it is still."""
    said = await page.locator("main").inner_text()
    return re.sub(r"\d+:\d\d|\d+ min", "TIME", said)


def _host(port: int) -> str:
    return f"127.0.0.1:{port}"


async def _crash(page: Page) -> None:
    """What draws it dies, as of too little memory: nothing is said to anybody."""
    crashed = asyncio.Event()
    page.on("crash", lambda _: crashed.set())
    session = await page.context.new_cdp_session(page)
    dying = asyncio.create_task(session.send("Page.crash"))
    await crashed.wait()
    await page.context.close()
    with contextlib.suppress(Error):
        await dying


def _now(page: Page) -> Locator:
    return page.locator("section.now")
