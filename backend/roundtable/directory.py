"""The directory as the operator sees it: every agency, its posts, who holds them, and how they enter."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from roundtable.agencies.models import Agency, Membership, Practitioner, ServiceAccount
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.identity.models import Login, ServiceBinding

_agency, _post = table_of(Agency), table_of(Membership)
_person, _script = table_of(Practitioner), table_of(ServiceAccount)


async def lines(session: AsyncSession) -> list[str]:
    """One line an agency; below it one a post; below that one a login or client, which stands under each post."""
    posts = await _posts(session)
    ways = await _ways_in(session)
    shown = []
    for agency in await session.scalars(select(Agency).order_by(_agency.c.name, _agency.c.id)):
        away = None if agency.active else "inactive"
        shown.append(_line(0, agency.name, agency.type, agency.county, away, ids.encode("agency", agency.id)))
        for post in posts[agency.id]:
            shown.append(_of_post(post))
            shown += [_line(2, way) for way in ways[post.practitioner_id or post.id]]
    return shown


async def _posts(session: AsyncSession) -> dict[UUID, list[Any]]:
    """By agency."""
    holder = _post.outerjoin(_person, _person.c.id == _post.c.practitioner_id)
    holder = holder.outerjoin(_script, _script.c.id == _post.c.service_account_id)
    names = (_person.c.full_name, _script.c.name.label("script"))
    order = (_person.c.full_name.nulls_last(), _script.c.name, _post.c.starts_at, _post.c.id)
    statement = select(_post, *names).select_from(holder).order_by(*order)
    posts = defaultdict[UUID, list[Any]](list)
    for post in await session.execute(statement):
        posts[post.agency_id].append(post)
    return posts


async def _ways_in(session: AsyncSession) -> dict[UUID, list[str]]:
    """By practitioner, or by a service account's post."""
    ways = defaultdict[UUID, list[str]](list)
    for login in await session.scalars(select(Login).order_by(table_of(Login).c.created_at, table_of(Login).c.id)):
        ways[login.practitioner_id].append(_way(login, f"enters as {login.subject} of {login.issuer}"))
    for binding in await session.scalars(select(ServiceBinding).order_by(table_of(ServiceBinding).c.client_id)):
        subject = f" with the subject {binding.subject}" if binding.subject else ""
        ways[binding.membership_id].append(
            _way(binding, f"enters as client {binding.client_id}{subject} of {binding.issuer}")
        )
    return ways


def _way(login: Login | ServiceBinding, entering: str) -> str:
    withdrawn = f"withdrawn {login.withdrawn_at.astimezone():%Y-%m-%d %H:%M}" if login.withdrawn_at else None
    return " · ".join(filter(None, (entering, withdrawn, ids.encode("login", login.id))))


def _of_post(post: Any) -> str:
    dates = f"from {post.starts_at.astimezone():%Y-%m-%d}"
    if post.ends_at:
        dates += f" to {post.ends_at.astimezone():%Y-%m-%d %H:%M}"
    person = ids.encode("practitioner", post.practitioner_id) if post.practitioner_id else None
    parts = (post.full_name or post.script, post.role, post.title, post.email, dates, person)
    return _line(1, *parts, ids.encode("membership", post.id))


def _line(depth: int, *parts: str | None) -> str:
    """What there is, on one line whatever was written."""
    return "  " * depth + " · ".join(" ".join(part.split()) for part in parts if part)
