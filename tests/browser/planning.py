"""What people do with safety plans at the page of a case: begin one, write on its draft, sign it off."""

from playwright.async_api import Locator, Page, expect

from tests.browser.conferring import BASIS, GROUNDS, ask, choose

SIGNED = {"How and with whom": "With her sister there.", "To be looked at again by": "2031-03-01", **GROUNDS}


def plans(page: Page) -> Locator:
    return page.get_by_role("region", name="Safety plans")


def plan(page: Page, agency: str = "Cluj Social Services") -> Locator:
    """The last that an agency keeps."""
    heading = page.get_by_role("heading", level=3, name=f"kept by {agency}")
    return plans(page).locator(".plan").filter(has=heading).first


async def begin(page: Page, **sections: str) -> None:
    await ask(page, "Begin a safety plan")
    await write(page, **sections)


async def write(page: Page, **sections: str) -> None:
    """In the draft that is open."""
    draft = page.get_by_role("region", name="Draft").filter(has=page.get_by_label("At home")).first
    for label, text in sections.items():
        await draft.get_by_label(label).fill(text)
    await expect(draft.get_by_text("Draft saved.")).to_be_visible()


async def sign(page: Page, shown_to: set[str] | None = None) -> None:
    """The last draft; whom the plan is shown to is asked with its first version."""
    await page.get_by_role("region", name="Draft").first.get_by_role("button", name="Sign off").click()
    dialog = page.get_by_role("dialog")
    await dialog.wait_for()
    first = await dialog.get_by_role("group", name="Who may see it").count() > 0
    await choose(dialog.get_by_label("What M. said to it"), "Agreed to some of it")
    for label, text in SIGNED.items():
        if first or label not in GROUNDS:
            await dialog.get_by_label(label).fill(text)
    if first:
        await choose(dialog.get_by_label("Lawful basis"), BASIS["Lawful basis"])
    for name in sorted(shown_to or (), key=lambda name: "agencies" not in name):
        await dialog.get_by_label(name).check()
    await dialog.get_by_role("button", name="Put it in force").click()
    await dialog.wait_for(state="detached")
