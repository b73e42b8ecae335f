"""A sign-in that must be recent: the provider is asked to make sure, and is held to it."""

import time
from datetime import UTC, datetime, timedelta

from tests.identity.hostile import HostileProvider, sign_in
from tests.identity.house import House, query_of
from tests.identity.test_demo_sign_in import sign_in as sign_in_at_demo


async def test_signing_in_again_asks_the_provider_to_make_sure(house: House) -> None:
    async with house.browser() as browser:
        usual, again = [
            query_of((await browser.get("/auth/login", params=asked)).headers["location"])
            for asked in ({}, {"again": "1"})
        ]
    assert ("prompt" in usual, "max_age" in usual) == (False, False)
    assert (again["prompt"], again["max_age"]) == ("login", "0")


async def test_a_session_knows_when_its_holder_signed_in_at_the_provider(
    house: House, hostile: HostileProvider
) -> None:
    moment = int(time.time()) - 3_000
    hostile.claims["auth_time"] = moment
    async with house.browser() as browser:
        assert (await sign_in(browser, hostile)).status_code == 303
    (row,) = await house.sessions()
    assert row.authenticated_at == datetime.fromtimestamp(moment, tz=UTC)


async def test_where_the_provider_does_not_say_it_is_when_the_session_began(
    house: House, hostile: HostileProvider
) -> None:
    async with house.browser() as browser:
        assert (await sign_in(browser, hostile)).status_code == 303
    (row,) = await house.sessions()
    assert row.authenticated_at == row.created_at


async def test_a_moment_a_little_ahead_of_our_clock_counts_as_now(house: House, hostile: HostileProvider) -> None:
    hostile.claims["auth_time"] = int(time.time()) + 30
    async with house.browser() as browser:
        assert (await sign_in(browser, hostile)).status_code == 303
    (row,) = await house.sessions()
    assert row.authenticated_at == row.created_at


async def test_a_moment_that_cannot_be_is_refused(house: House, hostile: HostileProvider) -> None:
    for moment in ("yesterday", True, -1, 1e300, int(time.time()) + 7_200, None):
        hostile.claims["auth_time"] = moment
        async with house.browser() as browser:
            assert (await sign_in(browser, hostile)).status_code == 403
    assert await house.sessions() == []


async def test_who_signed_in_before_they_were_sent_has_not_signed_in_again(
    house: House, hostile: HostileProvider
) -> None:
    answers = []
    for seconds_ago in (300, 0):
        hostile.claims["auth_time"] = int(time.time()) - seconds_ago
        async with house.browser() as browser:
            answers.append((await sign_in(browser, hostile, again="1")).status_code)
    assert answers == [403, 303]


async def test_a_provider_that_does_not_say_when_has_not_made_sure(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        assert (await sign_in(browser, hostile, again="1")).status_code == 403
    assert await house.sessions() == []


async def test_one_of_the_cast_signs_in_again_and_the_former_session_ends(demo: House) -> None:
    async with demo.browser() as browser:
        await sign_in_at_demo(browser, "ana")
        demo.clock.shift = timedelta(minutes=20)
        page = await browser.get("/auth/login", params={"again": "1", "login_hint": "ana"}, follow_redirects=True)
        assert "Sign in again" in page.text
        back = await browser.post(page.url, data={"person": "ana"})
        done = await browser.get(back.headers["location"])
    assert done.status_code == 303
    former, row = await demo.sessions()
    assert former.ended_at == row.created_at
    assert timedelta() <= row.created_at - row.authenticated_at < timedelta(seconds=2)
    assert row.authenticated_at - former.authenticated_at > timedelta(minutes=19)
