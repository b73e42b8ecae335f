"""Signing out: ours at once, then the provider's, and never at another site's bidding."""

from datetime import timedelta

import pytest

from tests.identity.hostile import ISSUER, HostileProvider, log_out, sign_in
from tests.identity.house import House
from tests.identity.test_sessions import actor_of, is_live


async def test_signing_out_ends_the_session_and_says_where_to_go(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        await sign_in(browser, hostile)
        cookie = browser.cookies["__Host-roundtable"]
        actor = await actor_of(house, cookie)
        answer = await log_out(house, browser)
        assert "__Host-roundtable" not in browser.cookies
    redirect = answer.json()["redirectTo"]
    assert redirect.startswith(
        f"{ISSUER}/logout?client_id=roundtable&post_logout_redirect_uri=https%3A%2F%2Froundtable"
    )
    assert "id_token_hint=ey" in redirect
    assert await house.identity.actor(cookie, None) is None
    assert not await is_live(house, actor)
    (row,) = await house.sessions()
    assert row.ended_at is not None
    assert row.id_token is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://roundtable.example"},
        {"X-Roundtable-Client": "page"},
        {"Origin": "https://evil.example", "X-Roundtable-Client": "page"},
        {"Origin": "http://roundtable.example", "X-Roundtable-Client": "page"},
        {"Origin": "null", "X-Roundtable-Client": "page"},
    ],
)
async def test_another_site_cannot_sign_one_out(
    house: House, hostile: HostileProvider, headers: dict[str, str]
) -> None:
    async with house.browser() as browser:
        await sign_in(browser, hostile)
        answer = await browser.post("/auth/logout", headers=headers)
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"]["code"] == "WRONG_ORIGIN"
        assert await house.identity.actor(browser.cookies["__Host-roundtable"], None)
        assert (await browser.get("/auth/logout")).status_code == 405


async def test_signing_out_twice_or_without_a_session_leads_to_the_start_page(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        assert (await log_out(house, browser)).json() == {"redirectTo": "/"}
        await sign_in(browser, hostile)
        cookie = browser.cookies["__Host-roundtable"]
        await log_out(house, browser)
        browser.cookies.set("__Host-roundtable", cookie, domain="roundtable.example", path="/")
        assert (await log_out(house, browser)).json() == {"redirectTo": "/"}


async def test_signing_out_works_while_the_provider_is_down(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        await sign_in(browser, hostile)
        cookie = browser.cookies["__Host-roundtable"]
        hostile.down = True
        house.clock.shift = timedelta(minutes=11)
        assert (await log_out(house, browser)).json() == {"redirectTo": "/"}
    assert await house.identity.actor(cookie, None) is None


async def test_a_provider_without_a_logout_of_its_own_leads_to_the_start_page(
    house: House, hostile: HostileProvider
) -> None:
    hostile.discovery["end_session_endpoint"] = None
    async with house.browser() as browser:
        await sign_in(browser, hostile)
        assert (await log_out(house, browser)).json() == {"redirectTo": "/"}
