"""What follows from an act by a rule: in the same transaction, after all that the act did, and nobody's act.

Whoever acted neither sees it nor is named for it: its facts have no author, and it has its own entry on the record.
"""

from collections.abc import Awaitable, Callable, Sequence

from roundtable.core.facts import FactName, NewFact
from roundtable.core.work import Work

# Is given the facts that it follows from.
Sequel = Callable[[Work, Sequence[NewFact]], Awaitable[None]]

_declared: list[tuple[Sequel, frozenset[FactName]]] = []


def follows(*names: FactName) -> Callable[[Sequel], Sequel]:
    """Declare what follows where an act leaves a fact of these names."""

    def declare(sequel: Sequel) -> Sequel:
        _declared.append((sequel, frozenset(names)))
        return sequel

    return declare


def sequels_of(work: Work) -> list[tuple[Sequel, list[NewFact]]]:
    """What follows from all that was done so far, each with the facts that it follows from."""
    found = [(sequel, [fact for fact, _ in work.facts if fact.name in names]) for sequel, names in _declared]
    return [(sequel, facts) for sequel, facts in found if facts]


async def follow(work: Work, follows: Sequence[tuple[Sequel, Sequence[NewFact]]]) -> int:
    """Let follow what follows; its facts are the work's from that number on. Whoever acted acts no more."""
    before = len(work.facts)
    await work.end_act()
    for sequel, told in follows:
        await sequel(work, told)
    return before
