"""Errors as clients get them: ours with their code, GraphQL's own as INVALID_OPERATION, the rest masked."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import structlog
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from roundtable.core.errors import CATALOGUE, Code, Problem

# How Strawberry says that the document has no operation, not the one that is named, or one of another kind.
_MISUSE = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)
_log = structlog.get_logger("roundtable.errors")


def public(error: GraphQLError) -> GraphQLError:
    """The error a client may see. What nobody foresaw is logged under a reference: all that the client gets."""
    cause = error.original_error
    if isinstance(cause, Problem):
        return _told(error, cause.detail, cause.code, {"path": cause.path})
    if cause is None or isinstance(cause, (GraphQLError, *_MISUSE)):
        if error.extensions and "code" in error.extensions:
            return error
        return _told(error, error.message, Code.INVALID_OPERATION, {})
    reference = uuid4().hex[:12]
    _log.error("unforeseen", reference=reference, kind=type(cause).__qualname__, exc_info=cause)
    return _told(error, CATALOGUE[Code.INTERNAL], Code.INTERNAL, {"reference": reference})


def _told(error: GraphQLError, message: str, code: Code, more: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code.value, **more},
    )


class PublicErrors(SchemaExtension):
    """Every result passes here, on every transport, before it is sent."""

    def on_operation(self) -> Iterator[None]:
        self._streamed = False
        yield
        # Streams were seen to result by result.
        if not self._streamed:
            _publish(self.execution_context.result)

    def on_stream_result(self, result: Any) -> Iterator[None]:
        self._streamed = True
        _publish(result)
        yield


def _publish(result: Any) -> None:
    if getattr(result, "errors", None):
        result.errors = [public(error) for error in result.errors]
