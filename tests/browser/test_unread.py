"""Read is what was in view for a second, in a window that one is at; every window of one's own hears of it at once."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Locator, Page, Request, Route, WebSocketRoute, expect

from roundtable.demo import story
from tests.browser.people import House, open_for_all

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"
# Playwright tells every page that it has the focus: the test says it instead.
FOCUS = "window.here = true; document.hasFocus = () => window.here"
TURN = "here => { window.here = here; dispatchEvent(new Event(here ? 'focus' : 'blur')) }"
# Each fills more than a window of this height.
LONG = "\n\n".join(["And so on."] * 40)
SMALL = {"width": 800, "height": 500}


@dataclass
class Talk:
    """A conversation of Corina's; Bogdan has its case open in one window, and the conversation in another."""

    house: House
    corina: Page
    bogdan: Page
    marked: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.corina.url.removeprefix(self.house.address)

    @property
    def badge(self) -> Locator:
        card = self.bogdan.get_by_role("listitem").filter(has=self.bogdan.locator(f'a[href="{self.path}"]'))
        return card.get_by_text("unread")

    def _note(self, request: Request) -> None:
        if _marks(request):
            self.marked.append(request.url)

    async def enter(self, hold: Callable[[WebSocketRoute], None] | None = None, *, at_it: bool = True) -> Page:
        """Bogdan's window on the conversation, which he is at or not; its time goes only as the test says."""
        page = await self.bogdan.context.new_page()
        if hold:
            await page.route_web_socket("**/graphql", hold)
        page.set_default_timeout(20_000)
        await page.set_viewport_size(SMALL)  # type: ignore[arg-type]
        await page.add_init_script(FOCUS if at_it else FOCUS.replace("true", "false"))
        page.on("request", self._note)
        await page.clock.install()
        await page.goto(self.path)
        await page.get_by_label("Your message").wait_for()
        return page


@pytest.fixture
async def talk(house: House) -> AsyncIterator[Talk]:
    corina = await house.person("corina", CASE)
    await open_for_all(corina, "The way home")
    yield Talk(house, corina, await house.person("bogdan", CASE))
    assert house.complaints == []
    for context in house.browser.contexts:
        await context.close()


async def test_what_comes_to_a_window_that_nobody_is_at_stays_unread(talk: Talk) -> None:
    page = await talk.enter(at_it=False)
    await _post(talk.corina, "She is safe.")
    await expect(_message(page, "She is safe.")).to_be_visible()
    await expect(talk.badge).to_have_text("1 unread")
    await _stop_time(page)

    await page.clock.run_for(60_000)
    assert talk.marked == []
    await page.evaluate(TURN, True)
    await page.clock.run_for(900)
    assert talk.marked == []
    async with page.expect_request(_marks):
        await page.clock.run_for(100)

    await expect(talk.badge).to_have_count(0)


async def test_a_second_has_to_pass_while_one_looks(talk: Talk) -> None:
    page = await talk.enter()
    await _stop_time(page)
    await _post(talk.corina, "She is safe.")
    await expect(_message(page, "She is safe.")).to_be_visible()

    # Half a second, and again: one looked away in between.
    for _ in range(4):
        await page.evaluate(TURN, True)
        await page.clock.run_for(600)
        await page.evaluate(TURN, False)
    assert talk.marked == []
    await expect(talk.badge).to_have_text("1 unread")


async def test_what_one_has_not_come_to_stays_unread(talk: Talk) -> None:
    for number in (1, 2, 3):
        await _post(talk.corina, f"Part {number}\n\n{LONG}", f"Part {number}")
    await expect(talk.badge).to_have_text("3 unread")
    page = await talk.enter()

    # One begins where the unread begins, not at its end.
    await expect(page.get_by_text("New since you were here")).to_be_in_viewport()
    await expect(talk.badge).to_have_text("2 unread")
    await page.get_by_text("Part 3").evaluate("part => part.scrollIntoView()")
    await page.clock.run_for(5_000)
    # What was passed over is not read, and so nothing after it is.
    await expect(talk.badge).to_have_text("2 unread")
    await page.get_by_text("Part 2").evaluate("part => part.scrollIntoView()")

    await expect(talk.badge).to_have_count(0)


