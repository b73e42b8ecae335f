"""Gatherings: those who wait for the same thing, so that one of them does it for all who came before it began."""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from roundtable.core.errors import Problem

Member = TypeVar("Member")
Found = TypeVar("Found")


class Gathering(Generic[Member, Found]):
    """Those who came after the one that leads, until it closes."""

    def __init__(self) -> None:
        self.waiting: dict[Member, asyncio.Future[Found | None]] = {}

    def tell(self, member: Member, found: Found | None) -> None:
        """What was found for all; None where this one has to look again."""
        answer = self.waiting.pop(member)
        if not answer.done():
            answer.set_result(found)

    def fail(self, failure: BaseException | None) -> None:
        """Whoever still waits looks again: the leader's right ended, or it left. Any other failure is everyone's."""
        while self.waiting:
            _, answer = self.waiting.popitem()
            if answer.done():
                continue
            if failure is None or isinstance(failure, Problem | asyncio.CancelledError):
                answer.set_result(None)
            else:
                answer.set_exception(failure)


class Gatherings(Generic[Member, Found]):
    """Those of a process that are open: whoever comes to one of these waits for its leader."""

    def __init__(self) -> None:
        self._open: dict[Hashable, Gathering[Member, Found]] = {}

    def join(self, key: Hashable, member: Member) -> "asyncio.Future[Found | None] | None":
        """What the one who leads will tell this member; None where nobody does."""
        gathering = self._open.get(key)
        if gathering is None:
            return None
        answer = gathering.waiting[member] = asyncio.get_running_loop().create_future()
        return answer

    @contextmanager
    def leading(self, key: Hashable) -> Iterator[Gathering[Member, Found]]:
        """A gathering by this key, which others join until it is closed."""
        gathering = self._open[key] = Gathering[Member, Found]()
        failure: BaseException | None = None
        try:
            yield gathering
        except BaseException as failed:
            failure = failed
            raise
        finally:
            self.close(key, gathering)
            gathering.fail(failure)

    def close(self, key: Hashable, gathering: Gathering[Member, Found]) -> None:
        """Who comes from now on leads another, and finds what has happened since."""
        if self._open.get(key) is gathering:
            del self._open[key]
