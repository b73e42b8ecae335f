"""Signed heads: how far all chains have come, every ten seconds, for the agencies to keep."""

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.audit.chain import end_of, signed_text
from roundtable.core.audit.entries import RecordEntry, RecordHead
from roundtable.core.audit.keys import PublicKeys, SigningKey
from roundtable.core.clock import Clock
from roundtable.core.db import Database, undisturbed
from roundtable.core.lasting import lasting
from roundtable.core.standing import Reach, reading_whole
from roundtable.core.tables import table_of, wire_text

EVERY = 10.0
# The chain into which a migration put the entries of the time before chains; the first head alone holds it.
BEFORE_CHAINS = UUID(int=0)
# No transaction lasts as long: an entry is seen by a head this long after its own moment, or never.
_SETTLED = timedelta(seconds=60)

_log = structlog.get_logger("roundtable.security")
_entry, _head = table_of(RecordEntry), table_of(RecordHead)


def state_hash(number: int, at: str, previous: str, chains: str) -> str:
    """A head's hash: what is signed, and all that leaves the server, says nothing of how much happened."""
    state = hashlib.sha256(chains.encode()).hexdigest()
    return hashlib.sha256(orjson.dumps([number, at, previous, state])).hexdigest()


def signed_head(number: int, at: str, hash_: str) -> str:
    return f"roundtable record head {number} {at} {hash_}"


def previous_of(hash_: str, signature: str) -> str:
    """What the next head holds to."""
    return hashlib.sha256(end_of(hash_, signature).encode()).hexdigest()


def signer_of(head: Any, keys: PublicKeys) -> int:
    """The place of the key that signed a head; the first where none did, or there is no head."""
    signed = keys.signer(signed_head(head.number, wire_text(head.at), head.hash), head.signature) if head else None
    return signed or 0


def published(head: Any, keys: PublicKeys) -> dict[str, Any]:
    """A head as agencies keep it, with the key that signed it: no entry, no case, no count."""
    at, key = wire_text(head.at), keys.texts[signer_of(head, keys)]
    return {"head": head.number, "at": at, "hash": head.hash, "signature": head.signature, "key": key}


class Publisher:
    """Signs how far the chains have come. Of several processes one is first, and the others find nothing to do."""

    def __init__(self, database: Database, clock: Clock, key: SigningKey) -> None:
        self._database, self._clock, self._key = database, clock, key
        self._last = 0

    async def keep(self, every: float = EVERY) -> None:
        """Publish every so many seconds, until cancelled; what fails once is tried again."""
        self._last = 0
        while True:
            await asyncio.sleep(every)
            with lasting(_log, "no head published"):
                await undisturbed(self.publish())

    async def publish(self) -> bool:
        """Sign a new head, unless nothing has happened since the last one; whether one was signed."""
        async with reading_whole(self._database, Reach.RECORD) as connection:
            last = (await connection.execute(select(_head).order_by(_head.c.number.desc()).limit(1))).one_or_none()
            chains = await self._moved(connection, last)
        self._watch(last.number if last else 0)
        if not chains:
            return False
        head = self._signed(last, chains, self._clock.now())
        try:
            async with self._database.writing() as session:
                await session.execute(insert(_head).values(head))
        except IntegrityError:
            return False  # another process was first: what this one saw is in the next head at the latest
        self._last = head["number"]
        return True

    async def _moved(self, connection: AsyncConnection, last: Any) -> list[list[Any]]:
        """[chain, number, hash] of the ends of the chains that moved, as far as their signatures vouch for them."""
        ends = select(_entry.c.chain_id, func.max(_entry.c.number)).group_by(_entry.c.chain_id)
        if last:
            ends = ends.where(_entry.c.at > last.at - _SETTLED)
        there = tuple_(_entry.c.chain_id, _entry.c.number).in_(ends)
        columns = (_entry.c.chain_id, _entry.c.number, _entry.c.hash, _entry.c.signature)
        rows = await connection.execute(select(*columns).where(there).order_by(_entry.c.chain_id))
        held = await self._held(connection, last)
        new = [row for row in rows if (row.chain_id.hex, row.number, row.hash) not in held]
        # Once a key has signed a head, those before it sign nothing new.
        since = signer_of(last, self._key.public)
        return [[row.chain_id.hex, row.number, row.hash] for row in new if self._vouches(row, last, since)]

    async def _held(self, connection: AsyncConnection, last: Any) -> set[tuple[Any, ...]]:
        """The ends that heads of the last minutes hold: an entry that is looked at again stands in one of them."""
        if last is None:
            return set()
        recent = await connection.execute(select(_head.c.chains).where(_head.c.at > last.at - 2 * _SETTLED))
        return {tuple(end) for chains in recent.scalars() for end in orjson.loads(chains)}

    def _vouches(self, row: Any, last: Any, since: int) -> bool:
        if row.chain_id == BEFORE_CHAINS:
            return last is None
        if self._key.public.holds(signed_text(row.hash), row.signature, since):
            return True
        _log.error("the record was changed", chain=row.chain_id.hex, number=row.number)
        return False

    def _signed(self, last: Any, chains: Iterable[list[Any]], now: datetime) -> dict[str, Any]:
        number = last.number + 1 if last else 1
        previous = previous_of(last.hash, last.signature) if last else ""
        text = orjson.dumps(list(chains)).decode()
        hash_ = state_hash(number, wire_text(now), previous, text)
        signature = self._key.sign(signed_head(number, wire_text(now), hash_))
        return {
            "number": number,
            "at": now,
            "chains": text,
            "previous": previous,
            "hash": hash_,
            "signature": signature,
        }

    def _watch(self, number: int) -> None:
        if number < self._last:
            _log.error("heads of the record were taken away", had=self._last, has=number)
        self._last = max(self._last, number)
