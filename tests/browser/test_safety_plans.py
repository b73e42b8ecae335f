"""Safety plans at the page: written, signed off and read by those who may, live; nothing that was written is lost."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from roundtable.demo.cast import PEOPLE
from tests.browser.conferring import CASE, POLICE, WEEKLY, ask
from tests.browser.people import House
from tests.browser.planning import begin, plan, plans, sign, write
from tests.support.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []
    for context in house.browser.contexts:
        await context.close()


async def test_two_agencies_write_and_sign_plans_and_each_sees_the_other_s_live(
    house: House, demo: ServerProcess
) -> None:
    _supervises(demo, "dalia")
    corina, dalia, ana = [await house.person(key, CASE) for key in ("corina", "dalia", "ana")]
    await begin(corina, **{"At home": "The neighbour knocks at ten.", "Getting away": "By the back door."})
    await expect(plans(dalia)).to_contain_text("No safety plan is shared with you.")

    await sign(corina, {"All agencies at the table"})
    for page in (dalia, ana):
        shown = plan(page)
        for said in ("The neighbour knocks at ten.", "By the back door.", "In force", "Signed off by Corina"):
            await expect(shown).to_contain_text(said)
        await expect(shown).to_contain_text("Agreed to some of it: With her sister there.")
        await expect(shown).to_contain_text("To be looked at again by1 Mar 2031")
        await expect(shown.get_by_role("button")).to_have_count(0)

    await begin(dalia, **{"Telephones": "A new number."})
    await sign(dalia, {"Some agencies", "Cluj Social Services"})
    await expect(plan(corina, "Casa Speranței")).to_contain_text("A new number.")
    await expect(plans(ana)).not_to_contain_text("A new number.")
    await expect(plans(ana).get_by_role("heading", level=3)).to_have_count(1)

    await corina.get_by_role("button", name="Write a new version: M.").click()
    await expect(corina.get_by_label("Contact without danger")).to_be_focused()
    await expect(corina.get_by_label("At home")).to_have_value("The neighbour knocks at ten.")
    await write(corina, **{"At home": "The lock is new."})
    await expect(plans(ana)).not_to_contain_text("The lock is new.")
    await sign(corina)
    shown = plan(dalia)
    await expect(shown).to_contain_text("The lock is new.")
    await shown.get_by_text("Earlier versions: 1").click()
    for said in ("Replaced by a later one", "The neighbour knocks at ten.", "Replaced by Corina"):
        await expect(shown.locator(".history")).to_contain_text(said)

    await ask(corina, "End the plan: M.", {"Reason": "He has moved away."})
    await expect(shown).to_contain_text("None in force")
    await shown.get_by_text("Earlier versions: 2").click()
    await expect(shown.locator(".history")).to_contain_text("He has moved away.")


async def test_who_may_not_see_a_plan_sees_nothing_of_it(house: House) -> None:
    corina, ana = await house.person("corina", CASE), await house.person("ana", CASE)
    await begin(corina, **{"At home": "For our own file."})
    await sign(corina, {"Some agencies", "Casa Speranței"})
    dalia = await house.person("dalia", CASE)
    await expect(plans(dalia)).to_contain_text("For our own file.")
    await ana.get_by_role("heading", level=2, name="Risk").wait_for()
    await expect(ana.locator("body")).not_to_contain_text("For our own file.")
    await ana.reload()
    await ana.get_by_role("heading", level=2, name="Risk").wait_for()
    await expect(ana.locator("body")).not_to_contain_text("For our own file.")

    # Taken back, it goes at once.
    shown = plan(corina)
    await shown.get_by_text("Who can see this, and why").click()
    await shown.get_by_role("button", name="Take back: Casa Speranței").click()
    await corina.get_by_role("dialog").get_by_label("Reason").fill("It is not needed.")
    await corina.get_by_role("dialog").get_by_role("button", name="Take back").click()
    await expect(plans(dalia)).not_to_contain_text("For our own file.")


async def test_the_perpetrator_s_side_is_not_told_that_there_are_plans(house: House) -> None:
    corina, ilie = await house.person("corina", f"{CASE}/table"), await house.person("ilie")
    await corina.get_by_role("button", name="Invite an agency").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("What it is asked for").fill("He begins with you on Monday.")
    await dialog.get_by_label("Agency", exact=True).select_option("Cluj Perpetrator Programme (Cluj)")
    await dialog.get_by_label("Side of the case").select_option("On the perpetrator's side")
    await dialog.get_by_role("button", name="Invite an agency").click()
    await dialog.wait_for(state="detached")
    await ask(ilie, "Accept: CJ-7K4M-2QX8")
    await ilie.goto(CASE)
    await ilie.get_by_role("heading", level=2, name="What happened").wait_for()
    await ilie.get_by_role("heading", level=2, name="Risk").wait_for()
    await expect(plans(ilie)).to_have_count(0)

    await corina.goto(CASE)
    await begin(corina, **{"At home": "He must not know."})
    await corina.get_by_role("button", name="Sign off").first.click()
    await corina.get_by_role("dialog").get_by_label("Some agencies").check()
    await corina.get_by_role("dialog").get_by_label(POLICE).wait_for()
    await expect(corina.get_by_role("dialog").get_by_label("Cluj Perpetrator Programme")).to_have_count(0)
    await corina.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await sign(corina, {"All agencies at the table"})
    ana = await house.person("ana", CASE)
    await expect(plans(ana)).to_contain_text("He must not know.")
    await expect(ilie.locator("body")).not_to_contain_text("He must not know.")
    await expect(plans(ilie)).to_have_count(0)


async def test_two_who_write_different_sections_keep_both_and_of_the_same_see_both(house: House) -> None:
    corina = await house.person("corina", CASE)
    await begin(corina, **{"At home": "A word.", "The children": "At school."})
    other = await house.person("corina", CASE)
    await expect(plan(other)).to_contain_text("A word.")
    await plan(other).get_by_role("button", name="Write on").click()
    mine, theirs = plan(corina), plan(other)
    await expect(theirs.get_by_label("At home")).to_have_value("A word.")

    await other.context.set_offline(True)
    await theirs.get_by_label("Whom to call").fill("Her sister.")
    await mine.get_by_label("At home").fill("A word, and a light.")
    await expect(mine.get_by_text("Draft saved.")).to_be_visible()
    await other.context.set_offline(False)
    await expect(mine.get_by_label("Whom to call")).to_have_value("Her sister.")
    await expect(theirs.get_by_label("At home")).to_have_value("A word, and a light.")
    await expect(other.get_by_role("alert")).to_have_count(0)

    await other.context.set_offline(True)
    await theirs.get_by_label("At home").fill("A dog.")
    await theirs.get_by_label("The children").fill("At their aunt's.")
    await mine.get_by_label("At home").fill("A cat.")
    await expect(mine.get_by_text("Draft saved.")).to_be_visible()
    await other.context.set_offline(False)
    told = theirs.get_by_role("alert")
    await expect(told).to_contain_text("Somebody of your agency has written something else here meanwhile:")
    await expect(told.locator(".said")).to_have_text("At home: A cat.")
    await told.get_by_role("button", name="Take that instead").click()
    await expect(theirs.get_by_label("At home")).to_have_value("A cat.")
    await expect(mine.get_by_label("The children")).to_have_value("At their aunt's.")


async def test_what_was_not_saved_when_it_was_signed_off_goes_on_in_the_next_version(house: House) -> None:
    corina = await house.person("corina", CASE)
    await begin(corina, **{"At home": "The first light."})
    other = await house.person("corina", CASE)
    theirs = plan(other)
    await expect(theirs).to_contain_text("The first light.")
    await theirs.get_by_role("button", name="Write on").click()
    await other.route("**/graphql", _lose_savings)
    await theirs.get_by_label("Whom to call").fill("Her sister, first.")
    await expect(theirs.get_by_text("Draft not saved yet.")).to_be_visible()
    await expect(theirs.get_by_role("button", name="Sign off")).to_have_attribute("aria-disabled", "true")

    await sign(corina)
    left = other.get_by_role("alert").filter(has_text="Corina signed the draft off before what you wrote was saved:")
    await expect(left).to_contain_text("Whom to call: Her sister, first.")
    await other.unroute("**/graphql")
    await other.reload()
    await expect(left).to_contain_text("Whom to call: Her sister, first.")
    await left.get_by_role("button", name="Take it into the next version").click()
    await expect(left).to_have_count(0)
    draft = other.get_by_role("region", name="Draft").first
    await expect(draft.get_by_label("Whom to call")).to_have_value("Her sister, first.")
    await expect(draft.get_by_label("At home")).to_have_value("The first light.")
    await expect(draft.get_by_text("Draft saved.")).to_be_visible()
    await ask(corina, "Discard the draft: M.")
    await expect(other.get_by_role("region", name="Draft").filter(has_text="Her sister, first.")).to_have_count(0)


async def test_who_signs_off_what_is_written_on_meanwhile_reads_it_first(house: House) -> None:
    corina, other = await house.person("corina", CASE), await house.person("corina", CASE)
    await begin(corina, **{"At home": "A red lamp."})
    theirs = plan(other)
    await corina.get_by_role("region", name="Draft").first.get_by_role("button", name="Sign off").click()
    dialog = corina.get_by_role("dialog")
    await dialog.get_by_label("How and with whom").fill("At her sister's.")
    await expect(theirs).to_contain_text("A red lamp.")
    await theirs.get_by_role("button", name="Write on").click()
    await theirs.get_by_label("At home").fill("A green lamp.")
    await expect(dialog.get_by_role("alert")).to_contain_text("The draft was written on since you opened this.")
    await dialog.get_by_role("button", name="Show it as it is now").click()
    await expect(dialog.get_by_text("A green lamp.")).to_be_visible()
    await expect(dialog.get_by_label("How and with whom")).to_have_value("At her sister's.")

    await expect(theirs.get_by_text("Draft saved.")).to_be_visible()
    await ask(other, "Discard the draft: M.")
    await expect(dialog.get_by_role("alert")).to_contain_text("Corina has discarded this draft meanwhile.")
    await expect(dialog.get_by_role("button", name="Put it in force")).to_have_count(0)
    await expect(dialog.get_by_label("How and with whom")).to_have_value("At her sister's.")


async def test_who_writes_and_does_not_sign_is_told_who_does(house: House) -> None:
    bogdan = await house.person("bogdan", CASE)
    await begin(bogdan, **{"At home": "Her wrist is to be looked at."})
    draft = bogdan.get_by_role("region", name="Draft")
    await expect(draft).to_contain_text("until a case manager or supervisor of it signs it off.")
    await expect(draft.get_by_role("button", name="Sign off")).to_have_count(0)
    await draft.get_by_label("At home").fill("x" * 10_001)
    await expect(draft.get_by_label("At home")).to_have_attribute("aria-invalid", "true")
    await draft.get_by_label("At home").fill("Her wrist is well.")
    await expect(draft.get_by_text("Draft saved.")).to_be_visible()


async def test_pages_of_a_conference_lead_to_the_plan(house: House) -> None:
    corina = await house.person("corina", CASE)
    await begin(corina, **{"At home": "A bag is packed."})
    await sign(corina, {"All agencies at the table"})
    wall = await house.person("corina", f"{WEEKLY}?screen=wall")
    await wall.get_by_role("heading", name="Agenda").wait_for()
    await expect(wall.locator("body")).not_to_contain_text("Safety plan")
    ana = await house.person("ana", WEEKLY)
    await ana.get_by_role("link", name="M. and her two children").first.click()
    beside = ana.get_by_role("region", name="Safety plans")
    await expect(beside).to_contain_text("In force")
    await expect(beside).not_to_contain_text("A bag is packed.")
    await beside.get_by_role("link", name="For M., kept by Cluj Social Services").first.click()
    await expect(plans(ana)).to_contain_text("A bag is packed.")
    await expect(ana.get_by_role("heading", level=2, name="Safety plans")).to_be_focused()
    assert re.search(r"/cases/case_\w+#safety-plans$", ana.url)


async def test_what_one_was_writing_goes_with_the_sight_of_the_case(house: House) -> None:
    bogdan, corina = await house.person("bogdan", CASE), await house.person("corina", f"{CASE}/table")
    await begin(bogdan, **{"At home": "Her ribs."})
    await expect(bogdan.get_by_label("Contact without danger").first).to_be_editable()
    await bogdan.route("**/graphql", _lose_savings)
    await bogdan.get_by_label("Whom to call").first.fill("Her doctor.")
    await expect(bogdan.get_by_text("Draft not saved yet.")).to_be_visible()
    assert "Her doctor." in await bogdan.evaluate("JSON.stringify(sessionStorage)")
    await ask(corina, "Exclude: Cluj Institute of Forensic Medicine", {"Reason": "It told him where she is."})
    await bogdan.get_by_text("What you were looking at is no longer shared with you.").wait_for()
    assert "Her doctor." not in await bogdan.evaluate("JSON.stringify(sessionStorage)")
    assert "Her ribs." not in await bogdan.evaluate("JSON.stringify(sessionStorage)")


def _supervises(demo: ServerProcess, key: str) -> None:
    with closing(sqlite3.connect(Path(demo.database_url.partition(":///")[2]))) as connection:
        post = PEOPLE[key].posts[0].id
        done = connection.execute("UPDATE membership SET role = 'SUPERVISOR' WHERE id IN (?, ?)", (post.hex, str(post)))
        assert done.rowcount == 1
        connection.commit()


async def _lose_savings(route: Route) -> None:
    if "SaveSafetyPlan" in (route.request.post_data or ""):
        await route.abort()
    else:
        await route.continue_()
