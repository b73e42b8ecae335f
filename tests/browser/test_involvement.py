"""Whether another agency knows a person, at the page: a hit with whom to call, or none, and nothing else."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from roundtable.app import master_key_of
from roundtable.core.db import Database
from roundtable.core.vault import Vault
from roundtable.demo.identities import identify
from roundtable.settings import Settings
from tests.browser.people import House
from tests.support.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HIT, NONE = "Another agency knows this person.", "No other agency is known to know this person."


async def test_who_asks_learns_whom_to_call_and_nothing_else(house: House, demo: ServerProcess) -> None:
    await _identified(demo)
    horia = await house.person("horia")
    await horia.get_by_role("link", name="Ask whether a person is known").click()
    await horia.get_by_role("button", name="Ask").click()
    await expect(horia.get_by_role("heading", name=HIT)).to_have_count(0)
    await _ask(horia, "Mara", "1990-04-12")
    await horia.get_by_role("heading", name=HIT).wait_for()
    answer = horia.get_by_role("main").get_by_role("status")
    await expect(answer).to_contain_text("Corina")
    await expect(answer).to_contain_text("Cluj Social Services")
    await expect(answer).not_to_contain_text("CJ-")

    await _ask(horia, "Maria", "1990-04-12")
    await horia.get_by_role("heading", name=NONE).wait_for()
    await horia.get_by_label("Full name").fill("Maria A")
    await expect(horia.get_by_role("heading", name=NONE)).to_have_count(0)
    assert house.complaints == []
    await horia.context.close()


async def test_who_is_not_said_exactly_is_not_looked_for(house: House) -> None:
    emil = await house.person("emil", "/involvement")
    await emil.get_by_label("Full name").fill("Mara")
    await emil.get_by_label("What you ask it for").fill("She is in our ward.")
    await emil.get_by_role("button", name="Ask").click()
    await expect(emil.get_by_label("Date of birth")).to_have_attribute("aria-invalid", "true")
    assert house.complaints == []
    await emil.context.close()


async def _ask(page: Page, name: str, born: str) -> None:
    await page.get_by_label("Full name").fill(name)
    await page.get_by_label("Date of birth").fill(born)
    await page.get_by_label("What you ask it for").fill("She is in our ward.")
    await page.get_by_role("button", name="Ask").click()


async def _identified(demo: ServerProcess) -> None:
    """Say who the people of the cases are, under the server's own key."""
    key = master_key_of(Settings(demo=True, master_key=demo.environment["ROUNDTABLE_MASTER_KEY"]))
    database = Database(demo.database_url)
    await identify(database, Vault(key), datetime.now(UTC))
    await database.close()
