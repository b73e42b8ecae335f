"""An agency is called otherwise, or works elsewhere."""

import pytest

from roundtable.demo.cast import AGENCIES
from tests.administration.office import FORBIDDEN, admin_of, done, no_other_role_may, platform, refused
from tests.messaging.room import left_behind, nothing
from tests.support.table import Table


async def test_an_agency_gets_another_name_and_county(table: Table) -> None:
    horia, police = await platform(table), table.agency_id("police")

    async with left_behind(table) as added:
        agency = await done(horia, "ChangeAgency", agencyId=police, name=" Cluj Police", county=None)

    assert (agency["id"], agency["name"], agency["county"], agency["type"]) == (police, "Cluj Police", None, "POLICE")
    assert added == {"performed": 1}
    await done(horia, "ChangeAgency", agencyId=police, name="Cluj Police", county=" Cluj ")


async def test_not_that_of_another(table: Table) -> None:
    horia, ngo = await platform(table), AGENCIES["ngo"]
    given = {"agencyId": table.agency_id("police"), "name": ngo.name, "county": ngo.county}

    assert await refused(table, horia, "ChangeAgency", **given) == [("ALREADY_THERE", ["name"])]


async def test_nobody_else_changes_one_not_even_those_who_administer_it(table: Table) -> None:
    given = {"agencyId": table.agency_id("police"), "name": "Cluj Police"}

    assert await refused(table, await admin_of(table), "ChangeAgency", **given) == FORBIDDEN
    await no_other_role_may(table, "ChangeAgency", **given)


@pytest.mark.parametrize("name", ["platform", "admin"])
async def test_one_that_is_not_there_is_not_found(table: Table, name: str) -> None:
    client = await (platform(table) if name == "platform" else admin_of(table))

    unknown = await refused(table, client, "ChangeAgency", agencyId=nothing("agency"), name="Cluj Police")
    wrong = await refused(table, client, "ChangeAgency", agencyId=table.case_id, name="Cluj Police")

    assert (unknown, wrong) == ([("NOT_FOUND", ["agencyId"])], [("INVALID_ID", ["agencyId"])])


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"name": ""}, "REQUIRED", "name"),
        ({"name": "x" * 201}, "TOO_LONG", "name"),
        ({"county": "Cluj\x00"}, "CONTROL_CHARACTERS", "county"),
    ],
)
async def test_what_cannot_be_read_is_refused(table: Table, wrong: dict[str, str], code: str, path: str) -> None:
    given = {"agencyId": table.agency_id("police"), "name": "Cluj Police", **wrong}

    assert await refused(table, await platform(table), "ChangeAgency", **given) == [(code, [path])]
