"""What each session, or a token's client, has open in this process: sockets, event streams, and what runs on them."""

from collections import defaultdict
from collections.abc import Iterator, Sized
from contextlib import contextmanager
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

    @contextmanager
    def one(self, actor: Actor, running: Sized) -> Iterator[None]:
        """One more, with what runs on it. Raises Problem RATE_LIMITED where there are as many as may be."""
        holder = _holder(actor)
        if len(self._open[holder]) >= AT_ONCE:
            raise Problem(Code.RATE_LIMITED, detail=f"No more than {AT_ONCE} connections of a session at once.")
        self._open[holder].append(running)
        try:
            with metrics.CONNECTIONS.track_inprogress():
                yield
        finally:
            # By what it is: two that run nothing are equal.
            self._open[holder] = [each for each in self._open[holder] if each is not running]
            if not self._open[holder]:
                del self._open[holder]

    def check_operations(self, actor: Actor) -> None:
        """Raises Problem RATE_LIMITED where another operation would be one too many."""
        if sum(map(len, self._open.get(_holder(actor), ()))) >= OPERATIONS:
            raise Problem(Code.RATE_LIMITED, detail=f"No more than {OPERATIONS} operations of a session at once.")


def _holder(actor: Actor) -> UUID:
    return actor.session_id or actor.membership_id
