"""Whether one listener was rung for."""

import asyncio


class Rung:
    """As an asyncio.Event, for the one who listens: that takes five times the room, and there are thousands."""

    __slots__ = ("_is_set", "_waiting")

    def __init__(self) -> None:
        self._is_set = False
        self._waiting: asyncio.Future[None] | None = None

    def set(self) -> None:
        self._is_set = True
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    def clear(self) -> None:
        self._is_set = False

    def is_set(self) -> bool:
        return self._is_set

    async def wait(self) -> None:
        """Until it is set. Nobody else waits for it meanwhile."""
        if self._is_set:
            return
        assert self._waiting is None, "one listener waits"
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None
