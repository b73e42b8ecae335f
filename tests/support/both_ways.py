"""Whatever a test asks of a server in its own process, and each event that it is told, is answered both ways: in its
last form at once, and by Strawberry's executor. Both are the same, byte for byte, or the first leaves it to the second.
"""

from collections.abc import Iterator
from inspect import isawaitable
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, execute_sync

from roundtable.api import execution, known, streaming
from roundtable.api.looks import Told
from roundtable.reader.shaping import Shape, Shaped


@pytest.fixture(scope="session", autouse=True)
def both_ways() -> Iterator[list[str]]:
    """Answers the documents that were asked; what was not answered alike fails the run, and the test that asked it."""
    asked, unlike = list[str](), list[str]()
    at_once = known.shaped

    def shaped(answered: known.Answered, shape: Shape) -> ExecutionResult | None:
        made, schema, query = at_once(answered, shape), answered.context.services.reader.schema, answered.query
        name = query.operation.name.value if query.operation.name else None
        context, variables = answered.context, answered.variables
        executed = execute_sync(schema, query.document, answered.read, context, variables, name)
        asked.append(query.text)
        alike = made is None if executed.errors else made and orjson.dumps(made.data) == orjson.dumps(executed.data)
        if not alike:
            unlike.append(query.text)
            raise AssertionError(f"answered otherwise: {made} {executed}")
        return made

    completed: Any = execution.Executor.complete_value

    def complete_value(executor: Any, *given: Any) -> Any:
        *before, result, position = given
        made = completed(executor, *given)
        if type(result) is Shaped:
            told = completed(executor, *before, result.read, position)
            if orjson.dumps(told) != orjson.dumps(made):
                unlike.append(str(made))
                raise AssertionError(f"answered otherwise: {made} {told}")
        return made

    told = streaming._result

    async def result(build: Any, event: Any) -> Any:
        first = isinstance(event, Told) and event.on_the_wire is None
        made = await told(build, event)
        if first and event.shape and not made.errors:
            found = build().build_per_event_executor(event).execute_operation()
            executed = await found if isawaitable(found) else found
            if orjson.dumps(executed.data) != orjson.dumps(made.data):
                unlike.append(str(executed.data))
                raise AssertionError(f"told otherwise: {executed.data}")
        return made

    with pytest.MonkeyPatch.context() as patched:
        for module in (known, execution):
            patched.setattr(module, "shaped", shaped)
        patched.setattr(execution.Executor, "complete_value", complete_value)
        patched.setattr(streaming, "_result", result)
        yield asked
    assert not unlike, unlike
