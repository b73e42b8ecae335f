"""Who is told that somebody has the same case open, and who of them types: all whom the rule lets both be there."""

import asyncio
from collections.abc import Hashable
from contextlib import AsyncExitStack
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from roundtable.access.models import CaseAgency, CaseMember, Disclosure
from roundtable.api.looks import Look
from roundtable.api.presence import Company
from roundtable.core import presence
from roundtable.core.actor import Role
from roundtable.core.audit.entries import EntryKind
from roundtable.core.tables import table_of
from roundtable.core.watch import Watch
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.messaging.models import Thread
from tests.conflicts.room import own
from tests.glass.emergency import broken
from tests.messaging.room import agencies, left_behind, nothing, opened, persons, refusals, thread_of_task
from tests.seats.chairs import colleague, deputised
from tests.streams.record import recorded
from tests.streams.test_ended_rights import OF_THE_CASE, OF_THE_PERSON, Ending, one_renounces
from tests.streams.wire import A_LOOK, SOON, Event, Stream, Wire
from tests.support.table import Client, Table

# Longer than one is said to type after having said so.
AFTERWARDS = 7.0


def here(table: Table, *keys: str, **typing: list[str]) -> list[Event]:
    """As all are told who have the case open: in the order of their posts, each with where they type."""
    told = [(table.membership_id(key), typing.get(key, [])) for key in keys]
    return [{"post": post, "typing": threads} for post, threads in sorted(told)]


async def told(stream: Stream) -> list[Event]:
    """What comes next."""
    answer: Any = await stream.event()
    return [
        {"post": each["membership"]["id"], "typing": [thread["id"] for thread in each["typingIn"]]} for each in answer
    ]


async def says_typing(client: Client, thread: str) -> list[tuple[str, list[str]]]:
    return refusals(await client.act("SayTyping", threadId=thread))


async def test_all_who_have_the_case_open_are_told_of_each_other_until_they_leave(wire: Wire) -> None:
    table = wire.table
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        async with wire.listening(bogdan, "CasePresence", caseId=table.case_id) as his:
            assert await told(his) == here(table, "ana", "bogdan")
            assert await told(hers) == here(table, "ana", "bogdan")
        assert await told(hers) == here(table, "ana")


async def test_who_has_several_windows_is_here_once_and_until_the_last_is_closed(wire: Wire) -> None:
    table = wire.table
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        async with wire.listening(bogdan, "CasePresence", caseId=table.case_id):
            assert await told(hers) == here(table, "ana", "bogdan")
            async with wire.listening(bogdan, "CasePresence", caseId=table.case_id) as second:
                assert await told(second) == here(table, "ana", "bogdan")
            assert await hers.is_silent()
        assert await told(hers) == here(table, "ana")


