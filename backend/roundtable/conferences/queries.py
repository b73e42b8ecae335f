"""Finding a conference and its agenda, for commands."""

from sqlalchemy import select

from roundtable.access.queries import lock_case
from roundtable.conferences.models import AgendaItem, Conference
from roundtable.conferences.policy import acts_on_conference
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work


async def find_conference(work: Work, public_id: str) -> Conference:
    key = ids.decode("conference", public_id, ["conferenceId"])
    item = table_of(AgendaItem)
    cases = await work.session.scalars(
        select(item.c.case_id).where(item.c.conference_id == key).order_by(item.c.case_id)
    )
    for case_id in list(cases):
        # Alone: what is being said in its conversations is said before they close, or not at all.
        await lock_case(work, case_id, alone=True)
    return await work.find(Conference, key, acts_on_conference, ["conferenceId"])


async def agenda(work: Work, conference: Conference) -> list[AgendaItem]:
    """All of a conference's items: what closes it closes them all, seen or not."""
    found = await work.session.scalars(select(AgendaItem).where(table_of(AgendaItem).c.conference_id == conference.id))
    return list(found)
