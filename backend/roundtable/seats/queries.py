"""Finding what seats, deputies and entitlements hang on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, Category, Disclosure, Entitlement
from roundtable.access.queries import at_own_table, find_item, part_of
from roundtable.agencies.models import Agency, Deputyship, Membership
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, NotFound
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.core.scope import NOW, found, values
from roundtable.core.tables import evidence_of, row_of, table_of
from roundtable.core.work import Work
from roundtable.seats import policy
from roundtable.tasks.models import Task


async def own_part(work: Work, case_id: UUID) -> CaseAgency | None:
    """The acting agency's part in a case."""
    return await part_of(work, case_id, work.actor.agency_id)


async def find_invitation(work: Work, public_id: str) -> CaseAgency:
    """An open invitation of the acting agency, its case held alone."""
    path = ["invitationId"]
    return await find_item(work, CaseAgency, "invitation", public_id, path, policy.sees_invitation, alone=True)


async def find_member(work: Work, public_id: str) -> CaseMember:
    """A member of a case at whose table one sits, the case held alone: who ends a function ends a seat."""
    return await find_item(work, CaseMember, "casemember", public_id, ["caseMemberId"], at_own_table, alone=True)


async def find_available(work: Work, case_id: UUID, agency_id: UUID) -> Agency:
    """An agency that can be asked to a table.

    Raises Conflict AGENCY_NOT_AVAILABLE for one that is unknown, inactive or in conflict: one answer for all, since
    another would tell that a conflict exists.
    """
    agency = await work.known(Agency, agency_id)
    if agency is None or not agency.active or await work.holds(rule.in_conflict(case_id, agency_id)):
        raise Conflict(Code.AGENCY_NOT_AVAILABLE, ["agencyId"])
    return agency


async def has_task(work: Work, case_id: UUID, agency_id: UUID) -> bool:
    """A task of the agency in this case is still disclosed to it."""
    task, naming = evidence_of(Task), evidence_of(Disclosure)
    of_agency = and_(task.c.case_id == case_id, task.c.owner_agency_id == agency_id)
    disclosed = found(
        naming,
        naming.c.audience_id == task.c.audience_id,
        naming.c.agency_id == agency_id,
        rule.disclosure_is_live(naming),
    )
    return await work.holds(found(task, of_agency, disclosed))


async def find_colleague(work: Work, case_id: UUID, public_id: str, path: Sequence[str]) -> UUID:
    """A post of the acting agency that may be named on a case.

    Raises NotFound for any other, one in conflict among them: another answer would tell that a conflict exists.
    """
    key, post = ids.decode("membership", public_id, path), row_of(Membership)
    free = ~rule.in_conflict(case_id, post.c.agency_id, post.c.practitioner_id)
    of_mine = and_(post.c.id == key, post.c.agency_id == work.actor.agency_id)
    if not await work.holds(found(post, of_mine, policy.works_on_cases(post), free)):
        raise NotFound(path)
    return key


async def is_member(work: Work, case_id: UUID, membership_id: UUID) -> bool:
    member = evidence_of(CaseMember)
    still = or_(member.c.renounced_at.is_(None), member.c.renounced_at > NOW)
    of_post = and_(member.c.case_id == case_id, member.c.membership_id == membership_id)
    return await work.holds(found(member, of_post, still))


async def cases_as_member(work: Work, post: Membership) -> list[UUID]:
    """The cases on which a post has a function, of those in which who acts has a place."""
    member = evidence_of(CaseMember)
    still = or_(member.c.renounced_at.is_(None), member.c.renounced_at > NOW)
    cases = select(member.c.case_id).where(member.c.membership_id == post.id, still).distinct()
    return await work.values(cases.order_by(member.c.case_id))


async def find_post(work: Work, public_id: str, path: Sequence[str]) -> Membership:
    """A post of the directory, which all who sign in may read. Raises NotFound, Invalid INVALID_ID."""
    key = ids.decode("membership", public_id, path)
    return await work.find(Membership, key, open_to_all_who_sign_in, path)


async def is_working(work: Work, post: Membership) -> bool:
    """The post is live and of a role that reads cases."""
    row = row_of(Membership)
    return await work.holds(found(row, row.c.id == post.id, policy.works_on_cases(row)))


async def stands_in_between(work: Work, post: Membership, deputy: Membership, start: datetime, end: datetime) -> bool:
    """The one stands in for the other at some moment of a span."""
    row = evidence_of(Deputyship)
    return await work.holds(_between(row, start, end, row.c.membership_id == post.id, row.c.deputy_id == deputy.id))


async def stands_in_for_any(work: Work, post: Membership, start: datetime, end: datetime) -> bool:
    """The post is somebody's deputy at some moment of a span."""
    row = evidence_of(Deputyship)
    return await work.holds(_between(row, start, end, row.c.deputy_id == post.id))


async def has_deputy(work: Work, post: Membership, start: datetime, end: datetime) -> bool:
    """Somebody is the post's deputy at some moment of a span."""
    row = evidence_of(Deputyship)
    return await work.holds(_between(row, start, end, row.c.membership_id == post.id))


def _between(row: Any, start: datetime, end: datetime, *pair: Any) -> ColumnElement[bool]:
    """One that was ended before it began has no moment."""
    return found(row, *pair, row.c.starts_at < row.c.ends_at, row.c.starts_at < end, row.c.ends_at > start)


async def is_at_the_table(work: Work, case_id: UUID, agency_id: UUID) -> bool:
    part = await part_of(work, case_id, agency_id)
    return part is not None and part.state is CaseAgencyState.ACTIVE


async def held_in_all_cases(work: Work, agency_id: UUID, category: Category) -> list[Entitlement]:
    """By what an agency is entitled to a category, whatever the case: none of it ends before what is given on it."""
    own = table_of(Entitlement)
    everywhere = and_(own.c.agency_id == agency_id, own.c.case_id.is_(None), own.c.category == category)
    live = select(Entitlement).where(everywhere, rule.entitlement_is_live(own)).with_for_update(read=True)
    return await work.values(live)


async def given_on(work: Work, ended: Entitlement) -> list[Entitlement]:
    """What posts hold because their agency did, in all cases: none, while something else entitles the agency."""
    agency_id = ended.agency_id
    if agency_id is None or ended.case_id is not None or await held_in_all_cases(work, agency_id, ended.category):
        return []
    own, post = table_of(Entitlement), row_of(Membership)
    of_posts = own.c.membership_id.in_(values(post.c.id, post.c.agency_id == agency_id))
    live = select(Entitlement).where(of_posts, own.c.category == ended.category, rule.entitlement_is_live(own))
    return await work.values(live)


async def is_entitled(work: Work, category: Category, case_id: UUID | None, **holder: UUID) -> bool:
    """This very entitlement stands already."""
    own = evidence_of(Entitlement)
    ((name, key),) = holder.items()
    there = own.c.case_id.is_(None) if case_id is None else own.c.case_id == case_id
    return await work.holds(
        found(own, own.c[name] == key, there, own.c.category == category, rule.entitlement_is_live(own))
    )
