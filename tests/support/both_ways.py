"""Every query and mutation that a test asks of a server in its own process is answered both ways: in its last form at
once, and by Strawberry's executor. Their answers are the same, byte for byte, or the first leaves it to the second.
"""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, execute_sync

from roundtable.api import execution
from roundtable.reader.shaping import Shape, Shaped


@pytest.fixture(scope="session", autouse=True)
def both_ways() -> Iterator[list[str]]:
    """Answers the documents that were asked; what was not answered alike fails the run, and the test that asked it."""
    asked, unlike = list[str](), list[str]()
    at_once = execution.shaped

    def shaped(running: Any, shape: Shape) -> ExecutionResult | None:
        made, schema = at_once(running, shape), running.context.services.reader.schema
        given = {"variable_values": running.variables, "operation_name": running.operation_name}
        executed = execute_sync(schema, running.graphql_document, running.root_value, running.context, **given)
        asked.append(running.query)
        alike = made is None if executed.errors else made and orjson.dumps(made.data) == orjson.dumps(executed.data)
        if not alike:
            unlike.append(running.query)
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

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(execution, "shaped", shaped)
        patched.setattr(execution.Executor, "complete_value", complete_value)
        yield asked
    assert not unlike, unlike
