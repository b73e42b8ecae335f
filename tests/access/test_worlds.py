"""Generated worlds: what everyone is answered, by every way of asking, is what the rule says in plain Python."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from roundtable.access.models import Audience, CaseAgencyState, Sensitivity
from roundtable.core.actor import Role
from tests.access.looking import NODES, Onlookers
from tests.access.world import LONG_AGO, SCRIPT, VOLUNTEER, World, day

_STATES = [*[CaseAgencyState.ACTIVE] * 9, *[CaseAgencyState.TASKED] * 3, *CaseAgencyState, None]
_ROLES = [*[Role.PRACTITIONER] * 3, Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR, Role.AUDITOR, Role.ANALYST]
_AGENCIES = ["police", "forensic", "social", "ngo", "legal"]
_KNOWN = ["ana", "bogdan", "corina", "dalia", VOLUNTEER, SCRIPT]
_PAST = st.integers(-9, -1).map(day)
# Mostly begun and without an end; worlds in which nobody sees anything tell little.
_END = st.sampled_from([*[None] * 6, day(1), day(-1)])
_START = st.sampled_from([*[day(-9)] * 6, day(-1), day(1)])


@st.composite
def worlds(draw: Any) -> World:
    world = World()
    for agency in _AGENCIES:
        state = draw(st.sampled_from(_STATES))
        if state is not None:
            world.seat(agency, state, draw(st.sampled_from([*[day(-9)] * 3, day(-5), day(-3)])))
    for post in _KNOWN:
        if post != SCRIPT and draw(st.integers(0, 3)):
            world.member(post, draw(_START), draw(_END))
    for post in draw(st.sets(st.sampled_from(_KNOWN), max_size=2)):
        _change_post(draw, world, post)
    _trouble(draw, world)
    for _ in range(draw(st.integers(2, 4))):
        _share(draw, world)
    return world


def _change_post(draw: Any, world: World, post: str) -> None:
    dates: dict[str, datetime | None] = draw(
        st.sampled_from([{}, {}, {}, {"ends_at": day(-1)}, {"ends_at": day(1)}, {"starts_at": day(1)}])
    )
    role = {} if post == SCRIPT else {"role": draw(st.sampled_from(_ROLES))}
    world.change_post(post, **{"starts_at": LONG_AGO, **dates, **role})


def _trouble(draw: Any, world: World) -> None:
    """Sometimes something inactive, or a conflict of interest."""
    nothing: list[dict[str, Any]] = [{}] * 6
    world.make_inactive(**draw(st.sampled_from([*nothing, {"agency": "ngo"}, {"person": "corina"}, {"script": True}])))
    party = draw(st.sampled_from([*nothing, {"agency": "police"}, {"agency": "ngo"}, {"person": "corina"}]))
    if party:
        world.conflict(**party, declared=draw(_START), lifted=draw(_END))


def _share(draw: Any, world: World) -> None:
    """An audience, and a thread or a task with messages for it or for a narrower one within it."""
    audience = _audience(draw, world, None, for_task=draw(st.booleans()))
    if audience.for_task:
        world.task(audience, draw(st.sampled_from(_AGENCIES)))
        thread = world.rows[-2]
    else:
        thread = world.thread(audience)
    narrow = _audience(draw, world, audience, for_task=audience.for_task) if draw(st.booleans()) else None
    for _ in range(draw(st.integers(0, 2))):
        said = world.message(thread, draw(st.sampled_from([None, narrow])), draw(_PAST), draw(st.sampled_from(_KNOWN)))  # type: ignore[arg-type]
        reader = draw(st.sampled_from([None, None, *_KNOWN]))
        if reader and not any(getattr(row, "message_at", None) and row.thread_id == thread.id for row in world.rows):  # type: ignore[attr-defined]
            world.read(reader, said)


def _audience(draw: Any, world: World, within: Audience | None, *, for_task: bool) -> Audience:
    audience = world.audience(draw(st.sampled_from(Sensitivity)), within=within, for_task=for_task, made=draw(_PAST))
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            recipient = {"agency": draw(st.sampled_from(_AGENCIES))}
        else:
            recipient = {"post": draw(st.sampled_from(_KNOWN))}
        world.disclose(audience, **recipient, starts=draw(_START), expires=draw(_END), revoked=draw(_END))
    return audience


@pytest.mark.slow
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(world=worlds(), first=st.integers(0, 7))
async def test_everyone_is_answered_what_the_rule_says_and_nothing_more(
    onlookers: Onlookers, world: World, first: int
) -> None:
    singly = [public for public in world.public_ids() if not public.startswith(("case", "thread", "task"))]
    spread = singly[first :: 1 + len(singly) // NODES][:NODES]

    answers = await onlookers.compare(world, spread)

    event(f"{sum(bool(seen and seen.unread) for seen in answers.values())} see a conversation")
