"""Who a credential stands for, and whether it still does: each a single statement."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Uuid, and_, bindparam, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live, live_post
from roundtable.core.actor import Actor, Role
from roundtable.core.errors import Code, Problem
from roundtable.core.kept import Kept
from roundtable.core.scope import ME, NOW, found, value
from roundtable.core.tables import row_of, table_of
from roundtable.identity.models import Login, ServiceBinding, Session

# Sessions outside a transaction, or a transaction's own.
Reads = AsyncConnection | AsyncSession

# Of who asks, where a session does: one plan serves all.
SESSION = bindparam("session", None, type_=Uuid())
# The keyed name of its cookie, and what its post was when that was looked up.
CREDENTIAL = bindparam("credential", None, type_=String())
AGENCY, ROLE = bindparam("own_agency", None, type_=Uuid()), bindparam("own_role", None, type_=String())
_session = table_of(Session)
_post = row_of(Membership, "post")
_login = table_of(Login)
_binding = table_of(ServiceBinding)


def credential_holds(*, by_session: bool) -> ColumnElement[bool]:
    """The session (`SESSION`) has not ended, and still acts by the post that asks; or a client may, for a script, which
    has no session: its token ends by its own expiry too. Binds `me` and `now`.
    """
    return session_holds(SESSION) if by_session else client_holds()


def client_holds() -> ColumnElement[bool]:
    """Some client still acts by the post that asks (`me`), a service account's."""
    binding = row_of(_binding)
    return found(binding, binding.c.membership_id == ME, binding.c.withdrawn_at.is_(None))


def session_holds(session_id: Any) -> ColumnElement[bool]:
    """The session, a key or a bind of one, has not ended, and still acts by the post that asks (`me`)."""
    session = row_of(_session)
    return found(session, session.c.id == session_id, session.c.membership_id == ME, unended(session))


async def session_by_hash(reads: AsyncConnection, token_hash: str, now: datetime) -> Any | None:
    """The live session of this cookie and its live post's agency and role, as one row."""
    return await _SESSION_BY_HASH.one_or_none(reads, {"token_hash": token_hash, "now": now})


async def login_of(reads: Reads, issuer: str, subject: str) -> Any | None:
    """The invitation that this issuer's subject was given, if one holds; who withdraws it waits till this is done."""
    of_subject = (_login.c.issuer == issuer, _login.c.subject == subject, _login.c.withdrawn_at.is_(None))
    return (await reads.execute(select(_login).where(*of_subject).with_for_update(read=True))).one_or_none()


async def post_to_act_by(reads: Reads, practitioner_id: UUID, now: datetime) -> UUID | None:
    """A live post of the practitioner: the one last acted by if it is live, else the first."""
    last = (
        select(_session.c.membership_id)
        .where(_session.c.practitioner_id == practitioner_id)
        .order_by(_session.c.last_used_at.desc(), _session.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(_post.c.id)
        .where(_post.c.practitioner_id == practitioner_id, live(_post))
        .order_by(case((_post.c.id == last, 0), else_=1), _post.c.starts_at, _post.c.id)
        .limit(1)
    )
    found: UUID | None = (await reads.execute(statement, {"now": now})).scalar_one_or_none()
    return found


async def own_live_post(reads: Reads, practitioner_id: UUID, membership_id: UUID, now: datetime) -> UUID | None:
    """This post, if it is the practitioner's and live."""
    statement = select(_post.c.id).where(
        _post.c.id == membership_id, _post.c.practitioner_id == practitioner_id, live(_post)
    )
    found: UUID | None = (await reads.execute(statement, {"now": now})).scalar_one_or_none()
    return found


async def service_post(reads: Reads, issuer: str, client_id: str, now: datetime) -> Any | None:
    """The live service account's post that a client is bound to, with the subject its tokens must carry."""
    statement = (
        select(_post.c.id, _post.c.agency_id, _post.c.role, _binding.c.subject)
        .join(_post, _post.c.id == _binding.c.membership_id)
        .where(
            _binding.c.issuer == issuer,
            _binding.c.client_id == client_id,
            _binding.c.withdrawn_at.is_(None),
            _post.c.role == Role.SERVICE_ACCOUNT,
            live(_post),
        )
    )
    return (await reads.execute(statement, {"now": now})).one_or_none()


async def authorise(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    beside: tuple[ColumnElement[Any], ...] = (),
    given: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[Actor, Any]:
    """The actor's rights read again, inside a command's transaction, and the row of what is asked `beside` them.

    Raises Problem UNAUTHENTICATED if they ended.
    """
    binds = {"me": actor.membership_id, "now": now, SESSION.key: actor.session_id, **given}
    asked = _my_post(beside, by_session=actor.session_id is not None)
    post = await asked.one_or_none(await session.connection(), binds)
    over = actor.expires_at is not None and now.timestamp() >= actor.expires_at
    if over or post is None or post.practitioner_id != actor.practitioner_id:
        raise Problem(Code.UNAUTHENTICATED)
    found = Actor(
        membership_id=post.id,
        agency_id=post.agency_id,
        role=post.role,
        practitioner_id=post.practitioner_id,
        session_id=actor.session_id,
        expires_at=actor.expires_at,
    )
    return found, post


def authenticated_at(actor: Actor) -> Select[Any]:
    """Select when the actor last proved who they are; nothing for a script, which has no session."""
    return select(_session.c.authenticated_at).where(_session.c.id == actor.session_id)


def unended(session: Any) -> ColumnElement[bool]:
    """The session has neither ended nor expired, nor been left alone for too long."""
    return and_(session.c.ended_at.is_(None), session.c.expires_at > NOW, session.c.idle_until > NOW)


def told_of(actor: Actor, credential: str) -> dict[str, Any]:
    """What `last_used` is told of the session of a cookie, by the cookie's hash."""
    return {
        SESSION.key: actor.session_id,
        CREDENTIAL.key: credential,
        AGENCY.key: actor.agency_id,
        ROLE.key: actor.role.value,
    }


def last_used() -> ColumnElement[Any]:
    """When the session that is said to be the asker's (`SESSION`, `CREDENTIAL`, `ROLE`, `AGENCY`) was used last, where
    it is theirs still, as `session_by_hash` finds it, and acts by the post that asks; null of any other, and where none
    is said. Binds `me` and `now`.
    """
    session, post = row_of(_session), row_of(Membership)
    theirs = and_(session.c.id == SESSION, session.c.token_hash == CREDENTIAL, session.c.membership_id == ME)
    same = and_(post.c.id == ME, post.c.agency_id == AGENCY, post.c.role == ROLE, live(post))
    acts = found(post, same, post.c.practitioner_id == session.c.practitioner_id)
    last: ColumnElement[Any] = value(session.c.last_used_at, theirs, unended(session), acts)
    return last


def asker_holds() -> ColumnElement[bool]:
    """Whether the session that is said to be the asker's is; and where none is said."""
    return or_(CREDENTIAL.is_(None), last_used().is_not(None))


# What every request and every act asks, made once: writing it takes longer than running it.
@cache
def _my_post(beside: tuple[ColumnElement[Any], ...], *, by_session: bool) -> Kept:
    return Kept(live_post(ME).add_columns(*beside).where(credential_holds(by_session=by_session)))


_SESSION_BY_HASH = Kept(
    select(_session, _post.c.agency_id, _post.c.role)
    .join(_post, _post.c.id == _session.c.membership_id)
    .where(
        _session.c.token_hash == bindparam("token_hash"),
        unended(_session),
        _post.c.practitioner_id == _session.c.practitioner_id,
        live(_post),
    )
)
