"""What comes of a case at the pages: decisions and dissent, actions and what became of them, its risk; live for all."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conferring import BASIS, CASE, GROUNDS, POLICE, WEEKLY, arrive, ask, assess, begin_hearing
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

M = "M. and her two children"
SHELTER = "She moves to the shelter this week."
PROGRAMME = "Cluj Perpetrator Programme"


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_what_the_chair_records_is_on_the_others_pages_with_who_is_against_it(house: House) -> None:
    corina, ana, dalia = [await house.person(key, WEEKLY) for key in ("corina", "ana", "dalia")]
    wall = await house.person("corina", f"{WEEKLY}?screen=wall")
    for page in (corina, ana, dalia):
        await arrive(page)
    await begin_hearing(corina, M)
    await expect(ana.get_by_role("button", name="Record a decision")).to_have_count(0)
    await ask(corina, "Record a decision", {"What was decided": SHELTER, "Why": "He knows where she lives."})
    for page in (ana, dalia, wall):
        await expect(page.locator(".now")).to_contain_text(SHELTER)
    decided = ana.get_by_role("region", name="Decisions")
    await expect(decided).to_contain_text("He knows where she lives.")

    await ana.get_by_role("button", name=f"I am for it: {SHELTER}").click()
    await ask(dalia, f"I am against it: {SHELTER}", {"Why, in your own words": "She has not been asked yet."})
    for page in (corina, ana):
        region = page.get_by_role("region", name="Decisions")
        await expect(region).to_contain_text("For it: Ana (Cluj County Police)")
        await expect(region).to_contain_text("Against it: Dalia (Casa Speranței)")
        await expect(region).to_contain_text("She has not been asked yet.")
    await expect(wall.get_by_text("Against it: Dalia")).to_be_visible()
    await expect(wall.get_by_role("button")).to_have_count(0)

    await ask(corina, f"Withdraw: {SHELTER}", {"Reason": "She is asked first."})
    await expect(decided).to_contain_text("Decision withdrawn")
    await expect(decided.get_by_role("deletion")).to_have_text(SHELTER)
    await expect(decided).to_contain_text("She is asked first.")
    await expect(decided.get_by_role("button")).to_have_count(0)
    await expect(wall.get_by_text("Decision withdrawn")).to_be_visible()
    await _close(corina, ana, dalia, wall)


async def test_what_an_agency_undertakes_is_in_the_plan_and_it_says_later_what_became_of_it(house: House) -> None:
    corina, dalia = [await house.person(key, WEEKLY) for key in ("corina", "dalia")]
    plan = await house.person("ana", CASE)
    await plan.get_by_role("heading", level=2, name="Risk").wait_for()
    await ask(corina, "Record a decision", {"What was decided": "A safety plan is made.", "Why": "She asked for one."})
    await expect(dalia.get_by_role("region", name="Decisions")).to_contain_text("A safety plan is made.")
    await ask(
        dalia,
        "Undertake an action",
        {"What your agency will do": "A room for her", "Until": "2031-03-01", "By which law, protocol": "Law 217/2003"},
        {"Follows from the decision": "A safety plan is made."},
    )
    for page, name in ((corina, "Actions"), (plan, "Action plan")):
        region = page.get_by_role("region", name=name)
        for said in (
            "A room for her",
            "Casa Speranței",
            "1 Mar 2031",
            "Law 217/2003",
            "A safety plan is made.",
            "Accepted",
        ):
            await expect(region).to_contain_text(said)
    # It is a task of its own agency, as any.
    await dalia.goto("/tasks")
    await expect(dalia.get_by_role("link", name="A room for her")).to_be_visible()

    await _meet_again(corina, dalia)
    await ask(
        dalia,
        "Say what became of it: A room for her",
        {"In your agency's own words": "She found one herself."},
        {"What became of it": "Not done", "Why it was not done": "Circumstances changed"},
    )
    await expect(corina.get_by_role("region", name="What was undertaken before")).to_contain_text("Not done")
    await expect(corina.get_by_role("button", name="Say what became of it")).to_have_count(0)
    await corina.goto(CASE)
    for said in ("Not done", "Circumstances changed", "She found one herself.", "Emergency conference"):
        await expect(corina.get_by_role("region", name="Action plan")).to_contain_text(said)
    # Her police was not asked to that conference: what is said there is not said to it.
    await expect(plan.get_by_role("region", name="Action plan")).to_contain_text("A room for her")
    await expect(plan.get_by_text("She found one herself.")).to_have_count(0)
    await _close(corina, dalia, plan)


async def test_an_assessment_is_made_by_what_its_tool_asks_and_told_to_the_table(house: House) -> None:
    ana, dalia = await house.person("ana", CASE), await house.person("dalia", CASE)
    await ana.get_by_role("button", name="Assess the risk").click()
    dialog = ana.get_by_role("dialog")
    await dialog.get_by_label("Tool").select_option("ro-police-form")
    await dialog.get_by_label("Purpose of sharing").fill("A safety plan")
    await dialog.get_by_label("Lawful basis").select_option("PUBLIC_TASK")
    await dialog.get_by_label("Why this basis applies").fill("The agencies need it to protect her.")
    await dialog.get_by_role("button", name="Record the assessment").click()
    # There is no default: nothing is told, or withheld, by forgetting.
    await expect(dialog.get_by_role("alert").first).to_contain_text("Fill this in.")
    await assess(dialog, "No", told="Yes", judged="Medium risk")
    risk = ana.get_by_role("region", name="Risk")
    for page in (ana, dalia):
        region = page.get_by_role("region", name="Risk")
        await expect(region).to_contain_text("Score 0: standard risk")
        await expect(region).to_contain_text("Professional judgement: medium risk. He comes back each time.")
        await expect(region).to_contain_text("The table was told this level.")
    await expect(risk).to_contain_text("To be assessed again by")

    await ana.get_by_role("button", name="Assess the risk").click()
    await dialog.get_by_label("Tool").select_option("ro-police-form")
    await dialog.get_by_label("Purpose of sharing").fill("A safety plan")
    await dialog.get_by_label("Lawful basis").select_option("PUBLIC_TASK")
    await dialog.get_by_label("Why this basis applies").fill("The agencies need it to protect her.")
    await assess(dialog, "Yes", told="No")
    await expect(risk.get_by_role("img", name=re.compile("Medium risk .0.; .*High risk .*"))).to_be_visible()
    await expect(risk).to_contain_text("Has risen")
    await expect(dalia.get_by_role("region", name="Risk")).to_contain_text("Has risen")
    await ask(ana, "Tell the table this level: Police form: structure")
    await expect(risk.get_by_role("button", name="Tell the table this level")).to_have_count(0)
    await _close(ana, dalia)


async def test_somebody_else_is_sent_and_the_chair_is_taken_once_it_is_left(house: House) -> None:
    corina, ana, ilie = [await house.person(key, "/conferences") for key in ("corina", "ana", "ilie")]
    await ask(corina, "Plan a conference", {"Title": "Evening conference"}, checked={POLICE, PROGRAMME})
    for page in (ana, ilie):
        await ask(page, "Accept: I will come: Evening conference")
        await page.get_by_role("link", name="Evening conference").click()
    await ask(ilie, "Send somebody else: Ilie", chosen={"Colleague": "Felicia"})
    people = corina.get_by_role("region", name="Who comes")
    await expect(people.get_by_role("listitem").filter(has_text="Felicia")).to_contain_text("for Ilie")
    await expect(people.get_by_role("listitem").filter(has_text="Ilie").first).to_contain_text("Sends apologies")
    felicia = await house.person("felicia", "/conferences")
    await felicia.get_by_role("link", name="Evening conference").click()

    await ask(corina, "Change time or place", chosen={"Writes the minutes": "Ana"})
    await ask(corina, "Begin the meeting")
    for page in (corina, ana, felicia):
        await arrive(page)
    await expect(ana.get_by_role("button", name="Take the chair")).to_have_count(0)
    await ask(corina, "Leave the meeting")
    await ana.get_by_role("button", name="Take the chair").click()
    await expect(ana.get_by_role("button", name="End the meeting")).to_be_visible()
    await expect(corina.get_by_role("button", name="End the meeting")).to_have_count(0)
    await _close(corina, ana, ilie, felicia)


async def test_a_series_is_planned_and_what_belongs_together_is_seen(house: House) -> None:
    corina = await house.person("corina", "/conferences")
    await ask(
        corina,
        "Plan a conference",
        {"Title": "Conference of the year", "How many times": "3", "Begins": "2031-03-20T10:00"},
        {"Held again": "Every other week"},
    )
    series = corina.get_by_role("region", name="Others of this series")
    await expect(series.get_by_role("listitem")).to_have_count(2)
    # Summer time begins in between: the hour stays.
    await expect(series).to_contain_text(re.compile(r"3 Apr 2031.*10:00.*17 Apr 2031.*10:00"))
    await series.get_by_role("link").last.click()
    await expect(corina.get_by_role("region", name="Others of this series")).to_contain_text("20 Mar 2031")
    await corina.get_by_role("link", name="Conferences").click()
    coming = corina.get_by_role("region", name="Coming up")
    await expect(coming.get_by_role("link", name="Conference of the year")).to_have_count(1)
    await coming.get_by_text("Later ones of this series: 2").click()
    await expect(coming.get_by_role("link", name="17 Apr 2031")).to_be_visible()
    await _close(corina)


async def _meet_again(corina: Page, dalia: Page) -> None:
    """At another conference, over the same case."""
    await corina.goto("/conferences")
    await ask(
        corina,
        "Plan a conference",
        {"Title": "Emergency conference"},
        {"Kind": "Emergency conference"},
        {"Casa Speranței"},
    )
    address = corina.url
    await dalia.goto("/conferences")
    await ask(dalia, "Accept: I will come: Emergency conference")
    await corina.goto(CASE)
    await ask(
        corina,
        "Refer to a conference",
        {"Why it is to be heard": "He came back.", **GROUNDS},
        {"Conference": re.compile("Emergency"), "Criterion": "Getting worse", **BASIS},
    )
    await corina.goto(address)
    await ask(corina, f"Take onto the agenda: {M}")
    await ask(corina, "Begin the meeting")
    await dalia.goto(address)
    for page in (corina, dalia):
        await arrive(page)
    await begin_hearing(corina, M)


async def _close(*pages: Page) -> None:
    for page in pages:
        await page.context.close()
