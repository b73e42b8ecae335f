"""Chains: each entry's hash holds to the one before it, and the last of each group is signed."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from roundtable.core.actor import Actor
from roundtable.core.audit.entries import EntryKind
from roundtable.core.audit.keys import SigningKey
from roundtable.core.tables import new_id, wire_text

# What an entry's hash is of, in this order, with its cases before the last. Free text comes last: only there can the
# sign stand that parts the others.
HASHED = (
    "id",
    "at",
    "kind",
    "membership_id",
    "agency_id",
    "session_id",
    "glass_id",
    "operation",
    "fingerprint",
    "commitment",
    "purpose",
)
OPTIONAL = {"session_id", "glass_id", "commitment", "purpose"}
BETWEEN = "|"
Row = dict[str, Any]
Writer = Callable[[Any], str]


@dataclass(frozen=True)
class Note:
    """What an entry is to say; when, and where in a chain, the recorder adds."""

    kind: EntryKind
    actor: Actor
    operation: str
    fingerprint: str
    # Each case, and the public ids of the items that are to be named.
    cases: Mapping[UUID, Collection[str]]
    commitment: str | None = None
    purpose: str | None = None
    glass_id: UUID | None = None
    entry_id: UUID = field(default_factory=new_id)


def hash_of(before: str, chain: str, number: int, text: str) -> str:
    """An entry's hash: over the end of the chain before it, its place, and what it says."""
    return hashlib.sha256(f"{before}|{chain}|{number}|{text}".encode()).hexdigest()


def text_of(entry: Row, cases: Sequence[Row]) -> str:
    """What an entry says, as one text: SQL makes the same one of its rows (`stored.py`)."""
    values = [write(entry[name]) for name, write in _WRITERS]
    return BETWEEN.join([*values[:-1], cases_text((row["case_id"].hex, row["item_ids"]) for row in cases), values[-1]])


def cases_text(cases: Iterable[tuple[str, str]]) -> str:
    """An entry's cases as its hash takes them: each key with its items, in the order of the keys."""
    return " ".join(key + items for key, items in sorted(cases))


def end_of(hash_: str, signature: str | None) -> str:
    """What the next entry holds to: the signature too, so that none can be exchanged."""
    return hash_ + (signature or "")


def signed_text(hash_: str) -> str:
    """What is signed: it says that it is an entry's, so that it can stand for nothing else."""
    return f"roundtable record entry {hash_}"


@dataclass
class Chain:
    """The end of one chain, held by whoever writes to it next."""

    id: UUID = field(default_factory=new_id)
    number: int = 0
    end: str = ""

    def extend(self, notes: Sequence[Note], at: datetime, key: SigningKey) -> tuple[list[Row], list[Row]]:
        """The rows of a group of entries and of their cases."""
        cases = [_case_rows(note) for note in notes]
        entries = [self._entry(note, own, at) for note, own in zip(notes, cases, strict=True)]
        last = entries[-1]
        last["signature"] = key.sign(signed_text(last["hash"]))
        self.end = end_of(last["hash"], last["signature"])
        return entries, [row for own in cases for row in own]

    def _entry(self, note: Note, cases: list[Row], at: datetime) -> Row:
        self.number += 1
        actor = note.actor
        entry = {
            "chain_id": self.id,
            "number": self.number,
            "id": note.entry_id,
            "at": at,
            "kind": note.kind,
            "membership_id": actor.membership_id,
            "agency_id": actor.agency_id,
            "session_id": actor.session_id,
            "glass_id": note.glass_id,
            "purpose": note.purpose,
            "operation": note.operation[:100],
            "fingerprint": note.fingerprint,
            "commitment": note.commitment,
        }
        self.end = hash_of(self.end, self.id.hex, self.number, text_of(entry, cases))
        return {**entry, "hash": self.end, "signature": None}


def _case_rows(note: Note) -> list[Row]:
    return [
        {"entry_id": note.entry_id, "case_id": case, "item_ids": orjson.dumps(sorted(items)).decode()}
        for case, items in note.cases.items()
    ]


def _optional(write: Writer) -> Writer:
    """A value that may be missing tells so."""
    return lambda value: "" if value is None else "=" + write(value)


def _hex(key: UUID) -> str:
    return key.hex


# All of a group are of one moment.
_moment: Writer = lru_cache(4)(wire_text)
# Each value as the wire writes it. Made once: a thousand listeners are a thousand entries at once.
_OF: dict[str, Writer] = {
    "at": _moment,
    **dict.fromkeys(("id", "membership_id", "agency_id", "session_id", "glass_id"), _hex),
}
_WRITERS: list[tuple[str, Writer]] = [
    (name, _optional(_OF.get(name, str)) if name in OPTIONAL else _OF.get(name, str)) for name in HASHED
]
