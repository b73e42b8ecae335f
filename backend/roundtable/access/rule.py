"""The one rule: who may see a case or an item, as SQL over a post, a row and the moment. There is no second version.

A post has *places* in a case: at the table (`seated`) or beside it with a task, by its agency's part; and one by a
broken glass. `_MINE` are the places of the one who asks, once a statement; "who can see this" makes the same places of
every post. Each clause is a function of its own, named for what it lets pass, so that a test can take one away.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, false, func, literal, not_, null, or_, select, true, union_all

from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Compartment,
    ConflictDeclaration,
    Consent,
    ConsentDecision,
    Disclosure,
    Entitlement,
    LawfulBasis,
    Sensitivity,
)
from roundtable.agencies.models import Deputyship, Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import DUTY_ROLES, Permission, Role, roles_granted
from roundtable.core.scope import ME, NOW, found, value, values
from roundtable.core.tables import row_of

_CONSENTING = (ConsentDecision.GIVEN, ConsentDecision.GIVEN_WITH_LIMITS)


def sees_case(case_id: Any, post: Any = None) -> ColumnElement[bool]:
    """The post has a seat at this case's table, or a broken glass; the case is a column or a key."""
    case_id = literal(case_id, Uuid()) if isinstance(case_id, UUID) else case_id
    if post is not None:
        part, glass = row_of(CaseAgency), row_of(BreakGlass)
        by_part = found(part, part.c.case_id == case_id, part.c.agency_id == post.c.agency_id, _seat(post, part))
        return or_(by_part, found(glass, glass.c.case_id == case_id, _looks_through(post, glass)))
    mine = _MINE.alias()
    seats: ColumnElement[bool] = case_id.in_(values(mine.c.case_id, mine.c.seated))
    return seats


def has_seat(case_id: Any) -> ColumnElement[bool]:
    """Who asks sits at the table by right, not by a broken glass only."""
    case_id = literal(case_id, Uuid()) if isinstance(case_id, UUID) else case_id
    mine = _MINE.alias()
    seats: ColumnElement[bool] = case_id.in_(values(mine.c.case_id, mine.c.seated, ~mine.c.by_glass))
    return seats


def supports(case_id: Any) -> ColumnElement[bool]:
    """Who asks sees the case from the side of those who support the victim."""
    mine = _MINE.alias()
    side = or_(mine.c.by_glass, mine.c.compartment == Compartment.SUPPORT)
    seats: ColumnElement[bool] = case_id.in_(values(mine.c.case_id, mine.c.seated, side))
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
        part, glass = row_of(CaseAgency), row_of(BreakGlass)
        of_post = and_(part.c.case_id == own.c.case_id, part.c.agency_id == post.c.agency_id)
        stands = or_(_seat(post, part), _task_only(post, part))
        by_part = and_(of_post, stands, _passes(_place(post, part), own, since))
        by_glass = and_(
            glass.c.case_id == own.c.case_id, _looks_through(post, glass), _passes(_glass(post, glass), own, since)
        )
        of_audience = own.c.id == audience_id
        return or_(found(own, of_audience, by_part, beside=part), found(own, of_audience, by_glass, beside=glass))
    mine, cases = _MINE.alias(), _MINE.alias()
    at = and_(mine.c.case_id == own.c.case_id, _passes(_row(mine), own, since))
    fine = found(own, own.c.id == audience_id, at, beside=mine)
    return and_(case_id.in_(values(cases.c.case_id)), fine)


def acts_on_item(item: Any) -> ColumnElement[bool]:
    """Who asks sees the row by right, not by a broken glass only: a glass shows, and lets nobody act."""
    return acts_on_audience(item.c.audience_id, item.c.created_at)


def acts_on_audience(audience_id: Any, since: Any) -> ColumnElement[bool]:
    """Who asks is by right in this audience, for something made at `since`."""
    own, mine = row_of(Audience), _MINE.alias()
    at = and_(mine.c.case_id == own.c.case_id, ~mine.c.by_glass, _passes(_row(mine), own, since))
    return found(own, own.c.id == audience_id, at, beside=mine)


