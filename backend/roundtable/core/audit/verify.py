"""Verification: walks every head and every chain, and names the first bad entry of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.audit import stored
from roundtable.core.audit.chain import end_of, hash_of, signed_text
from roundtable.core.audit.heads import BEFORE_CHAINS, previous_of, signed_head, state_hash
from roundtable.core.audit.keys import PublicKeys

Witness = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: an entry of a chain, or a head, by its number."""

    what: str
    number: int
    chain: str | None = None

    def __str__(self) -> str:
        where = f"entry {self.number} of chain {self.chain}" if self.chain else f"head {self.number}"
        return f"{where}: {self.what}"


@dataclass
class Verdict:
    """What was walked, and the first fault of each chain and of the heads."""

    entries: int = 0
    chains: int = 0
    heads: int = 0
    # Nobody can change these, but who has the database could still cut them off.
    after_last_head: int = 0
    faults: list[Fault] = field(default_factory=list)


async def verify(
    connection: AsyncConnection,
    keys: PublicKeys,
    witnesses: Sequence[Witness] = (),
    *,
    beside: Sequence[AsyncConnection] = (),
) -> Verdict:
    """Check all numbers, hashes, signatures and heads, and that each head a witness kept is among them.

    It is sooner with a connection beside the one: each makes a batch while the other's is looked through.
    """
    verdict = Verdict()
    # Heads first: what is written meanwhile comes after them.
    heads = _Heads(connection, keys, verdict)
    pins = await heads.walk(witnesses)
    await _Chains(connection, keys, heads.since, verdict, pins).walk(beside)
    for entry in await stored.strays(connection):
        verdict.faults.append(Fault(f"a case is tied to entry {entry}, which is not there", 0, "none"))
    return verdict


class _Heads:
    """Each holds to the one before it, so the last one's signature stands for all."""

    def __init__(self, connection: AsyncConnection, keys: PublicKeys, verdict: Verdict) -> None:
        self.connection, self.keys, self.verdict = connection, keys, verdict
        # The place of the key that signed the last one: none before it signs anything new.
        self.since = 0

    async def walk(self, witnesses: Sequence[Witness]) -> dict[str, tuple[int, str]]:
        """Answers how far the heads say that each chain had come: its number and hash there."""
        kept = {witness.get("head"): witness for witness in witnesses}
        pins: dict[str, tuple[int, str]] = {}
        previous, last = "", None
        async for head in stored.heads(self.connection):
            fault = self._fault(head, previous) or self._contradiction(head, kept.pop(head.number, None))
            if fault:
                await self._blame(head.number, fault)
                return pins
            pins |= {chain: (number, hash_) for chain, number, hash_ in orjson.loads(head.chains)}
            previous, last = previous_of(head.hash, head.signature), head
            self.verdict.heads += 1
        if last and not self._is_signed(last):
            await self._blame(last.number, "its signature does not hold")
        elif last:
            self.since = self._signer(last) or 0
        for number in kept:
            self.verdict.faults.append(Fault(f"it is missing, and a witness has {number}", self.verdict.heads + 1))
        return pins

    def _fault(self, head: Any, previous: str) -> str | None:
        if head.number != self.verdict.heads + 1:
            return "a head is missing before it"
        if head.previous != previous:
            return "it does not hold to the one before"
        if head.hash != state_hash(head.number, head.at, head.previous, head.chains):
            return "it was changed"
        return None

    def _contradiction(self, head: Any, witness: Witness | None) -> str | None:
        if witness is None or self._is_of(witness, head):
            return None
        return "a witness has another one"

    def _is_of(self, witness: Witness, head: Any) -> bool:
        return witness.get("hash") == head.hash and witness.get("key") in self.keys.texts

    def _is_signed(self, head: Any) -> bool:
        return self._signer(head) is not None

    def _signer(self, head: Any) -> int | None:
        return self.keys.signer(signed_head(head.number, head.at, head.hash), head.signature)

    async def _blame(self, number: int, what: str) -> None:
        """The first head whose signature does not hold is at fault, if there is one before."""
        async for head in stored.heads(self.connection):
            if head.number >= number:
                break
            if not self._is_signed(head):
                number, what = head.number, "its signature does not hold"
                break
        self.verdict.faults.append(Fault(what, number))


