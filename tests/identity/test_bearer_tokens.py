"""A script's token, check by check (RFC 9068): a service account's rights, never a person's."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from roundtable.agencies.models import ServiceAccount
from roundtable.core.actor import Actor, Role
from roundtable.core.db import Database
from roundtable.core.errors import Code, Problem
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.identity.models import ServiceBinding
from roundtable.identity.queries import authorise
from tests.identity.hostile import AT_HOSTILE, GONE, ISSUER, ORIGIN, HostileProvider, sign_in
from tests.identity.house import House, bind_script, open_house, security_log

CLIENT = NGO_SCRIPT.client_id


def token(hostile: HostileProvider, claims: dict[str, Any] | None = None, **header: Any) -> str:
    usual = {"iss": ISSUER, "aud": ORIGIN, "sub": CLIENT, "client_id": CLIENT, "jti": "one", "scope": "tasks"}
    return hostile.sign(
        {**usual, "iat": timedelta(), "exp": timedelta(minutes=10), **(claims or {})}, **{"typ": "at+jwt", **header}
    )


async def acting(house: House, authorization: str, cookie: str | None = None) -> Actor | None:
    return await house.identity.actor(cookie, authorization)


async def test_a_token_acts_by_the_service_account_it_is_bound_to(house: House, hostile: HostileProvider) -> None:
    expires_at = int(time.time()) + 600
    assert await acting(house, f"Bearer {token(hostile, {'exp': expires_at})}") == Actor(
        membership_id=NGO_SCRIPT.post.id,
        agency_id=AGENCIES["ngo"].id,
        role=Role.SERVICE_ACCOUNT,
        expires_at=float(expires_at),
    )


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://other.example"}, "iss"),
        ({"iss": GONE}, "iss"),
        ({"aud": "https://other.example"}, "aud"),
        ({"aud": "roundtable"}, "aud"),
        ({"aud": ["https://other.example"]}, "aud"),
        ({"aud": GONE}, "aud"),
        ({"exp": -timedelta(seconds=120)}, "exp"),
        ({"exp": GONE}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": GONE}, "iat"),
        ({"iat": timedelta(seconds=600)}, "iat"),
        ({"nbf": timedelta(seconds=600)}, "nbf"),
        ({"exp": timedelta(days=1, seconds=1)}, "lifetime"),
        ({"iat": -timedelta(seconds=86_000)}, "lifetime"),
        ({"client_id": GONE}, "client_id"),
        ({"client_id": 7}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"client_id": "another-script", "sub": "another-script"}, "client_unknown"),
        ({"sub": GONE}, "sub"),
        ({"sub": "ana"}, "sub"),
    ],
)
async def test_a_token_with_a_wrong_claim_stands_for_nobody(
    house: House, hostile: HostileProvider, claims: dict[str, Any], reason: str
) -> None:
    with security_log() as log:
        assert await acting(house, f"Bearer {token(hostile, claims)}") is None
    assert log.reasons == [reason]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"typ": GONE}, "type"),
        ({"typ": "JWT"}, "type"),
        ({"typ": "logout+jwt"}, "type"),
        ({"alg": "none"}, "algorithm"),
        ({"kid": "unknown"}, "unknown_key"),
    ],
)
async def test_a_token_of_another_kind_stands_for_nobody(
    house: House, hostile: HostileProvider, header: dict[str, Any], reason: str
) -> None:
    with security_log() as log:
        assert await acting(house, f"Bearer {token(hostile, **header)}") is None
    assert log.reasons == [reason]


async def test_an_id_token_is_no_bearer_token(house: House, hostile: HostileProvider) -> None:
    assert await acting(house, f"Bearer {hostile.id_token()}") is None


async def test_a_strangers_token_stands_for_nobody_and_the_log_holds_no_token(
    house: House, hostile: HostileProvider
) -> None:
    forged = token(HostileProvider())
    with security_log() as log:
        assert await acting(house, f"Bearer {forged}") is None
    assert log.reasons == ["unknown_key"]
    assert forged not in str(log.entries)
    assert hostile.asked["/jwks"] == 1


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic eA==",
        "bearer x y z",
        "Bearer \x00",
        pytest.param("x" * 100_000, id="long"),
        "Bearer ț",
    ],
)
async def test_a_malformed_header_stands_for_nobody(house: House, authorization: str) -> None:
    assert await acting(house, authorization) is None


async def test_a_token_wins_over_a_cookie_even_when_it_is_bad(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        await sign_in(browser, hostile)
        cookie = browser.cookies["__Host-roundtable"]
    actor = await acting(house, f"Bearer {token(hostile)}", cookie)
    assert actor
    assert actor.role is Role.SERVICE_ACCOUNT
    assert await acting(house, "Bearer nonsense", cookie) is None


@pytest.mark.parametrize("kind", ["at+jwt", "AT+JWT", "application/at+jwt"])
async def test_the_type_may_be_written_in_full_and_the_scheme_in_any_case(
    house: House, hostile: HostileProvider, kind: str
) -> None:
    assert await acting(house, f"bEaReR {token(hostile, typ=kind)}")


async def test_a_client_never_gets_a_persons_post(database: Database, hostile: HostileProvider) -> None:
    await bind_script(database, ISSUER, membership=PEOPLE["ana"].posts[0].id)
    async with open_house(database, hostile.transport(), **AT_HOSTILE) as house:
        assert await acting(house, f"Bearer {token(hostile)}") is None


async def test_a_binding_may_name_the_subject_its_tokens_carry(database: Database, hostile: HostileProvider) -> None:
    await bind_script(database, ISSUER, subject="service-account-17")
    async with open_house(database, hostile.transport(), **AT_HOSTILE) as house:
        assert await acting(house, f"Bearer {token(hostile)}") is None
        assert await acting(house, f"Bearer {token(hostile, {'sub': 'service-account-17'})}")


async def test_a_configured_audience_is_the_one_that_counts(database: Database, hostile: HostileProvider) -> None:
    await bind_script(database, ISSUER)
    async with open_house(database, hostile.transport(), **AT_HOSTILE, oidc_token_audience="urn:tasks") as house:
        assert await acting(house, f"Bearer {token(hostile)}") is None
        assert await acting(house, f"Bearer {token(hostile, {'aud': ['urn:tasks', 'urn:other']})}")


@pytest.mark.parametrize("ends", ["binding", "account"])
async def test_a_token_ends_with_what_it_stands_on(house: House, hostile: HostileProvider, ends: str) -> None:
    binding, account = table_of(ServiceBinding), table_of(ServiceAccount)
    bearer = f"Bearer {token(hostile)}"
    assert await acting(house, bearer)
    async with house.database.writing() as session:
        await session.execute(delete(binding) if ends == "binding" else update(account).values(active=False))
    assert await acting(house, bearer) is None


async def test_a_tokens_commands_and_streams_end_at_its_expiry(house: House, hostile: HostileProvider) -> None:
    actor = await acting(house, f"Bearer {token(hostile)}")
    assert actor
    for minutes, live in ((9, True), (11, False)):
        house.clock.shift = timedelta(minutes=minutes)
        async with house.database.writing() as session:
            if live:
                assert (await authorise(session, actor, house.clock.now()))[0] == actor
            else:
                with pytest.raises(Problem) as refused:
                    await authorise(session, actor, house.clock.now())
                assert refused.value.code is Code.UNAUTHENTICATED


async def test_a_token_of_an_unknown_post_authorises_nothing(house: House) -> None:
    nobody = Actor(membership_id=UUID(int=1), agency_id=UUID(int=2), role=Role.SERVICE_ACCOUNT)
    async with house.database.writing() as session:
        with pytest.raises(Problem):
            await authorise(session, nobody, house.clock.now())
