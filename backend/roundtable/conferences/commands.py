"""Acts of a conference. First light closes one; the full engine is a later issue."""

from uuid import UUID

from roundtable.conferences import policy, queries
from roundtable.conferences.models import ConferenceStatus
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.work import Work
from roundtable.messaging.commands import close_thread


async def close_conference(work: Work, conference_id: str) -> dict[str, UUID]:
    """End a conference: its conversations close with it."""
    conference = await queries.find_conference(work, conference_id)
    policy.check_close(work.actor, conference)
    conference.status, conference.closed_at = ConferenceStatus.CLOSED, work.now
    async with work.reaching(Reach.CONFERENCE_END):
        for item, thread in await queries.agenda(work, conference):
            work.record(FactName.CONFERENCE_CLOSED, item, conference.id, [item.case_id])
            if thread and thread.closed_at is None:
                await close_thread(work, thread, work.now)
    return {"conference": conference.id}
