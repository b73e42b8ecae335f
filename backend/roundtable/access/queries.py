"""Finding through the rule, for commands; and the case's lock that orders acts and the ending of rights."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, bindparam, cast, select
from sqlmodel import SQLModel

from roundtable.access import rule
from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    Compartment,
    Consent,
    Disclosure,
    Purpose,
)
from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.core.errors import NotFound
from roundtable.core.kept import Kept
from roundtable.core.scope import ME, values
from roundtable.core.tables import Instant, evidence_of, row_of, table_of
from roundtable.core.work import Guard, Work
from roundtable.reader import sql

Item = TypeVar("Item", bound=SQLModel)


async def find_item(
    work: Work,
    model: type[Item],
    prefix: str,
    public_id: str,
    path: Sequence[str],
    guard: Guard = rule.acts_on_item,
    *,
    alone: bool = False,
    within: bool = False,
) -> Item:
    """An item by its public id, under the rule, with its case's lock held. An act that begins with it may stay `within`
    that case (`Work.find_held`).

    Raises Invalid INVALID_ID for what is not such an id, NotFound for what is hidden or not there.
    """
    return await work.find_held(model, ids.decode(prefix, public_id, path), guard, path, alone=alone, within=within)


def at_own_table(row: Any) -> ColumnElement[bool]:
    """A row of a case at whose table the acting post sits: who looks through a glass finds nothing to change."""
    return rule.has_seat(row.c.case_id)


async def find_case(
    work: Work,
    public_id: str,
    path: Sequence[str] = ("caseId",),
    sees: Callable[[Any], ColumnElement[bool]] = rule.has_seat,
    *,
    alone: bool = False,
) -> UUID:
    """The key of a case, its lock held: one at whose table the acting post sits, or that it `sees` otherwise.

    Raises NotFound, Invalid INVALID_ID.
    """
    key = ids.decode("case", public_id, path)
    is_seen = select(sees(key))
    # Who does not see a case does not wait for it: a refusal that takes long would tell that somebody is at work on it.
    if await work.value(is_seen):
        await work.hold_case(key, alone=alone)
        if await work.value(is_seen):
            return key
    raise NotFound(path)


async def streams_of(work: Work, item: Any) -> list[UUID]:
    """The streams that tell of an item: its case's, and for a task's conversation the inboxes of who has the task.

    An agency that has only the task does not hear of the case.
    """
    return await streams_of_audience(work, item.case_id, item.audience_id)


async def streams_of_audience(work: Work, case_id: UUID, audience_id: UUID) -> list[UUID]:
    return [case_id, *await work.values(_inboxes_of_task(), audience_id=audience_id)]


def inboxes_of_task() -> Select[Any]:
    """The agencies who have the task that an audience (`audience_id`) is for, if it is for one."""
    audience, disclosure = evidence_of(Audience), evidence_of(Disclosure)
    named = select(disclosure.c.agency_id).join(audience, audience.c.id == disclosure.c.audience_id)
    return named.where(
        audience.c.id == bindparam("audience_id", type_=Uuid()),
        audience.c.for_task,
        disclosure.c.agency_id.is_not(None),
        rule.disclosure_is_live(disclosure),
    )


@cache
def _inboxes_of_task() -> Kept:
    return Kept(inboxes_of_task())


async def part_of(work: Work, case_id: UUID, agency_id: UUID) -> CaseAgency | None:
    """An agency's part in a case, whatever its state."""
    part = table_of(CaseAgency)
    parts = await work.values(select(CaseAgency).where(part.c.case_id == case_id, part.c.agency_id == agency_id))
    return parts[0] if parts else None


async def agencies_on(work: Work, case_id: UUID, *sides: Compartment) -> list[UUID]:
    """The agencies at the table that work on these sides of a case."""
    part = evidence_of(CaseAgency)
    at_the_table = select(part.c.agency_id).where(
        part.c.case_id == case_id, part.c.state == CaseAgencyState.ACTIVE, part.c.compartment.in_(sides)
    )
    return await work.values(at_the_table.order_by(part.c.agency_id))


async def who_look_through_glasses(work: Work, case_id: UUID) -> list[UUID]:
    """The posts that see a case by a broken glass now, as the side that supports the victim does."""
    glass = evidence_of(BreakGlass)
    looking = select(glass.c.membership_id).where(glass.c.case_id == case_id, rule.glass_is_open(glass)).distinct()
    return await work.values(looking.order_by(glass.c.membership_id))


