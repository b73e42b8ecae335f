"""Who opened what: for the manager of a case, and for auditors, at the page."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from roundtable.demo import story
from tests.browser.people import House
from tests.glass.emergency import QUIET_REFERENCE, REFERENCE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

POLICE = "Cluj County Police"
CASE = f"/cases/case_{story.CASE.hex}"


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_a_case_s_manager_sees_who_opened_it_and_through_which_glass(house: House) -> None:
    ana, horia = await house.person("ana", CASE), await house.person("horia", "/emergency")
    await ana.get_by_role("heading", level=1, name="M. and her two children").wait_for()
    await horia.get_by_role("textbox", name="Reference").fill(REFERENCE)
    await horia.get_by_label("Reason").select_option("A child is in danger")
    await horia.get_by_label("What has happened").fill("The elder child called us.")
    await horia.get_by_role("button", name="Open the case").click()
    await horia.get_by_role("heading", level=1, name="M. and her two children").wait_for()

    corina = await house.person("corina", CASE)
    await corina.get_by_role("link", name="Who opened it").click()
    await corina.get_by_role("heading", level=1, name="Who opened this case").wait_for()
    entries = corina.locator(".history > li")
    through = entries.filter(has_text="In an emergency").first
    await expect(through).to_contain_text("Police officer · Iași County Police")
    await expect(through).to_contain_text("A child is in danger. The elder child called us.")
    by_right = entries.filter(has_text="Cluj County Police").first
    await expect(by_right).to_contain_text("Ana")
    await expect(by_right).not_to_contain_text("In an emergency")

    await expect(ana.get_by_role("link", name="Who opened it")).to_have_count(0)
    for page in (ana, horia, corina):
        await page.context.close()


async def test_an_auditor_looks_through_the_record_and_sees_no_case(house: House) -> None:
    ana, corina = await house.person("ana", CASE), await house.person("corina")
    for page, title in ((ana, "M. and her two children"), (corina, "My cases")):
        await page.get_by_role("heading", level=1, name=title).wait_for()

    jana = await house.person("jana")
    await jana.get_by_role("heading", level=1, name="Record of access").wait_for()
    entries = jana.locator(".history > li")
    await expect(entries.filter(has_text=POLICE).first).to_contain_text(f"Read · {REFERENCE}")
    await expect(entries.filter(has_text="Corina").first).to_contain_text("(MyCases)")
    await expect(jana.get_by_text("M. and her two children")).to_have_count(0)

    await jana.get_by_role("textbox", name="Case").fill(QUIET_REFERENCE.lower())
    await jana.get_by_role("button", name="Show").click()
    await expect(entries.filter(has_text=POLICE)).to_have_count(0)
    await expect(entries.filter(has_text="Corina").first).to_contain_text(QUIET_REFERENCE)
    await jana.get_by_role("textbox", name="Case").fill("")
    await jana.get_by_role("button", name="Show").click()
    await jana.get_by_role("button", name="Only this person: Ana").first.click()
    await expect(entries.filter(has_text="Corina")).to_have_count(0)
    await expect(entries.filter(has_text=POLICE).first).to_be_visible()
    await jana.get_by_label("Until").fill("2026-01-01")
    await jana.get_by_role("button", name="Show").click()
    await jana.get_by_text("Nothing is recorded here.").wait_for()

    await jana.goto(CASE)
    await jana.get_by_role("heading", level=1, name="Not here").wait_for()
    for page in (ana, corina, jana):
        await page.context.close()
