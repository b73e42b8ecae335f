"""A token is believed by its signature: which keys count, under which algorithms, and which tricks do not work."""

from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from tests.identity.hostile import ACCESS_TOKEN, GONE, HostileProvider, come_back, depart, encoded, new_key
from tests.identity.house import House, security_log
from tests.identity.test_callback_checks import accepted, half_hash, refused

RSA = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
OWN = new_key()
RSA_FOR_PS256 = {**RSA.as_dict(private=False), "alg": "PS256"}
PUBLIC = OWN.as_dict(private=False)


@dataclass
class Signature:
    """How a forged ID token is signed, and what the key set says meanwhile."""

    key: Key
    header: dict[str, Any]
    published: list[Any] = field(default_factory=lambda: [PUBLIC])


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        (Signature(OWN, {"typ": "at+jwt"}), "type"),
        (Signature(OWN, {"typ": "logout+jwt"}), "type"),
        (Signature(OWN, {"typ": 7}), "type"),
        (Signature(OWN, {"kid": 7}), "key_id"),
        (Signature(OWN, {"alg": 7}), "algorithm"),
        (Signature(OWN, {"kid": "unknown"}), "unknown_key"),
        (Signature(OWN, {}, [new_key(kid="another").as_dict(private=False)]), "unknown_key"),
        (Signature(OWN, {}, [{**new_key().as_dict(private=False), "kid": OWN.kid}]), "signature"),
        (Signature(OWN, {}, [{**PUBLIC, "use": "enc"}]), "unknown_key"),
        (Signature(OWN, {}, [OWN.as_dict(private=True)]), "unknown_key"),
        (Signature(OWN, {}, []), "unknown_key"),
        (Signature(OWN, {}, ["nonsense", {"kty": "EC"}, {"kty": "new"}, {"kty": "RSA", "n": "AQ"}]), "unknown_key"),
        (Signature(OWN, {"kid": GONE}, [new_key().as_dict(private=False), PUBLIC]), "unknown_key"),
        (Signature(OctKey.generate_key(256), {"alg": "HS256"}), "algorithm"),
        (Signature(OctKey.import_key(orjson.dumps(PUBLIC).ljust(64)), {"alg": "HS256"}), "algorithm"),
        (Signature(ECKey.generate_key("P-384"), {"alg": "ES384"}), "algorithm"),
        (Signature(RSA, {"alg": "RS256", "kid": RSA.kid}, [RSA_FOR_PS256]), "unknown_key"),
        (Signature(OWN, {"crit": ["urn:new"], "urn:new": 1}), "signature"),
    ],
)
async def test_a_signature_that_is_not_the_providers_is_refused(
    house: House, hostile: HostileProvider, signature: Signature, reason: str
) -> None:
    hostile.key, hostile.published = signature.key, signature.published
    hostile.header = {"kid": OWN.kid, **signature.header}
    assert await refused(house, hostile) == f"id_token_{reason}"


@pytest.mark.parametrize("name", ["none", "None", "NONE"])
async def test_an_unsigned_token_is_refused_even_if_discovery_offers_it(
    house: House, hostile: HostileProvider, name: str
) -> None:
    hostile.discovery["id_token_signing_alg_values_supported"] = ["none"]
    async with house.browser() as browser:
        sent = await depart(browser)
        hostile.nonce = sent["nonce"]
        hostile.tokens["id_token"] = f"{encoded({'alg': name})}.{hostile.id_token().split('.')[1]}."
        with security_log() as log:
            answer = await come_back(browser, hostile, sent)
    assert (answer.status_code, log.reasons) == (403, ["id_token_algorithm"])


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(RSA, "RS256"), (RSA, "PS256"), (OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True), "Ed25519")],
)
async def test_the_other_allowed_algorithms_are_believed(
    house: House, hostile: HostileProvider, key: Key, algorithm: str
) -> None:
    hostile.key, hostile.header = key, {"alg": algorithm}
    hostile.claims["at_hash"] = half_hash(ACCESS_TOKEN, "sha512" if algorithm == "Ed25519" else "sha256")
    assert await accepted(house, hostile)


async def test_eddsa_by_its_older_name_is_believed_too(house: House, hostile: HostileProvider) -> None:
    hostile.key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "EdDSA"}, auto_kid=True)
    hostile.header = {"alg": "EdDSA"}
    assert await accepted(house, hostile)


@pytest.mark.filterwarnings("ignore:Key size should be")
async def test_a_short_rsa_key_is_no_key(house: House, hostile: HostileProvider) -> None:
    hostile.key = RSAKey.generate_key(1024, {"use": "sig"}, auto_kid=True)
    hostile.header = {"alg": "RS256"}
    assert await refused(house, hostile) == "id_token_unknown_key"
