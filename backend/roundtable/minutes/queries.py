"""Finding minutes for commands: the conference is held first, then the minutes or the section, with its case."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from roundtable.access import rule
from roundtable.agencies.models import Membership
from roundtable.conferences.models import AgendaItem, AgendaItemStatus, Attendance, AttendanceStatus, Conference
from roundtable.conferences.policy import sees_part
from roundtable.conferences.queries import attendances, held
from roundtable.core import ids
from roundtable.core.errors import NotFound
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.minutes.models import (
    CommentState,
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesPassage,
    MinutesRemark,
    MinutesSection,
    MinutesState,
    MinutesWords,
)


async def find_minutes(work: Work, public_id: str) -> tuple[Conference, Minutes]:
    path = ["minutesId"]
    key = ids.decode("minutes", public_id, path)
    minutes = await work.find(Minutes, key, sees_part, path)
    conference = await held(work, minutes.conference_id, path)
    return conference, await work.find(Minutes, key, sees_part, path)


async def find_section(work: Work, public_id: str) -> tuple[Conference, Minutes, MinutesSection]:
    path = ["sectionId"]
    return await _around(work, ids.decode("minutessection", public_id, path), path)


async def find_passage(
    work: Work, public_id: str
) -> tuple[Conference, Minutes, MinutesSection, MinutesPassage, MinutesWords]:
    """A passage that one reads, with its words. Raises NotFound for one that was removed, or is withheld."""
    path = ["passageId"]
    key = ids.decode("minutespassage", public_id, path)
    passage = await work.find(MinutesPassage, key, rule.acts_on_item, path)
    around = await _around(work, passage.section_id, path)
    stands = table_of(MinutesPassage).c.removed_at.is_(None)
    passage = await work.find(MinutesPassage, key, rule.acts_on_item, path, stands)
    of_passage = table_of(MinutesWords).c.passage_id == key
    words = await work.all(MinutesWords, of_passage, rule.acts_on_item)
    if not words:
        raise NotFound(path)
    return *around, passage, words[0]


async def find_comment(
    work: Work, public_id: str
) -> tuple[Conference, Minutes, MinutesComment] | tuple[Conference, Minutes, MinutesRemark]:
    """A comment on a section, or one on the general part."""
    path = ["commentId"]
    if ids.prefix_of(public_id) == "minutesremark":
        return await _find_remark(work, ids.decode("minutesremark", public_id, path), path)
    key = ids.decode("minutescomment", public_id, path)
    comment = await work.find(MinutesComment, key, rule.acts_on_item, path)
    conference, minutes, _ = await _around(work, comment.section_id, path)
    return conference, minutes, await work.find(MinutesComment, key, rule.acts_on_item, path)


async def _find_remark(work: Work, key: UUID, path: Sequence[str]) -> tuple[Conference, Minutes, MinutesRemark]:
    remark = await work.find(MinutesRemark, key, sees_part, path)
    conference = await held(work, remark.conference_id, path)
    minutes = await work.find(Minutes, remark.minutes_id, sees_part, path)
    return conference, minutes, await work.find(MinutesRemark, key, sees_part, path)


async def _around(work: Work, section_id: UUID, path: Sequence[str]) -> tuple[Conference, Minutes, MinutesSection]:
    section = await work.find(MinutesSection, section_id, rule.acts_on_item, path)
    minutes = await work.find(Minutes, section.minutes_id, sees_part, path)
    conference = await held(work, minutes.conference_id, path)
    section = await work.find_held(MinutesSection, section_id, rule.acts_on_item, path, alone=False)
    return conference, await work.find(Minutes, minutes.id, sees_part, path), section


async def versions(work: Work, conference: Conference) -> list[Minutes]:
    """All there are, oldest first."""
    of_conference = table_of(Minutes).c.conference_id == conference.id
    return sorted(await work.all(Minutes, of_conference, sees_part), key=lambda each: each.number)


async def standing(work: Work, conference: Conference) -> Minutes | None:
    """The version that was approved, and no later one yet."""
    return next((each for each in await versions(work, conference) if each.state is MinutesState.APPROVED), None)


async def came(work: Work, conference: Conference) -> set[UUID]:
    """The agencies that came: who convenes it, and those of whom somebody was there."""
    there = [each.membership_id for each in await attendances(work, conference) if _was_there(each)]
    post = table_of(Membership)
    agencies = await work.values(select(post.c.agency_id).where(post.c.id.in_(there)))
    return {conference.agency_id, *agencies}


def _was_there(attendance: Attendance) -> bool:
    return attendance.status is AttendanceStatus.PRESENT


async def approved_by(work: Work, minutes: Minutes) -> set[UUID]:
    """The agencies that have approved it as it was circulated last."""
    approval = table_of(MinutesApproval)
    this = (approval.c.minutes_id == minutes.id) & (approval.c.revision == minutes.revision)
    return {each.agency_id for each in await work.all(MinutesApproval, this, sees_part)}


async def has_open_comments(work: Work, minutes: Minutes) -> bool:
    """Whether something was said to it that is not answered, as far as who acts may know."""
    remark, comment, section = table_of(MinutesRemark), table_of(MinutesComment), table_of(MinutesSection)
    general = (remark.c.minutes_id == minutes.id) & (remark.c.state == CommentState.OPEN)
    if await work.all(MinutesRemark, general, sees_part):
        return True
    read = await work.all(MinutesSection, section.c.minutes_id == minutes.id, rule.sees_item)
    of_these = comment.c.section_id.in_([each.id for each in read])
    return bool(await work.all(MinutesComment, of_these & (comment.c.state == CommentState.OPEN), rule.sees_item))


async def items(work: Work, conference: Conference) -> list[AgendaItem]:
    """The items that something became of, seen or not, in their order; within a reach."""
    item = table_of(AgendaItem)
    decided = item.c.status != AgendaItemStatus.PROPOSED
    found = await work.reached(AgendaItem, item.c.conference_id == conference.id, decided)
    return sorted(found, key=lambda each: (each.position, each.id))


async def sections(work: Work, minutes: Minutes) -> list[MinutesSection]:
    """All of a version's, seen or not; within a reach."""
    return await work.reached(MinutesSection, table_of(MinutesSection).c.minutes_id == minutes.id)


async def passages(work: Work, sections: Sequence[MinutesSection]) -> list[tuple[MinutesPassage, MinutesWords]]:
    """All that is written in these, seen or not; within a reach."""
    passage, words = table_of(MinutesPassage), table_of(MinutesWords)
    inside = passage.c.section_id.in_([each.id for each in sections])
    found = await work.reached(MinutesPassage, inside, passage.c.removed_at.is_(None))
    found.sort(key=lambda each: (each.position, each.id))
    said = await work.reached(MinutesWords, words.c.passage_id.in_([each.id for each in found]))
    of_passage = {each.passage_id: each for each in said}
    return [(each, of_passage[each.id]) for each in found]


async def last_position(work: Work, section: MinutesSection) -> int:
    """Behind which a new passage comes; within a reach: unseen ones keep their places."""
    passage = table_of(MinutesPassage)
    found = await work.reached(MinutesPassage, passage.c.section_id == section.id)
    return max((each.position for each in found), default=0)
