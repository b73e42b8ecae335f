"""Thousands of sockets: led to their endpoint at once, with nothing kept of how each was asked for."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# What is asked of a socket's headers for as long as it lasts: whom it stands for, and from where.
_KEPT = {b"host", b"origin", b"cookie", b"authorization"}


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's, which would hold each socket's request and response to its end."""

    def start_keepalive(self) -> None:
        """It is open: all that was said to open it has been sent."""
        super().start_keepalive()
        for said in (self.request, self.response):
            said.headers.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        """What it was goes at once: its parser holds it, and both would wait for the collector."""
        super().connection_lost(exc)
        self.conn.parser.close()


class Http(HttpToolsProtocol):
    """uvicorn's, whose parser would hold it, and it the socket that came of it, until the collector comes."""

    def handle_websocket_upgrade(self) -> None:
        """The last that it does: the socket's protocol goes on."""
        super().handle_websocket_upgrade()
        # As uvicorn does where a connection ends.
        self.parser = None  # type: ignore[assignment]


class SocketsApart:
    """Leads sockets to their endpoint at once: what stands around requests would be held by each of thousands."""

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        self.app, self.endpoint = app, endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "websocket" or scope["path"] != "/graphql":
            return self.app(scope, receive, send)
        scope["headers"] = [header for header in scope["headers"] if header[0] in _KEPT]
        return self.endpoint(scope, receive, send)
