"""What one is writing is there on any device, whatever ended the writing; two windows settle what they disagree on."""

from contextlib import suppress

import pytest
from playwright.async_api import Error, Locator, Page, Request, Route, expect

from tests.browser.desk import CASE, Desk, box

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_it_is_saved_when_one_stops_and_is_there_on_another_device(desk: Desk) -> None:
    await box(desk.ana).fill("The neighbour says")
    await expect(_state(desk.ana)).to_have_text("Draft saved.")

    phone = await desk.elsewhere()
    await expect(box(phone)).to_have_value("The neighbour says")
    await expect(_state(phone)).to_have_text("Draft saved.")


async def test_escape_leaves_it(desk: Desk) -> None:
    await box(desk.ana).fill("The neighbour says")
    await box(desk.ana).press("Escape")

    await expect(box(desk.ana)).to_have_value("The neighbour says")
    await expect(_state(desk.ana)).to_have_text("Draft saved.")


async def test_leaving_in_the_middle_of_a_word_saves_it(desk: Desk) -> None:
    path = desk.path
    await box(desk.ana).fill("The neigh")
    async with desk.ana.expect_request(_saves_a_draft):
        await desk.ana.get_by_role("link", name="Tasks", exact=True).click()
    await desk.ana.goto(path)
    await expect(box(desk.ana)).to_have_value("The neigh")
    await expect(_state(desk.ana)).to_have_text("Draft saved.")

    await box(desk.ana).fill("The neighbour s")
    await desk.ana.goto("about:blank")

    phone = await desk.house.person("ana", path)
    # What a page sends as it goes, nobody sees arrive.
    await _look_until(phone, "The neighbour s")


async def test_a_crash_takes_nothing_that_was_said_to_be_saved(desk: Desk) -> None:
    path, context = desk.path, desk.ana.context
    await box(desk.ana).fill("The neighbour says")
    await expect(_state(desk.ana)).to_have_text("Draft saved.")
    async with desk.ana.expect_event("crash"):
        with suppress(Error):
            await desk.ana.goto("chrome://crash")

    again = await context.new_page()
    await again.goto(path)
    await expect(box(again)).to_have_value("The neighbour says")


async def test_it_is_kept_in_the_tab_until_the_server_has_it(desk: Desk) -> None:
    await desk.ana.route("**/graphql", _lose_drafts)
    async with desk.ana.expect_event("requestfailed", _saves_a_draft):
        await box(desk.ana).fill("The neighbour says")
    await expect(_state(desk.ana)).to_have_text("Draft not saved yet.")
    await desk.ana.reload()
    await expect(box(desk.ana)).to_have_value("The neighbour says")
    await expect(_state(desk.ana)).to_have_text("Draft not saved yet.")

    await desk.ana.unroute("**/graphql")
    await expect(_state(desk.ana)).to_have_text("Draft saved.")
    await expect(box(await desk.elsewhere())).to_have_value("The neighbour says")


async def test_what_was_sent_is_a_draft_nowhere(desk: Desk) -> None:
    await box(desk.ana).fill("The neighbour says yes.")
    await expect(_state(desk.ana)).to_have_text("Draft saved.")
    await desk.ana.get_by_role("button", name="Send").click()
    await expect(desk.ana.get_by_role("article").filter(has_text="The neighbour says yes.")).to_be_visible()

    await expect(box(desk.ana)).to_have_value("")
    await expect(_state(desk.ana)).to_have_count(0)
    phone = await desk.elsewhere()
    await expect(phone.get_by_role("article").filter(has_text="The neighbour says yes.")).to_be_visible()
    await expect(box(phone)).to_have_value("")
    # And one writes on, on both.
    await box(phone).fill("And more.")
    await expect(_state(phone)).to_have_text("Draft saved.")


@pytest.mark.parametrize("taken", [True, False])
async def test_two_windows_show_both_texts_and_one_chooses(desk: Desk, *, taken: bool) -> None:
    phone = await desk.elsewhere()
    await box(desk.ana).fill("From the desk")
    await expect(_state(desk.ana)).to_have_text("Draft saved.")
    await box(phone).fill("From the phone")

    offer = phone.get_by_role("alert").filter(has_text="in another window")
    await expect(offer).to_contain_text("From the desk")
    await expect(box(phone)).to_have_value("From the phone")
    await offer.get_by_role("button", name="Take that instead" if taken else "Keep what is here").click()
    await expect(offer).to_have_count(0)
    await expect(_state(phone)).to_have_text("Draft saved.")

    kept = "From the desk" if taken else "From the phone"
    await expect(box(phone)).to_have_value(kept)
    await expect(box(await desk.elsewhere())).to_have_value(kept)


async def test_a_conversation_to_be_opened_is_kept_with_whom_it_is_for(desk: Desk) -> None:
    path = CASE
    for page in (desk.ana, await desk.house.person("ana", path)):
        await page.goto(path)
        await page.get_by_role("button", name="Open a conversation").click()
        dialog = page.get_by_role("dialog")
        if page is desk.ana:
            # What the desk's own conversation was opened from is gone.
            await expect(dialog.get_by_label("Subject")).to_have_value("")
            await dialog.get_by_label("Subject").fill("The school")
            await dialog.get_by_label("All agencies at the table").check()
            await expect(_state(dialog)).to_have_text("Draft saved.")
            await page.keyboard.press("Escape")
            await expect(dialog).to_have_count(0)
        else:
            await expect(dialog.get_by_label("Subject")).to_have_value("The school")
            await expect(dialog.get_by_label("All agencies at the table")).to_be_checked()


def _state(page: Page | Locator) -> Locator:
    return page.get_by_text("Draft saved.").or_(page.get_by_text("Draft not saved yet."))


async def _look_until(page: Page, text: str) -> None:
    for _ in range(20):
        await box(page).wait_for()
        await page.wait_for_timeout(500)
        if await box(page).input_value() == text:
            return
        await page.reload()
    raise AssertionError(await box(page).input_value())


def _saves_a_draft(request: Request) -> bool:
    return "SaveDraft" in (request.post_data or "")


async def _lose_drafts(route: Route) -> None:
    """The way to the server is cut for drafts alone."""
    await (route.abort() if _saves_a_draft(route.request) else route.continue_())
