"""Sessions: whom they stand for, how they end, and what is kept of them."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from roundtable.agencies.models import Agency, Membership, Practitioner
from roundtable.core import ids
from roundtable.core.actor import Actor, Role
from roundtable.core.db import Database
from roundtable.core.errors import Code, Invalid, NotFound, Problem
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.identity import commands
from roundtable.identity.commands import SignedIn
from roundtable.identity.queries import SESSION, authorise, credential_holds
from tests.identity.hostile import AT_HOSTILE, ISSUER, HostileProvider, sign_in
from tests.identity.house import House, invite, open_house

ANA, CORINA = PEOPLE["ana"], PEOPLE["corina"]


async def begin(house: House, subject: str = "ana", sid: str | None = None) -> str:
    """A session begun without a browser; answers the cookie's value."""
    config = house.identity.config
    who = SignedIn(ISSUER, subject, "an.id.token", sid)
    async with house.database.writing() as session:
        cookie = await commands.start_session(session, house.seal, who, house.clock.now(), config.idle, config.lifetime)
    assert cookie
    return cookie


async def actor_of(house: House, cookie: str) -> Actor:
    actor = await house.identity.actor(cookie, None)
    assert actor
    return actor


async def is_live(house: House, actor: Actor) -> bool:
    """As a live stream asks."""
    async with house.database.reading() as connection:
        binds = {"me": actor.membership_id, "now": house.clock.now(), SESSION.key: actor.session_id}
        return bool(await connection.scalar(select(credential_holds(by_session=True)), binds))


async def switch(house: House, actor: Actor, membership_id: str) -> Actor:
    """The command, as a mutation performs it."""
    async with house.database.writing() as session:
        acting, _ = await authorise(session, actor, house.clock.now())
        work = Work(session, acting, house.clock.now())
        refs = await commands.switch_membership(work, membership_id)
        return Actor(**{**vars(actor), "membership_id": refs["membership"]})


@pytest.fixture
async def stored(either_database: Database, hostile: HostileProvider) -> AsyncIterator[House]:
    """As `house`, on either database."""
    await invite(either_database, ISSUER, "ana", "corina")
    async with open_house(either_database, hostile.transport(), **AT_HOSTILE) as house:
        yield house


async def test_a_session_stands_for_its_post_and_only_the_hash_of_its_cookie_is_kept(stored: House) -> None:
    cookie = await begin(stored)
    actor, (row,) = await actor_of(stored, cookie), await stored.sessions()
    assert (actor.membership_id, actor.role) == (ANA.posts[0].id, Role.CONTACT_POINT)
    assert row.token_hash == hashlib.sha256(cookie.encode()).hexdigest()
    assert len(cookie) == 43
    assert cookie not in str(row)
    assert "an.id.token" not in str(row)


async def test_every_sign_in_is_a_new_session(house: House, hostile: HostileProvider) -> None:
    async with house.browser() as browser:
        cookies = set()
        for _ in range(3):
            await sign_in(browser, hostile)
            cookies.add(browser.cookies["__Host-roundtable"])
    assert len(cookies) == 3
    assert [row.ended_at is None for row in await house.sessions()] == [False, False, True]


@pytest.mark.parametrize("cookie", ["", "nonsense", "x" * 43, pytest.param("x" * 5000, id="long"), "ț", None])
async def test_an_unknown_cookie_stands_for_nobody(house: House, cookie: str | None) -> None:
    await begin(house)
    assert await house.identity.actor(cookie, None) is None


async def test_a_session_ends_when_it_is_not_used(stored: House) -> None:
    cookie = await begin(stored)
    actor = await actor_of(stored, cookie)
    for minutes in (29, 58, 87):
        stored.clock.shift = timedelta(minutes=minutes)
        assert await stored.identity.actor(cookie, None) == actor
        assert await is_live(stored, actor)
    stored.clock.shift = timedelta(minutes=118)
    assert not await is_live(stored, actor)
    assert await stored.identity.actor(cookie, None) is None


async def test_looking_without_using_does_not_keep_a_session(house: House) -> None:
    cookie = await begin(house)
    house.clock.shift = timedelta(minutes=29)
    assert await house.identity.actor(cookie, None, using=False)
    house.clock.shift = timedelta(minutes=31)
    assert await house.identity.actor(cookie, None, using=False) is None


async def test_its_use_is_written_at_most_once_a_minute(house: House) -> None:
    cookie = await begin(house)
    written = set()
    for seconds in range(0, 180, 10):
        house.clock.shift = timedelta(seconds=seconds)
        await house.identity.actor(cookie, None)
        written.add((await house.sessions())[0].last_used_at)
    assert len(written) == 3


async def test_a_session_ends_after_its_hours_however_much_it_is_used(stored: House) -> None:
    cookie = await begin(stored)
    actor = await actor_of(stored, cookie)
    for minutes in range(20, 12 * 60, 20):
        stored.clock.shift = timedelta(minutes=minutes)
        assert await stored.identity.actor(cookie, None)
    stored.clock.shift = timedelta(hours=12, seconds=1)
    assert await stored.identity.actor(cookie, None) is None
    assert not await is_live(stored, actor)


