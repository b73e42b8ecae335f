"""A routine conference played whole at the pages of five people, by what they click and write alone, from planning to
minutes that stand; each one's page of the minutes, and what they take out of it, is as it was written down beforehand.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser.people import House
from tests.browser.played import before, meeting, minutes
from tests.browser.played.room import Room, open_cases, seat
from tests.support.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture
async def room(demo: ServerProcess, house: House) -> AsyncIterator[Room]:
    await open_cases(demo.database_url)
    seated = await seat(house)
    yield seated
    for page in (*seated.comers, seated.ilie):
        await page.context.close()


async def test_a_routine_conference_from_its_planning_to_minutes_that_stand(room: Room) -> None:
    await before.an_earlier_one(room)
    await before.plan(room)
    await before.refer(room)
    await before.say_what_is_known(room)
    await meeting.begin(room)
    await meeting.hear_the_first(room)
    await meeting.undertake(room)
    await meeting.step_aside(room)
    await meeting.end(room)
    await minutes.write(room)
    await minutes.approve(room)
    for key in ("corina", "ana", "emil", "felicia"):
        page = getattr(room, key)
        assert await minutes.read(page) == _expected(f"{key}-page")
        assert await minutes.taken_out(page) == _expected(f"{key}-edition")
    assert _missing_on(await minutes.printed(room.felicia), _expected("felicia-edition")) == []
    await minutes.close(room)
    assert room.house.complaints == []


def _expected(name: str) -> str:
    return (EXPECTED / f"played-{name}.txt").read_text()


def _missing_on(paper: str, edition: str) -> list[str]:
    """The lines that are not there; without its title, what changes from play to play, and tables."""
    lines = [line for line in edition.splitlines()[1:] if not re.search(r"DATE|HOUR|DIGEST| \| ", line)]
    return [line for line in lines if line not in paper]
