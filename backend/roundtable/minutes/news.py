"""Telling who takes part in a conference what became of its minutes, and writing to those who are not at the page."""

from dataclasses import replace

from roundtable.conferences import news
from roundtable.conferences.calling import called, taking_part_for
from roundtable.conferences.models import Conference
from roundtable.core import ids
from roundtable.core.facts import FactName
from roundtable.core.work import Work
from roundtable.letters.commands import send
from roundtable.letters.models import LetterKind, Status
from roundtable.minutes.models import Minutes, MinutesComment, MinutesPassage, MinutesRemark
from roundtable.minutes.queries import came


def tell(work: Work, conference: Conference, minutes: Minutes) -> None:
    """Tell who follows the conference."""
    work.tell(FactName.MINUTES_CHANGED, None, minutes.id, [conference.id], conference=conference.id)


async def tell_all(work: Work, conference: Conference, minutes: Minutes) -> None:
    """Tell also where the agencies' lists are looked at; the conference itself has come further."""
    await news.tell(work, conference)
    tell(work, conference, minutes)


async def write(work: Work, conference: Conference, minutes: Minutes, kind: LetterKind) -> None:
    """Write to those who take part for an agency that came, but for who acts; nothing of any case is in it."""
    url = f"/minutes/{ids.encode('minutes', minutes.id)}"
    due_at = minutes.comments_due_at if kind is LetterKind.MINUTES_CIRCULATED else None
    said = replace(called(conference, Status.NEEDS_ACTION, due_at), place=None, url=url)
    for post in await taking_part_for(work, conference, await came(work, conference)):
        if post != work.actor.membership_id:
            send(work, post, kind, conference.id, said)


def tell_of_comment(work: Work, conference: Conference, comment: MinutesComment | MinutesRemark) -> None:
    """Tell who reads it: of the general part all who follow the conference."""
    if isinstance(comment, MinutesComment):
        tell_of_section(work, conference, comment)
    else:
        work.tell(FactName.MINUTES_CHANGED, None, comment.minutes_id, [conference.id], conference=conference.id)


def tell_of_section(work: Work, conference: Conference, changed: MinutesPassage | MinutesComment) -> None:
    """Tell who knows that there is what was changed."""
    work.record(FactName.MINUTES_SECTION_CHANGED, changed, changed.section_id, [conference.id])
