"""What is being answered over connections that last: a server that stops lets it be told first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Answering:
    """A process's queries and mutations over sockets and event streams. Those over HTTP end with their connections."""

    def __init__(self) -> None:
        self.count = 0
        self._is_ending = False

    def end(self) -> None:
        """From now on none begins: it is asked again of another, once the connection is closed."""
        self._is_ending = True

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """While one is answered."""
        if self._is_ending:
            await asyncio.Event().wait()
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1
