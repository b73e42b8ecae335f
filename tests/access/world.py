"""A small world of one case, as rows: who is at its table, who may see what, and what hangs on that.

What it can have stands by theme in the modules `world_*.py`; this is where tests take all of it from.
"""

from roundtable.core import ids
from tests.access.world_base import LONG_AGO, POSTS, SCRIPT, TODAY, VOLUNTEER, day, directory
from tests.access.world_kinds import OF_CONFERENCE, OF_CONFERENCES, OF_PLANS, PREFIXES
from tests.access.world_records import WithRecords

__all__ = [
    "LONG_AGO",
    "OF_CONFERENCE",
    "OF_CONFERENCES",
    "OF_PLANS",
    "POSTS",
    "SCRIPT",
    "TODAY",
    "VOLUNTEER",
    "World",
    "day",
    "directory",
]


class World(WithRecords):
    """All that a world can have."""

    def beside(self) -> "World":
        """Another case, of the same agencies and people."""
        return World(people=self.people, changed=self.changed, house=self.house, first=False)

    def public_ids(self) -> list[str]:
        """Of everything in this world that can be loaded by its id."""
        return [ids.encode(PREFIXES[type(row)], row.id) for row in self.rows if type(row) in PREFIXES]  # type: ignore[attr-defined]
