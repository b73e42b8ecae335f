"""Worlds by hand in which somebody nearly sees something, or just does: together they need every clause of the rule."""

from typing import Any

from roundtable.access.models import CaseAgencyState, Category, Compartment, ConsentDecision, Sensitivity
from roundtable.core.actor import Role
from tests.access.world import SCRIPT, VOLUNTEER, World, day

AGENCIES, PERSONS = Sensitivity.NAMED_AGENCIES, Sensitivity.NAMED_PERSONS
LEFT, TASKED = CaseAgencyState.LEFT, CaseAgencyState.TASKED
LOCATION, HEALTH, CHILD = Category.LOCATION, Category.HEALTH, Category.CHILD
# What begins and ends: lasting, to end, over.
_ENDS = (None, day(1), day(-1))


def worlds() -> list[list[World]]:
    """Each with the cases that stand beside each other."""
    return [[deputies()], [edges()], [tasked()], [namings()], [glasses()], two_cases(), [audiences()]]


def deputies() -> World:
    """Who nearly stands in for somebody: too early, too late, elsewhere, for one who has no seat."""
    world = World()
    for agency in ("police", "forensic", "social", "programme", "ngo"):
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


def edges() -> World:
    """What has not come yet, and what is over for some only."""
    world = World()
    for agency in ("police", "ngo", "social", "hospital"):
        world.seat(agency)
    world.seat("legal", LEFT)
    for post, agency in ((SCRIPT, "legal"), ("gelu", "police")):
        world.move(post, agency)
    world.deputy("gelu", "ana")
    world.conflict(person="ana")
    world.conflict(agency="ngo", declared=day(1))
    world.conflict(agency="social", lifted=day(1))
    world.conflict(agency="hospital", lifted=day(-1))
    # Far from the case, and in; the other is to come.
    world.glass("horia")
    world.glass("felicia", opened=day(1), ends=day(2))
    task = world.audience(AGENCIES, for_task=True)
    world.disclose(task, agency="legal")
    world.task(task, "legal")
    return world


def tasked() -> World:
    """A task given to agencies whose people may not come near; a deputy of one who is on the case by no means."""
    world = World()
    for agency in ("hospital", "police", "elsewhere", "ngo"):
        world.seat(agency, TASKED)
    for agency in ("forensic", "prosecution", "social"):
        world.seat(agency)
    world.change_post("emil", ends_at=day(-1))
    world.glass("emil")
    world.conflict(person="ana")
    world.change_post("horia", role=Role.AUDITOR)
    task = world.audience(AGENCIES, for_task=True)
    for agency in ("hospital", "police", "elsewhere", "ngo", "social", "forensic"):
        world.disclose(task, agency=agency)
    world.task(task, "hospital")
    world.move(SCRIPT, "social")
    for post, agency in (("felicia", "forensic"), ("dalia", "prosecution"), (VOLUNTEER, "prosecution")):
        world.move(post, agency)
    world.deputy("felicia", "bogdan")
    # On duty is Dalia, for whom Gelu does not stand in.
    world.deputy("gelu", VOLUNTEER)
    return world


def namings() -> World:
    """Namings, consents, functions and entitlements: lasting, to end, over, and not begun."""
    world = World()
    world.seat("police")
    world.seat("forensic")
    for end in _ENDS:
        world.disclose(world.audience(AGENCIES), agency="police", expires=end)
        world.disclose(world.audience(AGENCIES), agency="police", revoked=end)
        world.disclose(world.audience(AGENCIES), agency="police", consent=world.consent(expires=end))
        world.disclose(world.audience(AGENCIES), agency="police", consent=world.consent(withdrawn=end))
    world.disclose(world.audience(AGENCIES), agency="police", starts=day(1))
    for refused in (world.consent(ConsentDecision.REFUSED), world.consent(recorded=day(1))):
        world.disclose(world.audience(AGENCIES), agency="police", consent=refused)
    for post, assumed, renounced in (("bogdan", -9, None), ("gelu", 1, None), ("emil", -9, 1), ("felicia", -9, -1)):
        world.move(post, "forensic")
        world.change_post(post, role=Role.PRACTITIONER)
        world.member(post, day(assumed), day(renounced) if renounced else None)
    for category, given in _ENTITLEMENTS:
        world.entitle(category, agency="police", **given)
        world.audience(categories=category.bit)
    world.entitle(LOCATION, post="bogdan", here=False)
    return world


