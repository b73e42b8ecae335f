"""The key that signs the record changes: what former keys signed still holds, and they sign nothing new."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from roundtable.core.actor import Actor, Role
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind, RecordHead
from roundtable.core.audit.heads import Publisher, published, signed_head
from roundtable.core.audit.keys import PublicKey, PublicKeys, SigningKey
from roundtable.core.audit.recorder import Recorder
from roundtable.core.audit.verify import Verdict, verify
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.standing import Reach, reading_whole
from roundtable.core.tables import new_id, table_of
from roundtable.demo import story

SEEDS = ["11" * 32, "22" * 32, "33" * 32]
TEXTS = [SigningKey(seed).public.text for seed in SEEDS]
# As the operator has them after no change, after one, after two.
FIRST, SECOND, THIRD = (SigningKey(seed, TEXTS[:place]) for place, seed in enumerate(SEEDS))
_ACTOR = Actor(new_id(), new_id(), Role.PRACTITIONER)


class House:
    """A database, and who writes its record."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def write(self, key: SigningKey, count: int = 1, recorder: Recorder | None = None) -> Recorder:
        """So many entries, by a process that has this key."""
        recorder = recorder or Recorder(self.database, Clock(), key)
        for _ in range(count):
            async with recorder.writing() as recording:
                await recording.record([Note(EntryKind.READ, _ACTOR, "CasePage", "f" * 64, {story.CASE: []})])
        return recorder

    async def publish(self, key: SigningKey) -> bool:
        return await Publisher(self.database, Clock(), key).publish()

    async def verdict(self, keys: PublicKeys, kept: list[dict[str, Any]] | None = None) -> Verdict:
        async with reading_whole(self.database, Reach.RECORD) as connection:
            return await verify(connection, keys, kept or [])

    async def heads(self, keys: PublicKeys) -> list[dict[str, Any]]:
        head = table_of(RecordHead)
        async with self.database.reading() as connection:
            rows = (await connection.execute(head.select().order_by(head.c.number))).all()
        return [published(row, keys) for row in rows]


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    database = Database(database_url, pool_size=2)
    yield House(database)
    await database.close()


async def _changed(house: House) -> None:
    """Two entries and a head by each of two keys, with one of the first's that no head of its own holds."""
    await house.write(FIRST, 2)
    assert await house.publish(FIRST)
    await house.write(FIRST)
    await house.write(SECOND, 2)
    assert await house.publish(SECOND)


async def test_what_a_former_key_signed_still_holds(house: House) -> None:
    await _changed(house)

    verdict = await house.verdict(SECOND.public)

    assert (verdict.faults, verdict.entries, verdict.heads, verdict.after_last_head) == ([], 5, 2, 0)
    await house.write(THIRD)
    assert (await house.verdict(THIRD.public)).faults == []
    assert await house.publish(THIRD)
    assert (await house.verdict(THIRD.public)).faults == []


async def test_just_after_the_change_and_before_the_next_head_all_is_in_order(house: House) -> None:
    await house.write(FIRST)
    await house.publish(FIRST)
    await house.write(FIRST)
    await house.write(SECOND)

    assert (await house.verdict(SECOND.public)).faults == []


async def test_each_head_names_the_key_that_signed_it_and_is_a_witness_for_good(house: House) -> None:
    await house.write(FIRST)
    await house.publish(FIRST)
    (kept,) = await house.heads(FIRST.public)
    await house.write(SECOND)
    await house.publish(SECOND)

    heads = await house.heads(SECOND.public)

    assert heads[0] == kept
    assert [head["key"] for head in heads] == TEXTS[:2]
    for head in heads:
        assert PublicKey(head["key"]).holds(signed_head(head["head"], head["at"], head["hash"]), head["signature"])
    assert (await house.verdict(SECOND.public, heads)).faults == []
    (fault,) = (await house.verdict(SECOND.public, [{**kept, "key": TEXTS[2]}])).faults
    assert (fault.number, fault.what) == (1, "a witness has another one")


async def test_without_the_former_key_what_it_signed_does_not_hold(house: House) -> None:
    await _changed(house)

    faults = (await house.verdict(SigningKey(SEEDS[1]).public)).faults

    assert {(fault.number, fault.what) for fault in faults} == {
        (2, "its signature was changed: a head vouches for the rest"),
        (1, "its signature was changed: a head vouches for the rest"),
    }


async def test_a_former_key_signs_nothing_new_once_another_has_signed_a_head(house: House) -> None:
    await _changed(house)
    await house.write(FIRST, 2)

    (fault,) = (await house.verdict(SECOND.public)).faults
    assert (fault.number, fault.what) == (1, "it was written anew: no signature holds from here")
    # No head holds it either, and whoever signs heads says so.
    await house.write(SECOND)
    with capture_logs() as logged:
        assert await house.publish(SECOND)
    assert [entry["event"] for entry in logged] == ["the record was changed"]
    assert len((await house.verdict(SECOND.public)).faults) == 1


async def test_a_chain_goes_on_from_what_a_former_key_signed(house: House) -> None:
    recorder = await house.write(FIRST, 2)
    await house.publish(FIRST)
    recorder.key = SECOND
    await house.write(SECOND, 2, recorder)
    await house.publish(SECOND)

    assert (await house.verdict(SECOND.public)).faults == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_changed_before_the_change_of_keys_is_found_after_it(house: House) -> None:
    await _changed(house)
    entry = RecordHead.metadata.tables["record_entry"]
    async with house.database.writing() as session:
        first = entry.update().where(entry.c.number == 1).values(operation="MyCases")
        await session.execute(first)

    assert {fault.what for fault in (await house.verdict(SECOND.public)).faults} == {"it was changed"}


def test_a_key_does_not_come_back() -> None:
    with pytest.raises(ValueError, match="does not sign it again"):
        SigningKey(SEEDS[0], TEXTS[:1])
