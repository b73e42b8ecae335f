"""An agency is taken into the directory, by who administers the platform."""

import pytest

from roundtable.demo.cast import AGENCIES
from tests.administration.office import FORBIDDEN, admin_of, done, no_other_role_may, platform, refused
from tests.messaging.room import left_behind
from tests.seats.chairs import sees
from tests.support.table import Table

SHELTER = {"name": "Cluj Shelter", "type": "SHELTER", "county": "Cluj"}


async def test_an_agency_is_taken_into_the_directory(table: Table) -> None:
    horia = await platform(table)

    async with left_behind(table) as added:
        agency = await done(horia, "AddAgency", **{**SHELTER, "name": "  Cluj Shelter "})

    assert agency == {"id": agency["id"], **SHELTER, "active": True}
    assert added == {"agency": 1, "performed": 1}
    shown = (await (await table.by("ana")).ask("AgencyChoices")).data["agencies"]["nodes"]
    assert agency["id"] in {each["id"] for each in shown}
    assert not await sees(horia, table)


async def test_the_same_name_in_another_county_is_another_agency(table: Table) -> None:
    horia, given = await platform(table), {"name": AGENCIES["police"].name, "type": "POLICE"}

    await done(horia, "AddAgency", **given)
    await done(horia, "AddAgency", **given, county="Sibiu")

    there = [("ALREADY_THERE", ["name"])]
    assert await refused(table, horia, "AddAgency", **given, county="Cluj") == there
    assert await refused(table, horia, "AddAgency", **given, county=" ") == there


async def test_nobody_else_takes_one_in(table: Table) -> None:
    assert await refused(table, await admin_of(table), "AddAgency", **SHELTER) == FORBIDDEN
    await no_other_role_may(table, "AddAgency", **SHELTER)


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"name": " \t"}, "REQUIRED", "name"),
        ({"name": "x" * 201}, "TOO_LONG", "name"),
        ({"name": "Shelter\u202e"}, "CONTROL_CHARACTERS", "name"),
        ({"county": "x" * 81}, "TOO_LONG", "county"),
    ],
)
async def test_what_cannot_be_read_is_refused(table: Table, wrong: dict[str, str], code: str, path: str) -> None:
    assert await refused(table, await platform(table), "AddAgency", **{**SHELTER, **wrong}) == [(code, [path])]
