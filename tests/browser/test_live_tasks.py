"""A task's page is true while others act on it: for who asked for it, too."""

import pytest
from playwright.async_api import Locator, Page, expect

from roundtable.demo import story
from tests.browser.people import House
from tests.tasks.desk import COURT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"


async def test_who_asked_for_a_task_sees_at_its_page_what_becomes_of_it(house: House) -> None:
    corina, dalia = await house.person("corina", CASE), await house.person("dalia", CASE)
    for page in (corina, dalia):
        await page.get_by_role("link", name=COURT).click()
        await page.get_by_role("heading", level=1, name=COURT).wait_for()
    await expect(_steps(corina)).to_have_count(1)

    await dalia.get_by_role("button", name=f"Accept: {COURT}").click()

    await expect(_steps(corina)).to_have_count(3)
    await expect(_steps(corina).last).to_contain_text("Accepted")
    assert house.complaints == []
    for page in (corina, dalia):
        await page.context.close()


def _steps(page: Page) -> Locator:
    return page.get_by_role("region", name="History").get_by_role("listitem")
