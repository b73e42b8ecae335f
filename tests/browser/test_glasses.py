"""A case seen in an emergency: asked for, told, under a clock, closed, and reviewed, at the page."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from playwright.async_api import Page, expect

from roundtable.demo import story
from tests.browser.people import House
from tests.glass.emergency import QUIET_REFERENCE, REFERENCE
from tests.support.server_process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASE = f"/cases/case_{story.CASE.hex}"


@pytest.fixture(autouse=True)
async def no_complaints(house: House) -> AsyncIterator[None]:
    yield
    assert house.complaints == []


async def test_a_case_is_opened_in_an_emergency_told_closed_and_reviewed(house: House) -> None:
    corina = await house.person("corina")
    horia = await house.person("horia")
    await horia.get_by_role("link", name="Open a case in an emergency").click()
    await _break(horia, REFERENCE.lower())

    await expect(horia).to_have_url(house.address + CASE)
    await _sees_the_clock(horia)
    await horia.get_by_role("link", name="Practical questions").click()
    await horia.get_by_role("heading", level=1, name="Practical questions").wait_for()
    await _sees_the_clock(horia)

    await corina.get_by_text("A case was opened in an emergency.").wait_for()
    await corina.get_by_role("link", name="Who and why").click()
    card = corina.get_by_role("listitem").filter(has_text="She called from the street")
    await expect(card).to_contain_text("Open now")
    await expect(card).to_contain_text("Somebody's life is in danger")

    await horia.get_by_role("button", name="Close it now").click()
    await horia.get_by_text("Closed. You no longer see the case.").wait_for()
    await expect(horia).to_have_url(house.address + "/")
    await horia.goto(CASE)
    await horia.get_by_role("heading", level=1, name="Not here").wait_for()

    await _review(corina, "JUSTIFIED")
    await expect(card).to_have_count(0)
    await corina.get_by_label("Show").select_option("All")
    await expect(card).to_contain_text("Justified He was right to.")
    for page in (horia, corina):
        await page.context.close()


async def test_who_signed_in_long_ago_signs_in_again_and_finds_the_form_as_it_was(
    house: House, demo: ServerProcess
) -> None:
    felicia = await house.person("felicia", "/emergency")
    with closing(sqlite3.connect(demo.database_url.partition(":///")[2])) as connection:
        connection.execute("UPDATE session SET authenticated_at = '2026-01-01T00:00:00.000000Z'")
        connection.commit()
    await _break(felicia, REFERENCE)
    await felicia.get_by_text("This needs a recent sign-in.").wait_for()
    await felicia.get_by_role("link", name="Sign in again").click()
    await felicia.get_by_role("button", name="Sign in as Felicia").click()

    await expect(felicia).to_have_url(house.address + "/emergency")
    await expect(felicia.get_by_role("textbox", name="Reference")).to_have_value(REFERENCE)
    await felicia.get_by_role("button", name="Open the case").click()
    await _sees_the_clock(felicia)
    assert "street" not in await felicia.evaluate("JSON.stringify(sessionStorage)")
    await felicia.context.close()


async def test_a_glass_that_was_not_justified_ends_under_one_s_eyes(house: House) -> None:
    gelu, corina = await house.person("gelu", "/emergency"), await house.person("corina", "/glasses")
    await _break(gelu, REFERENCE)
    await _sees_the_clock(gelu)
    await corina.get_by_role("button", name=f"Review: {REFERENCE}").first.wait_for()
    await _review(corina, "NOT_JUSTIFIED")

    await gelu.get_by_text("What you were looking at is no longer shared with you.").wait_for()
    await expect(gelu.get_by_text("M. and her two children")).to_have_count(0)
    await gelu.goto("/emergency")
    await _break(gelu, REFERENCE)
    await gelu.get_by_text("a review has barred you").wait_for()
    for page in (gelu, corina):
        await page.context.close()


async def test_when_the_time_is_over_the_case_is_left_whatever_the_server_says(house: House) -> None:
    emil = await house.person("emil", "/emergency")
    await emil.clock.install()
    await _break(emil, QUIET_REFERENCE)
    await _sees_the_clock(emil)
    await emil.clock.fast_forward("03:00:01")
    await emil.get_by_text("What you were looking at is no longer shared with you.").wait_for()
    # By the server's clock the glass is open yet, so the case is listed.
    await expect(emil.get_by_role("heading", level=1)).to_have_text("My cases")
    await expect(emil.get_by_role("timer")).to_have_count(0)
    assert emil.url == f"{house.address}/"
    await emil.context.close()


async def test_what_is_not_there_and_what_is_missing_is_said_where_it_belongs(house: House) -> None:
    horia = await house.person("horia", "/emergency")
    await _break(horia, "CJ-0000-0000")
    await expect(horia.get_by_role("textbox", name="Reference")).to_have_attribute("aria-invalid", "true")
    await horia.get_by_label("By who is in it").check()
    await horia.get_by_label("Full name").fill("Nobody Here")
    await horia.get_by_role("button", name="Open the case").click()
    await expect(horia.get_by_label("Date of birth")).to_have_attribute("aria-invalid", "true")
    await horia.context.close()


async def _break(page: Page, reference: str) -> None:
    await page.get_by_role("textbox", name="Reference").fill(reference)
    await page.get_by_label("Reason").select_option("Somebody's life is in danger")
    await page.get_by_label("What has happened").fill("She called from the street.")
    await page.get_by_role("button", name="Open the case").click()


async def _sees_the_clock(page: Page) -> None:
    banner = page.get_by_role("region", name="Seen in an emergency")
    await expect(banner.get_by_role("timer")).to_contain_text("2:59:")


async def _review(page: Page, verdict: str) -> None:
    await page.get_by_role("button", name=f"Review: {REFERENCE}").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Verdict").select_option(value=verdict)
    await dialog.get_by_label("What the review found").fill("He was right to.")
    await dialog.get_by_role("button", name="Review").click()
    await dialog.wait_for(state="detached")
