"""The rule, clause by clause: the two sides of a case see what is shared on their own, and what they are named in."""

import pytest

from roundtable.access.models import CaseAgencyState, Compartment, Sensitivity
from tests.access.looking import Onlookers
from tests.access.world import POSTS, World, day

# Everyone of the cast looks at every world by every way there is.
pytestmark = pytest.mark.slow

SUPPORT, PERPETRATOR = Compartment.SUPPORT, Compartment.PERPETRATOR
# Who of the programme sees what it sees: its supervisor, and its member of the case.
PROGRAMME = {"felicia", "ilie"}


def _sides() -> World:
    """The police and the NGO support the victim; the programme, with Felicia, works with the perpetrator."""
    world = World()
    world.seat("police")
    world.seat("ngo")
    world.seat("programme", side=PERPETRATOR)
    world.member("felicia")
    return world


async def test_what_is_shared_stays_on_its_side_and_the_case_is_seen_from_both(onlookers: Onlookers) -> None:
    world = _sides()
    ours, theirs = world.thread(world.audience()), world.thread(world.audience(side=PERPETRATOR))

    sees = await onlookers.who_see(world, world.case, ours, theirs)

    assert sees == [{"ana", "dalia", *PROGRAMME}, {"ana", "dalia"}, PROGRAMME]


async def test_what_is_disclosed_by_name_crosses_over(onlookers: Onlookers) -> None:
    world = _sides()
    ours, theirs = world.audience(), world.audience(side=PERPETRATOR)
    world.disclose(ours, agency="programme")
    world.disclose(theirs, post="dalia")

    sees = await onlookers.who_see(world, world.thread(ours), world.thread(theirs))

    assert sees == [{"ana", "dalia", *PROGRAMME}, {"dalia", *PROGRAMME}]


async def test_a_narrower_audience_needs_both_sides(onlookers: Onlookers) -> None:
    world = _sides()
    wide = world.audience(side=PERPETRATOR)
    world.disclose(wide, agency="police")
    thread = world.thread(wide)
    ours = world.message(thread, world.audience(within=wide))
    theirs = world.message(thread, world.audience(within=wide, side=PERPETRATOR))

    assert await onlookers.who_see(world, thread, ours, theirs) == [{"ana", *PROGRAMME}, {"ana"}, PROGRAMME]


async def test_a_naming_of_everyone_keeps_to_the_side_and_to_history_whatever_the_sensitivity(
    onlookers: Onlookers,
) -> None:
    for sensitivity in Sensitivity:
        world = _sides()
        world.seat("social", history_from=day(-2))
        audience = world.audience(sensitivity, shared=False)
        world.disclose(audience)
        assert await onlookers.who_sees(world, world.thread(audience)) == {"ana", "dalia"}


async def test_an_audience_for_all_that_names_nobody_is_seen_by_nobody(onlookers: Onlookers) -> None:
    world = _sides()

    assert await onlookers.who_sees(world, world.thread(world.audience(shared=False))) == set()


async def test_a_sharing_with_all_that_was_revoked_or_has_expired_is_over(onlookers: Onlookers) -> None:
    for end in ("revoked", "expires"):
        world = _sides()
        audience = world.audience(shared=False)
        world.disclose(audience, **{end: day(-1)})  # type: ignore[arg-type]
        world.disclose(audience, agency="ngo")
        assert await onlookers.who_sees(world, world.thread(audience)) == {"dalia"}


async def test_naming_a_newcomer_in_what_is_older_than_its_history_fills_it_in(onlookers: Onlookers) -> None:
    world = _sides()
    world.seat("social", history_from=day(-2))
    audience = world.audience(made=day(-6))
    thread = world.thread(audience)
    assert await onlookers.who_sees(world, thread) == {"ana", "dalia"}

    world.disclose(audience, agency="social")

    assert await onlookers.who_sees(world, thread) == {"ana", "corina", "dalia"}


async def test_a_task_takes_the_programme_to_neither_side(onlookers: Onlookers) -> None:
    world = _sides()
    (part,) = [part for part in world.rows if getattr(part, "compartment", None) == PERPETRATOR]
    world.amend(part, state=CaseAgencyState.TASKED)
    audience = world.audience(for_task=True)
    world.disclose(audience, agency="programme")
    task, theirs = world.task(audience, "programme"), world.thread(world.audience(side=PERPETRATOR))

    assert await onlookers.who_see(world, world.case, task, theirs) == [
        {"ana", "dalia"},
        {"ana", "dalia", *PROGRAMME},
        set(),
    ]


async def test_how_to_reach_the_victim_is_said_on_her_side_only(onlookers: Onlookers) -> None:
    world = _sides()
    world.glass("horia")
    world.seat("social", CaseAgencyState.TASKED)

    answers = await onlookers.compare(world, [])

    told = {key: seen.contact for key, seen in answers.items() if seen and seen.cases}
    assert told == {"ana": "After ten", "dalia": "After ten", "horia": "After ten", "felicia": None, "ilie": None}
    assert {key for key, seen in answers.items() if seen and seen.contact} <= set(told) <= set(POSTS)
