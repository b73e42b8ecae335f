"""Where no socket is let through, the page asks for news by plain requests, says so, and misses nothing."""

import pytest
from playwright.async_api import expect

from roundtable.demo import story
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"
WORDS = "Not live: news every few seconds"


async def test_a_page_that_gets_no_socket_shows_news_all_the_same_and_says_what_it_does(house: House) -> None:
    corina, bogdan = await house.person("corina", CASE), await house.person("bogdan")
    await bogdan.route_web_socket("**/graphql", lambda socket: socket.close(code=1011))
    await corina.get_by_role("button", name="Open a conversation").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("Subject").fill("The way home")
    await dialog.get_by_label("All agencies at the table").check()
    await dialog.get_by_label("Purpose of sharing").fill("Safety planning")
    await dialog.get_by_label("Lawful basis").select_option(label="public task")
    await dialog.get_by_label("Why this basis applies").fill("They plan it together.")
    await dialog.get_by_role("button", name="Open the conversation").click()
    await corina.get_by_label("Your message").wait_for()
    await bogdan.goto(corina.url)
    await expect(bogdan.get_by_role("status", name="Connection")).to_have_text(WORDS, timeout=30_000)

    for number in range(3):
        await corina.get_by_label("Your message").fill(f"Message {number}")
        await corina.get_by_role("button", name="Send").click()
        await expect(bogdan.get_by_text(f"Message {number}")).to_be_visible()
    shown = [text for text in await bogdan.get_by_role("article").all_inner_texts() if "Message" in text]
    assert len(shown) == 3
