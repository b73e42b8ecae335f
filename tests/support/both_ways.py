"""Whatever a test asks of a server in its own process, and each event that it is told, is answered both ways: in its
last form at once, and by Strawberry's executor. Both are the same, byte for byte, or the first leaves it to the second.
"""

from collections.abc import Iterator, Sequence
from inspect import isawaitable
from typing import Any, cast

import orjson
import pytest
from graphql import ExecutionResult, execute_sync

from roundtable.api import execution, streaming
from roundtable.api.executor import Executor
from roundtable.api.looks import Told
from roundtable.core.seal import Seal
from roundtable.reader import reader
from roundtable.reader.finish import Run
from roundtable.reader.reader import Plan
from roundtable.reader.shaping import Shape, Shaped
from roundtable.reader.wire import Written


class _SealedOnce:
    """Two cursors of one place would differ: each is sealed afresh."""

    def __init__(self, seal: Seal) -> None:
        self._seal, self._closed = seal, dict[tuple[str, bytes], str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._seal, name)

    def close(self, what: str, value: Any) -> str:
        key = what, orjson.dumps(value)
        if key not in self._closed:
            self._closed[key] = self._seal.close(what, value)
        return self._closed[key]


_as_text = reader._written


def read_and_written(plan: Plan, texts: Sequence[str | None], run: Run) -> tuple[dict[str, Any], Written]:
    """What was read, and its text as it goes to the wire: of the same cases, as of the same moment. Raises Surprise."""
    run.seal = cast(Seal, _SealedOnce(run.seal))
    again = Run(run.seal, run.vault, run.given, run.now, run.until)
    read, made = reader._finished(plan, texts, run), _as_text(plan, texts, again)
    assert (again.served, again.latest) == (run.served, run.latest)
    return read, made


class _Comparing:
    """What stands in for each way past the executor while the tests run."""

    def __init__(self) -> None:
        self.asked, self.unlike = list[str](), list[str]()
        self._shaped, self._told = execution.shaped, streaming._result
        self._completed: Any = Executor.complete_value

    def shaped(self, answered: execution.Answered, shape: Shape) -> ExecutionResult | None:
        made, query = self._shaped(answered, shape), answered.query
        name = query.node.name.value if query.node.name else None
        context, variables = answered.context, answered.variables
        executed = execute_sync(context.services.reader.schema, query.document, answered.read, context, variables, name)
        self.asked.append(query.text)
        if executed.errors:
            self._check(made is None, made)
        else:
            self._compare(made and made.data, executed.data)
        return made

    def completed(self, executor: Any, *given: Any) -> Any:
        *before, result, position = given
        made = self._completed(executor, *given)
        if type(result) is Shaped:
            self._compare(made, self._completed(executor, *before, result.read, position))
        return made

    def written(self, plan: Plan, texts: Sequence[str | None], run: Run) -> Written:
        assert plan.shape is not None
        read, made = read_and_written(plan, texts, run)
        self._compare(orjson.loads(made.wire), plan.shape(read[reader.WHOLE]))
        return made

    async def told(self, build: Any, event: Any) -> Any:
        first = isinstance(event, Told) and event.on_the_wire is None
        made = await self._told(build, event)
        if first and event.shape and not made.errors:
            found = build().build_per_event_executor(event).execute_operation()
            executed = await found if isawaitable(found) else found
            self._compare(made.data, executed.data)
        return made

    def _compare(self, made: Any, expected: Any) -> None:
        self._check(orjson.dumps(made) == orjson.dumps(expected), (made, expected))

    def _check(self, alike: bool, what: Any) -> None:
        if not alike:
            self.unlike.append(str(what))
            raise AssertionError(f"answered otherwise: {what}")


@pytest.fixture(scope="session", autouse=True)
def both_ways() -> Iterator[list[str]]:
    """Answers the documents that were asked; what was not answered alike fails the run, and the test that asked it."""
    comparing = _Comparing()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(execution, "shaped", comparing.shaped)
        patched.setattr(reader, "_written", comparing.written)
        patched.setattr(Executor, "complete_value", lambda *given: comparing.completed(*given))  # noqa: PLW0108 - bound, as a method
        patched.setattr(streaming, "_result", comparing.told)
        yield comparing.asked
    assert not comparing.unlike, comparing.unlike
