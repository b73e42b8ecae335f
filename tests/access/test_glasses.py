"""The rule, clause by clause: what a broken glass shows, and that it lets nobody act."""

from typing import Any

import pytest

from roundtable.access.models import Category, Sensitivity
from roundtable.core import ids
from roundtable.core.actor import Role
from tests.access.looking import Onlookers
from tests.access.world import World, day
from tests.messaging.room import BASIS, left_behind, refusals

# Everyone of the cast looks at every world by every way there is.
pytestmark = pytest.mark.slow

ALL, AGENCIES, PERSONS = Sensitivity.CASE_AGENCIES, Sensitivity.NAMED_AGENCIES, Sensitivity.NAMED_PERSONS


def _table(**glass: Any) -> World:
    """The social services at the table, and Horia of another county's police with a glass."""
    world = World()
    world.seat("social")
    world.glass("horia", **glass)
    return world


async def _looks(onlookers: Onlookers, world: World) -> bool:
    """Whether Horia sees the case; if so, what agencies share there too."""
    case, shared = await onlookers.who_see(world, world.case, world.thread(world.audience()))
    assert case == shared
    assert case - {"horia"} == {"corina"}
    return "horia" in case


async def test_a_glass_lasts_from_its_breaking_to_its_end_or_its_closing(onlookers: Onlookers) -> None:
    glasses: dict[str, dict[str, Any]] = {
        "open": {},
        "to be closed": {"closed": day(1)},
        "not begun": {"opened": day(1), "ends": day(2)},
        "over": {"opened": day(-2), "ends": day(-1)},
        "closed": {"opened": day(-2), "closed": day(-1)},
    }

    looks = [name for name, dates in glasses.items() if await _looks(onlookers, _table(**dates))]

    assert looks == ["open", "to be closed"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_ACCOUNT])
async def test_a_glass_is_for_those_who_work_on_cases(onlookers: Onlookers, role: Role) -> None:
    world = _table()
    world.change_post("horia", role=role)
    works_on_cases = {Role.PRACTITIONER, Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR}

    assert await _looks(onlookers, world) is (role in works_on_cases)


async def test_a_conflict_beats_a_glass(onlookers: Onlookers) -> None:
    for conflict in ({"person": "horia"}, {"agency": "elsewhere"}):
        world = _table()
        world.conflict(**conflict)  # type: ignore[arg-type]
        assert not await _looks(onlookers, world)


async def test_a_glass_is_its_own_post_s_while_that_stands_and_of_one_case(onlookers: Onlookers) -> None:
    gone = _table()
    gone.change_post("horia", ends_at=day(-1))
    assert not await _looks(onlookers, gone)

    colleague = _table()
    colleague.move("gelu", "elsewhere")
    assert await _looks(onlookers, colleague)

    other = _table()
    world = other.beside()
    world.seat("social")
    async with onlookers.standing(other, world):
        there, here = await onlookers.check(other, []), await onlookers.check(world, [])
    assert [bool(seen and seen.cases) for seen in (there["horia"], here["horia"])] == [True, False]


async def test_a_glass_shows_what_agencies_see_and_nothing_for_named_persons(onlookers: Onlookers) -> None:
    world = _table()
    audiences = {sensitivity: world.audience(sensitivity) for sensitivity in Sensitivity}
    world.disclose(audiences[AGENCIES], agency="social")
    world.disclose(audiences[PERSONS], post="corina")
    task = world.audience(AGENCIES, for_task=True)
    world.disclose(task, agency="social")
    items: list[Any] = [*(world.thread(audience) for audience in audiences.values()), world.task(task, "social")]

    sees = await onlookers.who_see(world, *items)

    assert ["horia" in seen for seen in sees] == [True, True, False, True]


