"""The authorization code flow with PKCE, from the browser's first step to a subject that the provider vouches for.

Several tabs may sign in at once: each step out leaves a sealed cookie of its own, named by its state.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from authlib.common.security import generate_token

from roundtable.core.clock import Clock
from roundtable.core.errors import Invalid
from roundtable.core.seal import Seal
from roundtable.identity.commands import SignedIn
from roundtable.identity.config import Config
from roundtable.identity.provider import Provider
from roundtable.identity.refusals import ProviderTrouble, Refused
from roundtable.identity.verification import (
    LONGEST_SUBJECT,
    LONGEST_TOKEN,
    Expected,
    check_id_token,
    check_logout_token,
    signed_claims,
    signed_in_at,
)

# How long a person may take at the provider.
SIGN_IN_WITHIN = timedelta(minutes=10)
# Tabs that wait at the provider at once; the oldest gives way.
MOST_PENDING = 5
LONGEST_RETURN = 2000
LONGEST_PARAMETER = 4096
_USE = "sign-in"
_ERROR = re.compile(r"[a-z_]{1,40}")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
# What the provider says when the fault is its own, or passing.
_ITS_TROUBLE = {"server_error", "temporarily_unavailable"}


@dataclass(frozen=True)
class Pending:
    """What one tab's sign-in must come back with."""

    state: str
    nonce: str
    verifier: str
    return_to: str
    began: float
    # Whether the provider was asked to make sure who it is, however well it knows them.
    again: bool = False


@dataclass(frozen=True)
class Departure:
    """Where to send the browser, the cookie to leave with it, and old ones to take away."""

    url: str
    cookie: str
    value: str
    stale: list[str]