async def seated_posts(work: Work, case_id: UUID, asked: Collection[UUID]) -> list[UUID]:
    """Those of some posts that have a seat at a case."""
    post = row_of(Membership)
    seated = select(post.c.id).where(post.c.id.in_(asked), rule.sees_case(case_id, post))
    return await work.values(seated)


def glasses_looked_through() -> ColumnElement[Any]:
    """JSON, as text, of [case, glass, reason]: the open glasses through which the acting post sees a case, and not
    otherwise.
    """
    glass = evidence_of(BreakGlass)
    own = [glass.c.membership_id == ME, rule.glass_is_open(glass), ~rule.has_seat(glass.c.case_id)]
    each = sql.json_array(sql.wire(glass.c.case_id), sql.wire(glass.c.id), sql.wire(glass.c.reason))
    return cast(select(sql.json_group(each)).select_from(glass).where(*own).scalar_subquery(), Text)


async def held(work: Work, case_id: UUID) -> int:
    """The categories that the acting post is entitled to in a case, as bits."""
    me = row_of(Membership)
    return await work.value(select(rule.held(me, case_id)).select_from(me).where(me.c.id == ME)) or 0


async def covering_consent(
    work: Work, case_id: UUID, purpose: Purpose, recipients: Sequence[dict[str, UUID]], categories: int
) -> Consent | None:
    """A victim's consent in force for this purpose, all these recipients and all these categories; the newest of them.

    A child's or another's is kept as what they said, and nothing rests on it (decisions/0016-consents.md). Whoever
    discloses has it already, so a consent need not name them.
    """
    table, person = table_of(Consent), evidence_of(SQLModel.metadata.tables["case_participant"])
    of_victim = table.c.participant_id.in_(values(person.c.id, person.c.case_id == case_id, person.c.role == "VICTIM"))
    statement = select(Consent).where(table.c.case_id == case_id, of_victim, rule.consent_is_in_force(table))
    consents: list[Consent] = await work.values(statement.order_by(table.c.recorded_at.desc()))
    agencies = await _agencies_of(work, recipients)
    for consent in consents:
        fits = not consent.purposes or purpose in consent.purposes
        known = agencies is not None and agencies <= {UUID(key) for key in consent.agency_ids}
        if fits and (not consent.agency_ids or known) and not categories & ~consent.categories:
            return consent
    return None


async def _agencies_of(work: Work, recipients: Sequence[dict[str, UUID]]) -> set[UUID] | None:
    """The other agencies that recipients belong to; None where everyone at the table is one."""
    if any(not recipient for recipient in recipients):
        return None
    post = table_of(Membership)
    posts = [recipient["membership_id"] for recipient in recipients if "membership_id" in recipient]
    of_posts = await work.values(select(post.c.agency_id).where(post.c.id.in_(posts)))
    named = {recipient["agency_id"] for recipient in recipients if "agency_id" in recipient}
    return (named | set(of_posts)) - {work.actor.agency_id}


async def audience_of(work: Work, audience_id: UUID) -> Audience:
    """An audience that the actor is in."""
    (audience,) = await work.values(_audience(), audience_id=audience_id)
    found: Audience = audience
    return found


@cache
def _audience() -> Select[Any]:
    return select(Audience).where(table_of(Audience).c.id == bindparam("audience_id", type_=Uuid()))


async def audience_version(work: Work, item: Any) -> str:
    """The version of who can see an item, as `Audience.version` shows it."""
    audience = await audience_of(work, item.audience_id)
    given = {"case_id": audience.case_id, "audience_id": audience.id, "since": audience.created_at}
    return version_of(key.hex for key in await work.values(_who_sees(), **given))


@cache
def _who_sees() -> Kept:
    case_id, audience_id = (bindparam(name, type_=Uuid()) for name in ("case_id", "audience_id"))
    post, since = row_of(Membership), bindparam("since", type_=Instant())
    sees = rule.is_near(case_id, post), rule.sees_audience(case_id, audience_id, since, post)
    return Kept(select(post.c.id).where(*sees))


def version_of(posts: Iterable[str]) -> str:
    """One word for a set of posts, so that two moments can be compared."""
    return hashlib.sha256(" ".join(sorted(posts)).encode()).hexdigest()[:16]
