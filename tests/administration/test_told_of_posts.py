"""Those who answer for an agency's cases, or give its posts, hear of who comes and goes there."""

import pytest

from roundtable.core.actor import DUTY_ROLES, Role
from tests.administration.office import done, platform, practitioner
from tests.record.auditing import auditor
from tests.streams.wire import Wire, own_cursor

HEAR = sorted({*DUTY_ROLES, Role.AGENCY_ADMIN})


@pytest.mark.parametrize("role", HEAR)
async def test_they_hear_that_somebody_got_and_lost_a_post(wire: Wire, role: Role) -> None:
    table = wire.table
    horia, gelu = await platform(table), await auditor(table, "police", role)
    given = {"practitionerId": practitioner("bogdan"), "agencyId": table.agency_id("police"), "role": "PRACTITIONER"}
    async with wire.listening(gelu, "PostEvents", after=await own_cursor(gelu)) as stream:
        post = await done(horia, "AddPost", **given)
        await done(horia, "EndPost", membershipId=post["id"])
        events = await stream.events(2)

    assert [event["__typename"] for event in events] == ["PostGiven", "PostEnded"]
    assert [event["membership"]["id"] for event in events] == [post["id"]] * 2
    assert {event["by"]["id"] for event in events} == {table.membership_id("horia")}
    assert events[1]["membership"]["endsAt"] is not None


async def test_nobody_else_hears_of_it_and_no_other_agency(wire: Wire) -> None:
    table = wire.table
    horia, dalia = await platform(table), await table.by("dalia")
    given = {"agencyId": table.agency_id("police"), "role": "PRACTITIONER"}
    for role in sorted({Role.PRACTITIONER, Role.AUDITOR, Role.ANALYST, Role.DIRECTORY_EDITOR}):
        gelu = await auditor(table, "police", role)
        async with (
            wire.listening(gelu, "PostEvents", after=await own_cursor(gelu)) as his,
            wire.listening(dalia, "PostEvents", after=await own_cursor(dalia)) as hers,
        ):
            await done(horia, "AddPractitioner", fullName=f"Ioana {role}", **given)
            assert await his.is_silent()
            assert await hers.is_silent()
