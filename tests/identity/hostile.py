"""A provider that does whatever a test asks of it: it answers well until something of it is changed."""

import base64
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import httpx2
import orjson
from joserfc.jwk import ECKey, Key
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.identity.house import House, query_of

ORIGIN = "https://roundtable.example"
ISSUER = "https://id.example"
# The settings of a server that signs in there.
AT_HOSTILE: dict[str, Any] = {
    "demo": False,
    "public_origin": ORIGIN,
    "oidc_issuer": ISSUER,
    "oidc_client_id": "roundtable",
}
# Not in a claim set, whatever the others say.
GONE = object()

ACCESS_TOKEN = "an-opaque-access-token"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def new_key(**parameters: Any) -> ECKey:
    return ECKey.generate_key("P-256", cast(Any, {"alg": "ES256", "use": "sig", **parameters}), auto_kid=True)


def encoded(values: Any) -> str:
    """A part of a token."""
    return _base64(orjson.dumps(values))


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def without_gone(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not GONE}


@dataclass
class HostileProvider:
    """Every answer can be replaced: `discovery`, `published`, `claims`, `header`, `tokens`, and statuses by path."""

    key: Key = field(default_factory=new_key)
    discovery: dict[str, Any] = field(default_factory=dict)
    published: list[Any] | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    instead: dict[str, Response] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    token_request: dict[str, str] = field(default_factory=dict)
    subject: str = "ana"
    nonce: str = ""
    down: bool = False

    def transport(self) -> httpx2.AsyncBaseTransport:
        routes = [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/jwks", self._jwks),
            Route("/token", self._token, methods=["POST"]),
        ]
        return _Line(self, httpx2.ASGITransport(Starlette(routes=routes)))

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """A token by the current key under any header at all, which a library would not write.

        A span among the claims is a moment: so long from now.
        """
        now = int(time.time())
        moments = {
            name: now + int(span.total_seconds()) for name, span in claims.items() if isinstance(span, timedelta)
        }
        full = without_gone({"alg": "ES256", "kid": self.key.kid, **header})
        algorithm = JWSRegistry.algorithms.get(full["alg"], JWSRegistry.algorithms["ES256"])
        body = f"{encoded(full)}.{encoded(without_gone({**claims, **moments}))}"
        return f"{body}.{_base64(algorithm.sign(body.encode(), self.key))}"

    def id_token(self) -> str:
        claims = {"iss": ISSUER, "aud": "roundtable", "sub": self.subject, "nonce": self.nonce}
        return self.sign({**claims, "iat": timedelta(), "exp": timedelta(minutes=5), **self.claims}, **self.header)

    def logout_token(self, **claims: Any) -> str:
        usual = {"iss": ISSUER, "aud": "roundtable", "jti": "one", "sub": "ana"}
        usual_moments = {"iat": timedelta(), "exp": timedelta(minutes=2)}
        return self.sign({**usual, **usual_moments, "events": {LOGOUT_EVENT: {}}, **claims}, typ="logout+jwt")

    async def _discovery(self, request: Request) -> Response:
        if request.url.path in self.instead:
            return self.instead[request.url.path]
        usual = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "end_session_endpoint": f"{ISSUER}/logout",
        }
        return JSONResponse(without_gone({**usual, **self.discovery}))

    async def _jwks(self, request: Request) -> Response:
        if request.url.path in self.instead:
            return self.instead[request.url.path]
        published = self.published if self.published is not None else [self.key.as_dict(private=False)]
        return JSONResponse({"keys": published})

    async def _token(self, request: Request) -> Response:
        if request.url.path in self.instead:
            return self.instead[request.url.path]
        form = await request.form()
        self.token_request = {name: str(value) for name, value in form.items()}
        self.token_request["authorization"] = request.headers.get("authorization", "")
        usual = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token()}
        return JSONResponse(without_gone({**usual, **self.tokens}))


class _Line(httpx2.AsyncBaseTransport):
    """The way to the provider, which can be cut, and counts what goes over it."""

    def __init__(self, provider: HostileProvider, transport: httpx2.AsyncBaseTransport) -> None:
        self._provider, self._transport = provider, transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._provider.asked[request.url.path] += 1
        if self._provider.down:
            raise httpx2.ConnectTimeout("nobody answers", request=request)
        return await self._transport.handle_async_request(request)


async def depart(browser: httpx2.AsyncClient, return_to: str = "/", **asked: str) -> dict[str, str]:
    """Begin a sign-in; answers what the browser was sent to the provider with."""
    response = await browser.get("/auth/login", params={"return_to": return_to, **asked})
    assert response.status_code == 303, response.text
    return query_of(response.headers["location"])


async def come_back(browser: httpx2.AsyncClient, hostile: HostileProvider, sent: dict[str, str]) -> httpx2.Response:
    """Come back from the provider with a code, which it will change for tokens about this very sign-in."""
    hostile.nonce = sent["nonce"]
    return await browser.get("/auth/callback", params={"code": "a-code", "state": sent["state"]})


def _so_long_from_now(span: timedelta) -> int:
    return int(time.time() + span.total_seconds())


async def sign_in(
    browser: httpx2.AsyncClient, hostile: HostileProvider, subject: str = "ana", return_to: str = "/", **asked: str
) -> httpx2.Response:
    hostile.subject = subject
    return await come_back(browser, hostile, await depart(browser, return_to, **asked))


async def log_out(house: House, browser: httpx2.AsyncClient) -> httpx2.Response:
    headers = {"Origin": house.settings.public_origin, "X-Roundtable-Client": "page"}
    return await browser.post("/auth/logout", headers=headers)