_ENTITLEMENTS: list[tuple[Category, dict[str, Any]]] = [
    (LOCATION, {}),
    (HEALTH, {"ends": day(1)}),
    (CHILD, {"ends": day(-1)}),
    (Category.PERPETRATOR, {"starts": day(1)}),
]


def glasses() -> World:
    """Broken, and over, closed, in conflict, in another role; and what none of them shows."""
    world = World()
    for post, agency in (("gelu", "elsewhere"), ("felicia", "elsewhere"), ("bogdan", "elsewhere")):
        world.move(post, agency)
    world.glass("horia", closed=day(1))
    world.glass("gelu", opened=day(-2), ends=day(-1))
    world.glass("felicia", opened=day(-2), closed=day(-1))
    world.glass("bogdan")
    world.change_post("bogdan", role=Role.AUDITOR)
    world.glass("dalia")
    world.conflict(person="dalia")
    world.seat("social")
    # Ana's agency is at the table, and she is not: she looks through a glass.
    world.seat("police")
    world.glass("ana")
    world.change_post("ana", role=Role.PRACTITIONER)
    persons, shared = world.audience(PERSONS), world.thread(world.audience())
    for post in ("horia", "corina"):
        world.disclose(persons, post=post)
    world.thread(persons)
    world.message(shared, persons)
    # Horia is named, and acts on nothing all the same.
    named = world.audience(AGENCIES)
    world.disclose(named, agency="elsewhere")
    world.thread(named)
    return world


def two_cases() -> list[World]:
    """What lets one into one case lets nobody into another."""
    one = World()
    other = one.beside()
    for case, agency in ((one, "police"), (one, "ngo"), (one, "forensic"), (other, "forensic")):
        case.seat(agency)
    # Which of two sides one shares on is the case's own, and so is how far back one sees.
    other.seat("police", side=Compartment.PERPETRATOR)
    one.seat("programme", side=Compartment.PERPETRATOR)
    other.seat("programme", side=Compartment.PERPETRATOR, history_from=day(1))
    for case in (one, other):
        case.member("felicia")
    one.member("bogdan")
    one.glass("horia")
    other.conflict(agency="ngo")
    one.entitle(LOCATION, agency="police")
    for case in (one, other):
        case.thread(case.audience())
        # Named where the one agency has no part, and where it has one.
        named = case.audience(AGENCIES, categories=0)
        for agency in ("ngo", "police"):
            case.disclose(named, agency=agency)
        case.thread(named)
        case.audience(categories=LOCATION.bit)
    return [one, other]


def audiences() -> World:
    """Sides, history, persons, what stands within what, and tasks that are shared with all."""
    world = World()
    world.seat("police")
    world.seat("social", history_from=day(-2))
    world.seat("programme", side=Compartment.PERPETRATOR)
    world.member("felicia")
    world.seat("ngo", TASKED)
    for side in Compartment:
        world.thread(world.audience(side=side))
    # For one of police only, though the agency is not named.
    person, agency = world.audience(PERSONS), world.audience(AGENCIES)
    world.disclose(person, post="ana")
    world.disclose(agency, agency="ngo")
    world.disclose(agency, agency="police")
    world.thread(person)
    for wide in (person, agency):
        narrow = world.audience(within=wide)
        world.message(world.thread(wide), narrow)
    world.message(world.thread(world.audience()), world.audience(PERSONS, within=agency))
    world.task(world.audience(for_task=True), "ngo")
    handed = world.audience(AGENCIES, for_task=True)
    world.disclose(handed, agency="ngo")
    world.task(handed, "ngo")
    return world
