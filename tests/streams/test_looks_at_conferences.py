"""Those to whom a conference shows the same look once, and nobody is told what they would not read by themselves."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from roundtable.access.models import CaseAgency, ConflictDeclaration
from roundtable.agencies.models import Membership
from roundtable.api.stream import Listener
from roundtable.core.tables import new_id, table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.identity.models import Session
from tests.conferences.meeting import Meeting, heard, in_session
from tests.streams.record import recorded
from tests.streams.wire import Stream, Wire
from tests.support.table import Client, Table

ITEMS = """
subscription ($id: ID!) {
  conferenceEvents(conferenceId: $id) {
    __typename cursor prev
    ... on AgendaItemBegun { agendaItem { id currentSince } }
    ... on AgendaItemLeft { agendaItem { id } }
    ... on AgendaItemChanged { agendaItem { id extensionReason } }
    ... on AttendanceChanged { attendance { handRaisedAt } }
  }
}
"""
READ_ANEW = "query ($id: ID!) { agenda(conferenceId: $id, first: 9) { nodes { id extensionReason } } }"
POSTS = {key: person.posts[0].id for key, person in PEOPLE.items()}
WINDOWS = 3


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Who read what was told, for themselves or for others too."""
    found, find = list[UUID](), Listener._find

    async def noted(listener: Listener) -> Any:
        look = await find(listener)
        if look.events:
            found.append(listener.context.actor.membership_id)
        return look

    monkeypatch.setattr(Listener, "_find", noted)
    return found


async def _colleagues(table: Table) -> list[Client]:
    """Ana and Dalia, who are of one agency now, in one role, and come to the conference with the hospital."""
    async with table.database.writing() as session:
        post = table_of(Membership)
        hospital = {"agency_id": AGENCIES["hospital"].id, "role": "CONTACT_POINT"}
        await session.execute(update(post).where(post.c.id.in_([POSTS["ana"], POSTS["dalia"]])).values(hospital))
    return [await table.by(key) for key in ("ana", "dalia")]


async def _said(meeting: Meeting, words: str) -> None:
    await meeting.done("corina", "ExtendAgendaItem", agendaItemId=meeting.item, minutes=1, reason=words)


async def _told(stream: Stream, words: str) -> bool:
    """Whether the stream tells of the item with these words, before it is silent."""
    while not (stream.results.empty() and await stream.is_silent()):
        event = await stream.event()
        if (event.get("agendaItem") or {}).get("extensionReason") == words:
            return True
    return False


async def _listening(open_streams: AsyncExitStack, wire: Wire, client: Client, meeting: Meeting) -> Stream:
    return await open_streams.enter_async_context(wire.listening(client, ITEMS, id=meeting.id))


async def test_colleagues_are_told_of_an_item_by_one_look_and_each_is_on_the_record(
    wire: Wire, looked: list[UUID]
) -> None:
    table, people = wire.table, await _colleagues(wire.table)
    meeting = await heard(table)
    async with AsyncExitStack() as open_streams:
        streams = [await _listening(open_streams, wire, each, meeting) for each in people for _ in range(WINDOWS)]
        await _said(meeting, "The first finds out who is alike.")
        first = [await stream.event() for stream in streams]
        await asyncio.sleep(0.5)
        looked.clear()
        async with recorded(table) as added:
            await _said(meeting, "The second is read once.")
            second = [await stream.event() for stream in streams]
        # Who comes and goes is read by each; what comes after it is read once again.
        await meeting.done("emil", "RaiseHand", conferenceId=meeting.id)
        hands = [await stream.event() for stream in streams]
        await asyncio.sleep(0.5)
        shared = len(looked)
        looked.clear()
        await _said(meeting, "And the third.")
        third = [await stream.event() for stream in streams]

    assert {event["agendaItem"]["extensionReason"] for event in second} == {"The second is read once."}
    assert [event["prev"] for event in second] == [event["cursor"] for event in first]
    delivered = sorted(entry.membership_id for entry in added if entry.operation == "anonymous")
    assert delivered == sorted([POSTS["ana"]] * WINDOWS + [POSTS["dalia"]] * WINDOWS)
    assert {event["__typename"] for event in hands} == {"AttendanceChanged"}
    assert {event["agendaItem"]["extensionReason"] for event in third} == {"And the third."}
    assert len(looked) == 1
    assert shared > 1


async def test_of_a_mixed_table_each_is_told_what_they_would_read_by_themselves(wire: Wire) -> None:
    """One who stepped aside, one whose agency does not hear the item, an observer, who chairs, and colleagues."""
    table, (ana, dalia) = wire.table, await _colleagues(wire.table)
    meeting = await heard(table)
    programme = [table.agency_id("programme")]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=programme)
    watching = {"membershipId": table.membership_id("horia"), "function": "OBSERVER", "condition": "Take no notes."}
    await meeting.done("corina", "NameAttendee", conferenceId=meeting.id, **watching)
    everyone = {key: await table.by(key) for key in ("corina", "emil", "ilie", "horia")}
    everyone |= {"ana": ana, "dalia": dalia}
    async with AsyncExitStack() as open_streams:
        streams = {key: await _listening(open_streams, wire, each, meeting) for key, each in everyone.items()}
        heard_by: list[set[str]] = []
        for act in (None, "aside", None, "back", None):
            given = {"agendaItemId": meeting.item, "membershipId": table.membership_id("emil"), "reason": "A cousin."}
            if act == "aside":
                await meeting.done("corina", "Recuse", **given)
            elif act == "back":
                await _lift(table)
            words = f"Round {len(heard_by)}"
            await _said(meeting, words)
            told = dict(zip(streams, await asyncio.gather(*(_told(s, words) for s in streams.values())), strict=True))
            for key, client in everyone.items():
                nodes = (await client.ask(READ_ANEW, id=meeting.id)).data["agenda"]["nodes"]
                assert (key, told[key]) == (key, words in [node["extensionReason"] for node in nodes])
            heard_by.append({key for key, was in told.items() if was})

    hears = {"corina", "emil", "ana", "dalia"}
    assert heard_by == [hears, hears - {"emil"}, hears - {"emil"}, hears, hears]


