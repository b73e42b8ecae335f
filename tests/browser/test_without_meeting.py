"""At the page a conference without a meeting is planned, begun, moved, and written in by who has declared."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conferring import ask, refer_the_quiet_case
from tests.browser.people import House
from tests.browser.test_accessible import NARROW_DARK, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CENTRE = "Cluj Sexual Violence Centre"


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def _begun(house: House, title: str) -> tuple[Page, Page]:
    """Corina's page of one that is called so, and Emil's, whose agency takes part."""
    corina = await house.person("corina", "/conferences")
    emil = await house.person("emil", "/conferences", **NARROW_DARK)
    await ask(corina, "Plan a conference", {"Title": title}, {"Kind": "Conference without a meeting"}, {CENTRE})
    await corina.get_by_role("heading", level=1, name=title).wait_for()
    await refer_the_quiet_case(corina, title)
    await ask(emil, f"Accept: I will come: {title}")
    await ask(corina, "Begin the conference")
    await corina.get_by_text("This conference has no meeting").wait_for()
    await emil.get_by_role("link", name=title).click()
    await emil.get_by_text("This conference has no meeting").wait_for()
    return corina, emil


async def test_who_writes_declares_first_in_the_conversation_and_nothing_written_is_lost(house: House) -> None:
    corina, emil = await _begun(house, "First conference")
    for page in (corina, emil):
        assert await violations(page) == []
        await expect(
            page.get_by_role("button", name=re.compile("Hear it now|Raise my hand|Wall screen"))
        ).to_have_count(0)

    await emil.get_by_role("link", name="Conversation: R.").click()
    box = emil.get_by_label("Your message")
    await box.fill("We saw her on Tuesday.")
    await emil.get_by_role("button", name="Send", exact=True).click()
    declaring = emil.get_by_role("region", name="Before you write here")
    await expect(declaring).to_contain_text("What is said at this conference is confidential.")
    assert await violations(emil) == []
    await expect(emil.get_by_label("I declare that I keep to this.")).to_be_focused()
    await expect(box).to_have_value("We saw her on Tuesday.")
    await declaring.get_by_role("button", name="Declare, and send").click()
    await expect(declaring.get_by_role("alert")).to_contain_text("confidential")

    # What one writes on is sent with it.
    await box.fill("We saw her on Tuesday, and today.")
    await expect(declaring).to_be_visible()
    await emil.get_by_label("I declare that I keep to this.").check()
    await declaring.get_by_role("button", name="Declare, and send").click()
    said = emil.get_by_role("region", name="Messages").get_by_text("We saw her on Tuesday, and today.")
    await said.wait_for()
    await expect(declaring).to_have_count(0)
    await expect(box).to_have_value("")
    await expect(box).to_be_focused()
    await box.fill("She is well.")
    await emil.get_by_role("button", name="Send", exact=True).click()
    await emil.get_by_role("region", name="Messages").get_by_text("She is well.").wait_for()

    # By that he has come.
    there = corina.get_by_role("region", name="Who comes").get_by_role("listitem").filter(has_text="Emil")
    await expect(there).to_contain_text("here")
    await corina.get_by_label("I declare that I keep to this.").check()
    await corina.get_by_role("button", name="Take part").click()
    await expect(corina.get_by_role("heading", name="The conference has begun")).to_have_count(0)
    await ask(corina, "Conclude: R.", {"What was said": "She is visited each week."})
    await expect(emil.get_by_role("alert")).to_have_count(0)
    await ask(corina, "End the conference")
    await expect(corina.get_by_text("Minutes drafted")).to_be_visible()
    for page in (corina, emil):
        await page.context.close()


async def test_the_draft_of_who_was_to_declare_is_there_still_where_they_come_back(house: House) -> None:
    corina, emil = await _begun(house, "Second conference")
    await emil.get_by_role("link", name="Conversation: R.").click()
    await emil.get_by_label("Your message").fill("A long report.")
    await emil.get_by_role("button", name="Send", exact=True).click()
    await emil.get_by_role("region", name="Before you write here").wait_for()
    await emil.get_by_text("Draft saved.").wait_for()

    await emil.reload()
    await expect(emil.get_by_label("Your message")).to_have_value("A long report.")
    await emil.get_by_role("button", name="Send", exact=True).click()
    declaring = emil.get_by_role("region", name="Before you write here")
    # Declared elsewhere meanwhile, it is sent without being asked again.
    other = await emil.context.new_page()
    await declaring.wait_for()
    await other.goto(f"{house.address}/conferences")
    await other.get_by_role("link", name="Second conference").click()
    await other.get_by_label("I declare that I keep to this.").check()
    await other.get_by_role("button", name="Take part").click()
    await expect(other.get_by_role("button", name="Take part")).to_have_count(0)
    await emil.get_by_role("button", name="Send", exact=True).click()
    await emil.get_by_role("region", name="Messages").get_by_text("A long report.").wait_for()
    await expect(declaring).to_have_count(0)
    for page in (corina, emil):
        await page.context.close()


async def test_who_runs_it_moves_the_deadline_and_all_pages_say_so(house: House) -> None:
    corina, emil = await _begun(house, "Third conference")
    until = emil.locator(".facts").get_by_text("To be concluded by").locator("xpath=..")
    await expect(until).to_contain_text("10:00")
    await expect(emil.get_by_role("button", name="Move the deadline")).to_have_count(0)

    await corina.get_by_role("button", name="Move the deadline").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("To be concluded by").fill("2026-01-05T10:00")
    await dialog.get_by_role("button", name="Move the deadline").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("This date is not possible here.")
    await dialog.get_by_label("To be concluded by").fill("2037-03-05T17:30")
    await dialog.get_by_role("button", name="Move the deadline").click()
    await dialog.wait_for(state="detached")

    for page in (corina, emil):
        await expect(page.locator(".facts")).to_contain_text("5 Mar 2037, 17:30")
        await page.context.close()
