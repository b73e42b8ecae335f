"""axe finds nothing on any page, wide and narrow, light and dark, English and Romanian."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from roundtable.demo import story
from tests.browser.conferring import BASIS, CASE, GROUNDS, POLICE, QUIET, WEEKLY, arrive, ask, refer_the_quiet_case
from tests.browser.people import House
from tests.browser.planning import begin, sign

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
NARROW_DARK: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_no_page_has_a_violation(house: House, look: dict[str, Any]) -> None:
    guest = await house.guest(**look)
    await guest.goto("/")
    assert await violations(guest) == []
    await guest.goto("/auth/login")
    assert await violations(guest) == []
    await guest.goto("/auth/callback?state=nonsense")
    assert await violations(guest) == []

    corina = await house.person("corina", **look)
    assert await violations(corina) == []
    await corina.goto(f"/cases/case_{story.CASE.hex}")
    await corina.get_by_role("heading", level=1, name="M. and her two children").wait_for()
    assert await violations(corina) == []
    await corina.get_by_role("link", name="Case conference: safety plan").first.click()
    await corina.get_by_label("Your message").wait_for()
    assert await violations(corina) == []
    await corina.get_by_role("button", name="Assign a task").click()
    await corina.get_by_role("dialog").wait_for()
    assert await violations(corina) == []

    dalia = await house.person("dalia", "/tasks", **look)
    await dalia.get_by_role("button", name="Accept").first.wait_for()
    assert await violations(dalia) == []
    assert house.complaints == []
    for page in (guest, corina, dalia):
        await page.context.close()


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_who_is_here_and_types_is_said_without_a_violation(house: House, look: dict[str, Any]) -> None:
    corina = await house.person("corina", f"/cases/case_{story.CASE.hex}", **look)
    await corina.get_by_role("link", name="Case conference: safety plan").first.click()
    await corina.get_by_label("Your message").wait_for()
    bogdan = await house.person("bogdan", corina.url.removeprefix(house.address), **look)
    for page in (corina, bogdan):
        await page.get_by_text("Also here now:").wait_for()
    await bogdan.get_by_label("Your message").press_sequentially("She is")
    await corina.get_by_text("Bogdan is typing…").wait_for()
    assert await violations(corina) == []
    for page in (corina, bogdan):
        await page.context.close()


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_no_dialog_about_who_sees_what_has_a_violation(house: House, look: dict[str, Any]) -> None:
    corina = await house.person("corina", f"/cases/case_{story.CASE.hex}", **look)
    dialog, subject = corina.get_by_role("dialog"), corina.get_by_label("Subject")
    await corina.get_by_role("button", name="Open a conversation").click()
    await dialog.get_by_text("It holds something that needs an entitlement").click()
    await dialog.get_by_label("Some agencies").check()
    assert await violations(corina) == []
    await dialog.get_by_role("button", name="Cancel").click()
    await subject.wait_for(state="detached")

    await corina.get_by_role("link", name="Case conference: safety plan").first.click()
    await corina.get_by_label("Your message").wait_for()
    if look is NARROW_DARK:
        await corina.get_by_text("Who can see this, and why").click()
    for name in ("Let more see it", "Let fewer see it", "Take back: Cluj County Police", "Only for some"):
        await corina.get_by_role("button", name=name).click()
        await dialog.wait_for()
        assert await violations(corina) == []
        await dialog.get_by_role("button", name="Cancel").click()
        await dialog.wait_for(state="detached")

    ana = await house.person("ana", corina.url.removeprefix(house.address), **look)
    await ana.get_by_label("Your message").fill("He was seen near")
    await corina.get_by_role("button", name="Take back: " + ("Casa" if look is WIDE else "Cluj Inst")).click()
    await dialog.get_by_label("Reason").fill("Not needed")
    await dialog.get_by_role("button", name="Take back").click()
    await ana.get_by_role("button", name="I have seen it").wait_for()
    assert await violations(ana) == []
    assert house.complaints == []
    for page in (corina, ana):
        await page.context.close()


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_neither_a_task_nor_an_address_of_nothing_nor_an_ended_session_has_a_violation(
    house: House, look: dict[str, Any]
) -> None:
    dalia = await house.person("dalia", "/tasks", **look)
    await dalia.get_by_role("link", name="Safety planning session").click()
    await dalia.get_by_role("heading", level=1, name="Safety planning session").wait_for()
    assert await violations(dalia) == []
    await dalia.get_by_role("button", name="Decline").click()
    await dalia.get_by_role("dialog").wait_for()
    assert await violations(dalia) == []

    await dalia.goto(f"/tasks/task_{'0' * 31}7")
    await dalia.get_by_role("heading", level=1, name="Not here").wait_for()
    assert await violations(dalia) == []
    await dalia.context.clear_cookies()
    await dalia.get_by_role("link", name="My cases", exact=True).click()
    await dalia.get_by_role("alert").wait_for()
    assert await violations(dalia) == []
    assert house.complaints == []
    await dalia.context.close()


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_no_page_about_who_may_know_has_a_violation(house: House, look: dict[str, Any]) -> None:
    case = f"/cases/case_{story.CASE.hex}"
    corina, jana, gelu = [await house.person(key, **look) for key in ("corina", "jana", "gelu")]
    await gelu.goto("/involvement")
    await _heading(gelu, "Ask whether a person is known")
    await gelu.goto("/emergency")
    await gelu.get_by_label("By who is in it").check()
    await gelu.get_by_label("Reason").select_option(index=1)
    await gelu.get_by_label("What has happened").fill("She called from the street.")
    await gelu.get_by_role("button", name="Open the case").click()
    await gelu.get_by_role("alert").wait_for()
    assert await violations(gelu) == []
    await gelu.get_by_label("By its reference").check()
    await gelu.get_by_role("textbox", name="Reference").fill("CJ-7K4M-2QX8")
    await gelu.get_by_role("button", name="Open the case").click()
    await gelu.get_by_role("timer").wait_for()
    assert await violations(gelu) == []
    await gelu.get_by_role("button", name="Close it now").click()

    await corina.goto("/glasses")
    await _heading(corina, "Opened in an emergency")
    await _dialog(corina, "Review: CJ-7K4M-2QX8")
    await corina.goto(f"{case}/table")
    await _heading(corina, "Who is at the table")
    for name in ("Invite an agency", "End it: Corina", "Exclude: Cluj County Police"):
        await _dialog(corina, name)
    await corina.goto(f"{case}/consents")
    await _heading(corina, "Consents and conflicts")
    await _dialog(corina, "Record a consent", {"What was decided": "Given"})
    await _dialog(corina, "Declare a conflict")
    await corina.goto(f"{case}/openings")
    await _heading(corina, "Who opened this case")
    await jana.goto("/record")
    await _heading(jana, "Record of access")
    assert house.complaints == []
    for page in (corina, jana, gelu):
        await page.context.close()


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_no_page_about_conferences_has_a_violation(house: House, look: dict[str, Any]) -> None:
    corina, ana = [await house.person(key, "/conferences", **look) for key in ("corina", "ana")]
    title = f"Conference of {look['color_scheme']}"
    await _dialog(corina, "Plan a conference")
    await ask(corina, "Plan a conference", {"Title": title}, checked={POLICE})
    await _heading(corina, title)
    for name in ("Ask for returns", "Change time or place", "Call it off", "Ask more agencies"):
        await _dialog(corina, name)
    await ana.get_by_role("region", name="What is asked of us").get_by_text(title).wait_for()
    await _heading(ana, "Conferences")
    await ask(ana, f"Accept: I will come: {title}")
    await ana.get_by_role("link", name=title).click()
    await refer_the_quiet_case(corina, title)
    await _dialog(corina, "Defer: R.")
    await ask(corina, "Begin the meeting")
    await ana.get_by_label("I declare that I keep to this.").wait_for()
    await _heading(ana, title)
    for page in (corina, ana):
        await arrive(page)
    await ana.get_by_role("button", name="Raise my hand").click()
    await corina.get_by_role("button", name="Hear it now").click()
    for page in (corina, ana):
        await page.get_by_role("timer").wait_for()
        assert await violations(page) == []
    for name in ("Conclude", "More time", "Note that they step aside", "Name somebody who comes"):
        await _dialog(corina, name)
    await corina.goto(f"{corina.url}?screen=wall")
    await corina.get_by_role("timer").wait_for()
    assert await violations(corina) == []
    await ana.get_by_role("link", name="What agencies know").click()
    await _heading(ana, "R.")
    await ana.get_by_label("What worries us").fill("He was seen near the house.")
    await _dialog(ana, "Submit")
    await _dialog(ana, "Do not share")
    await corina.goto(QUIET)
    await _dialog(corina, "Refer to a conference", {"Criterion": "Getting worse"})
    assert house.complaints == []
    for page in (corina, ana):
        await page.context.close()


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_neither_what_is_decided_nor_what_is_assessed_has_a_violation(house: House, look: dict[str, Any]) -> None:
    corina, ana = [await house.person(key, WEEKLY, **look) for key in ("corina", "ana")]
    said = f"Decided in {look['color_scheme']}."
    if look is WIDE:
        for page in (corina, ana):
            await arrive(page)
        await corina.get_by_role("button", name="Hear it now").first.click()
    await corina.get_by_role("timer").wait_for()
    for name in ("Record a decision", "Undertake an action"):
        await _dialog(corina, name)
    await ask(corina, "Record a decision", {"What was decided": said, "Why": "She asked for it."})
    await ask(ana, f"I am against it: {said}", {"Why, in your own words": "Too late."})
    await ask(ana, "Undertake an action", {"What your agency will do": "A room"}, {"Follows from the decision": said})
    await corina.get_by_text("Too late.").last.wait_for()
    await _dialog(corina, f"Withdraw: {said}")
    await ask(corina, f"Withdraw: {said}", {"Reason": "It was another."})
    assert await violations(corina) == []
    wall = await house.person("corina", f"{WEEKLY}?screen=wall", **look)
    await wall.get_by_text(said).wait_for()
    assert await violations(wall) == []
    await ana.get_by_role("link", name="What agencies know").click()
    await ana.get_by_role("heading", level=2, name="Decisions").wait_for()
    await ana.get_by_role("heading", level=2, name="Risk").wait_for()
    assert await violations(ana) == []
    await corina.goto(f"/cases/case_{story.CASE.hex}")
    await corina.get_by_role("heading", level=2, name="Action plan").wait_for()
    await corina.get_by_text("Earlier assessments: 1").click()
    assert await violations(corina) == []
    await _dialog(corina, "Assess the risk", {"Tool": "ro-police-form"})
    assert house.complaints == []
    for page in (corina, ana, wall):
        await page.context.close()


@pytest.mark.parametrize("look", [WIDE, NARROW_DARK], ids=["wide and light", "narrow and dark"])
async def test_neither_safety_plans_nor_what_is_ahead_has_a_violation(house: House, look: dict[str, Any]) -> None:
    corina, ana = [await house.person(key, CASE, **look) for key in ("corina", "ana")]
    await begin(corina, **{"At home": "The neighbour knocks at ten."})
    assert await violations(corina) == []
    await corina.get_by_role("button", name="Sign off").click()
    await corina.get_by_text("What you sign off").click()
    await corina.get_by_text("It holds something that needs an entitlement").click()
    assert await violations(corina) == []
    await corina.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await _dialog(corina, "Discard the draft: M.")
    await sign(corina, {"All agencies at the table"})
    await _dialog(corina, "End the plan: M.")
    for day in ("2026-11-20", "2026-11-22"):
        said = {"When it happened, or began": f"{day}T08:30", "What happened": "He waited at her door.", **GROUNDS}
        await ask(ana, "Record an incident", said, BASIS, {"Verbal"})
    if look is WIDE:
        meeting = await house.person("corina", WEEKLY, **look)
        await _dialog(meeting, "Conclude")
        await ask(meeting, "Conclude", {"To be looked at again by": "2031-03-01"})
        await meeting.context.close()
    for page, name in ((corina, "It happened again"), (corina, "After the conference"), (ana, "After the conference")):
        await page.get_by_role("region", name=name).wait_for()
    await ana.get_by_text("Who can see this, and why").first.click()
    for page in (corina, ana):
        assert await violations(page) == []

    await corina.goto("/conferences")
    await corina.get_by_role("region", name="It happened again").wait_for()
    await corina.get_by_role("region", name="Cases to be looked at again").get_by_text("Action plan").click()
    await corina.get_by_text("Undertaken by").first.wait_for()
    assert await violations(corina) == []
    await _dialog(corina, "Refer to a conference: M. and her two children")
    await ana.goto(WEEKLY)
    await ana.get_by_role("link", name="M. and her two children").first.click()
    await ana.get_by_role("region", name="Safety plans").wait_for()
    assert await violations(ana) == []
    assert house.complaints == []
    for page in (corina, ana):
        await page.context.close()


async def test_the_page_speaks_romanian(house: House) -> None:
    corina = await house.person("corina")
    await corina.get_by_role("combobox", name="Language").select_option("ro")
    await corina.get_by_role("heading", level=1, name="Cazurile mele").wait_for()
    assert await corina.locator("html").get_attribute("lang") == "ro"
    assert await violations(corina) == []
    # The words of a page that comes late come with it.
    await corina.get_by_role("link", name="Conferințe").click()
    await corina.get_by_role("heading", level=2, name="Urmează").wait_for()
    await corina.get_by_role("link", name="Weekly case conference").last.click()
    await corina.get_by_role("heading", level=2, name="Ordinea de zi").wait_for()
    assert await violations(corina) == []
    await corina.context.close()


async def _heading(page: Page, name: str) -> None:
    """The page is there, and has no violation."""
    await page.get_by_role("heading", level=1, name=name).wait_for()
    assert await violations(page) == []


async def _dialog(page: Page, name: str, chosen: dict[str, str] | None = None) -> None:
    """The dialog of a button opens, and has no violation."""
    await page.get_by_role("button", name=name).first.click()
    dialog = page.get_by_role("dialog")
    for label, choice in (chosen or {}).items():
        await dialog.get_by_label(label).select_option(choice)
    assert await violations(page) == []
    await dialog.get_by_role("button", name="Cancel").click()
    await dialog.wait_for(state="detached")


async def violations(page: Page) -> list[str]:
    await page.wait_for_load_state("networkidle") if "threads" not in page.url else None
    results = await Axe().run(page)
    return [f"{found['id']}: {found['nodes'][0]['target']}" for found in results.response["violations"]]
