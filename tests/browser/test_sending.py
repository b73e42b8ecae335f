"""A message is shown as it is sent, and replaced by what the server made of it: it is never there twice, nor lost."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, Request, Route, WebSocketRoute, expect

from tests.browser.desk import Desk, box

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = "The neighbour says yes."
UNSENT, AGAIN = "Message that is not sent yet", "Try again"
# Milliseconds: as long as the page tries by itself.
PATIENT = 15_000


async def test_it_is_shown_at_once_and_the_next_is_written_meanwhile(desk: Desk) -> None:
    ana, phone, answered = desk.ana, await desk.elsewhere(), asyncio.Event()

    async def hold(route: Route) -> None:
        if _posts(route.request):
            await answered.wait()
        await route.continue_()

    await ana.route("**/graphql", hold)
    for text in (SAID, "And more."):
        await _send(ana, text)
        await expect(box(ana)).to_have_value("")
    # Whoever presses it twice sends nothing more, and is not told that it did not go.
    await box(ana).press("Control+Enter")
    await expect(ana.get_by_text("Not sent.")).to_have_count(0)
    await expect(_unsent(ana)).to_have_text([_like(SAID), _like("And more.")])
    await expect(_said(phone)).to_have_count(0)

    answered.set()
    await expect(_unsent(ana)).to_have_count(0)
    for page in (ana, phone):
        await expect(_said(page)).to_have_text([_like(SAID), _like("And more.")])


async def test_what_was_under_way_when_the_page_was_left_is_sent_once(desk: Desk) -> None:
    await desk.ana.route("**/graphql", _lose_posts)
    async with desk.ana.expect_event("requestfailed", _posts):
        await _send(desk.ana, SAID)
    await desk.ana.unroute("**/graphql")
    await desk.ana.reload()

    await expect(_said(desk.ana)).to_have_count(1)
    await expect(_unsent(desk.ana)).to_have_count(0)
    await expect(box(desk.ana)).to_have_value("")
    await expect(_said(await desk.elsewhere())).to_have_count(1)


async def test_what_is_not_sent_says_so_stays_a_draft_and_is_sent_on_demand(desk: Desk) -> None:
    ana = desk.ana
    # A blank at the end, as telephones add it, is not kept with the draft.
    await box(ana).fill(f"{SAID} ")
    await expect(ana.get_by_text("Draft saved.")).to_be_visible()
    await ana.route("**/graphql", _lose_posts)
    await ana.get_by_role("button", name="Send").click()
    again = _unsent(ana).get_by_role("button", name=AGAIN)
    await expect(again).to_be_visible(timeout=PATIENT)
    await expect(_unsent(ana)).to_contain_text("Not sent.")
    await expect(_unsent(ana).get_by_role("alert")).to_contain_text("cannot be reached")

    await ana.reload()
    await expect(again).to_be_visible()
    await expect(box(ana)).to_have_value("")
    await expect(box(await desk.elsewhere())).to_have_value(SAID)

    # And what is written next is the draft.
    await box(ana).fill("And more")
    await expect(ana.get_by_text("Draft saved.")).to_be_visible()
    await ana.reload()
    await expect(box(ana)).to_have_value("And more")
    await expect(ana.get_by_text("in another window")).to_have_count(0)
    await box(ana).fill("")
    await expect(ana.get_by_text("Draft saved.")).to_have_count(0)

    await ana.unroute("**/graphql")
    async with ana.expect_response(lambda answer: "DiscardDraft" in (answer.request.post_data or "")):
        await again.click()
    await expect(_said(ana)).to_have_count(1)
    await expect(_unsent(ana)).to_have_count(0)
    phone = await desk.elsewhere()
    await expect(_said(phone)).to_have_count(1)
    await expect(box(phone)).to_have_value("")


async def test_what_was_posted_and_not_answered_is_known_again_when_it_comes_live(desk: Desk) -> None:
    await desk.ana.route("**/graphql", _lose_answers)
    await _send(desk.ana, SAID)
    await expect(_said(desk.ana)).to_have_count(1)
    await expect(_unsent(desk.ana)).to_have_count(0)

    await _send(desk.ana, "And more.")
    await expect(_said(desk.ana)).to_have_text([_like(SAID), _like("And more.")])
    await expect(_said(await desk.elsewhere())).to_have_text([_like(SAID), _like("And more.")])


async def test_what_was_posted_and_not_answered_is_not_posted_again(desk: Desk) -> None:
    ana = desk.ana
    # Nothing comes live either.
    await ana.route_web_socket("**/graphql", _closed)
    await ana.route("**/graphql/stream", lambda route: route.abort())
    await ana.reload()
    await box(ana).fill(SAID)
    await expect(ana.get_by_text("Draft saved.")).to_be_visible()
    await ana.route("**/graphql", _lose_answers)
    await ana.get_by_role("button", name="Send").click()
    again = _unsent(ana).get_by_role("button", name=AGAIN)
    await expect(again).to_be_visible(timeout=PATIENT)

    await ana.unroute("**/graphql")
    # By now something else is being written, and saved.
    await box(ana).fill("And more")
    await expect(ana.get_by_text("Draft saved.")).to_be_visible()
    await again.click()
    await expect(_said(ana)).to_have_text([_like(SAID)])
    await expect(_unsent(ana)).to_have_count(0)
    await expect(box(ana)).to_have_value("And more")
    phone = await desk.elsewhere()
    await expect(_said(phone)).to_have_text([_like(SAID)])
    await expect(box(phone)).to_have_value("And more")


async def test_who_went_elsewhere_meanwhile_hears_that_it_was_not_sent(desk: Desk) -> None:
    ana, path = desk.ana, desk.path
    await ana.route("**/graphql", _lose_posts)
    await _send(ana, SAID)
    await ana.get_by_role("link", name="Tasks", exact=True).click()
    await expect(ana.get_by_text("A message was not sent.")).to_be_visible(timeout=PATIENT)
    await ana.unroute("**/graphql")
    await ana.goto(path)
    await _unsent(ana).get_by_role("button", name=AGAIN).click()
    await expect(_said(ana)).to_have_text([_like(SAID)])
    await expect(box(ana)).to_be_focused()


async def test_what_another_device_saved_meanwhile_is_not_written_over(desk: Desk) -> None:
    ana, answered = desk.ana, asyncio.Event()

    async def hold(route: Route) -> None:
        if _posts(route.request):
            await answered.wait()
        await route.continue_()

    await ana.route("**/graphql", hold)
    await box(ana).fill(SAID)
    await expect(ana.get_by_text("Draft saved.")).to_be_visible()
    await ana.get_by_role("button", name="Send").click()
    await expect(_unsent(ana)).to_have_count(1)
    phone = await desk.elsewhere()
    await box(phone).fill("From the phone")
    await expect(phone.get_by_text("Draft saved.")).to_be_visible()

    answered.set()
    await expect(_said(ana)).to_have_count(1)
    await expect(box(ana)).to_have_value("From the phone")
    await expect(box(await desk.elsewhere())).to_have_value("From the phone")


async def test_it_can_be_copied_and_given_up(desk: Desk) -> None:
    ana = desk.ana
    await ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await ana.route("**/graphql", _lose_posts)
    await _send(ana, SAID)
    copy = _unsent(ana).get_by_role("button", name="Copy")
    await expect(copy).to_be_visible(timeout=PATIENT)
    await copy.click()
    await expect(ana.get_by_text("Copied.")).to_be_attached()
    assert await ana.evaluate("navigator.clipboard.readText()") == SAID

    await ana.unroute("**/graphql")
    await _unsent(ana).get_by_role("button", name="Leave it").click()
    await expect(_unsent(ana)).to_have_count(0)
    await ana.reload()
    await box(ana).wait_for()
    await expect(_unsent(ana)).to_have_count(0)
    await expect(_said(ana)).to_have_count(0)


async def test_who_signs_out_is_asked_where_something_would_be_lost(desk: Desk) -> None:
    ana = desk.ana
    await ana.route("**/graphql", _lose_posts)
    await _send(ana, SAID)
    await expect(_unsent(ana).get_by_role("button", name=AGAIN)).to_be_visible(timeout=PATIENT)
    await ana.get_by_role("button", name="Sign out").click()
    dialog = ana.get_by_role("dialog", name="Sign out all the same?")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(_unsent(ana)).to_have_count(1)

    await ana.get_by_role("button", name="Sign out").click()
    await dialog.get_by_role("button", name="Sign out").click()
    await expect(ana.get_by_role("link", name="Sign in")).to_be_visible()
    assert await ana.evaluate("sessionStorage.length") == 0


async def test_who_leaves_in_the_middle_of_an_edit_comes_back_to_it(desk: Desk) -> None:
    ana, path = desk.ana, desk.path
    await _send(ana, SAID)
    await _said(ana).get_by_role("button", name="Edit").click()
    edit = ana.get_by_label("Edit your message")
    await edit.fill("The neighbour says no.")
    await ana.get_by_role("link", name="Tasks", exact=True).click()
    await ana.goto(path)
    await expect(edit).to_have_value("The neighbour says no.")
    await ana.get_by_role("button", name="Save").click()
    await expect(_said(ana)).to_have_text([_like("The neighbour says no.")])
    await ana.reload()
    await box(ana).wait_for()
    await expect(edit).to_have_count(0)


async def _send(page: Page, text: str) -> None:
    await box(page).fill(text)
    await page.get_by_role("button", name="Send").click()


def _unsent(page: Page) -> Locator:
    return page.get_by_role("article", name=UNSENT)


def _said(page: Page) -> Locator:
    return page.get_by_role("article", name="Message from")


def _like(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))


def _posts(request: Request) -> bool:
    return "PostMessage" in (request.post_data or "")


async def _lose_posts(route: Route) -> None:
    await (route.abort() if _posts(route.request) else route.continue_())


async def _lose_answers(route: Route) -> None:
    if not (_posts(route.request) and SAID in (route.request.post_data or "")):
        return await route.continue_()
    await route.fetch()
    return await route.abort()


async def _closed(socket: WebSocketRoute) -> None:
    await socket.close()
