"""Returns: each agency that hears a case is asked what it knows, and says it, says that it knows nothing, or says why
it does not say it.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from roundtable.access.commands import Grounds, grounds_of, keep_own, make_audience, name, revoke
from roundtable.access.models import Disclosure, LawfulBasis
from roundtable.access.queries import audience_of
from roundtable.agenda import policy, queries
from roundtable.agenda.models import ReturnContent
from roundtable.conferences import flow, news
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    Conference,
    ReturnDeclineReason,
)
from roundtable.conferences.policy import check_lead
from roundtable.conferences.queries import find_conference
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.text import clean_optional
from roundtable.core.work import Work

TEXT_LENGTH = 10_000
TEXTS = ("involvement", "concerns", "protective_factors", "proposals", "documents")
_KEPT = Grounds("What the agency knows", LawfulBasis.PUBLIC_TASK, "Who contributed it keeps it.")

Refs = dict[str, UUID]


async def open_returns(work: Work, conference_id: str) -> Refs:
    """Ask the agencies that come what they know of each case on the agenda."""
    conference = await find_conference(work, conference_id)
    check_lead(work.actor, conference)
    conference.status = flow.after(flow.CONFERENCE, "open returns", conference.status)
    async with work.reaching(Reach.CONFERENCE_TABLE):
        for asked in await queries.returns_of(work, conference):
            asked.asked_at = asked.asked_at or work.now
            _tell(work, asked, conference.id)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def save_return(
    work: Work,
    agency_return_id: str,
    version: int,
    known_ids: Sequence[str] = (),
    involvement: str | None = None,
    concerns: str | None = None,
    protective_factors: str | None = None,
    proposals: str | None = None,
    documents: str | None = None,
) -> Refs:
    """Write what one's agency knows; until it is submitted, nobody else sees it."""
    conference, own = await _own(work, agency_return_id)
    own.state = flow.after(flow.RETURN, "prepare", own.state)
    texts = dict(zip(TEXTS, (involvement, concerns, protective_factors, proposals, documents), strict=True))
    await _write(work, own, version, known_ids, texts)
    _tell(work, own, conference.id)
    return {"agencyReturn": own.id}


async def submit_return(
    work: Work,
    agency_return_id: str,
    version: int,
    grounds: Grounds,
    known_ids: Sequence[str] = (),
    involvement: str | None = None,
    concerns: str | None = None,
    protective_factors: str | None = None,
    proposals: str | None = None,
    documents: str | None = None,
    without_agency_ids: Sequence[str] = (),
    kept: bool = False,
) -> Refs:
    """Say what one's agency knows to the agencies that hear the case, until the conference closes, or for good if it
    is `kept`.
    """
    conference, own = await _own(work, agency_return_id)
    state = flow.after(flow.RETURN, "submit", own.state)
    texts = dict(zip(TEXTS, (involvement, concerns, protective_factors, proposals, documents), strict=True))
    if not any(text and text.strip() for text in texts.values()) and not known_ids:
        raise Invalid(Code.REQUIRED, ["involvement"])
    content = await _write(work, own, version, known_ids, texts)
    await _disclose(work, conference, own, content, grounds, without_agency_ids, kept=kept)
    own.decline_reason = None
    return _answer(work, conference, own, state)


async def return_nothing(work: Work, agency_return_id: str) -> Refs:
    """Say that one's agency has looked, and knows nothing."""
    conference, own = await _own(work, agency_return_id)
    return _answer(work, conference, own, flow.after(flow.RETURN, "return nothing", own.state))


async def decline_return(work: Work, agency_return_id: str, reason: ReturnDeclineReason) -> Refs:
    """Say that one's agency does not say what it knows, and why."""
    conference, own = await _own(work, agency_return_id)
    own.decline_reason = reason
    return _answer(work, conference, own, flow.after(flow.RETURN, "decline to share", own.state))


