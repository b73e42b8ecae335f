"""Sockets (graphql-transport-ws): whom one stands for and for how long, and which frames are taken."""

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from roundtable.api.connections import Connections
from roundtable.api.gate import Gate
from roundtable.context import Services
from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Problem


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


_log = structlog.get_logger("roundtable.streams")

# Seconds after which it is asked again whether what a socket was opened with holds; and at least, as a token is taken
# for a little longer than it says.
_ASKED_EVERY, _AT_LEAST = 60.0, 1.0


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Strawberry's handler, which would end in a traceback where a frame's parts are of other types, keeps a socket
    whose session is over, and counts one socket at a time."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._held = ExitStack()
        self._lasting: asyncio.Task[None] | None = None

    async def handle_connection_init(self, message: Any) -> None:
        await super().handle_connection_init(message)
        visit: SocketVisit = self.context
        if self._lasting or not self.connection_acknowledged or visit.actor is None:
            return
        try:
            self._held.enter_context(visit.connections.one(visit.actor, self.operations))
        except Problem:
            await self.websocket.close(code=4429, reason="Too many connections")
            return
        self._lasting = asyncio.create_task(self._last())

    async def _last(self) -> None:
        """As long as what it was opened with holds: a session that goes on being used, a token."""
        visit, actor = self.context, self.context.actor
        while True:
            left = (
                _ASKED_EVERY if actor.expires_at is None else actor.expires_at - visit.services.clock.now().timestamp()
            )
            await asyncio.sleep(min(max(left, _AT_LEAST), _ASKED_EVERY))
            try:
                actor = await visit.renew()
            except Problem:
                await self.websocket.close(code=4401, reason="Unauthorized")
                return
            except (SQLAlchemyError, OSError) as failure:
                # Nothing runs on it without its own look at the session.
                _log.error("session of a socket not looked at", kind=type(failure).__qualname__)

    async def handle_subscribe(self, message: Any) -> None:
        try:
            if self.connection_acknowledged:
                self.context.connections.check_operations(self.context.actor)
        except Problem as problem:
            error = {"message": problem.detail, "extensions": {"code": problem.code.value}}
            await self.send_message({"id": message["id"], "type": "error", "payload": [error]})
            return
        await super().handle_subscribe(message)

    async def shutdown(self) -> None:
        self._held.close()
        if self._lasting:
            self._lasting.cancel()
        await super().shutdown()

    async def handle_message(self, message: Any) -> None:
        if not _is_frame(message):
            await self.handle_invalid_message("Failed to parse message")
            return
        await super().handle_message(message)

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
