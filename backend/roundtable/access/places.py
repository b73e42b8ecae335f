"""A post's places in a case, as SQL: at the table by duty, by name or as a deputy; beside it with a task; by a glass.

Each way to a place is a function of its own, over the rows that it is found in, so that a database can begin at the
few rows that concern a post. "Mine" are the ways of the one who asks; "who can see this" takes the same ways of others.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, literal_column, or_, select, true, union

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


@dataclass(frozen=True)
class Other:
    """A colleague whom a post stands in for: the rows that say so, and the condition."""

    post: Any
    rows: tuple[Any, ...]
    holds: ColumnElement[bool]


def places(post: Any, case_id: Any) -> Any:
    """Select the places in one case of a post that the statement around this names."""
    come = union(*(_select(way, post).where(way.case_id == case_id) for way in ways(post))).subquery()
    return _weighed(post, come, held(post, come.c.case_id), live(post)).correlate_except(come)


def places_of(membership_id: Any, within: Any = None) -> Any:
    """Select all the places of one post, or those in one case."""
    there = None if within is None else lambda _, case_id: case_id == within
    return places_among(lambda post: post.c.id == membership_id, there)


def places_among(
    posts: Callable[[Any], ColumnElement[bool]], there: Callable[[Any, Any], ColumnElement[bool]] | None = None
) -> Any:
    """Select all the places of chosen posts, or those that are chosen by the post and the case, at once: one by one
    takes several times as long.

    What does not hang on the case is looked at once a post: whether it is live, what it is entitled to, and for whom it
    stands in.
    """
    came, others = _once(_chosen(posts), "came"), _once(_stood_in_for(posts), "stood_in_for")
    ways_in = ways(came, lambda post: _one_of(others.alias(), post))
    selected = (_select(way, came, (came,)).where(*([there(came, way.case_id)] if there else [])) for way in ways_in)
    come, post = union(*selected).subquery(), came.alias()
    return _weighed(post, come, _held_by_chosen(post, come.c.case_id), post.c.id == come.c.post_id)


def row_of_place(row: Any) -> Place:
    """A row that `places` selected."""
    return Place(**{field.name: row.c[field.name] for field in fields(Place)})


def ways(post: Any, stood_in_for: Callable[[Any], Other] | None = None) -> list[Way]:
    """All of them. Where it is known already for whom the posts stand in, that is one of its rows."""
    return [
        _by_duty(post),
        _by_name(post),
        *_as_deputy(post, stood_in_for or _stood_in_for_by),
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
    return _bits(own, _is_of(own, post), _is_for(own, case_id))


def held_by_agency(agency_id: Any, case_id: Any) -> ColumnElement[int]:
    """The categories that all posts of an agency are entitled to in a case, as bits."""
    own = row_of(Entitlement)
    return _bits(own, own.c.agency_id == agency_id, _is_for(own, case_id))


def entitlement_is_live(own: Any) -> ColumnElement[bool]:
    """Begun, and not over."""
    return and_(own.c.starts_at <= NOW, or_(own.c.ends_at.is_(None), own.c.ends_at > NOW))


def _bits(own: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    found = value(func.sum(own.c.bit.distinct()), *conditions, entitlement_is_live(own), of=own)
    return func.coalesce(found, literal_column("0"))


def _is_of(own: Any, post: Any) -> ColumnElement[bool]:
    return or_(own.c.agency_id == post.c.agency_id, own.c.membership_id == post.c.id)


def _is_for(own: Any, case_id: Any) -> ColumnElement[bool]:
    """For this case, or for every one."""
    return or_(own.c.case_id.is_(None), own.c.case_id == case_id)


def _by_duty(post: Any) -> Way:
    """A duty role answers for all cases of its agency."""
    part = row_of(CaseAgency)
    return _at_the_table(post, part, (part,), _on_duty(post))


def _by_name(post: Any) -> Way:
    part, member = row_of(CaseAgency), row_of(CaseMember)
    return _at_the_table(post, part, (part, member), _is_member(post, part, member))


def _as_deputy(post: Any, stood_in_for: Callable[[Any], Other]) -> list[Way]:
    """Standing in for a colleague who has a seat of their own: a deputy of a deputy stands in for nobody."""
    ways = []
    for by_name in (False, True):
        part, member, other = row_of(CaseAgency), row_of(CaseMember), stood_in_for(post)
        rows = (part, *other.rows, member) if by_name else (part, *other.rows)
        own_seat = _is_member(other.post, part, member) if by_name else _on_duty(other.post)
        may_come = _without_conflict(other.post, part.c.case_id)
        ways.append(_at_the_table(post, part, rows, other.holds, may_come, own_seat))
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


def _stood_in_for_by(post: Any) -> Other:
    """Named as deputy of a colleague, for now; the colleague may read cases as well."""
    deputyship, other = row_of(Deputyship), row_of(Membership)
    stands_in = and_(
        deputyship.c.deputy_id == post.c.id,
        deputyship.c.starts_at <= NOW,
        deputyship.c.ends_at > NOW,
        other.c.id == deputyship.c.membership_id,
        other.c.agency_id == post.c.agency_id,
        other.c.role.in_(roles_granted(Permission.CASE_READ)),
        live(other),
    )
    return Other(other, (deputyship, other), stands_in)


def _chosen(posts: Callable[[Any], ColumnElement[bool]]) -> Any:
    """The live ones, with what they are entitled to in all cases, and whether there are some where it is more."""
    post, own, more = row_of(Membership), row_of(Entitlement), row_of(Entitlement)
    everywhere = _bits(own, _is_of(own, post), own.c.case_id.is_(None)).label("held_everywhere")
    somewhere = found(more, _is_of(more, post), more.c.case_id.is_not(None), entitlement_is_live(more))
    return select(*_of_post(post), everywhere, somewhere.label("holds_more")).where(posts(post), live(post))


def _held_by_chosen(post: Any, case_id: Any) -> ColumnElement[int]:
    own = row_of(Entitlement)
    here = _bits(own, _is_of(own, post), own.c.case_id == case_id)
    more = case((post.c.holds_more, here), else_=literal_column("0"))
    return post.c.held_everywhere.bitwise_or(more)  # type: ignore[no-any-return]


def _stood_in_for(posts: Callable[[Any], ColumnElement[bool]]) -> Any:
    """The colleagues whom chosen posts stand in for, each with its deputy."""
    post = row_of(Membership)
    other = _stood_in_for_by(post)
    return select(*_of_post(other.post), post.c.id.label("deputy_id")).where(posts(post), other.holds)


def _of_post(post: Any) -> tuple[Any, ...]:
    return post.c.id, post.c.agency_id, post.c.practitioner_id, post.c.role


def _one_of(others: Any, post: Any) -> Other:
    return Other(others, (others,), others.c.deputy_id == post.c.id)


def _once(chosen: Any, name: str) -> Any:
    """Rows that are made once a statement, however often they are named in it."""
    return chosen.cte(name).prefix_with("MATERIALIZED")


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


def _weighed(post: Any, come: Any, entitled_to: Any, *holds: ColumnElement[bool]) -> Any:
    """The places that a post comes to: a conflict beats every way to come, a broken glass included."""
    place = Place(
        case_id=come.c.case_id,
        post_id=post.c.id,
        agency_id=post.c.agency_id,
        history_from=come.c.history_from,
        seated=come.c.seated,
        by_glass=come.c.by_glass,
        compartment=come.c.compartment,
        held=entitled_to,
        now=NOW,
    )
    columns = (getattr(place, field.name).label(field.name) for field in fields(Place))
    return select(*columns).where(*holds, _without_conflict(post, come.c.case_id))
