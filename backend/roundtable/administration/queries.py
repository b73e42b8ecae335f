"""Finding what acts on the directory hang on."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import SQLModel

from roundtable.agencies.models import Agency, Membership, Practitioner
from roundtable.agencies.queries import live
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.errors import Code, Conflict, NotFound
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.core.scope import NOW
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.identity.models import Login, ServiceBinding

Row = TypeVar("Row", bound=SQLModel)

_post = table_of(Membership)


async def find(work: Work, model: type[Row], prefix: str, public_id: str, path: Sequence[str]) -> Row:
    """A row of the directory, which all who sign in may read. Raises NotFound, Invalid INVALID_ID."""
    return await work.find(model, ids.decode(prefix, public_id, path), open_to_all_who_sign_in, path)


async def find_agency(work: Work, public_id: str) -> Agency:
    return await find(work, Agency, "agency", public_id, ["agencyId"])


async def find_practitioner(work: Work, public_id: str) -> Practitioner:
    return await find(work, Practitioner, "practitioner", public_id, ["practitionerId"])


def check_active(row: Agency | Practitioner, path: Sequence[str]) -> None:
    if not row.active:
        raise Conflict(Code.WRONG_STATUS, path, "This is no longer active.")


async def check_new(work: Work, same: Select[Any], prefix: str, path: Sequence[str]) -> None:
    """Raises Conflict ALREADY_THERE, with the id of what is like it."""
    there: UUID | None = await work.value(same.limit(1))
    if there is not None:
        raise Conflict(Code.ALREADY_THERE, path, f"There is one like this already: {ids.encode(prefix, there)}.")


async def platform_admins(work: Work) -> list[Membership]:
    """Who administers the platform now, held: of two who end each other's post one waits, and is refused."""
    theirs = _post.c.role == Role.PLATFORM_ADMIN
    await work.values(select(_post.c.id).where(theirs).order_by(_post.c.id).with_for_update())
    # Looked at once they are held: whoever was waited for may have let an agency rest.
    return await work.values(select(Membership).where(theirs, live(_post)))


async def posts_of(work: Work, practitioner_id: UUID) -> list[Membership]:
    """A practitioner's posts that have not ended."""
    return await _posts(work, _post.c.practitioner_id == practitioner_id)


async def posts_entered(work: Work, login: Login | ServiceBinding) -> list[Membership]:
    """The posts that one enters to by it."""
    if isinstance(login, ServiceBinding):
        return await _posts(work, _post.c.id == login.membership_id)
    return await posts_of(work, login.practitioner_id)


async def find_login(work: Work, public_id: str) -> Login | ServiceBinding:
    """A practitioner's login or a script's, held. Raises NotFound, Invalid INVALID_ID."""
    key = ids.decode("login", public_id, ["loginId"])
    for model in (Login, ServiceBinding):
        login: Login | ServiceBinding | None = await work.value(
            select(model).where(table_of(model).c.id == key).with_for_update()
        )
        if login is not None:
            return login
    raise NotFound(["loginId"])


async def _posts(work: Work, whose: ColumnElement[bool]) -> list[Membership]:
    unended = or_(_post.c.ends_at.is_(None), _post.c.ends_at > NOW)
    return await work.values(select(Membership).where(whose, unended).order_by(_post.c.id))