async def _lift(table: Table) -> None:
    conflict = table_of(ConflictDeclaration)
    emil = PEOPLE["emil"].id
    async with table.database.writing() as session:
        now = {"lifted_at": table.services.clock.now()}
        await session.execute(update(conflict).where(conflict.c.practitioner_id == emil).values(now))


async def _moved_away(table: Table, post: UUID) -> None:
    """To an agency of which nobody comes."""
    await _change(table, Membership, "id", post, agency_id=AGENCIES["programme"].id)


async def _recused(table: Table, post: UUID) -> None:
    person = next(person for person in PEOPLE.values() if person.posts[0].id == post)
    async with table.database.writing() as session:
        session.add(
            ConflictDeclaration(
                id=new_id(),
                case_id=story.CASE,
                practitioner_id=person.id,
                declared_by=POSTS["corina"],
                declared_at=table.services.clock.now(),
            )
        )


async def _seat_ended(table: Table, _: UUID) -> None:
    await _change(table, CaseAgency, "agency_id", AGENCIES["hospital"].id, state="LEFT")


async def _session_ended(table: Table, post: UUID) -> None:
    await _change(table, Session, "membership_id", post, ended_at=table.services.clock.now())


async def _made_to_administer(table: Table, post: UUID) -> None:
    await _change(table, Membership, "id", post, role="AGENCY_ADMIN")


async def _change(table: Table, model: Any, column: str, key: UUID, **values: Any) -> None:
    kept = table_of(model)
    async with table.database.writing() as session:
        await session.execute(update(kept).where(kept.c[column] == key).values(values))


@pytest.mark.parametrize(
    ("lose", "ends"),
    [(_moved_away, True), (_made_to_administer, True), (_session_ended, True), (_recused, False), (_seat_ended, False)],
)
async def test_who_loses_the_right_while_another_reads_for_them_is_told_nothing(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, lose: Any, ends: bool
) -> None:
    table, find, lost, reading = wire.table, Listener._find, list[UUID](), asyncio.Lock()
    people, armed = dict(zip((POSTS["ana"], POSTS["dalia"]), await _colleagues(table), strict=True)), asyncio.Event()
    meeting = await heard(table)

    async def then_lost(listener: Listener) -> Any:
        # One at a time: who came too late to be read for reads for themselves, and not before the right is lost.
        async with reading:
            look = await find(listener)
            if look.events and armed.is_set() and not lost and listener.context.actor.membership_id in people:
                # Whichever of them reads, the other loses the right before it is told.
                mine = listener.context.actor.membership_id
                lost.append(next(post for post in people if post != mine))
                await lose(table, lost[0])
        return look

    monkeypatch.setattr(Listener, "_find", then_lost)
    async with AsyncExitStack() as open_streams:
        streams = {post: await _listening(open_streams, wire, each, meeting) for post, each in people.items()}
        await _said(meeting, "For both.")
        for stream in streams.values():
            assert (await stream.event())["agendaItem"]["extensionReason"] == "For both."
        await asyncio.sleep(0.5)
        armed.set()
        await _said(meeting, "For who still may.")
        while not lost:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
        (loser,) = [stream for post, stream in streams.items() if post in lost]
        (other,) = [stream for stream in streams.values() if stream is not loser]
        assert (await other.event())["agendaItem"]["extensionReason"] == "For who still may."
        if ends:
            codes, before, _ = await loser.end()
            assert (codes, before) == (["ACCESS_ENDED"], [])
        else:
            assert await loser.is_silent()


async def test_who_hears_one_item_and_not_another_is_told_of_that_one_alone(wire: Wire) -> None:
    """Of two items that are told at once, though one who looks hears both."""
    table, (ana, dalia) = wire.table, await _colleagues(wire.table)
    meeting = await in_session(table, "corina", "emil")
    async with AsyncExitStack() as open_streams:
        streams = [await _listening(open_streams, wire, each, meeting) for each in (ana, dalia)]
        await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)
        begun = [await stream.event() for stream in streams]
        assert {event["__typename"] for event in begun} == {"AgendaItemBegun"}
        # Dalia alone is in conflict: the move is told to Ana, to Dalia that she sees less, by nothing.
        await _recused(table, POSTS["dalia"])
        await _said(meeting, "For Ana.")
        assert (await streams[0].event())["agendaItem"]["extensionReason"] == "For Ana."
        assert await streams[1].is_silent()
