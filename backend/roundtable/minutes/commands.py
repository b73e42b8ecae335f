"""Acts on a version of minutes: draft, write, circulate, recall, approve, adopt, correct, export."""

from datetime import datetime
from uuid import UUID

from roundtable.conferences import flow as conferring
from roundtable.conferences.models import Conference
from roundtable.conferences.queries import find_conference, hold_cases
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.flow import after
from roundtable.core.standing import Reach
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.letters.commands import take_back
from roundtable.letters.models import LetterKind
from roundtable.minutes import flow, news, policy, queries
from roundtable.minutes.digest import digest_of
from roundtable.minutes.drafting import copy_sections, draft_sections
from roundtable.minutes.models import (
    ExportFormat,
    Minutes,
    MinutesApproval,
    MinutesExport,
    MinutesLanguage,
    MinutesState,
)

TEXT_LENGTH, REASON_LENGTH = 10_000, 500
_K = LetterKind

Refs = dict[str, UUID]


async def draft_minutes(work: Work, conference_id: str, language: MinutesLanguage) -> Refs:
    """Begin the minutes of a conference that has ended, with what happened over each item."""
    conference = await find_conference(work, conference_id)
    policy.check_write(work.actor, conference)
    after(conferring.CONFERENCE, "write minutes", conference.status)
    if await queries.versions(work, conference):
        raise Conflict(Code.ALREADY_THERE, ["conferenceId"])
    minutes = await _begin(work, conference, number=1, language=language)
    await draft_sections(work, conference, minutes)
    await news.tell_all(work, conference, minutes)
    return {"minutes": minutes.id}


async def save_minutes(
    work: Work, minutes_id: str, version: int, opening: str | None = None, closing: str | None = None
) -> Refs:
    """Write what is said before and after the items; it names no case, for all who see the conference read it."""
    conference, minutes = await _written(work, minutes_id)
    if version != minutes.version:
        raise Conflict(Code.DRAFT_CHANGED, ["version"])
    minutes.opening = clean_optional(opening, TEXT_LENGTH, ["opening"])
    minutes.closing = clean_optional(closing, TEXT_LENGTH, ["closing"])
    minutes.version += 1
    news.tell(work, conference, minutes)
    return {"minutes": minutes.id}


async def circulate_minutes(
    work: Work, minutes_id: str, comments_due_at: datetime | None = None, quorum: int | None = None
) -> Refs:
    """Put minutes before the agencies that came; nothing they speak of is changed from now on."""
    conference, minutes = await queries.find_minutes(work, minutes_id)
    policy.check_write(work.actor, conference)
    minutes.state = after(flow.MINUTES, "circulate", minutes.state)
    if comments_due_at is not None and comments_due_at <= work.now:
        raise Invalid(Code.INVALID_DATE, ["commentsDueAt"])
    minutes.quorum = policy.quorum_of(quorum, await queries.came(work, conference))
    minutes.circulated_at, minutes.comments_due_at = work.now, comments_due_at
    minutes.revision += 1
    conference.circulated_at = work.now
    await news.tell_all(work, conference, minutes)
    await news.write(work, conference, minutes, _K.MINUTES_CIRCULATED)
    return {"minutes": minutes.id}


async def recall_minutes(work: Work, minutes_id: str) -> Refs:
    """Write on; what was approved so far is to be approved again."""
    conference, minutes = await queries.find_minutes(work, minutes_id)
    policy.check_write(work.actor, conference)
    minutes.state = after(flow.MINUTES, "recall", minutes.state)
    minutes.circulated_at = minutes.comments_due_at = None
    if minutes.number == 1:
        conference.circulated_at = None
    await take_back(work, conference.id, LetterKind.MINUTES_CIRCULATED)
    await news.tell_all(work, conference, minutes)
    return {"minutes": minutes.id}


