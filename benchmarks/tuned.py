"""Our server with one thing set otherwise: `python -m benchmarks.tuned "<how>" serve`; what there is, `HOW` names."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from roundtable import serving
from roundtable.api.together import Together
from roundtable.cli import app
from roundtable.core.audit.recorder import Recorder

Set = Callable[[], None]


def _collector(*thresholds: int, freeze: bool = True) -> Set:
    """Young, middle and old objects are looked at after so many; 0 is never."""
    make_room = serving.make_room

    def room() -> None:
        make_room()
        if not freeze:
            gc.unfreeze()
        gc.set_threshold(*thresholds)

    return lambda: vars(serving).update(make_room=room)


def _waiting(seconds: float) -> Set:
    """A group of the record's entries waits so long for more of them."""
    commit: Callable[[Recorder, list[Any]], Awaitable[None]] = Recorder._commit

    async def later(recorder: Recorder, group: list[Any]) -> None:
        await asyncio.sleep(seconds)
        await commit(recorder, group)

    return lambda: setattr(Recorder, "_commit", later)


HOW: dict[str, Set] = {
    "collector: as Python sets it": _collector(700, 10, 10, freeze=False),
    "collector: ours, nothing frozen": _collector(10_000, 10, 5, freeze=False),
    "collector: seldom": _collector(100_000, 50, 50),
    "collector: never": _collector(0),
    "events: told to each by itself": lambda: setattr(Together, "_company", property(lambda _: object())),
    "record: groups wait 1 ms": _waiting(0.001),
    "record: groups wait 3 ms": _waiting(0.003),
}

if __name__ == "__main__":
    HOW[sys.argv.pop(1)]()
    app()
