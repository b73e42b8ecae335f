"""What happened in a case, at the page: recorded for whom it is shared with, corrected, and withdrawn."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.browser.conferring import BASIS, CASE, GROUNDS, ask
from tests.browser.people import House
from tests.browser.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEEN = "He waited at her door."


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_an_incident_is_recorded_for_the_table_corrected_and_withdrawn(house: House) -> None:
    ana, dalia = await house.person("ana", CASE), await house.person("dalia", CASE)
    incidents = dalia.get_by_role("region", name="What happened")
    await expect(incidents).to_contain_text("No incident is shared with you.")

    await ask(
        ana,
        "Record an incident",
        {"When it happened, or began": "2026-11-20T08:30", "What happened": SEEN, **GROUNDS},
        BASIS,
        {"Verbal", "Psychological", "All agencies at the table"},
    )
    await expect(incidents).to_contain_text(SEEN)
    await expect(incidents).to_contain_text("V. against M.")
    await expect(incidents).to_contain_text("Recorded by Ana, Cluj County Police")
    await expect(incidents.get_by_role("button", name="Correct it")).to_have_count(0)
    assert await violations(ana) == []

    await ana.get_by_role("button", name=f"Correct it: {SEEN}").click()
    dialog = ana.get_by_role("dialog")
    await expect(dialog.get_by_label("What happened")).to_have_value(SEEN)
    await dialog.get_by_role("button", name="Cancel").click()
    await ask(ana, f"It was not so: {SEEN}", {"Reason": "It was a neighbour."})
    await expect(incidents).to_contain_text("It was a neighbour.")
    await expect(incidents.get_by_text(re.compile("^Not so$"))).to_be_visible()
    for page in (ana, dalia):
        await page.context.close()


async def test_what_one_s_own_agency_keeps_is_shown_to_nobody_else(house: House) -> None:
    ana, dalia = await house.person("ana", CASE), await house.person("dalia", CASE)
    await ask(
        ana,
        "Record an incident",
        {"When it happened, or began": "2026-11-21T08:30", "What happened": "For our own file.", **GROUNDS},
        BASIS,
        {"Physical"},
    )
    await expect(ana.get_by_role("region", name="What happened")).to_contain_text("For our own file.")
    await expect(dalia.get_by_role("region", name="What happened")).not_to_contain_text("For our own file.")
    for page in (ana, dalia):
        await page.context.close()


async def test_what_two_agencies_recorded_is_said_to_be_one_by_who_leads_the_case(house: House) -> None:
    corina, ana, dalia = [await house.person(key, CASE) for key in ("corina", "ana", "dalia")]
    incidents = {page: page.get_by_role("region", name="What happened") for page in (corina, ana, dalia)}
    for page, said in ((ana, "He broke the door in."), (dalia, "He came in by the door.")):
        await ask(
            page,
            "Record an incident",
            {"When it happened, or began": "2026-11-23T21:30", "What happened": said, **GROUNDS},
            BASIS,
            {"Physical", "All agencies at the table"},
        )
        await expect(incidents[corina]).to_contain_text(said)
    hers = incidents[dalia].get_by_role("listitem").filter(has_text="He came in by the door.")
    await expect(hers).to_contain_text("Perhaps the same event: Cluj County Police")
    await expect(hers.get_by_role("button", name="It is the same event")).to_have_count(0)

    of_lead = incidents[corina].get_by_role("listitem").filter(has_text="He broke the door in.")
    await of_lead.get_by_role("button", name="It is the same event: He broke the door in., Casa Speranței").click()
    await expect(of_lead).to_contain_text("The same event: Casa Speranței")
    await expect(hers).to_contain_text("The same event: Cluj County Police")
    await expect(hers).not_to_contain_text("Perhaps the same event")
    assert await violations(corina) == []

    await of_lead.get_by_role("button", name="It is another event").click()
    await expect(hers).to_contain_text("Perhaps the same event: Cluj County Police")
    for page in (corina, ana, dalia):
        await page.context.close()
