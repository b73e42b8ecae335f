"""A provider's signing keys: which of what it publishes can be used, and which one signed a token."""

import warnings
from collections.abc import Iterable
from typing import Any

from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry
from joserfc.registry import Header

# Signatures by a key that only the provider has: no `none`, and nothing keyed by our own client secret.
# Ed25519 is what RFC 9864 calls the EdDSA that providers use.
_CURVES = {"ES256": "P-256", "EdDSA": "Ed25519", "Ed25519": "Ed25519"}
ALGORITHMS = frozenset({"RS256", "PS256", *_CURVES})
SHORTEST_RSA_BITS = 2048


class Registry(JWSRegistry):
    """joserfc's rules, with our list of algorithms and no warning for the one whose name is going out of use."""

    # room for certificate thumbprints, which some providers put in
    max_header_length = 4096

    def __init__(self) -> None:
        super().__init__(algorithms=sorted(ALGORITHMS), strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


REGISTRY = Registry()


def usable(published: Any) -> list[Key]:
    """The signing keys of a published key set. What is not understood, or too weak, is left out."""
    entries = published.get("keys") if isinstance(published, dict) else None
    found = (_import(entry) for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()
    return [key for key in found if key is not None]


def choose(keys: Iterable[Key], header: Header) -> Key | None:
    """The one key that may have signed under this header, or None if there is none, or a choice."""
    fitting = [key for key in keys if _fits(key, header["alg"])]
    if "kid" in header:
        fitting = [key for key in fitting if key.get("kid") == header["kid"]]
    return fitting[0] if len(fitting) == 1 else None


def _import(entry: dict[str, Any]) -> Key | None:
    if entry.get("kty") not in ("RSA", "EC", "OKP") or entry.get("use", "sig") != "sig" or "d" in entry:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of short keys, which are left out here
            key = import_key(entry)
            if isinstance(key, RSAKey) and key.raw_value.key_size < SHORTEST_RSA_BITS:
                return None
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return key


def _fits(key: Key, algorithm: str) -> bool:
    if _named(key.get("alg", algorithm)) != _named(algorithm):
        return False
    if algorithm in ("RS256", "PS256"):
        return isinstance(key, RSAKey)
    return isinstance(key, ECKey | OKPKey) and key.get("crv") == _CURVES.get(algorithm)


def _named(algorithm: Any) -> Any:
    return "EdDSA" if algorithm == "Ed25519" else algorithm
