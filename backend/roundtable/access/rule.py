"""The one rule: who may see a case or an item, as SQL over a post's places, a row and the moment. There is no second.

`_MINE` are the places of the one who asks, made once a statement, or on PostgreSQL once the actor stands; "who can see
this" makes the same places of every post (`access/places.py`). Each clause is a function of its own, named for what it
lets pass: a test can take it away.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, cast, false, literal, not_, null, or_, true

from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    Compartment,
    Consent,
    ConsentDecision,
    Disclosure,
    LawfulBasis,
    Sensitivity,
)
from roundtable.access.places import (
    Place,
    entitlement_is_live,
    glass_is_open,
    held,
    held_by_agency,
    in_conflict,
    places,
    places_of,
    row_of_place,
)
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.core.own_places import among, hint, mine_at
from roundtable.core.scope import ME, MINE, NOW, WITHIN, found, same_for_alike, value, values
from roundtable.core.tables import evidence_of as row_of

__all__ = ["entitlement_is_live", "glass_is_open", "held", "held_by_agency", "in_conflict"]

# Decisions by which something may be disclosed.
CONSENTING = (ConsentDecision.GIVEN, ConsentDecision.GIVEN_WITH_LIMITS)


def sees_case(case_id: Any, post: Any = None) -> ColumnElement[bool]:
    """The post has a seat at this case's table, or a broken glass; the case is a column or a key."""
    if post is not None:
        at = places(post, _keyed(case_id)).subquery()
        return found(at, at.c.seated)
    mine = _MINE.alias()
    return among(_keyed(case_id), values(mine.c.case_id, mine.c.seated))


def has_seat(case_id: Any, post: Any = None) -> ColumnElement[bool]:
    """Who asks, or the post, sits at the table by right, not by a broken glass only."""
    if post is not None:
        at = places(post, _keyed(case_id)).subquery()
        return found(at, at.c.seated, not_(at.c.by_glass))
    mine = _MINE.alias()
    return among(_keyed(case_id), values(mine.c.case_id, mine.c.seated, not_(mine.c.by_glass)))


def supports(case_id: Any) -> ColumnElement[bool]:
    """Who asks sees the case from the side of those who support the victim."""
    mine = _MINE.alias()
    side = or_(mine.c.by_glass, mine.c.compartment == Compartment.SUPPORT)
    return among(_keyed(case_id), values(mine.c.case_id, mine.c.seated, side))


def supports_by_right(case_id: Any) -> ColumnElement[bool]:
    """Who asks sits at the table by right, on the side of those who support the victim."""
    mine = _MINE.alias()
    side = mine.c.compartment == Compartment.SUPPORT
    return among(_keyed(case_id), values(mine.c.case_id, mine.c.seated, not_(mine.c.by_glass), side))


def sees_item(item: Any, post: Any = None) -> ColumnElement[bool]:
    """The post may see a row that has `case_id`, `audience_id` and `created_at`."""
    return sees_audience(item.c.case_id, item.c.audience_id, item.c.created_at, post)


def sees_audience(case_id: Any, audience_id: Any, since: Any, post: Any = None) -> ColumnElement[bool]:
    """The post is in this audience and in the wider one it stands within, for something made at `since`.

    For the one who asks, the cases come first, as a set that does not depend on the row: that is what stays fast.
    """
    own = row_of(Audience)
    if post is not None:
        at = places(post, case_id).subquery()
        return found(own, own.c.id == audience_id, _passes(row_of_place(at), own, since), beside=at)
    mine, at = _MINE.alias(), mine_at(case_id, _MINE)
    in_it = and_(own.c.id == audience_id, own.c.case_id == at.c.case_id)
    fine = found(own, in_it, _passes(row_of_place(at), own, since), beside=at)
    return and_(hint(case_id, values(mine.c.case_id)), fine)


def acts_on_item(item: Any, post: Any = None) -> ColumnElement[bool]:
    """Who asks, or the post, sees the row by right, not by a broken glass only: a glass shows, and lets nobody act."""
    return acts_on_audience(item.c.case_id, item.c.audience_id, item.c.created_at, post)


def acts_on_audience(case_id: Any, audience_id: Any, since: Any, post: Any = None) -> ColumnElement[bool]:
    """Who asks, or the post, is by right in this audience, for something made at `since`."""
    own = row_of(Audience)
    if post is not None:
        at = places(post, case_id).subquery()
        return found(
            own, own.c.id == audience_id, not_(at.c.by_glass), _passes(row_of_place(at), own, since), beside=at
        )
    at = mine_at(case_id, _MINE)
    in_it = and_(own.c.id == audience_id, own.c.case_id == at.c.case_id, not_(at.c.by_glass))
    return found(own, in_it, _passes(row_of_place(at), own, since), beside=at)


def would_see(
    case_id: Any, post: Any, *, everyone: Any, agencies: Any = None, posts: Any = None, categories: Any = None
) -> ColumnElement[bool]:
    """The post would see what one shared now so on a case: an audience that does not stand yet, by the same clauses."""
    at, part, me = places(post, case_id).subquery(), row_of(CaseAgency), row_of(Membership)
    side = value(
        part.c.compartment, part.c.case_id == case_id, part.c.agency_id == value(me.c.agency_id, me.c.id == ME)
    )
    named = or_(
        false() if agencies is None else at.c.agency_id.in_(agencies),
        false() if posts is None else at.c.post_id.in_(posts),
        and_(everyone, at.c.history_from <= NOW, at.c.compartment == side),
    )
    entitled = true() if categories is None else categories.bitwise_and(at.c.held) == categories
    return found(at, at.c.seated, not_(at.c.by_glass), named, entitled)


