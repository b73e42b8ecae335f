"""A post's places in a case, as SQL: at the table by duty, by name or as a deputy; beside it with a task; by a glass.

Each way to a place is a function of its own, over the rows that it is found in, so that a database can begin at the
few rows that concern a post. "Mine" are the ways of the one who asks; "who can see this" takes the same ways of others.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, true, union

from roundtable.access.models import (
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    ConflictDeclaration,
    Entitlement,
)
from roundtable.agencies.models import Deputyship, Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import DUTY_ROLES, Permission, Role, roles_granted
from roundtable.core.scope import NOW, found, value
from roundtable.core.tables import evidence_of as row_of


@dataclass(frozen=True)
class Place:
    """A post's place in a case, as expressions."""

    case_id: Any
    post_id: Any
    agency_id: Any
    history_from: Any
    seated: Any
    by_glass: Any
    compartment: Any
    held: Any
    # The moment that it is judged at.
    now: Any


@dataclass(frozen=True)
class Way:
    """How a post comes to a case: the rows it is found in, what has to hold of them, and what the place is like."""

    rows: tuple[Any, ...]
    holds: ColumnElement[bool]
    case_id: Any
    history_from: Any
    compartment: Any
    seated: bool = True
    by_glass: bool = False


def places(post: Any, case_id: Any) -> Any:
    """Select the places in one case of a post that the statement around this names."""
    come = union(*(_select(way, post).where(way.case_id == case_id) for way in ways(post))).subquery()
    return _weighed(post, come).correlate_except(come)


def places_of(membership_id: Any) -> Any:
    """Select all the places of one post."""
    return places_among(lambda post, _: post.c.id == membership_id)


def places_among(chosen: Callable[[Any, Any], ColumnElement[bool]]) -> Any:
    """Select the places that are chosen by the post and the case, at once: one by one takes several times as long.

    What holds of a post in whichever way it comes is looked at once a place.
    """
    came, post = row_of(Membership), row_of(Membership)
    come = union(*(_select(way, came, (came,)).where(chosen(came, way.case_id)) for way in ways(came))).subquery()
    return _weighed(post, come).where(post.c.id == come.c.post_id)


def row_of_place(row: Any) -> Place:
    """A row that `places` selected."""
    return Place(**{field.name: row.c[field.name] for field in fields(Place)})


def ways(post: Any) -> list[Way]:
    return [
        _by_duty(post),
        _by_name(post),
        *_as_deputy(post),
        _with_a_task(post),
        _by_script(post),
        _by_glass(post),
    ]


def glass_is_open(glass: Any) -> ColumnElement[bool]:
    """Broken, and neither over nor closed."""
    return and_(
        glass.c.opened_at <= NOW,
        glass.c.ends_at > NOW,
        or_(glass.c.closed_at.is_(None), glass.c.closed_at > NOW),
    )


def in_conflict(case_id: Any, agency_id: Any, practitioner_id: Any = None) -> ColumnElement[bool]:
    """A conflict stands between a case and an agency or a person."""
    conflict = row_of(ConflictDeclaration)
    party = conflict.c.agency_id == agency_id
    if practitioner_id is not None:
        party = or_(party, conflict.c.practitioner_id == practitioner_id)
    unlifted = or_(conflict.c.lifted_at.is_(None), conflict.c.lifted_at > NOW)
    return found(conflict, conflict.c.case_id == case_id, party, conflict.c.declared_at <= NOW, unlifted)


def held(post: Any, case_id: Any) -> ColumnElement[int]:
    """The categories that a post is entitled to in a case, as bits."""
    own = row_of(Entitlement)
    return _bits(own, or_(own.c.agency_id == post.c.agency_id, own.c.membership_id == post.c.id), case_id)


def held_by_agency(agency_id: Any, case_id: Any) -> ColumnElement[int]:
    """The categories that all posts of an agency are entitled to in a case, as bits."""
    own = row_of(Entitlement)
    return _bits(own, own.c.agency_id == agency_id, case_id)


def entitlement_is_live(own: Any) -> ColumnElement[bool]:
    """Begun, and not over."""
    return and_(own.c.starts_at <= NOW, or_(own.c.ends_at.is_(None), own.c.ends_at > NOW))


def _bits(own: Any, holds: ColumnElement[bool], case_id: Any) -> ColumnElement[int]:
    there = or_(own.c.case_id.is_(None), own.c.case_id == case_id)
    return func.coalesce(value(func.sum(own.c.bit.distinct()), holds, there, entitlement_is_live(own), of=own), 0)


def _by_duty(post: Any) -> Way:
    """A duty role answers for all cases of its agency."""
    part = row_of(CaseAgency)
    return _at_the_table(post, part, (part,), _on_duty(post))


def _by_name(post: Any) -> Way:
    part, member = row_of(CaseAgency), row_of(CaseMember)
    return _at_the_table(post, part, (part, member), _is_member(post, part, member))


