"""What happened again, and where that went by itself: at the pages of the agency that leads the case alone."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conferring import BASIS, CASE, GROUNDS, ask
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

M = "M. and her two children"
AGAIN = "It happened again"
ALONE = "Your agency alone is told."


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []
    for context in house.browser.contexts:
        await context.close()


async def test_a_repeat_is_on_the_lead_s_pages_live_and_on_nobody_else_s(house: House) -> None:
    planning, corina = await house.person("corina", "/conferences"), await house.person("corina", CASE)
    ana, dalia = await house.person("ana", CASE), await house.person("dalia", CASE)
    for day in ("2026-11-20", "2026-11-22"):
        await expect(planning.get_by_role("region", name=AGAIN)).to_have_count(0)
        await _happened(ana, day)

    for page in (planning, corina):
        told = page.get_by_role("region", name=AGAIN)
        await expect(told).to_contain_text(ALONE)
        await expect(told).to_contain_text("It is on no agenda that you hear yet, and goes on the next one by itself.")
        await expect(page.locator("body")).not_to_contain_text("He waited at her door.")
    await expect(planning.get_by_role("region", name=AGAIN).get_by_role("link", name=M)).to_be_visible()
    await expect(corina.get_by_text("Something happened again in a case that your agency leads.")).to_be_visible()

    other = await house.person("corina", "/conferences")
    await ask(other, "Plan a conference", {"Title": "The next conference"})
    for page in (planning, corina):
        told = page.get_by_role("region", name=AGAIN)
        await expect(told).to_contain_text("It went on the agenda by itself: The next conference")
        await expect(told).to_contain_text("hear it there once somebody of your agency refers the case.")
    await planning.get_by_role("region", name=AGAIN).get_by_role("link", name="The next conference").click()
    await expect(planning.get_by_role("region", name="Why it is referred")).to_contain_text(
        "It is on the agenda by the rule, by itself."
    )
    for page in (ana, dalia):
        for path in (CASE, "/conferences"):
            await page.goto(path)
            await page.get_by_role("heading", level=2, name="Risk").or_(page.get_by_text("Coming up")).first.wait_for()
            await expect(page.locator("body")).not_to_contain_text(AGAIN)
            await expect(page.locator("body")).not_to_contain_text(ALONE)


async def _happened(page: Page, day: str) -> None:
    await ask(
        page,
        "Record an incident",
        {"When it happened, or began": f"{day}T08:30", "What happened": "He waited at her door.", **GROUNDS},
        BASIS,
        {"Psychological"},
    )
