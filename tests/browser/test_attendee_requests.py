"""At the page who leads a conference asks an agency for somebody, and who speaks for the agency names a colleague."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.browser.conferring import ask
from tests.browser.people import House
from tests.browser.test_accessible import NARROW_DARK, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CENTRE, PROGRAMME, ELSEWHERE = "Cluj Sexual Violence Centre", "Cluj Perpetrator Programme", "Iași County Police"
ASKS = "Ask an agency for somebody"


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_an_agency_is_asked_for_an_advocate_and_names_a_colleague(house: House) -> None:
    corina, ilie, felicia = [await house.person(key, "/conferences") for key in ("corina", "ilie", "felicia")]
    await ask(corina, "Plan a conference", {"Title": "Monthly conference"}, {"Kind": "Routine conference"})
    await corina.get_by_role("heading", level=1, name="Monthly conference").wait_for()
    requests = corina.get_by_role("region", name="People asked for")
    await expect(requests).to_contain_text("No agency is asked")

    await ask(corina, ASKS, chosen={"Agency": PROGRAMME, "For what": "Speaks for the victim"})

    row = requests.get_by_role("listitem").filter(has_text=PROGRAMME)
    await expect(row).to_contain_text("Has not answered")
    agencies = corina.get_by_role("region", name="Agencies")
    await expect(agencies.get_by_role("listitem").filter(has_text=PROGRAMME)).to_contain_text("Has not answered")
    # The same once at a time.
    await corina.get_by_role("button", name=ASKS).click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("Agency").select_option(label=f"{PROGRAMME} (Cluj)")
    await dialog.get_by_role("button", name=ASKS).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("There is one like this already.")
    await dialog.get_by_label("For what").select_option(label="Observes")
    assert await violations(corina) == []
    await dialog.get_by_role("button", name="Cancel").click()

    # Who speaks for the agency hears of it, and who does not, of nothing.
    await ilie.get_by_text("Your agency is asked for somebody to come to a conference.").wait_for()
    asked = ilie.get_by_role("region", name="What is asked of us")
    card = asked.get_by_role("listitem").filter(has_text="somebody who speaks for the victim")
    await expect(card).to_contain_text("Cluj Social Services asks your agency for somebody who speaks for the victim.")
    await expect(felicia.get_by_text("somebody who speaks for the victim")).to_have_count(0)
    assert await violations(ilie) == []
    await ask(
        ilie,
        "Name a colleague: Monthly conference, Speaks for the victim",
        chosen={"Who comes": "Felicia"},
    )
    await expect(card).to_have_count(0)
    await expect(row).to_contain_text("Somebody is named")
    await expect(row).to_contain_text("Felicia")
    comes = corina.get_by_role("region", name="Who comes").get_by_role("listitem").filter(has_text="Felicia")
    await expect(comes).to_contain_text("Speaks for the victim")
    await felicia.get_by_text("You are asked to a conference.").last.wait_for()
    for page in (corina, ilie, felicia):
        await page.context.close()


async def test_an_observer_s_agency_declines_on_the_conference_s_page_and_has_no_more_to_do_there(house: House) -> None:
    corina, horia = (
        await house.person("corina", "/conferences"),
        await house.person("horia", "/conferences", **NARROW_DARK),
    )
    await ask(corina, "Plan a conference", {"Title": "Open conference"}, {"Kind": "Routine conference"})
    await corina.get_by_role("heading", level=1, name="Open conference").wait_for()
    observer = {"Agency": ELSEWHERE, "For what": "Observes"}
    await ask(corina, ASKS, {"Under which condition": "Take no notes."}, observer)
    row = corina.get_by_role("region", name="People asked for").get_by_role("listitem")
    await expect(row).to_contain_text("Observes: Take no notes.")
    # It is asked for somebody, not to come.
    await expect(corina.get_by_role("region", name="Agencies")).not_to_contain_text(ELSEWHERE)

    await horia.get_by_role("region", name="What is asked of us").get_by_role("link", name="Open conference").click()
    panel = horia.get_by_role("region", name="Cluj Social Services asks your agency for an observer.")
    await expect(panel).to_contain_text("Take no notes.")
    assert await violations(horia) == []
    await ask(horia, "Name nobody: Open conference, Observes", {"Reason": "Nobody is free."})
    await expect(row).to_contain_text("Names nobody")
    await expect(row).to_contain_text("Nobody is free.")
    await expect(horia.get_by_role("heading", level=1, name="Open conference")).to_have_count(0)

    # Asked again, it is taken back; asked a third time, somebody comes and signs.
    await ask(corina, ASKS, {"Under which condition": "Say nothing."}, observer)
    await horia.goto("/conferences")
    asked = horia.get_by_role("region", name="What is asked of us")
    await expect(asked).to_contain_text("Say nothing.")
    await ask(corina, f"Ask no more: {ELSEWHERE}, Observes")
    await expect(asked).to_have_count(0)
    await ask(corina, ASKS, {"Under which condition": "Sit at the back."}, observer)
    await ask(horia, "Name a colleague: Open conference, Observes", chosen={"Who comes": "Horia"})
    await ask(horia, "Sign, and come: Open conference")
    there = corina.get_by_role("region", name="Who comes").get_by_role("listitem").filter(has_text="Horia")
    await expect(there).to_contain_text("Will come")
    for page in (corina, horia):
        await page.context.close()
