"""The rule, clause by clause: who has a seat at the table of a case. Each world differs in one thing from another."""

import pytest

from roundtable.access.models import CaseAgencyState
from roundtable.core.actor import Role
from tests.access.looking import Onlookers
from tests.access.world import VOLUNTEER, World, day

# Everyone of the cast looks at every world by every way there is.
pytestmark = pytest.mark.slow

_CANNOT_READ = [Role.AGENCY_ADMIN, Role.AUDITOR, Role.ANALYST, Role.DIRECTORY_EDITOR, Role.PLATFORM_ADMIN]


async def _seated(onlookers: Onlookers, world: World) -> set[str]:
    """Who sees the case; whoever does sees what is shared with all its agencies, and nobody else."""
    thread = world.thread(world.audience())
    case, shared = await onlookers.who_see(world, world.case, thread)
    assert case == shared
    return case


async def test_nobody_sees_a_case_without_a_table(onlookers: Onlookers) -> None:
    assert await _seated(onlookers, World()) == set()


async def test_an_active_agency_s_duty_officers_see_it_without_being_named(onlookers: Onlookers) -> None:
    world = World()
    for agency in ("police", "social", "ngo", "hospital", "elsewhere"):
        world.seat(agency)

    assert await _seated(onlookers, world) == {"ana", "corina", "dalia", "emil", "horia"}


async def test_other_practitioners_see_it_only_as_members(onlookers: Onlookers) -> None:
    world = World()
    for agency in ("forensic", "prosecution", "legal"):
        world.seat(agency)
    assert await _seated(onlookers, world) == set()

    world.member("bogdan")

    assert await _seated(onlookers, world) == {"bogdan"}


async def test_being_a_member_is_no_seat_without_one_s_agency(onlookers: Onlookers) -> None:
    world = World()
    world.seat("social")
    for post in ("ana", "bogdan", VOLUNTEER):
        world.member(post)

    assert await _seated(onlookers, world) == {"corina"}


async def test_rights_of_two_posts_are_never_united(onlookers: Onlookers) -> None:
    world = World()
    world.seat("legal")
    world.member("corina")

    assert await _seated(onlookers, world) == set()


@pytest.mark.parametrize("state", [state for state in CaseAgencyState if state != CaseAgencyState.ACTIVE])
async def test_an_agency_that_is_not_active_on_the_case_has_no_seat(
    onlookers: Onlookers, state: CaseAgencyState
) -> None:
    world = World()
    world.seat("police", state)
    world.seat("social")
    world.member("ana")

    assert await _seated(onlookers, world) == {"corina"}


@pytest.mark.parametrize("role", _CANNOT_READ)
async def test_who_administers_or_counts_reads_no_case_even_as_a_member(onlookers: Onlookers, role: Role) -> None:
    world = World()
    world.seat("police")
    world.seat("social")
    world.change_post("ana", role=role)
    world.member("ana")

    assert await _seated(onlookers, world) == {"corina"}


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR])
async def test_the_duty_roles_are_three(onlookers: Onlookers, role: Role) -> None:
    world = World()
    world.seat("forensic")
    world.change_post("bogdan", role=role)

    assert await _seated(onlookers, world) == {"bogdan"}


async def test_a_function_lasts_from_its_assuming_to_its_renouncing(onlookers: Onlookers) -> None:
    dates = {
        "lasting": (day(-9), None),
        "to end": (day(-9), day(1)),
        "renounced": (day(-9), day(-1)),
        "not yet assumed": (day(1), None),
    }
    sees = {}
    for name, (assumed, renounced) in dates.items():
        world = World()
        world.seat("forensic")
        world.member("bogdan", assumed, renounced)
        sees[name] = await _seated(onlookers, world)

    assert sees == {"lasting": {"bogdan"}, "to end": {"bogdan"}, "renounced": set(), "not yet assumed": set()}


async def test_one_who_renounced_and_assumed_again_is_back(onlookers: Onlookers) -> None:
    world = World()
    world.seat("forensic")
    world.member("bogdan", day(-9), day(-5))
    world.member("bogdan", day(-2))

    assert await _seated(onlookers, world) == {"bogdan"}


async def test_a_post_that_has_ended_or_not_begun_sees_nothing_and_is_not_named(onlookers: Onlookers) -> None:
    for dates in ({"ends_at": day(-1)}, {"starts_at": day(1)}):
        world = World()
        world.seat("police")
        world.seat("social")
        world.change_post("ana", **dates)
        assert await _seated(onlookers, world) == {"corina"}

    world = World()
    world.seat("police")
    world.change_post("ana", ends_at=day(1))
    assert await _seated(onlookers, world) == {"ana"}


async def test_what_is_inactive_sees_nothing_and_is_not_named(onlookers: Onlookers) -> None:
    for inactive in ({"agency": "police"}, {"person": "ana"}):
        world = World()
        world.seat("police")
        world.seat("social")
        world.make_inactive(**inactive)  # type: ignore[arg-type]
        assert await _seated(onlookers, world) == {"corina"}


async def test_a_conflict_of_the_person_hides_the_case_from_each_post_of_theirs(onlookers: Onlookers) -> None:
    world = World()
    for agency in ("police", "social", "legal"):
        world.seat(agency)
    world.member("corina")
    world.member(VOLUNTEER)
    assert await _seated(onlookers, world) == {"ana", "corina", VOLUNTEER}

    world.conflict(person="corina")

    assert await _seated(onlookers, world) == {"ana"}


async def test_a_conflict_of_the_agency_hides_the_case_from_everyone_there(onlookers: Onlookers) -> None:
    world = World()
    for agency in ("police", "social", "legal"):
        world.seat(agency)
    world.member("corina")
    world.member(VOLUNTEER)

    world.conflict(agency="social")

    assert await _seated(onlookers, world) == {"ana", VOLUNTEER}


async def test_a_conflict_holds_from_its_declaring_to_its_lifting(onlookers: Onlookers) -> None:
    dates = {
        "standing": (day(-2), None),
        "to be lifted": (day(-2), day(1)),
        "lifted": (day(-2), day(-1)),
        "not yet declared": (day(1), None),
    }
    sees = {}
    for name, (declared, lifted) in dates.items():
        world = World()
        world.seat("police")
        world.conflict(agency="police", declared=declared, lifted=lifted)
        sees[name] = await _seated(onlookers, world)

    assert sees == {"standing": set(), "to be lifted": set(), "lifted": {"ana"}, "not yet declared": {"ana"}}


async def test_a_conflict_in_one_case_hides_no_other(onlookers: Onlookers) -> None:
    one, other = World(), World()
    for world in (one, other):
        world.seat("police")
    one.conflict(person="ana")
    await one.put(onlookers.table)

    assert await _seated(onlookers, other) == {"ana"}
    await one.take_away(onlookers.table)


async def test_a_seat_at_one_case_is_none_at_another(onlookers: Onlookers) -> None:
    one, other = World(), World()
    one.seat("police")
    one.member("bogdan")
    other.seat("forensic")
    await one.put(onlookers.table)

    assert await _seated(onlookers, other) == set()
    await one.take_away(onlookers.table)
