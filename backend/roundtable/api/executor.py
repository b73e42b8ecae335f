"""Strawberry's executor, which leaves as it is what has its last form."""

from typing import Any

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from roundtable.reader.shaping import Shaped


class Executor(StrawberryGraphQLCoreExecutionContext):
    def complete_value(
        self, return_type: Any, details: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        if type(result) is Shaped:
            return result.data
        return super().complete_value(return_type, details, info, path, result, position_context)
