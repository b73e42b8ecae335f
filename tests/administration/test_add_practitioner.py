"""A practitioner is taken into the directory with a first post, and enters once invited."""

from typing import Any

import pytest

from tests.administration.office import (
    RESERVED,
    admin_of,
    done,
    in_days,
    no_other_role_may,
    platform,
    refused,
    resting,
)
from tests.messaging.room import left_behind, nothing
from tests.seats.chairs import sees
from tests.support.table import Table


def _given(table: Table, agency: str = "police", **more: Any) -> dict[str, Any]:
    return {"fullName": "Ioana Pop", "agencyId": table.agency_id(agency), "role": "CONTACT_POINT", **more}


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_a_practitioner_is_taken_in_with_a_first_post(table: Table, who: Any) -> None:
    client, ends = await who(table), in_days(table, 90)

    async with left_behind(table) as added:
        post = await done(client, "AddPractitioner", **_given(table, title=" Officer ", endsAt=ends))

    assert (post["role"], post["title"], post["endsAt"]) == ("CONTACT_POINT", "Officer", ends)
    assert (post["practitioner"]["fullName"], post["agency"]["id"]) == ("Ioana Pop", table.agency_id("police"))
    assert post["startsAt"] < in_days(table, 0)
    assert added == {"practitioner": 1, "membership": 1, "fact": 1, "stream_entry": 1, "performed": 1}
    assert not await sees(client, table)


async def test_a_name_that_is_there_is_taken_for_the_same_person_unless_it_is_said_to_be_another(table: Table) -> None:
    horia = await platform(table)

    there = await refused(table, horia, "AddPractitioner", **_given(table, fullName="Ana "))
    assert there == [("ALREADY_THERE", ["fullName"])]
    await done(horia, "AddPractitioner", **_given(table, "ngo", fullName="Ana"))
    await done(horia, "AddPractitioner", **_given(table, fullName="Ana", namesake=True))


async def test_who_has_left_the_agency_is_not_taken_for_who_comes(table: Table) -> None:
    horia = await platform(table)
    await done(horia, "EndPost", membershipId=table.membership_id("ana"))

    await done(horia, "AddPractitioner", **_given(table, fullName="Ana"))


async def test_an_agency_s_administrator_gives_posts_there_alone_and_none_that_is_reserved(table: Table) -> None:
    gelu = await admin_of(table)

    foreign = await refused(table, gelu, "AddPractitioner", **_given(table, "ngo"))
    reserved = [await refused(table, gelu, "AddPractitioner", **_given(table, role=role)) for role in RESERVED]

    assert foreign == [("FORBIDDEN", ["agencyId"])]
    assert reserved == [[("FORBIDDEN", ["role"])]] * 3


async def test_nobody_else_takes_one_in(table: Table) -> None:
    await no_other_role_may(table, "AddPractitioner", **_given(table))


async def test_bad_input_has_its_codes(table: Table) -> None:
    horia, agency = await platform(table), nothing("agency")
    await resting(table, "ngo")
    wrong: list[tuple[dict[str, Any], str, str]] = [
        (_given(table, fullName=" "), "REQUIRED", "fullName"),
        (_given(table, fullName="x" * 201), "TOO_LONG", "fullName"),
        (_given(table, fullName="Ana\u202e"), "CONTROL_CHARACTERS", "fullName"),
        (_given(table, title="x" * 121), "TOO_LONG", "title"),
        (_given(table, role="SERVICE_ACCOUNT"), "INVALID_ROLE", "role"),
        (_given(table, startsAt=in_days(table, 2), endsAt=in_days(table, 1)), "INVALID_DATE", "endsAt"),
        (_given(table, agencyId=agency), "NOT_FOUND", "agencyId"),
        (_given(table, agencyId="police"), "INVALID_ID", "agencyId"),
        (_given(table, "ngo"), "WRONG_STATUS", "agencyId"),
    ]
    for given, code, path in wrong:
        assert await refused(table, horia, "AddPractitioner", **given) == [(code, [path])]
