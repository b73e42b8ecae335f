"""Ana's desk: a conversation of her own agency, and her other devices."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page

from roundtable.demo import story
from tests.browser.people import House

CASE = f"/cases/case_{story.CASE.hex}"


@dataclass
class Desk:
    """Ana in a conversation of her own agency, so that each test writes where nothing is."""

    house: House
    ana: Page

    @property
    def path(self) -> str:
        return self.ana.url.removeprefix(self.house.address)

    async def elsewhere(self) -> Page:
        """The same conversation on another device of Ana's."""
        page = await self.house.person("ana", self.path)
        await box(page).wait_for()
        return page


async def desk_of(house: House) -> Desk:
    """Ana's, in a conversation just opened."""
    ana = await house.person("ana", CASE)
    await ana.get_by_role("button", name="Open a conversation").click()
    dialog = ana.get_by_role("dialog")
    await dialog.get_by_label("Subject").fill("Notes of ours")
    await dialog.get_by_label("Purpose of sharing").fill("Notes")
    await dialog.get_by_label("Lawful basis").select_option(label="public task")
    await dialog.get_by_label("Why this basis applies").fill("Our own notes.")
    await dialog.get_by_role("button", name="Open the conversation").click()
    await box(ana).wait_for()
    return Desk(house, ana)


def box(page: Page) -> Locator:
    """Where a message is written."""
    return page.get_by_label("Your message")