async def _own(work: Work, agency_return_id: str) -> tuple[Conference, AgencyReturn]:
    """What one's agency was asked, held."""
    conference, own = await queries.find_return(work, agency_return_id)
    policy.check_return(work.actor, own)
    flow.after(flow.CONFERENCE, "return", conference.status)
    return conference, own


def _answer(work: Work, conference: Conference, own: AgencyReturn, state: AgencyReturnState) -> Refs:
    own.state, own.answered_at, own.answered_by = state, work.now, work.actor.membership_id
    _tell(work, own, conference.id)
    return {"agencyReturn": own.id}


async def _write(
    work: Work, own: AgencyReturn, version: int, known_ids: Sequence[str], texts: dict[str, str | None]
) -> ReturnContent:
    """Raises Conflict DRAFT_CHANGED where it was written on since that version was read."""
    cleaned = {field: clean_optional(text, TEXT_LENGTH, [_camel(field)]) for field, text in texts.items()}
    known = await queries.known_persons(work, own.case_id, known_ids)
    content = await queries.content_of(work, own) or await _begin(work, own)
    if content.version != version:
        raise Conflict(Code.DRAFT_CHANGED, ["version"])
    for field, text in cleaned.items():
        setattr(content, field, text)
    content.known, content.version = known, version + 1
    content.written_by, content.written_at = work.actor.membership_id, work.now
    return content


async def _begin(work: Work, own: AgencyReturn) -> ReturnContent:
    audience = await make_audience(work, own.case_id)
    keep_own(work, audience, await grounds_of(work, own.case_id, _KEPT, [], 0, []))
    return work.add(
        ReturnContent(
            case_id=own.case_id,
            agency_return_id=own.id,
            audience_id=audience.id,
            written_by=work.actor.membership_id,
            written_at=work.now,
            created_at=audience.created_at,
        )
    )


async def _disclose(
    work: Work,
    conference: Conference,
    own: AgencyReturn,
    content: ReturnContent,
    grounds: Grounds,
    without_agency_ids: Sequence[str],
    *,
    kept: bool,
) -> None:
    """To the agencies that hear the item now, but for those left out: what was chosen before counts no more."""
    left_out = {ids.decode("agency", text, ["withoutAgencyIds"]) for text in without_agency_ids}
    hearing = await queries.hearing(work, own.agenda_item_id) - {own.agency_id} - left_out
    until = None if kept else conference.id
    told = await _take_back(
        work,
        content,
        lambda naming: (
            naming.agency_id in left_out or (naming.agency_id in hearing and naming.until_conference_id != until)
        ),
    )
    recipients = [{"agency_id": agency} for agency in sorted(hearing - told)]
    checked = await grounds_of(work, own.case_id, grounds, recipients, 0, ["grounds"])
    audience = await audience_of(work, content.audience_id)
    for naming in name(work, audience, recipients, checked):
        naming.until_conference_id = until


async def _take_back(work: Work, content: ReturnContent, is_other: Callable[[Disclosure], bool]) -> set[UUID]:
    """Revoke what was chosen otherwise; answers the agencies that are still told."""
    async with work.reaching(Reach.CONFERENCE_TABLE):
        standing = await queries.namings_of(work, content)
        taken = [naming for naming in standing if is_other(naming)]
        revoke(work, taken, "The return was submitted again.")
        # Each agency is named once at a time: the old naming must be over before the new one begins.
        await work.flush()
    return {naming.agency_id for naming in standing if naming not in taken and naming.agency_id is not None}


def _tell(work: Work, own: AgencyReturn, conference_id: UUID) -> None:
    """Tell who hears the item; the agency itself in its inbox."""
    streams = [own.case_id, conference_id, own.agency_id]
    work.record(FactName.AGENCY_RETURN_CHANGED, own, own.id, streams)


def _camel(field: str) -> str:
    first, *rest = field.split("_")
    return first + "".join(map(str.capitalize, rest))