class _Chains:
    """Each entry holds to the one before it, so the last one's signature stands for all of its chain."""

    def __init__(
        self,
        connection: AsyncConnection,
        keys: PublicKeys,
        since: int,
        verdict: Verdict,
        pins: dict[str, tuple[int, str]],
    ) -> None:
        self.connection, self.keys, self.since, self.verdict, self.pins = connection, keys, since, verdict, pins
        self.chain, self.number, self.hash, self.broken = "", 0, "", False
        self.signature: str | None = None
        self.pinned, self.pin = 0, ""
        # Chains to be looked through again once the walk is over, how far they were walked, how far heads hold them.
        self.suspects: list[tuple[str, int, int]] = []

    async def walk(self, beside: Sequence[AsyncConnection]) -> None:
        async for entries in stored.entries(self.connection, *beside):
            place = self._follow(entries, 0)
            while place < len(entries):
                self._take(*entries[place])
                place = self._follow(entries, place + 1)
            self.verdict.entries += len(entries)
        self._end()
        for chain, end, pinned in self.suspects:
            await self._locate(chain, end, pinned)
        for chain, (number, _) in self.pins.items():
            self._fault(f"it is missing, with all up to {number}, and a head has them", 1, chain)

    def _follow(self, entries: Sequence[stored.Entry], begin: int) -> int:
        """Go along the chain while each entry holds to the one before and no head vouches for it, as most do.

        Answers where it ended.
        """
        if self.broken:
            return begin
        chain, number, end, place = self.chain, self.number, end_of(self.hash, self.signature), begin
        for place in range(begin, len(entries)):
            of, at, says, hash_, signature = entries[place]
            if of != chain or at != number + 1 or at == self.pinned or hash_ != hash_of(end, chain, at, says):
                break
            number, end = at, end_of(hash_, signature)
        else:
            place = len(entries)
        if place > begin:
            _, self.number, _, self.hash, self.signature = entries[place - 1]
        return place

    def _take(self, chain: str, number: int, says: str, hash_: str, signature: str | None) -> None:
        if chain != self.chain:
            self._end()
            self._begin(chain)
        if self.broken:
            return
        if number != self.number + 1:
            self._fault("an entry is missing here, or was put in", self.number + 1)
        elif hash_ != hash_of(end_of(self.hash, self.signature), chain, number, says):
            self._fault("it was changed", number if self._last_is_signed() else self.number)
        else:
            self.number, self.hash, self.signature = number, hash_, signature
            if number == self.pinned and hash_ != self.pin:
                self._suspect()

    def _begin(self, chain: str) -> None:
        self.chain, self.number, self.hash, self.signature, self.broken = chain, 0, "", None, False
        self.pinned, self.pin = self.pins.pop(chain, (0, ""))
        self.verdict.chains += 1

    def _end(self) -> None:
        if self.broken or not self.chain:
            return
        if self.pinned > self.number:
            self._fault(f"it is missing, and a head has all up to {self.pinned}", self.number + 1)
        elif self.chain == BEFORE_CHAINS.hex:
            if self.verdict.heads and self.number > self.pinned:
                self._fault("it was put in: the first head ends before it", self.pinned + 1)
        elif not self._signs(self.number, self.hash, self.signature, self.pinned):
            if self.number == self.pinned:
                self._fault("its signature was changed: a head vouches for the rest", self.number)
            else:
                self._suspect()
        else:
            self.verdict.after_last_head += self.number - self.pinned

    def _suspect(self) -> None:
        """Hashes fit each other and not what was signed."""
        self.broken = True
        self.suspects.append((self.chain, self.number, self.pinned))

    async def _locate(self, chain: str, end: int, pinned: int) -> None:
        """Where all was written anew, the first entry after the last signature that holds is bad."""
        good = 0
        for number, hash_, signature in await stored.signatures(self.connection, chain):
            if not self._signs(number, hash_, signature, pinned):
                break
            good = number
        self._fault("it was written anew: no signature holds from here", min(good + 1, end), chain)

    def _last_is_signed(self) -> bool:
        return self.signature is None or self._signs(self.number, self.hash, self.signature, self.pinned)

    def _signs(self, number: int, hash_: str, signature: str | None, pinned: int) -> bool:
        """What heads hold, any of the keys may have signed; what came after, none before the last head's."""
        return self.keys.holds(signed_text(hash_), signature, self.since if number > pinned else 0)

    def _fault(self, what: str, number: int, chain: str | None = None) -> None:
        self.broken = True
        self.verdict.faults.append(Fault(what, number, chain or self.chain))
