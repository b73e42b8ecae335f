"""The rule, clause by clause: a category needs an entitlement of its own, whoever is named."""

from typing import Any

import pytest

from roundtable.access.models import Audience, CaseAgencyState, Category, Sensitivity
from tests.access.looking import Onlookers
from tests.access.world import World, day

# Everyone of the cast looks at every world by every way there is.
pytestmark = pytest.mark.slow

LOCATION, HEALTH = Category.LOCATION, Category.HEALTH


def _table() -> World:
    world = World()
    for agency in ("police", "social", "ngo"):
        world.seat(agency)
    return world


async def _sees(onlookers: Onlookers, world: World, audience: Audience) -> set[str]:
    return await onlookers.who_sees(world, world.thread(audience))


async def test_who_is_named_sees_a_category_with_an_entitlement_only(onlookers: Onlookers) -> None:
    namings: list[tuple[Sensitivity, dict[str, Any]]] = [
        (Sensitivity.CASE_AGENCIES, {}),
        (Sensitivity.NAMED_AGENCIES, {"agency": "ngo"}),
        (Sensitivity.NAMED_PERSONS, {"post": "dalia"}),
    ]
    for sensitivity, naming in namings:
        world = _table()
        audience = world.audience(sensitivity, categories=LOCATION.bit)
        world.disclose(audience, **naming)
        assert await _sees(onlookers, world, audience) == set()

        world.entitle(LOCATION, agency="ngo")

        assert await _sees(onlookers, world, audience) == {"dalia"}


@pytest.mark.parametrize("category", list(Category))
async def test_each_category_is_itself_and_no_other(onlookers: Onlookers, category: Category) -> None:
    world = _table()
    audience = world.audience(categories=category.bit)
    for other in Category:
        world.entitle(other, post="ana" if other is category else "dalia")

    assert await _sees(onlookers, world, audience) == {"ana"}


async def test_all_of_several_categories_are_needed_wherever_they_come_from(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(categories=LOCATION.bit | HEALTH.bit)
    world.entitle(LOCATION, agency="police")
    world.entitle(HEALTH, post="dalia")
    world.entitle(LOCATION, agency="social", here=False)
    world.entitle(HEALTH, post="corina")

    assert await _sees(onlookers, world, audience) == {"corina"}


async def test_the_same_entitlement_twice_is_none_to_anything_else(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(categories=Category.FORENSIC_EVIDENCE.bit)
    assert Category.FORENSIC_EVIDENCE.bit == 2 * LOCATION.bit
    world.entitle(LOCATION, agency="ngo")
    world.entitle(LOCATION, post="dalia", here=False)

    assert await _sees(onlookers, world, audience) == set()


async def test_an_entitlement_is_no_naming_and_no_seat(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(Sensitivity.NAMED_AGENCIES, categories=LOCATION.bit)
    world.disclose(audience, agency="ngo")
    for agency in ("police", "ngo", "elsewhere"):
        world.entitle(LOCATION, agency=agency)

    assert await _sees(onlookers, world, audience) == {"dalia"}


async def test_an_entitlement_lasts_from_its_start_to_its_end(onlookers: Onlookers) -> None:
    dates: dict[str, dict[str, Any]] = {
        "lasting": {},
        "to end": {"ends": day(1)},
        "not begun": {"starts": day(1)},
        "over": {"ends": day(-1)},
    }
    sees = {}
    for name, given in dates.items():
        world = _table()
        world.entitle(LOCATION, agency="ngo", **given)
        sees[name] = await _sees(onlookers, world, world.audience(categories=LOCATION.bit))

    assert sees == {"lasting": {"dalia"}, "to end": {"dalia"}, "not begun": set(), "over": set()}


async def test_an_entitlement_in_one_case_is_none_in_another(onlookers: Onlookers) -> None:
    world = _table()
    other = world.beside()
    other.seat("ngo")
    audience = world.audience(categories=LOCATION.bit)
    theirs = other.audience(categories=LOCATION.bit)
    world.thread(audience)
    other.thread(theirs)
    other.entitle(LOCATION, agency="ngo")

    async with onlookers.standing(world, other):
        here, there = await onlookers.check(world, []), await onlookers.check(other, [])
    assert [sum(bool(seen and seen.threads) for seen in answers.values()) for answers in (here, there)] == [0, 1]

    world.entitle(LOCATION, agency="police", here=False)

    async with onlookers.standing(world, other):
        here, there = await onlookers.check(world, []), await onlookers.check(other, [])
    assert [sum(bool(seen and seen.threads) for seen in answers.values()) for answers in (here, there)] == [1, 1]


async def test_the_wider_audience_s_categories_are_needed_too(onlookers: Onlookers) -> None:
    world = _table()
    wide = world.audience(categories=LOCATION.bit)
    narrow = world.audience(within=wide)
    message = world.message(world.thread(wide), narrow)
    world.entitle(LOCATION, agency="ngo")

    assert await onlookers.who_sees(world, message) == {"dalia"}


async def test_a_task_s_category_is_needed_by_who_has_only_the_task(onlookers: Onlookers) -> None:
    world = _table()
    world.seat("hospital", CaseAgencyState.TASKED)
    audience = world.audience(for_task=True, categories=HEALTH.bit)
    world.disclose(audience, agency="hospital")
    task = world.task(audience, "hospital")
    assert await onlookers.who_sees(world, task) == set()

    world.entitle(HEALTH, agency="hospital")

    assert await onlookers.who_sees(world, task) == {"emil"}
