"""Telling a case's table, and the agencies that have only a task there, that what they are shown of it has changed."""

from uuid import UUID

from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work

_TOLD = (CaseAgencyState.ACTIVE, CaseAgencyState.TASKED)


async def tell_table(work: Work, case_id: UUID, part_id: UUID) -> None:
    """Tell of an agency's part: the table in the case's stream, its agencies in theirs, as lists of cases name them."""
    await tell_seated(work, FactName.AGENCY_CHANGED, case_id, part_id)


async def tell_seated(work: Work, name: FactName, case_id: UUID, subject_id: UUID, *, anonymous: bool = False) -> None:
    """Tell the table of what lists of cases show: in the case's stream, and its agencies in theirs."""
    seated, _ = await _inboxes(work, case_id)
    work.tell(name, case_id, subject_id, [case_id, *seated], anonymous=anonymous)


async def tell_of_sight(work: Work, case_id: UUID) -> None:
    """Tell that somebody sees more of a case than before, or less: whoever is shown who sees something reads it again.

    It says neither who it was nor by what: what each may know of that, they read.
    """
    work.tell(FactName.ACCESS_CHANGED, case_id, case_id, [case_id], anonymous=True)
    await tell_tasked(work, case_id)


def tell_agency(work: Work, case_id: UUID | None, subject_id: UUID, agency_id: UUID) -> None:
    """Tell an agency, in its own inbox, that what it sees has changed; it says that, and nothing of the case."""
    work.tell(FactName.ACCESS_CHANGED, case_id, subject_id, [agency_id], agency=agency_id)


async def tell_tasked(work: Work, case_id: UUID) -> None:
    """The same to the agencies that have only a task, and hear nothing of the case's table."""
    _, tasked = await _inboxes(work, case_id)
    for agency in tasked:
        work.tell(FactName.ACCESS_CHANGED, case_id, case_id, [agency], agency=agency, anonymous=True)


async def _inboxes(work: Work, case_id: UUID) -> tuple[list[UUID], list[UUID]]:
    """The agencies at the table, and those that have only a task."""
    # What was changed must stand before it is asked who has which part.
    await work.flush()
    async with work.reaching(Reach.TABLE_TOLD, case_id):
        parts = await work.reached(CaseAgency, table_of(CaseAgency).c.state.in_(_TOLD))
    of_state = [sorted(part.agency_id for part in parts if part.state is state) for state in _TOLD]
    return of_state[0], of_state[1]
