"""Finding a conference and its agenda, for commands."""

from uuid import UUID

from roundtable.conferences.models import AgendaItem, Conference
from roundtable.conferences.policy import acts_on_conference
from roundtable.core import ids
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.messaging.models import Thread


async def find_conference(work: Work, public_id: str) -> Conference:
    path = ["conferenceId"]
    key = ids.decode("conference", public_id, path)
    # Who does not see it holds none of its cases, nor waits for them.
    await work.find(Conference, key, acts_on_conference, path)
    async with work.reaching(Reach.CONFERENCE_END):
        items = await work.reached(AgendaItem, table_of(AgendaItem).c.conference_id == key)
    for case_id in sorted({item.case_id for item in items}):
        # Alone: what is being said in its conversations is said before they close, or not at all.
        await work.hold_case(case_id, alone=True)
    return await work.find(Conference, key, acts_on_conference, path)


async def agenda(work: Work, conference: Conference) -> list[tuple[AgendaItem, Thread | None]]:
    """All of a conference's items and their conversations: what closes it closes them all, seen or not."""
    items = await work.reached(AgendaItem, table_of(AgendaItem).c.conference_id == conference.id)
    threads = await work.reached(Thread, table_of(Thread).c.id.in_([item.thread_id for item in items]))
    of_key: dict[UUID | None, Thread] = {thread.id: thread for thread in threads}
    return [(item, of_key.get(item.thread_id)) for item in items]
