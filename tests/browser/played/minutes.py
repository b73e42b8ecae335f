"""The minutes: written by two at once, put before the agencies, commented, answered, approved, read and taken out."""

import asyncio
import re

import pypdf
from playwright.async_api import Locator, Page, expect

from tests.browser.conferring import ask
from tests.browser.played.room import PROGRAMME, TITLE, Room
from tests.conferences.paper import blocks_of

FREE = "A place is free from Monday on."


async def write(room: Room) -> None:
    """Corina and Ana at once, and then in the same passage while Ana has no connection."""
    corina, ana, emil, felicia = room.comers
    await ask(corina, "Begin the minutes", chosen={"Language": "English"})
    for page in (ana, emil, felicia):
        await page.get_by_role("link", name="Version 1").click()
    for page in room.comers:
        await page.get_by_role("heading", level=1, name=f"Minutes: {TITLE}").wait_for()
    opening = corina.get_by_role("textbox", name="Opening")
    await asyncio.gather(opening.fill("Opened at ten."), _passage(ana, 1).fill(FREE))
    for page in (emil, felicia):
        await expect(page.get_by_text("Opened at ten.")).to_be_visible()
        await expect(page.get_by_text(FREE)).to_be_visible()
    await expect(_passage(corina, 1)).to_have_value(FREE)
    await expect(ana.get_by_role("textbox", name="Opening")).to_have_value("Opened at ten.")

    await ana.context.set_offline(True)
    await _passage(ana, 2).fill("She has told nobody else.")
    await _passage(corina, 2).fill("She told us alone.")
    await expect(emil.get_by_text("She told us alone.")).to_be_visible()
    await ana.context.set_offline(False)
    told = ana.get_by_role("alert").filter(has_text="Somebody else has written something else here meanwhile:")
    await expect(told).to_contain_text("She told us alone.")
    await told.get_by_role("button", name="Keep what is here").click()
    await expect(emil.get_by_text("She has told nobody else.")).to_be_visible()
    given = {"What was said": "The shelter is in the next county."}
    await ask(corina, "Add a passage: CJ-7K4M-2QX8", given, checked={PROGRAMME})
    await expect(felicia.get_by_text("Withheld from your agency.")).to_be_visible()


def _passage(page: Page, section: int) -> Locator:
    """The first over an item."""
    return page.get_by_role("textbox", name=", passage 1").nth(section - 1)


async def approve(room: Room) -> None:
    """They stand once three agencies have approved them and what was said to them is answered."""
    corina, ana, emil, felicia = room.comers
    await ask(corina, "Put it before the agencies", {"How many agencies have to approve": "3"})
    await ask(felicia, "Comment: CJ-7K4M-2QX8", {"What is wrong or missing": "We were asked, too."})
    for page in (ana, emil):
        await ask(page, "Approve for my agency")
    await corina.get_by_text("2 of 3 approvals that are needed").wait_for()
    await corina.get_by_role("button", name="They stand").click()
    await expect(corina.get_by_role("region", name="Approval").get_by_role("alert")).to_be_visible()
    await ask(corina, "Approve for my agency")
    await ask(ana, "Answer: We were asked, too.", {"Answer": "It says so."}, checked={"The minutes stay as they are"})
    await expect(felicia.get_by_text("Not taken up")).to_be_visible()
    await corina.get_by_role("button", name="They stand").click()
    for page in room.comers:
        await expect(page.get_by_text("Fingerprint, the same on every edition:")).to_be_visible()


async def close(room: Room) -> None:
    """What was lent until then is not read in them any more."""
    corina, ana, *_ = room.comers
    await expect(ana.get_by_text("It gets worse each time.")).to_be_visible()
    await corina.get_by_role("link", name=TITLE).click()
    await ask(corina, "Close the conference")
    await expect(corina.get_by_text("Concluded", exact=True)).to_be_visible()
    await expect(ana.get_by_text("It gets worse each time.")).to_have_count(0)


async def read(page: Page) -> str:
    """All that somebody's page of them says, what is folded away too, without moments and digests."""
    for folded in await page.locator("main details > summary").all():
        await folded.click()
    return _steady(await page.locator("main").inner_text())


async def taken_out(page: Page) -> str:
    """What the page gives out to print, as plain text: a line for each block."""
    async with page.expect_download() as taken:
        await page.get_by_role("button", name="HTML").click()
    return _steady(blocks_of((await (await taken.value).path()).read_text()))


def _steady(text: str) -> str:
    """What happened now has no date that stays; what was planned has one."""
    text = re.sub(r"\b(today|yesterday|tomorrow|\w+, \d+ \w+( (?!2031)\d{4})?), \d\d:\d\d", "DATE", text)
    text = re.sub(r"(?<!2031, )\b\d\d:\d\d\b", "HOUR", text)
    text = re.sub(r"\b\d{1,2} \w{3,4} (?!2031)\d{4}", "DATE", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


async def printed(page: Page) -> str:
    """All that stands on the paper that the page gives out, with one blank between words."""
    async with page.expect_download(timeout=60_000) as taken:
        await page.get_by_role("button", name="PDF").click()
    paper = pypdf.PdfReader(await (await taken.value).path())
    return " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
