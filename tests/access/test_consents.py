"""The rule, clause by clause: what rests on a consent lives as long as that consent is in force."""

from typing import Any

import pytest

from roundtable.access.models import ConsentDecision, Sensitivity
from tests.access.looking import Onlookers
from tests.access.world import World, day

# Everyone of the cast looks at every world by every way there is.
pytestmark = pytest.mark.slow

_CONSENTING = {ConsentDecision.GIVEN, ConsentDecision.GIVEN_WITH_LIMITS}


def _table() -> World:
    world = World()
    for agency in ("police", "ngo"):
        world.seat(agency)
    return world


@pytest.mark.parametrize("decision", list(ConsentDecision))
async def test_only_a_consent_that_was_given_carries_anything(onlookers: Onlookers, decision: ConsentDecision) -> None:
    world = _table()
    audience = world.audience(Sensitivity.NAMED_AGENCIES)
    world.disclose(audience, agency="ngo", consent=world.consent(decision))

    sees = await onlookers.who_sees(world, world.thread(audience))

    assert sees == ({"dalia"} if decision in _CONSENTING else set())


async def test_what_rests_on_consent_ends_with_it_and_what_rests_on_another_basis_stays(onlookers: Onlookers) -> None:
    dates: dict[str, dict[str, Any]] = {
        "lasting": {},
        "to expire": {"expires": day(1)},
        "to be withdrawn": {"withdrawn": day(1)},
        "expired": {"expires": day(-1)},
        "withdrawn": {"withdrawn": day(-1)},
        "withdrawn before it would expire": {"withdrawn": day(-1), "expires": day(1)},
    }
    sees = {}
    for name, given in dates.items():
        world = _table()
        audience = world.audience(Sensitivity.NAMED_AGENCIES)
        world.disclose(audience, agency="ngo", consent=world.consent(**given))
        world.disclose(audience, agency="police")
        sees[name] = await onlookers.who_sees(world, world.thread(audience))

    both, police = {"ana", "dalia"}, {"ana"}
    assert sees == {
        "lasting": both,
        "to expire": both,
        "to be withdrawn": both,
        "expired": police,
        "withdrawn": police,
        "withdrawn before it would expire": police,
    }


async def test_a_sharing_with_all_ends_with_its_consent_too(onlookers: Onlookers) -> None:
    for withdrawn, sees in ((None, {"ana", "dalia"}), (day(-1), set())):
        world = _table()
        audience = world.audience(shared=False)
        world.disclose(audience, consent=world.consent(withdrawn=withdrawn))
        assert await onlookers.who_sees(world, world.thread(audience)) == sees


async def test_a_task_handed_over_on_consent_goes_with_it(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(Sensitivity.NAMED_AGENCIES, for_task=True)
    consent = world.consent()
    world.disclose(audience, agency="ngo", consent=consent)
    task = world.task(audience, "ngo")
    assert await onlookers.who_sees(world, task) == {"dalia", "script"}

    world.amend(consent, withdrawn_at=day(-1))

    assert await onlookers.who_sees(world, task) == set()


async def test_one_consent_carries_nothing_that_rests_on_another(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(Sensitivity.NAMED_AGENCIES)
    world.disclose(audience, agency="ngo", consent=world.consent(withdrawn=day(-1)))
    world.disclose(audience, agency="police", consent=world.consent())

    assert await onlookers.who_sees(world, world.thread(audience)) == {"ana"}


async def test_a_consent_still_in_force_does_not_outlast_the_disclosure(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(Sensitivity.NAMED_AGENCIES)
    world.disclose(audience, agency="ngo", consent=world.consent(), revoked=day(-1))

    assert await onlookers.who_sees(world, world.thread(audience)) == set()


async def test_a_consent_that_is_yet_to_be_recorded_carries_nothing(onlookers: Onlookers) -> None:
    world = _table()
    audience = world.audience(Sensitivity.NAMED_AGENCIES)
    world.disclose(audience, agency="ngo", consent=world.consent(recorded=day(1)))

    assert await onlookers.who_sees(world, world.thread(audience)) == set()