async def test_who_types_is_told_for_a_few_seconds(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    table = wire.table
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    async with (
        wire.listening(ana, "CasePresence", caseId=table.case_id) as hers,
        wire.listening(bogdan, "CasePresence", caseId=table.case_id) as his,
    ):
        assert await told(his) == here(table, "ana", "bogdan")
        assert await says_typing(bogdan, thread) == []
        while (typing := await told(hers)) != here(table, "ana", "bogdan", bogdan=[thread]):
            assert typing in (here(table, "ana"), here(table, "ana", "bogdan"))
        assert await hers.is_silent()

        monkeypatch.setattr(presence, "monotonic", lambda: monotonic() + AFTERWARDS)
        assert await told(hers) == here(table, "ana", "bogdan")
        assert await hers.is_silent()


@pytest.mark.parametrize("narrow", ["persons", "agencies"])
async def test_who_types_is_told_to_those_alone_who_see_where(wire: Wire, narrow: str) -> None:
    table = wire.table
    bogdan, corina, ana = [await table.by(key) for key in ("bogdan", "corina", "ana")]
    whose = persons(table, "corina") if narrow == "persons" else agencies(table, "social")
    secret = await opened(bogdan, table, whose, "Between us")
    async with (
        wire.listening(ana, "CasePresence", caseId=table.case_id) as hers,
        wire.listening(bogdan, "CasePresence", caseId=table.case_id) as his,
        wire.listening(corina, "CasePresence", caseId=table.case_id) as others,
    ):
        all_here = here(table, "ana", "bogdan", "corina")
        for stream in (hers, his, others):
            while await told(stream) != all_here:
                pass
        async with recorded(table) as added:
            assert await says_typing(bogdan, secret) == []
            assert await told(others) == here(table, "ana", "bogdan", "corina", bogdan=[secret])
            # Not even that something was told to others: nothing comes, and nothing is read to her.
            assert await hers.is_silent()
    told_of = {entry.membership_id for entry in added if entry.kind is EntryKind.DELIVERY}
    assert told_of == {PEOPLE[key].posts[0].id for key in ("bogdan", "corina")}


async def test_who_sees_a_conversation_no_longer_is_not_told_who_types_there(wire: Wire) -> None:
    table = wire.table
    bogdan, corina = await table.by("bogdan"), await table.by("corina")
    secret = await opened(bogdan, table, persons(table, "corina"), "Between us")
    async with (
        wire.listening(corina, "CasePresence", caseId=table.case_id) as hers,
        wire.listening(bogdan, "CasePresence", caseId=table.case_id),
    ):
        assert await says_typing(bogdan, secret) == []
        while await told(hers) != here(table, "corina", "bogdan", bogdan=[secret]):
            pass
        await _revoke(table, "corina")
        assert await told(hers) == here(table, "corina", "bogdan")


async def test_who_may_not_write_there_any_more_is_not_told_of(wire: Wire) -> None:
    table = wire.table
    bogdan, corina = await table.by("bogdan"), await table.by("corina")
    secret = await opened(corina, table, persons(table, "bogdan"), "Between us")
    async with (
        wire.listening(corina, "CasePresence", caseId=table.case_id) as hers,
        wire.listening(bogdan, "CasePresence", caseId=table.case_id),
    ):
        assert await says_typing(bogdan, secret) == []
        while await told(hers) != here(table, "corina", "bogdan", bogdan=[secret]):
            pass
        await _revoke(table, "bogdan")
        assert await told(hers) == here(table, "corina", "bogdan")


@pytest.mark.parametrize("ending", [*OF_THE_CASE, *OF_THE_PERSON], ids=lambda ending: ending.__name__)
async def test_whose_right_ends_is_neither_told_nor_shown_any_more(wire: Wire, ending: Ending) -> None:
    table = wire.table
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        async with wire.listening(bogdan, "CasePresence", caseId=table.case_id) as his:
            assert await told(hers) == here(table, "ana", "bogdan")
            assert await told(his) == here(table, "ana", "bogdan")

            await ending(table, bogdan)
            codes, before, seconds = await his.end()
            assert (codes, before) == (["ACCESS_ENDED"], [])
            assert seconds < SOON
            assert await told(hers) == here(table, "ana")


async def test_who_declares_a_conflict_hears_nothing_of_it_and_is_gone(wire: Wire) -> None:
    table = wire.table
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    await own(bogdan, table)
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        assert await wire.refusal(bogdan, "CasePresence", caseId=table.case_id) == ["NOT_FOUND"]
        assert await says_typing(bogdan, await table.thread_id()) == [("NOT_FOUND", ["threadId"])]
        assert await hers.is_silent()


async def test_an_outsider_cannot_tell_that_there_is_a_case_or_a_conversation(wire: Wire) -> None:
    table = wire.table
    horia, ana, thread = await table.by("horia"), await table.by("ana"), await table.thread_id()
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        for case in (table.case_id, nothing("case")):
            assert await wire.refusal(horia, "CasePresence", caseId=case) == ["NOT_FOUND"]
        for place in (thread, nothing("thread")):
            assert await says_typing(horia, place) == [("NOT_FOUND", ["threadId"])]
        assert await says_typing(horia, "thread") == [("INVALID_ID", ["threadId"])]
        assert await hers.is_silent()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.AGENCY_ADMIN, Role.ANALYST])
async def test_who_reads_no_cases_is_nobody_here(wire: Wire, role: Role) -> None:
    table = wire.table
    other = await colleague(table, "ana", role)
    assert await wire.refusal(other, "CasePresence", caseId=table.case_id) == ["NOT_FOUND"]


