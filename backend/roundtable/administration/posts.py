"""Acts on posts: take in a practitioner or a script with one, give one more, say where it is written to, end one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from roundtable.administration import policy, queries
from roundtable.administration.logins import bind_client
from roundtable.agencies.models import Membership, Practitioner, ServiceAccount
from roundtable.core.actor import Role
from roundtable.core.addresses import address_of
from roundtable.core.errors import Code, Invalid
from roundtable.core.facts import FactName
from roundtable.core.tables import table_of
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work

NAME_LENGTH, TITLE_LENGTH = 200, 120

Refs = dict[str, UUID]
_post, _person, _script = table_of(Membership), table_of(Practitioner), table_of(ServiceAccount)


async def add_practitioner(
    work: Work,
    full_name: str,
    agency_id: str,
    role: Role,
    title: str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    namesake: bool = False,
) -> Refs:
    """Take a practitioner into the directory, with a first post.

    Raises what `add_post` raises, and Conflict ALREADY_THERE for somebody of this name at the agency, unless it is a
    namesake: a person who is there twice sees half with each.
    """
    post = await _persons_post(work, agency_id, role, title, starts_at, ends_at)
    full_name = clean(full_name, NAME_LENGTH, ["fullName"])
    if not namesake:
        await work.hold_turn(post.agency_id)
        same = select(_person.c.id).join(_post, _post.c.practitioner_id == _person.c.id)
        same = same.where(_person.c.full_name == full_name, _meanwhile(post))
        await queries.check_new(work, same, "practitioner", ["fullName"])
    practitioner = work.add(Practitioner(full_name=full_name))
    # The practitioner's row must stand before the post points at it.
    await work.flush()
    post.practitioner_id = practitioner.id
    return _given(work, post)


async def add_post(
    work: Work,
    practitioner_id: str,
    agency_id: str,
    role: Role,
    title: str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Refs:
    """Give another practitioner one more post.

    Raises NotFound; Forbidden; Conflict: WRONG_STATUS for an inactive practitioner or agency, ALREADY_THERE for the
    same role at the same agency meanwhile; Invalid: INVALID_ROLE for a script's, INVALID_DATE for an end before the
    beginning, and what `clean` raises.
    """
    practitioner = await queries.find_practitioner(work, practitioner_id)
    post = await _persons_post(work, agency_id, role, title, starts_at, ends_at)
    policy.check_other(work.actor, practitioner.id)
    queries.check_active(practitioner, ["practitionerId"])
    await work.hold_turn(practitioner.id)
    same = select(_post.c.id).where(_post.c.practitioner_id == practitioner.id, _post.c.role == post.role)
    await queries.check_new(work, same.where(_meanwhile(post)), "membership", ["role"])
    post.practitioner_id = practitioner.id
    return _given(work, post)


async def add_service_account(
    work: Work,
    name: str,
    agency_id: str,
    client_id: str,
    issuer: str,
    subject: str | None = None,
    starts_at: datetime | None = None,
) -> Refs:
    """Give an agency a service account, and let a client of the identity provider act by it.

    Raises as `add_post` does of the agency, Conflict ALREADY_THERE for the same name at the agency or a client that
    is bound.
    """
    post = await _new_post(work, agency_id, Role.SERVICE_ACCOUNT, None, starts_at, None)
    name = clean(name, NAME_LENGTH, ["name"])
    await work.hold_turn(post.agency_id)
    same = select(_post.c.id).join(_script, _script.c.id == _post.c.service_account_id)
    await queries.check_new(work, same.where(_script.c.name == name, _meanwhile(post)), "membership", ["name"])
    account = work.add(ServiceAccount(name=name))
    # The account's row must stand before the post points at it.
    await work.flush()
    post.service_account_id = account.id
    refs = _given(work, post)
    await bind_client(work, post, issuer, client_id, subject)
    return refs


async def change_post_address(work: Work, membership_id: str, email: str | None = None) -> Refs:
    """Let letters to a post go to this work address from now on, or nowhere.

    Nobody is told: what the directory says is read, and who may read this is few.

    Raises NotFound; Forbidden; Conflict WRONG_STATUS for a post that has ended; Invalid: INVALID_ROLE for a script's,
    which no letter goes to, and what `address_of` raises.
    """
    post = await queries.find(work, Membership, "membership", membership_id, ["membershipId"])
    policy.check_managed(work.actor, post)
    await work.hold(post)
    policy.check_written_to(post, work.now)
    post.email = address_of(email, ["email"]) if email and email.strip() else None
    work.about.add(post.agency_id)
    return {"membership": post.id}


async def end_post(work: Work, membership_id: str, ends_at: datetime | None = None) -> Refs:
    """Let a post end, now or later, and no later than it would have; what rests on it ends at that moment.

    Where nothing is said of when, one that has not begun never does.

    Raises NotFound, Forbidden, Invalid INVALID_DATE before its beginning or in the past, Conflict WRONG_STATUS where
    it has ended by then, or where nobody would administer the platform any more.
    """
    post = await queries.find(work, Membership, "membership", membership_id, ["membershipId"])
    policy.check_managed(work.actor, post)
    if post.role is Role.PLATFORM_ADMIN:
        policy.check_remaining(await queries.platform_admins(work), [post], ["membershipId"])
    await work.hold(post)
    at = ends_at or max(work.now, post.starts_at)
    policy.check_ending(post, at, work.now)
    post.ends_at = at
    _tell(work, FactName.POST_ENDED, post)
    return {"membership": post.id}


async def _persons_post(
    work: Work, agency_id: str, role: Role, title: str | None, starts_at: datetime | None, ends_at: datetime | None
) -> Membership:
    post = await _new_post(work, agency_id, role, title, starts_at, ends_at)
    if role is Role.SERVICE_ACCOUNT:
        raise Invalid(Code.INVALID_ROLE, ["role"])
    return post


async def _new_post(
    work: Work, agency_id: str, role: Role, title: str | None, starts_at: datetime | None, ends_at: datetime | None
) -> Membership:
    """The post, which nobody holds yet."""
    agency = await queries.find_agency(work, agency_id)
    policy.check_give(work.actor, agency.id, role)
    queries.check_active(agency, ["agencyId"])
    title, begins = clean_optional(title, TITLE_LENGTH, ["title"]), starts_at or work.now
    policy.check_span(begins, ends_at)
    return Membership(agency_id=agency.id, role=role, title=title, starts_at=begins, ends_at=ends_at)


def _given(work: Work, post: Membership) -> Refs:
    work.add(post)
    _tell(work, FactName.POST_GIVEN, post)
    person = {"practitioner": post.practitioner_id} if post.practitioner_id else {}
    return {**person, "membership": post.id}


def _tell(work: Work, name: FactName, post: Membership) -> None:
    """Tell the agency: those of it who answer for its work or administer it."""
    work.about.add(post.agency_id)
    work.tell(name, None, post.id, [post.agency_id], agency=post.agency_id)


def _meanwhile(post: Membership) -> ColumnElement[bool]:
    """Posts at the same agency that hold on some day on which this one does."""
    begun = _post.c.starts_at < post.ends_at if post.ends_at else true()
    unended = or_(_post.c.ends_at.is_(None), _post.c.ends_at > post.starts_at)
    return and_(_post.c.agency_id == post.agency_id, begun, unended)
