"""Who sees what, at the page: it is said, it changes under one's hands, and one writes to nobody unawares."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import APIResponse, Locator, Page, Route, expect

from roundtable.demo import story
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# All that is shown from then on.
WATCH = """() => {
  window.shown = [];
  new MutationObserver(() => window.shown.push(document.body.innerText))
    .observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
FORENSIC = "Cluj Institute of Forensic Medicine"


@dataclass
class Talk:
    """A fresh conversation of Corina's for all at the table."""

    house: House
    corina: Page

    async def as_seen_by(self, key: str) -> Page:
        page = await self.house.person(key, self.corina.url.removeprefix(self.house.address))
        await page.get_by_label("Your message").wait_for()
        return page


@pytest.fixture
async def talk(house: House) -> AsyncIterator[Talk]:
    corina = await house.person("corina", f"/cases/case_{story.CASE.hex}")
    await corina.get_by_role("button", name="Open a conversation").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("Subject").fill("The way home")
    await dialog.get_by_label("The agencies of this conference").check()
    await expect(dialog.get_by_role("status").filter(has_text="Who will see this:")).to_contain_text(FORENSIC)
    await _ground(dialog)
    await dialog.get_by_role("button", name="Open the conversation").click()
    await corina.get_by_label("Your message").wait_for()
    yield Talk(house, corina)
    assert house.complaints == []
    await corina.context.close()


async def test_who_is_narrowed_out_while_writing_loses_the_conversation_with_a_notice(talk: Talk) -> None:
    dalia = await talk.as_seen_by("dalia")
    inside = dalia.url
    # One message that did not leave, and what she writes meanwhile.
    await dalia.route("**/graphql", _lose_posts)
    await _post(dalia, "Nobody hears of this")
    await expect(dalia.get_by_role("button", name="Try again")).to_be_visible()
    await dalia.get_by_label("Your message").fill("I would like to say")

    await talk.corina.get_by_role("button", name="Let fewer see it").click()
    dialog = talk.corina.get_by_role("dialog")
    await dialog.get_by_label("Casa Speranței").uncheck()
    left = dialog.get_by_role("status").filter(has_text="Who will still see this:")
    await expect(left).not_to_contain_text("Casa Speranței")
    await dialog.get_by_label("Reason").fill("It concerns the police only.")
    await dialog.get_by_role("button", name="Let fewer see it").click()

    await expect(dalia.get_by_text("What you were looking at is no longer shared with you.")).to_be_visible()
    await expect(dalia.get_by_text("The way home")).to_have_count(0)
    await dalia.goto(inside)
    await expect(dalia.get_by_role("heading", level=1, name="Not here")).to_be_visible()
    assert await dalia.evaluate("JSON.stringify(sessionStorage)") == "{}"
    await dalia.context.close()


async def test_one_hears_who_came_and_who_went_before_one_sends(talk: Talk) -> None:
    ana = await talk.as_seen_by("ana")
    send = ana.get_by_role("button", name="Send")
    await ana.get_by_label("Your message").fill("He was seen near")

    await talk.corina.get_by_role("button", name=f"Take back: {FORENSIC}").click()
    dialog = talk.corina.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("Not needed")
    await dialog.get_by_role("button", name="Take back").click()
    await expect(ana.get_by_text(f"No longer seen by: {FORENSIC}")).to_be_visible()
    # Nothing leaves before it is seen, by whatever key.
    await ana.get_by_label("Your message").press("Control+Enter")
    await expect(ana.get_by_role("article", name="Message from Ana")).to_have_count(0)
    await ana.get_by_role("button", name="I have seen it").click()
    await expect(ana.get_by_text("No longer seen by")).to_have_count(0)

    await _let_see(talk.corina, FORENSIC)
    await expect(ana.get_by_text(f"Now also seen by: {FORENSIC}")).to_be_visible()
    await ana.get_by_role("button", name="I have seen it").click()
    await send.click()
    await expect(ana.get_by_role("article", name="Message from Ana")).to_contain_text("He was seen near")
    await ana.context.close()


async def test_a_message_for_some_says_so_and_the_next_is_for_all_again(talk: Talk) -> None:
    ana, dalia = await talk.as_seen_by("ana"), await talk.as_seen_by("dalia")
    await talk.corina.get_by_label("Your message").fill("Between the two of us.")
    await talk.corina.get_by_role("button", name="Only for some").click()
    dialog = talk.corina.get_by_role("dialog")
    await dialog.get_by_label("Cluj County Police").check()
    await dialog.get_by_role("button", name="Only for these").click()
    await talk.corina.get_by_role("button", name="Send").click()
    await _post(talk.corina, "For all of you.")

    said = ana.get_by_role("article", name="Message from Corina")
    await expect(said.first).to_contain_text("Only for: Cluj County Police · Cluj Social Services")
    await expect(said.last).to_contain_text("For all of you.")
    await expect(said.last).not_to_contain_text("Only for")
    await expect(dalia.get_by_text("For all of you.")).to_be_visible()
    await expect(dalia.get_by_text("Between the two of us.")).to_have_count(0)
    for page in (ana, dalia):
        await page.context.close()


async def test_what_the_server_knows_of_first_keeps_the_draft(talk: Talk) -> None:
    """The stream is cut off, so that only the refusal tells."""
    ana = await _without_stream(talk)
    await ana.get_by_label("Your message").fill("He was seen near")
    await talk.corina.get_by_role("button", name=f"Take back: {FORENSIC}").click()
    dialog = talk.corina.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("Not needed")
    await dialog.get_by_role("button", name="Take back").click()
    await expect(dialog).to_have_count(0)

    await ana.get_by_role("button", name="Send").click()
    await expect(ana.get_by_text("Who can see this has changed since you began to write.")).to_be_visible()
    await expect(ana.get_by_label("Your message")).to_have_value("He was seen near")
    await ana.get_by_role("button", name="I have seen it").click()
    await ana.get_by_role("button", name="Send").click()
    await expect(ana.get_by_role("article", name="Message from Ana")).to_contain_text("He was seen near")
    await ana.context.close()


async def test_what_is_redacted_while_one_reads_anew_is_not_shown_again(talk: Talk) -> None:
    await _post(talk.corina, "She lives at the mill.")
    ana = await talk.as_seen_by("ana")
    await ana.get_by_text("She lives at the mill.").wait_for()
    held: list[tuple[Route, APIResponse]] = []

    async def hold(route: Route) -> None:
        if "ThreadPage" in (route.request.post_data or "") and not held:
            held.append((route, await route.fetch()))
        else:
            await route.continue_()

    await ana.route("**/graphql", hold)
    await talk.corina.get_by_role("button", name=f"Take back: {FORENSIC}").click()
    dialog = talk.corina.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("Not needed")
    await dialog.get_by_role("button", name="Take back").click()
    while not held:
        await ana.wait_for_timeout(50)
    await talk.corina.get_by_role("button", name="Redact").click()
    await dialog.get_by_label("Reason").fill("It says where she is.")
    await dialog.get_by_role("button", name="Redact").click()
    await expect(ana.get_by_text("She lives at the mill.")).to_have_count(0)

    await ana.evaluate(WATCH)
    ((route, answer),) = held
    assert "She lives at the mill." in await answer.text()
    await route.fulfill(response=answer)
    await _post(talk.corina, "Call her first.")
    await expect(ana.get_by_text("Call her first.")).to_be_visible()
    assert not await ana.evaluate("window.shown.some((text) => text.includes('the mill'))")
    await ana.context.close()


async def _without_stream(talk: Talk) -> Page:
    page = await talk.house.person("ana")
    await page.route_web_socket("**/graphql", lambda _: None)
    await page.goto(talk.corina.url)
    await page.get_by_label("Your message").wait_for()
    return page


async def _let_see(page: Page, agency: str) -> None:
    await page.get_by_role("button", name="Let more see it").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(agency).check()
    await expect(dialog.get_by_role("status").filter(has_text="Who will see this as well:")).to_contain_text(agency)
    await _ground(dialog)
    await dialog.get_by_role("button", name="Let them see it").click()
    await expect(dialog).to_have_count(0)


async def _ground(dialog: Locator) -> None:
    await dialog.get_by_label("Purpose of sharing").fill("Safety planning")
    await dialog.get_by_label("Lawful basis").select_option(label="public task")
    await dialog.get_by_label("Why this basis applies").fill("They plan it together.")


async def _post(page: Page, text: str) -> None:
    await expect(page.get_by_label("Your message")).to_have_value("")
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("button", name="Send").click()


async def _lose_posts(route: Route) -> None:
    await (route.abort() if "PostMessage" in (route.request.post_data or "") else route.continue_())
