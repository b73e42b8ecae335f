"""Operations that are known: what passed every check once goes past Strawberry's view and steps. A query is answered by
its plan alone, a mutation is run by the executor.

Whatever is not as it was then (a wrong variable, a query's error to tell) is Strawberry's, from the beginning.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, TypeAlias

import orjson
from graphql import DocumentNode, ExecutionResult, OperationDefinitionNode, OperationType

from roundtable.api.executor import Executor
from roundtable.api.limits import KEPT, has_too_many, is_kept
from roundtable.context import Context
from roundtable.core import metrics
from roundtable.core.errors import Problem
from roundtable.reader.plan import NODE_LIMIT
from roundtable.reader.shaping import Surprise


@dataclass(frozen=True)
class Operation:
    """A document that was found in order, and which of its operations is meant: a query or a mutation."""

    text: str
    name: str | None
    document: DocumentNode
    node: OperationDefinitionNode

    @property
    def is_query(self) -> bool:
        return self.node.operation is OperationType.QUERY

    async def answer(self, context: Context, variables: dict[str, Any]) -> ExecutionResult | None:
        """What it finds, or what became of it; None where Strawberry has to tell it, which runs a query anew. A
        mutation that has begun is answered here. Raises whatever reading raises.
        """
        begun, kind = time.perf_counter(), self.node.operation
        run = self._read if self.is_query else self._perform
        made = await run(context, variables)
        if made:
            metrics.OPERATIONS.labels(kind.value).observe(time.perf_counter() - begun)
        return made

    async def _read(self, context: Context, variables: dict[str, Any]) -> ExecutionResult | None:
        try:
            ready = context.services.reader.operation(self.document, self.node, variables)
            if ready is None or ready.plan.wire is None:
                return None
            text = await context.write(self.node, ready)
        except (Problem, Surprise):
            return None
        return ExecutionResult(orjson.Fragment(text.wire), None, cost(context))  # type: ignore[arg-type]

    async def _perform(self, context: Context, variables: dict[str, Any]) -> ExecutionResult | None:
        executor = Executor.build(
            context.services.reader.schema,
            self.document,
            context_value=context,
            raw_variable_values=variables,
            operation_name=self.name,
        )
        if not isinstance(executor, Executor):
            return None  # The variables are wrong.
        found: Any = executor.execute_operation()
        result = await found if isawaitable(found) else found
        return ExecutionResult(result.data, result.errors, cost(context))


# An operation, and its variables as they came.
Found: TypeAlias = tuple[Operation, dict[str, Any]]


def cost(context: Context) -> dict[str, Any]:
    """What an operation counted as, by the rule that refuses what is too costly."""
    return {"cost": {"objects": sum(context.costs), "limit": NODE_LIMIT}} if context.costs else {}


class Known:
    """Operations by what is sent: their text, and which of it is named."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str | None], Operation] = OrderedDict()

    def keep(self, asked: Operation) -> None:
        if is_kept(asked.document):
            self._kept[asked.text, asked.name] = asked
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def find(self, asked: Any) -> Found | None:
        """The operation that a request's body is, if it is one that is known."""
        if not isinstance(asked, Mapping):
            return None
        text, name, variables = asked.get("query"), asked.get("operationName"), asked.get("variables")
        if not isinstance(text, str) or not isinstance(name, str | None) or not isinstance(variables, dict | None):
            return None
        if has_too_many(variables):
            return None
        if asked.keys() - _FORM or (known := self._kept.get((text, name))) is None:
            return None
        self._kept.move_to_end((text, name))
        return known, variables or {}


_FORM = frozenset({"query", "operationName", "variables"})
