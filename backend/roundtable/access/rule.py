"""The one rule: who may see a case or an item, as SQL over a post, a row and the moment. There is no second version.

A post has a *place* in a case: at the table (`seated`), or beside it with a task. `_MINE` are the places of the one who
asks, once a statement; "who can see this" makes the same places of every post. Each clause is a function of its own,
named for what it lets pass, so that a test can take one away.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, literal, or_, select

from roundtable.access.models import (
    Audience,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    ConflictDeclaration,
    Disclosure,
    Sensitivity,
)
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import DUTY_ROLES, Permission, Role, roles_granted
from roundtable.core.scope import ME, NOW, found, values
from roundtable.core.tables import evidence_of as row_of


def sees_case(case_id: Any, post: Any = None) -> ColumnElement[bool]:
    """The post has a seat at this case's table; the case is a column or a key."""
    case_id = literal(case_id, Uuid()) if isinstance(case_id, UUID) else case_id
    if post is not None:
        part = row_of(CaseAgency)
        return found(part, part.c.case_id == case_id, part.c.agency_id == post.c.agency_id, _seat(post, part))
    mine = _MINE.alias()
    seats: ColumnElement[bool] = case_id.in_(values(mine.c.case_id, mine.c.seated))
    return seats


def sees_item(item: Any, post: Any = None) -> ColumnElement[bool]:
    """The post may see a row that has `case_id`, `audience_id` and `created_at`."""
    return sees_audience(item.c.case_id, item.c.audience_id, item.c.created_at, post)


def sees_audience(case_id: Any, audience_id: Any, since: Any, post: Any = None) -> ColumnElement[bool]:
    """The post is in this audience and in the wider one it stands within, for something made at `since`.

    For the one who asks, the case comes first, as a set that does not depend on the row: that is what stays fast.
    """
    own = row_of(Audience)
    if post is not None:
        part = row_of(CaseAgency)
        at = _place(post, part)
        of_post = and_(part.c.case_id == own.c.case_id, part.c.agency_id == post.c.agency_id)
        stands = or_(_seat(post, part), _task_only(post, part))
        return found(own, own.c.id == audience_id, of_post, stands, _passes(at, own, since), beside=part)
    mine, cases = _MINE.alias(), _MINE.alias()
    at = _Place(mine.c.post_id, mine.c.agency_id, mine.c.history_from, mine.c.seated)
    fine = found(own, own.c.id == audience_id, mine.c.case_id == own.c.case_id, _passes(at, own, since), beside=mine)
    return and_(case_id.in_(values(cases.c.case_id)), fine)


def is_for_task(item: Any) -> ColumnElement[bool]:
    """The item's audience is a task's."""
    audience = row_of(Audience)
    return found(audience, audience.c.id == item.c.audience_id, audience.c.for_task)


def is_live() -> ColumnElement[bool]:
    """The acting post still stands."""
    me = row_of(Membership)
    return found(me, me.c.id == ME, live(me))


def in_conflict(case_id: Any, agency_id: Any, practitioner_id: Any = None) -> ColumnElement[bool]:
    """A conflict stands between a case and an agency or a person."""
    conflict = row_of(ConflictDeclaration)
    party = conflict.c.agency_id == agency_id
    if practitioner_id is not None:
        party = or_(party, conflict.c.practitioner_id == practitioner_id)
    unlifted = or_(conflict.c.lifted_at.is_(None), conflict.c.lifted_at > NOW)
    return found(conflict, conflict.c.case_id == case_id, party, conflict.c.declared_at <= NOW, unlifted)


def disclosure_is_live(disclosure: Any) -> ColumnElement[bool]:
    """Begun, not expired, not revoked."""
    return and_(
        disclosure.c.starts_at <= NOW,
        or_(disclosure.c.expires_at.is_(None), disclosure.c.expires_at > NOW),
        or_(disclosure.c.revoked_at.is_(None), disclosure.c.revoked_at > NOW),
    )


@dataclass(frozen=True)
class _Place:
    """A post's place in a case, as expressions."""

    post_id: Any
    agency_id: Any
    history_from: Any
    seated: Any


def _place(post: Any, part: Any) -> _Place:
    return _Place(post.c.id, post.c.agency_id, part.c.history_from, _seat(post, part))


def _seat(post: Any, part: Any) -> ColumnElement[bool]:
    """An active agency's live post, on the case by duty or by name, in a role that reads cases, without a conflict."""
    return and_(
        part.c.state == CaseAgencyState.ACTIVE,
        post.c.role.in_(roles_granted(Permission.CASE_READ)),
        live(post),
        or_(post.c.role.in_(sorted(DUTY_ROLES)), _is_member(post, part)),
        _without_conflict(post, part.c.case_id),
    )


def _task_only(post: Any, part: Any) -> ColumnElement[bool]:
    """What an agency sees that has only a task, and what any agency's service account sees."""
    beside = part.c.state.in_([CaseAgencyState.TASKED, CaseAgencyState.INVITED])
    tasked = and_(beside, post.c.role.in_(roles_granted(Permission.TASK_READ)))
    script = and_(part.c.state == CaseAgencyState.ACTIVE, post.c.role == Role.SERVICE_ACCOUNT)
    return and_(or_(tasked, script), live(post), _without_conflict(post, part.c.case_id))


def _is_member(post: Any, part: Any) -> ColumnElement[bool]:
    member = row_of(CaseMember)
    return found(
        member,
        member.c.case_id == part.c.case_id,
        member.c.membership_id == post.c.id,
        member.c.assumed_at <= NOW,
        or_(member.c.renounced_at.is_(None), member.c.renounced_at > NOW),
    )


def _without_conflict(post: Any, case_id: Any) -> ColumnElement[bool]:
    return ~in_conflict(case_id, post.c.agency_id, post.c.practitioner_id)


def _passes(at: _Place, audience: Any, since: Any) -> ColumnElement[bool]:
    """From this place the audience is seen, and so is the wider one it stands within."""
    wide = row_of(Audience)
    within = found(wide, wide.c.id == audience.c.within_id, _is_in(at, wide, since))
    return and_(_is_in(at, audience, since), or_(audience.c.within_id.is_(None), within))


def _is_in(at: _Place, audience: Any, since: Any) -> ColumnElement[bool]:
    shared = and_(at.seated, _shared_with_all(at, audience, since))
    return or_(shared, and_(or_(at.seated, audience.c.for_task), _named(at, audience)))


def _shared_with_all(at: _Place, audience: Any, since: Any) -> ColumnElement[bool]:
    return and_(audience.c.sensitivity == Sensitivity.CASE_AGENCIES, since >= at.history_from)


def _named(at: _Place, audience: Any) -> ColumnElement[bool]:
    disclosure = row_of(Disclosure)
    return found(
        disclosure,
        disclosure.c.audience_id == audience.c.id,
        or_(disclosure.c.agency_id == at.agency_id, disclosure.c.membership_id == at.post_id),
        disclosure_is_live(disclosure),
    )


def _places_of_mine() -> Any:
    me, part = row_of(Membership, "me"), row_of(CaseAgency, "part")
    at = _place(me, part)
    return (
        select(
            part.c.case_id,
            at.post_id.label("post_id"),
            at.agency_id,
            at.history_from,
            at.seated.label("seated"),
        )
        .where(me.c.id == ME, part.c.agency_id == me.c.agency_id, or_(at.seated, _task_only(me, part)))
        .cte("mine")
    )


_MINE = _places_of_mine()
