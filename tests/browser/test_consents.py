"""Consents and conflicts of interest, at the page: recorded, withdrawn with what rests on them, declared, lifted."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from roundtable.demo import story
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"
PAGE = f"{CASE}/consents"
LOST = "What you were looking at is no longer shared with you."


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_a_consent_is_recorded_relied_on_and_withdrawn(house: House) -> None:
    corina, dalia = await house.person("corina", PAGE), await house.person("dalia", PAGE)
    dialog = corina.get_by_role("dialog")
    await corina.get_by_role("button", name="Record a consent").click()
    await dialog.get_by_label("Person").select_option("M. (Victim)")
    await dialog.get_by_label("What was decided").select_option("Given with limits")
    await dialog.get_by_role("button", name="Record a consent").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Fill this in.")
    for name in ("Safety", "Support", "Casa Speranței"):
        await dialog.get_by_label(name, exact=True).check()
    await dialog.get_by_role("button", name="Record a consent").click()
    await dialog.wait_for(state="detached")

    mine, hers = [page.get_by_role("listitem").filter(has_text="Given with limits") for page in (corina, dalia)]
    await expect(hers).to_contain_text("For Safety, Support; to Casa Speranței")
    await expect(mine).to_contain_text("In force")
    await _share(corina, "On her word", consent=True)
    await _share(corina, "As the law says", consent=False)
    await dalia.goto(corina.url)
    await dalia.get_by_role("heading", level=1, name="As the law says").wait_for()
    await dalia.goto(CASE)
    await dalia.get_by_role("link", name="On her word").click()
    await dalia.get_by_role("heading", level=1, name="On her word").wait_for()

    await corina.goto(PAGE)
    await corina.get_by_role("button", name="Withdraw: M.").click()
    await expect(dialog).to_contain_text("closes at once: for Safety, Support, to Casa Speranței.")
    await dialog.get_by_label("Note").fill("She called us.")
    await dialog.get_by_role("button", name="Withdraw").click()
    await dalia.get_by_text(LOST).wait_for()
    await expect(mine).to_contain_text("Withdrawn")
    await expect(mine).to_contain_text("She called us.")

    reviews = corina.get_by_role("region", name="To be looked at again")
    await expect(reviews.get_by_role("link", name="As the law says").first).to_be_visible()
    await expect(reviews.get_by_role("listitem").filter(has_text="As the law says")).to_contain_text("Casa Speranței")
    await reviews.get_by_role("button", name="May stand: As the law says").click()
    await expect(reviews.get_by_role("link", name="As the law says")).to_have_count(0)
    await expect(reviews.get_by_role("link", name="Practical questions")).to_be_visible()
    for page in (corina, dalia):
        await page.context.close()


async def test_a_conflict_of_one_s_own_hides_the_case_until_it_is_lifted(house: House) -> None:
    bogdan, corina = await house.person("bogdan", PAGE), await house.person("corina", PAGE)
    await bogdan.get_by_role("button", name="Declare a conflict").click()
    dialog = bogdan.get_by_role("dialog")
    assert await _choices(dialog) == ["Choose…", "Myself"]
    await dialog.get_by_label("Reason").fill("He is my cousin.")
    await dialog.get_by_role("button", name="Declare a conflict").click()
    await bogdan.get_by_text("The conflict is declared. You no longer see the case.").wait_for()
    await bogdan.goto(CASE)
    await bogdan.get_by_role("heading", level=1, name="Not here").wait_for()

    conflict = corina.get_by_role("listitem").filter(has_text="He is my cousin.")
    await expect(conflict).to_contain_text("Stands")
    await corina.get_by_role("button", name="Lift: Bogdan").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("It is another family.")
    await dialog.get_by_role("button", name="Lift").click()
    await expect(conflict).to_contain_text("It is another family.")
    await bogdan.goto(CASE)
    await bogdan.get_by_role("heading", level=1, name="M. and her two children").wait_for()
    for page in (bogdan, corina):
        await page.context.close()


async def test_a_conflict_of_an_agency_takes_the_case_from_under_its_eyes(house: House) -> None:
    ana, corina = await house.person("ana", CASE), await house.person("corina", PAGE)
    await ana.get_by_role("heading", level=1, name="M. and her two children").wait_for()
    await corina.get_by_role("button", name="Declare a conflict").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("Whom it is about").select_option("Cluj County Police")
    await dialog.get_by_label("Reason").fill("He is of that station.")
    await dialog.get_by_role("button", name="Declare a conflict").click()
    await expect(corina.get_by_role("listitem").filter(has_text="of that station")).to_contain_text("Stands")
    await ana.get_by_text(LOST).wait_for()
    await expect(ana.get_by_text("M. and her two children")).to_have_count(0)
    for page in (ana, corina):
        await page.context.close()


async def _choices(dialog: Locator) -> list[str]:
    return await dialog.get_by_label("Whom it is about").locator("option").all_inner_texts()


async def _share(page: Page, subject: str, *, consent: bool) -> None:
    """Open a conversation with the NGO, on consent or on another basis."""
    await page.goto(CASE)
    await page.get_by_role("button", name="Open a conversation").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Subject").fill(subject)
    await dialog.get_by_label("Some agencies").check()
    await dialog.get_by_label("Casa Speranței").check()
    await dialog.get_by_label("Purpose of sharing").fill("The way home")
    await dialog.get_by_label("Lawful basis").select_option("consent" if consent else "legal obligation")
    if not consent:
        await dialog.get_by_label("Why this basis applies").fill("The law on protection orders.")
    await dialog.get_by_role("button", name="Open the conversation").click()
    await page.get_by_role("heading", level=1, name=subject).wait_for()
