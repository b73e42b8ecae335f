"""A practitioner gets one more post; nobody gives one to themselves."""

from typing import Any
from uuid import uuid4

import pytest

from roundtable.agencies.models import Practitioner
from roundtable.core import ids
from roundtable.core.actor import Role
from tests.administration.office import (
    RESERVED,
    admin_of,
    done,
    in_days,
    no_other_role_may,
    platform,
    practitioner,
    refused,
    resting,
)
from tests.messaging.room import left_behind, nothing
from tests.seats.chairs import in_role, sees
from tests.support.table import Table


def _given(table: Table, agency: str = "police", key: str = "bogdan", **more: Any) -> dict[str, Any]:
    return {
        "practitionerId": practitioner(key),
        "agencyId": table.agency_id(agency),
        "role": "PRACTITIONER",
        **more,
    }


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_a_practitioner_gets_one_more_post_and_may_act_by_it(table: Table, who: Any) -> None:
    client, bogdan, ends = await who(table), await table.by("bogdan"), in_days(table, 90)

    async with left_behind(table) as added:
        post = await done(client, "AddPost", **_given(table, endsAt=ends))

    assert (post["practitioner"]["id"], post["endsAt"]) == (practitioner("bogdan"), ends)
    assert (added["membership"], added["fact"], "practitioner" in added) == (1, 1, False)
    own = (await bogdan.ask("Viewer")).data["viewer"]["memberships"]
    assert post["id"] in [each["id"] for each in own]
    assert await sees(bogdan, table)
    assert not await sees(client, table)


async def test_nobody_gives_a_post_to_themselves(table: Table) -> None:
    horia, gelu = await platform(table), await admin_of(table)

    for client, key in ((horia, "horia"), (gelu, "gelu")):
        for role in ("PRACTITIONER", "AGENCY_ADMIN"):
            own = _given(table, key=key, role=role)
            assert await refused(table, client, "AddPost", **own) == [("FORBIDDEN", ["practitionerId"])]


async def test_the_same_role_at_the_same_agency_is_given_once_at_a_time(table: Table) -> None:
    horia = await platform(table)
    await done(horia, "AddPost", **_given(table, startsAt=in_days(table, 10), endsAt=in_days(table, 20)))

    for starts, ends in ((0, None), (0, 11), (19, None), (12, 13)):
        span: dict[str, Any] = {"startsAt": in_days(table, starts), "endsAt": in_days(table, ends) if ends else None}
        assert await refused(table, horia, "AddPost", **_given(table, **span)) == [("ALREADY_THERE", ["role"])]
    for more in (
        {"startsAt": in_days(table, 0), "endsAt": in_days(table, 9)},
        {"startsAt": in_days(table, 21)},
        {"startsAt": in_days(table, 10), "role": "SUPERVISOR"},
    ):
        await done(horia, "AddPost", **_given(table, **more))
    await done(horia, "AddPost", **_given(table, "ngo", startsAt=in_days(table, 10)))


async def test_an_agency_s_administrator_gives_posts_there_alone_and_none_that_is_reserved(table: Table) -> None:
    gelu = await admin_of(table)

    assert await refused(table, gelu, "AddPost", **_given(table, "ngo")) == [("FORBIDDEN", ["agencyId"])]
    for role in RESERVED:
        assert await refused(table, gelu, "AddPost", **_given(table, role=role)) == [("FORBIDDEN", ["role"])]


async def test_the_platform_s_administrator_gives_any(table: Table) -> None:
    horia = await platform(table)

    for role in sorted(set(Role) - {Role.SERVICE_ACCOUNT}):
        assert (await done(horia, "AddPost", **_given(table, "ngo", role=role)))["role"] == role


async def test_nobody_else_gives_one(table: Table) -> None:
    await no_other_role_may(table, "AddPost", **_given(table))


async def test_rights_are_those_of_the_post_one_acts_by(table: Table) -> None:
    await in_role(table, "corina", Role.AGENCY_ADMIN)

    given = _given(table, "legal", role="PRACTITIONER")
    by_the_other = await refused(table, await table.by("corina", post=1), "AddPost", **given)
    by_this = await refused(table, await table.by("corina"), "AddPost", **given)

    assert (by_the_other, by_this) == ([("FORBIDDEN", [])], [("FORBIDDEN", ["agencyId"])])


async def test_bad_input_has_its_codes(table: Table) -> None:
    horia, retired, tomorrow = await platform(table), uuid4(), in_days(table, 1)
    await resting(table, "ngo")
    await table.add(Practitioner(id=retired, full_name="Retired", active=False))
    wrong: list[tuple[dict[str, Any], str, str]] = [
        (_given(table, practitionerId=nothing("practitioner")), "NOT_FOUND", "practitionerId"),
        (_given(table, practitionerId=table.agency_id("ngo")), "INVALID_ID", "practitionerId"),
        (_given(table, practitionerId=ids.encode("practitioner", retired)), "WRONG_STATUS", "practitionerId"),
        (_given(table, agencyId=nothing("agency")), "NOT_FOUND", "agencyId"),
        (_given(table, agencyId="Casa Speranței"), "INVALID_ID", "agencyId"),
        (_given(table, "ngo"), "WRONG_STATUS", "agencyId"),
        (_given(table, role="SERVICE_ACCOUNT"), "INVALID_ROLE", "role"),
        (_given(table, startsAt=tomorrow, endsAt=tomorrow), "INVALID_DATE", "endsAt"),
        (_given(table, endsAt=in_days(table, -1)), "INVALID_DATE", "endsAt"),
        (_given(table, title="\u2066"), "CONTROL_CHARACTERS", "title"),
    ]
    for given, code, path in wrong:
        assert await refused(table, horia, "AddPost", **given) == [(code, [path])]


async def test_the_same_id_gives_one_post(table: Table) -> None:
    horia, mutation = await platform(table), str(uuid4())

    first = await done(horia, "AddPost", client_mutation_id=mutation, **_given(table))
    async with left_behind(table) as added:
        again = await done(horia, "AddPost", client_mutation_id=mutation, **_given(table))

    assert (again, added) == (first, {})
