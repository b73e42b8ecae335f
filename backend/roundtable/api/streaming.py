"""How a subscription runs: begun by Strawberry's own steps, then told event by event with as little as there can be
between a listener and the wire, and nothing kept of how it began.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from functools import partial
from inspect import isawaitable
from typing import Any

import orjson
import strawberry
from graphql import GraphQLError, create_source_event_stream
from strawberry.schema.schema import DEFAULT_ALLOWED_OPERATION_TYPES
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Executor
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from roundtable.api import limits
from roundtable.api.errors import public
from roundtable.api.looks import Told
from roundtable.core.answering import Answering
from roundtable.reader.shaping import Surprise


class StreamingSchema(strawberry.Schema):
    """Strawberry's schema, whose own streams would execute each event for each listener, and keep for as long as each
    lasts what is needed to begin.
    """

    async def stream(
        self, query: str | None, variable_values: Any = None, context_value: Any = None, *given: Any, **more: Any
    ) -> Any:
        told = (query, variable_values, context_value, *given)
        begun = await self._begin(*told, **more)
        if isinstance(begun, tuple):
            return _results(*begun)
        # What is no subscription, or is refused: Strawberry knows what to answer.
        answer = await super().stream(*told, **more)
        return answer if begun is None else _in_time(answer, context_value.services.answering)

    async def _begin(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Any = None,
    ) -> tuple[Callable[[], Executor], AsyncGenerator[Any]] | OperationType | None:
        """What makes an executor of its events, and where they come from; of what is answered once, what it is."""
        allowed = allowed_operation_types or DEFAULT_ALLOWED_OPERATION_TYPES
        asked = self._create_execution_context(
            query, allowed, variable_values, context_value, root_value, operation_name, operation_extensions
        )
        extensions: list[Any] = self.get_extensions()
        for extension in extensions:
            extension.execution_context = asked
        runner = self.create_extensions_runner(asked, extensions)
        try:
            async with runner.operation():
                refused = await self._prepare_operation_async(asked, runner)
                if refused:
                    return None
                if asked.operation_type is not OperationType.SUBSCRIPTION:
                    return OperationType(asked.operation_type)
                async with runner.executing():
                    return await self._source(asked)
        except Exception:  # noqa: BLE001 - Strawberry comes to it as well, and says it
            return None

    async def _source(self, asked: Any) -> tuple[Callable[[], Executor], AsyncGenerator[Any]] | None:
        build: Any = partial(
            Executor.build,
            self._schema,
            asked.graphql_document,
            context_value=asked.context,
            raw_variable_values=asked.variables,
            operation_name=asked.operation_name,
        )
        executor = build()
        if not isinstance(executor, Executor):
            return None
        found: Any = create_source_event_stream(executor)
        source = await found if isawaitable(found) else found
        return (build, source) if isinstance(source, AsyncGenerator) else None


async def _in_time(answer: AsyncGenerator[Any], answering: Answering) -> AsyncIterator[Any]:
    """A query's or a mutation's answer, or where it is late an error, as for a request of its own."""
    async with answering.one(), aclosing(answer):
        try:
            async with asyncio.timeout(limits.ANSWERED_WITHIN):
                result = await anext(answer)
        except TimeoutError as late:
            result = ExecutionResult(data=None, errors=[public(GraphQLError("", original_error=late))])
        yield result
        async for more in answer:
            yield more


async def _results(build: Callable[[], Executor], source: AsyncGenerator[Any]) -> AsyncIterator[ExecutionResult]:
    async with aclosing(source):
        try:
            async for event in source:
                yield await _result(build, event)
        except Exception as failure:  # noqa: BLE001 - whatever ends it, its listener is told what may be told
            error = failure if isinstance(failure, GraphQLError) else GraphQLError("", original_error=failure)
            yield ExecutionResult(data=None, errors=[public(error)])


async def _result(build: Callable[[], Executor], event: Any) -> ExecutionResult:
    """An event's bytes are made once for all who are told the same, and handed through: most listeners never need an
    executor, and none of them keeps one.
    """
    if isinstance(event, Told) and event.on_the_wire is None and (data := at_once(event)):
        event.on_the_wire = _bytes(data)
    if isinstance(event, Told) and event.on_the_wire is not None:
        return ExecutionResult(data=event.on_the_wire, errors=None)
    found: Any = build().build_per_event_executor(event).execute_operation()
    result = await found if isawaitable(found) else found
    if result.errors:
        return ExecutionResult(data=result.data, errors=[public(error) for error in result.errors])
    if not isinstance(event, Told):
        return ExecutionResult(data=result.data, errors=None)
    event.on_the_wire = _bytes(result.data)
    return ExecutionResult(data=event.on_the_wire, errors=None)


def at_once(event: Told) -> Any:
    """An event's data as the executor would make it; None where that has an error to tell."""
    try:
        return event.shape(event) if event.shape else None
    except Surprise:
        return None


def _bytes(data: Any) -> Any:
    return orjson.Fragment(orjson.dumps(data))
