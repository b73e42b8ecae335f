"""Who administers what: the platform's administrators the whole directory, an agency's the posts and logins there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from roundtable.agencies.models import Agency, Membership
from roundtable.agencies.queries import live
from roundtable.core.actor import Actor, Permission, Role, roles_granted
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid, NotFound
from roundtable.core.scope import ME, NOW, found
from roundtable.core.tables import row_of

# Who runs the platform, watches over an agency, or speaks to the public is not for that agency's administrators.
RESERVED = frozenset({Role.PLATFORM_ADMIN, Role.AUDITOR, Role.DIRECTORY_EDITOR})


def administers(agency_id: Any, right: Permission) -> ColumnElement[bool]:
    """Who asks has a right over an agency's posts: everywhere, or at the own agency."""
    me = row_of(Membership)
    there = or_(me.c.role.in_(roles_granted(Permission.AGENCY_MANAGE)), me.c.agency_id == agency_id)
    return found(me, me.c.id == ME, me.c.role.in_(roles_granted(right)), there, live(me))


def sees_post(post: Any) -> ColumnElement[bool]:
    """A post, as administrators see it."""
    return administers(post.c.agency_id, Permission.POST_MANAGE)


def sees_login(login: Any) -> ColumnElement[bool]:
    """How somebody enters is for those who administer a post that they have, or will have."""
    post = row_of(Membership)
    holds = or_(post.c.practitioner_id == login.c.practitioner_id, post.c.id == login.c.membership_id)
    unended = or_(post.c.ends_at.is_(None), post.c.ends_at > NOW)
    return found(post, holds, unended, administers(post.c.agency_id, Permission.LOGIN_MANAGE))


def check_agencies(actor: Actor) -> None:
    if not actor.may(Permission.AGENCY_MANAGE):
        raise Forbidden


def check_resting(agency: Agency, *, rests: bool) -> None:
    if agency.active is not rests:
        raise Conflict(Code.WRONG_STATUS, ["agencyId"])


def check_give(actor: Actor, agency_id: UUID, role: Role) -> None:
    """A post of this role, at this agency."""
    if not actor.may(Permission.POST_MANAGE):
        raise Forbidden
    if not actor.may(Permission.AGENCY_MANAGE) and agency_id != actor.agency_id:
        raise Forbidden(path=["agencyId"])
    if not _manages(actor, agency_id, role):
        raise Forbidden(path=["role"])


def check_other(actor: Actor, practitioner_id: UUID) -> None:
    """Nobody gives a post to themselves."""
    if practitioner_id == actor.practitioner_id:
        raise Forbidden(path=["practitionerId"])


def check_managed(actor: Actor, post: Membership) -> None:
    """A post that there is."""
    if not actor.may(Permission.POST_MANAGE):
        raise Forbidden
    if not _manages(actor, post.agency_id, post.role):
        raise Forbidden(path=["membershipId"])


def check_login(actor: Actor, posts: Iterable[Membership], path: list[str]) -> None:
    """By a login one acts by every post of its holder: so all of them are one's own to administer."""
    if not actor.may(Permission.LOGIN_MANAGE):
        raise Forbidden
    if actor.may(Permission.AGENCY_MANAGE):
        return
    managed = [_manages(actor, post.agency_id, post.role) for post in posts]
    if not managed or not all(managed):
        raise Forbidden(path=path)


def check_seen(actor: Actor, posts: Iterable[Membership], path: list[str]) -> None:
    """To whom `sees_login` does not show a login, it is not there."""
    there = actor.may(Permission.AGENCY_MANAGE) or any(post.agency_id == actor.agency_id for post in posts)
    if not there or not actor.may(Permission.LOGIN_MANAGE):
        raise NotFound(path)


def check_remaining(admins: Iterable[Membership], leaving: Iterable[Membership], path: list[str]) -> None:
    """Somebody goes on to administer the platform, with no end set."""
    left = {post.id for post in leaving}
    concerned = [post for post in admins if post.id in left]
    remaining = [post for post in admins if post.id not in left and post.ends_at is None]
    if concerned and not remaining:
        raise Conflict(Code.WRONG_STATUS, path, "Nobody would administer the platform.")


def check_span(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise Invalid(Code.INVALID_DATE, ["endsAt"], "The post would end before it begins.")


def check_ending(post: Membership, at: datetime, now: datetime) -> None:
    """No later than it would have, and not before now: what was done by it was done by a post that stood."""
    if at < post.starts_at:
        raise Invalid(Code.INVALID_DATE, ["endsAt"], "The post has not begun by then.")
    if post.ends_at is not None and post.ends_at <= at:
        raise Conflict(Code.WRONG_STATUS, ["membershipId"], "The post has ended by then.")
    if at < now:
        raise Invalid(Code.INVALID_DATE, ["endsAt"], "That is past.")


def check_written_to(post: Membership, now: datetime) -> None:
    if post.role is Role.SERVICE_ACCOUNT:
        raise Invalid(Code.INVALID_ROLE, ["membershipId"], "No letter goes to a script.")
    if post.ends_at is not None and post.ends_at <= now:
        raise Conflict(Code.WRONG_STATUS, ["membershipId"], "The post has ended.")


def _manages(actor: Actor, agency_id: UUID, role: Role) -> bool:
    return actor.may(Permission.AGENCY_MANAGE) or (agency_id == actor.agency_id and role not in RESERVED)
