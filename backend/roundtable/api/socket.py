"""Sockets (graphql-transport-ws): whom one stands for, and which frames are taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from roundtable.api.gate import Gate
from roundtable.context import Services
from roundtable.core.actor import Actor
from roundtable.core.errors import Code


@dataclass
class SocketVisit:
    """A socket, whose operations come one by one: each finds its actor by what the socket was opened with."""

    services: Services
    gate: Gate
    socket: WebSocket
    connection_params: dict[str, Any] = field(default_factory=dict)

    async def renew(self) -> Actor:
        authorization = self.socket.headers.get("authorization", self.connection_params.get("authorization"))
        if authorization is None:
            self.gate.check_origin(self.socket.headers)
        given = authorization if authorization is None else str(authorization)
        return await self.gate.actor(self.socket, given, using=False)


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Strawberry's handler, which would end in a traceback where a frame's parts are of other types."""

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
