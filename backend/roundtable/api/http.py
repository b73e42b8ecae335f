"""The endpoint: GraphQL over HTTP by its specification (media types, status codes), sockets, and server-sent events."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import PreExecutionError

from roundtable.api.errors import public
from roundtable.api.gate import LARGEST_BODY, Gate
from roundtable.context import Services
from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Problem

RESPONSE_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
EVENT_STREAM = "text/event-stream"
_STATUS = {Code.UNAUTHENTICATED: 401, Code.WRONG_ORIGIN: 403}


@dataclass
class RequestVisit:
    """A request, whose one actor was found at the gate."""

    services: Services
    actor: Actor

    async def renew(self) -> Actor:
        return self.actor


@dataclass
class SocketVisit:
    """A socket, whose operations come one by one: each finds its actor by what the socket was opened with."""

    services: Services
    gate: Gate
    socket: WebSocket
    connection_params: dict[str, Any] = field(default_factory=dict)

    async def renew(self) -> Actor:
        authorization = self.socket.headers.get("authorization") or self.connection_params.get("authorization")
        if authorization is None:
            self.gate.check_origin(self.socket.headers)
        return await self.gate.actor(self.socket, authorization)


class Endpoint(GraphQL[Any, None]):
    """Strawberry's view behind our gate. One endpoint for requests and sockets, another for event streams."""

    def __init__(self, schema: Schema, services: Services, gate: Gate, *, events: bool = False) -> None:
        self.services, self.gate, self.events = services, gate, events
        super().__init__(
            schema,
            graphql_ide=None,
            allow_queries_via_get=False,
            # Never the legacy `graphql-ws`; event streams only where no ordinary client asks by chance.
            subscription_protocols=(GRAPHQL_SSE_PROTOCOL if events else GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
            multipart_uploads_enabled=False,
            max_subscriptions_per_connection=50,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, _limited(receive))
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        media = EVENT_STREAM if self.events else _media_type(request.headers.get("accept"))
        try:
            self._check_form(request, media)
            request.state.actor = await self.gate.admit(request)
            request.state.refused = False
            response = await self.run(request)
        except Problem as problem:
            return _refusal(_STATUS.get(problem.code, 400), problem, media)
        except HTTPException as wrong:
            return _refusal(wrong.status_code, Problem(Code.INVALID_OPERATION, detail=wrong.reason), media)
        if not self.events:
            response.headers["content-type"] = f"{media}; charset=utf-8"
            if request.state.refused and media == RESPONSE_JSON:
                response.status_code = 400
        response.headers["cache-control"] = "no-store"
        return response

    def _check_form(self, request: Request, media: str | None) -> None:
        if request.method != "POST":
            raise HTTPException(405, "Only POST.")
        kind, _, parameters = request.headers.get("content-type", "").partition(";")
        charset = parameters.strip().lower()
        if kind.strip().lower() != PLAIN_JSON or charset not in ("", "charset=utf-8"):
            raise HTTPException(415, "The body must be application/json in UTF-8.")
        if media is None or (self.events and not _accepts(request.headers.get("accept"), EVENT_STREAM)):
            raise HTTPException(
                406, f"Only {EVENT_STREAM if self.events else f'{RESPONSE_JSON} or {PLAIN_JSON}'} is served."
            )

    async def parse_http_body(self, request: Any) -> Any:
        data = self.parse_json(await request.get_body())
        if not isinstance(data, dict):
            raise HTTPException(400, "The body must be one JSON object: batches are not taken.")
        if not isinstance(data.get("operationName"), str | None):
            raise HTTPException(400, "`operationName` must be a string or null.")
        return await super().parse_http_body(request)

    async def get_context(self, request: Any, response: Any) -> Any:
        if isinstance(request, WebSocket):
            return SocketVisit(self.services, self.gate, request)
        return RequestVisit(self.services, request.state.actor)

    async def on_ws_connect(self, context: Any) -> Any:
        try:
            await context.renew()
        except Problem as problem:
            raise ConnectionRejectionError from problem
        return await super().on_ws_connect(context)

    def is_websocket_origin_allowed(self, request: Any, origin: str) -> bool:
        return origin == self.gate.public_origin

    async def process_result(self, request: Any, result: Any) -> Any:
        errors = [public(error).formatted for error in result.errors or ()]
        request_error = isinstance(result, PreExecutionError) or (
            result.data is None and errors and not any("path" in error for error in errors)
        )
        request.state.refused = bool(request_error)
        answer: dict[str, Any] = {} if request_error else {"data": result.data}
        if errors:
            answer["errors"] = errors
        if result.extensions:
            answer["extensions"] = result.extensions
        return answer

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()


def _media_type(accept: str | None) -> str | None:
    """The first of ours that the client takes; the specification's own where it takes anything."""
    for media in (RESPONSE_JSON, PLAIN_JSON):
        if _accepts(accept, media):
            return media
    return None


def _accepts(accept: str | None, media: str) -> bool:
    if accept is None or not accept.strip():
        return True
    wanted = [part.partition(";") for part in accept.lower().split(",")]
    allowed = {kind.strip() for kind, _, rest in wanted if "q=0" not in rest.replace(" ", "").split(";")}
    return bool(allowed & {media, "*/*", media.partition("/")[0] + "/*"})


def _refusal(status: int, problem: Problem, media: str | None) -> Response:
    error = {"message": problem.detail, "extensions": {"code": problem.code.value}}
    headers = {"cache-control": "no-store"}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if status == 405:
        headers["allow"] = "POST"
    kind = media if media in (RESPONSE_JSON, PLAIN_JSON) else PLAIN_JSON
    return Response(orjson.dumps({"errors": [error]}), status, headers, media_type=kind)


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that is larger than any operation."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise HTTPException(413, "The body is too large.")
        return message

    return counted