async def test_who_has_a_task_only_is_nobody_here(wire: Wire) -> None:
    table = wire.table
    emil, script = await table.by("emil"), await table.by_script()
    thread = await thread_of_task(emil, await table.task_id("Medical follow-up appointment"))
    for client in (emil, script):
        assert await wire.refusal(client, "CasePresence", caseId=table.case_id) == ["NOT_FOUND"]
    ana = await table.by("ana")
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        # He may write there, and has nothing of the case open.
        assert await says_typing(emil, thread) == []
        assert await hers.is_silent()


async def test_who_looks_through_a_broken_glass_is_told_of_nobody_and_shown_to_nobody(wire: Wire) -> None:
    table = wire.table
    ana, horia = await table.by("ana"), await table.by("horia")
    await broken(horia)
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        assert await wire.refusal(horia, "CasePresence", caseId=table.case_id) == ["NOT_FOUND"]
        assert await says_typing(horia, await table.thread_id()) == [("NOT_FOUND", ["threadId"])]
        assert await hers.is_silent()


async def test_who_keeps_a_glass_only_is_here_no_longer(wire: Wire) -> None:
    table = wire.table
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        async with wire.listening(bogdan, "CasePresence", caseId=table.case_id) as his:
            assert await told(hers) == here(table, "ana", "bogdan")
            await told(his)
            mine = table_of(CaseMember).c.membership_id == PEOPLE["bogdan"].posts[0].id
            now = table.services.clock.now()
            async with table.database.writing() as session:
                await session.execute(update(table_of(CaseMember)).where(mine).values(renounced_at=now))
            await broken(bogdan)
            assert (await his.end())[:2] == (["ACCESS_ENDED"], [])
            assert await told(hers) == here(table, "ana")


async def test_a_deputy_is_here_as_themselves(wire: Wire) -> None:
    table = wire.table
    ana, horia = await table.by("ana"), await colleague(table, "ana")
    assert await wire.refusal(horia, "CasePresence", caseId=table.case_id) == ["NOT_FOUND"]
    await deputised(ana, table, table.membership_id("ana"), table.membership_id("horia"))
    async with (
        wire.listening(ana, "CasePresence", caseId=table.case_id) as hers,
        wire.listening(horia, "CasePresence", caseId=table.case_id) as his,
    ):
        assert await told(his) == here(table, "ana", "horia")
        assert await told(hers) in (here(table, "ana"), here(table, "ana", "horia"))


async def test_one_case_s_people_are_told_nothing_of_another_s(wire: Wire) -> None:
    table, quiet = wire.table, f"case_{story.QUIET_CASE.hex}"
    ana, corina = await table.by("ana"), await table.by("corina")
    async with wire.listening(ana, "CasePresence", caseId=table.case_id) as hers:
        assert await told(hers) == here(table, "ana")
        async with wire.listening(corina, "CasePresence", caseId=quiet) as elsewhere:
            assert await told(elsewhere) == here(table, "corina")
            assert await hers.is_silent()


