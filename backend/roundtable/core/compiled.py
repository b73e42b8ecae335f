"""Statements as they were compiled, found by which statement it is before by what it says.

SQLAlchemy finds what it compiled by a key that spells the whole statement, and to hash that takes up to a millisecond,
each time. What is made once and kept has one key object for good, so that it is found by identity.
"""

from collections import OrderedDict
from typing import Any

from sqlalchemy.util import LRUCache

# How many statements' texts are kept; and how many keys are known again, each of up to a hundred kB.
KEPT, KNOWN = 500, 200
# As SQLAlchemy gives it: the dialect, the statement's key, and what else decides the text.
Key = tuple[Any, tuple[Any, ...], tuple[Any, ...], bool, bool]


class Compiled:
    """What an engine is given as its `compiled_cache`."""

    def __init__(self, kept: int = KEPT, known: int = KNOWN) -> None:
        self._most_known = known
        self._by_text: LRUCache[Any, Any] = LRUCache(kept)
        # The key is held on to: another would else be given its id.
        self._known: OrderedDict[Any, tuple[Any, Any]] = OrderedDict()

    def get(self, key: Key) -> Any:
        """What was compiled for the key, or None."""
        dialect, statement, *rest = key
        short = (id(statement), dialect, *rest)
        known = self._known.get(short)
        if known:
            self._known.move_to_end(short)
            return known[1]
        found = self._by_text.get(key)
        if found is not None:
            self._remember(short, (statement, found))
        return found

    def __setitem__(self, key: Key, compiled: Any) -> None:
        self._by_text[key] = compiled

    def _remember(self, short: Any, known: tuple[Any, Any]) -> None:
        self._known[short] = known
        # What is made anew each time passes through; what is asked again and again stays.
        if len(self._known) > self._most_known:
            self._known.popitem(last=False)