async def test_unread_from_here_holds_until_one_comes_back(talk: Talk) -> None:
    for number in (1, 2, 3):
        await _post(talk.corina, f"Part {number}", f"Part {number}")
    page = await talk.enter()
    await expect(talk.badge).to_have_count(0)

    await _message(page, "Part 2").get_by_role("button", name="Mark unread from here").click()
    await expect(talk.badge).to_have_text("2 unread")
    marked = len(talk.marked)
    await _post(talk.corina, "Part 4", "Part 4")
    await expect(_message(page, "Part 4")).to_be_visible()
    await page.clock.run_for(5_000)
    assert len(talk.marked) == marked
    await expect(talk.badge).to_have_text("3 unread")

    again = await talk.enter()
    await expect(again.get_by_text("New since you were here")).to_be_in_viewport()
    await _message(again, "Part 4").scroll_into_view_if_needed()
    await expect(talk.badge).to_have_count(0)
    await again.close()


async def test_who_could_not_be_answered_once_reads_on_all_the_same(talk: Talk) -> None:
    page = await talk.enter()
    lost: list[Route] = []

    async def lose(route: Route) -> None:
        if "ThreadPage" in (route.request.post_data or "") and len(lost) < 2:
            lost.append(route)
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route("**/graphql", lose)
    # Who sees it has changed: the conversation is read anew.
    await talk.corina.get_by_role("button", name="Let fewer see it").click()
    dialog = talk.corina.get_by_role("dialog")
    await dialog.get_by_label("Casa Speranței").uncheck()
    await dialog.get_by_label("Reason").fill("It concerns the police only.")
    await dialog.get_by_role("button", name="Let fewer see it").click()
    while len(lost) < 2:
        await page.wait_for_timeout(50)
    await _post(talk.corina, "She is safe.")
    async with page.expect_request(_marks):
        await expect(_message(page, "She is safe.")).to_be_visible()
    await expect(talk.badge).to_have_count(0)


async def test_what_one_hears_late_of_one_s_own_reading_is_not_marked_unread_elsewhere(talk: Talk) -> None:
    held: list[Callable[[], None]] = []

    def hold(socket: WebSocketRoute) -> None:
        def pass_on(frame: str | bytes) -> None:
            if "ThreadRead" in str(frame) and len(held) < 2:
                held.append(lambda: socket.send(frame))
            else:
                socket.send(frame)

        socket.connect_to_server().on_message(pass_on)

    page = await talk.enter(hold)
    for text in ("Part 1", "Part 2"):
        await _post(talk.corina, text)
        async with page.expect_response(lambda response: _marks(response.request)):
            await expect(_message(page, text)).to_be_visible()
        await expect(talk.badge).to_have_count(0)
    while len(held) < 2:
        await page.wait_for_timeout(50)
    for send in held:
        send()

    await _post(talk.corina, "Part 3")
    async with page.expect_request(_marks):
        await expect(_message(page, "Part 3")).to_be_visible()
    await expect(talk.badge).to_have_count(0)


async def _stop_time(page: Page) -> None:
    """From now on the page's time stands still, but for what the test lets go by."""
    await page.clock.pause_at(await page.evaluate("Date.now() + 1"))


def _marks(request: Request) -> bool:
    return "MarkRead" in (request.post_data or "")


def _message(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text)


async def _post(page: Page, text: str, shown: str | None = None) -> None:
    await expect(page.get_by_label("Your message")).to_have_value("")
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("button", name="Send").click()
    await expect(_message(page, shown or text)).to_be_visible()
