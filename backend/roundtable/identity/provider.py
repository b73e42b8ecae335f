"""The identity provider as a server to talk to: its discovery document, its keys, its token endpoint.

Authlib's client does the talking, one for the process. What it would trust for ever is fetched anew here.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from joserfc.jwk import Key
from joserfc.registry import Header

from roundtable.core.clock import Clock
from roundtable.identity.config import Config, private_transport
from roundtable.identity.keys import choose, usable
from roundtable.identity.refusals import ProviderTrouble, Refused

DISCOVERY = "/.well-known/openid-configuration"
# Keys and discovery are forgotten after this long, whatever happens.
KEPT_FOR = timedelta(minutes=10)
# An unknown key id asks for the keys again, but no oftener than this: anybody can send one.
AGAIN_AFTER = timedelta(seconds=30)
# After a failure everybody gets it at once for this long, so that a provider that hangs does not make a queue.
REST = timedelta(seconds=3)
TIMEOUT = httpx2.Timeout(5.0, connect=3.0)


@dataclass(frozen=True)
class Metadata:
    """What we use of a discovery document, checked."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    names_itself_in_callback: bool
    secret_in_body: bool


@dataclass
class _Kept:
    value: Any = None
    at: datetime | None = None
    tried_at: datetime | None = None
    trouble: ProviderTrouble | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def younger_than(self, age: timedelta, now: datetime) -> bool:
        return self.at is not None and now - self.at < age

    def tried_within(self, time: timedelta, now: datetime) -> bool:
        return self.tried_at is not None and now - self.tried_at < time


class Provider:
    """One issuer, reached over the network, or over a `transport` that stands in its place."""

    def __init__(self, config: Config, clock: Clock, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.config, self._clock = config, clock
        self.issuer = config.issuer or ""
        self._documents = {"metadata": _Kept(), "keys": _Kept()}
        self._transport = transport
        self._http = self._client()

    async def close(self) -> None:
        """Let go of its connections; whoever asks again finds new ones."""
        await self._http.aclose()
        self._http = self._client()

    def _client(self) -> Any:
        return AsyncOAuth2Client(
            client_id=self.config.client_id,
            client_secret=self.config.client_secret,
            scope=self.config.scope,
            redirect_uri=self.config.callback,
            code_challenge_method="S256",
            timeout=TIMEOUT,
            # one client for everybody keeps nobody's cookies
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            transport=self._transport,
        )

    async def metadata(self) -> Metadata:
        metadata: Metadata = await self._keep("metadata", self._discover, KEPT_FOR)
        return metadata

    async def key(self, header: Header) -> Key:
        """The key that may have signed under this header. Raises Refused if the provider has no such key."""
        found = choose(await self._keep("keys", self._fetch_keys, KEPT_FOR), header)
        if found is None:
            found = choose(await self._keep("keys", self._fetch_keys, AGAIN_AFTER), header)
        if found is None:
            raise Refused("unknown_key")
        return found

    async def authorization_url(self, **parameters: str) -> str:
        """Where the browser goes: response type, client, scope, callback and S256 challenge are added."""
        endpoint = (await self.metadata()).authorization_endpoint
        url: str = self._http.create_authorization_url(endpoint, **parameters)[0]
        return url

    async def exchange(self, code: str, verifier: str) -> dict[str, Any]:
        """The token response for a code. Raises Refused if the provider does not take the code."""
        metadata = await self.metadata()
        method = "client_secret_post" if metadata.secret_in_body else "client_secret_basic"
        try:
            tokens = await self._http.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                auth=self._http.client_auth(method if self.config.client_secret else "none"),
            )
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise Refused("code_not_taken") from error
            raise ProviderTrouble("token_endpoint_refused_us") from error
        except httpx2.HTTPStatusError as error:
            raise ProviderTrouble("token_endpoint_status") from error
        except httpx2.HTTPError as error:
            raise ProviderTrouble("token_endpoint_unreachable", answered=False) from error
        except (ValueError, TypeError) as error:
            raise ProviderTrouble("token_endpoint_nonsense") from error
        return dict(tokens)

    async def _keep(self, name: str, fetch: Any, fresh_for: timedelta) -> Any:
        """A document at most so old, if that can be had. One caller fetches, the others wait for it."""
        kept = self._documents[name]
        if kept.younger_than(fresh_for, self._clock.now()):
            return kept.value  # nobody waits for a key that is here, whoever makes us look for another
        async with kept.turn:
            now = self._clock.now()
            if kept.younger_than(KEPT_FOR, now):
                if kept.younger_than(fresh_for, now) or kept.tried_within(AGAIN_AFTER, now):
                    return kept.value
            elif kept.trouble and kept.tried_within(REST, now):
                raise ProviderTrouble(kept.trouble.reason, answered=kept.trouble.answered)
            kept.tried_at = now
            try:
                kept.value, kept.at, kept.trouble = await fetch(), now, None
            except ProviderTrouble as trouble:
                kept.trouble = trouble
                # what is not to be forgotten yet outlives a failure to replace it
                if not kept.younger_than(KEPT_FOR, now):
                    raise
            return kept.value

    async def _discover(self) -> Metadata:
        document = await self._get(self.issuer.rstrip("/") + DISCOVERY)
        if document.get("issuer") != self.issuer:
            raise ProviderTrouble("discovery_of_another_issuer")
        methods = document.get("token_endpoint_auth_methods_supported")
        in_basic = not isinstance(methods, list) or "client_secret_basic" in methods
        logout = document.get("end_session_endpoint")
        return Metadata(
            authorization_endpoint=_address(document, "authorization_endpoint"),
            token_endpoint=_address(document, "token_endpoint"),
            jwks_uri=_address(document, "jwks_uri"),
            end_session_endpoint=_address(document, "end_session_endpoint") if logout is not None else None,
            names_itself_in_callback=document.get("authorization_response_iss_parameter_supported") is True,
            secret_in_body=not in_basic,
        )

    async def _fetch_keys(self) -> list[Key]:
        return usable(await self._get((await self.metadata()).jwks_uri))

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            response = await self._http.request("GET", url, withhold_token=True)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ProviderTrouble("unreachable", answered=False) from error
        if response.status_code != 200:
            raise ProviderTrouble("status", answered=response.status_code < 500)
        try:
            document = response.json()
        except ValueError as error:
            raise ProviderTrouble("not_json") from error
        if not isinstance(document, dict):
            raise ProviderTrouble("not_an_object")
        return document


def _address(document: dict[str, Any], name: str) -> str:
    address = document.get(name)
    try:
        fits = isinstance(address, str) and private_transport(urlsplit(address))
    except ValueError:
        fits = False
    if not fits:
        raise ProviderTrouble(f"discovery_{name}")
    return str(address)
