"""Acts on logins: let a practitioner or a script's client in, and withdraw that at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.administration import policy, queries
from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.core.actor import Permission
from roundtable.core.errors import Code, Conflict
from roundtable.core.tables import table_of
from roundtable.core.text import clean
from roundtable.core.work import Work
from roundtable.identity.commands import end_sessions_of
from roundtable.identity.models import Login, ServiceBinding

ISSUER_LENGTH, SUBJECT_LENGTH = 500, 255

Refs = dict[str, UUID]


async def invite_login(work: Work, practitioner_id: str, subject: str, issuer: str) -> Refs:
    """Let a practitioner enter whenever this issuer vouches for this subject.

    Raises NotFound, Forbidden, Conflict: WRONG_STATUS for an inactive practitioner, ALREADY_THERE for a subject that
    is invited.
    """
    practitioner = await queries.find_practitioner(work, practitioner_id)
    posts = await queries.posts_of(work, practitioner.id)
    policy.check_login(work.actor, posts, ["practitionerId"])
    queries.check_active(practitioner, ["practitionerId"])
    issuer, subject = _as_given(issuer, ISSUER_LENGTH, "issuer"), _as_given(subject, SUBJECT_LENGTH, "subject")
    whose = await _holding(work, Login, "practitioner_id", issuer=issuer, subject=subject)
    if whose is not None:
        said = f"This subject is invited already, as {ids.encode('practitioner', whose)}."
        raise Conflict(Code.ALREADY_THERE, ["subject"], _to_who_sees_all(work, said))
    login = Login(issuer=issuer, subject=subject, practitioner_id=practitioner.id, created_at=work.now)
    work.add(login)
    work.about.update(post.agency_id for post in posts)
    return {"login": login.id}


async def bind_client(work: Work, post: Membership, issuer: str, client_id: str, subject: str | None) -> None:
    """Let a client of this issuer act by a service account's post; `subject` where its tokens name another than it.

    Raises Conflict ALREADY_THERE for a client that is bound.
    """
    issuer, client_id = _as_given(issuer, ISSUER_LENGTH, "issuer"), _as_given(client_id, SUBJECT_LENGTH, "clientId")
    subject = _as_given(subject, SUBJECT_LENGTH, "subject") if subject else None
    whose = await _holding(work, ServiceBinding, "membership_id", issuer=issuer, client_id=client_id)
    if whose is not None:
        said = f"This client is bound already, to {ids.encode('membership', whose)}."
        raise Conflict(Code.ALREADY_THERE, ["clientId"], _to_who_sees_all(work, said))
    # The post's row must stand before the binding points at it.
    await work.flush()
    binding = ServiceBinding(
        issuer=issuer, client_id=client_id, subject=subject, membership_id=post.id, created_at=work.now
    )
    work.add(binding)


async def withdraw_login(work: Work, login_id: str) -> Refs:
    """Let nobody enter by it any more; its sessions, and what its tokens are good for, end at once.

    Raises NotFound, Forbidden, Conflict WRONG_STATUS for one that is withdrawn.
    """
    path = ["loginId"]
    login = await queries.find_login(work, login_id)
    posts = await queries.posts_entered(work, login)
    policy.check_seen(work.actor, posts, path)
    policy.check_login(work.actor, posts, path)
    if login.withdrawn_at is not None:
        raise Conflict(Code.WRONG_STATUS, path)
    login.withdrawn_at = work.now
    await end_sessions_of(work, login.id)
    work.about.update(post.agency_id for post in posts)
    return {"login": login.id}


async def _holding(work: Work, model: type[Any], holder: str, **names: str) -> UUID | None:
    """Who holds what an issuer calls so, and is not withdrawn."""
    table = table_of(model)
    same = (table.c[name] == value for name, value in names.items())
    whose: UUID | None = await work.value(select(table.c[holder]).where(*same, table.c.withdrawn_at.is_(None)))
    return whose


def _to_who_sees_all(work: Work, said: str) -> str | None:
    """Whose a login is, is not for the administrators of another agency to know."""
    return said if work.actor.may(Permission.AGENCY_MANAGE) else None


def _as_given(text: str, longest: int, name: str) -> str:
    """A provider's name for something, which is compared letter by letter: nothing but blanks around it is taken."""
    clean(text, longest, [name])
    return text.strip()