class SignIn:
    """Sign-in at the one configured provider."""

    def __init__(self, config: Config, provider: Provider, clock: Clock, seal: Seal) -> None:
        self._config, self._provider, self._clock, self._seal = config, provider, clock, seal
        self._prefix = ("__Host-" if config.secure else "") + "roundtable-signin-"

    async def depart(
        self, return_to: str, login_hint: str | None, cookies: Mapping[str, str], *, again: bool = False
    ) -> Departure:
        """`again`: for an act that needs a recent sign-in, whatever session there is, here or at the provider."""
        pending = Pending(
            state=generate_token(43),
            nonce=generate_token(43),
            verifier=generate_token(64),
            return_to=safe_path(return_to),
            began=self._clock.now().timestamp(),
            again=again,
        )
        extra = {"acr_values": self._config.acr, "login_hint": login_hint, "max_age": self._max_age()}
        if again:
            extra |= {"prompt": "login", "max_age": "0"}
        url = await self._provider.authorization_url(
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
            **{name: value for name, value in extra.items() if value},
        )
        value = self._seal.close(_USE, asdict(pending))
        return Departure(url, self._cookie_of(pending.state), value, self._stale(cookies))

    def arrival(self, parameters: Mapping[str, str], cookies: Mapping[str, str]) -> Pending:
        """The sign-in that this callback belongs to. Raises Refused if this browser did not begin it, or long ago."""
        state = parameters.get("state", "")
        pending = self._opened(cookies.get(self._cookie_of(state), ""))
        if pending is None or not hmac.compare_digest(pending.state.encode(), state.encode()):
            raise Refused("state_unknown")
        if not timedelta() <= self._clock.now() - self._began(pending) <= SIGN_IN_WITHIN:
            raise Refused("state_expired")
        return pending

    async def arrive(self, parameters: Mapping[str, str], pending: Pending) -> SignedIn:
        """Who the provider says came back. Raises Refused or ProviderTrouble."""
        await self._check_sender(parameters)
        if "error" in parameters:
            raise _error(parameters["error"])
        code = parameters.get("code", "")
        if not code or len(code) > LONGEST_PARAMETER:
            raise Refused("code_missing")
        tokens = await self._provider.exchange(code, pending.verifier)
        if not tokens.get("id_token"):
            raise Refused("id_token_missing")
        return await self._identify(tokens, pending)

    async def logout_url(self, id_token: str | None) -> str:
        """The provider's own logout, or the start page where it has none or does not answer."""
        try:
            endpoint = (await self._provider.metadata()).end_session_endpoint
        except ProviderTrouble:
            endpoint = None
        if endpoint is None:
            return "/"
        parameters = {"client_id": self._config.client_id, "post_logout_redirect_uri": self._config.origin + "/"}
        if id_token and len(id_token) <= LONGEST_PARAMETER:
            parameters["id_token_hint"] = id_token
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"

    async def logout_notice(self, token: Any) -> tuple[str | None, str | None]:
        """The subject and session that a back-channel logout token names. Raises Refused or ProviderTrouble."""
        _, claims = await signed_claims(token, self._provider, {None, "jwt", "logout+jwt"})
        return check_logout_token(claims, self._provider.issuer, self._config.client_id, self._clock.now())

    def cookies_of(self, cookies: Mapping[str, str]) -> list[str]:
        """Every cookie of a sign-in under way."""
        return [name for name in cookies if name.startswith(self._prefix)]

    def cookie_of(self, pending: Pending) -> str:
        return self._cookie_of(pending.state)

    async def _check_sender(self, parameters: Mapping[str, str]) -> None:
        # RFC 9207: another provider's answer must not be taken to this one's token endpoint.
        sender = parameters.get("iss")
        if sender is None and (await self._provider.metadata()).names_itself_in_callback:
            raise Refused("callback_iss_missing")
        if sender is not None and sender != self._provider.issuer:
            raise Refused("callback_iss")

    async def _identify(self, tokens: Mapping[str, Any], pending: Pending) -> SignedIn:
        access_token, now = tokens.get("access_token"), self._clock.now()
        expected = Expected(
            issuer=self._provider.issuer,
            client_id=self._config.client_id,
            nonce=pending.nonce,
            access_token=access_token if isinstance(access_token, str) else None,
            now=now,
            acr=self._config.acr,
            # Signed in again is signed in since this began: who was known before has not been.
            max_age=now - self._began(pending) if pending.again else self._config.max_age,
        )
        try:
            algorithm, claims = await signed_claims(tokens["id_token"], self._provider, {None, "jwt"})
            subject = check_id_token(algorithm, claims, expected)
        except Refused as refused:
            raise Refused(f"id_token_{refused.reason}") from refused
        sid = claims.get("sid")
        kept = sid if isinstance(sid, str) and 0 < len(sid) <= LONGEST_SUBJECT else None
        hint = tokens["id_token"][:LONGEST_TOKEN]
        return SignedIn(self._provider.issuer, subject, hint, kept, signed_in_at(claims))

    def _stale(self, cookies: Mapping[str, str]) -> list[str]:
        opened = {name: self._opened(cookies[name]) for name in self.cookies_of(cookies)}
        stale = [name for name, pending in opened.items() if pending is None]
        waiting = {name: pending.began for name, pending in opened.items() if pending}
        by_age = sorted(waiting, key=lambda name: waiting[name], reverse=True)
        return [*stale, *by_age[MOST_PENDING - 1 :]]

    def _opened(self, value: str) -> Pending | None:
        try:
            return Pending(**self._seal.open(_USE, value))
        except (Invalid, TypeError):
            return None

    def _began(self, pending: Pending) -> datetime:
        return datetime.fromtimestamp(pending.began, tz=self._clock.now().tzinfo)

    def _cookie_of(self, state: str) -> str:
        return self._prefix + hashlib.sha256(state.encode()).hexdigest()[:16]

    def _max_age(self) -> str | None:
        return str(int(self._config.max_age.total_seconds())) if self._config.max_age else None


def safe_path(wanted: str) -> str:
    """A page of this very site, or the start page: nothing that a browser might read as another host."""
    within = wanted.startswith("/") and not wanted.startswith("/auth/") and len(wanted) <= LONGEST_RETURN
    return wanted if within and "//" not in wanted and not _UNSAFE.search(wanted) else "/"


def _error(error: str) -> Exception:
    if error == "access_denied":
        return Refused("access_denied")
    if error in _ITS_TROUBLE:
        return ProviderTrouble(error, answered=error == "server_error")
    return Refused(f"provider_said_{error}" if _ERROR.fullmatch(error) else "provider_said_nonsense")
