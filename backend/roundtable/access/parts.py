"""An agency's part in a case: how it begins, at the table or asked to it, and how it ends with all that hangs on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_

from roundtable.access.commands import revoke
from roundtable.access.models import (
    PERPETRATOR_SIDE,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Compartment,
    Disclosure,
    Entitlement,
)
from roundtable.access.news import tell_agency, tell_table, tell_tasked
from roundtable.access.rule import entitlement_is_live
from roundtable.agencies.models import Agency, Membership
from roundtable.core.scope import NOW, values
from roundtable.core.standing import Reach
from roundtable.core.tables import row_of, table_of
from roundtable.core.work import Work


def side_of(agency: Agency) -> Compartment:
    """The side of a case that an agency works on, unless something else is said."""
    return Compartment.PERPETRATOR if agency.type in PERPETRATOR_SIDE else Compartment.SUPPORT


def begin_part(
    work: Work,
    case_id: UUID,
    agency: Agency,
    standing: CaseAgency | None,
    state: CaseAgencyState,
    *,
    invitation: str,
    invited_by: UUID | None = None,
    invited_at: datetime | None = None,
    history_from: datetime | None = None,
    compartment: Compartment | None = None,
    until_conference_id: UUID | None = None,
) -> CaseAgency:
    """An agency is asked to the table, or sits there: as who acts says, now, from now on, on its side of the case,
    unless something else is. Whatever its part was before, it begins anew.
    """
    since = history_from or work.now
    part = standing or work.add(CaseAgency(case_id=case_id, agency_id=agency.id, state=state, history_from=since))
    part.state, part.history_from, part.compartment = state, since, compartment or side_of(agency)
    part.invitation, part.invited_by = invitation, invited_by or work.actor.membership_id
    part.invited_at = invited_at or work.now
    part.answered_at = work.now if state is CaseAgencyState.ACTIVE else None
    part.ended_at = part.reason = None
    part.until_conference_id = until_conference_id
    return part


async def end_part(work: Work, part: CaseAgency, state: CaseAgencyState, reason: str) -> None:
    """End a part with all that hangs on it: what comes back starts anew. Its case is held alone."""
    member, naming, own, post = table_of(CaseMember), table_of(Disclosure), table_of(Entitlement), row_of(Membership)
    posts = values(post.c.id, post.c.agency_id == part.agency_id)
    named = or_(naming.c.agency_id == part.agency_id, naming.c.membership_id.in_(posts))
    still = or_(member.c.renounced_at.is_(None), member.c.renounced_at > NOW)
    async with work.reaching(Reach.SEAT_END, part.case_id):
        standing = await work.reached(Disclosure, naming.c.revoked_at.is_(None), named)
        revoke(work, standing, "The agency is no longer at the table.")
        for of_case in await work.reached(CaseMember, still, member.c.membership_id.in_(posts)):
            of_case.renounced_at = work.now
        for held in await work.reached(Entitlement, own.c.agency_id == part.agency_id, entitlement_is_live(own)):
            held.ends_at = work.now
        part.state, part.reason, part.ended_at = state, reason, work.now
    await tell_table(work, part.case_id, part.id)
    await tell_tasked(work, part.case_id)
    tell_agency(work, part.case_id, part.id, part.agency_id)
