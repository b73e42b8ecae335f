"""Queries that are known: what passed every check once is answered by its plan alone, past Strawberry's view and steps.

Whatever is not as it was then (a wrong variable, an error to tell) is Strawberry's to answer, from the beginning.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import DocumentNode, ExecutionResult, OperationDefinitionNode, OperationType

from roundtable.api.limits import KEPT
from roundtable.context import Context
from roundtable.core import metrics
from roundtable.core.errors import Problem
from roundtable.reader.plan import NODE_LIMIT
from roundtable.reader.reader import Ready
from roundtable.reader.shaping import Surprise


@dataclass(frozen=True)
class Query:
    """A document that was found in order, and which of its operations is meant."""

    text: str
    name: str | None
    document: DocumentNode
    operation: OperationDefinitionNode

    def ready(self, context: Context, variables: dict[str, Any]) -> Ready | None:
        """Its plan, with this run's values; None where these are wrong, or more than the plan is needed."""
        try:
            ready = context.services.reader.operation(self.document, self.operation, variables)
        except Problem:
            return None
        return ready if ready and ready.plan.wire else None

    async def answer(self, context: Context, ready: Ready) -> ExecutionResult | None:
        """What it finds; None where Strawberry's executor has to tell it. Raises whatever reading raises."""
        begun = time.perf_counter()
        try:
            text = await context.write(self.operation, ready)
        except Surprise:
            return None
        metrics.OPERATIONS.labels(OperationType.QUERY.value).observe(time.perf_counter() - begun)
        return ExecutionResult(orjson.Fragment(text.wire), None, cost(context))  # type: ignore[arg-type]


def cost(context: Context) -> dict[str, Any]:
    """What an operation counted as, by the rule that refuses what is too costly."""
    return {"cost": {"objects": sum(context.costs), "limit": NODE_LIMIT}} if context.costs else {}


class Known:
    """Queries by what is sent: their text, and the operation that is named."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str | None], Query] = OrderedDict()

    def keep(self, query: Query) -> None:
        self._kept[query.text, query.name] = query
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def find(self, asked: Any) -> tuple[Query, dict[str, Any]] | None:
        """The query that a request's body is, if it is one that is known, and its variables as they came."""
        if not isinstance(asked, Mapping):
            return None
        text, name, variables = asked.get("query"), asked.get("operationName"), asked.get("variables")
        if not isinstance(text, str) or not isinstance(name, str | None) or not isinstance(variables, dict | None):
            return None
        if asked.keys() - _FORM or (query := self._kept.get((text, name))) is None:
            return None
        self._kept.move_to_end((text, name))
        return query, variables or {}


_FORM = frozenset({"query", "operationName", "variables"})
