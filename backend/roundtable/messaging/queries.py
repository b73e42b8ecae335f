"""Finding threads and messages for commands, and counting what is unread."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, func, or_, select, true

from roundtable.access import rule
from roundtable.access.queries import find_item, inboxes_of_task
from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.core.errors import Code, Invalid
from roundtable.core.kept import Kept
from roundtable.core.scope import ME, NOW, at_most, found, values
from roundtable.core.tables import evidence_of, row_of, table_of
from roundtable.core.work import Work
from roundtable.messaging.bars import check_bars, suspected
from roundtable.messaging.models import Draft, Mention, Message, ReadPosition, Thread
from roundtable.messaging.policy import is_own_draft, is_own_position, unread


async def find_thread(
    work: Work, public_id: str, path: Sequence[str] = ("threadId",), *, within: bool = False
) -> Thread:
    return await find_item(work, Thread, "thread", public_id, path, within=within)


async def find_message(work: Work, public_id: str, path: Sequence[str] = ("messageId",)) -> Message:
    return await find_item(work, Message, "message", public_id, path)


async def find_mentioned(work: Work, audience: Any, mentions: Sequence[str]) -> list[Membership]:
    """The posts a message names. Raises Invalid INVALID_AUDIENCE unless all of them can see it."""
    asked = {ids.decode("membership", text, ["mentions"]) for text in mentions}
    if not asked:
        return []
    sees = rule.sees_audience(audience.case_id, audience.audience_id, audience.created_at, table_of(Membership))
    found = await work.all(Membership, table_of(Membership).c.id.in_(asked), lambda _: sees)
    if {post.id for post in found} != asked:
        raise Invalid(Code.INVALID_AUDIENCE, ["mentions"])
    return found


async def when_and_where(work: Work, thread: Thread, audience_id: UUID) -> tuple[datetime, list[UUID]]:
    """When a message is posted, and which streams tell of it: its case's, and for a task's conversation the inboxes of
    who has the task. Raises Problem where something else keeps one from writing there.

    It is now, but always after the last message one sees by right: a clock that is behind must not reorder a
    conversation. Two of one moment would be ordered by their keys, which each machine makes by its own clock.
    """
    given = {"case_id": thread.case_id, "thread_id": thread.id, "audience_id": audience_id}
    rows = await work.rows(_when_and_where(), **given)
    # Hardly ever, too.
    if rows[0].suspected:
        await check_bars(work, thread)
    inboxes = [row.agency_id for row in rows if row.agency_id]
    # Hardly ever: so only then is it asked which of them one sees.
    last = await _latest(work, thread) if rows[0].later else None
    return work.later_than(last) if last else work.now, [thread.case_id, *inboxes]


async def _latest(work: Work, thread: Thread) -> datetime | None:
    return await work.latest_after(Message, "thread_id", thread.id, work.now, rule.acts_on_item)


@cache
def _when_and_where() -> Kept:
    message, named = evidence_of(Message), inboxes_of_task().subquery()
    case, thread = bindparam("case_id", type_=Uuid()), bindparam("thread_id", type_=Uuid())
    later = found(message, message.c.thread_id == thread, message.c.created_at >= NOW)
    once = select(later.label("later"), suspected(case, thread).label("suspected")).subquery()
    return Kept(select(once.c.later, once.c.suspected, named.c.agency_id).select_from(once.outerjoin(named, true())))


def unread_count(thread: Any) -> ColumnElement[int]:
    """How many of a thread's messages the acting post may see and has not read: the one place where that is counted.

    Who looks through a glass reads nothing up to anywhere, and so has nothing to catch up on.
    """
    message, position = row_of(Message), row_of(ReadPosition)
    mine = and_(position.c.thread_id == message.c.thread_id, position.c.membership_id == ME)
    return (
        select(func.count(message.c.id))
        .select_from(message.outerjoin(position, mine))
        .where(unread(thread, position, message, ME), rule.acts_on_item(message))
        .correlate_except(message, position)
        .scalar_subquery()
    )


def mentioned(message: Any) -> Select[Any]:
    """The posts that a message names, of a message that is seen: a mention is seen with it."""
    # Past a guard that would weigh the message again: that cost more than all else one reads with a message.
    mention = evidence_of(Mention)
    return values(mention.c.membership_id, mention.c.message_id == message.c.id)


async def last_read(work: Work, thread_id: UUID) -> ReadPosition | None:
    """The acting post's read position in a thread, held: another window of theirs may be moving it."""
    found = await work.all(ReadPosition, table_of(ReadPosition).c.thread_id == thread_id, is_own_position)
    for position in found:
        await work.hold(position)
        return position
    return None


async def message_before(work: Work, message: Message) -> Message | None:
    """The last message of its thread that the actor sees before this one."""
    row = table_of(Message)
    earlier = or_(
        row.c.created_at < message.created_at, and_(row.c.created_at == message.created_at, row.c.id < message.id)
    )
    before = select(Message).where(row.c.thread_id == message.thread_id, earlier)
    found: Message | None = await work.value(at_most(1, before.order_by(row.c.created_at.desc(), row.c.id.desc())))
    return found


async def find_draft(work: Work, public_id: str) -> Draft:
    return await find_item(work, Draft, "draft", public_id, ["draftId"], is_own_draft)


async def draft_at(work: Work, case_id: UUID, thread_id: UUID | None) -> Draft | None:
    """What the acting post is writing in a thread, or to open one on a case."""
    draft = table_of(Draft)
    there = and_(draft.c.case_id == case_id, draft.c.thread_id.is_not_distinct_from(thread_id))
    found = await work.all(Draft, there, is_own_draft)
    return found[0] if found else None
