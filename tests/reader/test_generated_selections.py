"""Whatever is asked, of whatever rows: the reader's one statement answers what plain Python answers."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from roundtable.core.db import Database
from roundtable.core.errors import Code, Invalid
from tests.reader.conftest import SCHEMA, Gardens
from tests.reader.generated_operations import operations
from tests.reader.generated_worlds import SEAL, worlds
from tests.reader.naive import Cursor, answer, naive_schema, told

NAIVE = naive_schema(SCHEMA.as_str())


def opened(read: Any, expected: Any) -> Any:
    """The reader's data, with each cursor replaced by the expected one where it holds the same."""
    if isinstance(expected, dict) and isinstance(read, dict) and read.keys() == expected.keys():
        return {key: opened(read[key], value) for key, value in expected.items()}
    if isinstance(expected, list) and isinstance(read, list) and len(read) == len(expected):
        return [opened(mine, theirs) for mine, theirs in zip(read, expected, strict=True)]
    if isinstance(expected, Cursor) and isinstance(read, str):
        held = SEAL.open(f"page of {expected}", read)
        return expected if held == expected.held else held
    return read


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_the_reader_answers_any_selection_as_plain_python_does(
    toy_database: Database, data: st.DataObject
) -> None:
    gardens, world = Gardens(toy_database), data.draw(worlds())
    await gardens.settle(world)
    for _ in range(3):
        operation = data.draw(operations(SCHEMA._schema, world))
        note(operation.text)
        note(repr(operation.variables))
        try:
            read = await gardens.ask(operation.text, **operation.variables)
        except Invalid as refused:
            if refused.code is Code.TOO_COSTLY:
                continue
            raise
        world.served.clear()
        expected = answer(NAIVE, world, operation.text, operation.variables)
        assert told(read.result) == told(expected)
        assert opened(read.data, expected.data) == expected.data
        if expected.errors:
            assert read.cases >= world.served  # what an error took out of the answer was read all the same
        else:
            assert read.cases == world.served
