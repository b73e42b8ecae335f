"""The endpoint: GraphQL over HTTP by its specification (media types, status codes), sockets, and server-sent events."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import orjson
from cross_web import HTTPException
from graphql import ExecutionResult, GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError, MissingQueryError
from strawberry.http import GraphQLRequestData
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from roundtable.api import limits
from roundtable.api.connections import Connections
from roundtable.api.errors import public
from roundtable.api.event_stream import EventStream, EventStreams, in_chunks
from roundtable.api.gate import LARGEST_BODY, Gate
from roundtable.api.known import Found
from roundtable.api.media import EVENT_STREAM, PLAIN_JSON, RESPONSE_JSON, is_json, preferred
from roundtable.api.schema import KnowingSchema
from roundtable.api.socket import SocketAdapter, SocketHandler, SocketVisit
from roundtable.context import Context, Services
from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Problem, Unproven

_STATUS = {Code.UNAUTHENTICATED: 401, Code.WRONG_ORIGIN: 403, Code.RATE_LIMITED: 429}


@dataclass
class RequestVisit:
    """A request, whose one actor was found at the gate."""

    services: Services
    actor: Actor

    async def renew(self) -> Actor:
        return self.actor


class Endpoint(GraphQL[Any, None]):
    """Strawberry's view behind our gate. One endpoint for requests and sockets, another for event streams."""

    schema: KnowingSchema
    graphql_transport_ws_handler_class = SocketHandler
    websocket_adapter_class = SocketAdapter

    def __init__(
        self,
        schema: KnowingSchema,
        services: Services,
        gate: Gate,
        connections: Connections,
        events: EventStreams | None = None,
    ) -> None:
        self.services, self.gate, self.connections, self.events = services, gate, connections, events
        self.offered = (EVENT_STREAM,) if events else (RESPONSE_JSON, PLAIN_JSON)
        super().__init__(
            schema,
            graphql_ide=None,
            allow_queries_via_get=False,
            # Never the legacy `graphql-ws`; event streams only where no ordinary client asks by chance.
            subscription_protocols=(GRAPHQL_SSE_PROTOCOL if events else GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
            multipart_uploads_enabled=False,
            # A session's are counted, on all its sockets; Strawberry's own count would end sooner.
            max_subscriptions_per_connection=None,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, _limited(receive))
        with ExitStack() as held:
            response = await self._answer(request, held)
            with suppress(ClientDisconnect):
                await response(scope, receive, send)

    async def _answer(self, request: Request, held: ExitStack) -> Response:
        media = preferred(request.headers.get("accept"), self.offered)
        try:
            self._check_form(request, media)
            async with asyncio.timeout(limits.ANSWERED_WITHIN):
                request.state.status = 200
                response = await self._presumed(request) or await self._admitted(request, held)
        except Problem as problem:
            return refusal(_STATUS.get(problem.code, 400), problem, media)
        except HTTPException as wrong:
            return refusal(wrong.status_code, Problem(Code.INVALID_OPERATION, detail=wrong.reason), media)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there any more to read it
        except Exception as unforeseen:  # noqa: BLE001 - whatever it is, the client gets a reference to it
            return failed(unforeseen, media)
        if not self.events:
            response.headers["content-type"] = f"{media}; charset=utf-8"
            # Whoever takes plain JSON reads the body for errors, and must find 200 before it trusts it.
            response.status_code = request.state.status if media == RESPONSE_JSON else 200
        response.headers["cache-control"] = "no-store, no-transform" if self.events else "no-store"
        return response

    async def _presumed(self, request: Request) -> Response | None:
        """The answer of a query that is known, to a session that was met before: the statement that answers tells
        whether it goes on. None of anything else, and where it does not.
        """
        presumed = None if self.events else self.gate.presumed(request)
        if presumed is None:
            return None
        try:
            found = self._find(await self._asked(request, presumed.actor))
            if found and found[0].is_query:
                return await self._known(request, found, Context(self.services, presumed.actor, presumed))
        except HTTPException:
            # What is wrong with what is asked is said once it is known who asks.
            await self.gate.admit(request)
            raise
        except (Problem, Unproven):
            return None
        return None

    async def _admitted(self, request: Request, held: ExitStack) -> Response:
        actor = request.state.actor = await self.gate.admit(request)
        if self.events:
            held.enter_context(self.connections.one(actor, []))
        found = self._find(await self._asked(request, actor))
        known = await self._known(request, found, Context(self.services, actor)) if found else None
        return known or await self.run(request)

    async def _asked(self, request: Request, actor: Actor) -> Any:
        """What the body asks for, as far as it is JSON. Raises Problem where it is not taken from this actor."""
        trusted = self.gate.trusted
        asked = trusted.told(_loaded(await request.body()))
        trusted.check(actor, asked.get("query") if isinstance(asked, Mapping) else None)
        return asked

    def _find(self, asked: Any) -> Found | None:
        return None if self.events else self.schema.known.find(asked)

    async def _known(self, request: Request, found: Found, context: Context) -> Response | None:
        """The answer of an operation that is known; None where it is Strawberry's to answer. Raises Unproven."""
        asked, variables = found
        try:
            result = await asked.answer(context, variables)
        except Unproven:
            raise
        except Exception as failure:  # noqa: BLE001 - an answer like any other, with an error in it
            if context.presumed:
                # As above.
                await self.gate.admit(request)
            result = ExecutionResult(None, [GraphQLError(str(failure), original_error=failure)])
        return Response(orjson.dumps(await self.process_result(request, result))) if result else None

    def _check_form(self, request: Request, media: str | None) -> None:
        if request.method != "POST":
            raise HTTPException(405, "Only POST.")
        if not is_json(request.headers.get("content-type")):
            raise HTTPException(415, "The body must be application/json in UTF-8.")
        if media is None:
            raise HTTPException(406, f"Only {' or '.join(self.offered)} is served.")

    async def parse_http_body(self, request: Any) -> Any:
        data = self.parse_json(await request.get_body())
        if not isinstance(data, dict):
            raise HTTPException(400, "The body must be one JSON object: batches are not taken.")
        if not isinstance(data.get("query"), str):
            raise HTTPException(400, "`query` must be a string.")
        if not isinstance(data.get("operationName"), str | None):
            raise HTTPException(400, "`operationName` must be a string or null.")
        asked = await super().parse_http_body(request)
        assert isinstance(asked, GraphQLRequestData)
        # The address says that it is a stream, whatever was in `Accept`.
        return replace(asked, protocol="sse") if self.events else asked

    async def execute_single(
        self,
        request: Request,
        request_adapter: Any,
        sub_response: Response,
        context: Any,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> Any:
        try:
            return await self.schema.execute(
                request_data.query,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=(OperationType.QUERY, OperationType.MUTATION),
            )
        except InvalidOperationTypeError as wrong:
            raise HTTPException(400, "Subscriptions are served at /graphql/stream, and over sockets.") from wrong
        except (MissingQueryError, CannotGetOperationTypeError):
            # The request's form is in order; it is the document that says nothing, or not what is asked for.
            return PreExecutionError(data=None, errors=[GraphQLError("The document has no such operation.")])

    def _stream_result(self, request: Any, result: Any, transport: Any) -> Any:
        """As Strawberry does, which would hand on each event by itself, and take two turns of all tasks for it."""

        async def texts() -> AsyncGenerator[str]:
            async with aclosing(result):
                async for value in result:
                    response, _ = await self._process_stream_result(request, value, [])
                    yield transport.encode_next(response, self.encode_json_string)
            yield transport.encode_complete()

        sign = transport.heartbeat_message(self.encode_json_string)
        return lambda: in_chunks(texts(), sign, transport.heartbeat_interval)

    async def create_streaming_response(
        self, request: Any, stream: Any, sub_response: Response, headers: Mapping[str, str]
    ) -> Response:
        assert self.events is not None
        return EventStream(self.events, stream(), headers={**sub_response.headers, **headers})

    async def get_context(self, request: Any, response: Any) -> Any:
        if isinstance(request, WebSocket):
            return SocketVisit(self.services, self.gate, self.connections, request)
        return RequestVisit(self.services, request.state.actor)

    async def on_ws_connect(self, context: Any) -> Any:
        try:
            context.actor = await context.renew()
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
        if request_error:
            foreseen = all(error["extensions"]["code"] != Code.INTERNAL for error in errors)
            request.state.status = 400 if foreseen else 500
        answer: dict[str, Any] = {} if request_error else {"data": result.data}
        if errors:
            answer["errors"] = errors
        if result.extensions:
            answer["extensions"] = result.extensions
        return answer

    def parse_json(self, data: str | bytes) -> Any:
        return self.gate.trusted.told(super().parse_json(data))

    def decode_json(self, data: str | bytes) -> object:
        # Stricter than the standard library's: no NaN, no half of a surrogate pair, no endless nesting.
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()


def refusal(status: int, problem: Problem, media: str | None = None) -> Response:
    error = {"message": problem.detail, "extensions": {"code": problem.code.value}}
    headers = {401: {"www-authenticate": "Bearer"}, 405: {"allow": "POST"}}.get(status, {})
    return _response([error], status, media, headers)


def failed(failure: Exception, media: str | None = None) -> Response:
    return _response([public(GraphQLError("", original_error=failure)).formatted], 500, media, {})


def _response(errors: list[Any], status: int, media: str | None, headers: dict[str, str]) -> Response:
    kind = media if media in (RESPONSE_JSON, PLAIN_JSON) else PLAIN_JSON
    return Response(orjson.dumps({"errors": errors}), status, {"cache-control": "no-store", **headers}, media_type=kind)


def _loaded(body: bytes) -> Any:
    """What a body says; None of what is no JSON: who reads it next says so."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that is larger than any operation."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "The body did not come.")
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise HTTPException(413, "The body is too large.")
        return message

    return counted
