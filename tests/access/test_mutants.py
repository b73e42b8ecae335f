"""Every clause of the rule is needed: whichever is taken away, ten worlds show it."""

from random import Random

import pytest

from roundtable.access import rule
from roundtable.access.models import CaseAgencyState, Category, Sensitivity
from roundtable.core.actor import Role
from tests.access import generated, judged, mutants
from tests.access.judged import Judge
from tests.access.world import SCRIPT, VOLUNTEER, World, day

WORLDS = 10
# What a clause here lets through another stops: they say early what need not be looked at, which is what stays fast.
ONLY_FOR_SPEED = {
    "sees_audience: case_id.in_(values(cases.c.case_id))",
    "is_near: part.c.case_id == case_id",
    "is_near: glass.c.case_id == case_id",
    "_entitled: audience.c.categories == 0",
}


def _deputies() -> World:
    """Who nearly stands in for somebody: too early, too late, elsewhere, for one who has no seat."""
    world = World()
    for agency in ("police", "forensic", "social", "programme"):
        world.seat(agency)
    for post, agency in (("gelu", "police"), (VOLUNTEER, "police"), ("emil", "forensic"), ("horia", "social")):
        world.move(post, agency)
    world.deputy("gelu", "ana", starts=day(1))
    world.deputy(VOLUNTEER, "ana", ends=day(-1))
    world.deputy("felicia", "ana")
    world.change_post("emil", role=Role.AUDITOR)
    world.member("emil")
    world.deputy("bogdan", "emil")
    world.change_post("horia", ends_at=day(-1))
    world.change_post("corina", role=Role.PRACTITIONER)
    world.deputy("corina", "horia")
    return world


def _edges() -> World:
    """What has not come yet, and what is over for some only."""
    world = World()
    world.seat("police")
    world.seat("ngo")
    world.seat("legal", CaseAgencyState.LEFT)
    world.move(SCRIPT, "legal")
    world.move("gelu", "police")
    world.deputy("gelu", "ana")
    world.conflict(person="ana")
    world.conflict(agency="ngo", declared=day(1))
    # Far from the case, and in; the other is to come.
    world.glass("horia")
    world.glass("felicia", opened=day(1), ends=day(2))
    world.entitle(Category.HEALTH, post="dalia", ends=day(1))
    world.audience(categories=Category.HEALTH.bit)
    for consent in (world.consent(withdrawn=day(1)), world.consent(recorded=day(1))):
        world.disclose(world.audience(shared=False), consent=consent)
    task = world.audience(Sensitivity.NAMED_AGENCIES, for_task=True)
    world.disclose(task, agency="legal")
    world.task(task, "legal")
    return world


def _tasked() -> World:
    """A task given to agencies whose people may not come near; and a deputy of one who is on the case by no means."""
    world = World()
    for agency in ("hospital", "police", "elsewhere"):
        world.seat(agency, CaseAgencyState.TASKED)
    for agency in ("forensic", "prosecution"):
        world.seat(agency)
    world.change_post("emil", ends_at=day(-1))
    world.glass("emil")
    world.conflict(person="ana")
    task = world.audience(Sensitivity.NAMED_AGENCIES, for_task=True)
    for agency in ("hospital", "police", "elsewhere"):
        world.disclose(task, agency=agency)
    world.task(task, "hospital")
    world.move("felicia", "forensic")
    world.deputy("felicia", "bogdan")
    # On duty, while gelu stands in for nobody there.
    world.move("dalia", "prosecution")
    world.move(VOLUNTEER, "prosecution")
    world.deputy("gelu", VOLUNTEER)
    return world


_BY_HAND = (_deputies, _edges, _tasked)


def _worlds(number: int) -> list[World]:
    """Some made by hand, then generated ones, each of two cases."""
    if number < len(_BY_HAND):
        return [_BY_HAND[number]()]
    random = Random(number)
    first = generated.world(random, rich=3)
    return [first, generated.fill(random, first.beside(), rich=3)]


@pytest.mark.slow
def test_whichever_clause_of_the_rule_is_missing_ten_worlds_show_it() -> None:
    left = {name: Judge(mutants.without(tree)) for name, tree in mutants.clauses()}
    whole, count = Judge(rule), len(left)
    with judged.database() as connection:
        for number in range(WORLDS):
            worlds = _worlds(number)
            with judged.standing(connection, *worlds):
                right = judged.expected(*worlds)
                assert list(whole.answers(connection)) == right
                left = {name: judge for name, judge in left.items() if judge.agrees(connection, right)}

    assert count > 150
    assert set(left) == ONLY_FOR_SPEED


@pytest.mark.slow
def test_time_itself_gives_and_takes_as_the_rule_says() -> None:
    judge = Judge(rule)
    with judged.database() as connection:
        for number in range(WORLDS):
            worlds = _worlds(number)
            with judged.standing(connection, *worlds):
                for now in (day(-3), day(0), day(2), day(10)):
                    assert list(judge.answers(connection, now)) == judged.expected(*worlds, now=now)
