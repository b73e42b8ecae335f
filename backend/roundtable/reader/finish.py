"""What is left to do in Python on the JSON that SQL made: cases noted, values made, errors in a field's place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from roundtable.core.errors import Problem
from roundtable.core.seal import Seal
from roundtable.core.vault import Vault

# Hidden keys cannot be GraphQL names, so no alias can take their place.
TYPE, CASE, ITEM = "#type", "#case", "#item"
# What stands for the type of a row of which nothing was read.
LEFT_OUT = "#left out"
# The cases an answer has rows of, and the public ids of those that were asked for singly.
Served = dict[UUID, set[str]]


@dataclass
class Run:
    """One execution of a plan: what it served, and what its caller supplies."""

    seal: Seal
    vault: Vault
    given: Mapping[str, Callable[[Mapping[str, Any]], Any]]
    # The moment that it is read as of, as the wire writes it.
    now: str
    # And the last moment that it may be read as of, however late what was read is.
    until: str
    # The cases as the database wrote them: there are many rows of each.
    noted: dict[str, set[str]] = field(default_factory=dict)
    # The latest moment of what was read, as the wire writes it.
    latest: str = ""

    @property
    def is_behind(self) -> bool:
        """What was read is of a later moment than what it was read by, and it may be read again."""
        return self.again_at > self.now

    @property
    def again_at(self) -> str:
        return min(self.latest, self.until)

    @property
    def served(self) -> Served:
        return {UUID(case): items for case, items in self.noted.items()}

    def note(self, case: str, item: str | None) -> None:
        """That a row of a case was served, and the row itself where it was asked for singly."""
        items = self.noted.setdefault(case, set())
        if item:
            items.add(item)

    def take_note(self, moment: str | None) -> None:
        self.latest = max(self.latest, moment or "")


# On a value: answers the finished one. On an object: changes it.
Finish = Callable[[Any, Run], Any]
Change = Callable[[dict[str, Any], Run], None]


def collect_case(value: dict[str, Any], run: Run) -> None:
    """Note the case of a row that was served, and the row itself where it was asked for singly."""
    if case := value.get(CASE):
        run.note(case, value.get(ITEM))


def supply(key: str, name: str) -> Change:
    """A value that the reader's caller makes for each object."""

    def change(value: dict[str, Any], run: Run) -> None:
        value[key] = run.given[name](value)

    return change


def put(key: str, problem: Problem) -> Change:
    """The executor turns an exception in a field's place into an error with that field's path."""

    def change(value: dict[str, Any], _: Run) -> None:
        value[key] = problem

    return change


def within(key: str, finish: Finish) -> Change:
    def change(value: dict[str, Any], run: Run) -> None:
        value[key] = finish(value[key], run)

    return change


def in_order(changes: list[Change]) -> Finish | None:
    if not changes:
        return None

    def finish(value: dict[str, Any], run: Run) -> Any:
        for change in changes:
            change(value, run)
        return value

    return finish


def of_key(key: str, then: Finish) -> Finish:
    """What is made of a value that stands in an object of its own."""
    return lambda value, run: then(value[key], run)


def unless_null(finish: Finish | None) -> Finish | None:
    return finish and (lambda value, run: value if value is None else finish(value, run))


def each(finish: Finish | None) -> Finish | None:
    return finish and (lambda values, run: [finish(value, run) for value in values])


def by_type(finishes: Mapping[str, Finish | None]) -> Finish:
    def finish(value: Any, run: Run) -> Any:
        own = finishes[value[TYPE]]
        return own(value, run) if own else value

    return finish
