"""Who hears of seats: the table of parts that change, the agency that is asked, and whose right ended by an act."""

from collections.abc import Awaitable, Callable

import pytest

from roundtable.core.actor import Role
from tests.messaging.room import posted
from tests.seats.chairs import (
    WHAT_FOR,
    colleague,
    deputised,
    granted,
    in_role,
    invitations,
    invited,
    members,
    named,
)
from tests.streams.wire import SOON, Wire, case_cursor, own_cursor
from tests.support.table import Table

pytestmark = pytest.mark.slow

CASE = (
    "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after)"
    " { __typename ... on AgencyChanged { caseAgency { state agency { name } } } } }"
)
MINE = (
    "subscription ($after: String) { myEvents(after: $after)"
    " { __typename by { id } ... on AgencyInvited { invitation { purpose } } } }"
)

Act = Callable[[Table], Awaitable[None]]


async def the_agency_leaves(table: Table) -> None:
    await (await in_role(table, "dalia", Role.CONTACT_POINT)).act("LeaveCase", caseId=table.case_id, reason="Enough.")


async def the_agency_is_excluded(table: Table) -> None:
    ngo = table.agency_id("ngo")
    await (await table.by("corina")).act("ExcludeAgency", caseId=table.case_id, agencyId=ngo, reason="Too near.")


@pytest.mark.parametrize("ending", [the_agency_leaves, the_agency_is_excluded], ids=lambda ending: ending.__name__)
async def test_a_stream_ends_when_the_agency_s_seat_does_and_brings_nothing_of_what_came_after(
    wire: Wire, ending: Act
) -> None:
    table = wire.table
    dalia, ana, thread = await table.by("dalia"), await table.by("ana"), await table.thread_id()
    async with wire.listening(dalia, CASE, id=table.case_id, after=await case_cursor(dalia, table)) as stream:
        await posted(ana, thread, "while it may")
        assert await stream.event() == {"__typename": "MessagePosted"}

        await ending(table)
        await posted(ana, thread, "when it may no more")
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_a_stream_ends_when_one_renounces(wire: Wire) -> None:
    table = wire.table
    bogdan = await table.by("bogdan")
    own = (await members(bogdan, table))[table.membership_id("bogdan")]
    async with wire.listening(bogdan, CASE, id=table.case_id, after=await case_cursor(bogdan, table)) as stream:
        await bogdan.act("RenounceMember", caseMemberId=own)
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_a_stream_ends_with_the_deputyship(wire: Wire) -> None:
    table = wire.table
    bogdan, horia = await table.by("bogdan"), await colleague(table, "bogdan")
    made = await deputised(bogdan, table, table.membership_id("bogdan"), table.membership_id("horia"))
    async with wire.listening(horia, CASE, id=table.case_id, after=await case_cursor(horia, table)) as stream:
        await bogdan.act("EndDeputyship", deputyshipId=made["id"])
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_the_table_hears_of_every_step_of_an_agency(wire: Wire) -> None:
    table = wire.table
    ana, corina, horia = [await table.by(key) for key in ("ana", "corina", "horia")]
    police = table.agency_id("elsewhere")
    seen = []
    async with wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)) as stream:
        await invited(corina, table, "elsewhere")
        seen.append(await stream.event())
        (invitation,) = await invitations(horia)
        await horia.act("AcceptInvitation", invitationId=invitation["id"])
        seen.append(await stream.event())
        await corina.act("ExcludeAgency", caseId=table.case_id, agencyId=police, reason="Too near.")
        seen.append(await stream.event())

    assert seen == [
        {"__typename": "AgencyChanged", "caseAgency": {"state": state, "agency": {"name": "Iași County Police"}}}
        for state in ("INVITED", "ACTIVE", "EXCLUDED")
    ]


async def test_an_invitation_comes_to_who_may_answer_it_and_to_nobody_else(wire: Wire) -> None:
    table = wire.table
    corina, emil = await table.by("corina"), await table.by("emil")
    horia = await colleague(table, "emil")
    async with (
        wire.listening(emil, MINE, after=await own_cursor(emil)) as answers,
        wire.listening(horia, MINE, after=await own_cursor(horia)) as works,
    ):
        await invited(corina, table, "hospital")
        event = await answers.event()
        assert await works.is_silent()

    by = {"id": table.membership_id("corina")}
    assert event == {"__typename": "AgencyInvited", "by": by, "invitation": {"purpose": WHAT_FOR}}


async def test_whose_sight_changed_hears_that_and_nothing_of_the_case(wire: Wire) -> None:
    table = wire.table
    corina, dalia, ana = [await table.by(key) for key in ("corina", "dalia", "ana")]
    horia = await colleague(table, "ana")
    async with (
        wire.listening(dalia, MINE, after=await own_cursor(dalia)) as of_agency,
        wire.listening(horia, MINE, after=await own_cursor(horia)) as of_post,
    ):
        await granted(corina, "CHILD", agencyId=table.agency_id("ngo"), caseId=table.case_id)
        await named(table, table.membership_id("horia"), ana)
        heard = [await of_agency.event(), *await of_post.events(2)]

    # Who is new at the table hears of it there, too.
    assert heard == [
        {"__typename": "AccessChanged", "by": {"id": table.membership_id("corina")}},
        {"__typename": "AgencyChanged", "by": {"id": table.membership_id("ana")}},
        {"__typename": "AccessChanged", "by": {"id": table.membership_id("ana")}},
    ]


async def test_who_administers_an_agency_hears_nothing_of_its_cases(wire: Wire) -> None:
    table = wire.table
    corina, admin = await table.by("corina"), await colleague(table, "emil", Role.AGENCY_ADMIN)
    async with wire.listening(admin, MINE, after=await own_cursor(admin)) as stream:
        await invited(corina, table, "hospital")
        await the_agency_is_excluded(table)
        assert await stream.is_silent()
