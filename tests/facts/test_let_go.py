"""What streams told long ago goes, of each stream its beginning; nothing else does, and who writes waits for nobody."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from roundtable.core import retention, streams
from roundtable.core.facts import Fact, FactName, Stream, StreamEntry
from roundtable.core.tables import new_id, table_of
from roundtable.demo import story
from tests.facts.ledger import facts_of, head_of
from tests.messaging.room import posted
from tests.streams.ageing import age, ago, let_go
from tests.support.table import Table

ON_POSTGRESQL = pytest.mark.parametrize("database_restored", ["postgres"], indirect=True)


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AMONG", 3)
    monkeypatch.setattr(retention, "MOST", 3)
    monkeypatch.setattr(retention, "BREATH", 0.0)


@dataclass
class Told:
    """Streams as plain Python has them: each fact's moment, and of each stream its facts and how many were let go."""

    moments: dict[UUID, datetime] = field(default_factory=dict)
    told: dict[UUID, list[UUID]] = field(default_factory=dict)
    gone: dict[UUID, int] = field(default_factory=dict)

    def let_go(self, before: datetime) -> int:
        had = sum(self.gone.values())
        for key, facts in self.told.items():
            while self.gone[key] < len(facts) and self.moments[facts[self.gone[key]]] < before:
                self.gone[key] += 1
        return sum(self.gone.values()) - had

    def entries(self) -> dict[UUID, list[tuple[int, UUID]]]:
        return {key: list(enumerate(facts, 1))[self.gone[key] :] for key, facts in self.told.items()}

    def facts(self) -> set[UUID]:
        return {fact for entries in self.entries().values() for _, fact in entries}

    def is_whole(self, key: UUID, after: int) -> bool:
        return after >= self.gone[key]


# Of each fact how many days ago, and in which of the streams it is told.
FACTS = st.lists(st.tuples(st.integers(20, 60), st.sets(st.integers(0, 3), min_size=1)), max_size=14)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(facts=[(50, {0, 1}), (40, {0}), (50, {0, 2}), (35, {0})], rounds=[45])
@given(facts=FACTS, rounds=st.lists(st.integers(31, 62), min_size=1, max_size=4))
async def test_of_each_stream_its_old_beginning_goes_and_the_rest_stays_as_it_was(
    table: Table, facts: list[tuple[int, set[int]]], rounds: list[int]
) -> None:
    # The demo's story is old, too.
    now, _ = ago(table, 0), await let_go(table, 30.5)
    ledger = await _written(table, facts, now)
    elsewhere = await table.rows()
    for days in rounds:
        before = ago(table, days)
        assert await retention.let_go(table.services.database, before) == ledger.let_go(before)
        assert await retention.let_go(table.services.database, before) == 0
        for key, entries in ledger.entries().items():
            assert [(each.number, each.id) for each in await facts_of(table, key)] == entries
            assert await head_of(table, key) == len(ledger.told[key])
            for after in range(len(ledger.told[key]) + 1):
                assert await _is_whole(table, key, after) is ledger.is_whole(key, after), (key, after)
        assert await _kept(table, ledger) == ledger.facts()
    lost = len(ledger.moments) - len(ledger.facts())
    assert await table.rows() == {
        **elsewhere,
        "fact": elsewhere["fact"] - lost,
        "stream_entry": elsewhere["stream_entry"] - sum(ledger.gone.values()),
    }


async def _written(table: Table, facts: list[tuple[int, set[int]]], now: datetime) -> Told:
    ledger, keys = Told(), [new_id() for _ in range(4)]
    ledger.told, ledger.gone = {key: [] for key in keys}, dict.fromkeys(keys, 0)
    async with table.database.writing() as session:
        for days, places in facts:
            moment = ago(table, days)
            fact = Fact(name=FactName.MESSAGE_POSTED, subject_id=new_id(), item_at=now, at=moment)
            ledger.moments[fact.id] = moment
            session.add(fact)
            for place in places:
                ledger.told[keys[place]].append(fact.id)
        await session.flush()
        for key, told in ledger.told.items():
            await session.execute(insert(table_of(Stream)).values(id=key, head=len(told), moved_at=now))
            for number, each in enumerate(told, 1):
                entry = {"stream_id": key, "number": number, "fact_id": each}
                await session.execute(insert(table_of(StreamEntry)).values(entry))
    return ledger


async def _is_whole(table: Table, key: UUID, after: int) -> bool:
    async with table.database.reading() as connection:
        return bool(await connection.scalar(select(streams.is_whole(key, after))))


async def _kept(table: Table, ledger: Told) -> set[UUID]:
    fact = table_of(Fact)
    async with table.database.reading() as connection:
        return set(await connection.scalars(select(fact.c.id).where(fact.c.id.in_(ledger.moments))))


async def test_what_is_written_meanwhile_stands_behind_what_is_let_go(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    for number in range(8):
        await posted(corina, thread, f"old {number}")
    head = await head_of(table, story.CASE)
    await age(table, story.CASE, [40.0] * head)

    await asyncio.gather(let_go(table, 35), *(posted(corina, thread, f"new {number}") for number in range(8)))

    assert [each.number for each in await facts_of(table, story.CASE)] == list(range(head + 1, head + 9))
    assert await head_of(table, story.CASE) == head + 8


@pytest.mark.postgres
@ON_POSTGRESQL
async def test_who_writes_does_not_wait_for_a_step_and_another_step_does_not_begin(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    await age(table, story.CASE, [40.0, 40.0])
    head = await head_of(table, story.CASE)
    given_to = {"past": UUID(int=0), "before": ago(table, 35), "among": 1_000, "most": 500}
    async with table.services.database.writing() as session:
        _, gone = (await session.execute(retention._ON_POSTGRESQL, given_to)).one()
        assert gone > 0
        await posted(corina, thread, "Said while it is not done.")
        assert await let_go(table, 35) == 0
    assert [each.number for each in await facts_of(table, story.CASE)] == list(range(3, head + 2))


@pytest.mark.postgres
@pytest.mark.parametrize("database_restored", ["postgres"], indirect=True)
async def test_the_database_lets_nothing_go_that_is_young_whatever_it_is_asked_for(table: Table) -> None:
    await age(table, story.CASE, [31.0, 29.0, 31.0])
    head = await head_of(table, story.CASE)

    await let_go(table, -1)

    assert [each.number for each in await facts_of(table, story.CASE)] == list(range(2, head + 1))
