"""What tests of streams ask for: the table on a socket, where streams look more often than they do for people."""

from collections.abc import AsyncIterator

import pytest

from roundtable.core import bell
from tests.streams.wire import LOOK_EVERY, Wire, open_wire
from tests.support.table import Table


@pytest.fixture
async def wire(table: Table, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    monkeypatch.setattr(bell, "LOOK_EVERY", LOOK_EVERY)
    async with open_wire(table) as opened:
        yield opened
