"""Case conferences at the page: planned, prepared, held by all who come; what one must not hear is not there."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conferring import (
    BASIS,
    CASE,
    GROUNDS,
    POLICE,
    QUIET,
    WEEKLY,
    arrive,
    ask,
    refer_the_quiet_case,
)
from tests.browser.people import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CENTRE = "Cluj Sexual Violence Centre"
TELEPHONE = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_a_conference_is_planned_and_who_is_asked_answers(house: House) -> None:
    corina, emil, ilie = [await house.person(key) for key in ("corina", "emil", "ilie")]
    await corina.get_by_role("link", name="Conferences").click()
    await ask(
        corina,
        "Plan a conference",
        {"Title": "Monthly conference", "Place": "Room 3", "Length in minutes": "90"},
        {"Kind": "Review conference", "By the clocks in": "Oslo"},
        {CENTRE, "Cluj Perpetrator Programme"},
    )
    await corina.get_by_role("heading", level=1, name="Monthly conference").wait_for()
    await expect(corina.get_by_text("Review conference")).to_be_visible()
    await expect(corina.get_by_text("(Oslo)")).to_be_visible()
    assert await corina.title() == "Conference · Roundtable"

    await emil.get_by_text("You are asked to a conference.").wait_for()
    await emil.get_by_role("link", name="See the invitation").click()
    asked = emil.get_by_role("region", name="What is asked of us")
    await expect(asked).to_contain_text("Cluj Social Services asks your agency to come.")
    await ask(emil, "Accept: I will come: Monthly conference")
    await expect(asked).to_have_count(0)
    agencies = corina.get_by_role("region", name="Agencies")
    await expect(agencies.get_by_role("listitem").filter(has_text=CENTRE)).to_contain_text("Comes")
    await expect(corina.get_by_role("region", name="Who comes")).to_contain_text("Emil")

    await ilie.goto("/conferences")
    await ask(ilie, "Decline: Monthly conference", {"Reason": "We have no place."})
    await expect(agencies).to_contain_text("We have no place.")
    await ask(corina, "Change time or place", {"Place": "Room 4"})
    await emil.get_by_role("link", name="Monthly conference", exact=True).click()
    await expect(emil.get_by_text("Room 4")).to_be_visible()
    await expect(emil.get_by_role("button", name="Change time or place")).to_have_count(0)
    await _close(corina, emil, ilie)


async def test_a_case_is_referred_taken_on_and_asked_about(house: House) -> None:
    corina, emil = await house.person("corina", QUIET), await house.person("emil", "/conferences")
    await ask(
        corina,
        "Refer to a conference",
        {"Why it is to be heard": "He came back.", **GROUNDS},
        {"Conference": re.compile("Monthly"), "Criterion": "Getting worse", **BASIS},
    )
    await corina.get_by_role("link", name="Monthly conference", exact=True).click()
    agenda = corina.get_by_role("region", name="Agenda")
    await expect(agenda).to_contain_text("Getting worse: He came back.")
    await ask(corina, "Take onto the agenda: R.", {"Minutes": "12"})
    await expect(agenda).to_contain_text("12 min")
    await emil.get_by_role("link", name="Monthly conference", exact=True).click()
    await expect(emil.get_by_role("region", name="Agenda")).to_contain_text("He came back.")
    await ask(corina, "Ask for returns")
    await expect(corina.get_by_text("Returns open")).to_be_visible()

    await corina.goto(CASE)
    await ask(
        corina,
        "Refer to a conference",
        {"Why it is to be heard": "The order ends.", **GROUNDS},
        {"Conference": re.compile("Monthly"), "Criterion": "Professional judgement", **BASIS},
        {CENTRE},
    )
    await corina.get_by_role("link", name="Monthly conference", exact=True).click()
    await ask(corina, "Take onto the agenda: M. and her two children")
    await corina.get_by_role("button", name="Move up: M. and her two children").click()
    await expect(agenda.get_by_role("heading", level=3)).to_have_text(["M. and her two children", "R."])
    await expect(corina.get_by_role("button", name="Move up: M. and her two children")).to_be_focused()
    # It was left out of this one: not even its count says that it is there.
    await expect(emil.get_by_role("region", name="Agenda").get_by_role("listitem").first).to_contain_text("R.")
    await expect(emil.get_by_text("M. and her two children")).to_have_count(0)

    await ask(corina, "Defer: M. and her two children", {"Reason": "The report is not there yet."})
    await corina.get_by_text("Not on the agenda any more: 1").click()
    await expect(agenda).to_contain_text("The report is not there yet.")
    await ask(corina, "All is ready")
    await expect(emil.get_by_text("Ready", exact=True)).to_be_visible()
    await _close(corina, emil)


async def test_a_return_is_kept_as_it_is_written_and_said_on_grounds(house: House) -> None:
    ana, bogdan = await house.person("ana", "/conferences"), await house.person("bogdan", WEEKLY)
    await ana.get_by_role("link", name="What do you know? M. and her two children").click()
    await bogdan.get_by_role("link", name="M. and her two children").first.click()
    theirs = bogdan.get_by_role("listitem").filter(has_text="Cluj County Police").first
    await ana.get_by_label("V.", exact=True).check()
    await ana.get_by_label("What worries us").fill("He was seen near the house.")
    await ana.get_by_text("Draft saved.").wait_for()
    await expect(theirs).to_contain_text("Being written")
    await expect(bogdan.get_by_text("He was seen near the house.")).to_have_count(0)

    await ana.reload()
    await expect(ana.get_by_label("What worries us")).to_have_value("He was seen near the house.")
    await expect(ana.get_by_label("V.", exact=True)).to_be_checked()
    await ask(ana, "Submit", GROUNDS, BASIS, {"Casa Speranței"})
    await expect(theirs).to_contain_text("Submitted")
    await expect(theirs).to_contain_text("He was seen near the house.")
    await expect(theirs).to_contain_text("V.")
    own = ana.get_by_role("region", name="What does Cluj County Police know?")
    await expect(own).to_contain_text("He was seen near the house.")
    await expect(own.get_by_role("textbox")).to_have_count(0)

    dalia = await house.person("dalia", bogdan.url.removeprefix(house.address))
    await dalia.get_by_text("What it says is not shared with you.").wait_for()
    await ask(dalia, "We know nothing")
    await expect(bogdan.get_by_role("listitem").filter(has_text="Casa Speranței").first).to_contain_text(
        "Nothing known"
    )
    await ask(bogdan, "Do not share", chosen={"Reason": "Professional secrecy"})
    shown = ana.get_by_role("listitem").filter(has_text="Cluj Institute of Forensic Medicine").first
    await expect(shown).to_contain_text("Does not share")
    await expect(shown).to_contain_text("Professional secrecy")
    await _close(ana, bogdan, dalia)


async def test_a_return_that_two_write_on_is_settled(house: House) -> None:
    corina = await house.person("corina", WEEKLY)
    await corina.get_by_role("link", name="M. and her two children").first.click()
    await corina.get_by_label("What protects").fill("She has a sister in town.")
    await corina.get_by_text("Draft saved.").wait_for()
    other = await house.person("corina", corina.url.removeprefix(house.address))
    await expect(other.get_by_label("What protects")).to_have_value("She has a sister in town.")
    await other.get_by_label("What protects").fill("She has a sister and a job.")
    await expect(corina.get_by_label("What protects")).to_have_value("She has a sister and a job.")

    await corina.context.set_offline(True)
    await corina.get_by_label("What protects").fill("Written without a connection.")
    await other.get_by_label("What protects").fill("Written meanwhile.")
    await other.get_by_text("Draft saved.").wait_for()
    await corina.context.set_offline(False)
    told = corina.get_by_role("alert").filter(has_text="Somebody of your agency has written something else")
    await expect(told).to_contain_text("Written meanwhile.")
    await told.get_by_role("button", name="Keep what is here").click()
    await expect(other.get_by_label("What protects")).to_have_value("Written without a connection.")
    await _close(corina, other)


async def test_all_pages_follow_the_case_that_is_heard_and_who_steps_aside_loses_it(house: House) -> None:
    corina, ana, dalia = [await house.person(key, WEEKLY) for key in ("corina", "ana", "dalia")]
    await corina.get_by_role("button", name="Hear it now").click()
    await expect(corina.get_by_role("alert")).to_contain_text("first they have to come in")
    await arrive(corina)
    for page in (ana, dalia):
        await page.get_by_role("button", name="I am here").click()
        await expect(page.get_by_role("alert")).to_contain_text("confidential")
        await arrive(page)
    await expect(corina.get_by_role("heading", name="Here: 3")).to_be_visible()

    await refer_the_quiet_case(corina)
    agenda = ana.get_by_role("region", name="Agenda")
    await expect(agenda).to_contain_text("R.")
    await corina.get_by_role("button", name="Hear it now: M. and her two children").click()
    for page in (corina, ana, dalia):
        await expect(_now(page)).to_contain_text("M. and her two children")
        await expect(page.get_by_role("timer")).to_have_text(re.compile("^1[45]:"))
    # Dalia's line drops; where the others have come to is there once it is back.
    await dalia.context.set_offline(True)
    await corina.get_by_role("button", name="Hear it now: R.").click()
    for page in (corina, ana):
        await expect(_now(page)).to_contain_text("R.")
    await expect(dalia.get_by_role("status", name="Connection")).not_to_contain_text("Live")
    await expect(_now(dalia)).to_contain_text("M. and her two children")
    await dalia.context.set_offline(False)
    for page in (corina, ana, dalia):
        await expect(_now(page)).to_contain_text("R.")
        await expect(_now(page)).not_to_contain_text("M. and her two children")

    await ask(dalia, "Step aside: R.", {"Reason": "A neighbour of mine."})
    await expect(dalia.get_by_role("heading", name="Nothing is heard now")).to_be_visible()
    await expect(dalia.get_by_text("R.", exact=True)).to_have_count(0)
    await expect(_now(ana)).to_contain_text("Stepped aside: Dalia")
    beside = await ana.context.new_page()
    await beside.goto(ana.url)
    await beside.get_by_role("link", name="What agencies know").click()
    await beside.get_by_role("heading", level=1, name="R.").wait_for()
    await ask(corina, "Note that they step aside: Ana", {"Reason": "A cousin."})
    await beside.get_by_text("What you were looking at is no longer shared with you.").wait_for()
    await expect(ana.get_by_role("heading", name="Nothing is heard now")).to_be_visible()
    await expect(ana.get_by_text("R.", exact=True)).to_have_count(0)

    await ask(corina, "More time: R.", {"Minutes more": "10", "Reason": "The children."})
    await expect(_now(corina)).to_contain_text("Extended by 10 min: The children.")
    await ask(corina, "Conclude: R.", {"What was said": "A plan was made."})
    for page in (ana, dalia):
        await expect(page.get_by_role("region", name="Agenda")).to_contain_text("A plan was made.")
    await _close(corina, ana, dalia)


async def test_hands_are_heard_in_their_order_and_the_meeting_ends(house: House) -> None:
    corina, ana, dalia = [await house.person(key, WEEKLY) for key in ("corina", "ana", "dalia")]
    wall = await house.person("corina", f"{WEEKLY}?screen=wall")
    await dalia.get_by_role("button", name="Raise my hand").click()
    await corina.get_by_role("button", name="Give the word: Dalia").wait_for()
    await ana.get_by_role("button", name="Raise my hand").click()
    await expect(wall.get_by_text("Next: Dalia, Ana")).to_be_visible()
    await corina.get_by_role("button", name="Give the word: Dalia").click()
    for page in (corina, ana, dalia, wall):
        await expect(page.get_by_text("Dalia has the word.")).to_be_visible()
    await dalia.get_by_role("button", name="I have spoken").click()
    await expect(wall.get_by_text("Dalia has the word.")).to_have_count(0)
    await expect(wall.get_by_role("button")).to_have_count(0)

    await ask(ana, "Leave the meeting")
    await expect(corina.get_by_role("heading", name="Here: 2")).to_be_visible()
    await ana.get_by_role("button", name="I am back").click()
    await ask(corina, "Hand over the chair: Ana")
    await expect(ana.get_by_role("button", name="End the meeting")).to_be_visible()
    await expect(corina.get_by_role("button", name="End the meeting")).to_have_count(0)
    await ana.get_by_role("button", name="End the meeting").click()
    await ana.get_by_role("dialog").get_by_role("button", name="End the meeting").click()
    await expect(ana.get_by_role("alert")).to_contain_text("still something on the agenda")
    await ana.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await ask(ana, "Defer: M. and her two children", {"Reason": "Next week."})
    await ask(ana, "End the meeting")
    for page in (corina, ana, dalia):
        await expect(page.get_by_text("Minutes drafted")).to_be_visible()
        await expect(page.get_by_role("listitem").filter(has_text="Bogdan")).to_contain_text("Did not come")
    await _close(corina, ana, dalia, wall)


async def test_the_time_is_the_server_s_and_its_end_is_said_once(house: House) -> None:
    corina = await house.person("corina", "/conferences")
    ana = await house.guest()
    await ana.clock.install(time="2031-01-01T00:00:00")
    await ask(corina, "Plan a conference", {"Title": "Urgent conference"}, {"Kind": "Emergency conference"}, {POLICE})
    await ask(corina, "Begin the meeting")
    await arrive(corina)
    address = corina.url.removeprefix(house.address)
    await refer_the_quiet_case(corina, "Urgent")
    await _sign_in(house, ana, address)
    await ask(ana, "Accept: I will come: Urgent conference")
    await corina.get_by_role("button", name="Hear it now: R.").click()
    timer, said = ana.get_by_role("timer"), ana.locator(".unseen")
    await expect(timer).to_have_text(re.compile("^1[45]:"))
    await expect(said).to_have_text("A case is heard now.")
    await ana.clock.run_for(13 * 60_000)
    await expect(ana.get_by_text("less than two minutes left")).to_be_visible()
    await expect(said).to_contain_text("Two minutes are left for this case.")
    await ana.clock.run_for(3 * 60_000)
    await expect(timer).to_have_text(re.compile(r"^\+\d"))
    await expect(said).to_contain_text("The time for this case is over.")
    await _close(corina, ana)


async def test_on_a_telephone_nothing_scrolls_sideways_and_one_s_hand_is_near(house: House) -> None:
    ana = await house.person("ana", "/conferences", **TELEPHONE)
    await ana.get_by_role("heading", name="Coming up").wait_for()
    await _is_narrow(ana)
    await ana.get_by_role("link", name="Urgent conference", exact=True).click()
    await arrive(ana)
    hand = ana.get_by_role("button", name="Raise my hand")
    box = await hand.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 2 * 640
    await _is_narrow(ana)
    await ana.get_by_role("link", name="What agencies know").click()
    await ana.get_by_label("What protects").wait_for()
    await _is_narrow(ana)
    corina = await house.person("corina", "/conferences", **TELEPHONE)
    await corina.get_by_role("link", name="Monthly conference", exact=True).click()
    await corina.get_by_role("button", name="Begin the meeting").wait_for()
    await _is_narrow(corina)
    await corina.goto(f"{WEEKLY}?screen=wall")
    await corina.get_by_role("heading", name="Agenda").wait_for()
    await _is_narrow(corina)
    await _close(ana, corina)


def _now(page: Page) -> Locator:
    return page.locator("section.now")


async def _sign_in(house: House, page: Page, path: str) -> None:
    signed = await house.person("ana")
    await page.context.add_cookies(await signed.context.cookies())  # type: ignore[arg-type]
    await signed.context.close()
    await page.goto(path)
    await page.get_by_role("button", name="Sign out").wait_for()


async def _is_narrow(page: Page) -> None:
    widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


async def _close(*pages: Page) -> None:
    for page in pages:
        await page.context.close()
