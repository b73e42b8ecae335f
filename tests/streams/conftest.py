"""What tests of streams ask for: the table on a socket."""

from collections.abc import AsyncIterator

import pytest

from tests.streams.wire import Wire, open_wire
from tests.support.table import Table


@pytest.fixture
async def wire(table: Table) -> AsyncIterator[Wire]:
    async with open_wire(table) as opened:
        yield opened
