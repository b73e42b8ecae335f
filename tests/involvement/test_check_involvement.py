"""Asking whether another agency knows a person."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from roundtable.access.models import CaseAgency
from roundtable.agencies.models import Membership
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.involvement.models import InvolvementCheck
from tests.cases.people import MARIA, recorded
from tests.glass.emergency import conflict, move
from tests.messaging.room import left_behind, refusals
from tests.support.table import Client, Table

WHY = "She came to our station tonight."
BY_NUMBER, NOBODY = {"nationalId": "2900501 123456"}, {"nationalId": "1111111111111"}
BY_NAME = {"fullName": "pop MARIA stefanescu", "dateOfBirth": MARIA["dateOfBirth"]}
_NO_HIT = {"hit": False, "contactPoints": [], "purpose": WHY}


@pytest.fixture
async def known(table: Table) -> Table:
    """Maria is known where Social Services lead; they have no contact point, so Corina is on duty."""
    await recorded(await table.by("corina"), table, **MARIA)
    return table


async def ask(client: Client, person: dict[str, Any], purpose: str = WHY, **more: Any) -> dict[str, Any]:
    """Make a check; answers the payload."""
    return await client.act("CheckInvolvement", person=person, purpose=purpose, **more)


async def answered(client: Client, person: dict[str, Any]) -> dict[str, Any]:
    """What a check is answered, its moment apart."""
    payload = await ask(client, person)
    assert payload["problems"] == []
    involvement: dict[str, Any] = payload["involvement"]
    assert involvement.pop("at")
    return involvement


async def contacts(client: Client, person: dict[str, Any] = BY_NUMBER) -> set[str]:
    return {post["id"] for post in (await answered(client, person))["contactPoints"]}


@pytest.mark.parametrize("person", [BY_NUMBER, BY_NAME])
async def test_a_hit_says_whom_to_call_and_nothing_of_the_case(known: Table, person: dict[str, str]) -> None:
    horia = await known.by("horia")

    found = await answered(horia, person)

    (contact,) = found["contactPoints"]
    assert (found["hit"], found["purpose"], contact["id"]) == (True, WHY, known.membership_id("corina"))
    assert set(found) == {"hit", "contactPoints", "purpose"}


async def test_no_hit_has_the_same_form(known: Table) -> None:
    assert await answered(await known.by("horia"), NOBODY) == _NO_HIT


async def test_a_check_is_on_the_record_with_a_hash_of_who_was_asked_for(known: Table) -> None:
    horia = await known.by("horia")

    async with left_behind(known) as added:
        await answered(horia, BY_NAME)
        await answered(horia, NOBODY)

    assert added == {"involvement_check": 2, "involvement_contact": 1, "performed": 2}
    check = table_of(InvolvementCheck)
    async with known.database.reading() as connection:
        rows = (await connection.execute(select(check).order_by(check.c.at))).all()
    assert [(row.membership_id, row.purpose, row.hit) for row in rows] == [
        (PEOPLE["horia"].posts[0].id, WHY, True),
        (PEOPLE["horia"].posts[0].id, WHY, False),
    ]
    index = known.services.vault.index
    assert [row.asked_hash for row in rows] == [
        index("name and birthday", "maria pop stefanescu", "1990-05-01"),
        index("national id", "1111111111111"),
    ]


async def test_contact_points_are_called_before_others_on_duty(known: Table) -> None:
    await move(known, "felicia", "social", Role.CONTACT_POINT)
    assert await contacts(await known.by("horia")) == {known.membership_id("felicia")}


async def test_who_has_left_their_post_is_not_called(known: Table) -> None:
    await move(known, "felicia", "social", Role.CONTACT_POINT)
    post = table_of(Membership)
    async with known.database.writing() as session:
        ended = update(post).where(post.c.id == PEOPLE["felicia"].posts[0].id)
        await session.execute(ended.values(ends_at=known.services.clock.now()))

    assert await contacts(await known.by("horia")) == {known.membership_id("corina")}


async def test_who_has_a_conflict_is_not_called(known: Table) -> None:
    await move(known, "felicia", "social", Role.CONTACT_POINT)
    await conflict(known, person="felicia")

    assert await contacts(await known.by("horia")) == {known.membership_id("corina")}


async def test_the_leading_agencies_of_all_cases_are_named_once_each(known: Table) -> None:
    ana = await known.by("ana")
    await recorded(ana, known, "R.", story.QUIET_CASE, **MARIA)
    assert await contacts(await known.by("horia")) == {known.membership_id("corina")}

    part = table_of(CaseAgency)
    async with known.database.writing() as session:
        quiet = update(part).where(part.c.case_id == story.QUIET_CASE)
        await session.execute(quiet.values(lead=part.c.agency_id == AGENCIES["police"].id))

    assert await contacts(await known.by("horia")) == {known.membership_id("corina"), known.membership_id("ana")}


@pytest.mark.parametrize("key", ["ana", "bogdan", "corina"])
async def test_what_one_sees_oneself_is_no_hit(known: Table, key: str) -> None:
    assert await answered(await known.by(key), BY_NUMBER) == _NO_HIT


async def test_a_colleague_who_is_not_on_the_case_is_told_whom_to_call(known: Table) -> None:
    assert await contacts(await known.by("gelu")) == {known.membership_id("corina")}


@pytest.mark.parametrize("party", [{"person": "horia"}, {"agency": "elsewhere"}])
async def test_a_case_in_conflict_is_no_hit(known: Table, party: dict[str, str]) -> None:
    await conflict(known, **party)
    horia = await known.by("horia")

    async with left_behind(known) as added:
        assert await answered(horia, BY_NUMBER) == _NO_HIT

    assert added == {"involvement_check": 1, "performed": 1}


async def test_asked_again_by_the_same_id_it_answers_as_before_and_is_recorded_once(known: Table) -> None:
    horia, mutation = await known.by("horia"), str(uuid4())
    first = await ask(horia, BY_NUMBER, client_mutation_id=mutation)
    await move(known, "felicia", "social", Role.CONTACT_POINT)

    async with left_behind(known) as added:
        again = await ask(horia, BY_NUMBER, client_mutation_id=mutation)
        other = await ask(horia, NOBODY, client_mutation_id=mutation)

    assert (again, added) == (first, {})
    assert refusals(other) == [("IDEMPOTENCY_CONFLICT", ["clientMutationId"])]


async def test_a_post_may_ask_twenty_times_an_hour(known: Table) -> None:
    horia, ana = await known.by("horia"), await known.by("ana")
    await asyncio.gather(*(answered(horia, NOBODY) for _ in range(20)))

    async with left_behind(known) as added:
        refused = [await ask(horia, person) for person in (BY_NUMBER, NOBODY)]

    assert ([refusals(payload) for payload in refused], added) == ([[("RATE_LIMITED", [])]] * 2, {})
    assert refused[0]["involvement"] is None
    assert await answered(ana, NOBODY) == _NO_HIT
    known.services.clock.shift = timedelta(hours=1, seconds=1)
    assert await contacts(await known.by("horia")) == {known.membership_id("corina")}


async def test_asked_at_once_no_more_are_answered_than_allowed(known: Table) -> None:
    horia = await known.by("horia")

    answers = await asyncio.gather(*(ask(horia, NOBODY) for _ in range(24)))

    assert sum(not payload["problems"] for payload in answers) == 20


@pytest.mark.parametrize(
    ("purpose", "code"), [(" ", "REQUIRED"), ("x" * 501, "TOO_LONG"), ("\u202e", "CONTROL_CHARACTERS")]
)
async def test_without_a_purpose_nothing_is_looked_for(known: Table, purpose: str, code: str) -> None:
    horia = await known.by("horia")

    async with left_behind(known) as added:
        answers = [await ask(horia, person, purpose) for person in (BY_NUMBER, NOBODY)]

    assert (refusals(answers[0]), added) == ([(code, ["purpose"])], {})
    assert answers[0] == answers[1]


async def test_it_has_to_be_said_exactly_who_is_meant(known: Table) -> None:
    horia = await known.by("horia")

    async with left_behind(known) as added:
        assert refusals(await ask(horia, {})) == [("REQUIRED", ["person", "nationalId"])]
        assert refusals(await ask(horia, {"fullName": "Maria"})) == [("REQUIRED", ["person", "dateOfBirth"])]

    assert added == {}


@pytest.mark.parametrize("role", [Role.AGENCY_ADMIN, Role.AUDITOR, Role.ANALYST, Role.PLATFORM_ADMIN])
async def test_a_role_that_may_not_is_refused_and_finds_nothing_out(known: Table, role: Role) -> None:
    await move(known, "horia", "elsewhere", role)
    clients = [await known.by("horia"), await known.by_script()]

    async with left_behind(known) as added:
        answers = [await ask(client, person) for client in clients for person in (BY_NUMBER, NOBODY)]

    assert (refusals(answers[0]), added) == ([("FORBIDDEN", [])], {})
    assert all(answer == answers[0] for answer in answers)
