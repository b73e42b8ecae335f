"""Every clause of the rule is needed: whichever is taken away, ten worlds show it.

`make test-mutants` takes away each of them, other runs each seventh.
"""

import os
from itertools import islice
from random import Random

import pytest

from roundtable.access import rule
from tests.access import generated, judged, mutants, near_misses
from tests.access.judged import Judge
from tests.access.world import World, day

WORLDS = 10
EVERY = int(os.environ.get("MUTANTS_EVERY", "7"))
# What such a clause stops, another stops too. Most say early what need not be looked at, which is what stays fast; an
# item's key holds it to an audience of its own case; a glass, which is of no side, is said to be on none; the last say
# of many posts what is said of one.
SAID_TWICE = {
    "sees_audience: hint(case_id, values(mine.c.case_id))",
    "is_near: part.c.case_id == case_id",
    "is_near: glass.c.case_id == case_id",
    "_entitled: audience.c.categories == 0",
    "sees_audience: own.c.case_id == at.c.case_id",
    "acts_on_audience: own.c.case_id == at.c.case_id",
    "supports_by_right: not_(mine.c.by_glass)",
    "_chosen: _is_of(more, post)",
    "_chosen: more.c.case_id.is_not(None)",
    "_chosen: entitlement_is_live(more)",
    "_stood_in_for: posts(post)",
    "places_among: *([there(came, way.case_id)] if there else [])",
}


def _generated(seed: int) -> list[World]:
    random = Random(seed)
    first = generated.world(random, rich=3)
    return [first, generated.fill(random, first.beside(), rich=3)]


def _worlds() -> list[list[World]]:
    """One with much in it, those made by hand to need each clause, and more by chance."""
    by_hand = near_misses.worlds()
    return [_generated(0), *by_hand, *map(_generated, range(1, WORLDS - len(by_hand)))]


@pytest.mark.slow
def test_whichever_clause_of_the_rule_is_missing_ten_worlds_show_it() -> None:
    chosen = dict(islice(mutants.clauses(), 0, None, EVERY))
    left, whole = {name: Judge(mutants.without(tree)) for name, tree in chosen.items()}, Judge(rule)
    with judged.database() as connection:
        for worlds in _worlds():
            with judged.standing(connection, *worlds):
                right = judged.right(*worlds)
                assert {question: whole.answer(connection, question) for question in right} == right
                left = {name: judge for name, judge in left.items() if judge.agrees(connection, right)}

    assert len(chosen) * EVERY > 150
    assert set(left) == SAID_TWICE & chosen.keys()


@pytest.mark.slow
def test_time_itself_gives_and_takes_as_the_rule_says() -> None:
    judge = Judge(rule)
    with judged.database() as connection:
        for worlds in _worlds():
            with judged.standing(connection, *worlds):
                for now in (day(-3), day(0), day(2), day(10)):
                    right = judged.right(*worlds, now=now)
                    assert {question: judge.answer(connection, question, now) for question in right} == right
