"""A conflict ends what comes live: the case's stream by the one code, one's own by silence; who manages it hears."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.conflicts.room import declared, listed, own
from tests.messaging.room import posted
from tests.streams.wire import SOON, Wire, case_cursor, own_cursor
from tests.support.table import Client, Table
from tests.tasks.desk import assigned

pytestmark = pytest.mark.slow

CASE = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename } }"
BY = CASE.replace("__typename", "__typename by { id }")
MINE = "subscription ($after: String) { myEvents(after: $after) { __typename by { id } } }"

Declaring = Callable[[Table, Client, Client], Awaitable[Any]]


async def by_oneself(table: Table, bogdan: Client, _: Client) -> None:
    await own(bogdan, table)


async def by_the_case_s_manager(table: Table, _: Client, corina: Client) -> None:
    await declared(corina, table, membershipId=table.membership_id("bogdan"))


async def for_the_agency(table: Table, _: Client, corina: Client) -> None:
    await declared(corina, table, agencyId=table.agency_id("forensic"))


DECLARING = [by_oneself, by_the_case_s_manager, for_the_agency]


@pytest.mark.parametrize("declaring", DECLARING, ids=lambda declaring: declaring.__name__)
async def test_the_case_s_stream_ends_and_brings_nothing_of_what_came_after(wire: Wire, declaring: Declaring) -> None:
    table = wire.table
    bogdan, ana, corina = [await table.by(key) for key in ("bogdan", "ana", "corina")]
    thread = await table.thread_id()
    async with wire.listening(bogdan, CASE, id=table.case_id, after=await case_cursor(bogdan, table)) as stream:
        await posted(ana, thread, "while he may")
        assert await stream.event() == {"__typename": "MessagePosted"}

        await declaring(table, bogdan, corina)
        await posted(ana, thread, "when he may no more")
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_one_s_own_stream_does_not_tell_of_it_and_goes_on_without_the_case(wire: Wire) -> None:
    table = wire.table
    bogdan, corina, thread = await table.by("bogdan"), await table.by("corina"), await table.thread_id()
    async with wire.listening(bogdan, MINE, after=await own_cursor(bogdan)) as stream:
        await declared(corina, table, membershipId=table.membership_id("bogdan"))
        await assigned(corina, table, thread, "forensic")
        assert await stream.is_silent()


async def test_who_manages_it_hears_of_it_and_the_others_at_the_table_only_that_who_sees_something_has_changed(
    wire: Wire,
) -> None:
    table = wire.table
    bogdan, ana, corina = [await table.by(key) for key in ("bogdan", "ana", "corina")]
    async with (
        wire.listening(corina, MINE, after=await own_cursor(corina)) as manages,
        wire.listening(ana, BY, id=table.case_id, after=await case_cursor(ana, table)) as other,
    ):
        await own(bogdan, table)
        told = {"__typename": "AccessChanged", "by": {"id": table.membership_id("bogdan")}}
        assert await manages.event() == told
        # Nor by whom.
        assert await other.event() == {"__typename": "AccessChanged", "by": None}
        assert await other.is_silent()


async def test_whom_it_was_about_hears_when_it_is_lifted_and_not_once_another_stands(wire: Wire) -> None:
    table = wire.table
    bogdan, corina = await table.by("bogdan"), await table.by("corina")
    async with wire.listening(bogdan, MINE, after=await own_cursor(bogdan)) as stream:
        await own(bogdan, table)
        (conflict,) = await listed(corina, table)
        await corina.act("LiftConflict", conflictId=conflict["id"], reason="A namesake.")
        assert await stream.event() == {"__typename": "AccessChanged", "by": {"id": table.membership_id("corina")}}

        after = await own_cursor(bogdan)
        await declared(corina, table, agencyId=table.agency_id("forensic"))
        assert await stream.is_silent()
    async with wire.listening(bogdan, MINE, after=after) as stream:
        assert await stream.is_silent()
