"""Acts on deputyships: name a deputy for a time, end it. Nobody stands in for who stands in: the rule never chains."""

from datetime import datetime
from uuid import UUID

from roundtable.access.news import tell_agency, tell_of_sight
from roundtable.agencies.models import Deputyship, Membership
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid, NotFound
from roundtable.core.work import Work
from roundtable.seats import policy, queries

CHAIN = "Nobody is deputy of a deputy: who stands in for a colleague has no deputy at the same time."

Refs = dict[str, UUID]


async def name_deputy(
    work: Work, membership_id: str, deputy_membership_id: str, ends_at: datetime, starts_at: datetime | None = None
) -> Refs:
    """Let a colleague have a post's own seats for a time; who stands in for somebody has no deputy meanwhile."""
    post = await queries.find_post(work, membership_id, ["membershipId"])
    policy.check_deputise(work.actor, post)
    if not await queries.is_working(work, post):
        raise NotFound(["membershipId"])
    deputy = await _find_deputy(work, post, deputy_membership_id)
    begins = starts_at or work.now
    policy.check_span(begins, ends_at, work.now)
    # Both posts are of it: of two that would make a chain together, one is refused.
    await work.hold_turn(post.agency_id)
    if await queries.stands_in_between(work, post, deputy, begins, ends_at):
        raise Conflict(Code.WRONG_STATUS, ["deputyMembershipId"])
    if await queries.stands_in_for_any(work, post, begins, ends_at):
        raise Conflict(Code.WRONG_STATUS, ["membershipId"], CHAIN)
    if await queries.has_deputy(work, deputy, begins, ends_at):
        raise Conflict(Code.WRONG_STATUS, ["deputyMembershipId"], CHAIN)
    deputyship = work.add(
        Deputyship(
            membership_id=post.id,
            deputy_id=deputy.id,
            named_by=work.actor.membership_id,
            starts_at=begins,
            ends_at=ends_at,
        )
    )
    work.about.add(post.agency_id)
    await _tell(work, post, deputyship)
    return {"deputyship": deputyship.id}


async def end_deputyship(work: Work, deputyship_id: str) -> Refs:
    """End it now; one that has not begun never does."""
    path = ["deputyshipId"]
    key = ids.decode("deputyship", deputyship_id, path)
    deputyship = await work.find(Deputyship, key, policy.sees_deputyship, path)
    post = await work.known(Membership, deputyship.membership_id)
    assert post is not None  # as a reference holds
    policy.check_deputise(work.actor, post)
    await work.hold(deputyship)
    policy.check_under_way(deputyship, work.now)
    deputyship.ends_at = max(work.now, deputyship.starts_at)
    work.about.add(post.agency_id)
    await _tell(work, post, deputyship)
    return {"deputyship": deputyship.id}


async def _tell(work: Work, post: Membership, deputyship: Deputyship) -> None:
    """Tell their agency, and the tables at which the post is seated by name: there another sees, or no longer does.

    Whoever answers for all cases of an agency may have thousands: their tables are not told one by one.
    """
    tell_agency(work, None, deputyship.id, post.agency_id)
    for case_id in await queries.cases_as_member(work, post):
        await tell_of_sight(work, case_id)


async def _find_deputy(work: Work, post: Membership, public_id: str) -> Membership:
    """Another working post of the same agency. Raises NotFound for any other."""
    path = ["deputyMembershipId"]
    deputy = await queries.find_post(work, public_id, path)
    if deputy.id == post.id:
        raise Invalid(Code.INVALID_ID, path, "A post does not stand in for itself.")
    if deputy.agency_id != post.agency_id or not await queries.is_working(work, deputy):
        raise NotFound(path)
    return deputy
