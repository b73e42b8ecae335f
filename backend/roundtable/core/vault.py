"""Field encryption: what identifies a person is kept under its case's own key, which the master key wraps."""

import base64
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from roundtable.core.seal import derive, keyed_hash

_NONCE = 12


class Unreadable(Exception):
    """Not what this vault closed at this place: tampered with, moved, or closed under another key."""


@dataclass(frozen=True)
class Place:
    """Where a closed field stands; elsewhere it does not open."""

    case_id: UUID
    table: str
    row_id: UUID
    column: str

    @property
    def label(self) -> bytes:
        return f"{self.table} {self.row_id.hex} {self.column}".encode()


class Vault:
    """Closes and opens fields, and hashes what they are found by. Destroying a case's wrapped key erases them all."""

    def __init__(self, master_key: str) -> None:
        self._wrapping = AESGCM(derive(master_key, b"roundtable case keys"))
        self._index_key = derive(master_key, b"roundtable index of persons")

    def new_key(self, case_id: UUID) -> str:
        """A fresh key for a case, wrapped: the one form it is kept in."""
        return _close(self._wrapping, AESGCM.generate_key(256), case_id.bytes)

    def close(self, wrapped: str, place: Place, text: str) -> str:
        return _close(self._unwrapped(wrapped, place.case_id), text.encode(), place.label)

    def open(self, wrapped: str, place: Place, closed: str) -> str:
        """The text that was closed at this place. Raises Unreadable for anything else."""
        return _open(self._unwrapped(wrapped, place.case_id), closed, place.label).decode()

    def index(self, *parts: str) -> str:
        """What equal texts are found by, and nothing is learnt from without the master key."""
        return keyed_hash(self._index_key, parts)

    def _unwrapped(self, wrapped: str, case_id: UUID) -> AESGCM:
        return AESGCM(_open(self._wrapping, wrapped, case_id.bytes))


def _close(cipher: AESGCM, value: bytes, label: bytes) -> str:
    nonce = os.urandom(_NONCE)
    return base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, value, label)).decode()


def _open(cipher: AESGCM, closed: str, label: bytes) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(closed)
        return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], label)
    except (ValueError, InvalidTag) as broken:
        raise Unreadable from broken
