"""Who has a case open sees in words who else does, and under a conversation who types; nothing of it outlasts them."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, Request, expect

from roundtable.demo import story
from tests.browser.people import House, enter_the_conference

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"
BOGDAN_IS_HERE = "Also here now: Bogdan (Cluj Institute of Forensic Medicine)"


@pytest.fixture
async def corina(house: House) -> AsyncIterator[Page]:
    yield await house.person("corina", CASE)
    assert house.complaints == []
    for context in house.browser.contexts:
        await context.close()


def others(page: Page) -> Locator:
    return page.get_by_text("Also here now:").locator("..")


def typists(page: Page) -> Locator:
    return page.locator(".typists")


async def test_two_see_each_other_as_long_as_both_have_the_case_open(house: House, corina: Page) -> None:
    await expect(others(corina)).to_have_count(0)
    bogdan = await house.person("bogdan", CASE)
    await expect(others(corina)).to_have_text(BOGDAN_IS_HERE)
    await expect(others(bogdan)).to_have_text("Also here now: Corina (Cluj Social Services)")

    # On another page of the case he is there still, and another window of hers is herself.
    await enter_the_conference(bogdan)
    await expect(others(corina)).to_have_text(BOGDAN_IS_HERE)
    again = await corina.context.new_page()
    await again.goto(CASE)
    await expect(others(again)).to_have_text(BOGDAN_IS_HERE)

    await bogdan.context.close()
    await expect(others(corina)).to_have_count(0)


async def test_who_types_is_said_under_the_conversation_until_it_is_posted(house: House, corina: Page) -> None:
    bogdan = await house.person("bogdan", CASE)
    for page in (corina, bogdan):
        await enter_the_conference(page)
        await expect(others(page)).to_be_visible()
    await expect(typists(corina)).to_have_attribute("role", "status")
    await expect(typists(corina)).to_have_text("")

    await bogdan.get_by_label("Your message").press_sequentially("She is")
    await expect(typists(corina)).to_have_text("Bogdan is typing…")
    await expect(typists(bogdan)).to_have_text("")
    await bogdan.get_by_role("button", name="Send", exact=True).click()
    await expect(typists(corina)).to_have_text("")


async def test_who_stops_is_soon_said_to_type_no_more(house: House, corina: Page) -> None:
    bogdan = await house.person("bogdan", CASE)
    for page in (corina, bogdan):
        await enter_the_conference(page)
        await expect(others(page)).to_be_visible()
    await bogdan.get_by_label("Your message").press_sequentially("Perhaps not.")
    await expect(typists(corina)).to_have_text("Bogdan is typing…")
    await expect(typists(corina)).to_have_text("")


async def test_who_is_alone_says_nothing_and_who_is_not_says_it_every_few_seconds(house: House, corina: Page) -> None:
    said = list[str]()

    def note(request: Request) -> None:
        if "SayTyping" in (request.post_data or ""):
            said.append(request.url)

    corina.on("request", note)
    await enter_the_conference(corina)
    await corina.get_by_label("Your message").press_sequentially("Is anybody there?")
    assert said == []
    await house.person("bogdan", CASE)
    await expect(others(corina)).to_be_visible()
    await corina.get_by_label("Your message").press_sequentially(" It is I, Corina.")
    assert len(said) == 1


async def test_it_is_said_in_romanian_too(house: House, corina: Page) -> None:
    await corina.evaluate("localStorage.setItem('roundtable.language', 'ro')")
    bogdan = await house.person("bogdan", CASE)
    await enter_the_conference(bogdan)
    await corina.goto(bogdan.url)
    await expect(corina.locator(".others")).to_have_text("Tot aici, acum: Bogdan (Cluj Institute of Forensic Medicine)")
    await expect(others(bogdan)).to_be_visible()
    await bogdan.get_by_label("Your message").press_sequentially("She is safe.")
    await expect(typists(corina)).to_have_text("Bogdan scrie…")
