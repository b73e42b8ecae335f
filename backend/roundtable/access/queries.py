"""Finding through the rule, for commands; and the case's lock that orders acts and the ending of rights."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import SQLModel

from roundtable.access import rule
from roundtable.access.models import Audience, ConflictDeclaration, Disclosure
from roundtable.core import ids
from roundtable.core.guards import guarded, nobody
from roundtable.core.tables import evidence_of
from roundtable.core.work import Work

Item = TypeVar("Item", bound=SQLModel)

# Who has a conflict of interest must not learn that there is one; no type shows them yet.
guarded(ConflictDeclaration, nobody)


async def find_item(work: Work, model: type[Item], prefix: str, public_id: str, path: Sequence[str]) -> Item:
    """An item by its public id, under the rule, with its case's lock held.

    Raises Invalid INVALID_ID for what is not such an id, NotFound for what is hidden or not there.
    """
    key = ids.decode(prefix, public_id, path)
    case_id = await work.case_of(model, key, rule.sees_item)
    if case_id is not None:
        await lock_case(work, case_id)
    # Now it counts: the right may have ended while another held the case.
    return await work.find(model, key, rule.sees_item, path)


async def lock_case(work: Work, case_id: UUID, *, alone: bool = False) -> None:
    """Hold a case till the end of the transaction: shared by acts, alone for what ends rights.

    So nothing is done under a right that has ended. It is a lock on the case's key, for its row can only be held by
    who sees it, which who has a task does not. SQLite has one writer anyway.
    """
    if not work.is_postgresql:
        return
    take = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
    await work.value(select(take(func.hashtextextended(case_id.hex, 0))))


async def streams_of(work: Work, item: Any) -> list[UUID]:
    """The streams that tell of an item: its case's, and for a task's conversation the inboxes of who has the task.

    An agency that has only the task does not hear of the case.
    """
    audience, disclosure = evidence_of(Audience), evidence_of(Disclosure)
    named = (
        select(disclosure.c.agency_id)
        .join(audience, audience.c.id == disclosure.c.audience_id)
        .where(audience.c.id == item.audience_id, audience.c.for_task, rule.disclosure_is_live(disclosure))
    )
    inboxes = await work.values(named.where(disclosure.c.agency_id.is_not(None)))
    return [item.case_id, *inboxes]
