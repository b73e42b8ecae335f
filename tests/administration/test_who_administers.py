"""Who may give, end and let in, against the rule said in other words, for every role at every place."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from roundtable.administration import policy
from roundtable.agencies.models import Membership
from roundtable.core.actor import Actor, Role
from roundtable.core.errors import Problem

AGENCIES, NOW = [uuid4(), uuid4()], datetime(2026, 11, 26, tzinfo=UTC)
agencies, roles = st.sampled_from(AGENCIES), st.sampled_from(list(Role))
posts = st.builds(
    lambda agency, role, ends: Membership(agency_id=agency, role=role, starts_at=NOW, ends_at=ends),
    *(agencies, roles, st.sampled_from([None, NOW])),
)


def _allows(check: object, *given_: object) -> bool:
    try:
        check(*given_)  # type: ignore[operator]
    except Problem:
        return False
    return True


def _actor(role: Role, agency: UUID) -> Actor:
    return Actor(uuid4(), agency, role, practitioner_id=uuid4())


def _oracle(actor: Actor, agency: UUID, role: Role) -> bool:
    """Said once more: the platform's everywhere and anything; an agency's at home, but for three roles."""
    if actor.role == "PLATFORM_ADMIN":
        return True
    home = actor.role == "AGENCY_ADMIN" and actor.agency_id == agency
    return home and role not in ("PLATFORM_ADMIN", "AUDITOR", "DIRECTORY_EDITOR")


@given(role=roles, at=agencies, post=posts)
def test_giving_changing_and_ending_are_for_the_same(role: Role, at: UUID, post: Membership) -> None:
    actor = _actor(role, at)

    allowed = _oracle(actor, post.agency_id, post.role)

    assert _allows(policy.check_give, actor, post.agency_id, post.role) is allowed
    assert _allows(policy.check_managed, actor, post) is allowed


@given(role=roles, at=agencies, held=st.lists(posts, max_size=4))
def test_letting_in_is_for_who_may_give_every_post_that_it_leads_to(
    role: Role, at: UUID, held: list[Membership]
) -> None:
    actor = _actor(role, at)

    every = bool(held) and all(_oracle(actor, post.agency_id, post.role) for post in held)

    assert _allows(policy.check_login, actor, held, ["loginId"]) is (every or role == "PLATFORM_ADMIN")


@given(held=st.lists(posts, max_size=5), leaving=st.sets(st.integers(0, 4)))
def test_somebody_always_goes_on_to_administer_the_platform(held: list[Membership], leaving: set[int]) -> None:
    gone = [post for place, post in enumerate(held) if place in leaving]

    stays = any(post.ends_at is None for place, post in enumerate(held) if place not in leaving)

    assert _allows(policy.check_remaining, held, gone, []) is (stays or not gone)
