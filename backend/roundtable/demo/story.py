"""Loads the demo: the cast at their posts, their logins, and the case in progress."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from roundtable.access.models import Entitlement
from roundtable.agencies.models import Agency, Membership, Practitioner, ServiceAccount
from roundtable.core.actor import Actor
from roundtable.core.db import Database
from roundtable.core.restoration import Restoration
from roundtable.core.standing import DEMO, reaching
from roundtable.core.tables import table_of
from roundtable.core.vault import Vault
from roundtable.demo import case, conversation, identities, incidents, risk, telling
from roundtable.demo.cast import AGENCIES, ENTITLED, NGO_SCRIPT, PEOPLE, CastPost, Person
from roundtable.identity.models import Login, ServiceBinding

CASE, QUIET_CASE, CONFERENCE = case.CASE, case.QUIET_CASE, case.CONFERENCE
_LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)


async def load(database: Database, issuer: str, now: datetime, vault: Vault | None = None) -> None:
    """Load the cast and its case, once; the logins are those of the issuer that serves now.

    Who the people of the case are, and what happened to them, is told where there is a key to close it with.
    """
    async with database.writing() as session, reaching(session, DEMO):
        fresh = await session.get(Agency, AGENCIES["police"].id) is None
        # Whoever joined the cast since it was loaded, too: posts point at agencies and people, logins at both.
        for rows in (_agencies(), _people(), _posts(), _entitlements() if fresh else []):
            session.add_all([row for row in rows if await _is_new(session, row)])
            await session.flush()
        await _logins(session, issuer)
    if fresh:
        await case.open_cases(database, now)
        await conversation.tell(database, now)
        await risk.assess(database, now)
        if vault:
            await identities.identify(database, vault, now)
            await incidents.happen(database, now)


async def clear(database: Database) -> None:
    """Take every row away."""
    async with database.writing() as session, reaching(session, DEMO):
        for table in reversed(SQLModel.metadata.sorted_tables):
            await session.execute(table.delete())
        # What was given out before means nothing any more, though streams count the same numbers again.
        session.add(Restoration(at=datetime.now(UTC)))


def actor(key: str, post: int = 0) -> Actor:
    """One of the cast, by one of their posts."""
    return telling.actor(key, post)


async def _is_new(session: AsyncSession, row: Any) -> bool:
    return await session.get(type(row), row.id) is None


def _agencies() -> list[SQLModel]:
    return [Agency(id=a.id, name=a.name, type=a.type, county=a.county) for a in AGENCIES.values()]


def _people() -> list[SQLModel]:
    script = ServiceAccount(id=NGO_SCRIPT.id, name=NGO_SCRIPT.name)
    return [script, *(Practitioner(id=p.id, full_name=p.name) for p in PEOPLE.values())]


def _posts() -> list[SQLModel]:
    return [_post(NGO_SCRIPT.post, None), *(_post(post, p) for p in PEOPLE.values() for post in p.posts)]


def _entitlements() -> list[SQLModel]:
    return [
        Entitlement(agency_id=AGENCIES[key].id, category=category, bit=category.bit, starts_at=_LONG_AGO)
        for key, categories in ENTITLED.items()
        for category in categories
    ]


def _post(post: CastPost, person: Person | None) -> Membership:
    return Membership(
        id=post.id,
        agency_id=AGENCIES[post.agency].id,
        practitioner_id=person.id if person else None,
        service_account_id=None if person else NGO_SCRIPT.id,
        role=post.role,
        title=post.title,
        email=f"{person.key}@{post.agency}.example.org" if person else None,
        starts_at=_LONG_AGO,
    )


async def _logins(session: AsyncSession, issuer: str) -> None:
    login = table_of(Login)
    known = set(await session.scalars(select(login.c.subject).where(login.c.issuer == issuer)))
    for person in PEOPLE.values():
        if person.key not in known:
            session.add(Login(issuer=issuer, subject=person.key, practitioner_id=person.id, created_at=_LONG_AGO))
    if not known:
        script, post = NGO_SCRIPT.client_id, NGO_SCRIPT.post.id
        session.add(ServiceBinding(issuer=issuer, client_id=script, membership_id=post, created_at=_LONG_AGO))
