"""A provider that is down or talks nonsense gets a clear page, and is not asked more often than it should be."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from roundtable.core.db import Database
from tests.identity.hostile import GONE, HostileProvider, come_back, depart, new_key, sign_in
from tests.identity.house import DEMO_ORIGIN, House, open_house, security_log

DISCOVERY = "/.well-known/openid-configuration"


async def test_a_provider_that_is_down_gets_a_page_not_a_trace(house: House, hostile: HostileProvider) -> None:
    hostile.down = True
    async with house.browser() as browser:
        with security_log() as log:
            answer = await browser.get("/auth/login")
    assert (answer.status_code, log.reasons) == (503, ["unreachable"])
    assert '<html lang="en">' in answer.text
    assert "<h1>Sign-in cannot be reached</h1>" in answer.text
    assert '<a href="/auth/login">Sign in again</a>' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("ro", "ro"),
        ("ro-RO,ro;q=0.9,en;q=0.8", "ro"),
        ("en-GB,en;q=0.9,ro;q=0.8", "en"),
        ("fr, ro;q=0.2", "ro"),
        ("de", "en"),
        ("ro;q=nonsense, \x7f", "en"),
    ],
)
async def test_the_page_speaks_the_readers_language(
    house: House, hostile: HostileProvider, language: str, shown: str
) -> None:
    hostile.down = True
    async with house.browser(**{"Accept-Language": language}) as browser:
        answer = await browser.get("/auth/login")
    assert f'<html lang="{shown}">' in answer.text
    assert answer.headers["content-language"] == shown
    assert ("Autentificarea nu poate fi accesată" in answer.text) is (shown == "ro")


async def test_the_pages_have_a_style_sheet_of_their_own(house: House) -> None:
    async with house.browser() as browser:
        answer = await browser.get("/auth/pages.css")
    assert answer.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("discovery", "reason"),
    [
        ({"issuer": "https://other.example"}, "discovery_of_another_issuer"),
        ({"issuer": "https://id.example/"}, "discovery_of_another_issuer"),
        ({"issuer": GONE}, "discovery_of_another_issuer"),
        ({"authorization_endpoint": GONE}, "discovery_authorization_endpoint"),
        ({"authorization_endpoint": "http://id.example/authorize"}, "discovery_authorization_endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "discovery_authorization_endpoint"),
        ({"token_endpoint": 7}, "discovery_token_endpoint"),
        ({"jwks_uri": "https://[broken"}, "discovery_jwks_uri"),
        ({"end_session_endpoint": "ftp://id.example"}, "discovery_end_session_endpoint"),
    ],
)
async def test_a_discovery_document_that_cannot_be_right_is_not_used(
    house: House, hostile: HostileProvider, discovery: dict[str, Any], reason: str
) -> None:
    hostile.discovery = discovery
    async with house.browser() as browser:
        with security_log() as log:
            answer = await browser.get("/auth/login")
    assert (answer.status_code, log.reasons) == (502, [reason])


@pytest.mark.parametrize(
    ("response", "status"),
    [
        (PlainTextResponse("<html>maintenance</html>"), 502),
        (PlainTextResponse("\xff", headers={"Content-Type": "application/json"}), 502),
        (JSONResponse([]), 502),
        (JSONResponse({}, 404), 502),
        (RedirectResponse("https://evil.example/"), 502),
        (PlainTextResponse("", 500), 503),
        (PlainTextResponse("", 503), 503),
    ],
)
async def test_nonsense_in_the_place_of_discovery_gets_a_page(
    house: House, hostile: HostileProvider, response: Response, status: int
) -> None:
    hostile.instead[DISCOVERY] = response
    async with house.browser() as browser:
        answer = await browser.get("/auth/login")
    assert answer.status_code == status
    assert "<h1>Sign-in" in answer.text


@pytest.mark.parametrize(
    ("response", "status"),
    [
        (JSONResponse({"error": "invalid_grant"}, 400), 403),
        (JSONResponse({"error": "invalid_client"}, 401), 502),
        (JSONResponse({"error": "server_error"}, 500), 502),
        (JSONResponse({"error": ["a", {}]}, 400), 502),
        (JSONResponse([1], 200), 502),
        (JSONResponse({"access_token": "x", "expires_in": "soon"}, 200), 502),
        (PlainTextResponse("slow down", 429), 502),
        (PlainTextResponse("<html>", 200), 502),
    ],
)
async def test_a_token_endpoint_that_refuses_or_rambles_gets_a_page(
    house: House, hostile: HostileProvider, response: Response, status: int
) -> None:
    hostile.instead["/token"] = response
    async with house.browser() as browser:
        answer = await sign_in(browser, hostile)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert await house.sessions() == []


async def test_a_provider_that_goes_down_in_between_gets_a_page(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        sent = await depart(browser)
        hostile.down = True
        answer = await come_back(browser, hostile, sent)
    assert answer.status_code == 503


async def test_keys_that_are_nonsense_get_a_page(house: House, hostile: HostileProvider) -> None:
    hostile.instead["/jwks"] = PlainTextResponse("maintenance")
    async with house.browser() as browser:
        assert (await sign_in(browser, hostile)).status_code == 502


async def test_discovery_and_keys_are_asked_for_once_and_forgotten_after_ten_minutes(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        for _ in range(3):
            assert (await sign_in(browser, hostile)).status_code == 303
        assert (hostile.asked[DISCOVERY], hostile.asked["/jwks"]) == (1, 1)
        # forgotten even where nothing has changed, and so also a key that was withdrawn
        house.clock.shift = timedelta(minutes=10, seconds=1)
        hostile.published = []
        hostile.claims = {"iat": house.clock.now().timestamp(), "exp": house.clock.now().timestamp() + 60}
        assert (await sign_in(browser, hostile)).status_code == 403
        assert (hostile.asked[DISCOVERY], hostile.asked["/jwks"]) == (2, 2)


async def test_a_new_key_is_found_at_once(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        assert (await sign_in(browser, hostile)).status_code == 303
        house.clock.shift = timedelta(seconds=31)
        hostile.key = new_key()
        assert (await sign_in(browser, hostile)).status_code == 303
    assert hostile.asked["/jwks"] == 2


async def test_unknown_keys_make_us_ask_again_at_most_once_in_thirty_seconds(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        await sign_in(browser, hostile)
    stranger = HostileProvider()
    for seconds, asked in [(1, 1), (29, 1), (31, 2), (40, 2), (60, 2), (62, 3)]:
        house.clock.shift = timedelta(seconds=seconds)
        assert await house.identity.actor(None, f"Bearer {stranger.sign({}, typ='at+jwt')}") is None
        assert hostile.asked["/jwks"] == asked


async def test_keys_that_cannot_be_asked_for_again_stay_good_for_their_ten_minutes(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        await sign_in(browser, hostile)
        house.clock.shift = timedelta(minutes=1)
        hostile.instead["/jwks"] = PlainTextResponse("", 500)
        stranger = HostileProvider()
        assert await house.identity.actor(None, f"Bearer {stranger.sign({}, typ='at+jwt')}") is None
        assert (await sign_in(browser, hostile)).status_code == 303


async def test_a_provider_that_is_down_is_left_alone_for_a_moment(house: House, hostile: HostileProvider) -> None:
    hostile.down = True
    async with house.browser() as browser:
        for _ in range(5):
            assert (await browser.get("/auth/login")).status_code == 503
        assert hostile.asked[DISCOVERY] == 1
        hostile.down = False
        house.clock.shift = timedelta(seconds=4)
        assert (await browser.get("/auth/login")).status_code == 303


async def test_a_token_cannot_be_checked_without_the_provider(house: House, hostile: HostileProvider) -> None:
    hostile.down = True
    with security_log() as log:
        assert await house.identity.actor(None, f"Bearer {hostile.sign({}, typ='at+jwt')}") is None
    assert [entry["log_level"] for entry in log.entries] == ["error"]


async def test_a_server_without_a_provider_says_so(database: Database) -> None:
    async with open_house(database, demo=False, public_origin=DEMO_ORIGIN) as house, house.browser() as browser:
        for path in ("/auth/login", "/auth/callback?state=x&code=y"):
            answer = await browser.get(path)
            assert answer.status_code == 503
            assert "Sign-in is not set up" in answer.text
        assert (await browser.get("/auth/options")).json() == {"demo": False, "providerName": "your organisation"}
        assert await house.identity.actor(None, "Bearer x") is None


async def test_the_page_asks_how_one_signs_in(demo: House) -> None:
    async with demo.browser() as browser:
        assert (await browser.get("/auth/options")).json() == {"demo": True, "providerName": "the demo cast"}
