"""Sessions begin, are used, change the post they act by, and end."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from roundtable.core import ids
from roundtable.core.errors import Invalid, NotFound
from roundtable.core.seal import Seal
from roundtable.core.tables import new_id, table_of
from roundtable.core.work import Work
from roundtable.identity import queries
from roundtable.identity.models import Login, Session

_session = table_of(Session)
_login = table_of(Login)


@dataclass(frozen=True)
class SignedIn:
    """What the provider vouches for."""

    issuer: str
    subject: str
    id_token: str
    sid: str | None = None
    # When they signed in there; None where the provider does not say.
    authenticated_at: datetime | None = None


def hash_of(cookie: str) -> str:
    """What is kept of a cookie's value: who reads the table can sign in as nobody."""
    return hashlib.sha256(cookie.encode()).hexdigest()


async def start_session(
    session: AsyncSession, seal: Seal, who: SignedIn, now: datetime, idle: timedelta, lifetime: timedelta
) -> str | None:
    """A new session for an invited practitioner with a live post; answers the cookie's value, or None for others."""
    login = await queries.login_of(session, who.issuer, who.subject)
    post = await queries.post_to_act_by(session, login.practitioner_id, now) if login else None
    if login is None or post is None:
        return None
    cookie, key = secrets.token_urlsafe(32), new_id()
    started = Session(
        id=key,
        token_hash=hash_of(cookie),
        login_id=login.id,
        practitioner_id=login.practitioner_id,
        membership_id=post,
        provider_sid=who.sid,
        id_token=seal.close(_hint_of(key), who.id_token),
        created_at=now,
        authenticated_at=min(who.authenticated_at or now, now),
        last_used_at=now,
        idle_until=now + idle,
        expires_at=now + lifetime,
    )
    session.add(started)
    return cookie


async def use_session(session: AsyncSession, session_id: UUID, now: datetime, idle: timedelta) -> None:
    """Put off its idle end."""
    used = update(_session).where(_session.c.id == session_id, _session.c.last_used_at < now)
    await session.execute(used.values(last_used_at=now, idle_until=now + idle))


async def end_session(session: AsyncSession, seal: Seal, cookie: str, now: datetime) -> tuple[bool, str | None]:
    """End the session of this cookie: whether there was one, and its ID token, for the provider's logout."""
    statement = select(_session.c.id, _session.c.id_token).where(
        _session.c.token_hash == hash_of(cookie), _session.c.ended_at.is_(None)
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        return False, None
    await session.execute(update(_session).where(_session.c.id == found.id).values(ended_at=now, id_token=None))
    return True, _opened(seal, found.id, found.id_token)


async def end_provider_sessions(
    session: AsyncSession, issuer: str, subject: str | None, sid: str | None, now: datetime
) -> int:
    """End what a back-channel logout names: one session of the provider's, or all of a person's. Answers how many."""
    logins = select(_login.c.id).where(_login.c.issuer == issuer)
    if subject is not None:
        logins = logins.where(_login.c.subject == subject)
    ended = update(_session).where(_session.c.ended_at.is_(None), _session.c.login_id.in_(logins))
    if sid is not None:
        ended = ended.where(_session.c.provider_sid == sid)
    rows = await session.execute(ended.values(ended_at=now, id_token=None).returning(_session.c.id))
    return len(rows.all())


async def end_sessions_of(work: Work, login_id: UUID) -> None:
    """End every session of a login, which its caller holds: who was just entering by it has been waited for."""
    for session in await work.values(
        select(Session).where(_session.c.login_id == login_id, _session.c.ended_at.is_(None))
    ):
        session.ended_at, session.id_token = work.now, None


async def end_all_sessions(work: Work) -> None:
    """End every session that there is."""
    for session in await work.values(select(Session).where(_session.c.ended_at.is_(None))):
        session.ended_at, session.id_token = work.now, None


async def switch_membership(work: Work, membership_id: str) -> dict[str, UUID]:
    """Act by another of one's own live posts from now on, in this session."""
    path = ["membershipId"]
    wanted = ids.decode("membership", membership_id, path)
    actor = work.actor
    if actor.practitioner_id is None or actor.session_id is None:
        raise NotFound(path)
    post = await queries.own_live_post(work.session, actor.practitioner_id, wanted, work.now)
    if post is None:
        raise NotFound(path)
    await work.session.execute(update(_session).where(_session.c.id == actor.session_id).values(membership_id=post))
    return {"membership": post}


def _opened(seal: Seal, session_id: UUID, id_token: str | None) -> str | None:
    try:
        hint: str | None = seal.open(_hint_of(session_id), id_token) if id_token else None
    except Invalid:
        return None  # sealed under a former secret: one logs out without the hint
    return hint


def _hint_of(session_id: UUID) -> str:
    # Bound to its row: moved to another, it does not open.
    return f"id-token {session_id.hex}"
