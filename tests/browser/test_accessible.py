"""axe finds nothing on any page, wide and narrow, light and dark, English and Romanian."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from roundtable.demo import story
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
NARROW_DARK: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_no_page_has_a_violation(house: House, look: dict[str, Any]) -> None:
    guest = await house.guest(**look)
    await guest.goto("/")
    assert await _violations(guest) == []
    await guest.goto("/auth/login")
    assert await _violations(guest) == []
    await guest.goto("/auth/callback?state=nonsense")
    assert await _violations(guest) == []

    corina = await house.person("corina", **look)
    assert await _violations(corina) == []
    await corina.goto(f"/cases/case_{story.CASE.hex}")
    await corina.get_by_role("heading", level=1, name="M. and her two children").wait_for()
    assert await _violations(corina) == []
    await corina.get_by_role("link", name="Case conference: safety plan").first.click()
    await corina.get_by_label("Your message").wait_for()
    assert await _violations(corina) == []
    await corina.get_by_role("button", name="Assign a task").click()
    await corina.get_by_role("dialog").wait_for()
    assert await _violations(corina) == []

    dalia = await house.person("dalia", "/tasks", **look)
    await dalia.get_by_role("button", name="Accept").first.wait_for()
    assert await _violations(dalia) == []
    assert house.complaints == []
    for page in (guest, corina, dalia):
        await page.context.close()


async def test_the_page_speaks_romanian(house: House) -> None:
    corina = await house.person("corina")
    await corina.get_by_role("combobox", name="Language").select_option("ro")
    await corina.get_by_role("heading", level=1, name="Cazurile mele").wait_for()
    assert await corina.locator("html").get_attribute("lang") == "ro"
    assert await _violations(corina) == []
    await corina.context.close()


async def _violations(page: Page) -> list[str]:
    await page.wait_for_load_state("networkidle") if "threads" not in page.url else None
    results = await Axe().run(page)
    return [f"{found['id']}: {found['nodes'][0]['target']}" for found in results.response["violations"]]
