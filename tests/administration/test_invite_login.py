"""Somebody is let in by a subject at the identity provider, once, and by as many as they have."""

from typing import Any

import pytest
from sqlalchemy import update

from roundtable.agencies.models import Practitioner
from roundtable.core.tables import table_of
from roundtable.demo.cast import PEOPLE
from tests.administration.office import (
    RESERVED,
    admin_of,
    done,
    logins,
    no_other_role_may,
    platform,
    practitioner,
    refused,
)
from tests.messaging.room import left_behind, nothing
from tests.seats.chairs import in_role, sees
from tests.support.table import Table


def _given(key: str = "ana", **more: Any) -> dict[str, Any]:
    return {"practitionerId": practitioner(key), "subject": "a-1", **more}


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_a_subject_is_invited_at_the_provider_that_one_signs_in_at(table: Table, who: Any) -> None:
    client = await who(table)

    async with left_behind(table) as added:
        login = await done(client, "InviteLogin", **_given(subject=" a-1 "))

    assert (login["issuer"], login["subject"]) == (table.services.terms.issuer, "a-1")
    assert (login["clientId"], login["withdrawnAt"]) == (None, None)
    assert added == {"login": 1, "performed": 1}
    assert login["id"] in await logins(client, table, "ana")
    assert not await sees(client, table)


async def test_a_subject_is_one_person_s(table: Table) -> None:
    horia = await platform(table)
    await done(horia, "InviteLogin", **_given())

    for key in ("ana", "bogdan"):
        assert await refused(table, horia, "InviteLogin", **_given(key)) == [("ALREADY_THERE", ["subject"])]
    # Compared letter by letter.
    await done(horia, "InviteLogin", **_given(subject="A-1"))


async def test_whose_a_subject_is_is_for_the_platform_to_know(table: Table) -> None:
    said = []
    for client in (await admin_of(table), await platform(table)):
        payload = await client.act("InviteLogin", **_given("ana", subject="bogdan"))
        said += [problem["detail"] for problem in payload["problems"]]

    assert said == [
        "There is one like this already.",
        f"This subject is invited already, as {practitioner('bogdan')}.",
    ]


async def test_nobody_is_let_in_to_a_post_that_one_does_not_administer(table: Table) -> None:
    """By a login one acts by every post of its holder: else one could enter elsewhere as somebody else."""
    denied = [("FORBIDDEN", ["practitionerId"])]
    of_legal_aid = await admin_of(table, "legal")
    assert await refused(table, of_legal_aid, "InviteLogin", **_given("corina")) == denied
    assert await refused(table, of_legal_aid, "InviteLogin", **_given("ana")) == denied

    gelu = await admin_of(table)
    for role in RESERVED:
        await in_role(table, "ana", role)
        assert await refused(table, gelu, "InviteLogin", **_given("ana")) == denied


async def test_who_had_a_post_elsewhere_is_let_in_once_it_has_ended(table: Table) -> None:
    horia, gelu = await platform(table), await admin_of(table, "legal")

    await done(horia, "EndPost", membershipId=table.membership_id("corina"))
    await done(gelu, "InviteLogin", **_given("corina"))

    await done(horia, "EndPost", membershipId=table.membership_id("corina", 1))
    denied = await refused(table, gelu, "InviteLogin", **_given("corina", subject="c-2"))
    assert denied == [("FORBIDDEN", ["practitionerId"])]


async def test_nobody_else_invites(table: Table) -> None:
    await no_other_role_may(table, "InviteLogin", **_given())


async def test_bad_input_has_its_codes(table: Table) -> None:
    horia, people = await platform(table), table_of(Practitioner)
    async with table.database.writing() as session:
        await session.execute(update(people).where(people.c.id == PEOPLE["bogdan"].id).values(active=False))
    for given, code, path in (
        (_given(practitionerId=nothing("practitioner")), "NOT_FOUND", "practitionerId"),
        (_given(practitionerId=table.membership_id("ana")), "INVALID_ID", "practitionerId"),
        (_given("bogdan"), "WRONG_STATUS", "practitionerId"),
        (_given(subject=" "), "REQUIRED", "subject"),
        (_given(subject="x" * 256), "TOO_LONG", "subject"),
        (_given(subject="b\x00"), "CONTROL_CHARACTERS", "subject"),
    ):
        assert await refused(table, horia, "InviteLogin", **given) == [(code, [path])]
