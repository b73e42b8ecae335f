"""The demo's identity provider: a real one, for a cast that has no passwords, so it stays on this machine."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.oauth2.rfc6749 import OAuth2Error
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from roundtable.core.clock import Clock
from roundtable.demo import provider_server
from roundtable.demo.cast import PEOPLE
from roundtable.demo.provider_pages import HEADERS, cast_page, signed_out_page
from roundtable.demo.provider_server import ALGORITHM, DemoServer
from roundtable.identity.config import DEMO_PATH, IdentitySettings, config_of, is_loopback

_STYLE = (Path(__file__).with_name("provider.css")).read_text(encoding="utf-8")


class DemoProvider:
    """Stands at DEMO_PATH of this very server. Raises ValueError without the demo setting, or off loopback."""

    def __init__(self, settings: IdentitySettings, clock: Clock) -> None:
        config = config_of(settings)
        address = urlsplit(config.origin)
        if not config.demo or not is_loopback(address.hostname):
            raise ValueError("the demo's identity provider needs ROUNDTABLE_DEMO and a loopback public origin")
        self._origin = config.origin
        self._issuer = config.origin + DEMO_PATH
        self._server = DemoServer(config.origin, config.audience, clock)
        routes = [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/authorize", self._authorize, methods=["GET", "POST"]),
            Route("/token", self._token, methods=["POST"]),
            Route("/jwks", self._jwks),
            Route("/logout", self._logout),
            Route("/provider.css", _style),
        ]
        here = OnlyHere(Starlette(routes=routes), address.netloc)
        self.routes: list[BaseRoute] = [Mount(DEMO_PATH, here)]

    def transport(self) -> httpx2.AsyncBaseTransport:
        """For Identity: this server's own calls to the provider go to the same application, without a socket.

        So a demo behind a mapped port, or one that is not listening yet, signs in like any other.
        """
        return httpx2.ASGITransport(Starlette(routes=self.routes))

    async def _discovery(self, _: Request) -> Response:
        issuer = self._issuer
        document: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/logout",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "scopes_supported": ["openid", "profile", "tasks"],
            "claims_supported": ["sub", "name"],
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(document)

    async def _authorize(self, request: Request) -> Response:
        server, asked = self._server, self._read(request, dict(request.query_params))
        chosen = (await request.form()).get("person") if request.method == "POST" else None
        person = PEOPLE.get(chosen) if isinstance(chosen, str) else None
        try:
            grant = server.get_consent_grant(asked, end_user=person)
        except OAuth2Error as error:
            refusal: Response = server.handle_error_response(asked, error)
            server.names_itself.add_issuer_parameter(server, refusal)
            return refusal
        if request.method == "GET":
            given = asked.payload.data
            again = "login" in given.get("prompt", "").split()
            return HTMLResponse(cast_page(given.get("login_hint"), again=again), headers=HEADERS)
        # nobody chosen is the cancel button: access_denied
        answer: Response = server.create_authorization_response(asked, grant_user=person, grant=grant)
        return answer

    async def _token(self, request: Request) -> Response:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        response: Response = self._server.create_token_response(self._read(request, form))
        return response

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._server.key.as_dict(private=False)]})

    async def _logout(self, request: Request) -> Response:
        back = request.query_params.get("post_logout_redirect_uri")
        if back != f"{self._origin}/":
            return HTMLResponse(signed_out_page(), headers=HEADERS)
        state = request.query_params.get("state")
        return RedirectResponse(f"{back}?{urlencode({'state': state})}" if state else back, 303)

    def _read(self, request: Request, parameters: dict[str, str]) -> provider_server.Request:
        headers = {name.title(): value for name, value in request.headers.items()}
        return provider_server.Request(request.method, f"{self._origin}{request.url.path}", parameters, headers)


class OnlyHere:
    """Answers nobody but this machine, and only under the address it was given: no other name may lead here."""

    def __init__(self, app: ASGIApp, netloc: str) -> None:
        self._app, self._netloc = app, netloc.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client, hosts = scope.get("client"), [value for name, value in scope["headers"] if name == b"host"]
        if client and is_loopback(client[0]) and hosts == [self._netloc]:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("The demo's sign-in works on this machine only.", 403)(scope, receive, send)


async def _style(_: Request) -> Response:
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "no-cache"})
