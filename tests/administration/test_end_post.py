"""A post ends, now or later, with all that rests on it."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo.cast import NGO_SCRIPT
from tests.administration.office import (
    RESERVED,
    admin_of,
    done,
    in_days,
    no_other_role_may,
    platform,
    practitioner,
    refused,
)
from tests.messaging.room import left_behind, nothing, posted
from tests.seats.chairs import in_role, sees
from tests.streams.test_ended_rights import CASE, MINE
from tests.streams.wire import SOON, Wire, case_cursor, own_cursor
from tests.support.table import Table
from tests.tasks.desk import shifted

SCRIPT = ids.encode("membership", NGO_SCRIPT.post.id)
LAST = [("WRONG_STATUS", ["membershipId"])]


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_a_post_ends_now_and_its_holder_is_let_in_no_more(table: Table, who: Any) -> None:
    client, ana = await who(table), await table.by("ana")

    async with left_behind(table) as added:
        post = await done(client, "EndPost", membershipId=table.membership_id("ana"))

    assert post["endsAt"] < in_days(table, 0)
    assert {name: added[name] for name in ("fact", "performed")} == {"fact": 1, "performed": 1}
    assert (await ana.ask("Viewer")).codes == ["UNAUTHENTICATED"]


async def test_a_post_ends_later_and_stands_till_then(table: Table) -> None:
    horia, ana, ends = await platform(table), await table.by("ana"), in_days(table, 0.02)

    post = await done(horia, "EndPost", membershipId=table.membership_id("ana"), endsAt=ends)

    assert post["endsAt"] == ends
    assert await sees(ana, table)
    with shifted(table, 0.5):
        assert (await ana.ask("Viewer")).codes == ["UNAUTHENTICATED"]


async def test_a_post_that_has_not_begun_never_does(table: Table) -> None:
    horia, starts = await platform(table), in_days(table, 3)
    given = {"practitionerId": practitioner("ana"), "agencyId": table.agency_id("ngo"), "role": "PRACTITIONER"}
    post = await done(horia, "AddPost", **given, startsAt=starts)

    ended = await done(horia, "EndPost", membershipId=post["id"])

    assert (ended["startsAt"], ended["endsAt"]) == (starts, starts)
    assert await refused(table, horia, "EndPost", membershipId=post["id"]) == LAST


async def test_streams_that_rest_on_it_end_and_bring_nothing_of_what_came_after(wire: Wire) -> None:
    table = wire.table
    gelu, ana, bogdan = await admin_of(table, "forensic"), await table.by("ana"), await table.by("bogdan")
    async with (
        wire.listening(bogdan, CASE, id=table.case_id, after=await case_cursor(bogdan, table)) as of_case,
        wire.listening(bogdan, MINE, after=await own_cursor(bogdan)) as own,
    ):
        await done(gelu, "EndPost", membershipId=table.membership_id("bogdan"))
        await posted(ana, await table.thread_id(), "when he may no more")
        for stream in (of_case, own):
            codes, before, seconds = await stream.end()
            assert (codes, before, seconds < SOON) == (["ACCESS_ENDED"], [], True)


async def test_a_script_s_stream_ends_with_its_post(wire: Wire) -> None:
    table = wire.table
    gelu, script = await admin_of(table, "ngo"), await table.by_script()
    async with wire.listening(script, MINE, after=await own_cursor(script)) as stream:
        await done(gelu, "EndPost", membershipId=SCRIPT)
        codes, before, seconds = await stream.end()

    assert (codes, before, seconds < SOON) == (["ACCESS_ENDED"], [], True)
    assert (await script.ask("Viewer")).codes == ["UNAUTHENTICATED"]


async def test_a_post_ends_no_later_than_it_would_not_before_it_begins_and_not_in_the_past(table: Table) -> None:
    horia = await platform(table)
    span = {"startsAt": in_days(table, 1), "endsAt": in_days(table, 9)}
    role = {"agencyId": table.agency_id("ngo"), "role": "PRACTITIONER"}
    post = (await done(horia, "AddPost", practitionerId=practitioner("ana"), **role, **span))["id"]

    for days, code, path in (
        (0.5, "INVALID_DATE", "endsAt"),
        (9.5, "WRONG_STATUS", "membershipId"),
        (-1, "INVALID_DATE", "endsAt"),
    ):
        at = in_days(table, days)
        assert await refused(table, horia, "EndPost", membershipId=post, endsAt=at) == [(code, [path])]
    given = {"membershipId": table.membership_id("ana"), "endsAt": in_days(table, -0.0001)}
    assert await refused(table, horia, "EndPost", **given) == [("INVALID_DATE", ["endsAt"])]
    for days in (8, 2):
        await done(horia, "EndPost", membershipId=post, endsAt=in_days(table, days))
    await done(horia, "EndPost", membershipId=table.membership_id("ana"))
    assert await refused(table, horia, "EndPost", membershipId=table.membership_id("ana")) == LAST


async def test_an_agency_s_administrator_ends_no_post_elsewhere_and_none_that_is_reserved(table: Table) -> None:
    gelu, denied = await admin_of(table), [("FORBIDDEN", ["membershipId"])]

    assert await refused(table, gelu, "EndPost", membershipId=table.membership_id("bogdan")) == denied
    for role in RESERVED:
        await in_role(table, "ana", role)
        assert await refused(table, gelu, "EndPost", membershipId=table.membership_id("ana")) == denied


async def test_nobody_else_ends_one_not_even_their_own(table: Table) -> None:
    await no_other_role_may(table, "EndPost", membershipId=table.membership_id("gelu"))


async def test_one_that_is_not_there_is_not_found(table: Table) -> None:
    for client in (await platform(table), await admin_of(table), await table.by("ana")):
        unknown = await refused(table, client, "EndPost", membershipId=nothing("membership"))
        wrong = await refused(table, client, "EndPost", membershipId=practitioner("ana"))
        assert (unknown, wrong) == ([("NOT_FOUND", ["membershipId"])], [("INVALID_ID", ["membershipId"])])


async def test_the_last_who_administers_the_platform_stays(table: Table) -> None:
    horia = await platform(table)
    own = {"membershipId": table.membership_id("horia")}

    assert await refused(table, horia, "EndPost", **own) == LAST
    assert await refused(table, horia, "EndPost", **own, endsAt=in_days(table, 9)) == LAST

    # One who will go is not enough.
    other = {"practitionerId": practitioner("ilie"), "agencyId": table.agency_id("ngo"), "role": "PLATFORM_ADMIN"}
    passing = await done(horia, "AddPost", **other, endsAt=in_days(table, 30))
    assert await refused(table, horia, "EndPost", **own) == LAST
    await done(horia, "EndPost", membershipId=passing["id"], endsAt=in_days(table, 20))
    await done(horia, "EndPost", membershipId=passing["id"])

    await done(horia, "AddPost", **other)
    await done(horia, "EndPost", **own)


@pytest.mark.parametrize("at_the_same_time", ["EndPost", "RestAgency"])
async def test_of_two_who_end_each_other_s_post_one_stays(table: Table, at_the_same_time: str) -> None:
    horia, ilie = await platform(table), await in_role(table, "ilie", Role.PLATFORM_ADMIN)
    mine = {"membershipId": table.membership_id("ilie")}
    his = {"membershipId": table.membership_id("horia")}
    if at_the_same_time == "RestAgency":
        his = {"agencyId": table.agency_id("elsewhere")}

    answers = await asyncio.gather(
        horia.ask("EndPost", input={"clientMutationId": str(uuid4()), **mine}),
        ilie.ask(at_the_same_time, input={"clientMutationId": str(uuid4()), **his}),
    )

    # Who came second was refused, or is nobody any more.
    done_ = [a for a in answers if "errors" not in a.body and not any(p["problems"] for p in a.data.values())]
    assert len(done_) == 1
    async with table.database.reading() as connection:
        post = table_of(Membership)
        binds = {"now": table.services.clock.now()}
        left = select(post.c.id).where(post.c.role == Role.PLATFORM_ADMIN, live(post))
        assert len((await connection.execute(left, binds)).all()) == 1
