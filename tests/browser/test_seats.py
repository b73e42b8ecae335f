"""Who is at the table, at the page: asked, seen beforehand, come, named, stood in for, gone."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from roundtable.demo import story
from tests.browser.people import House
from tests.glass.emergency import REFERENCE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"
PROGRAMME, FORENSIC = "Cluj Perpetrator Programme", "Cluj Institute of Forensic Medicine"


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_an_agency_is_asked_comes_names_its_people_and_leaves(house: House) -> None:
    corina, ilie = await house.person("corina", f"{CASE}/table"), await house.person("ilie")
    await _invite(corina)
    part = corina.get_by_role("listitem").filter(has_text=PROGRAMME)
    await expect(part).to_contain_text("On the perpetrator's side")

    await ilie.get_by_text("Your agency is invited to a case.").wait_for()
    card = ilie.get_by_role("listitem").filter(has_text="He begins with you on Monday.")
    await expect(card).to_contain_text("You would see: conversations: 0, messages: 0, tasks: 0")
    await ilie.get_by_role("button", name=f"Accept: {REFERENCE}").click()
    await ilie.get_by_role("dialog").get_by_role("button", name="Accept").click()
    await expect(card).to_have_count(0)
    await expect(part).to_contain_text("At the table")
    await ilie.get_by_role("link", name="M. and her two children").click()
    await ilie.get_by_role("link", name="Table", exact=True).click()

    await ilie.get_by_role("button", name="Name a colleague").click()
    await _choose(ilie, {"Colleague": "Felicia (Programme counsellor)"}, "Name a colleague")
    await expect(part).to_contain_text("Felicia")
    felicia = await house.person("felicia", CASE)
    await felicia.get_by_role("heading", level=1, name="M. and her two children").wait_for()

    await ilie.get_by_role("button", name="Name a deputy").click()
    day = await ilie.evaluate("new Date(Date.now() + 5 * 86400000).toISOString().slice(0, 10)")
    await ilie.get_by_role("dialog").get_by_label("Until").fill(day)
    await _choose(ilie, {"Deputy": "Felicia (Programme counsellor)"}, "Name a deputy")
    await ilie.get_by_text("Felicia stands in for Ilie").wait_for()
    await ilie.get_by_role("region", name="Deputies").get_by_role("button", name="End it: Felicia").click()
    await ilie.get_by_role("dialog").get_by_role("button", name="End it").click()
    await ilie.get_by_text("Nobody stands in for anybody.").wait_for()

    await ilie.get_by_role("button", name="Leave the case").click()
    await ilie.get_by_role("dialog").get_by_label("Reason").fill("He did not come.")
    await ilie.get_by_role("dialog").get_by_role("button", name="Leave the case").click()
    await ilie.get_by_text("Your agency has left the case.").wait_for()
    await felicia.get_by_text("What you were looking at is no longer shared with you.").wait_for()
    await expect(part).to_contain_text("Has left")
    await expect(part).to_contain_text("He did not come.")
    for page in (corina, ilie, felicia):
        await page.context.close()


async def test_an_invitation_is_declined_with_a_reason(house: House) -> None:
    corina, ilie = await house.person("corina", f"{CASE}/table"), await house.person("ilie")
    await _invite(corina)
    await ilie.get_by_role("button", name=f"Decline: {REFERENCE}").click()
    await ilie.get_by_role("dialog").get_by_label("Reason").fill("We have no place.")
    await ilie.get_by_role("dialog").get_by_role("button", name="Decline").click()
    await expect(ilie.get_by_text(REFERENCE)).to_have_count(0)
    part = corina.get_by_role("listitem").filter(has_text=PROGRAMME)
    await expect(part).to_contain_text("Has declined")
    await expect(part).to_contain_text("We have no place.")
    for page in (corina, ilie):
        await page.context.close()


async def test_who_renounces_and_who_is_excluded_sees_nothing_any_more(house: House) -> None:
    bogdan, corina = await house.person("bogdan", f"{CASE}/table"), await house.person("corina", f"{CASE}/table")
    gone = bogdan.get_by_text("What you were looking at is no longer shared with you.")
    await expect(bogdan.get_by_role("button", name="Exclude")).to_have_count(0)
    await expect(bogdan.get_by_role("button", name="Invite an agency")).to_have_count(0)
    dalia = await house.person("dalia", f"{CASE}/table")
    await bogdan.get_by_role("button", name="End it: Bogdan").click()
    await bogdan.get_by_role("dialog").get_by_role("button", name="End it").click()
    await gone.wait_for()

    await corina.get_by_role("button", name="Exclude: Casa Speranței").click()
    await corina.get_by_role("dialog").get_by_label("Reason").fill("It told him where she is.")
    await corina.get_by_role("dialog").get_by_role("button", name="Exclude").click()
    await dalia.get_by_text("What you were looking at is no longer shared with you.").wait_for()
    await expect(dalia.get_by_text("M. and her two children")).to_have_count(0)
    await expect(corina.get_by_role("listitem").filter(has_text="It told him where she is.")).to_contain_text(
        "Excluded"
    )
    for page in (bogdan, corina, dalia):
        await page.context.close()


async def _invite(corina: Page) -> None:
    await corina.get_by_role("button", name="Invite an agency").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("What it is asked for").fill("He begins with you on Monday.")
    await dialog.get_by_label("Agency", exact=True).select_option(f"{PROGRAMME} (Cluj)")
    await expect(dialog.get_by_role("status")).to_contain_text("It would see: conversations: 0")
    await dialog.get_by_label("Side of the case").select_option("On the victim's side")
    await dialog.get_by_label("Sees what is shared with all from").fill(
        await corina.evaluate("new Date(Date.now() - 5 * 86400000).toISOString().slice(0, 10)")
    )
    await expect(dialog.get_by_role("status")).to_contain_text("It would see: conversations: 1, messages: 1")
    await dialog.get_by_label("Side of the case").select_option("On the perpetrator's side")
    await dialog.get_by_role("button", name="Invite an agency").click()
    await dialog.wait_for(state="detached")


async def _choose(page: Page, chosen: dict[str, str], act: str) -> None:
    dialog = page.get_by_role("dialog")
    for label, choice in chosen.items():
        await dialog.get_by_label(label, exact=True).select_option(choice)
    await dialog.get_by_role("button", name=act).click()
    await dialog.wait_for(state="detached")
