"""A task's way from state to state: by the arrows of the domain only, and through implied steps only."""

from itertools import pairwise, product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from roundtable.core.errors import Code, Conflict
from roundtable.tasks.models import TaskStatus
from roundtable.tasks.policy import OPEN, route

S = TaskStatus
# As the domain's own text has them, written apart from the code.
ARROWS = {
    *pairwise([S.REQUESTED, S.RECEIVED, S.ACCEPTED, S.IN_PROGRESS, S.COMPLETED]),
    (S.RECEIVED, S.DECLINED),
    (S.IN_PROGRESS, S.ON_HOLD),
    (S.ON_HOLD, S.IN_PROGRESS),
    *product([S.REQUESTED, S.RECEIVED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD], [S.CANCELLED, S.NOT_COMPLETED]),
}
ENDED = {S.COMPLETED, S.DECLINED, S.CANCELLED, S.NOT_COMPLETED}
# Who accepts or declines has received; who completes or holds has started.
IMPLIED = {S.RECEIVED, S.IN_PROGRESS}
WAYS: dict[tuple[TaskStatus, TaskStatus], list[TaskStatus]] = {
    (S.REQUESTED, S.RECEIVED): [S.RECEIVED],
    (S.REQUESTED, S.ACCEPTED): [S.RECEIVED, S.ACCEPTED],
    (S.REQUESTED, S.DECLINED): [S.RECEIVED, S.DECLINED],
    (S.RECEIVED, S.ACCEPTED): [S.ACCEPTED],
    (S.RECEIVED, S.DECLINED): [S.DECLINED],
    (S.ACCEPTED, S.IN_PROGRESS): [S.IN_PROGRESS],
    (S.ACCEPTED, S.ON_HOLD): [S.IN_PROGRESS, S.ON_HOLD],
    (S.ACCEPTED, S.COMPLETED): [S.IN_PROGRESS, S.COMPLETED],
    (S.IN_PROGRESS, S.ON_HOLD): [S.ON_HOLD],
    (S.IN_PROGRESS, S.COMPLETED): [S.COMPLETED],
    (S.ON_HOLD, S.IN_PROGRESS): [S.IN_PROGRESS],
    (S.ON_HOLD, S.COMPLETED): [S.IN_PROGRESS, S.COMPLETED],
    **{(start, end): [end] for start, end in ARROWS if end in (S.CANCELLED, S.NOT_COMPLETED)},
}


def refused(start: TaskStatus, goal: TaskStatus) -> bool:
    """Whether there is no way, said by the one code for that."""
    try:
        route(start, goal)
    except Conflict as conflict:
        return conflict.code is Code.WRONG_STATUS
    return False


def test_these_are_the_ways_and_there_are_no_others() -> None:
    for start, goal in product(S, S):
        if (start, goal) in WAYS:
            assert route(start, goal) == WAYS[start, goal]
        else:
            assert refused(start, goal), (start, goal)


def test_a_task_is_open_until_it_has_ended() -> None:
    assert set(OPEN) == set(S) - ENDED


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_nothing_follows_an_end(ended: TaskStatus) -> None:
    assert all(refused(ended, goal) for goal in S)


class Life(RuleBasedStateMachine):
    """A task that is asked for one state after another, whatever they are."""

    def __init__(self) -> None:
        super().__init__()
        self.went = [S.REQUESTED]

    @rule(goal=st.sampled_from(S))
    def ask(self, goal: TaskStatus) -> None:
        before = self.went[-1]
        if refused(before, goal):
            assert (before, goal) not in ARROWS
            return
        *between, last = route(before, goal)
        assert last is goal
        assert set(between) <= IMPLIED
        self.went += [*between, last]

    @invariant()
    def every_step_is_an_arrow(self) -> None:
        assert set(pairwise(self.went)) <= ARROWS

    @invariant()
    def it_is_received_before_anything_is_made_of_it(self) -> None:
        made = {S.ACCEPTED, S.DECLINED, S.IN_PROGRESS, S.ON_HOLD, S.COMPLETED}
        assert not made & set(self.went) or self.went[1] is S.RECEIVED


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=50, deadline=None)
