"""Where no socket is let through, and only there, the page asks for news; it says so, and misses nothing."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, Route, WebSocketRoute, expect

from roundtable.demo import story
from tests.browser.people import House, open_for_all
from tests.support.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"
# Seconds, in which whoever asks for news less and less often would come to ask hardly ever.
AWAY = 10.0
WORDS = "Not live: news every few seconds"


async def test_a_page_that_gets_no_socket_shows_news_all_the_same_and_says_what_it_does(house: House) -> None:
    corina, bogdan = await house.person("corina", CASE), await house.person("bogdan")
    await bogdan.route_web_socket("**/graphql", lambda socket: socket.close(code=1011))
    await open_for_all(corina, "The way home")
    await bogdan.goto(corina.url)
    await expect(_connection(bogdan)).to_have_text(WORDS, timeout=30_000)

    for number in range(3):
        await corina.get_by_label("Your message").fill(f"Message {number}")
        await corina.get_by_role("button", name="Send").click()
        await expect(bogdan.get_by_text(f"Message {number}")).to_be_visible()
    shown = [text for text in await bogdan.get_by_role("article").all_inner_texts() if "Message" in text]
    assert len(shown) == 3
    for page in (corina, bogdan):
        await page.context.close()


async def test_a_socket_that_is_let_through_after_all_is_found(house: House) -> None:
    blocked = True

    async def let_through(socket: WebSocketRoute) -> None:
        if blocked:
            await socket.close(code=1011)
        else:
            socket.connect_to_server()

    page = await house.person("bogdan")
    await page.route_web_socket("**/graphql", let_through)
    await page.goto(CASE)
    await expect(_connection(page)).to_have_text(WORDS, timeout=30_000)
    blocked = False
    await expect(_connection(page)).to_have_text("Live")
    await page.context.close()


async def test_after_a_restart_one_is_live_within_seconds(house: House, demo: ServerProcess) -> None:
    page = await house.person("bogdan", CASE)
    await expect(_connection(page)).to_have_text("Live")
    demo.stop()
    await asyncio.sleep(AWAY)
    await expect(_connection(page)).to_have_text("Reconnecting…")
    demo.start()
    await expect(_connection(page)).to_have_text("Live")
    await page.context.close()


async def test_a_page_whose_first_question_got_lost_follows_what_happens_once_it_is_there(house: House) -> None:
    bogdan, corina = await house.person("bogdan"), await house.person("corina", CASE)
    await bogdan.route("**/graphql", _lose)
    await bogdan.locator(f"a[href='{CASE}']").first.click()
    await expect(bogdan.get_by_role("heading", level=1)).to_have_text("No connection")
    await bogdan.unroute("**/graphql")
    # Whoever looks at the window again has it read.
    await bogdan.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(bogdan.get_by_role("heading", level=1)).not_to_have_text("No connection")

    await open_for_all(corina, "Heard of at once")
    await expect(bogdan.get_by_text("Heard of at once")).to_be_visible()
    for page in (corina, bogdan):
        await page.context.close()


async def _lose(route: Route) -> None:
    await route.abort()


def _connection(page: Page) -> Locator:
    return page.get_by_role("status", name="Connection")
