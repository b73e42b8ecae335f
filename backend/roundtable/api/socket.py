"""Sockets (graphql-transport-ws): whom one stands for and for how long, and which frames are taken."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from roundtable.api.connections import Connections
from roundtable.api.gate import Gate
from roundtable.context import Services
from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Problem
from roundtable.core.lasting import lasting


@dataclass
class SocketVisit:
    """A socket, whose operations come one by one: each finds its actor by what the socket was opened with."""

    services: Services
    gate: Gate
    connections: Connections
    socket: WebSocket
    connection_params: dict[str, Any] = field(default_factory=dict)
    # Whom it was opened by.
    actor: Actor | None = None

    async def renew(self) -> Actor:
        authorization = self.socket.headers.get("authorization", self.connection_params.get("authorization"))
        if authorization is None:
            self.gate.check_origin(self.socket.headers)
        given = authorization if authorization is None else str(authorization)
        return await self.gate.actor(self.socket, given, using=False)


class SocketAdapter(ASGIWebSocketAdapter):
    """Strawberry's, whose loop would keep the text of each frame until the next."""

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object]:
        try:
            while self.ws.application_state != WebSocketState.DISCONNECTED:
                yield self.view.decode_json(await self.ws.receive_text())
        except KeyError as absent:
            raise NonTextMessageReceived from absent
        except ValueError as wrong:
            raise NonJsonMessageReceived from wrong
        except WebSocketDisconnect:
            pass


_log = structlog.get_logger("roundtable.streams")

# Seconds after which it is asked again whether what a socket was opened with holds; and at least, as a token is taken
# for a little longer than it says.
_ASKED_EVERY, _AT_LEAST = 60.0, 1.0


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Strawberry's handler, which would end in a traceback where a frame's parts are of other types, keeps a socket
    whose session is over, and counts one socket at a time."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._counted: AbstractContextManager[None] | None = None
        self._asked_next: asyncio.TimerHandle | None = None
        self._asking: asyncio.Task[None] | None = None

    async def handle_connection_init(self, message: Any) -> None:
        await super().handle_connection_init(message)
        # It was waited for until now.
        self.connection_init_timeout_task = None
        visit: SocketVisit = self.context
        if self._counted or not self.connection_acknowledged or visit.actor is None:
            return
        counted = visit.connections.one(visit.actor, self.operations)
        try:
            counted.__enter__()
        except Problem:
            await self.websocket.close(code=4429, reason="Too many connections")
            return
        self._counted = counted
        self._ask_later(visit.actor)

    def _ask_later(self, actor: Actor) -> None:
        """A socket lasts as long as what it was opened with holds: a session that goes on being used, a token. No task
        waits for it, as there would be one for each of thousands.
        """
        ends, clock = actor.expires_at, self.context.services.clock
        left = _ASKED_EVERY if ends is None else ends - clock.now().timestamp()
        self._asked_next = asyncio.get_running_loop().call_later(min(max(left, _AT_LEAST), _ASKED_EVERY), self._ask)

    def _ask(self) -> None:
        self._asking = asyncio.create_task(self._last())

    async def _last(self) -> None:
        visit: SocketVisit = self.context
        assert visit.actor is not None
        actor = visit.actor
        # Where it fails: nothing runs on it without its own look at the session.
        with lasting(_log, "session of a socket not looked at"):
            try:
                actor = await visit.renew()
            except Problem:
                await self.websocket.close(code=4401, reason="Unauthorized")
                return
        self._ask_later(actor)

    async def handle_subscribe(self, message: Any) -> None:
        try:
            if self.connection_acknowledged:
                self.context.connections.check_operations(self.context.actor)
                self.context.gate.trusted.check(self.context.actor, message["payload"]["query"])
        except Problem as problem:
            error = {"message": problem.detail, "extensions": {"code": problem.code.value}}
            await self.send_message({"id": message["id"], "type": "error", "payload": [error]})
            return
        await super().handle_subscribe(message)

    async def shutdown(self) -> None:
        if self._counted:
            self._counted.__exit__(None, None, None)
        for later in (self._asked_next, self._asking):
            if later:
                later.cancel()
        await super().shutdown()

    async def handle_message(self, message: Any) -> None:
        if not _is_frame(message):
            await self.handle_invalid_message("Failed to parse message")
            return
        if message["type"] == "subscribe":
            # One text for all who ask for the same, and the frame is kept no longer: the loop has it until the next.
            message["payload"]["query"] = sys.intern(message["payload"]["query"])
        await super().handle_message(message)
        message.clear()

    async def send_message(self, message: Any) -> None:
        if message["type"] == "error":
            for error in message["payload"]:
                error.setdefault("extensions", {"code": Code.INVALID_OPERATION.value})
        await super().send_message(message)


def _is_frame(message: object) -> bool:
    """Whether a frame has the form that the protocol gives it; which kinds there are, the handler says."""
    if not isinstance(message, Mapping) or not isinstance(message.get("type"), str):
        return False
    if message["type"] == "subscribe":
        return isinstance(message.get("id"), str) and _is_request(message.get("payload"))
    return message["type"] != "complete" or isinstance(message.get("id"), str)


def _is_request(payload: object) -> bool:
    return (
        isinstance(payload, Mapping)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )
