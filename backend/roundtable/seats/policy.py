"""Who may ask agencies to a table and take them from it, answer for one, name its people, and entitle to categories."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, Entitlement, MemberFunction
from roundtable.agencies.models import Deputyship, Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import DUTY_ROLES, Actor, Permission, Role, roles_granted
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.core.scope import ME, found
from roundtable.core.tables import evidence_of as row_of

_S = CaseAgencyState
_MAY_BE_INVITED = (_S.LEFT, _S.DECLINED, _S.TASKED)
_MAY_BE_EXCLUDED = (_S.INVITED, _S.ACTIVE, _S.TASKED)
# A deputy is for a leave, not for good: who takes a post over for longer is given one.
LONGEST_DEPUTYSHIP = timedelta(days=90)


def _mine(*conditions: Any, me: Any) -> ColumnElement[bool]:
    return found(me, me.c.id == ME, live(me), *conditions)


def sees_invitation(part: Any) -> ColumnElement[bool]:
    """An open invitation is for those who may answer it; a conflict hides it."""
    me = row_of(Membership)
    answers = _mine(
        me.c.agency_id == part.c.agency_id,
        me.c.role.in_(roles_granted(Permission.INVITATION_ANSWER)),
        ~rule.in_conflict(part.c.case_id, me.c.agency_id, me.c.practitioner_id),
        me=me,
    )
    return and_(part.c.state == _S.INVITED, part.c.invited_at.is_not(None), answers)


def may_invite(case_id: Any) -> ColumnElement[bool]:
    """Who asks has a seat for the lead agency, in a role that invites."""
    me, part = row_of(Membership), row_of(CaseAgency)
    leads = found(
        part,
        part.c.case_id == case_id,
        part.c.lead,
        part.c.agency_id == me.c.agency_id,
        me.c.id == ME,
        me.c.role.in_(roles_granted(Permission.AGENCY_INVITE)),
        beside=me,
    )
    return and_(rule.has_seat(case_id), leads)


def knows_prospect(seat: Any) -> ColumnElement[bool]:
    """What a seat would show is for who offers it and for who was offered it."""
    part = row_of(CaseAgency)
    offered = found(part, part.c.case_id == seat.c.case_id, part.c.agency_id == seat.c.agency_id, sees_invitation(part))
    return or_(may_invite(seat.c.case_id), offered)


def is_counted_for_me(seat: Any, item: Any) -> ColumnElement[bool]:
    """The agency itself is told of all its seat would show; who invites, only of what they see themselves."""
    me = row_of(Membership)
    return or_(_mine(me.c.agency_id == seat.c.agency_id, me=me), rule.sees_item(item))


def sees_deputyship(deputyship: Any) -> ColumnElement[bool]:
    """Who stands in for whom is for all of the agency to know."""
    return _is_of_my_agency(deputyship.c.membership_id)


def sees_entitlement(entitlement: Any) -> ColumnElement[bool]:
    """In all cases: the agency that holds it, and who administers the platform. In one: who sees that case."""
    me = row_of(Membership)
    own = _mine(or_(me.c.agency_id == entitlement.c.agency_id, me.c.role == Role.PLATFORM_ADMIN), me=me)
    in_all = and_(entitlement.c.case_id.is_(None), or_(own, _is_of_my_agency(entitlement.c.membership_id)))
    return or_(in_all, rule.sees_case(entitlement.c.case_id))


def _is_of_my_agency(membership_id: Any) -> ColumnElement[bool]:
    me, post = row_of(Membership), row_of(Membership)
    return found(post, post.c.id == membership_id, _mine(me.c.agency_id == post.c.agency_id, me=me))


def is_colleague(post: Any) -> ColumnElement[bool]:
    """Of the acting agency, and works on cases."""
    me = row_of(Membership)
    return and_(works_on_cases(post), _mine(me.c.agency_id == post.c.agency_id, me=me))


def works_on_cases(post: Any) -> ColumnElement[bool]:
    """A live post of a role that reads cases."""
    return and_(live(post), post.c.role.in_(roles_granted(Permission.CASE_READ)))


def check_lead(actor: Actor, own: CaseAgency | None, right: Permission) -> None:
    """The lead agency's, in a role with this right."""
    if not actor.may(right) or own is None or not own.lead:
        raise Forbidden


def check_invitable(standing: CaseAgency | None) -> None:
    if standing is not None and standing.state not in _MAY_BE_INVITED:
        raise Conflict(Code.WRONG_STATUS, ["agencyId"])


def check_leave(actor: Actor, own: CaseAgency) -> None:
    """An agency leaves by those who answer for it; the one that leads cannot."""
    if actor.role not in DUTY_ROLES:
        raise Forbidden
    if own.lead:
        raise Conflict(Code.WRONG_STATUS)


def check_excludable(part: CaseAgency) -> None:
    if part.lead or part.state not in _MAY_BE_EXCLUDED:
        raise Conflict(Code.WRONG_STATUS, ["agencyId"])


def check_name(actor: Actor, own: CaseAgency | None, function: MemberFunction) -> None:
    """Who coordinates the case is of the agency that leads it."""
    if not actor.may(Permission.MEMBER_NAME):
        raise Forbidden
    if function is MemberFunction.CASE_MANAGER and not (own and own.lead):
        raise Forbidden(path=["function"])


def check_renounce(actor: Actor, member: CaseMember, post: Membership, now: datetime) -> None:
    """One's own function, or a colleague's for who names members."""
    named = actor.may(Permission.MEMBER_NAME) and post.agency_id == actor.agency_id
    if not named and member.membership_id != actor.membership_id:
        raise Forbidden
    if is_over(member.renounced_at, now):
        raise Conflict(Code.WRONG_STATUS)


def check_deputise(actor: Actor, post: Membership) -> None:
    """One's own deputy, or a colleague's for who names deputies."""
    names = actor.may(Permission.DEPUTY_NAME) and post.agency_id == actor.agency_id
    if not names and post.id != actor.membership_id:
        raise Forbidden


def check_span(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Nobody stood in on days that are past, and nobody does for ever."""
    if starts_at < now:
        raise Invalid(Code.INVALID_DATE, ["startsAt"])
    if not starts_at < ends_at <= starts_at + LONGEST_DEPUTYSHIP:
        raise Invalid(Code.INVALID_DATE, ["endsAt"])


def check_under_way(row: Deputyship | Entitlement, now: datetime) -> None:
    if is_over(row.ends_at, now):
        raise Conflict(Code.WRONG_STATUS)


def check_grant_everywhere(actor: Actor, *, to_agency: bool) -> None:
    """In all cases an agency is entitled by the platform's administrators, a post by those of its agency."""
    role = Role.PLATFORM_ADMIN if to_agency else Role.AGENCY_ADMIN
    if actor.role is not role or not actor.may(Permission.ENTITLEMENT_GRANT):
        raise Forbidden


def check_within(ends_at: datetime | None, ends: Sequence[datetime | None]) -> None:
    """What rests on others lasts no longer than the longest of them."""
    limits = [end for end in ends if end is not None]
    if len(limits) == len(ends) and (ends_at is None or ends_at > max(limits)):
        raise Invalid(Code.INVALID_DATE, ["endsAt"])


def is_over(end: datetime | None, now: datetime) -> bool:
    return end is not None and end <= now
