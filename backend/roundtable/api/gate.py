"""Who may speak to the endpoint at all: credentials, the page's header, the exact origin, the page's documents."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection

from roundtable.api.trusted import Trusted
from roundtable.core.actor import Actor
from roundtable.core.db import undisturbed
from roundtable.core.errors import Code, Problem
from roundtable.identity.credentials import Identity, Presumed

# Another site's page cannot set this header without asking first, and is never answered when it asks.
PAGE_HEADER = "x-roundtable-client"
LARGEST_BODY = 512 * 1024


class Gate:
    """Finds the actor of a request or a socket, by cookie from the server's own page or by bearer token."""

    def __init__(self, identity: Identity, public_origin: str, trusted: Trusted) -> None:
        self.identity, self.public_origin, self.trusted = identity, public_origin, trusted

    async def admit(self, request: HTTPConnection) -> Actor:
        """The request's actor. Raises Problem UNAUTHENTICATED, or WRONG_ORIGIN where a cookie came from elsewhere."""
        authorization = request.headers.get("authorization")
        if authorization is None and self.identity.cookie_name in request.cookies:
            self._check_page(request)
        return await self.actor(request, authorization)

    def presumed(self, request: HTTPConnection) -> Presumed | None:
        """Whom a session of the page stood for before. Raises Problem WRONG_ORIGIN, as above."""
        cookie = request.cookies.get(self.identity.cookie_name)
        if cookie is None or "authorization" in request.headers:
            return None
        self._check_page(request)
        return self.identity.presumed(cookie)

    def _check_page(self, request: HTTPConnection) -> None:
        self.check_origin(request.headers)
        if PAGE_HEADER not in request.headers:
            raise Problem(Code.WRONG_ORIGIN)

    def check_origin(self, headers: Mapping[str, str]) -> None:
        """Exactly the public origin: with a cookie nothing less will do."""
        if headers.get("origin") != self.public_origin:
            raise Problem(Code.WRONG_ORIGIN)

    async def actor(self, connection: HTTPConnection, authorization: str | None, *, using: bool = True) -> Actor:
        """Whom a credential stands for. `using=False`: what a socket does by itself is no sign of its reader."""
        cookie = None if authorization else connection.cookies.get(self.identity.cookie_name)
        found = await undisturbed(self.identity.actor(cookie, authorization, using=using))
        if found is None:
            raise Problem(Code.UNAUTHENTICATED)
        return found
