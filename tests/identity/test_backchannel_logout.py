"""The provider ends sessions by itself, and nobody else does in its name."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from roundtable.core.db import Database
from tests.identity.hostile import AT_HOSTILE, GONE, ISSUER, LOGOUT_EVENT, HostileProvider
from tests.identity.house import House, invite, open_house, security_log
from tests.identity.test_sessions import actor_of, begin, is_live


async def tell(house: House, token: str | None) -> int:
    """The provider tells the server; answers the status."""
    async with house.browser() as provider:
        answer = await provider.post("/auth/backchannel-logout", data={"logout_token": token} if token else {})
        assert answer.headers["cache-control"] == "no-store"
        return answer.status_code


async def living(house: House) -> list[str | None]:
    """The provider's session ids of what has not ended."""
    return [row.provider_sid for row in await house.sessions() if row.ended_at is None]


@pytest.fixture
async def stored(either_database: Database, hostile: HostileProvider) -> AsyncIterator[House]:
    await invite(either_database, ISSUER, "ana", "corina")
    async with open_house(either_database, hostile.transport(), **AT_HOSTILE) as house:
        yield house


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ({"sub": GONE, "sid": "one"}, ["two", "three"]),
        ({"sub": "ana", "sid": "one"}, ["two", "three"]),
        ({"sub": "ana"}, ["three"]),
        ({"sub": "corina", "sid": "one"}, ["one", "two", "three"]),
        ({"sub": "nobody"}, ["one", "two", "three"]),
    ],
)
async def test_what_the_provider_names_ends(
    stored: House, hostile: HostileProvider, named: dict[str, Any], left: list[str]
) -> None:
    for subject, sid in (("ana", "one"), ("ana", "two"), ("corina", "three")):
        await begin(stored, subject, sid)
    assert await tell(stored, hostile.logout_token(**named)) == 200
    assert await living(stored) == left


async def test_live_streams_of_the_session_end_too(house: House, hostile: HostileProvider) -> None:
    cookie = await begin(house, "ana", "one")
    actor = await actor_of(house, cookie)
    assert await is_live(house, actor)
    assert await tell(house, hostile.logout_token()) == 200
    assert not await is_live(house, actor)
    assert await house.identity.actor(cookie, None) is None


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://other.example"}, "iss"),
        ({"aud": "another-client"}, "aud"),
        ({"exp": -timedelta(seconds=120)}, "exp"),
        ({"exp": GONE}, "exp"),
        ({"iat": -timedelta(seconds=3600)}, "iat"),
        ({"iat": timedelta(seconds=3600)}, "iat"),
        ({"jti": GONE}, "jti"),
        ({"events": GONE}, "events"),
        ({"events": {}}, "events"),
        ({"events": [LOGOUT_EVENT]}, "events"),
        ({"events": {LOGOUT_EVENT: True}}, "events"),
        ({"nonce": "an ID token's"}, "nonce"),
        ({"sub": GONE}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sid": 7}, "sid"),
    ],
)
async def test_a_notice_with_a_wrong_claim_ends_nothing(
    house: House, hostile: HostileProvider, claims: dict[str, Any], reason: str
) -> None:
    await begin(house, "ana", "one")
    with security_log() as log:
        assert await tell(house, hostile.logout_token(**claims)) == 400
    assert log.reasons == [reason]
    assert await living(house) == ["one"]


async def test_an_id_token_is_no_notice(house: House, hostile: HostileProvider) -> None:
    await begin(house, "ana", "one")
    assert await tell(house, hostile.id_token()) == 400
    assert await living(house) == ["one"]


@pytest.mark.parametrize("token", [None, "nonsense", pytest.param("x" * 70_000, id="long")])
async def test_what_is_no_token_is_refused(house: House, token: str | None) -> None:
    assert await tell(house, token) == 400


async def test_a_strangers_notice_is_refused(house: House) -> None:
    await begin(house, "ana", "one")
    with security_log() as log:
        assert await tell(house, HostileProvider().logout_token()) == 400
    assert log.reasons == ["unknown_key"]
    assert await living(house) == ["one"]


async def test_a_notice_that_cannot_be_checked_is_to_be_sent_again(house: House, hostile: HostileProvider) -> None:
    await begin(house, "ana", "one")
    hostile.down = True
    assert await tell(house, hostile.logout_token()) == 503
    hostile.down = False