def _as_deputy(post: Any) -> list[Way]:
    """Standing in for a colleague who has a seat of their own: a deputy of a deputy stands in for nobody."""
    ways = []
    for by_name in (False, True):
        part, member = row_of(CaseAgency), row_of(CaseMember)
        deputyship, other = row_of(Deputyship), row_of(Membership)
        rows = (part, deputyship, other, member) if by_name else (part, deputyship, other)
        own_seat = _is_member(other, part, member) if by_name else _on_duty(other)
        ways.append(_at_the_table(post, part, rows, _stands_in(post, deputyship, other, part), own_seat))
    return ways


def _with_a_task(post: Any) -> Way:
    """What an agency sees that has only a task, or was invited."""
    part = row_of(CaseAgency)
    waits = part.c.state.in_([CaseAgencyState.TASKED, CaseAgencyState.INVITED])
    return _beside(post, part, waits, post.c.role.in_(roles_granted(Permission.TASK_READ)))


def _by_script(post: Any) -> Way:
    """What any agency's service account sees."""
    part = row_of(CaseAgency)
    return _beside(post, part, part.c.state == CaseAgencyState.ACTIVE, post.c.role == Role.SERVICE_ACCOUNT)


def _beside(post: Any, part: Any, *by: ColumnElement[bool]) -> Way:
    """A place without a seat."""
    comes = and_(part.c.agency_id == post.c.agency_id, *by)
    return Way((part,), comes, part.c.case_id, part.c.history_from, part.c.compartment, seated=False)


def _by_glass(post: Any) -> Way:
    """A glass shows the case from every side, for as long as it is open."""
    glass = row_of(BreakGlass)
    looks = and_(
        glass.c.membership_id == post.c.id,
        glass_is_open(glass),
        post.c.role.in_(roles_granted(Permission.GLASS_BREAK)),
    )
    side = literal(None, row_of(CaseAgency).c.compartment.type)
    return Way((glass,), looks, glass.c.case_id, glass.c.opened_at, side, by_glass=True)


def _at_the_table(post: Any, part: Any, rows: tuple[Any, ...], *by: ColumnElement[bool]) -> Way:
    """A seat of an active agency, for a post in a role that reads cases."""
    seat = and_(
        part.c.agency_id == post.c.agency_id,
        part.c.state == CaseAgencyState.ACTIVE,
        post.c.role.in_(roles_granted(Permission.CASE_READ)),
        *by,
    )
    return Way(rows, seat, part.c.case_id, part.c.history_from, part.c.compartment)


def _on_duty(post: Any) -> ColumnElement[bool]:
    on_duty: ColumnElement[bool] = post.c.role.in_(sorted(DUTY_ROLES))
    return on_duty


def _is_member(post: Any, part: Any, member: Any) -> ColumnElement[bool]:
    """On the case by name, from assuming the function to renouncing it."""
    return and_(
        member.c.membership_id == post.c.id,
        member.c.case_id == part.c.case_id,
        member.c.assumed_at <= NOW,
        or_(member.c.renounced_at.is_(None), member.c.renounced_at > NOW),
    )


def _stands_in(post: Any, deputyship: Any, other: Any, part: Any) -> ColumnElement[bool]:
    """Named as deputy of a colleague, for now; the colleague may read the case as well."""
    return and_(
        deputyship.c.deputy_id == post.c.id,
        deputyship.c.starts_at <= NOW,
        deputyship.c.ends_at > NOW,
        other.c.id == deputyship.c.membership_id,
        other.c.agency_id == post.c.agency_id,
        other.c.role.in_(roles_granted(Permission.CASE_READ)),
        _may_come(other, part.c.case_id),
    )


def _may_come(post: Any, case_id: Any) -> ColumnElement[bool]:
    """A live post without a conflict: that beats every other rule, a broken glass included."""
    return and_(live(post), _without_conflict(post, case_id))


def _without_conflict(post: Any, case_id: Any) -> ColumnElement[bool]:
    return ~in_conflict(case_id, post.c.agency_id, post.c.practitioner_id)


def _select(way: Way, post: Any, beside: tuple[Any, ...] = ()) -> Any:
    """The rows of one way, each by what its place is made of; the post is of the statement around unless `beside`."""
    own = (*beside, *way.rows)
    seated, by_glass = (true() if said else false() for said in (way.seated, way.by_glass))
    columns = {
        "post_id": post.c.id,
        "case_id": way.case_id,
        "history_from": way.history_from,
        "compartment": way.compartment,
        "seated": seated,
        "by_glass": by_glass,
    }
    chosen = select(*(column.label(name) for name, column in columns.items()))
    return chosen.select_from(*own).where(way.holds).correlate_except(*own)


def _weighed(post: Any, come: Any) -> Any:
    """The places that a post comes to, where it may come."""
    place = Place(
        case_id=come.c.case_id,
        post_id=post.c.id,
        agency_id=post.c.agency_id,
        history_from=come.c.history_from,
        seated=come.c.seated,
        by_glass=come.c.by_glass,
        compartment=come.c.compartment,
        held=held(post, come.c.case_id),
        now=NOW,
    )
    columns = (getattr(place, field.name).label(field.name) for field in fields(Place))
    return select(*columns).where(_may_come(post, come.c.case_id))
