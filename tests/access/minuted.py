"""Minutes in a world: a version, what it says over an item, a passage that is not for all, and comments."""

from typing import Any

from roundtable.access.models import Audience
from roundtable.conferences.models import AgendaItem, Conference
from roundtable.minutes.models import (
    CommentState,
    ExportFormat,
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesExport,
    MinutesLanguage,
    MinutesPassage,
    MinutesRemark,
    MinutesSection,
    MinutesState,
    MinutesWords,
)
from tests.access.world import POSTS, World, day


def minuted(made: World, item: AgendaItem, conference: Conference, words: Audience, *, marked: bool) -> MinutesSection:
    """Somebody's over an item: a passage whose words are for an audience of their own, which who hears the item knows
    of if it is marked.
    """
    of_item: dict[str, Any] = {"case_id": made.case.id, "created_at": item.created_at}
    section = made.add(
        MinutesSection(
            **of_item, minutes_id=_version(made, conference).id, agenda_item_id=item.id, audience_id=item.audience_id
        )
    )
    passage = made.add(
        MinutesPassage(
            **of_item,
            section_id=section.id,
            audience_id=item.audience_id if marked else words.id,
            position=1,
        )
    )
    made.add(
        MinutesWords(
            **of_item,
            passage_id=passage.id,
            audience_id=words.id,
            text="What was said",
            written_by=POSTS["corina"],
            written_at=day(-1),
        )
    )
    made.add(
        MinutesComment(
            **of_item,
            section_id=section.id,
            audience_id=item.audience_id,
            text="A comment",
            answer="An answer",
            said_by=POSTS["corina"],
            said_at=day(-1),
            state=CommentState.TAKEN_UP,
        )
    )
    return section


def _version(made: World, conference: Conference) -> Minutes:
    """Approved by its convener, taken out by somebody of it, and commented on in its general part."""
    of_conference: dict[str, Any] = {"conference_id": conference.id}
    minutes = made.add(
        Minutes(
            **of_conference,
            number=1,
            state=MinutesState.APPROVED,
            language=MinutesLanguage.EN,
            opening="An opening",
            closing="A closing",
            correction="A correction",
            revision=1,
            drafted_by=POSTS["corina"],
            drafted_at=day(-1),
        )
    )
    made.add(
        MinutesApproval(
            **of_conference,
            minutes_id=minutes.id,
            revision=1,
            agency_id=conference.agency_id,
            approved_by=POSTS["corina"],
            approved_at=day(-1),
        )
    )
    made.add(
        MinutesExport(
            **of_conference,
            minutes_id=minutes.id,
            format=ExportFormat.PDF,
            exported_by=POSTS["corina"],
            exported_at=day(-1),
        )
    )
    made.add(
        MinutesRemark(
            **of_conference,
            minutes_id=minutes.id,
            text="A comment",
            answer="An answer",
            said_by=POSTS["corina"],
            said_at=day(-1),
            state=CommentState.TAKEN_UP,
        )
    )
    return minutes
