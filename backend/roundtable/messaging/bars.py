"""What else keeps one from writing in a conversation: declared where it is known, as messaging knows no conferences."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, false, or_

from roundtable.core.work import Work
from roundtable.messaging.models import Thread

# From the keys of a conversation's case and of itself to whether who asks may be kept from writing in it: evidence
# alone, for it is read with what every message reads.
Suspicion: TypeAlias = Callable[[Any, Any], ColumnElement[bool]]
# Looks whether they are. Raises Problem.
Check: TypeAlias = Callable[[Work, Thread], Awaitable[None]]

_declared: list[tuple[Suspicion, Check]] = []


def keeps_from_writing(suspicion: Suspicion) -> Callable[[Check], Check]:
    """Declare what may keep somebody from writing."""

    def declare(check: Check) -> Check:
        _declared.append((suspicion, check))
        return check

    return declare


def suspected(case_id: Any, thread_id: Any) -> ColumnElement[bool]:
    """Whether anything may keep who asks from writing there."""
    return or_(false(), *(suspicion(case_id, thread_id) for suspicion, _ in _declared))


async def check_bars(work: Work, thread: Thread) -> None:
    """Raises what the first of them does."""
    for _, check in _declared:
        await check(work, thread)