def would_see(
    case_id: Any, post: Any, *, everyone: Any, agencies: Any = None, posts: Any = None, categories: Any = None
) -> ColumnElement[bool]:
    """The post would see what one shared now so on a case: an audience that does not stand yet, by the same clauses."""
    part, own = row_of(CaseAgency), row_of(CaseAgency)
    at, me = _place(post, part), row_of(Membership)
    side = value(own.c.compartment, own.c.case_id == case_id, own.c.agency_id == value(me.c.agency_id, me.c.id == ME))
    named = or_(
        false() if agencies is None else post.c.agency_id.in_(agencies),
        false() if posts is None else post.c.id.in_(posts),
        and_(everyone, part.c.history_from <= NOW, part.c.compartment == side),
    )
    entitled = true() if categories is None else categories.bitwise_and(at.held) == categories
    here = and_(part.c.case_id == case_id, part.c.agency_id == post.c.agency_id)
    return found(part, here, at.seated, named, entitled)


def is_near(case_id: Any, post: Any) -> ColumnElement[bool]:
    """The post's agency has a part in the case, or the post a glass: the few among whom to look for who sees."""
    case_id = literal(case_id, Uuid()) if isinstance(case_id, UUID) else case_id
    part, glass = row_of(CaseAgency), row_of(BreakGlass)
    agencies = values(part.c.agency_id, part.c.case_id == case_id)
    return or_(post.c.agency_id.in_(agencies), post.c.id.in_(values(glass.c.membership_id, glass.c.case_id == case_id)))


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
    """Begun, not expired, not revoked, and the consent it may rest on in force."""
    return and_(
        disclosure.c.starts_at <= NOW,
        or_(disclosure.c.expires_at.is_(None), disclosure.c.expires_at > NOW),
        or_(disclosure.c.revoked_at.is_(None), disclosure.c.revoked_at > NOW),
        _consented(disclosure),
    )


def consent_is_in_force(consent: Any) -> ColumnElement[bool]:
    """Given, neither withdrawn nor expired."""
    return and_(
        consent.c.decision.in_(_CONSENTING),
        or_(consent.c.withdrawn_at.is_(None), consent.c.withdrawn_at > NOW),
        or_(consent.c.expires_at.is_(None), consent.c.expires_at > NOW),
    )


def glass_is_open(glass: Any) -> ColumnElement[bool]:
    """Broken, and neither over nor closed."""
    return and_(
        glass.c.opened_at <= NOW,
        glass.c.ends_at > NOW,
        or_(glass.c.closed_at.is_(None), glass.c.closed_at > NOW),
    )


def held(post: Any, case_id: Any) -> ColumnElement[int]:
    """The categories that a post is entitled to in a case, as bits."""
    own = row_of(Entitlement)
    return func.coalesce(
        value(
            func.sum(own.c.bit.distinct()),
            or_(own.c.agency_id == post.c.agency_id, own.c.membership_id == post.c.id),
            or_(own.c.case_id.is_(None), own.c.case_id == case_id),
            own.c.starts_at <= NOW,
            or_(own.c.ends_at.is_(None), own.c.ends_at > NOW),
            of=own,
        ),
        0,
    )


@dataclass(frozen=True)
class _Place:
    """A post's place in a case, as expressions."""

    case_id: Any
    post_id: Any
    agency_id: Any
    history_from: Any
    seated: Any
    by_glass: Any
    compartment: Any
    held: Any


def _place(post: Any, part: Any) -> _Place:
    return _Place(
        case_id=part.c.case_id,
        post_id=post.c.id,
        agency_id=post.c.agency_id,
        history_from=part.c.history_from,
        seated=_seat(post, part),
        by_glass=false(),
        compartment=part.c.compartment,
        held=held(post, part.c.case_id),
    )


def _glass(post: Any, glass: Any) -> _Place:
    return _Place(
        case_id=glass.c.case_id,
        post_id=post.c.id,
        agency_id=post.c.agency_id,
        history_from=glass.c.opened_at,
        seated=true(),
        by_glass=true(),
        compartment=null(),
        held=held(post, glass.c.case_id),
    )


def _row(mine: Any) -> _Place:
    return _Place(**{name: mine.c[name] for name in _Place.__dataclass_fields__})


def _seat(post: Any, part: Any) -> ColumnElement[bool]:
    """An active agency's live post that works on the case, or stands in for one that does, without a conflict."""
    return and_(
        part.c.state == CaseAgencyState.ACTIVE,
        post.c.role.in_(roles_granted(Permission.CASE_READ)),
        live(post),
        or_(_works_on(post, part), _stands_in(post, part)),
        _without_conflict(post, part.c.case_id),
    )


def _works_on(post: Any, part: Any) -> ColumnElement[bool]:
    """On the case by duty or by name."""
    return or_(post.c.role.in_(sorted(DUTY_ROLES)), _is_member(post, part))


