"""How an operation runs: its actor is found anew, and a query is read by one statement before the executor walks it."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, OperationType, get_operation_ast
from strawberry.extensions import SchemaExtension

from roundtable.api.known import Known, Operation, cost
from roundtable.context import Context, Visit
from roundtable.core import metrics
from roundtable.core.errors import Code, Problem
from roundtable.reader.shaping import Shape, Surprise


class OneStatement(SchemaExtension):
    """Gives each operation a context of its own, and reads a whole query before it executes.

    A result that is set here skips the executor; of what is left to it, it only takes each value from its place.
    """

    def __init__(self, known: Known) -> None:
        self._known = known

    async def on_execute(self) -> AsyncIterator[None]:
        running: Any = self.execution_context
        operation = get_operation_ast(running.graphql_document, running.operation_name)
        assert operation is not None
        begun = time.perf_counter()
        try:
            await self._prepare(running, operation)
        except Exception as failure:
            if operation.operation is OperationType.SUBSCRIPTION:
                raise
            # Raised from here it would pass by the place where errors are made public.
            running.result = ExecutionResult(None, [GraphQLError(str(failure), original_error=failure)])
        yield
        if operation.operation is not OperationType.SUBSCRIPTION:
            metrics.OPERATIONS.labels(operation.operation.value).observe(time.perf_counter() - begun)

    def get_results(self) -> dict[str, Any]:
        context = self.execution_context.context
        return cost(context) if isinstance(context, Context) else {}

    async def _prepare(self, running: Any, operation: OperationDefinitionNode) -> None:
        _check_named(running)
        visit: Visit = running.context
        # Every operation finds its actor anew: what a socket was opened with may have ended.
        context = running.context = Context(visit.services, await visit.renew())
        asked = Operation(running.query, running._provided_operation_name, running.graphql_document, operation)
        if operation.operation is OperationType.QUERY:
            await _read(context, running, asked)
        if operation.operation is not OperationType.SUBSCRIPTION:
            self._known.keep(asked)


def _check_named(running: Any) -> None:
    """Of several operations Strawberry would run the first: which one is meant has to be said."""
    operations = [node for node in running.graphql_document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) > 1 and running._provided_operation_name is None:
        raise Problem(Code.INVALID_OPERATION, detail="There are several operations: name one by `operationName`.")


async def _read(context: Context, running: Any, query: Operation) -> None:
    """Read a query, and make its result; what is not as it should be is left to the executor, which says it."""
    running.root_value = {}
    ready = context.services.reader.operation(query.document, query.node, running.variables)
    if ready is None:
        return  # The variables are wrong.
    running.root_value = (await context.read(query.node, ready))["data"]
    if ready.plan.shape:
        running.result = shaped(Answered(query, context, running.variables, running.root_value), ready.plan.shape)


@dataclass(frozen=True)
class Answered:
    """A run of a query, and what was read for it."""

    query: Operation
    context: Context
    variables: dict[str, Any] | None
    read: Any


def shaped(answered: Answered, shape: Shape) -> ExecutionResult | None:
    """The result that the executor would make of what was read, without it; None where it has an error to tell."""
    try:
        return ExecutionResult(shape(answered.read), None)
    except Surprise:
        return None
