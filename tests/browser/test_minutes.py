"""Minutes at the page: written by who ran the meeting, read by each agency in its own edition, approved, taken out."""

from collections.abc import AsyncIterator
from typing import Any

import pypdf
import pytest
from playwright.async_api import Page, expect

from tests.browser.conferring import BASIS, GROUNDS, POLICE, WEEKLY, arrive, ask
from tests.browser.people import House
from tests.browser.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HERS = "M. and her two children"
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 740}, "color_scheme": "dark"}


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def _begun(house: House, **looks: Any) -> tuple[Page, Page]:
    """The weekly conference is over, and Corina has begun its minutes; Ana's page of them is open."""
    corina, ana = await house.person("corina", WEEKLY), await house.person("ana", WEEKLY, **looks)
    ends, begun = corina.get_by_role("button", name="End the meeting"), corina.get_by_role("link", name="Version 1")
    await ends.or_(begun).wait_for()
    if await ends.count():
        for page in (corina, ana):
            await arrive(page)
        await _say_what_is_known(ana)
        await ask(corina, f"Defer: {HERS}", {"Reason": "The report is not there yet."})
        await ask(corina, "End the meeting")
        await ask(corina, "Begin the minutes", chosen={"Language": "English"})
    else:
        await begun.click()
    await corina.get_by_role("heading", level=1, name="Minutes: Weekly case conference").wait_for()
    await ana.get_by_role("link", name="Version 1").click()
    await ana.get_by_role("heading", level=1, name="Minutes: Weekly case conference").wait_for()
    return corina, ana


@pytest.mark.parametrize("language", ["en", "ro"])
async def test_minutes_are_accessible_and_fit_a_telephone(house: House, language: str) -> None:
    corina, ana = await _begun(house, **NARROW)
    for page in (corina, ana):
        if language == "ro":
            await page.evaluate("localStorage.setItem('roundtable.language', 'ro')")
            await page.reload()
            await page.get_by_role("heading", level=1, name="Proces-verbal: Weekly case conference").wait_for()
        assert await violations(page) == []
    assert await _sideways(ana) == 0
    await _close(corina, ana)


async def test_two_who_write_the_same_passage_see_both_texts(house: House) -> None:
    corina, ana = await _begun(house)
    other = await house.person("corina", corina.url.removeprefix(house.address))
    mine, theirs = (page.get_by_role("textbox", name=", passage 1") for page in (corina, other))
    await expect(theirs).to_have_value(await mine.input_value())

    await other.context.set_offline(True)
    await theirs.fill("The report is missing.")
    await mine.fill("The report is late.")
    await expect(ana.get_by_text("The report is late.")).to_be_visible()
    await other.context.set_offline(False)

    told = other.get_by_role("alert").filter(has_text="Somebody else has written something else here meanwhile:")
    await expect(told).to_contain_text("The report is late.")
    await told.get_by_role("button", name="Keep what is here").click()
    await expect(ana.get_by_text("The report is missing.")).to_be_visible()
    await expect(mine).to_have_value("The report is missing.")
    await _close(corina, ana, other)


async def test_who_approves_or_comments_when_minutes_are_recalled_is_told_so_and_keeps_what_they_wrote(
    house: House,
) -> None:
    corina, ana = await _begun(house)
    other = await house.person("ana", ana.url.removeprefix(house.address))
    await ask(corina, "Put it before the agencies", {"How many agencies have to approve": "1"})
    await ana.get_by_role("button", name="Approve for my agency").click()
    await other.get_by_role("button", name="Comment: CJ-7K4M-2QX8").click()
    approving, saying = ana.get_by_role("dialog"), other.get_by_role("dialog")
    await saying.get_by_label("What is wrong or missing").fill("The report came on Friday.")

    await ask(corina, "Write on")
    await expect(approving.get_by_role("alert")).to_have_text("The minutes were recalled meanwhile, to be written on.")
    await expect(approving.get_by_role("button", name="Approve")).to_have_count(0)
    await expect(saying.get_by_role("alert")).to_contain_text("What you wrote is kept in this window")
    await expect(saying.get_by_label("What is wrong or missing")).to_have_value("The report came on Friday.")
    assert await violations(other) == []
    await saying.get_by_role("button", name="Close").click()
    await expect(other.get_by_role("button", name="Comment")).to_have_count(0)

    await ask(corina, "Put it before the agencies", {"How many agencies have to approve": "1"})
    await expect(approving.get_by_role("alert")).to_contain_text("Read them before you approve them.")
    await expect(approving.get_by_role("button", name="Approve")).to_have_count(0)
    await approving.get_by_role("button", name="Close").click()
    await expect(ana.get_by_role("button", name="Approve for my agency")).to_be_visible()
    await other.get_by_role("button", name="Comment: CJ-7K4M-2QX8").click()
    await expect(saying.get_by_label("What is wrong or missing")).to_have_value("The report came on Friday.")
    await saying.get_by_role("button", name="Comment").click()
    await expect(corina.get_by_text("The report came on Friday.")).to_be_visible()
    await ask(other, "Take it back")
    await ask(corina, "Write on")
    await _close(corina, ana, other)


