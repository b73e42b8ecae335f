"""Everyone listens to a world's streams over server-sent events: what is told them, up to a last word to each."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.access.models import CaseAgency
from roundtable.agencies.models import Membership
from roundtable.core import facts, ids, streams
from roundtable.core.facts import FactName, NewFact, Stream
from roundtable.core.tables import table_of
from roundtable.messaging.models import Message, Thread
from roundtable.tasks.models import Task
from tests.access.looking import TALLY, Onlookers
from tests.access.oracle import Oracle
from tests.access.world import POSTS, TODAY, World
from tests.streams.wire import WITHIN, Wire
from tests.support.table import Client, Table

_EVENT = """
  id
  ... on MessagePosted { message { id } }
  ... on ThreadOpened { thread { id } }
  ... on TaskAssigned { task { id } }
"""
OF_CASE = f"subscription ($id: ID!, $after: String) {{ caseEvents(caseId: $id, after: $after) {{ {_EVENT} }} }}"
OF_MINE = f"subscription ($after: String) {{ myEvents(after: $after) {{ {_EVENT} }} }}"
NAMES: dict[Any, tuple[FactName, str]] = {
    Message: (FactName.MESSAGE_POSTED, "message"),
    Thread: (FactName.THREAD_OPENED, "thread"),
    Task: (FactName.TASK_ASSIGNED, "task"),
}
_TO: list[dict[str, Any]] = [{}, {}, {}, {"to_all": True}, {"post": "ana"}, {"agency": "ngo"}]
# What each is told: a fact, and its thing where they may see it. None for who may not listen.
Told = list[tuple[str, str | None]] | None


def happen(world: World) -> None:
    """Everything of a world is told in every stream: to its audience, and some of it by name or to all."""
    parts = [part.agency_id for part in world.all(CaseAgency)]
    for number, item in enumerate(row for row in world.rows if type(row) in NAMES):
        to = _TO[number % len(_TO)]
        inboxes = [*parts, *(post.practitioner_id for post in world.all(Membership) if post.practitioner_id)]
        world.tell(NAMES[type(item)][0], item, [world.case.id, *dict.fromkeys(inboxes)], **to)


async def hear(wire: Wire, onlookers: Onlookers, world: World) -> None:
    """Everyone is told by both streams what the oracle says, in its order, and nothing else."""
    before = await _heads(onlookers.table)
    last = {key: last_word(world, post) for key, post in POSTS.items()}
    async with onlookers.table.database.writing() as session:
        await facts.write(session, [*world.facts, *last.values()])
    world.facts += last.values()
    oracle = Oracle(world)
    for of_case in (True, False):
        ears = {key: _Ear(wire, client, world, POSTS[key], of_case) for key, client in onlookers.clients.items()}
        told = await asyncio.gather(*(ear.told(before, last[key][0]) for key, ear in ears.items()))
        assert dict(zip(ears, told, strict=True)) == {key: ear.right(oracle) for key, ear in ears.items()}
        TALLY["streams"] += len(told)


def last_word(world: World, key: UUID) -> tuple[NewFact, list[UUID]]:
    """Of no case, so that whoever may listen at all gets it, and need not wait for what never comes."""
    fact = NewFact(name=FactName.THREAD_OPENED, to_membership_id=key, item_at=TODAY, subject_id=key, at=TODAY)
    return fact, [world.case.id, *inboxes(world, key)]


def inboxes(world: World, key: UUID) -> list[UUID]:
    (post,) = [post for post in world.all(Membership) if post.id == key]
    return [inbox for inbox in (post.agency_id, post.practitioner_id) if inbox]


async def _heads(table: Table) -> dict[UUID, int]:
    stream = table_of(Stream)
    async with table.database.reading() as connection:
        return {row.id: row.head for row in await connection.execute(select(stream.c.id, stream.c.head))}


def cursor_at(wire: Wire, listened: Sequence[UUID], heads: Mapping[UUID, int]) -> str:
    """A cursor taken when the streams stood so."""
    return streams.cursor({key: heads.get(key, 0) for key in listened}, wire.table.services.seal)


async def heads_before(table: Table, world: World) -> dict[UUID, int]:
    """Where the streams stood before this world's facts were told."""
    since = Counter(stream for _, listened in world.facts for stream in listened)
    return {key: head - since[key] for key, head in (await _heads(table)).items()}


@dataclass
class _Ear:
    """One post that listens to a case's stream, or to its own."""

    wire: Wire
    client: Client
    world: World
    post: UUID
    of_case: bool

    @property
    def streams(self) -> list[UUID]:
        return [self.world.case.id] if self.of_case else sorted(inboxes(self.world, self.post))

    async def told(self, before: dict[UUID, int], last: NewFact) -> Told:
        """What comes after that was before, up to the last word in each of its streams."""
        cursor = cursor_at(self.wire, self.streams, before)
        case, told = {"id": ids.encode("case", self.world.case.id)} if self.of_case else {}, list[tuple[str, Any]]()
        document, end = OF_CASE if self.of_case else OF_MINE, (ids.encode("event", last.id), None)
        async with self.wire.listening(self.client, document, after=cursor, **case) as stream:
            if stream.status == 401:
                return None
            while told.count(end) < len(self.streams):
                result = await asyncio.wait_for(stream.results.get(), WITHIN)
                assert result is not None
                if "errors" in result:
                    assert [error["extensions"]["code"] for error in result["errors"]] == ["NOT_FOUND"]
                    return None
                ((_, event),) = result["data"].items()
                things = [event[name]["id"] for _, name in NAMES.values() if event.get(name)]
                told.append((event["id"], things[0] if things else None))
        return told

    def right(self, oracle: Oracle) -> Told:
        post = oracle.posts[self.post]
        if not oracle.is_live(post) or (self.of_case and not oracle.sees_case(post)):
            return None
        heard = [
            fact for key in self.streams for fact, to in self.world.facts if key in to and oracle.hears(post, fact)
        ]
        return [(ids.encode("event", fact.id), self._thing(oracle, post, fact)) for fact in heard]

    def _thing(self, oracle: Oracle, post: Membership, fact: NewFact) -> str | None:
        things: list[Any] = [row for kind in NAMES for row in self.world.all(kind) if row.id == fact.subject_id]
        seen = [thing for thing in things if oracle.sees(post, thing.audience_id, thing.created_at)]
        return ids.encode(NAMES[type(seen[0])][1], seen[0].id) if seen else None
