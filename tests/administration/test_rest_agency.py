"""An agency takes no part for a while: none of its people and scripts enters, and it is given nothing."""

import pytest

from roundtable.core.actor import Role
from tests.administration.office import (
    FORBIDDEN,
    admin_of,
    done,
    no_other_role_may,
    platform,
    practitioner,
    refused,
)
from tests.messaging.room import nothing
from tests.seats.chairs import in_role
from tests.streams.test_ended_rights import MINE
from tests.streams.wire import SOON, Wire, own_cursor
from tests.support.table import Table


async def test_nobody_of_it_enters_any_more(table: Table) -> None:
    horia, dalia, script = await platform(table), await table.by("dalia"), await table.by_script()

    agency = await done(horia, "RestAgency", agencyId=table.agency_id("ngo"))

    assert (agency["id"], agency["active"]) == (table.agency_id("ngo"), False)
    for client in (dalia, script):
        assert (await client.ask("Viewer")).codes == ["UNAUTHENTICATED"]


async def test_streams_of_it_end(wire: Wire) -> None:
    table = wire.table
    horia, dalia = await platform(table), await table.by("dalia")
    async with wire.listening(dalia, MINE, after=await own_cursor(dalia)) as stream:
        await done(horia, "RestAgency", agencyId=table.agency_id("ngo"))
        codes, before, seconds = await stream.end()

    assert (codes, before, seconds < SOON) == (["ACCESS_ENDED"], [], True)


async def test_it_gets_no_posts_and_cannot_rest_twice(table: Table) -> None:
    horia, ngo = await platform(table), table.agency_id("ngo")
    await done(horia, "RestAgency", agencyId=ngo)

    again = await refused(table, horia, "RestAgency", agencyId=ngo)
    post = await refused(table, horia, "AddPost", practitionerId=practitioner("ana"), agencyId=ngo, role="PRACTITIONER")

    assert again == post == [("WRONG_STATUS", ["agencyId"])]


async def test_not_that_of_the_last_who_administer_the_platform(table: Table) -> None:
    horia, own = await platform(table), table.agency_id("elsewhere")

    assert await refused(table, horia, "RestAgency", agencyId=own) == [("WRONG_STATUS", ["agencyId"])]

    await in_role(table, "ilie", Role.PLATFORM_ADMIN)
    await done(horia, "RestAgency", agencyId=own)


async def test_nobody_else_lets_one_rest(table: Table) -> None:
    given = {"agencyId": table.agency_id("ngo")}

    assert await refused(table, await admin_of(table, "ngo"), "RestAgency", **given) == FORBIDDEN
    await no_other_role_may(table, "RestAgency", **given)


@pytest.mark.parametrize("operation", ["RestAgency", "ResumeAgency"])
async def test_one_that_is_not_there_is_not_found(table: Table, operation: str) -> None:
    horia = await platform(table)

    assert await refused(table, horia, operation, agencyId=nothing("agency")) == [("NOT_FOUND", ["agencyId"])]
    assert await refused(table, horia, operation, agencyId="ngo") == [("INVALID_ID", ["agencyId"])]
