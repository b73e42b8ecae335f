"""The whole scenario, in the whole browser: four agencies coordinate one case, live."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from roundtable.demo import story
from tests.browser.people import House, enter_the_conference

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BROWSER = "chromium"
TABLE = ("ana", "bogdan", "corina", "dalia")


async def test_four_agencies_meet_in_a_conversation_and_see_a_task_through(house: House) -> None:
    arriving = [house.comer(key, f"/cases/case_{story.CASE.hex}") for key in TABLE]
    people = dict(zip(TABLE, await asyncio.gather(*arriving), strict=True))
    await asyncio.gather(*map(enter_the_conference, people.values()))

    line = people["ana"].get_by_role("form", name="Write a message").get_by_text("Who can see this:").locator("..")
    await expect(line).to_contain_text("Casa Speranței")
    for key, page in people.items():
        await _post(page, f"{key} is here.")
    for page in people.values():
        for key in TABLE:
            await expect(page.get_by_text(f"{key} is here.")).to_be_visible()

    dalia_tasks = await house.person("dalia", "/tasks")
    await _assign(people["corina"], "Casa Speranței", "Arrange a lawyer's visit")
    card = dalia_tasks.get_by_role("listitem").filter(has_text="Arrange a lawyer's visit")
    await expect(card).to_be_visible()
    await card.get_by_role("button", name="Accept").click()
    await expect(card).to_contain_text("Accepted")
    await card.get_by_role("button", name="Complete").click()
    dialog = dalia_tasks.get_by_role("dialog")
    await dialog.get_by_label("Outcome").fill("The lawyer came on Tuesday.")
    await dialog.get_by_role("button", name="Complete").click()

    beside = (
        people["ana"].get_by_role("complementary").get_by_role("listitem").filter(has_text="Arrange a lawyer's visit")
    )
    await expect(beside).to_contain_text("Completed")
    await expect(beside).to_contain_text("The lawyer came on Tuesday.")
    assert house.complaints == []
    for page in (*people.values(), dalia_tasks):
        await page.context.close()


async def _post(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("button", name="Send").click()


async def _assign(page: Page, agency: str, title: str) -> None:
    await page.get_by_role("button", name="Assign a task").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Agency").select_option(label=agency)
    await dialog.get_by_label("Task", exact=True).fill(title)
    await expect(dialog).to_contain_text("Nothing else of the case.")
    await dialog.get_by_role("button", name="Assign the task").click()
    await expect(dialog).to_have_count(0)
