"""A running meeting of twelve cases, eight agencies and long names, on a wall, a laptop and a telephone."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page
from sqlalchemy import update

from roundtable.agencies.models import Agency, Practitioner
from roundtable.cases.models import Case
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.browser.people import House
from tests.browser.test_accessible import violations
from tests.conferences.many import OTHERS, SPEAKERS, led_cases, put_on_agenda, speak_for_all
from tests.conferences.meeting import Meeting, planned
from tests.support.server_process import ServerProcess, server_process
from tests.support.table import Table, open_table

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AGENCY = "Direcția Generală de Asistență Socială și Protecția Copilului a Județului Exemplu"
PERSON = "Corina Alexandra Dumitrescu-Ionescu"
TITLE = "The sisters D. and E., and their grandmother, with whom they live since August"
HEARD = 4
LAPTOP, TELEPHONE = (1366, 768), (390, 844)


@pytest.fixture(scope="module")
async def demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """With this meeting in it; its address is where people begin."""
    folder = tmp_path_factory.mktemp("screens")
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder)}"
    async with open_table(url) as table:
        key = await _meeting(table)
    with server_process(folder, url, ROUNDTABLE_PAGE_DOCUMENTS_ONLY="1") as server:
        (folder / "path").write_text(f"/conferences/{key}")
        yield server


@pytest.fixture
def path(demo: ServerProcess) -> str:
    return (demo.folder / "path").read_text()


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def _meeting(table: Table) -> str:
    """The fifth case is heard: it takes longer, something is decided, with one against it, and some want to speak."""
    await speak_for_all(table)
    cases = await led_cases(table, 12)
    meeting = await planned(table, *OTHERS, place="Sala 12, etajul 3, and by the agencies' own link")
    for key in OTHERS:
        await meeting.done(SPEAKERS[key], "AcceptConference", conferenceId=meeting.id)
    items = [await put_on_agenda(meeting, case, "He came back each week since the summer.") for case in cases]
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "ana", "emil", "dalia", "gelu")
    for item in items[:HEARD]:
        await meeting.done("corina", "BeginAgendaItem", agendaItemId=item)
        await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=item, note="A plan was made.")
    await _hear(meeting, items[HEARD])
    await _long_names(table)
    return meeting.id


async def _hear(meeting: Meeting, item: str) -> None:
    on, more = {"agendaItemId": item}, {"minutes": 5, "reason": "The hospital has just brought its report."}
    await meeting.done("corina", "BeginAgendaItem", **on)
    await meeting.done("corina", "ExtendAgendaItem", **on, **more)
    said = {"text": "She moves to the shelter in the next county this week, with the children.", "rationale": "A key."}
    decision = {"decisionId": (await meeting.done("corina", "RecordDecision", **on, **said))["decision"]["id"]}
    await meeting.done("ana", "SupportDecision", **decision)
    await meeting.done("emil", "DissentFromDecision", **decision, words="She has not been asked yet.")
    await meeting.done("ana", "VolunteerAction", **on, title="Bring her and the children to the shelter")
    for who in ("emil", "dalia", "gelu"):
        await meeting.done(who, "RaiseHand", conferenceId=meeting.id)
    await meeting.done("corina", "GiveWord", attendanceId=(await meeting.attendance("emil"))["id"])


async def _long_names(table: Table) -> None:
    agency, person, case = table_of(Agency), table_of(Practitioner), table_of(Case)
    keys, people = [each.id for each in AGENCIES.values()], [PEOPLE[key].id for key in SPEAKERS.values()]
    async with table.database.writing() as session:
        await session.execute(update(agency).where(agency.c.id.in_(keys)).values(name=AGENCY))
        await session.execute(update(person).where(person.c.id.in_(people)).values(full_name=PERSON))
        await session.execute(update(case).where(case.c.title.is_(None)).values(title=TITLE))


@pytest.mark.parametrize(("size", "scheme"), [((1920, 1080), "light"), ((3840, 2160), "dark")], ids=["full HD", "4K"])
async def test_all_of_a_meeting_is_on_a_wall(house: House, path: str, size: tuple[int, int], scheme: Any) -> None:
    page = await _shown(house, "corina", f"{path}?screen=wall", size, scheme)
    said = [page.get_by_role("timer"), page.get_by_text("has the word."), page.get_by_text("Next:")]
    for one in (*said, page.get_by_text("She moves to the shelter"), page.locator(".wall [aria-current]")):
        assert await _is_seen(one, size)
    # As large on any wall, from far away.
    timer = await page.get_by_role("timer").bounding_box()
    assert timer is not None
    assert timer["height"] > size[1] / 8
    assert await _beyond(page) == (0, 0)
    assert await violations(page) == []
    await page.context.close()


@pytest.mark.parametrize(("scheme", "language"), [("light", "ro"), ("dark", "en")])
async def test_what_the_chair_needs_is_near_at_a_laptop(house: House, path: str, scheme: Any, language: str) -> None:
    page = await _shown(house, "corina", path, LAPTOP, scheme, language)
    for name in ("timer", "now", "agenda"):
        assert await _is_seen(page.locator({"timer": "[role=timer]"}.get(name, f"#{name}")), LAPTOP)
    people = await page.locator("#people").bounding_box()
    assert people is not None
    assert people["y"] < 3 * LAPTOP[1]
    assert (await _beyond(page))[0] == 0
    assert await violations(page) == []
    await page.context.close()


@pytest.mark.parametrize(("scheme", "language"), [("light", "ro"), ("dark", "en")])
async def test_one_s_hand_is_near_at_a_telephone(house: House, path: str, scheme: Any, language: str) -> None:
    page = await _shown(house, "ana", path, TELEPHONE, scheme, language)
    assert await _is_seen(page.get_by_role("timer"), TELEPHONE)
    hand = await page.locator(".speaking button").first.bounding_box()
    assert hand is not None
    assert hand["y"] < 1.5 * TELEPHONE[1]
    assert (await _beyond(page))[0] == 0
    assert await violations(page) == []
    await page.context.close()


async def _shown(house: House, who: str, path: str, size: tuple[int, int], scheme: Any, language: str = "en") -> Page:
    page = await house.person(who, path, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    if language == "ro":
        await page.evaluate("localStorage.setItem('roundtable.language', 'ro')")
        await page.reload()
    await page.get_by_role("timer").wait_for()
    await page.get_by_text("She moves to the shelter").wait_for()
    return page


async def _is_seen(one: Locator, size: tuple[int, int]) -> bool:
    """Whether the whole of it is on the screen, without scrolling."""
    await one.first.wait_for()
    box = await one.first.bounding_box()
    assert box is not None
    return box["x"] >= 0 <= box["y"] and box["x"] + box["width"] <= size[0] and box["y"] + box["height"] <= size[1]


async def _beyond(page: Page) -> tuple[int, int]:
    """By how much a page is wider and higher than the screen."""
    page_is = "const page = document.documentElement"
    wide, high = await page.evaluate(f"{page_is}; [page.scrollWidth - innerWidth, page.scrollHeight - innerHeight]")
    return max(0, wide), max(0, high)