async def test_who_is_named_does_not_see_it_through_a_glass_alone(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(PERSONS)
    for post in ("corina", "horia"):
        world.disclose(audience, post=post)

    assert await onlookers.who_sees(world, world.thread(audience)) == {"corina"}


async def test_what_is_within_an_audience_for_persons_stays_with_them(onlookers: Onlookers) -> None:
    world = _table()
    persons, shared = world.audience(PERSONS), world.audience()
    world.disclose(persons, post="corina")
    inside = world.message(world.thread(persons), world.audience(within=persons))
    thread, private = world.thread(shared), world.audience(PERSONS, within=shared)
    world.disclose(private, post="corina")

    sees = await onlookers.who_see(world, thread, inside, world.message(thread, private))

    assert sees == [{"corina", "horia"}, {"corina"}, {"corina"}]


async def test_a_seat_and_a_glass_are_not_added_up(onlookers: Onlookers) -> None:
    world = World()
    world.seat("social")
    world.seat("police")
    world.glass("ana")
    wide = world.audience(PERSONS)
    for post in ("corina", "ana"):
        world.disclose(wide, post=post)
    narrow = world.audience(AGENCIES, within=wide)
    world.disclose(narrow, agency="social")

    thread = world.thread(wide)

    assert await onlookers.who_see(world, thread, world.message(thread, narrow)) == [{"ana", "corina"}, {"corina"}]


async def test_a_glass_shows_both_sides_and_the_past(onlookers: Onlookers) -> None:
    world = World()
    world.seat("police", history_from=day(-2))
    world.glass("ana")
    world.seat("social", history_from=day(-2))
    older = world.thread(world.audience(made=day(-6)))

    assert await onlookers.who_sees(world, older) == {"ana"}


async def test_a_glass_shows_no_category_that_is_not_held(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(categories=Category.LOCATION.bit)
    thread = world.thread(audience)
    assert await onlookers.who_sees(world, thread) == set()

    world.entitle(Category.LOCATION, agency="elsewhere", here=False)

    assert await onlookers.who_sees(world, thread) == {"horia"}


async def test_nobody_acts_through_a_glass_and_nothing_is_recorded(onlookers: Onlookers) -> None:
    world = _table()
    thread = world.thread(world.audience())
    message = world.message(thread)
    audience = world.audience(AGENCIES, for_task=True)
    world.disclose(audience, agency="elsewhere")
    task = world.task(audience, "elsewhere")
    public = {kind: ids.encode(kind, row.id) for kind, row in _named(world.case, thread, message, task)}
    case = {"caseId": public["case"], "subject": "A question", "audience": {"sensitivity": "CASE_AGENCIES", **BASIS}}
    assigned = {"agencyId": onlookers.table.agency_id("elsewhere"), "title": "Call her"}
    acts: list[tuple[str, dict[str, Any], str]] = [
        ("OpenThread", case, "caseId"),
        ("PostMessage", {"threadId": public["thread"], "body": "Hello"}, "threadId"),
        ("AssignTask", {"threadId": public["thread"], **assigned}, "threadId"),
        ("MarkRead", {"messageId": public["message"]}, "messageId"),
        ("MarkUnread", {"messageId": public["message"]}, "messageId"),
        ("SaveDraft", {"threadId": public["thread"], "body": "Hello", "version": 0}, "threadId"),
        ("SaveDraft", {"caseId": public["case"], "body": "Hello", "version": 0}, "caseId"),
        ("RedactMessage", {"messageId": public["message"], "reason": "No"}, "messageId"),
        *((act, {"taskId": public["task"]}, "taskId") for act in ("ReceiveTask", "AcceptTask", "ClaimTask")),
    ]

    async with onlookers.standing(world):
        horia = onlookers.clients["horia"]
        answers = await onlookers.check(world, [])
        async with left_behind(onlookers.table) as added:
            refused = [refusals(await horia.act(act, **given)) for act, given, _ in acts]

    seen = answers["horia"]
    assert seen is not None
    assert {public["case"], public["thread"], public["task"]} <= seen.loaded
    assert refused == [[("NOT_FOUND", [path])] for _, _, path in acts]
    assert added == {}


def _named(*rows: Any) -> list[tuple[str, Any]]:
    return [(row.__tablename__, row) for row in rows]
