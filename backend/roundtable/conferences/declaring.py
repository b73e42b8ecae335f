"""Without a meeting who comes writes, records and concludes: first they declare that what is said stays confidential,
and so are there.
"""

from roundtable.access import rule
from roundtable.conferences import policy, queries
from roundtable.conferences.models import AgendaItem, Conference
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.messaging.bars import keeps_from_writing
from roundtable.messaging.models import Thread


@keeps_from_writing(policy.may_owe_declaration)
async def check_writing(work: Work, thread: Thread) -> None:
    """Of the conversations of a conference in session. Raises Conflict NOT_CONFIDENTIAL."""
    over = table_of(AgendaItem).c.thread_id == thread.id
    for item in await work.all(AgendaItem, over, rule.acts_on_item):
        conference = await work.find(Conference, item.conference_id, policy.acts_on_conference, [])
        await check_declared(work, conference)


async def check_declared(work: Work, conference: Conference) -> None:
    """Who acts at a conference in session. Raises Conflict NOT_CONFIDENTIAL."""
    policy.check_declared(conference, await queries.own_attendance(work, conference))
