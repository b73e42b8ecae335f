"""Who may break a glass, who is told of it, and who reviews it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from roundtable.access import rule
from roundtable.access.models import BreakGlass, CaseAgency, CaseAgencyState, CaseMember, GlassAttempt, MemberFunction
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import Actor, Permission, Role, roles_granted
from roundtable.core.errors import Code, Conflict, Forbidden
from roundtable.core.guards import guarded
from roundtable.core.scope import ME, NOW, found
from roundtable.core.tables import evidence_of as row_of


def sees_glass(glass: Any) -> ColumnElement[bool]:
    """Who broke it, and who is told of it."""
    post = row_of(Membership)
    return found(
        post,
        post.c.id == ME,
        or_(and_(post.c.id == glass.c.membership_id, _may_know(glass, post)), is_told(glass, post)),
    )


def sees_attempt(attempt: Any) -> ColumnElement[bool]:
    """How often one looked for a case is one's own, and nobody else's."""
    mine: ColumnElement[bool] = attempt.c.membership_id == ME
    return mine


guarded(GlassAttempt, sees_attempt)


def is_told(glass: Any, post: Any) -> ColumnElement[bool]:
    """The case's managers, the supervisors of who broke it, the auditors of both agencies; none with a conflict."""
    of_opener, leads = _is_of_opener_s_agency(glass, post), _is_of_agency(glass, post, lead=True)
    answers = or_(
        and_(leads, post.c.role.in_([Role.CASE_MANAGER, Role.AUDITOR])),
        and_(of_opener, post.c.role.in_([Role.SUPERVISOR, Role.AUDITOR])),
        and_(_is_of_agency(glass, post), _manages(glass, post)),
    )
    return and_(answers, _may_know(glass, post))


def may_review(glass: Any) -> ColumnElement[bool]:
    """Who asks manages cases where this one is led, or supervises who broke it; and it is not their own."""
    post, opener = row_of(Membership), row_of(Membership)
    answers = or_(
        and_(_is_of_agency(glass, post, lead=True), post.c.role == Role.CASE_MANAGER),
        and_(_is_of_opener_s_agency(glass, post), post.c.role == Role.SUPERVISOR),
    )
    # The person, not the post: nobody reviews themselves by another post.
    own = found(opener, opener.c.id == glass.c.membership_id, opener.c.practitioner_id == post.c.practitioner_id)
    allowed = post.c.role.in_(roles_granted(Permission.GLASS_REVIEW))
    return found(post, post.c.id == ME, allowed, answers, _may_know(glass, post), ~own)


def check_break(actor: Actor, signed_in: datetime | None, now: datetime, recent: timedelta) -> None:
    if not actor.may(Permission.GLASS_BREAK):
        raise Forbidden
    if signed_in is None or signed_in < now - recent:
        raise Forbidden(Code.SIGN_IN_AGAIN)


def check_close(actor: Actor, glass: BreakGlass, now: datetime) -> None:
    """One closes one's own; what others think of it is a review."""
    if glass.membership_id != actor.membership_id:
        raise Forbidden
    if glass.reviewed_at is not None or not is_open(glass, now):
        raise Conflict(Code.WRONG_STATUS)


def check_review(actor: Actor, glass: BreakGlass, reviews: bool) -> None:
    if not reviews or not actor.may(Permission.GLASS_REVIEW):
        raise Forbidden
    if glass.reviewed_at is not None:
        raise Conflict(Code.WRONG_STATUS)


def is_open(glass: BreakGlass, now: datetime) -> bool:
    return glass.closed_at is None and glass.ends_at > now


def _may_know(glass: Any, post: Any) -> ColumnElement[bool]:
    """A conflict hides that the case exists, and with it the glass."""
    return and_(live(post), ~rule.in_conflict(glass.c.case_id, post.c.agency_id, post.c.practitioner_id))


def _is_of_opener_s_agency(glass: Any, post: Any) -> ColumnElement[bool]:
    opener = row_of(Membership)
    return found(opener, opener.c.id == glass.c.membership_id, opener.c.agency_id == post.c.agency_id)


def _is_of_agency(glass: Any, post: Any, *, lead: bool = False) -> ColumnElement[bool]:
    """Of an agency at the case's table, or of the one that leads it."""
    part = row_of(CaseAgency)
    seated = and_(part.c.agency_id == post.c.agency_id, part.c.state == CaseAgencyState.ACTIVE)
    return found(part, part.c.case_id == glass.c.case_id, seated, *([part.c.lead] if lead else []))


def _manages(glass: Any, post: Any) -> ColumnElement[bool]:
    member = row_of(CaseMember)
    return found(
        member,
        member.c.case_id == glass.c.case_id,
        member.c.membership_id == post.c.id,
        member.c.function == MemberFunction.CASE_MANAGER,
        member.c.assumed_at <= NOW,
        or_(member.c.renounced_at.is_(None), member.c.renounced_at > NOW),
    )
