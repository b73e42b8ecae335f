"""Acts on entitlements: grant one within what one may give, end it."""

from datetime import datetime
from uuid import UUID

from roundtable.access.commands import check_entitled
from roundtable.access.models import Category, Entitlement
from roundtable.access.news import tell_agency, tell_of_sight
from roundtable.access.queries import find_case, find_item
from roundtable.agencies.models import Agency
from roundtable.core import ids
from roundtable.core.actor import Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid, NotFound
from roundtable.core.work import Work
from roundtable.seats import news, policy, queries

Refs = dict[str, UUID]


async def grant_entitlement(
    work: Work,
    category: Category,
    membership_id: str | None = None,
    agency_id: str | None = None,
    case_id: str | None = None,
    ends_at: datetime | None = None,
) -> Refs:
    """Entitle to a category: an agency in one case, a post of one's agency, or an agency in every case."""
    # A case is found first: who does not see it learns nothing from what else is wrong.
    case = await find_case(work, case_id) if case_id is not None else None
    if (membership_id is None) is (agency_id is None):
        raise Invalid(Code.REQUIRED, ["agencyId"], "Either a post or an agency is needed.")
    if membership_id is not None:
        holder = {"membership_id": await _post_to_entitle(work, case, category, membership_id, ends_at)}
    else:
        assert agency_id is not None  # as was checked above
        holder = {"agency_id": await _agency_to_entitle(work, case, category, agency_id)}
    if policy.is_over(ends_at, work.now):
        raise Invalid(Code.INVALID_DATE, ["endsAt"])
    # Of one that stands twice, one would still stand when the other is ended.
    await work.hold_turn(*holder.values())
    if await queries.is_entitled(work, category, case, **holder):
        raise Conflict(Code.WRONG_STATUS)
    entitlement = work.add(
        Entitlement(
            category=category,
            bit=category.bit,
            case_id=case,
            granted_by=work.actor.membership_id,
            starts_at=work.now,
            ends_at=ends_at,
            **holder,
        )
    )
    await _tell(work, entitlement)
    return {"entitlement": entitlement.id}


async def end_entitlement(work: Work, entitlement_id: str) -> Refs:
    """Take an entitlement back, by whoever may give it; what an agency gave its posts of it ends with the agency's."""
    path = ["entitlementId"]
    found = await find_item(work, Entitlement, "entitlement", entitlement_id, path, policy.sees_entitlement, alone=True)
    await _check_ends(work, found)
    policy.check_under_way(found, work.now)
    found.ends_at = work.now
    await _tell(work, found)
    # Whoever is giving on it right now is waited for, and found.
    await work.flush()
    for own in await queries.given_on(work, found):
        own.ends_at = work.now
        await _tell(work, own)
    return {"entitlement": found.id}


async def _post_to_entitle(
    work: Work, case_id: UUID | None, category: Category, public_id: str, ends_at: datetime | None
) -> UUID:
    """A post of the acting agency, to a category that the agency holds in every case and for as long as that."""
    path = ["membershipId"]
    if case_id is not None:
        raise Forbidden(path=path)
    policy.check_grant_everywhere(work.actor, to_agency=False)
    post = await queries.find_post(work, public_id, path)
    if post.agency_id != work.actor.agency_id:
        raise Forbidden(path=path)
    if not await queries.is_working(work, post):
        raise NotFound(path)
    held = await queries.held_in_all_cases(work, work.actor.agency_id, category)
    if not held:
        raise Forbidden(Code.CATEGORY_NOT_HELD, ["category"])
    policy.check_within(ends_at, [own.ends_at for own in held])
    return post.id


async def _agency_to_entitle(work: Work, case_id: UUID | None, category: Category, public_id: str) -> UUID:
    """An agency: at the table by the lead agency, which must hold the category; anywhere by the platform."""
    if case_id is None:
        policy.check_grant_everywhere(work.actor, to_agency=True)
    else:
        own = await queries.own_part(work, case_id)
        policy.check_lead(work.actor, own, Permission.ENTITLEMENT_GRANT)
    key = ids.decode("agency", public_id, ["agencyId"])
    if case_id is not None:
        await check_entitled(work, case_id, category.bit, ["category"])
        available = await queries.is_at_the_table(work, case_id, key)
    else:
        agency = await work.known(Agency, key)
        available = agency is not None and agency.active
    if not available:
        raise Conflict(Code.AGENCY_NOT_AVAILABLE, ["agencyId"])
    return key


async def _check_ends(work: Work, entitlement: Entitlement) -> None:
    if entitlement.case_id is not None:
        own = await queries.own_part(work, entitlement.case_id)
        policy.check_lead(work.actor, own, Permission.ENTITLEMENT_GRANT)
        return
    policy.check_grant_everywhere(work.actor, to_agency=entitlement.agency_id is not None)


async def _tell(work: Work, entitlement: Entitlement) -> None:
    """Tell the agency, or the post, whose sight changed, and its case's table; of no case, the record names it."""
    if entitlement.case_id is None:
        work.about.add(entitlement.agency_id or work.actor.agency_id)
    else:
        await tell_of_sight(work, entitlement.case_id)
    if entitlement.agency_id is not None:
        tell_agency(work, entitlement.case_id, entitlement.id, entitlement.agency_id)
    if entitlement.membership_id is not None:
        await news.tell_post(work, entitlement.case_id, entitlement.id, entitlement.membership_id)
