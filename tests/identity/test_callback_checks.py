"""Each check of the callback, by a forgery that fails that one alone."""

import base64
import hashlib
import time
from datetime import timedelta
from typing import Any

import pytest

from roundtable.core.db import Database
from tests.identity.hostile import (
    ACCESS_TOKEN,
    AT_HOSTILE,
    GONE,
    ISSUER,
    HostileProvider,
    come_back,
    depart,
    encoded,
    sign_in,
)
from tests.identity.house import House, invite, open_house, query_of, security_log


def half_hash(token: str, algorithm: str = "sha256") -> str:
    digest = hashlib.new(algorithm, token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


async def refused(house: House, hostile: HostileProvider) -> str:
    """Sign in, be refused without a session or a word of why; answers the reason in the log."""
    async with house.browser() as browser:
        with security_log() as log:
            answer = await sign_in(browser, hostile)
        assert answer.status_code == 403, answer.text
        assert "The sign-in was refused" in answer.text
        assert "__Host-roundtable" not in browser.cookies
    assert await house.sessions() == []
    (reason,) = log.reasons
    assert reason not in answer.text
    return str(reason)


async def accepted(house: House, hostile: HostileProvider) -> bool:
    async with house.browser() as browser:
        answer = await sign_in(browser, hostile)
        return answer.status_code == 303 and "__Host-roundtable" in browser.cookies


async def test_an_honest_provider_is_believed(house: House, hostile: HostileProvider) -> None:
    assert await accepted(house, hostile)
    assert hostile.token_request["client_id"] == "roundtable"
    assert hostile.token_request["redirect_uri"] == "https://roundtable.example/auth/callback"


async def test_pkce_is_s256_and_state_nonce_and_verifier_are_new_each_time(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        first, second = await depart(browser), await depart(browser)
        await come_back(browser, hostile, second)
    verifier = hostile.token_request["code_verifier"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (second["code_challenge_method"], second["code_challenge"]) == ("S256", challenge)
    assert (second["response_type"], second["client_id"]) == ("code", "roundtable")
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def from_now(claims: dict[str, Any]) -> dict[str, Any]:
    """Claims with their moments, given as spans, counted from now: a run may be long, and was not begun just now."""
    now = int(time.time())
    return {name: now + each.total_seconds() if isinstance(each, timedelta) else each for name, each in claims.items()}


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://other.example"}, "iss"),
        ({"iss": GONE}, "iss"),
        ({"aud": "another-client"}, "aud"),
        ({"aud": ["another-client", "a-third"], "azp": "roundtable"}, "aud"),
        ({"aud": "another-client", "azp": "roundtable"}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": ["roundtable", 7], "azp": "roundtable"}, "aud"),
        ({"aud": GONE}, "aud"),
        ({"aud": ["roundtable", "another-client"]}, "azp"),
        ({"aud": ["roundtable", "another-client"], "azp": "another-client"}, "azp"),
        ({"azp": "another-client"}, "azp"),
        ({"sub": ""}, "sub"),
        ({"sub": GONE}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "s" * 256}, "sub"),
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": GONE}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": timedelta(seconds=-120)}, "exp"),
        ({"exp": GONE}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"iat": timedelta(seconds=600)}, "iat"),
        ({"iat": timedelta(seconds=-3600)}, "iat"),
        ({"iat": GONE}, "iat"),
        ({"nbf": timedelta(seconds=600)}, "nbf"),
        ({"at_hash": half_hash("another token")}, "at_hash"),
        ({"at_hash": 7}, "at_hash"),
    ],
)
async def test_an_id_token_with_a_wrong_claim_is_refused(
    house: House, hostile: HostileProvider, claims: dict[str, Any], reason: str
) -> None:
    hostile.claims = from_now(claims)
    assert await refused(house, hostile) == f"id_token_{reason}"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["roundtable"]},
        {"aud": ["another-client", "roundtable"], "azp": "roundtable"},
        {"azp": "roundtable"},
        {"at_hash": half_hash(ACCESS_TOKEN)},
        {"exp": timedelta(seconds=-20)},
        {"iat": timedelta(seconds=20)},
        {"nbf": timedelta(seconds=-20)},
        {"exp": timedelta(seconds=0.5)},
    ],
)
async def test_an_id_token_may_say_it_in_other_ways(
    house: House, hostile: HostileProvider, claims: dict[str, Any]
) -> None:
    hostile.claims = from_now(claims)
    assert await accepted(house, hostile)


