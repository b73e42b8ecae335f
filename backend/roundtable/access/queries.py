"""Finding through the rule, for commands; and the case's lock that orders acts and the ending of rights."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.access import rule
from roundtable.access.models import Audience, Disclosure
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work

Item = TypeVar("Item", bound=SQLModel)


async def find_item(work: Work, model: type[Item], prefix: str, public_id: str, path: Sequence[str]) -> Item:
    """An item by its public id, under the rule, with its case's lock held.

    Raises Invalid INVALID_ID for what is not such an id, NotFound for what is hidden or not there.
    """
    key = ids.decode(prefix, public_id, path)
    table = table_of(model)
    case_id = await work.session.scalar(select(table.c.case_id).where(table.c.id == key))
    if case_id is not None:
        await lock_case(work, case_id)
    return await work.find(model, key, rule.sees_item, path)


async def lock_case(work: Work, case_id: UUID, *, alone: bool = False) -> None:
    """Hold a case's row till the end of the transaction: shared by acts, alone for what ends rights.

    So nothing is done under a right that has ended. SQLite has one writer anyway.
    """
    if work.session.get_bind().dialect.name != "postgresql":
        return
    case: Any = SQLModel.metadata.tables["case"]
    await work.session.execute(select(case.c.id).where(case.c.id == case_id).with_for_update(read=not alone))


async def streams_of(work: Work, item: Any) -> list[UUID]:
    """The streams that tell of an item: its case's, and for a task's conversation the inboxes of who has the task.

    An agency that has only the task does not hear of the case.
    """
    audience, disclosure = table_of(Audience), table_of(Disclosure)
    named = (
        select(disclosure.c.agency_id)
        .join(audience, audience.c.id == disclosure.c.audience_id)
        .where(audience.c.id == item.audience_id, audience.c.for_task, rule.disclosure_is_live(disclosure))
    )
    inboxes = await work.session.scalars(named.where(disclosure.c.agency_id.is_not(None)), work.binds)
    return [item.case_id, *inboxes]
