"""Acts on the directory: agencies, practitioners and their posts, scripts. Who may act is for the caller to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from roundtable.agencies.models import Agency, AgencyType, Membership, Practitioner, ServiceAccount
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.errors import Code, Conflict, Invalid, NotFound
from roundtable.core.tables import table_of
from roundtable.core.text import clean, clean_optional

NAME_LENGTH, COUNTY_LENGTH, TITLE_LENGTH = 200, 80, 120

_agency, _post = table_of(Agency), table_of(Membership)
_person, _script = table_of(Practitioner), table_of(ServiceAccount)


@dataclass(frozen=True)
class Post:
    """A post to be held: at which agency, what for, and for how long."""

    agency_id: str
    role: Role
    starts_at: datetime
    ends_at: datetime | None = None
    title: str | None = None


async def add_agency(session: AsyncSession, name: str, kind: AgencyType, county: str | None = None) -> Agency:
    """Take an agency into the directory. Raises Conflict ALREADY_THERE for the same name in the same county."""
    name = clean(name, NAME_LENGTH, ["name"])
    county = clean_optional(county, COUNTY_LENGTH, ["county"])
    same = select(_agency.c.id).where(_agency.c.name == name, _agency.c.county.is_not_distinct_from(county))
    await _check_new(session, same, "agency", ["name"])
    agency = Agency(name=name, type=kind, county=county)
    session.add(agency)
    return agency


async def add_practitioner(session: AsyncSession, full_name: str, given: Post, *, namesake: bool = False) -> Membership:
    """Take a practitioner into the directory, with a first post.

    Raises what `add_post` raises, and Conflict ALREADY_THERE for somebody of this name at the agency, unless it is a
    namesake: a person who is there twice sees half with each.
    """
    full_name = clean(full_name, NAME_LENGTH, ["fullName"])
    post = await _persons_post(session, given)
    if not namesake:
        same = select(_person.c.id).join(_post, _post.c.practitioner_id == _person.c.id)
        same = same.where(_person.c.full_name == full_name, _meanwhile(post))
        await _check_new(session, same, "practitioner", ["fullName"])
    practitioner = Practitioner(full_name=full_name)
    session.add(practitioner)
    # The practitioner's row must stand before the post points at it.
    await session.flush()
    post.practitioner_id = practitioner.id
    session.add(post)
    return post


async def add_post(session: AsyncSession, practitioner_id: str, given: Post) -> Membership:
    """Give a practitioner one more post.

    Raises NotFound for a practitioner or agency that is not there; Conflict: WRONG_STATUS for an inactive one,
    ALREADY_THERE for the same role at the same agency meanwhile; Invalid: INVALID_ROLE for a script's, INVALID_DATE for
    an end before the beginning, and what `clean` raises.
    """
    practitioner = await find_active(session, Practitioner, "practitioner", practitioner_id, ["practitionerId"])
    post = await _persons_post(session, given)
    same = select(_post.c.id).where(_post.c.practitioner_id == practitioner.id, _post.c.role == post.role)
    await _check_new(session, same.where(_meanwhile(post)), "membership", ["role"])
    post.practitioner_id = practitioner.id
    session.add(post)
    return post


async def add_script(session: AsyncSession, name: str, agency_id: str, starts_at: datetime) -> Membership:
    """Give an agency a service account, with its post.

    Raises as `add_post` does of the agency, and Conflict ALREADY_THERE for the same name at the agency.
    """
    name = clean(name, NAME_LENGTH, ["name"])
    post = await _checked(session, Post(agency_id, Role.SERVICE_ACCOUNT, starts_at))
    same = select(_post.c.id).join(_script, _script.c.id == _post.c.service_account_id)
    await _check_new(session, same.where(_script.c.name == name, _meanwhile(post)), "membership", ["name"])
    account = ServiceAccount(name=name)
    session.add(account)
    # The account's row must stand before the post points at it.
    await session.flush()
    post.service_account_id = account.id
    session.add(post)
    return post


async def end_post(session: AsyncSession, membership_id: str, at: datetime) -> Membership:
    """Let a post end, and no later than it would have.

    Raises NotFound, Invalid INVALID_DATE before its beginning, Conflict WRONG_STATUS where it has ended by then.
    """
    path = ["membershipId"]
    post = await session.get(Membership, ids.decode("membership", membership_id, path))
    if post is None:
        raise NotFound(path)
    if at < post.starts_at:
        raise Invalid(Code.INVALID_DATE, ["endsAt"], "The post has not begun by then.")
    if post.ends_at is not None and post.ends_at <= at:
        raise Conflict(Code.WRONG_STATUS, path, "The post has ended by then.")
    post.ends_at = at
    return post


async def find_active(session: AsyncSession, model: type[Any], prefix: str, public_id: str, path: Sequence[str]) -> Any:
    """A row of the directory that takes part. Raises Invalid INVALID_ID, NotFound, Conflict WRONG_STATUS."""
    row = await session.get(model, ids.decode(prefix, public_id, path))
    if row is None:
        raise NotFound(path)
    if not row.active:
        raise Conflict(Code.WRONG_STATUS, path, "This is no longer active.")
    return row


async def _persons_post(session: AsyncSession, given: Post) -> Membership:
    if given.role is Role.SERVICE_ACCOUNT:
        raise Invalid(Code.INVALID_ROLE, ["role"])
    return await _checked(session, given)


async def _checked(session: AsyncSession, given: Post) -> Membership:
    """The post, which nobody holds yet."""
    agency = await find_active(session, Agency, "agency", given.agency_id, ["agencyId"])
    title = clean_optional(given.title, TITLE_LENGTH, ["title"])
    if given.ends_at is not None and given.ends_at <= given.starts_at:
        raise Invalid(Code.INVALID_DATE, ["endsAt"], "The post would end before it begins.")
    return Membership(
        agency_id=agency.id, role=given.role, title=title, starts_at=given.starts_at, ends_at=given.ends_at
    )


def _meanwhile(post: Membership) -> ColumnElement[bool]:
    """Posts at the same agency that hold on some day on which this one does."""
    begun = _post.c.starts_at < post.ends_at if post.ends_at else true()
    return and_(
        _post.c.agency_id == post.agency_id, begun, or_(_post.c.ends_at.is_(None), _post.c.ends_at > post.starts_at)
    )


async def _check_new(session: AsyncSession, same: Select[Any], prefix: str, path: Sequence[str]) -> None:
    there: UUID | None = await session.scalar(same.limit(1))
    if there is not None:
        raise Conflict(Code.ALREADY_THERE, path, f"There is one like this already: {ids.encode(prefix, there)}.")
