"""The rule, clause by clause: who at the table, or beside it, is in the audience of an item."""

from typing import Any

import pytest

from roundtable.access.models import Audience, CaseAgencyState, Sensitivity
from roundtable.core.actor import Role
from tests.access.looking import Onlookers
from tests.access.world import SCRIPT, VOLUNTEER, World, day

# Everyone of the cast looks at every world by every way there is.
pytestmark = pytest.mark.slow

ALL, AGENCIES, PERSONS = Sensitivity.CASE_AGENCIES, Sensitivity.NAMED_AGENCIES, Sensitivity.NAMED_PERSONS
TASKED = CaseAgencyState.TASKED


def _table() -> World:
    """Four agencies at the table, each with one person on the case."""
    world = World()
    for agency in ("police", "forensic", "social", "ngo"):
        world.seat(agency)
    world.member("bogdan")
    return world


async def _sees(onlookers: Onlookers, world: World, audience: Audience) -> set[str]:
    return await onlookers.who_sees(world, world.thread(audience))


async def test_named_agencies_see_and_the_others_at_the_table_do_not(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(AGENCIES)
    world.disclose(audience, agency="police")
    world.disclose(audience, agency="forensic")

    assert await _sees(onlookers, world, audience) == {"ana", "bogdan"}


async def test_named_persons_see_and_their_colleagues_do_not(onlookers: Onlookers) -> None:
    world = _table()
    world.member("dalia")
    audience = world.audience(PERSONS)
    world.disclose(audience, post="dalia")

    assert await _sees(onlookers, world, audience) == {"dalia"}


async def test_an_audience_that_names_nobody_is_seen_by_nobody(onlookers: Onlookers) -> None:
    for sensitivity in (AGENCIES, PERSONS):
        world = _table()
        assert await _sees(onlookers, world, world.audience(sensitivity)) == set()


async def test_being_named_is_no_seat(onlookers: Onlookers) -> None:
    world = _table()
    world.seat("prosecution")
    audience = world.audience(AGENCIES)
    for agency in ("prosecution", "elsewhere", "hospital"):
        world.disclose(audience, agency=agency)
    for post in ("gelu", "horia", "emil", VOLUNTEER, SCRIPT):
        world.disclose(audience, post=post)

    assert await _sees(onlookers, world, audience) == set()


async def test_being_named_does_not_outweigh_a_conflict(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(PERSONS)
    for post in ("ana", "corina"):
        world.disclose(audience, post=post)
    world.disclose(audience, agency="ngo")
    world.conflict(person="ana")
    world.conflict(agency="ngo")

    assert await _sees(onlookers, world, audience) == {"corina"}


async def test_a_naming_lasts_from_its_start_to_its_end_or_its_revoking(onlookers: Onlookers) -> None:
    namings: dict[str, dict[str, Any]] = {
        "lasting": {},
        "to expire": {"expires": day(1)},
        "to be revoked": {"revoked": day(1)},
        "not begun": {"starts": day(1)},
        "expired": {"expires": day(-1)},
        "revoked": {"revoked": day(-1)},
        "revoked before it would expire": {"revoked": day(-1), "expires": day(1)},
    }
    sees = {}
    for name, dates in namings.items():
        world = _table()
        audience = world.audience(AGENCIES)
        world.disclose(audience, agency="police")
        world.disclose(audience, agency="ngo", **dates)
        sees[name] = "dalia" in await _sees(onlookers, world, audience)

    assert [name for name, seen in sees.items() if seen] == ["lasting", "to expire", "to be revoked"]


async def test_one_naming_that_holds_is_enough(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(AGENCIES)
    world.disclose(audience, agency="ngo", revoked=day(-1))
    world.disclose(audience, post="dalia")

    assert await _sees(onlookers, world, audience) == {"dalia"}


async def test_a_naming_in_another_audience_lets_nobody_in(onlookers: Onlookers) -> None:
    world = _table()
    one, other = world.audience(AGENCIES), world.audience(AGENCIES)
    world.disclose(one, agency="police")
    world.disclose(other, agency="ngo")

    assert await _sees(onlookers, world, one) == {"ana"}


async def test_a_newcomer_sees_what_is_for_all_from_its_history_on(onlookers: Onlookers) -> None:
    sees = {}
    for made in (day(-6), day(-5), day(-4)):
        world = World()
        world.seat("police", history_from=day(-5))
        world.seat("social")
        sees[made] = await onlookers.who_sees(world, world.thread(world.audience(made=made)))

    assert sees == {day(-6): {"corina"}, day(-5): {"ana", "corina"}, day(-4): {"ana", "corina"}}


async def test_a_newcomer_sees_older_things_that_it_is_named_in(onlookers: Onlookers) -> None:
    world = World()
    world.seat("police", history_from=day(-2))
    audience = world.audience(AGENCIES, made=day(-6))
    world.disclose(audience, agency="police")

    assert await _sees(onlookers, world, audience) == {"ana"}


async def test_what_is_for_all_can_be_back_filled_by_naming_the_newcomer(onlookers: Onlookers) -> None:
    world = World()
    world.seat("police", history_from=day(-2))
    audience = world.audience(ALL, made=day(-6))
    world.disclose(audience, agency="police")

    assert await _sees(onlookers, world, audience) == {"ana"}


async def test_a_narrower_audience_needs_the_wider_one_too(onlookers: Onlookers) -> None:
    world = _table()
    wide = world.audience(AGENCIES)
    for agency in ("police", "forensic"):
        world.disclose(wide, agency=agency)
    narrow = world.audience(AGENCIES, within=wide)
    for agency in ("forensic", "ngo"):
        world.disclose(narrow, agency=agency)

    message = world.message(world.thread(wide), narrow)

    assert await onlookers.who_sees(world, message) == {"bogdan"}


async def test_a_narrower_audience_for_all_is_as_wide_as_the_one_around_it(onlookers: Onlookers) -> None:
    world = _table()
    wide = world.audience(PERSONS)
    world.disclose(wide, post="corina")

    message = world.message(world.thread(wide), world.audience(ALL, within=wide))

    assert await onlookers.who_sees(world, message) == {"corina"}


@pytest.mark.parametrize("state", list(CaseAgencyState))
async def test_an_agency_sees_its_task_while_it_is_tasked_invited_or_active(
    onlookers: Onlookers, state: CaseAgencyState
) -> None:
    world = World()
    world.seat("hospital", state)
    audience = world.audience(AGENCIES, for_task=True)
    world.disclose(audience, agency="hospital")
    waits_or_works = {CaseAgencyState.TASKED, CaseAgencyState.INVITED, CaseAgencyState.ACTIVE}

    sees = await onlookers.who_sees(world, world.task(audience, "hospital"))

    assert sees == ({"emil"} if state in waits_or_works else set())


async def test_an_agency_with_a_task_sees_nothing_else_of_the_case(onlookers: Onlookers) -> None:
    world = _table()
    world.seat("hospital", TASKED)
    world.member("emil")
    shared, named = world.audience(), world.audience(AGENCIES)
    another, theirs = world.audience(for_task=True), world.audience(for_task=True)
    for audience in (named, theirs):
        world.disclose(audience, agency="hospital")
    threads = [world.thread(audience) for audience in (shared, named)]
    tasks = [world.task(audience, "hospital") for audience in (another, theirs)]

    sees = await onlookers.who_see(world, world.case, *threads, *tasks)

    assert ["emil" in seen for seen in sees] == [False, False, False, False, True]


async def test_a_task_of_the_agency_is_seen_by_each_of_its_people_and_scripts_but_administrators(
    onlookers: Onlookers,
) -> None:
    for role, sees in ((Role.PRACTITIONER, {"dalia", SCRIPT}), (Role.AGENCY_ADMIN, {SCRIPT}), (Role.AUDITOR, {SCRIPT})):
        world = World()
        world.seat("ngo", TASKED)
        world.change_post("dalia", role=role)
        audience = world.audience(AGENCIES, for_task=True)
        world.disclose(audience, agency="ngo")
        assert await onlookers.who_sees(world, world.task(audience, "ngo")) == sees


async def test_a_script_of_an_agency_at_the_table_sees_its_tasks_and_nothing_else(onlookers: Onlookers) -> None:
    world = World()
    world.seat("ngo")
    shared = world.thread(world.audience())
    audience = world.audience(AGENCIES, for_task=True)
    world.disclose(audience, agency="ngo")
    task = world.task(audience, "ngo")

    assert await onlookers.who_see(world, shared, task) == [{"dalia"}, {"dalia", SCRIPT}]


async def test_a_script_sees_no_task_that_is_shared_with_all_but_not_with_its_agency(onlookers: Onlookers) -> None:
    world = World()
    world.seat("ngo")

    assert await onlookers.who_sees(world, world.task(world.audience(for_task=True), "ngo")) == {"dalia"}


async def test_an_inactive_script_sees_nothing(onlookers: Onlookers) -> None:
    world = World()
    world.seat("ngo", TASKED)
    audience = world.audience(for_task=True)
    world.disclose(audience, agency="ngo")
    world.make_inactive(script=True)

    assert await onlookers.who_sees(world, world.task(audience, "ngo")) == {"dalia"}


async def test_a_conflict_hides_a_task_too(onlookers: Onlookers) -> None:
    conflicts: list[tuple[dict[str, Any], set[str]]] = [({"agency": "ngo"}, set()), ({"person": "dalia"}, {SCRIPT})]
    for conflict, sees in conflicts:
        world = World()
        world.seat("ngo", TASKED)
        audience = world.audience(for_task=True)
        world.disclose(audience, agency="ngo")
        world.conflict(**conflict)
        assert await onlookers.who_sees(world, world.task(audience, "ngo")) == sees


async def test_a_narrower_message_of_a_task_needs_both_for_who_is_beside_the_table(onlookers: Onlookers) -> None:
    world = _table()
    world.seat("hospital", TASKED)
    wide = world.audience(for_task=True)
    world.disclose(wide, agency="hospital")
    narrow = world.audience(AGENCIES, within=wide, for_task=True)
    world.disclose(narrow, agency="police")
    task = world.task(wide, "hospital")
    (thread,) = [row for row in world.rows if getattr(row, "id", None) == task.thread_id]

    message = world.message(thread, narrow)  # type: ignore[arg-type]

    assert await onlookers.who_sees(world, message) == {"ana"}


async def test_who_posted_it_sees_it_only_by_the_rule(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(AGENCIES)
    world.disclose(audience, agency="police")

    message = world.message(world.thread(audience), author="corina")

    assert await onlookers.who_sees(world, message) == {"ana"}
