"""What only this server can make or read: sealed cursors and keyed hashes."""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from roundtable.core.errors import Code, Invalid

_NONCE = 12


class Seal:
    """Two keys derived from the server's secret: one seals, one hashes.

    A sealed value is encrypted afresh each time, so that two cursors tell nothing: neither a number that counts
    hidden activity, nor that something changed between them.
    """

    def __init__(self, secret: str) -> None:
        # Which history of the database positions are sealed for: known once the process has opened it.
        self.era = ""
        self._cipher = AESGCM(derive(secret, b"roundtable cursor"))
        self._hash_key = derive(secret, b"roundtable keyed hash")

    def close(self, what: str, value: Any) -> str:
        """Seal a JSON value for one use, named by `what`."""
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, orjson.dumps(value), what.encode())
        return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()

    def open(self, what: str, text: str) -> Any:
        """The value sealed for this use. Raises Invalid INVALID_CURSOR for anything else."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return orjson.loads(self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], what.encode()))
        except (ValueError, InvalidTag) as broken:
            raise Invalid(Code.INVALID_CURSOR, ["after"]) from broken

    def hash(self, *parts: str) -> str:
        """A keyed SHA-256 in hexadecimal: equal parts give equal hashes, and nothing else can be learnt from one."""
        return keyed_hash(self._hash_key, parts)


def keyed_hash(key: bytes, parts: Sequence[str]) -> str:
    """HMAC-SHA-256 of some texts, in hexadecimal; each is preceded by its length, so that none runs into the next."""
    message = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def derive(secret: str, use: bytes) -> bytes:
    """A key for one use, from a secret of any form."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(secret.encode())
