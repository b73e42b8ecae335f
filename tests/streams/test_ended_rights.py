"""A stream ends with the right it rests on: by one code whatever the cause, soon, and with nothing after."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, ConflictDeclaration
from roundtable.agencies.models import Agency, Membership
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.identity.models import Session
from tests.messaging.room import posted
from tests.streams.wire import SOON, Wire, case_cursor, own_cursor
from tests.support.table import PAGE, Client, Table
from tests.tasks.desk import assigned

pytestmark = pytest.mark.slow

CASE = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename } }"
MINE = "subscription ($after: String) { myEvents(after: $after) { __typename } }"
BOGDAN = PEOPLE["bogdan"]

Ending = Callable[[Table, Client], Awaitable[None]]


async def _set(table: Table, model: Any, condition: Any, **values: Any) -> None:
    async with table.database.writing() as session:
        await session.execute(update(table_of(model)).where(condition).values(**values))


async def the_post_ends(table: Table, _: Client) -> None:
    await _set(table, Membership, table_of(Membership).c.id == BOGDAN.posts[0].id, ends_at=table.services.clock.now())


async def the_agency_goes(table: Table, _: Client) -> None:
    await _set(table, Agency, table_of(Agency).c.id == AGENCIES["forensic"].id, active=False)


async def the_session_ends(table: Table, _: Client) -> None:
    mine = table_of(Session).c.membership_id == BOGDAN.posts[0].id
    await _set(table, Session, mine, ended_at=table.services.clock.now())


async def the_session_is_idle_too_long(table: Table, _: Client) -> None:
    mine = table_of(Session).c.membership_id == BOGDAN.posts[0].id
    await _set(table, Session, mine, idle_until=table.services.clock.now())


async def one_signs_out(_: Table, client: Client) -> None:
    answer = await client.http.post("/auth/logout", headers=PAGE)
    assert answer.status_code == 200


async def one_renounces(table: Table, _: Client) -> None:
    mine = table_of(CaseMember).c.membership_id == BOGDAN.posts[0].id
    await _set(table, CaseMember, mine, renounced_at=table.services.clock.now())


async def a_conflict_is_declared(table: Table, _: Client) -> None:
    by, now = BOGDAN.posts[0].id, table.services.clock.now()
    await table.add(ConflictDeclaration(case_id=story.CASE, practitioner_id=BOGDAN.id, declared_by=by, declared_at=now))


async def the_agency_has_a_conflict(table: Table, _: Client) -> None:
    by, now, agency = BOGDAN.posts[0].id, table.services.clock.now(), AGENCIES["forensic"].id
    await table.add(ConflictDeclaration(case_id=story.CASE, agency_id=agency, declared_by=by, declared_at=now))


async def the_agency_leaves(table: Table, _: Client) -> None:
    mine = table_of(CaseAgency).c.agency_id == AGENCIES["forensic"].id
    await _set(table, CaseAgency, mine, state=CaseAgencyState.LEFT)


async def the_agency_is_excluded(table: Table, _: Client) -> None:
    mine = table_of(CaseAgency).c.agency_id == AGENCIES["forensic"].id
    await _set(table, CaseAgency, mine, state=CaseAgencyState.EXCLUDED)


OF_THE_PERSON = [the_post_ends, the_agency_goes, the_session_ends, the_session_is_idle_too_long, one_signs_out]
OF_THE_CASE = [
    one_renounces,
    a_conflict_is_declared,
    the_agency_has_a_conflict,
    the_agency_leaves,
    the_agency_is_excluded,
]


@pytest.mark.parametrize("ending", [*OF_THE_PERSON, *OF_THE_CASE], ids=lambda ending: ending.__name__)
async def test_a_case_s_stream_ends_by_one_code_and_brings_nothing_of_what_came_after(
    wire: Wire, ending: Ending
) -> None:
    table = wire.table
    bogdan, ana, thread = await table.by("bogdan"), await table.by("ana"), await table.thread_id()
    async with wire.listening(bogdan, CASE, id=table.case_id, after=await case_cursor(bogdan, table)) as stream:
        await posted(ana, thread, "while he may")
        assert await stream.event() == {"__typename": "MessagePosted"}

        await ending(table, bogdan)
        await posted(ana, thread, "when he may no more")
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


@pytest.mark.parametrize("ending", OF_THE_PERSON, ids=lambda ending: ending.__name__)
async def test_one_s_own_stream_ends_with_one_s_post_or_session(wire: Wire, ending: Ending) -> None:
    table = wire.table
    bogdan, ana, thread = await table.by("bogdan"), await table.by("ana"), await table.thread_id()
    async with wire.listening(bogdan, MINE, after=await own_cursor(bogdan)) as stream:
        await assigned(ana, table, thread, "forensic")
        assert await stream.event() == {"__typename": "TaskAssigned"}

        await ending(table, bogdan)
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_one_s_own_stream_goes_on_past_a_case_s_end_and_tells_no_more_of_it(wire: Wire) -> None:
    table = wire.table
    bogdan, ana, thread = await table.by("bogdan"), await table.by("ana"), await table.thread_id()
    task = await table.task_id("Forensic report on the injuries")
    async with wire.listening(bogdan, MINE, after=await own_cursor(bogdan)) as stream:
        await a_conflict_is_declared(table, bogdan)
        await assigned(ana, table, thread, "forensic")
        await ana.act("CancelTask", taskId=task, note="Another doctor sees her.")
        assert await stream.is_silent()


async def test_streams_of_the_post_before_end_when_one_changes_it(wire: Wire) -> None:
    table = wire.table
    corina, other = await table.by("corina"), await table.by("corina")
    async with (
        wire.listening(corina, CASE, id=table.case_id, after=await case_cursor(corina, table)) as of_case,
        wire.listening(corina, MINE, after=await own_cursor(corina)) as own,
        wire.listening(other, MINE, after=await own_cursor(other)) as elsewhere,
    ):
        await corina.act("SwitchMembership", membershipId=table.membership_id("corina", 1))
        for stream in (of_case, own):
            codes, before, seconds = await stream.end()
            assert (codes, before) == (["ACCESS_ENDED"], [])
            assert seconds < SOON
        # The other window is another session, and acts by the first post still.
        assert await elsewhere.is_silent()


async def test_one_s_stream_ends_with_one_session_and_not_with_another(wire: Wire) -> None:
    table = wire.table
    here, there, ana = await table.by("bogdan"), await table.by("bogdan"), await table.by("ana")
    async with (
        wire.listening(here, CASE, id=table.case_id, after=await case_cursor(here, table)) as stream,
        wire.listening(there, CASE, id=table.case_id, after=await case_cursor(there, table)) as other,
    ):
        await one_signs_out(table, here)
        assert (await stream.end())[0] == ["ACCESS_ENDED"]
        await posted(ana, await table.thread_id())
        assert await other.event() == {"__typename": "MessagePosted"}


async def test_a_session_s_stream_ends_when_its_time_is_over(wire: Wire) -> None:
    table = wire.table
    bogdan = await table.by("bogdan")
    async with wire.listening(bogdan, CASE, id=table.case_id, after=await case_cursor(bogdan, table)) as stream:
        table.services.clock.shift += timedelta(hours=2)
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_a_script_s_stream_ends_when_its_token_expires(wire: Wire) -> None:
    table = wire.table
    script = await table.by_script()
    async with wire.listening(script, MINE, after=await own_cursor(script)) as stream:
        table.services.clock.shift += timedelta(hours=24)
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_a_script_s_stream_ends_with_its_post(wire: Wire) -> None:
    table = wire.table
    script, post = await table.by_script(), table_of(Membership).c.id == NGO_SCRIPT.post.id
    async with wire.listening(script, MINE, after=await own_cursor(script)) as stream:
        await _set(table, Membership, post, ends_at=table.services.clock.now())
        codes, before, seconds = await stream.end()

    assert (codes, before) == (["ACCESS_ENDED"], [])
    assert seconds < SOON


async def test_a_stream_whose_right_has_ended_does_not_begin_again(wire: Wire) -> None:
    table = wire.table
    bogdan = await table.by("bogdan")
    after = await case_cursor(bogdan, table)
    await one_renounces(table, bogdan)

    # Not even with a cursor of the time when he might: to him there is no such case.
    assert await wire.refusal(bogdan, CASE, id=table.case_id, after=after) == ["NOT_FOUND"]