async def approve_minutes(work: Work, minutes_id: str, revision: int) -> Refs:
    """Approve for one's agency what it was shown."""
    conference, minutes = await queries.find_minutes(work, minutes_id)
    came, approved = await queries.came(work, conference), await queries.approved_by(work, minutes)
    after(flow.MINUTES, "approve", minutes.state)
    policy.check_approve(work.actor, minutes, revision, came, approved)
    work.add(
        MinutesApproval(
            conference_id=conference.id,
            minutes_id=minutes.id,
            revision=minutes.revision,
            agency_id=work.actor.agency_id,
            approved_by=work.actor.membership_id,
            approved_at=work.now,
        )
    )
    news.tell(work, conference, minutes)
    return {"minutes": minutes.id}


async def adopt_minutes(work: Work, minutes_id: str) -> Refs:
    """Say that minutes stand, once so many agencies have approved them as were to; one before is superseded."""
    conference, minutes = await queries.find_minutes(work, minutes_id)
    policy.check_write(work.actor, conference)
    state = after(flow.MINUTES, "adopt", minutes.state)
    open_comments = await queries.has_open_comments(work, minutes)
    policy.check_adopt(minutes, await queries.approved_by(work, minutes), open_comments=open_comments)
    before = await queries.standing(work, conference)
    if before is None:
        conference.status = after(conferring.CONFERENCE, "approve minutes", conference.status)
    else:
        before.state, before.superseded_at = after(flow.MINUTES, "supersede", before.state), work.now
        # Of one conference one version stands.
        await work.flush()
    minutes.state, minutes.approved_at = state, work.now
    async with work.reaching(Reach.MINUTES):
        minutes.digest = await digest_of(work, conference, minutes)
    await news.tell_all(work, conference, minutes)
    await news.write(work, conference, minutes, _K.MINUTES_CORRECTED if before else _K.MINUTES_APPROVED)
    return {"minutes": minutes.id}


async def correct_minutes(work: Work, minutes_id: str, reason: str) -> Refs:
    """Begin another version of minutes that stand, and say why; these stand until it is adopted."""
    conference, before = await queries.find_minutes(work, minutes_id)
    policy.check_write(work.actor, conference)
    after(flow.MINUTES, "correct", before.state)
    reason = clean(reason, REASON_LENGTH, ["reason"])
    latest = (await queries.versions(work, conference))[-1]
    if latest.id != before.id:
        raise Conflict(Code.ALREADY_THERE, ["minutesId"])
    minutes = await _begin(work, conference, number=before.number + 1, language=before.language)
    minutes.opening, minutes.closing, minutes.correction = before.opening, before.closing, reason
    await copy_sections(work, before, minutes)
    await news.tell_all(work, conference, minutes)
    return {"minutes": minutes.id}


async def export_minutes(work: Work, minutes_id: str, format: ExportFormat) -> Refs:
    """Take one's own edition out of the house: who did, when and as what is kept."""
    conference, minutes = await queries.find_minutes(work, minutes_id)
    export = work.add(
        MinutesExport(
            conference_id=conference.id,
            minutes_id=minutes.id,
            format=format,
            exported_by=work.actor.membership_id,
            exported_at=work.now,
        )
    )
    news.tell(work, conference, minutes)
    return {"minutesExport": export.id}


async def _begin(work: Work, conference: Conference, number: int, language: MinutesLanguage) -> Minutes:
    minutes = work.add(
        Minutes(
            conference_id=conference.id,
            number=number,
            state=MinutesState.DRAFT,
            language=language,
            drafted_by=work.actor.membership_id,
            drafted_at=work.now,
        )
    )
    # The minutes' row must stand before sections point at it.
    await work.flush()
    async with work.reaching(Reach.MINUTES):
        items = await queries.items(work, conference)
    await hold_cases(work, items)
    return minutes


async def _written(work: Work, minutes_id: str) -> tuple[Conference, Minutes]:
    conference, minutes = await queries.find_minutes(work, minutes_id)
    policy.check_write(work.actor, conference)
    after(flow.MINUTES, "write", minutes.state)
    return conference, minutes