@pytest.mark.parametrize("ends", ["practitioner", "agency", "post", "post not begun"])
async def test_a_session_ends_with_the_right_it_stands_on(stored: House, ends: str) -> None:
    cookie = await begin(stored)
    actor = await actor_of(stored, cookie)
    person, agency, post = table_of(Practitioner), table_of(Agency), table_of(Membership)
    now = stored.clock.now()
    statement = {
        "practitioner": update(person).where(person.c.id == ANA.id).values(active=False),
        "agency": update(agency).where(agency.c.id == AGENCIES["police"].id).values(active=False),
        "post": update(post).where(post.c.id == ANA.posts[0].id).values(ends_at=now),
        "post not begun": update(post).where(post.c.id == ANA.posts[0].id).values(starts_at=now + timedelta(days=1)),
    }[ends]
    async with stored.database.writing() as session:
        await session.execute(statement)
    assert await stored.identity.actor(cookie, None) is None
    async with stored.database.writing() as session:
        with pytest.raises(Problem) as refused:
            await authorise(session, actor, now)
    assert refused.value.code is Code.UNAUTHENTICATED


async def test_one_who_has_no_live_post_left_is_turned_away_like_a_stranger(
    house: House, hostile: HostileProvider
) -> None:
    post = table_of(Membership)
    async with house.database.writing() as session:
        await session.execute(update(post).where(post.c.id == ANA.posts[0].id).values(ends_at=house.clock.now()))
    async with house.browser() as browser:
        answers = [await sign_in(browser, hostile, subject) for subject in ("ana", "nobody-at-all")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].text == answers[1].text
    assert "You have no place here yet" in answers[0].text
    assert await house.sessions() == []


async def test_a_command_reads_the_post_again(stored: House) -> None:
    actor = await actor_of(stored, await begin(stored))
    post = table_of(Membership)
    async with stored.database.writing() as session:
        await session.execute(update(post).where(post.c.id == actor.membership_id).values(role=Role.AUDITOR))
    async with stored.database.writing() as session:
        fresh, _ = await authorise(session, actor, stored.clock.now())
    assert fresh == Actor(**{**vars(actor), "role": Role.AUDITOR})


async def test_one_acts_by_one_post_at_a_time_and_can_change_it(stored: House) -> None:
    cookie = await begin(stored, "corina")
    before = await actor_of(stored, cookie)
    social, legal = CORINA.posts
    assert (before.membership_id, before.agency_id) == (social.id, AGENCIES["social"].id)
    await switch(stored, before, ids.encode("membership", legal.id))
    after = await actor_of(stored, cookie)
    assert (after.membership_id, after.agency_id) == (legal.id, AGENCIES["legal"].id)
    assert after.session_id == before.session_id
    # what still acts by the former post has ended: streams, and commands under way
    assert (await is_live(stored, before), await is_live(stored, after)) == (False, True)
    async with stored.database.writing() as session:
        with pytest.raises(Problem):
            await authorise(session, before, stored.clock.now())


async def test_the_next_sign_in_begins_with_the_post_last_acted_by(stored: House) -> None:
    legal = CORINA.posts[1]
    await switch(stored, await actor_of(stored, await begin(stored, "corina")), ids.encode("membership", legal.id))
    assert (await actor_of(stored, await begin(stored, "corina"))).membership_id == legal.id
    post = table_of(Membership)
    async with stored.database.writing() as session:
        await session.execute(update(post).where(post.c.id == legal.id).values(ends_at=stored.clock.now()))
    assert (await actor_of(stored, await begin(stored, "corina"))).membership_id == CORINA.posts[0].id


@pytest.mark.parametrize(
    ("membership", "error"),
    [
        (ids.encode("membership", PEOPLE["bogdan"].posts[0].id), NotFound),
        (ids.encode("membership", UUID(int=1)), NotFound),
        (ids.encode("agency", AGENCIES["legal"].id), Invalid),
        ("nonsense", Invalid),
    ],
)
async def test_nobody_acts_by_another_persons_post_or_by_none(
    house: House, membership: str, error: type[Problem]
) -> None:
    actor = await actor_of(house, await begin(house, "corina"))
    with pytest.raises(error) as refused:
        await switch(house, actor, membership)
    assert refused.value.path == ["membershipId"]
    assert (await house.sessions())[0].membership_id == actor.membership_id


async def test_a_post_that_has_ended_cannot_be_changed_to(house: House) -> None:
    actor, legal, post = await actor_of(house, await begin(house, "corina")), CORINA.posts[1].id, table_of(Membership)
    async with house.database.writing() as session:
        await session.execute(update(post).where(post.c.id == legal).values(ends_at=house.clock.now()))
    with pytest.raises(NotFound):
        await switch(house, actor, ids.encode("membership", legal))


@pytest.mark.parametrize(
    "settings",
    [
        {"public_origin": "http://roundtable.example"},
        {"public_origin": "https://roundtable.example/"},
        {"public_origin": "https://someone@roundtable.example"},
        {"public_origin": "https://roundtable.example", "oidc_issuer": "http://id.example"},
        {"public_origin": "ftp://127.0.0.1"},
    ],
)
async def test_sign_in_never_travels_unencrypted(database: Database, settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ROUNDTABLE_"):
        async with open_house(database, demo=False, **{"oidc_client_id": "x", **settings}):
            pass