def _stands_in(post: Any, part: Any) -> ColumnElement[bool]:
    """Deputy of a colleague who has a seat of their own: a deputy of a deputy stands in for nobody."""
    deputyship, other = row_of(Deputyship), row_of(Membership)
    return found(
        deputyship,
        deputyship.c.deputy_id == post.c.id,
        deputyship.c.starts_at <= NOW,
        deputyship.c.ends_at > NOW,
        other.c.id == deputyship.c.membership_id,
        other.c.agency_id == post.c.agency_id,
        other.c.role.in_(roles_granted(Permission.CASE_READ)),
        live(other),
        _works_on(other, part),
        _without_conflict(other, part.c.case_id),
        beside=other,
    )


def _task_only(post: Any, part: Any) -> ColumnElement[bool]:
    """What an agency sees that has only a task, and what any agency's service account sees."""
    beside = part.c.state.in_([CaseAgencyState.TASKED, CaseAgencyState.INVITED])
    tasked = and_(beside, post.c.role.in_(roles_granted(Permission.TASK_READ)))
    script = and_(part.c.state == CaseAgencyState.ACTIVE, post.c.role == Role.SERVICE_ACCOUNT)
    return and_(or_(tasked, script), live(post), _without_conflict(post, part.c.case_id))


def _looks_through(post: Any, glass: Any) -> ColumnElement[bool]:
    """An open glass of a live post in a role that may break one, without a conflict: that beats a glass too."""
    return and_(
        glass.c.membership_id == post.c.id,
        glass_is_open(glass),
        post.c.role.in_(roles_granted(Permission.GLASS_BREAK)),
        live(post),
        _without_conflict(post, glass.c.case_id),
    )


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
    by_right = and_(not_(at.by_glass), _disclosed(at, audience, since))
    return and_(_entitled(at, audience), or_(_shown_by_glass(at, audience), by_right))


def _entitled(at: _Place, audience: Any) -> ColumnElement[bool]:
    """To each category of the audience."""
    needed: ColumnElement[bool] = audience.c.categories.bitwise_and(at.held) == audience.c.categories
    return or_(audience.c.categories == 0, needed)


def _shown_by_glass(at: _Place, audience: Any) -> ColumnElement[bool]:
    """A glass shows what agencies see, whichever they are; what is for named persons stays with them."""
    return and_(at.by_glass, audience.c.sensitivity != Sensitivity.NAMED_PERSONS)


def _disclosed(at: _Place, audience: Any, since: Any) -> ColumnElement[bool]:
    """A live disclosure names the agency, the post, or everyone at the table."""
    disclosure = row_of(Disclosure)
    named = or_(disclosure.c.agency_id == at.agency_id, disclosure.c.membership_id == at.post_id)
    return and_(
        or_(at.seated, audience.c.for_task),
        found(
            disclosure,
            disclosure.c.audience_id == audience.c.id,
            or_(named, and_(_names_all(disclosure), _shared_with(at, audience, since))),
            disclosure_is_live(disclosure),
        ),
    )


def _names_all(disclosure: Any) -> ColumnElement[bool]:
    return and_(disclosure.c.agency_id.is_(None), disclosure.c.membership_id.is_(None))


def _shared_with(at: _Place, audience: Any, since: Any) -> ColumnElement[bool]:
    """What is shared with everyone at the table reaches a seat on the same side of the case, from its history on."""
    return and_(at.seated, since >= at.history_from, audience.c.compartment == at.compartment)


def _consented(disclosure: Any) -> ColumnElement[bool]:
    consent = row_of(Consent)
    in_force = found(consent, consent.c.id == disclosure.c.consent_id, consent_is_in_force(consent))
    return or_(disclosure.c.lawful_basis != LawfulBasis.CONSENT, in_force)


def _places_of_mine() -> Any:
    me, part, glass = row_of(Membership, "me"), row_of(CaseAgency, "part"), row_of(BreakGlass, "glass")
    at, through = _place(me, part), _glass(me, glass)
    stands = or_(at.seated, _task_only(me, part))
    by_part = _columns(at).where(me.c.id == ME, part.c.agency_id == me.c.agency_id, stands)
    by_glass = _columns(through).where(me.c.id == ME, _looks_through(me, glass))
    return union_all(by_part, by_glass).cte("mine")


def _columns(at: _Place) -> Any:
    return select(*(getattr(at, name).label(name) for name in _Place.__dataclass_fields__))


_MINE = _places_of_mine()