def seat_would_see(seat: Any, item: Any) -> ColumnElement[bool]:
    """An agency would see the item from a seat with this row's `case_id`, `agency_id`, `history_from`, `compartment`.

    What is for one of its posts by name is left out: nobody has named one yet.
    """
    own = row_of(Audience)
    at = Place(
        case_id=seat.c.case_id,
        # Null, and of a type: a comparison with it holds for nobody, where one with a bare null would ask for null.
        post_id=cast(null(), Uuid()),
        agency_id=seat.c.agency_id,
        history_from=seat.c.history_from,
        seated=true(),
        by_glass=false(),
        compartment=seat.c.compartment,
        held=held_by_agency(seat.c.agency_id, seat.c.case_id),
        now=NOW,
    )
    shown = found(own, own.c.id == item.c.audience_id, _passes(at, own, item.c.created_at))
    return and_(item.c.case_id == seat.c.case_id, shown)


def is_near(case_id: Any, post: Any) -> ColumnElement[bool]:
    """The post's agency has a part in the case, or the post a glass: the few among whom to look for who sees."""
    case_id, part, glass = _keyed(case_id), row_of(CaseAgency), row_of(BreakGlass)
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


def disclosure_is_live(disclosure: Any, now: Any = NOW) -> ColumnElement[bool]:
    """Begun, not expired, not revoked, and the consent it may rest on in force."""
    return and_(
        disclosure.c.starts_at <= now,
        or_(disclosure.c.expires_at.is_(None), disclosure.c.expires_at > now),
        or_(disclosure.c.revoked_at.is_(None), disclosure.c.revoked_at > now),
        _consented(disclosure, now),
    )


def consent_is_in_force(consent: Any, now: Any = NOW) -> ColumnElement[bool]:
    """Recorded as given, neither withdrawn nor expired."""
    return and_(
        consent.c.decision.in_(CONSENTING),
        consent.c.recorded_at <= now,
        or_(consent.c.withdrawn_at.is_(None), consent.c.withdrawn_at > now),
        or_(consent.c.expires_at.is_(None), consent.c.expires_at > now),
    )


def _passes(at: Place, audience: Any, since: Any) -> ColumnElement[bool]:
    """From this place the audience is seen, and so is the wider one it stands within."""
    wide = row_of(Audience)
    within = found(wide, wide.c.id == audience.c.within_id, _is_in(at, wide, since))
    return and_(_is_in(at, audience, since), or_(audience.c.within_id.is_(None), within))


def _is_in(at: Place, audience: Any, since: Any) -> ColumnElement[bool]:
    by_right = and_(not_(at.by_glass), _disclosed(at, audience, since))
    return and_(_entitled(at, audience), or_(_shown_by_glass(at, audience), by_right))


def _entitled(at: Place, audience: Any) -> ColumnElement[bool]:
    """To each category of the audience."""
    # Alike are those who hold the same of all that is needed in the case.
    needed = same_for_alike(audience.c.categories.bitwise_and(at.held) == audience.c.categories)
    return or_(audience.c.categories == 0, needed)


def _shown_by_glass(at: Place, audience: Any) -> ColumnElement[bool]:
    """A glass shows what agencies see, whichever they are; what is for named persons stays with them."""
    return and_(at.by_glass, audience.c.sensitivity != Sensitivity.NAMED_PERSONS)


def _disclosed(at: Place, audience: Any, since: Any) -> ColumnElement[bool]:
    """A live disclosure names the agency, the post, or everyone at the table."""
    disclosure = row_of(Disclosure)
    # Who is named by something of the case is alike to nobody of another agency, or to nobody.
    named = same_for_alike(or_(disclosure.c.agency_id == at.agency_id, disclosure.c.membership_id == at.post_id))
    return and_(
        or_(at.seated, audience.c.for_task),
        found(
            disclosure,
            disclosure.c.audience_id == audience.c.id,
            or_(named, and_(_names_all(disclosure), _shared_with(at, audience, since))),
            disclosure_is_live(disclosure, at.now),
        ),
    )


def _names_all(disclosure: Any) -> ColumnElement[bool]:
    return and_(disclosure.c.agency_id.is_(None), disclosure.c.membership_id.is_(None))


def _shared_with(at: Place, audience: Any, since: Any) -> ColumnElement[bool]:
    """What is shared with everyone at the table reaches a seat on the same side of the case, from its history on."""
    return and_(at.seated, since >= at.history_from, audience.c.compartment == at.compartment)


def _consented(disclosure: Any, now: Any) -> ColumnElement[bool]:
    consent = row_of(Consent)
    in_force = found(consent, consent.c.id == disclosure.c.consent_id, consent_is_in_force(consent, now))
    return or_(disclosure.c.lawful_basis != LawfulBasis.CONSENT, in_force)


def my_places(case_id: Any) -> Any:
    """Rows of the places in one case of the one who asks."""
    return mine_at(case_id, _MINE)


def _keyed(case_id: Any) -> Any:
    return literal(case_id, Uuid()) if isinstance(case_id, UUID) else case_id


def places_within() -> Any:
    """Select the places in one case of the one who asks."""
    return places_of(ME, WITHIN)


def _places_of_mine() -> Any:
    """Worked out once a statement. SQLite is told so, since it writes what is no union out again at each use."""
    return places_of(ME).cte(MINE).prefix_with("MATERIALIZED", dialect="sqlite")


_MINE = _places_of_mine()
