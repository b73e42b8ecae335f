"""After a conference, at the page: until when a case is flagged, when one looks again, what agencies undertook,
and what was put off."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conferring import CASE, GROUNDS, WEEKLY, arrive, ask, begin_hearing, refer_the_quiet_case
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

M, R = "M. and her two children", "R."
DUE = "Cases to be looked at again"
LEFT = "Deferred, and on no agenda"


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []
    for context in house.browser.contexts:
        await context.close()


async def test_a_review_is_said_when_a_case_is_heard_and_stands_where_conferences_are_planned(house: House) -> None:
    corina, dalia = await house.person("corina", WEEKLY), await house.person("dalia", WEEKLY)
    planning, case = await house.person("corina", "/conferences"), await house.person("ana", CASE)
    await expect(planning.get_by_role("region", name=DUE)).to_have_count(0)
    for page in (corina, dalia):
        await arrive(page)
    await begin_hearing(corina, M)
    await ask(dalia, "Undertake an action", {"What your agency will do": "A room for her"})
    await ask(corina, "Conclude", {"What was said": "A plan is made.", "To be looked at again by": "2031-03-01"})

    review = planning.get_by_role("region", name=DUE).get_by_role("listitem").filter(has_text=M)
    for said in ("1 Mar 2031", "said at Weekly case conference", "A plan is made.", "Flagged until"):
        await expect(review.first).to_contain_text(said)
    await review.first.get_by_text("Action plan").click()
    await expect(review.first).to_contain_text("A room for her")
    await dalia.goto("/tasks")
    await dalia.get_by_role("button", name="Start").first.click()
    await expect(review.first.get_by_text("In progress")).to_be_visible()

    after = case.get_by_role("region", name="After the conference")
    for said in ("Flagged until", "1 Mar 2031", "Weekly case conference"):
        await expect(after).to_contain_text(said)
    await expect(case.locator(".page-head")).to_contain_text("Flagged until")
    await case.goto("/")
    await expect(case.get_by_role("listitem").filter(has_text=M).first).to_contain_text("Flagged until")
    # Whose agency did not convene it plans nothing.
    await dalia.goto("/conferences")
    await dalia.get_by_text("Coming up").wait_for()
    await expect(dalia.get_by_role("region", name=DUE)).to_have_count(0)

    other = await house.person("corina", "/conferences")
    await ask(other, "Plan a conference", {"Title": "The next conference"})
    await planning.get_by_role("button", name=f"Refer to a conference: {M}").click()
    await _refer(planning)
    await expect(planning.get_by_role("region", name=DUE)).to_have_count(0)
    await corina.goto(CASE)
    hers = corina.get_by_role("region", name="After the conference")
    await expect(hers).to_contain_text("Looked at again at")
    await expect(hers.get_by_role("link", name="The next conference")).to_be_visible()
    # Her police is not asked there.
    await case.goto(CASE)
    await expect(after).to_contain_text("1 Mar 2031")
    await expect(after).not_to_contain_text("The next conference")


async def test_what_was_put_off_stands_where_conferences_are_planned_until_it_is_referred_again(house: House) -> None:
    corina, planning = await house.person("corina", WEEKLY), await house.person("corina", "/conferences")
    dalia = await house.person("dalia", "/conferences")
    await expect(planning.get_by_role("region", name=LEFT)).to_have_count(0)
    await refer_the_quiet_case(corina)
    asked = planning.get_by_role("link", name=f"What do you know? {R}")
    await planning.reload()
    await expect(asked).to_be_visible()
    await ask(corina, f"Defer: {R}", {"Reason": "Her advocate cannot come."})
    await planning.reload()

    left = planning.get_by_role("region", name=LEFT).get_by_role("listitem").filter(has_text=R)
    for said in ("Deferred", "Weekly case conference", "Her advocate cannot come."):
        await expect(left.first).to_contain_text(said)
    # Nobody is asked any more what they know of it.
    await expect(asked).to_have_count(0)
    # Who neither convened nor referred it is not told.
    await dalia.reload()
    await dalia.get_by_text("Coming up").wait_for()
    await expect(dalia.get_by_role("region", name=LEFT)).to_have_count(0)

    await ask(await house.person("corina", "/conferences"), "Plan a conference", {"Title": "The next conference"})
    await left.get_by_role("button", name=f"Refer to a conference: {R}").click()
    await _refer(planning)
    await expect(planning.get_by_role("region", name=LEFT)).to_have_count(0)


async def _refer(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    conference = dialog.get_by_label("Conference")
    await conference.locator("option").nth(1).wait_for(state="attached")
    option = conference.locator("option").filter(has_text="The next conference").first
    await conference.select_option(await option.get_attribute("value"))
    await dialog.get_by_label("Criterion").select_option("ESCALATION")
    await dialog.get_by_label("Why it is to be heard").fill("As was said.")
    for label, text in GROUNDS.items():
        await dialog.get_by_label(label).fill(text)
    await dialog.get_by_label("Lawful basis").select_option("PUBLIC_TASK")
    await dialog.locator("button[type=submit]").click()
    await dialog.wait_for(state="detached")
