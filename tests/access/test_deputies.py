"""The rule, clause by clause: a deputy has a colleague's seats for a time, and nothing of the colleague's own."""

import pytest

from roundtable.access.models import CaseAgencyState, Sensitivity
from roundtable.core.actor import Role
from tests.access.looking import Onlookers
from tests.access.world import VOLUNTEER, World, day

# Everyone of the cast looks at every world by every way there is.
pytestmark = pytest.mark.slow


def _office() -> World:
    """Ana is on duty for the police; Gelu and Emil are colleagues of hers who are not on the case."""
    world = World()
    world.seat("police")
    for colleague in ("gelu", "emil"):
        world.move(colleague, "police")
        world.change_post(colleague, role=Role.PRACTITIONER)
    return world


async def _seated(onlookers: Onlookers, world: World) -> set[str]:
    case, shared = await onlookers.who_see(world, world.case, world.thread(world.audience()))
    assert case == shared
    return case


async def test_a_deputy_of_who_is_on_duty_or_of_a_member_has_a_seat(onlookers: Onlookers) -> None:
    world = _office()
    assert await _seated(onlookers, world) == {"ana"}

    world.deputy("gelu", "ana")
    assert await _seated(onlookers, world) == {"ana", "gelu"}

    world = _office()
    world.change_post("ana", role=Role.PRACTITIONER)
    world.deputy("gelu", "ana")
    assert await _seated(onlookers, world) == set()

    world.member("ana")
    assert await _seated(onlookers, world) == {"ana", "gelu"}


async def test_standing_in_lasts_from_its_start_to_its_end(onlookers: Onlookers) -> None:
    dates = {
        "lasting": (day(-9), day(9)),
        "not begun": (day(1), day(9)),
        "over": (day(-9), day(-1)),
    }
    sees = {}
    for name, (starts, ends) in dates.items():
        world = _office()
        world.deputy("gelu", "ana", starts, ends)
        sees[name] = await _seated(onlookers, world)

    assert sees == {"lasting": {"ana", "gelu"}, "not begun": {"ana"}, "over": {"ana"}}


async def test_a_deputy_of_a_deputy_stands_in_for_nobody(onlookers: Onlookers) -> None:
    world = _office()
    world.deputy("gelu", "ana")
    world.deputy("emil", "gelu")

    assert await _seated(onlookers, world) == {"ana", "gelu"}


async def test_two_who_stand_in_for_each_other_have_no_seat_of_each_other_s_making(onlookers: Onlookers) -> None:
    world = _office()
    world.deputy("gelu", "emil")
    world.deputy("emil", "gelu")

    assert await _seated(onlookers, world) == {"ana"}


async def test_one_stands_in_for_colleagues_only(onlookers: Onlookers) -> None:
    for state in (None, *CaseAgencyState):
        world = _office()
        if state:
            world.seat("forensic", state)
        world.deputy("bogdan", "ana")
        assert await _seated(onlookers, world) == {"ana"}


async def test_who_moved_to_another_agency_leaves_the_deputy_behind(onlookers: Onlookers) -> None:
    world = _office()
    world.seat("forensic")
    world.deputy("gelu", "ana")
    world.move("ana", "forensic")

    assert await _seated(onlookers, world) == {"ana"}


async def test_a_deputy_has_no_seat_where_the_colleague_has_none_any_more(onlookers: Onlookers) -> None:
    for name in ("in conflict", "gone", "inactive", "administers", "renounced"):
        world = _office()
        world.deputy("gelu", "ana")
        if name == "in conflict":
            world.conflict(person="ana")
        if name == "gone":
            world.change_post("ana", ends_at=day(-1))
        if name == "inactive":
            world.make_inactive(person="ana")
        if name == "administers":
            world.change_post("ana", role=Role.AGENCY_ADMIN)
            world.member("ana")
        if name == "renounced":
            world.change_post("ana", role=Role.PRACTITIONER)
            world.member("ana", renounced=day(-1))
        assert await _seated(onlookers, world) == set(), name


async def test_a_deputy_s_own_conflict_hides_the_case(onlookers: Onlookers) -> None:
    world = World()
    world.seat("police")
    world.move(VOLUNTEER, "police")
    world.deputy(VOLUNTEER, "ana")
    assert await _seated(onlookers, world) == {"ana", VOLUNTEER}

    world.conflict(person="corina")

    assert await _seated(onlookers, world) == {"ana"}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.AGENCY_ADMIN])
async def test_who_administers_or_counts_reads_no_case_as_a_deputy_either(onlookers: Onlookers, role: Role) -> None:
    world = _office()
    world.change_post("gelu", role=role)
    world.deputy("gelu", "ana")

    assert await _seated(onlookers, world) == {"ana"}


async def test_a_deputy_has_the_colleague_s_seats_and_not_the_namings(onlookers: Onlookers) -> None:
    world = _office()
    world.deputy("gelu", "ana")
    to_ana, to_gelu = world.audience(Sensitivity.NAMED_PERSONS), world.audience(Sensitivity.NAMED_PERSONS)
    to_police = world.audience(Sensitivity.NAMED_AGENCIES)
    world.disclose(to_ana, post="ana")
    world.disclose(to_gelu, post="gelu")
    world.disclose(to_police, agency="police")
    threads = [world.thread(audience) for audience in (to_ana, to_gelu, to_police)]

    assert await onlookers.who_see(world, *threads) == [{"ana"}, {"gelu"}, {"ana", "gelu"}]
