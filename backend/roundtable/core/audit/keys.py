"""The keys that sign the record (Ed25519): whoever has the database and no key cannot make an entry.

One signs now; those before it are known by their public halves, so that what they signed still holds.
"""

from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class PublicKey:
    """Tells what the key signed; it is published, as 64 hexadecimal digits."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for what is no such key."""
        self.text = text
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))

    def holds(self, what: str, signature: str | None) -> bool:
        """Whether the signature is this key's, of exactly this."""
        try:
            self._key.verify(bytes.fromhex(signature or ""), what.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class PublicKeys:
    """All keys that ever signed the record, the oldest first and the one that signs now last."""

    def __init__(self, keys: Sequence[PublicKey]) -> None:
        """Raises ValueError where one stands twice."""
        self._keys = list(keys)
        self.texts = [key.text for key in keys]
        if len(set(self.texts)) < len(self.texts):
            raise ValueError("a key that signed the record before does not sign it again")

    @property
    def text(self) -> str:
        """The one that signs now."""
        return self.texts[-1]

    def signer(self, what: str, signature: str | None) -> int | None:
        """The place of the key whose signature it is, of exactly this; the one that signs now is asked first."""
        places = reversed(range(len(self._keys)))
        return next((place for place in places if self._keys[place].holds(what, signature)), None)

    def holds(self, what: str, signature: str | None, since: int = 0) -> bool:
        """Whether the signature is of one of the keys, from this place on."""
        place = self.signer(what, signature)
        return place is not None and place >= since


class SigningKey:
    """Made from 32 random bytes, as 64 hexadecimal digits; `former` are the public keys before it, the oldest first."""

    def __init__(self, seed: str, former: Sequence[str] = ()) -> None:
        """Raises ValueError for what are no such digits, and for a key that is its own former."""
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed.strip()))
        own = PublicKey(self._key.public_key().public_bytes_raw().hex())
        self.public = PublicKeys([*map(PublicKey, former), own])

    def sign(self, what: str) -> str:
        return self._key.sign(what.encode()).hex()
