"""The cast signs in at the demo's own provider, by the whole code flow."""

import re
from typing import Any

import httpx2
import pytest

from roundtable.core.actor import Actor, Role
from roundtable.core.clock import Clock
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.demo.provider import DemoProvider
from roundtable.settings import Settings
from tests.identity.hostile import log_out
from tests.identity.house import DEMO_ISSUER, DEMO_ORIGIN, House, query_of


async def sign_in(browser: httpx2.AsyncClient, person: str, return_to: str = "/") -> httpx2.Response:
    """As a person does: to the cast's page, a button, and back."""
    page = await browser.get("/auth/login", params={"return_to": return_to}, follow_redirects=True)
    assert page.status_code == 200, page.text
    back = await browser.post(page.url, data={"person": person})
    assert back.status_code == 302, back.text
    return await browser.get(back.headers["location"])


async def test_a_person_of_the_cast_signs_in_and_acts_by_their_post(demo: House) -> None:
    async with demo.browser() as browser:
        done = await sign_in(browser, "ana", "/cases/1?tab=tasks")
        assert (done.status_code, done.headers["location"]) == (303, "/cases/1?tab=tasks")
        actor = await demo.identity.actor(browser.cookies["roundtable"], None)
    ana, (row,) = PEOPLE["ana"], await demo.sessions()
    assert actor == Actor(
        membership_id=ana.posts[0].id,
        agency_id=AGENCIES["police"].id,
        role=Role.CONTACT_POINT,
        practitioner_id=ana.id,
        session_id=row.id,
        expires_at=row.expires_at.timestamp(),
    )


async def test_the_page_lists_the_whole_cast_with_posts_and_what_each_sees(demo: House) -> None:
    async with demo.browser() as browser:
        page = await browser.get("/auth/login", params={"login_hint": "dalia"}, follow_redirects=True)
        style = await browser.get("/demo-idp/provider.css")
    assert style.headers["content-type"].startswith("text/css")
    for person in PEOPLE.values():
        assert f">Sign in as {person.name}</button>" in page.text
        assert all(post.title in page.text for post in person.posts)
    assert re.findall(r'value="(\w+)"[^>]* autofocus', page.text) == ["dalia"]
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


async def test_cancelling_is_answered_with_a_page_and_leaves_no_session(demo: House) -> None:
    async with demo.browser() as browser:
        done = await sign_in(browser, "")
    assert done.status_code == 403
    assert "You did not sign in" in done.text
    assert await demo.sessions() == []


async def test_one_of_the_cast_who_was_not_invited_is_refused(demo: House) -> None:
    async with demo.browser() as browser:
        done = await sign_in(browser, "felicia")
    assert done.status_code == 403
    assert "You have no place here yet" in done.text
    assert await demo.sessions() == []


async def test_signing_out_goes_by_the_provider_and_comes_back_to_the_start_page(demo: House) -> None:
    async with demo.browser() as browser:
        await sign_in(browser, "ana")
        cookie = browser.cookies["roundtable"]
        answer = await log_out(demo, browser)
        redirect = answer.json()["redirectTo"]
        assert redirect.startswith(f"{DEMO_ISSUER}/logout?")
        home = await browser.get(redirect)
    assert (home.status_code, home.headers["location"]) == (303, f"{DEMO_ORIGIN}/")
    assert await demo.identity.actor(cookie, None) is None


async def test_the_provider_sends_nobody_anywhere_else_after_signing_out(demo: House) -> None:
    async with demo.browser() as browser:
        answer = await browser.get("/demo-idp/logout", params={"post_logout_redirect_uri": "https://evil.example/"})
    assert answer.status_code == 200
    assert "evil" not in answer.text


async def test_a_script_gets_a_token_and_acts_by_its_service_account(demo: House) -> None:
    async with demo.browser() as browser:
        form = {"grant_type": "client_credentials", "scope": "tasks"}
        credentials = (NGO_SCRIPT.client_id, NGO_SCRIPT.client_secret)
        given = (await browser.post("/demo-idp/token", data=form, auth=credentials)).json()
    assert (given["token_type"], given["scope"]) == ("Bearer", "tasks")
    actor = await demo.identity.actor(None, f"Bearer {given['access_token']}")
    assert actor
    assert (actor.membership_id, actor.agency_id) == (NGO_SCRIPT.post.id, AGENCIES["ngo"].id)
    assert (actor.role, actor.practitioner_id, actor.session_id) == (Role.SERVICE_ACCOUNT, None, None)


