"""Every check a token of the provider must pass, each with a reason of its own. Nothing here talks to anybody."""

import base64
import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from roundtable.identity.keys import ALGORITHMS, REGISTRY
from roundtable.identity.provider import Provider
from roundtable.identity.refusals import Refused

LEEWAY = timedelta(seconds=60)
# An ID token or logout token is made for this moment; an older one is somebody's copy.
RECENT = timedelta(minutes=10)
LONGEST_TOKEN = 32_768
LONGEST_SUBJECT = 255
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """What an ID token must agree with."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str | None
    now: datetime
    acr: str | None = None
    max_age: timedelta | None = None


async def signed_claims(token: Any, provider: Provider, types: set[str | None]) -> tuple[str, Claims]:
    """A token's algorithm and claims, if the provider signed it as one of these types. Raises Refused."""
    if not isinstance(token, str) or not token.isascii() or len(token) > LONGEST_TOKEN:
        raise Refused("not_a_token")
    try:
        header = jws.extract_compact(token.encode(), registry=REGISTRY).headers()
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Refused("not_a_token") from error
    if header.get("alg") not in ALGORITHMS:
        raise Refused("algorithm")
    if not isinstance(header.get("kid", ""), str):
        raise Refused("key_id")
    kind = header.get("typ")
    if not (kind is None or isinstance(kind, str)) or _media_type(kind) not in types:
        raise Refused("type")
    key = await provider.key(header)
    try:
        claims = jwt.decode(token, key, registry=REGISTRY).claims
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Refused("signature") from error
    return header["alg"], claims


def check_id_token(algorithm: str, claims: Claims, expected: Expected) -> str:
    """Answers the subject. Raises Refused with the first check that failed."""
    check_issuer(claims, expected.issuer)
    check_audience(claims, expected.client_id)
    _check_authorised_party(claims, expected.client_id)
    subject = text(claims, "sub")
    if not hmac.compare_digest(text(claims, "nonce").encode(), expected.nonce.encode()):
        raise Refused("nonce")
    check_times(claims, expected.now)
    check_recent(claims, expected.now)
    _check_access_token_hash(algorithm, claims, expected.access_token)
    if expected.acr is not None and claims.get("acr") != expected.acr:
        raise Refused("acr")
    _check_signed_in(claims, expected)
    return subject


def signed_in_at(claims: Claims) -> datetime | None:
    """When its subject signed in at the provider, if a token that passed its checks says so."""
    return datetime.fromtimestamp(moment(claims, "auth_time"), tz=UTC) if "auth_time" in claims else None


def check_logout_token(claims: Claims, issuer: str, client_id: str, now: datetime) -> tuple[str | None, str | None]:
    """Answers the subject and the provider's session to end, one at least (OpenID Connect Back-Channel Logout 1.0)."""
    check_issuer(claims, issuer)
    check_audience(claims, client_id)
    check_times(claims, now)
    check_recent(claims, now)
    text(claims, "jti")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise Refused("events")
    if "nonce" in claims:
        raise Refused("nonce")
    subject = text(claims, "sub") if "sub" in claims else None
    sid = text(claims, "sid") if "sid" in claims else None
    if subject is None and sid is None:
        raise Refused("sub")
    return subject, sid


def check_issuer(claims: Claims, issuer: str) -> None:
    if claims.get("iss") != issuer:
        raise Refused("iss")


def check_audience(claims: Claims, us: str) -> None:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if us not in named or not all(isinstance(name, str) for name in named):
        raise Refused("aud")


def check_times(claims: Claims, now: datetime) -> None:
    """Within its dates: `exp` and `iat` are required, `nbf` counts where it is given."""
    if moment(claims, "exp") <= (now - LEEWAY).timestamp():
        raise Refused("exp")
    if _future(moment(claims, "iat"), now):
        raise Refused("iat")
    if "nbf" in claims and _future(moment(claims, "nbf"), now):
        raise Refused("nbf")


def check_recent(claims: Claims, now: datetime) -> None:
    if moment(claims, "iat") < (now - RECENT).timestamp():
        raise Refused("iat")


def text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value or len(value) > LONGEST_SUBJECT:
        raise Refused(name)
    return value


def moment(claims: Claims, name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused(name)
    return float(value)


def _check_authorised_party(claims: Claims, client_id: str) -> None:
    audience = claims.get("aud")
    shared = isinstance(audience, list) and len(audience) > 1
    if (shared or "azp" in claims) and claims.get("azp") != client_id:
        raise Refused("azp")


def _check_signed_in(claims: Claims, expected: Expected) -> None:
    """Not in the future, wherever it is said; not too long ago, where that was asked."""
    if expected.max_age is None and "auth_time" not in claims:
        return
    signed_in = moment(claims, "auth_time")
    if signed_in < 0 or _future(signed_in, expected.now):
        raise Refused("auth_time")
    if expected.max_age is not None and signed_in < (expected.now - expected.max_age - LEEWAY).timestamp():
        raise Refused("auth_time")


def _check_access_token_hash(algorithm: str, claims: Claims, access_token: str | None) -> None:
    if "at_hash" not in claims:
        return
    hashed = hashlib.sha256 if algorithm.endswith("256") else hashlib.sha512
    digest = hashed((access_token or "").encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not access_token or not hmac.compare_digest(text(claims, "at_hash").encode(), half):
        raise Refused("at_hash")


def _future(instant: float, now: datetime) -> bool:
    return instant > (now + LEEWAY).timestamp()


def _media_type(kind: str | None) -> str | None:
    return kind.lower().removeprefix("application/") if kind is not None else None
