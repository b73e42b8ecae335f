"""An agency that rested takes part again, as it did."""

from tests.administration.office import FORBIDDEN, admin_of, done, no_other_role_may, platform, refused, resting
from tests.seats.chairs import sees
from tests.support.table import Table


async def test_its_people_enter_again_and_see_what_they_saw(table: Table) -> None:
    horia, dalia = await platform(table), await table.by("dalia")
    await resting(table, "ngo")
    assert (await dalia.ask("Viewer")).codes == ["UNAUTHENTICATED"]

    agency = await done(horia, "ResumeAgency", agencyId=table.agency_id("ngo"))

    assert agency["active"] is True
    assert await sees(dalia, table)


async def test_one_that_takes_part_is_not_taken_up(table: Table) -> None:
    given = {"agencyId": table.agency_id("ngo")}

    assert await refused(table, await platform(table), "ResumeAgency", **given) == [("WRONG_STATUS", ["agencyId"])]


async def test_nobody_else_takes_one_up(table: Table) -> None:
    given = {"agencyId": table.agency_id("social")}
    await resting(table, "social")

    assert await refused(table, await admin_of(table), "ResumeAgency", **given) == FORBIDDEN
    await no_other_role_may(table, "ResumeAgency", **given)