@pytest.mark.parametrize(
    ("id_token", "reason"),
    [
        (GONE, "id_token_missing"),
        ("", "id_token_missing"),
        (None, "id_token_missing"),
        (7, "id_token_not_a_token"),
        ("a.b", "id_token_not_a_token"),
        ("ț.ț.ț", "id_token_not_a_token"),
        pytest.param("x" * 40_000, "id_token_not_a_token", id="long"),
        pytest.param(f"{base64.urlsafe_b64encode(b'[' * 3000).decode()}.e30.AA", "id_token_not_a_token", id="deep"),
        (f"{encoded([])}.e30.AA", "id_token_not_a_token"),
    ],
)
async def test_without_an_id_token_there_is_no_sign_in(
    house: House, hostile: HostileProvider, id_token: Any, reason: str
) -> None:
    hostile.tokens["id_token"] = id_token
    assert await refused(house, hostile) == reason


async def test_another_providers_answer_is_not_taken(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        sent = await depart(browser)
        mixed = {"code": "a-code", "state": sent["state"], "iss": "https://other.example"}
        with security_log() as log:
            answer = await browser.get("/auth/callback", params=mixed)
    assert (answer.status_code, log.reasons) == (403, ["callback_iss"])
    assert hostile.asked["/token"] == 0


async def test_a_provider_that_says_it_names_itself_must_do_so(house: House, hostile: HostileProvider) -> None:
    hostile.discovery["authorization_response_iss_parameter_supported"] = True
    assert await refused(house, hostile) == "callback_iss_missing"
    assert hostile.asked["/token"] == 0


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        ("access_denied", 403, "access_denied"),
        ("login_required", 403, "provider_said_login_required"),
        ("<script>alert(1)</script>", 403, "provider_said_nonsense"),
        ("server_error", 502, "server_error"),
        ("temporarily_unavailable", 503, "temporarily_unavailable"),
    ],
)
async def test_an_error_at_the_provider_gets_a_page_in_words(
    house: House, hostile: HostileProvider, error: str, status: int, reason: str
) -> None:
    async with house.browser() as browser:
        sent = await depart(browser)
        given = {"error": error, "error_description": "canary-description", "state": sent["state"], "code": "a-code"}
        with security_log() as log:
            answer = await browser.get("/auth/callback", params=given)
    assert (answer.status_code, log.reasons) == (status, [reason])
    assert "canary" not in answer.text
    assert "<script" not in answer.text
    assert hostile.asked["/token"] == 0


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"auth_time": timedelta()}, "id_token_acr"),
        ({"auth_time": timedelta(), "acr": "password"}, "id_token_acr"),
        ({"acr": "mfa"}, "id_token_auth_time"),
        ({"acr": "mfa", "auth_time": timedelta(seconds=-7200)}, "id_token_auth_time"),
        ({"acr": "mfa", "auth_time": timedelta(seconds=7200)}, "id_token_auth_time"),
        ({"acr": "mfa", "auth_time": timedelta(seconds=-60)}, None),
    ],
)
async def test_a_configured_way_and_age_of_signing_in_must_have_been_met(
    database: Database, hostile: HostileProvider, claims: dict[str, Any], reason: str | None
) -> None:
    await invite(database, ISSUER, "ana")
    settings = {**AT_HOSTILE, "oidc_acr": "mfa", "oidc_max_age_minutes": 60}
    hostile.claims = from_now(claims)
    async with open_house(database, hostile.transport(), **settings) as house:
        if reason is None:
            assert await accepted(house, hostile)
            async with house.browser() as browser:
                begun = query_of((await browser.get("/auth/login")).headers["location"])
            assert (begun["acr_values"], begun["max_age"]) == ("mfa", "3600")
        else:
            assert await refused(house, hostile) == reason


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_a_client_with_a_secret_proves_itself_as_the_provider_wants_it(
    database: Database, hostile: HostileProvider, method: str
) -> None:
    await invite(database, ISSUER, "ana")
    hostile.discovery["token_endpoint_auth_methods_supported"] = [method]
    async with open_house(database, hostile.transport(), **AT_HOSTILE, oidc_client_secret="quiet") as house:
        assert await accepted(house, hostile)
    in_header = hostile.token_request["authorization"] == "Basic " + base64.b64encode(b"roundtable:quiet").decode()
    assert in_header is (method == "client_secret_basic")
    assert (hostile.token_request.get("client_secret") == "quiet") is (method == "client_secret_post")
