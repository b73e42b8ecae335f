"""Agencies, practitioners, posts and scripts come into the directory, and posts end; what is wrong leaves no row."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from roundtable.agencies import commands
from roundtable.agencies.commands import Post
from roundtable.agencies.models import Agency, AgencyType, Membership, Practitioner, ServiceAccount
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.errors import Problem
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from tests.messaging.room import left_behind, nothing
from tests.support.table import Table

ANA = ids.encode("practitioner", PEOPLE["ana"].id)
NGO, POLICE = [ids.encode("agency", AGENCIES[key].id) for key in ("ngo", "police")]
Act = Callable[..., Awaitable[Any]]


async def _done(table: Table, act: Act, *given: Any, **more: Any) -> Any:
    async with table.database.writing() as session:
        return await act(session, *given, **more)


async def _refused(table: Table, act: Act, *given: Any, **more: Any) -> tuple[str, list[str], str]:
    """What it is refused with; nothing is left of it."""
    async with left_behind(table) as added:
        with pytest.raises(Problem) as refused:
            await _done(table, act, *given, **more)
    assert added == {}
    problem = refused.value
    return problem.code.value, problem.path, problem.detail


async def _row(table: Table, model: Any, key: UUID) -> dict[str, Any]:
    kind = table_of(model)
    async with table.database.reading() as connection:
        return dict((await connection.execute(select(kind).where(kind.c.id == key))).one()._mapping)


def _post(table: Table, agency: str = NGO, role: Role = Role.PRACTITIONER, days: int = 0, **more: Any) -> Post:
    return Post(agency, role, table.services.clock.now() + timedelta(days=days), **more)


async def test_an_agency_is_taken_into_the_directory(table: Table) -> None:
    async with left_behind(table) as added:
        agency = await _done(table, commands.add_agency, "  Cluj Shelter ", AgencyType.SHELTER, "Cluj")

    row = {"id": agency.id, "name": "Cluj Shelter", "type": AgencyType.SHELTER, "county": "Cluj", "active": True}
    assert await _row(table, Agency, agency.id) == row
    assert added == {"agency": 1}


async def test_the_same_name_in_another_county_is_another_agency(table: Table) -> None:
    name, kind = AGENCIES["police"].name, AgencyType.POLICE
    for county in (None, "Iași"):
        await _done(table, commands.add_agency, name, kind, county)

    again = await _refused(table, commands.add_agency, f"{name} ", kind, "Cluj")
    assert again == ("ALREADY_THERE", ["name"], f"There is one like this already: {POLICE}.")
    assert (await _refused(table, commands.add_agency, name, kind, " "))[0] == "ALREADY_THERE"


async def test_a_practitioner_is_taken_in_with_a_first_post(table: Table) -> None:
    given = _post(table, role=Role.CONTACT_POINT, title=" Counsellor ")
    async with left_behind(table) as added:
        post = await _done(table, commands.add_practitioner, "Ioana Pop", given)

    person = await _row(table, Practitioner, post.practitioner_id)
    assert person == {"id": post.practitioner_id, "full_name": "Ioana Pop", "active": True}
    assert await _row(table, Membership, post.id) == {
        "id": post.id,
        "practitioner_id": person["id"],
        "service_account_id": None,
        "agency_id": AGENCIES["ngo"].id,
        "unit_id": None,
        "role": Role.CONTACT_POINT,
        "title": "Counsellor",
        "starts_at": given.starts_at,
        "ends_at": None,
    }
    assert added == {"practitioner": 1, "membership": 1}


async def test_a_name_that_is_at_the_agency_already_is_taken_for_the_same_person_unless_it_is_said_to_be_another(
    table: Table,
) -> None:
    at_the_police, at_the_ngo = _post(table, POLICE), _post(table, NGO)

    again = await _refused(table, commands.add_practitioner, "Ana", at_the_police)
    assert again == ("ALREADY_THERE", ["fullName"], f"There is one like this already: {ANA}.")

    await _done(table, commands.add_practitioner, "Ana", at_the_ngo)
    await _done(table, commands.add_practitioner, "Ana", at_the_police, namesake=True)


async def test_who_has_left_the_agency_is_not_taken_for_who_comes(table: Table) -> None:
    await _done(table, commands.end_post, table.membership_id("ana"), table.services.clock.now())

    await _done(table, commands.add_practitioner, "Ana", _post(table, POLICE))


async def test_a_practitioner_gets_one_more_post(table: Table) -> None:
    given = _post(table, ends_at=table.services.clock.now() + timedelta(days=90))
    async with left_behind(table) as added:
        post = await _done(table, commands.add_post, ANA, given)

    row = await _row(table, Membership, post.id)
    assert (row["practitioner_id"], row["ends_at"]) == (PEOPLE["ana"].id, given.ends_at)
    assert added == {"membership": 1}


async def test_the_same_role_at_the_same_agency_is_given_once_at_a_time(table: Table) -> None:
    now = table.services.clock.now()
    first = await _done(table, commands.add_post, ANA, _post(table, days=10, ends_at=now + timedelta(days=20)))
    there = ("ALREADY_THERE", ["role"], f"There is one like this already: {ids.encode('membership', first.id)}.")

    for days, until in ((0, None), (0, 11), (19, None), (12, 13)):
        ends = now + timedelta(days=until) if until else None
        given = _post(table, days=days, ends_at=ends)
        assert await _refused(table, commands.add_post, ANA, given) == there

    for given in (
        _post(table, ends_at=now + timedelta(days=9)),
        _post(table, days=21),
        _post(table, days=10, role=Role.SUPERVISOR),
        _post(table, POLICE, days=10),
    ):
        await _done(table, commands.add_post, ANA, given)


async def test_an_agency_gets_a_service_account(table: Table) -> None:
    now = table.services.clock.now()
    async with left_behind(table) as added:
        post = await _done(table, commands.add_script, "Task list", POLICE, now)

    row = await _row(table, Membership, post.id)
    assert (row["practitioner_id"], row["role"], row["starts_at"]) == (None, Role.SERVICE_ACCOUNT, now)
    account = await _row(table, ServiceAccount, row["service_account_id"])
    assert account == {"id": row["service_account_id"], "name": "Task list", "active": True}
    assert added == {"service_account": 1, "membership": 1}

    script = ids.encode("membership", NGO_SCRIPT.post.id)
    again = await _refused(table, commands.add_script, NGO_SCRIPT.name, NGO, now)
    assert again == ("ALREADY_THERE", ["name"], f"There is one like this already: {script}.")


async def test_a_post_of_what_is_unknown_inactive_or_impossible_is_refused(table: Table) -> None:
    now = table.services.clock.now()
    retired = ids.encode("practitioner", uuid4())
    closed = ids.encode("agency", uuid4())
    await table.add(
        Practitioner(id=ids.decode("practitioner", retired), full_name="Retired", active=False),
        Agency(id=ids.decode("agency", closed), name="Closed", type=AgencyType.NGO, active=False),
    )
    refused = {
        ("NOT_FOUND", "practitionerId"): (nothing("practitioner"), _post(table)),
        ("INVALID_ID", "practitionerId"): (NGO, _post(table)),
        ("WRONG_STATUS", "practitionerId"): (retired, _post(table)),
        ("NOT_FOUND", "agencyId"): (ANA, _post(table, nothing("agency"))),
        ("INVALID_ID", "agencyId"): (ANA, _post(table, "Casa Speranței")),
        ("WRONG_STATUS", "agencyId"): (ANA, _post(table, closed)),
        ("INVALID_ROLE", "role"): (ANA, _post(table, role=Role.SERVICE_ACCOUNT)),
        ("INVALID_DATE", "endsAt"): (ANA, _post(table, days=1, ends_at=now + timedelta(days=1))),
        ("TOO_LONG", "title"): (ANA, _post(table, title="x" * 121)),
    }
    for (code, field), (person, given) in refused.items():
        said = await _refused(table, commands.add_post, person, given)
        assert said[:2] == (code, [field])


@pytest.mark.parametrize(
    ("text", "code"), [(" \t", "REQUIRED"), ("x" * 201, "TOO_LONG"), ("Ana\u202e", "CONTROL_CHARACTERS")]
)
async def test_a_name_that_cannot_be_read_is_refused(table: Table, text: str, code: str) -> None:
    now = table.services.clock.now()
    agency = await _refused(table, commands.add_agency, text, AgencyType.NGO)
    practitioner = await _refused(table, commands.add_practitioner, text, _post(table))
    script = await _refused(table, commands.add_script, text, NGO, now)

    assert [said[:2] for said in (agency, practitioner, script)] == [
        (code, [field]) for field in ("name", "fullName", "name")
    ]


async def test_a_post_ends_and_its_holder_is_let_in_no_more(table: Table) -> None:
    ana, post = await table.by("ana"), table.membership_id("ana")
    assert (await ana.ask("Viewer")).status == 200

    await _done(table, commands.end_post, post, table.services.clock.now())

    assert (await ana.ask("Viewer")).codes == ["UNAUTHENTICATED"]


async def test_a_post_ends_no_later_than_it_would_and_not_before_it_begins(table: Table) -> None:
    now = table.services.clock.now()
    given = Post(NGO, Role.PRACTITIONER, now + timedelta(days=1), now + timedelta(days=9))
    post = ids.encode("membership", (await _done(table, commands.add_post, ANA, given)).id)

    for days, said in {
        0: ("INVALID_DATE", ["endsAt"], "The post has not begun by then."),
        9: ("WRONG_STATUS", ["membershipId"], "The post has ended by then."),
        10: ("WRONG_STATUS", ["membershipId"], "The post has ended by then."),
    }.items():
        at = now + timedelta(days=days)
        assert await _refused(table, commands.end_post, post, at) == said
    unknown = await _refused(table, commands.end_post, nothing("membership"), now)
    assert unknown[:2] == ("NOT_FOUND", ["membershipId"])

    for days in (8, 1):
        at = now + timedelta(days=days)
        await _done(table, commands.end_post, post, at)
        assert (await _row(table, Membership, ids.decode("membership", post)))["ends_at"] == at
