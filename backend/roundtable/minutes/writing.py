"""Acts on what minutes say over an item: passages, some of them not for every agency, and comments on them.

Several people may write at once: each passage has its own version, and whoever saves one that was written on since they
read it is told. Nothing is locked, so nobody is waited for.
"""

from collections.abc import Sequence
from uuid import UUID

from roundtable.access.commands import audience_without
from roundtable.access.queries import audience_of
from roundtable.agenda.queries import asked_over
from roundtable.conferences.models import Conference
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.flow import after
from roundtable.core.standing import Reach
from roundtable.core.text import clean
from roundtable.core.work import Work
from roundtable.minutes import flow, news, policy, queries
from roundtable.minutes.drafting import add_passage
from roundtable.minutes.models import CommentState, Minutes, MinutesComment, MinutesRemark, MinutesSection

TEXT_LENGTH, COMMENT_LENGTH = 20_000, 5_000

Refs = dict[str, UUID]


async def add_minutes_passage(
    work: Work, section_id: str, text: str, without_agency_ids: Sequence[str] = (), marked: bool = True
) -> Refs:
    """Write a passage over an item. Agencies it is `without` do not read it; they see that something is withheld from
    them if it is `marked`, and nothing of it else.
    """
    conference, minutes, section = await queries.find_section(work, section_id)
    policy.check_write(work.actor, conference)
    after(flow.MINUTES, "write", minutes.state)
    text = clean(text, TEXT_LENGTH, ["text"])
    words_audience = await _audience_without(work, section, without_agency_ids)
    async with work.reaching(Reach.MINUTES):
        position = await queries.last_position(work, section) + 1
    known_to = section.audience_id if marked else words_audience
    passage = await add_passage(work, section, known_to, words_audience, text, position)
    news.tell_of_section(work, conference, passage)
    return {"minutesPassage": passage.id}


async def save_minutes_passage(work: Work, passage_id: str, version: int, text: str) -> Refs:
    """Write a passage anew. Raises Conflict DRAFT_CHANGED where it was written on since that version was read."""
    conference, minutes, _, passage, words = await queries.find_passage(work, passage_id)
    policy.check_write(work.actor, conference)
    after(flow.MINUTES, "write", minutes.state)
    text = clean(text, TEXT_LENGTH, ["text"])
    if version != words.version:
        raise Conflict(Code.DRAFT_CHANGED, ["version"])
    words.text, words.version = text, version + 1
    words.written_by, words.written_at = work.actor.membership_id, work.now
    news.tell_of_section(work, conference, passage)
    return {"minutesPassage": passage.id}


async def remove_minutes_passage(work: Work, passage_id: str, version: int) -> Refs:
    """Take a passage out."""
    conference, minutes, section, passage, words = await queries.find_passage(work, passage_id)
    policy.check_write(work.actor, conference)
    after(flow.MINUTES, "write", minutes.state)
    if version != words.version:
        raise Conflict(Code.DRAFT_CHANGED, ["version"])
    passage.removed_at = work.now
    news.tell_of_section(work, conference, passage)
    return {"minutesSection": section.id}


async def comment_on_minutes(
    work: Work, text: str, section_id: str | None = None, minutes_id: str | None = None
) -> Refs:
    """Say what is wrong or missing in what was circulated, to all who read that: in a section, or in the general part.

    Raises Invalid REQUIRED, NOT_WANTED where it is not one of the two.
    """
    if section_id is not None and minutes_id is not None:
        raise Invalid(Code.NOT_WANTED, ["minutesId"])
    if section_id is not None:
        return await _comment_on_section(work, section_id, text)
    if minutes_id is not None:
        return await _comment_on_general_part(work, minutes_id, text)
    raise Invalid(Code.REQUIRED, ["sectionId"])


async def answer_minutes_comment(work: Work, comment_id: str, answer: str, taken_up: bool) -> Refs:
    """Say what becomes of a comment, and why."""
    conference, minutes, comment = await queries.find_comment(work, comment_id)
    policy.check_write(work.actor, conference)
    after(flow.MINUTES, "answer", minutes.state)
    comment.state = after(flow.COMMENT, "take up" if taken_up else "not take up", comment.state)
    comment.answer = clean(answer, COMMENT_LENGTH, ["answer"])
    comment.answered_by, comment.answered_at = work.actor.membership_id, work.now
    return _told(work, conference, comment)


async def withdraw_minutes_comment(work: Work, comment_id: str) -> Refs:
    """Take back what one said."""
    conference, minutes, comment = await queries.find_comment(work, comment_id)
    policy.check_withdraw(work.actor, comment)
    after(flow.MINUTES, "answer", minutes.state)
    comment.state = after(flow.COMMENT, "withdraw", comment.state)
    comment.answered_by, comment.answered_at = work.actor.membership_id, work.now
    return _told(work, conference, comment)


async def _comment_on_section(work: Work, section_id: str, text: str) -> Refs:
    conference, minutes, section = await queries.find_section(work, section_id)
    await _check_comment(work, conference, minutes)
    comment = work.add(
        MinutesComment(
            case_id=section.case_id,
            section_id=section.id,
            audience_id=section.audience_id,
            text=clean(text, COMMENT_LENGTH, ["text"]),
            said_by=work.actor.membership_id,
            said_at=work.now,
            state=CommentState.OPEN,
            created_at=section.created_at,
        )
    )
    return _told(work, conference, comment)


async def _comment_on_general_part(work: Work, minutes_id: str, text: str) -> Refs:
    conference, minutes = await queries.find_minutes(work, minutes_id)
    await _check_comment(work, conference, minutes)
    remark = work.add(
        MinutesRemark(
            conference_id=conference.id,
            minutes_id=minutes.id,
            text=clean(text, COMMENT_LENGTH, ["text"]),
            said_by=work.actor.membership_id,
            said_at=work.now,
            state=CommentState.OPEN,
        )
    )
    return _told(work, conference, remark)


async def _check_comment(work: Work, conference: Conference, minutes: Minutes) -> None:
    policy.check_comment(work.actor, await queries.came(work, conference))
    after(flow.MINUTES, "comment", minutes.state)


def _told(work: Work, conference: Conference, comment: MinutesComment | MinutesRemark) -> Refs:
    news.tell_of_comment(work, conference, comment)
    return {"minutesComment" if isinstance(comment, MinutesComment) else "minutesRemark": comment.id}


async def _audience_without(work: Work, section: MinutesSection, public_ids: Sequence[str]) -> UUID:
    """Who reads a passage: all who hear the item, but for some. Raises Invalid INVALID_AUDIENCE for an agency that was
    not asked over it, and for one's own.
    """
    if not public_ids:
        return section.audience_id
    path = ["withoutAgencyIds"]
    keys = {ids.decode("agency", text, path) for text in public_ids}
    if not keys <= await asked_over(work, section.agenda_item_id) - {work.actor.agency_id}:
        raise Invalid(Code.INVALID_AUDIENCE, path)
    return (await audience_without(work, await audience_of(work, section.audience_id), keys)).id
