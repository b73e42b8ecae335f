"""Machines of states as tables: which act leads from where to where. Each table is the whole of its machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from roundtable.core.errors import Code, Conflict

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Step(Generic[State]):
    """From which states an act leads, and to which; None where it changes none."""

    start: frozenset[State]
    goal: State | None


def leads(*start: State, to: State | None = None) -> Step[State]:
    return Step(frozenset(start), to)


def after(machine: Mapping[str, Step[State]], act: str, state: State) -> State:
    """The state that an act leads to. Raises Conflict WRONG_STATUS where it leads nowhere from there."""
    step = machine[act]
    if state not in step.start:
        raise Conflict(Code.WRONG_STATUS)
    return step.goal or state
