"""Telling who takes part in a conference what became of its minutes."""

from roundtable.conferences import news
from roundtable.conferences.models import Conference
from roundtable.core.facts import FactName
from roundtable.core.work import Work
from roundtable.minutes.models import Minutes, MinutesComment, MinutesPassage


def tell(work: Work, conference: Conference, minutes: Minutes) -> None:
    """Tell who follows the conference."""
    work.tell(FactName.MINUTES_CHANGED, None, minutes.id, [conference.id], conference=conference.id)


async def tell_all(work: Work, conference: Conference, minutes: Minutes) -> None:
    """Tell also where the agencies' lists are looked at; the conference itself has come further."""
    await news.tell(work, conference)
    tell(work, conference, minutes)


def tell_of_section(work: Work, conference: Conference, changed: MinutesPassage | MinutesComment) -> None:
    """Tell who knows that there is what was changed."""
    work.record(FactName.MINUTES_SECTION_CHANGED, changed, changed.section_id, [conference.id])
