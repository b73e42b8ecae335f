"""The addresses of sign-in: options, login, callback, logout, and the provider's back-channel logout."""

from urllib.parse import parse_qs

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from roundtable.core.errors import CATALOGUE, Code
from roundtable.identity import commands, pages
from roundtable.identity.commands import SignedIn
from roundtable.identity.config import Config, IdentitySettings, config_of
from roundtable.identity.credentials import Identity
from roundtable.identity.oidc import SIGN_IN_WITHIN, Pending
from roundtable.identity.pages import page
from roundtable.identity.refusals import ProviderTrouble, Refused

log = structlog.get_logger("roundtable.security")

NO_STORE = {"Cache-Control": "no-store"}
LARGEST_NOTICE = 65_536
LONGEST_HINT = 200
_PAGE_OF = {"access_denied": "denied", "not_invited": "not_invited"}


def identity_routes(settings: IdentitySettings, identity: Identity) -> list[Route]:
    """What the application mounts, at its root."""
    entrance = Entrance(config_of(settings), identity)
    return [
        Route("/auth/options", entrance.options),
        Route("/auth/login", entrance.login),
        Route("/auth/callback", entrance.callback),
        Route("/auth/logout", entrance.logout, methods=["POST"]),
        Route("/auth/backchannel-logout", entrance.backchannel_logout, methods=["POST"]),
        Route("/auth/pages.css", _style),
    ]


class Entrance:
    """One identity's pages and answers."""

    def __init__(self, config: Config, identity: Identity) -> None:
        self._config, self._identity, self._sign_in = config, identity, identity.sign_in

    async def options(self, _: Request) -> Response:
        return JSONResponse({"demo": self._config.demo, "providerName": self._config.provider_name}, headers=NO_STORE)

    async def login(self, request: Request) -> Response:
        if not self._identity.configured:
            return page(request, "not_set_up")
        asked = request.query_params
        hint, again = asked.get("login_hint", "")[:LONGEST_HINT] or None, asked.get("again") == "1"
        try:
            departure = await self._sign_in.depart(asked.get("return_to", "/"), hint, request.cookies, again=again)
        except ProviderTrouble as trouble:
            return _trouble(request, trouble)
        response = RedirectResponse(departure.url, 303, NO_STORE)
        for name in departure.stale:
            self._take_away(response, name)
        self._leave(response, departure.cookie, departure.value, int(SIGN_IN_WITHIN.total_seconds()))
        return response

    async def callback(self, request: Request) -> Response:
        if not self._identity.configured:
            return page(request, "not_set_up")
        try:
            pending = self._sign_in.arrival(request.query_params, request.cookies)
        except Refused as refused:
            log.warning("sign-in refused", reason=refused.reason)
            return page(request, "interrupted")
        response = await self._finish(request, pending)
        # a sign-in is used up, however it ended
        self._take_away(response, self._sign_in.cookie_of(pending))
        return response

    async def _finish(self, request: Request, pending: Pending) -> Response:
        try:
            who = await self._sign_in.arrive(request.query_params, pending)
            cookie = await self._begin(who, request.cookies.get(self._config.cookie))
        except Refused as refused:
            log.warning("sign-in refused", reason=refused.reason)
            return page(request, _PAGE_OF.get(refused.reason, "refused"))
        except ProviderTrouble as trouble:
            return _trouble(request, trouble)
        response = RedirectResponse(pending.return_to, 303, NO_STORE)
        self._leave(response, self._config.cookie, cookie, int(self._config.lifetime.total_seconds()))
        return response

    async def _begin(self, who: SignedIn, former: str | None) -> str:
        identity, now = self._identity, self._identity.clock.now()
        async with identity.database.writing() as session:
            cookie = await commands.start_session(
                session, identity.seal, who, now, self._config.idle, self._config.lifetime
            )
            if cookie is None:
                raise Refused("not_invited")
            if former:
                await commands.end_session(session, identity.seal, former, now)
        return cookie

    async def logout(self, request: Request) -> Response:
        if request.headers.get("origin") != self._config.origin or not request.headers.get("x-roundtable-client"):
            return _problem(Code.WRONG_ORIGIN, 403)
        identity, former, redirect = self._identity, request.cookies.get(self._config.cookie), "/"
        if former:
            async with identity.database.writing() as session:
                ended, hint = await commands.end_session(session, identity.seal, former, identity.clock.now())
            if ended and identity.configured:
                redirect = await self._sign_in.logout_url(hint)
        response = JSONResponse({"redirectTo": redirect}, headers=NO_STORE)
        for name in [self._config.cookie, *self._sign_in.cookies_of(request.cookies)]:
            self._take_away(response, name)
        return response

    async def backchannel_logout(self, request: Request) -> Response:
        identity = self._identity
        try:
            token = await _logout_token(request)
            subject, sid = await self._sign_in.logout_notice(token)
        except Refused as refused:
            log.warning("back-channel logout refused", reason=refused.reason)
            return JSONResponse({"error": "invalid_request"}, 400, NO_STORE)
        except ProviderTrouble as trouble:
            log.error("back-channel logout not checked: provider trouble", reason=trouble.reason)
            return JSONResponse({"error": "temporarily_unavailable"}, 503, NO_STORE)
        async with identity.database.writing() as session:
            issuer = str(self._config.issuer)
            await commands.end_provider_sessions(session, issuer, subject, sid, identity.clock.now())
        return Response(status_code=200, headers=NO_STORE)

    def _leave(self, response: Response, name: str, value: str, max_age: int) -> None:
        response.set_cookie(
            name, value, max_age=max_age, path="/", secure=self._config.secure, httponly=True, samesite="lax"
        )

    def _take_away(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self._config.secure, httponly=True, samesite="lax")


async def _logout_token(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_NOTICE:
            raise Refused("too_large")
    try:
        given = parse_qs(body.decode("ascii"), max_num_fields=20).get("logout_token", [])
    except ValueError as error:
        raise Refused("not_a_form") from error
    if len(given) != 1:
        raise Refused("logout_token_missing")
    return given[0]


def _trouble(request: Request, trouble: ProviderTrouble) -> Response:
    log.error("sign-in not possible: provider trouble", reason=trouble.reason)
    return page(request, "broken" if trouble.answered else "away")


def _problem(code: Code, status: int) -> Response:
    errors = [{"message": CATALOGUE[code], "extensions": {"code": code}}]
    return JSONResponse({"errors": errors}, status, NO_STORE)


async def _style(_: Request) -> Response:
    return Response(pages.STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
