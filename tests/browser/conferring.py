"""What people do at the pages of conferences: ask in a dialog, come in, refer a case."""

import re
from collections.abc import Mapping

from playwright.async_api import Locator, Page

from roundtable.demo import story

WEEKLY = f"/conferences/conference_{story.CONFERENCE.hex}"
CASE, QUIET = f"/cases/case_{story.CASE.hex}", f"/cases/case_{story.QUIET_CASE.hex}"
POLICE = "Cluj County Police"
GROUNDS = {"Purpose of sharing": "A safety plan", "Why this basis applies": "The agencies need it to protect her."}
BASIS = {"Lawful basis": "public task"}


async def ask(
    page: Page,
    act: str,
    filled: dict[str, str] | None = None,
    chosen: Mapping[str, str | re.Pattern[str]] | None = None,
    checked: set[str] | None = None,
) -> None:
    """Do what a button asks in a dialog."""
    await page.get_by_role("button", name=act).first.click()
    dialog = page.get_by_role("dialog")
    for label, choice in (chosen or {}).items():
        await choose(dialog.get_by_label(label), choice)
    for name in checked or ():
        await dialog.get_by_label(name).check()
    for label, text in (filled or {}).items():
        await dialog.get_by_label(label).fill(text)
    await dialog.locator("button[type=submit]").click()
    await dialog.wait_for(state="detached")


async def choose(select: Locator, choice: str | re.Pattern[str]) -> None:
    option = select.locator("option").filter(has_text=choice).first
    await option.wait_for(state="attached")
    await select.select_option(await option.get_attribute("value"))


async def arrive(page: Page) -> None:
    await page.get_by_label("I declare that I keep to this.").check()
    await page.get_by_role("button", name="I am here").click()
    await page.get_by_role("button", name="Raise my hand").wait_for()


async def refer_the_quiet_case(corina: Page, conference: str = "Weekly") -> None:
    """To a conference whose page is open, which takes it on."""
    other = await corina.context.new_page()
    await other.goto(QUIET)
    await ask(
        other,
        "Refer to a conference",
        {"Why it is to be heard": "He came back.", **GROUNDS},
        {"Conference": re.compile(conference), "Criterion": "Getting worse", **BASIS},
    )
    await other.close()
    await ask(corina, "Take onto the agenda: R.")


async def begin_hearing(corina: Page, title: str) -> None:
    await corina.get_by_role("button", name=re.compile(f"^Hear it now(: {title})?$")).first.click()
    await corina.get_by_role("timer").wait_for()


async def assess(dialog: Locator, answer: str, told: str, judged: str | None = None) -> None:
    """Answer all that the tool asks alike, let all at the table see it, and record it."""
    for asked in await dialog.locator(".answers").all():
        await asked.get_by_label(answer, exact=True).check()
    await (
        dialog.get_by_role("group", name="Is the table told the level?")
        .get_by_role("radio", name=re.compile(f"^{told} "))
        .check()
    )
    if judged:
        await choose(dialog.get_by_label("Professional judgement"), judged)
        await dialog.get_by_label("Why you judge it so").fill("He comes back each time.")
    await dialog.get_by_label("All agencies at the table").check()
    await dialog.locator("button[type=submit]").click()
    await dialog.wait_for(state="detached")
