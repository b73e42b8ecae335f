"""What each session, or a token's client, has open in this process: sockets, event streams, and what runs on them."""

from collections import defaultdict
from collections.abc import Sized
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from roundtable.core import metrics
from roundtable.core.actor import Actor
from roundtable.core.errors import Code, Problem

# A window of the page has one socket. A script may have as many as it has streams.
AT_ONCE = 50
# On all its sockets together.
OPERATIONS = 200


class Connections:
    """Counted where they are, so that nothing is left behind when one ends in whatever way."""

    def __init__(self) -> None:
        self._open: dict[UUID, list[Sized]] = defaultdict(list)

    def one(self, actor: Actor, running: Sized) -> AbstractContextManager[None]:
        """One more, with what runs on it. Raises Problem RATE_LIMITED where there are as many as may be."""
        return _One(self._open, _holder(actor), running)

    def check_operations(self, actor: Actor) -> None:
        """Raises Problem RATE_LIMITED where another operation would be one too many."""
        if sum(map(len, self._open.get(_holder(actor), ()))) >= OPERATIONS:
            raise Problem(Code.RATE_LIMITED, detail=f"No more than {OPERATIONS} operations of a session at once.")


@dataclass(slots=True, eq=False)
class _One(AbstractContextManager[None]):
    """An object, and no generator: there are thousands."""

    open: dict[UUID, list[Sized]]
    holder: UUID
    running: Sized

    def __enter__(self) -> None:
        if len(self.open[self.holder]) >= AT_ONCE:
            raise Problem(Code.RATE_LIMITED, detail=f"No more than {AT_ONCE} connections of a session at once.")
        self.open[self.holder].append(self.running)
        metrics.CONNECTIONS.inc()

    def __exit__(self, *_: object) -> None:
        metrics.CONNECTIONS.dec()
        # By what it is: two that run nothing are equal.
        self.open[self.holder] = [each for each in self.open[self.holder] if each is not self.running]
        if not self.open[self.holder]:
            del self.open[self.holder]


def _holder(actor: Actor) -> UUID:
    return actor.session_id or actor.membership_id
