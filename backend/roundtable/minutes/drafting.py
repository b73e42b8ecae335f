"""What a version of minutes begins with: a section for each item, with what was noted there, or with what the version
before says.
"""

from datetime import datetime
from uuid import UUID

from roundtable.conferences.models import Conference
from roundtable.core.standing import Reach
from roundtable.core.work import Work
from roundtable.minutes import queries
from roundtable.minutes.models import Minutes, MinutesPassage, MinutesSection, MinutesWords


async def draft_sections(work: Work, conference: Conference, minutes: Minutes) -> None:
    """Of all the items, seen or not by who drafts."""
    async with work.reaching(Reach.MINUTES):
        for item in await queries.items(work, conference):
            section = await _section(work, minutes, item.case_id, item.id, item.audience_id, item.created_at)
            if item.note:
                await add_passage(work, section, section.audience_id, section.audience_id, item.note, 1)


async def copy_sections(work: Work, before: Minutes, minutes: Minutes) -> None:
    """Of all of the version before, for who may see them there."""
    async with work.reaching(Reach.MINUTES):
        for old in await queries.sections(work, before):
            section = await _section(work, minutes, old.case_id, old.agenda_item_id, old.audience_id, old.created_at)
            for passage, words in await queries.passages(work, [old]):
                await add_passage(work, section, passage.audience_id, words.audience_id, words.text, passage.position)


async def add_passage(
    work: Work, section: MinutesSection, audience_id: UUID, words_audience_id: UUID, text: str, position: int
) -> MinutesPassage:
    """Who is in the one audience knows that there is a passage; who is in the other reads it."""
    passage = work.add(
        MinutesPassage(
            case_id=section.case_id,
            section_id=section.id,
            audience_id=audience_id,
            position=position,
            created_at=section.created_at,
        )
    )
    # The passage's row must stand before its words point at it.
    await work.flush()
    work.add(
        MinutesWords(
            case_id=section.case_id,
            passage_id=passage.id,
            audience_id=words_audience_id,
            text=text,
            written_by=work.actor.membership_id,
            written_at=work.now,
            created_at=section.created_at,
        )
    )
    return passage


async def _section(
    work: Work, minutes: Minutes, case_id: UUID, item_id: UUID, audience_id: UUID, created_at: datetime
) -> MinutesSection:
    section = work.add(
        MinutesSection(
            case_id=case_id,
            minutes_id=minutes.id,
            agenda_item_id=item_id,
            audience_id=audience_id,
            # Seen by whom the item is shown, newcomers to an audience older than it included as there.
            created_at=created_at,
        )
    )
    # The section's row must stand before passages point at it.
    await work.flush()
    return section
