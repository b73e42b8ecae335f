"""Finding conflicts, whom they may be about, and who is to hear of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from roundtable.access import rule
from roundtable.access.models import ConflictDeclaration
from roundtable.access.queries import find_case, find_item
from roundtable.agencies.models import Agency, Membership
from roundtable.conflicts import policy
from roundtable.core import ids
from roundtable.core.errors import NotFound
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.core.scope import ME, NOW, found
from roundtable.core.tables import evidence_of, row_of, table_of
from roundtable.core.work import Work

# Whom a conflict is about: one of its two columns.
Party = dict[str, UUID]


async def find_seen_case(work: Work, public_id: str) -> UUID:
    """The key of a case that one sees, through a glass too: held alone, since what follows ends rights.

    Raises NotFound, Invalid INVALID_ID.
    """
    return await find_case(work, public_id, sees=rule.sees_case, alone=True)


async def find_agency(work: Work, case_id: UUID, public_id: str) -> Party:
    """An agency that one may name. Raises NotFound for any other, known or not; Invalid INVALID_ID."""
    key = ids.decode("agency", public_id, ["agencyId"])
    may_name = policy.may_name(case_id, table_of(Agency).c.id)
    agency = await work.find(Agency, key, open_to_all_who_sign_in, ["agencyId"], may_name)
    return {"agency_id": agency.id}


async def find_practitioner(work: Work, case_id: UUID, public_id: str) -> Party:
    """Who holds a post that one may name. Raises NotFound for any other, known or not; Invalid INVALID_ID."""
    key = ids.decode("membership", public_id, ["membershipId"])
    may_name = policy.may_name(case_id, table_of(Membership).c.agency_id)
    post = await work.find(Membership, key, open_to_all_who_sign_in, ["membershipId"], may_name)
    if post.practitioner_id is None:
        raise NotFound(["membershipId"])
    return {"practitioner_id": post.practitioner_id}


async def find_conflict(work: Work, public_id: str) -> ConflictDeclaration:
    return await find_item(
        work, ConflictDeclaration, "conflict", public_id, ["conflictId"], policy.sees_conflict, alone=True
    )


async def has_standing(work: Work, case_id: UUID, party: Party) -> bool:
    """Whether a conflict of this very party stands already."""
    conflict = evidence_of(ConflictDeclaration)
    same = [conflict.c[name] == key for name, key in party.items()]
    # Not by when it was declared: one declared at the same moment may say a later one than this act does.
    return await work.holds(found(conflict, conflict.c.case_id == case_id, *same, _unlifted(conflict)))


def stands(conflict: Any) -> ColumnElement[bool]:
    """Declared, and not lifted."""
    return and_(conflict.c.declared_at <= NOW, _unlifted(conflict))


def _unlifted(conflict: Any) -> ColumnElement[bool]:
    return or_(conflict.c.lifted_at.is_(None), conflict.c.lifted_at > NOW)


async def is_own(work: Work, conflict: ConflictDeclaration) -> bool:
    """The conflict is the actor's, or of an agency where the actor has a post too."""
    me, post = row_of(Membership), row_of(Membership)
    of_agency = found(post, post.c.agency_id == conflict.agency_id, post.c.practitioner_id == me.c.practitioner_id)
    of_person = me.c.practitioner_id == conflict.practitioner_id
    return await work.holds(found(me, me.c.id == ME, or_(of_person, of_agency)))


async def who_hears(work: Work, declared: ConflictDeclaration) -> list[tuple[UUID, UUID]]:
    """The posts, each with its agency, that manage a conflict; and those it is about that see the case now.

    While it stands, the latter are none: to them a conflict hides that the case exists, and a word of it would tell.
    """
    conflict, post = evidence_of(ConflictDeclaration), row_of(Membership)
    about = or_(post.c.practitioner_id == conflict.c.practitioner_id, post.c.agency_id == conflict.c.agency_id)
    statement = (
        select(post.c.id, post.c.agency_id)
        .select_from(conflict.join(post, or_(policy.manages(post, conflict), about)))
        .where(
            conflict.c.id == declared.id,
            rule.is_near(declared.case_id, post),
            rule.sees_case(declared.case_id, post),
        )
    )
    return [(key, agency) for key, agency in await work.rows(statement.order_by(post.c.id))]