async def test_a_wrong_secret_gets_no_token(demo: House) -> None:
    async with demo.browser() as browser:
        wrong = {"grant_type": "client_credentials", "client_id": NGO_SCRIPT.client_id, "client_secret": "guess"}
        answer = await browser.post("/demo-idp/token", data=wrong)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_the_page_cannot_get_tokens_by_client_credentials(demo: House) -> None:
    async with demo.browser() as browser:
        form = {"grant_type": "client_credentials", "client_id": "roundtable"}
        answer = await browser.post("/demo-idp/token", data=form)
    assert answer.json()["error"] in ("invalid_client", "unauthorized_client")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "", "code_challenge": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
async def test_the_provider_refuses_to_the_callback_and_names_itself(
    demo: House, changed: dict[str, str], error: str
) -> None:
    async with demo.browser() as browser:
        begun = await browser.get("/auth/login")
        asked = {**query_of(begun.headers["location"]), **changed}
        answer = await browser.get("/demo-idp/authorize", params=asked)
    said = query_of(answer.headers["location"])
    assert answer.headers["location"].startswith(f"{DEMO_ORIGIN}/auth/callback?")
    assert (said["error"], said["iss"]) == (error, DEMO_ISSUER)


@pytest.mark.parametrize("changed", [{"redirect_uri": "https://evil.example/"}, {"client_id": "nobody"}])
async def test_the_provider_redirects_to_nobody_it_does_not_know(demo: House, changed: dict[str, str]) -> None:
    async with demo.browser() as browser:
        begun = await browser.get("/auth/login")
        answer = await browser.get("/demo-idp/authorize", params={**query_of(begun.headers["location"]), **changed})
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_a_code_works_once_and_only_with_its_verifier(demo: House) -> None:
    async with demo.browser() as browser:
        page = await browser.get("/auth/login", follow_redirects=True)
        back = query_of((await browser.post(page.url, data={"person": "ana"})).headers["location"])
        form = {"grant_type": "authorization_code", "client_id": "roundtable", "code": back["code"]}
        form |= {"redirect_uri": f"{DEMO_ORIGIN}/auth/callback", "code_verifier": "w" * 43}
        stolen = await browser.post("/demo-idp/token", data=form)
        rightful = await browser.get("/auth/callback", params=back)
    assert stolen.json()["error"] == "invalid_grant"
    assert rightful.status_code == 403
    assert await demo.sessions() == []


@pytest.mark.parametrize("client", ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7"])
async def test_another_machine_is_not_answered(demo: House, client: str) -> None:
    transport = httpx2.ASGITransport(demo.app, client=(client, 4711))
    async with httpx2.AsyncClient(transport=transport, base_url=DEMO_ORIGIN) as browser:
        answers = [await browser.get(f"/demo-idp/{path}") for path in (".well-known/openid-configuration", "authorize")]
    assert [answer.status_code for answer in answers] == [403, 403]


async def test_another_name_for_this_machine_is_not_answered(demo: House) -> None:
    async with demo.browser() as browser:
        answer = await browser.get("/demo-idp/jwks", headers={"Host": "rebound.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "settings",
    [
        {"demo": False, "public_origin": DEMO_ORIGIN},
        {"demo": True, "public_origin": "https://roundtable.example"},
        {"demo": True, "public_origin": "http://127.0.0.1.evil.example"},
        {"demo": True, "public_origin": "http://192.0.2.7:8000"},
    ],
)
def test_the_provider_is_not_even_built_off_loopback_or_outside_the_demo(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ROUNDTABLE_"):
        DemoProvider(Settings(**settings), Clock())


@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://127.9.9.9:1", "http://[::1]:8000"])
def test_every_name_of_this_machine_will_do(origin: str) -> None:
    assert DemoProvider(Settings(demo=True, public_origin=origin), Clock()).routes
