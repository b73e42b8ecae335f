"""A sign-in belongs to the browser and the tab that began it, and works once."""

from datetime import timedelta

import pytest

from tests.identity.hostile import HostileProvider, come_back, depart, sign_in
from tests.identity.house import House, security_log


async def test_two_tabs_sign_in_at_once_and_each_comes_back_to_its_own_page(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        first = await depart(browser, "/cases/1")
        second = await depart(browser, "/tasks")
        back = [await come_back(browser, hostile, sent) for sent in (first, second)]
        assert [answer.headers["location"] for answer in back] == ["/cases/1", "/tasks"]
        actor = await house.identity.actor(browser.cookies["__Host-roundtable"], None)
    assert actor
    # the later session has taken the earlier one's place in this browser
    assert [row.ended_at is None for row in await house.sessions()] == [False, True]


async def test_another_browser_cannot_finish_a_sign_in(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as victim, house.browser() as attacker:
        sent = await depart(attacker)
        with security_log() as log:
            answer = await come_back(victim, hostile, sent)
    assert (answer.status_code, log.reasons) == (400, ["state_unknown"])
    assert "cannot be continued" in answer.text
    assert hostile.asked["/token"] == 0


async def test_a_sign_in_comes_back_once(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        sent = await depart(browser)
        assert (await come_back(browser, hostile, sent)).status_code == 303
        assert (await come_back(browser, hostile, sent)).status_code == 400
    assert hostile.asked["/token"] == 1


async def test_a_refused_sign_in_is_used_up_too(house: House, hostile: HostileProvider) -> None:
    hostile.claims["aud"] = "another-client"
    async with house.browser() as browser:
        sent = await depart(browser)
        assert (await come_back(browser, hostile, sent)).status_code == 403
        hostile.claims.clear()
        assert (await come_back(browser, hostile, sent)).status_code == 400


async def test_a_sign_in_must_come_back_within_ten_minutes(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        sent = await depart(browser)
        house.clock.shift = timedelta(minutes=11)
        with security_log() as log:
            answer = await come_back(browser, hostile, sent)
    assert (answer.status_code, log.reasons) == (400, ["state_expired"])


@pytest.mark.parametrize("state", ["", "x", pytest.param("x" * 5000, id="long"), "ț", "../../etc"])
async def test_an_invented_state_is_answered_with_a_page(house: House, state: str) -> None:
    async with house.browser() as browser:
        await depart(browser)
        answer = await browser.get("/auth/callback", params={"code": "a-code", "state": state})
    assert answer.status_code == 400
    assert "cannot be continued" in answer.text


async def test_a_forged_state_cookie_is_no_state(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        sent = await depart(browser)
        (name,) = [name for name in browser.cookies if "signin" in name]
        other = await depart(browser)
        (stolen,) = [browser.cookies[found] for found in browser.cookies if "signin" in found and found != name]
        browser.cookies.clear()
        for value in ("nonsense", stolen):
            browser.cookies.set(name, value, domain="roundtable.example", path="/")
            assert (await come_back(browser, hostile, sent)).status_code == 400
    assert other["state"] != sent["state"]


@pytest.mark.parametrize("code", ["", pytest.param("x" * 5000, id="long")])
async def test_a_callback_without_a_proper_code_is_refused_before_the_provider_is_asked(
    house: House, hostile: HostileProvider, code: str
) -> None:
    async with house.browser() as browser:
        sent = await depart(browser)
        answer = await browser.get("/auth/callback", params={"code": code, "state": sent["state"]})
    assert (answer.status_code, hostile.asked["/token"]) == (403, 0)


async def test_abandoned_sign_ins_do_not_pile_up(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        begun = [await depart(browser) for _ in range(9)]
        assert len([name for name in browser.cookies if "signin" in name]) == 5
        assert (await come_back(browser, hostile, begun[0])).status_code == 400
        assert (await come_back(browser, hostile, begun[-1])).status_code == 303


async def test_the_cookies_are_out_of_reach_of_scripts_and_bound_to_the_host(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        begun = await browser.get("/auth/login")
        done = await sign_in(browser, hostile)
    for header in [*begun.headers.get_list("set-cookie"), *done.headers.get_list("set-cookie")]:
        name, *attributes = header.split("; ")
        assert name.startswith("__Host-roundtable")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(attributes)
        assert not [attribute for attribute in attributes if attribute.lower().startswith("domain")]


async def test_on_loopback_without_https_the_cookie_has_a_plain_name(demo: House) -> None:
    async with demo.browser() as browser:
        header = (await browser.get("/auth/login")).headers["set-cookie"]
    assert header.startswith("roundtable-signin-")
    assert "Secure" not in header
    assert "HttpOnly" in header


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/\n/evil.example",
        " //evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "cases/1",
        "",
        "/cases//evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/auth/login",
        pytest.param("/" + "x" * 3000, id="long"),
    ],
)
async def test_nobody_is_sent_to_another_site_after_signing_in(
    house: House, hostile: HostileProvider, path: str
) -> None:
    async with house.browser() as browser:
        answer = await sign_in(browser, hostile, return_to=path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/", "/tasks", "/cases/case_1?tab=tasks&x=%2F%2F", "/threads/1#last"])
async def test_a_page_of_this_site_is_gone_back_to(house: House, hostile: HostileProvider, path: str) -> None:
    async with house.browser() as browser:
        answer = await sign_in(browser, hostile, return_to=path)
    assert answer.headers["location"] == path
