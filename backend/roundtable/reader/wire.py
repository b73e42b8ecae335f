"""An answer as the database wrote it: its text goes to the wire without what is ours in it, and with what Python makes
of a value in that value's place.

What is ours stands under keys that begin with `#`. Within a text no quote stands unescaped: nothing that anybody wrote
can be taken for such a key.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from roundtable.reader.finish import CASE, ITEM, TYPE, Run
from roundtable.reader.shaping import Shape, Surprise

# Closes what a value to be made is in.
END = "#"
# All begin alike, which is what makes them quick to find.
_OURS = re.compile(
    rf'"#(?:{TYPE[1:]}" ?: ?"\w+", ?'
    rf'|{CASE[1:]}" ?: ?(?:"(\w+)"|null), ?(?:"{ITEM}" ?: ?"(\w+)", ?)?'
    rf'|(\d+)" ?: ?(.*?), ?"{END}" ?: ?0\}})',
    re.DOTALL,
)
_GROUPS = 4


@dataclass(frozen=True)
class Made:
    """A value that Python makes of what was read, and its last form."""

    then: Callable[[Any, Run], Any]
    shape: Shape


@dataclass(frozen=True)
class Written:
    """An answer's text as it was read, and as it goes to the wire."""

    read: str
    wire: str


class Wire:
    """What becomes of one plan's text."""

    def __init__(self, made: Sequence[Made], never_null: Collection[str]) -> None:
        self._made = made
        # Under a key that may be null elsewhere too, a null is a surprise that the executor finds to be none.
        self._never_null = frozenset(never_null)

    def text(self, read: str, run: Run) -> Written:
        """Raises Surprise where a value is not what its type says."""
        parts = _OURS.split(read)
        wire = [parts[0]]
        for place in range(1, len(parts), _GROUPS + 1):
            case, item, made, value, after = parts[place : place + _GROUPS + 1]
            if case:
                run.note(case, item)
            elif made:
                # Without the brace that the value stood in.
                wire[-1] = wire[-1][:-1]
                wire.append(self._value(self._made[int(made)], value, run))
            wire.append(after)
        written = "".join(wire)
        if self._never_null and not self._never_null.isdisjoint(_null_keys(written)):
            raise Surprise
        return Written(read, written)

    def _value(self, made: Made, read: str, run: Run) -> str:
        try:
            return orjson.dumps(made.shape(made.then(orjson.loads(read), run))).decode()
        except (AttributeError, KeyError, TypeError) as wrong:
            raise Surprise from wrong


def _null_keys(text: str) -> Iterator[str]:
    """The keys whose value is null; perhaps also what somebody wrote that looks so."""
    for before in text.split("null")[:-1]:
        key = before.rstrip(" :")
        if key.endswith('"'):
            yield key[key.rfind('"', 0, -1) + 1 : -1]