async def test_what_was_not_saved_when_minutes_were_put_before_the_agencies_is_shown_and_goes_on(house: House) -> None:
    corina, ana = await _begun(house)
    other = await house.person("corina", corina.url.removeprefix(house.address))
    mine, theirs = (page.get_by_role("textbox", name=", passage 1") for page in (corina, other))
    await expect(theirs).to_have_value(await mine.input_value())
    await other.context.set_offline(True)
    await theirs.fill("The report is on its way.")
    await ask(corina, "Put it before the agencies", {"How many agencies have to approve": "1"})
    await other.context.set_offline(False)
    left = other.get_by_role("alert").filter(has_text="before what you wrote here was saved:")
    await expect(left).to_contain_text("The report is on its way.")
    await ask(corina, "Write on")
    await expect(theirs).to_have_value("The report is on its way.")
    await expect(ana.get_by_text("The report is on its way.")).to_be_visible()
    await _close(corina, ana, other)


async def test_minutes_are_written_approved_and_taken_out_and_the_conference_is_closed(house: House) -> None:
    corina, ana = await _begun(house)
    assert await ana.title() == "Minutes · Roundtable"
    await expect(ana.get_by_role("button", name="Add a passage")).to_have_count(0)
    await ana.get_by_text("What agencies know").click()
    await expect(ana.get_by_text("Known to us")).to_be_visible()

    await corina.get_by_role("textbox", name="Opening").fill("Opened at ten.")
    await expect(ana.get_by_text("Opened at ten.")).to_be_visible()
    passage = corina.get_by_role("textbox", name=", passage 1")
    await passage.fill("Put off until the report is there.")
    await expect(ana.get_by_text("Put off until the report is there.")).to_be_visible()
    await ask(corina, "Add a passage", {"What was said": "For the others alone."}, checked={POLICE})
    await expect(ana.get_by_text("Withheld from your agency.")).to_be_visible()
    await expect(ana.get_by_text("For the others alone.")).to_have_count(0)

    await ask(corina, "Put it before the agencies", {"How many agencies have to approve": "1"})
    await ask(ana, "Comment: CJ-7K4M-2QX8", {"What is wrong or missing": "The report came on Monday."})
    await expect(corina.get_by_text("The report came on Monday.")).to_be_visible()
    general = [page.get_by_role("region", name="General part") for page in (ana, corina)]
    said = {"What is wrong or missing": "Bogdan was there too."}
    await ask(ana, "Comment: General part", said)
    await expect(general[1]).to_contain_text("Bogdan was there too.")
    assert await violations(ana) == []
    await ask(ana, "Approve for my agency")
    await corina.get_by_role("button", name="They stand").click()
    await expect(corina.get_by_text("A comment on these minutes is not answered yet.")).to_be_visible()
    await ask(corina, "Answer", {"Answer": "It did not."}, checked={"The minutes stay as they are"})
    await expect(ana.get_by_text("Not taken up")).to_be_visible()
    await corina.get_by_role("button", name="They stand").click()
    await expect(corina.get_by_text("A comment on these minutes is not answered yet.")).to_be_visible()
    await ask(corina, "Answer: Bogdan was there too.", {"Answer": "He was asked."}, checked={"It is written so"})
    await expect(general[0]).to_contain_text("Taken up")
    await expect(general[0]).to_contain_text("He was asked.")
    await corina.get_by_role("button", name="They stand").click()
    await expect(ana.get_by_text("Fingerprint, the same on every edition:")).to_be_visible()
    await ana.set_viewport_size({"width": 320, "height": 740})
    assert await _sideways(ana) == 0

    # Too many have something printed, or it takes too long.
    await ana.route("**/minutes-exports/*", lambda route: route.fulfill(status=503))
    await ana.get_by_role("button", name="PDF").click()
    again = ana.get_by_role("alert").filter(has_text="The file could not be made now. Try again")
    await expect(again).to_be_visible()
    await ana.unroute("**/minutes-exports/*")
    async with ana.expect_download(timeout=60_000) as taken:
        await ana.get_by_role("button", name="PDF").click()
    download = await taken.value
    assert download.suggested_filename == "minutes.pdf"
    paper = pypdf.PdfReader(await download.path())
    text = " ".join(page.extract_text() for page in paper.pages)
    assert "Put off until the report is there." in " ".join(text.split())
    assert "For the others alone." not in text

    await corina.get_by_role("link", name="Weekly case conference").click()
    await corina.get_by_text("Who took it out").click()
    # It is kept that she asked for it, each time.
    await expect(corina.get_by_text("Cluj County Police: PDF")).to_have_count(2)
    await ask(corina, "Close the conference")
    await expect(corina.get_by_text("Concluded", exact=True)).to_be_visible()
    await _close(corina, ana)


async def _sideways(page: Page) -> int:
    """By how much a page is wider than what is seen of it."""
    wider: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


async def _close(*pages: Page) -> None:
    for page in pages:
        await page.context.close()


async def _say_what_is_known(ana: Page) -> None:
    """Who of the case, and nothing else; then she is back at the conference."""
    await ana.goto("/conferences")
    await ana.get_by_role("link", name=f"What do you know? {HERS}").click()
    await ana.get_by_label("V.", exact=True).check()
    await ask(ana, "Submit", GROUNDS, BASIS)
    await ana.goto(WEEKLY)