async def test_who_has_two_cases_open_looks_at_each_by_itself(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    table, quiet, company = wire.table, f"case_{story.QUIET_CASE.hex}", Company._company
    ana, together = await table.by("ana"), dict[Hashable, set[UUID]]()
    async with table.database.writing() as session:
        # The same person in both, with seats that are alike.
        await session.execute(update(table_of(CaseAgency)).values(history_from=table.services.clock.now()))

    def noted(one: Company) -> Hashable:
        key: Hashable = company.fget(one)  # type: ignore[attr-defined]
        together.setdefault(key, set()).add(one.case)
        return key

    monkeypatch.setattr(Company, "_company", property(noted))
    async with (
        wire.listening(ana, "CasePresence", caseId=table.case_id) as busy,
        wire.listening(ana, "CasePresence", caseId=quiet) as calm,
    ):
        assert await told(busy) == await told(calm) == here(table, "ana")
    assert sorted(map(len, together.values())) == [1, 1]


async def test_nothing_is_stored_and_each_delivery_is_on_the_record(wire: Wire) -> None:
    table = wire.table
    ana, bogdan, thread = await table.by("ana"), await table.by("bogdan"), await table.thread_id()
    async with (
        recorded(table) as added,
        left_behind(table) as left,
        wire.listening(ana, "CasePresence", caseId=table.case_id) as hers,
    ):
        assert await told(hers) == here(table, "ana")
        async with wire.listening(bogdan, "CasePresence", caseId=table.case_id) as his:
            await told(his)
            assert await told(hers) == here(table, "ana", "bogdan")
            assert await says_typing(bogdan, thread) == []
            assert await told(hers) == here(table, "ana", "bogdan", bogdan=[thread])
    assert left == {}
    hers_on_record = [entry for entry in added if entry.membership_id == PEOPLE["ana"].posts[0].id]
    assert [(entry.kind, entry.operation) for entry in hers_on_record[:3]] == [(EntryKind.DELIVERY, "CasePresence")] * 3
    shown = [[item.split("_")[1] for item in entry.items[story.CASE.hex]] for entry in hers_on_record[:3]]
    both = sorted(PEOPLE[key].posts[0].id.hex for key in ("ana", "bogdan"))
    assert shown == [[PEOPLE["ana"].posts[0].id.hex], both, both]


async def test_who_is_gone_by_right_is_gone_though_their_client_takes_nothing(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, look = wire.table, Company._look
    ana, bogdan = await table.by("ana"), await table.by("bogdan")

    async def stuck(company: Company, watch: Watch) -> Look:
        found = await look(company, watch)
        if company.context.actor.membership_id == PEOPLE["bogdan"].posts[0].id:
            # As one whose client is sent what it does not read.
            await asyncio.Event().wait()
        return found

    monkeypatch.setattr(Company, "_look", stuck)
    async with (
        wire.listening(ana, "CasePresence", caseId=table.case_id) as hers,
        wire.listening(bogdan, "CasePresence", caseId=table.case_id),
    ):
        while await told(hers) != here(table, "ana", "bogdan"):
            pass
        await one_renounces(table, bogdan)
        assert await told(hers) == here(table, "ana")


async def test_those_whom_the_case_shows_the_same_are_told_by_one_look_and_each_is_on_the_record(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, find, looked = wire.table, Company._find, list[UUID]()
    horia = await colleague(table, "ana", Role.CONTACT_POINT)
    people = [await table.by("ana"), horia, await table.by("ana")]

    async def noted(company: Company) -> Look:
        looked.append(company.context.actor.membership_id)
        return await find(company)

    monkeypatch.setattr(Company, "_find", noted)
    async with AsyncExitStack() as stack:
        opening = [wire.listening(person, "CasePresence", caseId=table.case_id) for person in people]
        streams = [await stack.enter_async_context(each) for each in opening]
        for stream in streams:
            while await told(stream) != here(table, "ana", "horia"):
                pass
        await asyncio.sleep(A_LOOK)
        looked.clear()
        async with recorded(table) as added:
            corina = wire.listening(await table.by("corina"), "CasePresence", caseId=table.case_id)
            await stack.enter_async_context(corina)
            assert [await told(stream) for stream in streams] == [here(table, "ana", "corina", "horia")] * 3
    # She looked as she came, and when she was there; the three did it once.
    corinas = PEOPLE["corina"].posts[0].id
    assert len([each for each in looked if each != corinas]) == 1
    shown = sorted(entry.membership_id for entry in added if entry.membership_id != corinas)
    assert shown == sorted([PEOPLE[key].posts[0].id for key in ("ana", "ana", "horia")])


async def test_one_says_it_every_few_seconds_and_not_more_often(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    bogdan, thread = await table.by("bogdan"), await table.thread_id()
    assert await says_typing(bogdan, thread) == []
    assert await says_typing(bogdan, thread) == [("RATE_LIMITED", [])]
    monkeypatch.setattr(presence, "monotonic", lambda: monotonic() + 2.5)
    assert await says_typing(bogdan, thread) == []


async def test_nobody_types_where_nobody_may_write(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    async with table.database.writing() as session:
        await session.execute(update(table_of(Thread)).values(closed_at=table.services.clock.now()))
    assert await says_typing(ana, thread) == [("THREAD_CLOSED", [])]


async def _revoke(table: Table, key: str) -> None:
    named = table_of(Disclosure).c.membership_id == PEOPLE[key].posts[0].id
    async with table.database.writing() as session:
        await session.execute(update(table_of(Disclosure)).where(named).values(revoked_at=table.services.clock.now()))
