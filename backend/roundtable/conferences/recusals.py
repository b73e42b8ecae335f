"""Who stepped aside while an item was heard comes back when it is over."""

from collections.abc import Sequence

from roundtable.access.models import ConflictDeclaration
from roundtable.access.news import tell_of_sight
from roundtable.conferences import news
from roundtable.conferences.models import AgendaItem, Recusal
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work


async def end_recusals(work: Work, items: Sequence[AgendaItem]) -> None:
    """The conflicts that were for these items end with them; those that last do not. Their cases are held alone."""
    own, conflict = table_of(Recusal), table_of(ConflictDeclaration)
    async with work.reaching(Reach.CONFERENCE_TABLE):
        of_items = own.c.agenda_item_id.in_([item.id for item in items])
        recusals = await work.reached(Recusal, of_items, own.c.ended_at.is_(None))
        for each in recusals:
            each.ended_at = work.now
        passing = [each for each in recusals if not each.lasting]
        stands = conflict.c.id.in_([each.conflict_id for each in passing]), conflict.c.lifted_at.is_(None)
        for lifted in await work.reached(ConflictDeclaration, *stands) if passing else []:
            lifted.lifted_at, lifted.lifted_by = work.now, work.actor.membership_id
            lifted.lifting_reason = "The item is over."
    for each in passing:
        await news.tell_of_seat(work, each.case_id, each.membership_id)
    for case_id in sorted({each.case_id for each in passing}):
        await tell_of_sight(work, case_id)
