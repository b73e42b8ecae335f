"""Who sees what at first light: an officer of another county nothing; drafts and forms outlive a session."""

import sqlite3
from contextlib import closing

import orjson
import pytest
from playwright.async_api import Page, Route, expect

from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from tests.browser.people import House, enter_the_conference
from tests.support.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_an_officer_of_another_county_sees_no_case_and_a_guessed_address_answers_like_nothing(
    house: House,
) -> None:
    ana, horia = await house.person("ana"), await house.person("horia")
    await ana.get_by_role("link", name="M. and her two children").first.click()
    await ana.wait_for_url("**/cases/case_*")
    seen_by_ana = ana.url

    await expect(horia.get_by_text("CJ-")).to_have_count(0)
    await horia.goto(seen_by_ana)
    guessed = await _main_text(horia)
    await horia.goto(f"/cases/case_{'0' * 31}7")
    assert guessed == await _main_text(horia)
    assert "CJ-" not in guessed
    for page in (ana, horia):
        await page.context.close()


async def test_one_acts_for_one_agency_at_a_time_and_sees_what_that_one_sees(house: House) -> None:
    corina = await house.person("corina")
    posts, case = corina.get_by_label("You act as"), corina.get_by_role("link", name="M. and her two children")
    await expect(case).to_be_visible()

    await posts.select_option(label="Volunteer adviser · Cluj Legal Aid")
    await expect(corina.get_by_role("heading", level=1, name="My cases")).to_be_visible()
    await expect(case).to_have_count(0)
    await corina.get_by_role("link", name="Tasks", exact=True).click()
    await expect(corina.get_by_text("Assigned to Cluj Legal Aid")).to_be_visible()

    await posts.select_option(label="Social worker, case manager · Cluj Social Services")
    await expect(case).to_be_visible()
    assert house.complaints == []
    await corina.context.close()


async def test_what_is_sent_as_a_session_ends_goes_once_one_has_signed_in_again(house: House) -> None:
    page = await _in_the_conference(house, "bogdan")
    await page.get_by_label("Your message").fill("The report says that")
    await page.context.clear_cookies()
    await page.get_by_role("button", name="Send").click()
    sign_in = page.get_by_role("link", name="Sign in").or_(page.get_by_role("button", name="Sign in")).first
    await sign_in.click()
    await page.get_by_role("button", name="Sign in as Bogdan").click()

    said = page.get_by_role("article", name="Message from Bogdan").filter(has_text="The report says that")
    await expect(said).to_have_count(1)
    await expect(page.get_by_role("article", name="Message that is not sent yet")).to_have_count(0)
    await expect(page.get_by_label("Your message")).to_have_value("")
    await page.context.close()


async def test_a_session_that_ends_by_itself_says_so_and_one_goes_on_where_one_was(
    house: House, demo: ServerProcess
) -> None:
    page = await _in_the_conference(house, "bogdan")
    inside = page.url
    await page.get_by_label("Your message").fill("The report says that")
    await page.get_by_text("Mention someone").first.click()
    await page.get_by_role("checkbox", name="Ana").check()
    _let_sessions_run_out(demo, "bogdan")

    await expect(page.get_by_role("alert")).to_contain_text("Your session has ended.")
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_role("button", name="Sign in as Bogdan").click()

    await expect(page.get_by_label("Your message")).to_have_value("The report says that")
    await expect(page.get_by_text("Mentioning 1")).to_be_visible()
    assert page.url == inside
    await expect(page.get_by_text("no longer shared with you")).to_have_count(0)
    await page.context.close()


async def test_what_one_typed_into_a_form_comes_back_when_a_session_ended_over_it(
    house: House, demo: ServerProcess
) -> None:
    page = await _in_the_conference(house, "corina")
    assign, title = page.get_by_role("button", name="Assign a task"), page.get_by_role("dialog").get_by_label("Task")
    await assign.click()
    await title.fill("Ask the landlord")
    await page.get_by_label("Description").fill("Before Friday.")
    _let_sessions_run_out(demo, "corina")

    await expect(page.get_by_role("alert")).to_contain_text("What you were writing is kept in this tab")
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_role("button", name="Sign in as Corina").click()
    await assign.click()
    await expect(title).to_have_value("Ask the landlord")
    await expect(page.get_by_label("Description")).to_have_value("Before Friday.")

    await page.get_by_role("button", name="Cancel").click()
    await assign.click()
    await expect(title).to_have_value("")
    await page.get_by_role("button", name="Cancel").click()
    _let_sessions_run_out(demo, "corina")
    await expect(page.get_by_role("alert")).to_have_text("Your session has ended. Sign in to go on.")
    assert house.complaints == []
    await page.context.close()


async def test_an_address_of_nothing_is_a_page_that_leads_on(house: House) -> None:
    page = await house.person("ana", "/cases/case_1/nothing/here")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Not here")
    assert house.complaints == []
    await page.context.close()


async def test_signing_out_leaves_nothing_to_come_back_to(house: House) -> None:
    page = await _in_the_conference(house, "corina")
    inside = page.url
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url(lambda url: "/threads/" not in url)
    await page.goto(inside)

    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.get_by_text("Case conference: safety plan")).to_have_count(0)
    assert await page.context.cookies() == []
    await page.context.close()


async def test_a_page_that_is_older_than_the_server_says_so_and_is_loaded_again(house: House) -> None:
    ana = await house.person("ana")
    await ana.route("**/graphql", _ask_what_nobody_knows)
    await ana.get_by_role("link", name="M. and her two children").first.click()
    await expect(ana.get_by_text("This page is older than the server.")).to_be_visible()
    await expect(ana.get_by_text("The server cannot be reached.")).to_have_count(0)

    await ana.unroute("**/graphql")
    await ana.get_by_role("button", name="Load it again").click()
    await expect(ana.get_by_role("heading", level=1, name="M. and her two children")).to_be_visible()
    await expect(ana.get_by_text("This page is older than the server.")).to_have_count(0)
    await ana.context.close()


async def _ask_what_nobody_knows(route: Route) -> None:
    asked = orjson.loads(route.request.post_data or "")
    assert asked.keys() == {"documentId", "operationName", "variables"}
    await route.continue_(post_data=orjson.dumps(asked | {"documentId": "sha256:of another day"}))


async def _in_the_conference(house: House, key: str) -> Page:
    page = await house.person(key, f"/cases/case_{story.CASE.hex}")
    await enter_the_conference(page)
    return page


def _let_sessions_run_out(demo: ServerProcess, key: str) -> None:
    path = demo.database_url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("UPDATE session SET idle_until = created_at WHERE practitioner_id = ?", [PEOPLE[key].id.hex])


async def _main_text(page: Page) -> str:
    await page.get_by_role("heading", level=1).wait_for()
    await page.wait_for_timeout(800)
    await expect(page.get_by_text("Loading…")).to_have_count(0)
    return await page.get_by_role("main").inner_text()
