"""The key that signs the record (Ed25519): whoever has the database and not the key cannot make an entry."""

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


class SigningKey:
    """Made from 32 random bytes, as 64 hexadecimal digits."""

    def __init__(self, seed: str) -> None:
        """Raises ValueError for what are no such digits."""
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed.strip()))
        self.public = PublicKey(self._key.public_key().public_bytes_raw().hex())

    def sign(self, what: str) -> str:
        return self._key.sign(what.encode()).hex()
