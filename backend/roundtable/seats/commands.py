"""Acts at a case's table: invite, accept, decline, leave, exclude; name and renounce members."""

from datetime import datetime
from uuid import UUID

from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, Compartment, MemberFunction
from roundtable.access.news import tell_agency, tell_table, tell_tasked
from roundtable.access.parts import begin_part, end_part
from roundtable.access.queries import find_case, part_of
from roundtable.access.rule import has_seat
from roundtable.agencies.models import Membership
from roundtable.cases.models import Case
from roundtable.cases.policy import sees_case
from roundtable.core import ids
from roundtable.core.actor import Permission
from roundtable.core.errors import Code, Conflict, Invalid, NotFound
from roundtable.core.facts import FactName
from roundtable.core.text import clean
from roundtable.core.work import Work
from roundtable.seats import news, policy, queries

INVITATION_LENGTH, REASON_LENGTH = 1_000, 500

Refs = dict[str, UUID]


async def invite_agency(
    work: Work,
    case_id: str,
    agency_id: str,
    invitation: str,
    history_from: datetime | None = None,
    compartment: Compartment | None = None,
) -> Refs:
    """Ask an agency to the table; until it accepts, it sees the invitation and nothing of the case."""
    case = await find_case(work, case_id, alone=True)
    policy.check_lead(work.actor, await queries.own_part(work, case), Permission.AGENCY_INVITE)
    asked = ids.decode("agency", agency_id, ["agencyId"])
    invitation = clean(invitation, INVITATION_LENGTH, ["invitation"])
    since = await _history(work, case, history_from)
    standing = await part_of(work, case, asked)
    policy.check_invitable(standing)
    agency = await queries.find_available(work, case, asked)
    part = begin_part(
        work,
        case,
        agency,
        standing,
        CaseAgencyState.INVITED,
        invitation=invitation,
        history_from=since,
        compartment=compartment,
    )
    work.tell(FactName.AGENCY_INVITED, case, part.id, [asked], agency=asked)
    await _tell_table(work, part)
    return {"caseAgency": part.id}


async def accept_invitation(work: Work, invitation_id: str) -> Refs:
    """Come to the table for one's agency."""
    part = await queries.find_invitation(work, invitation_id)
    part.state, part.answered_at = CaseAgencyState.ACTIVE, work.now
    await _tell_table(work, part)
    tell_agency(work, part.case_id, part.id, part.agency_id)
    return {"caseAgency": part.id}


async def decline_invitation(work: Work, invitation_id: str, reason: str) -> Refs:
    """Not come, and say why; tasks that the agency has stay with it."""
    part = await queries.find_invitation(work, invitation_id)
    part.reason = clean(reason, REASON_LENGTH, ["reason"])
    tasked = await queries.has_task(work, part.case_id, part.agency_id)
    part.state = CaseAgencyState.TASKED if tasked else CaseAgencyState.DECLINED
    part.answered_at = work.now
    await _tell_table(work, part)
    tell_agency(work, part.case_id, part.id, part.agency_id)
    return {}


async def leave_case(work: Work, case_id: str, reason: str) -> Refs:
    """Leave the table with one's agency, which keeps nothing of the case."""
    case = await find_case(work, case_id, alone=True)
    part = await queries.own_part(work, case)
    assert part is not None  # a seat is its agency's
    policy.check_leave(work.actor, part)
    await end_part(work, part, CaseAgencyState.LEFT, clean(reason, REASON_LENGTH, ["reason"]))
    return {}


async def exclude_agency(work: Work, case_id: str, agency_id: str, reason: str) -> Refs:
    """Take an agency from the table, for good: it cannot be asked back, nor for a task."""
    case = await find_case(work, case_id, alone=True)
    policy.check_lead(work.actor, await queries.own_part(work, case), Permission.AGENCY_INVITE)
    part = await part_of(work, case, ids.decode("agency", agency_id, ["agencyId"]))
    if part is None:
        raise NotFound(["agencyId"])
    reason = clean(reason, REASON_LENGTH, ["reason"])
    policy.check_excludable(part)
    await end_part(work, part, CaseAgencyState.EXCLUDED, reason)
    return {"caseAgency": part.id}


async def name_member(work: Work, case_id: str, membership_id: str, function: MemberFunction) -> Refs:
    """Let a colleague work on the case."""
    case = await find_case(work, case_id)
    part = await queries.own_part(work, case)
    policy.check_name(work.actor, part, function)
    assert part is not None  # a seat is its agency's
    post = await queries.find_colleague(work, case, membership_id, ["membershipId"])
    await work.hold_turn(post)
    if await queries.is_member(work, case, post):
        raise Conflict(Code.WRONG_STATUS, ["membershipId"])
    member = work.add(CaseMember(case_id=case, membership_id=post, function=function, assumed_at=work.now))
    await _tell_of_member(work, part, member)
    return {"caseMember": member.id}


async def renounce_member(work: Work, case_member_id: str) -> Refs:
    """End a function on the case: one's own, or a colleague's."""
    member = await queries.find_member(work, case_member_id)
    post = await work.known(Membership, member.membership_id)
    assert post is not None  # as a reference holds
    policy.check_renounce(work.actor, member, post, work.now)
    part = await part_of(work, member.case_id, post.agency_id)
    assert part is not None  # a member's agency has or had a part
    member.renounced_at = work.now
    await _tell_of_member(work, part, member)
    # Whether one still sees what one has renounced is known once it stands.
    await work.flush()
    await work.stand_again()
    return {"caseMember": member.id} if await work.holds(has_seat(member.case_id)) else {}


async def _history(work: Work, case_id: UUID, asked: datetime | None) -> datetime:
    """From when a newcomer sees: from now on, unless whoever invites says otherwise."""
    if asked is None:
        return work.now
    case = await work.find(Case, case_id, sees_case, ["caseId"])
    if not case.opened_at <= asked <= work.now:
        raise Invalid(Code.INVALID_DATE, ["historyFrom"])
    return asked


async def _tell_table(work: Work, part: CaseAgency) -> None:
    """Tell the table, and who has only a task there: who sees that task has changed with it."""
    await tell_table(work, part.case_id, part.id)
    await tell_tasked(work, part.case_id)


async def _tell_of_member(work: Work, part: CaseAgency, member: CaseMember) -> None:
    """Tell the table, and the one whose sight changed."""
    await _tell_table(work, part)
    await news.tell_post(work, part.case_id, member.id, member.membership_id)
