"""Acts on audiences: widen, narrow, revoke one naming, let one stand after a review."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from roundtable.access.commands import (
    Grounds,
    Recipient,
    agencies_at_the_table,
    grounds_of,
    name,
    posts_at_the_table,
    revoke,
)
from roundtable.access.models import Audience, Disclosure, Sensitivity
from roundtable.access.queries import audience_of, streams_of
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.facts import FactName
from roundtable.core.text import clean
from roundtable.core.work import Work
from roundtable.sharing import policy, queries

REASON_LENGTH = 500

Refs = dict[str, UUID]


async def widen_audience(
    work: Work,
    audience_id: str,
    grounds: Grounds,
    agency_ids: Sequence[str] = (),
    membership_ids: Sequence[str] = (),
    everyone: bool = False,
) -> Refs:
    """Let more agencies or people see, on grounds of its own; an older item is back-filled to a newcomer so."""
    audience = await _to_change(work, audience_id)
    asked = await _asked(work, audience, agency_ids, membership_ids)
    asked += [{}] if everyone else []
    standing = [_recipient(disclosure) for disclosure in await queries.live_disclosures(work, audience.id)]
    fresh = [recipient for recipient in asked if recipient not in standing]
    if not fresh:
        raise Conflict(Code.WRONG_STATUS, ["agencyIds"])
    kept = await grounds_of(work, audience.case_id, grounds, fresh, audience.categories, [])
    audience.sensitivity = _wide_enough(audience.sensitivity, fresh)
    added = name(work, audience, fresh, kept)
    await _tell(work, audience, added)
    return {"audience": audience.id}


async def narrow_audience(
    work: Work, audience_id: str, reason: str, agency_ids: Sequence[str] = (), membership_ids: Sequence[str] = ()
) -> Refs:
    """Leave only these in it, with one's own; whoever else was named, or stood for all at the table, is out at once."""
    audience = await _to_change(work, audience_id)
    reason = clean(reason, REASON_LENGTH, ["reason"])
    left = await _asked(work, audience, agency_ids, membership_ids)
    left.append({"membership_id": work.actor.membership_id} if membership_ids else {"agency_id": work.actor.agency_id})
    standing = await queries.live_disclosures(work, audience.id)
    for_all = next((disclosure for disclosure in standing if not _recipient(disclosure)), None)
    named = [_recipient(disclosure) for disclosure in standing]
    if for_all is None and any(recipient not in named for recipient in left):
        raise Invalid(Code.INVALID_AUDIENCE, ["agencyIds"])  # it would widen
    ended = [disclosure for disclosure in standing if _recipient(disclosure) not in left]
    if not ended:
        raise Conflict(Code.WRONG_STATUS, ["agencyIds"])
    if for_all is not None:
        name(work, audience, [recipient for recipient in left if recipient not in named], _same_grounds(for_all))
    audience.sensitivity = Sensitivity.NAMED_PERSONS if membership_ids else Sensitivity.NAMED_AGENCIES
    await _revoke(work, audience, ended, reason)
    return {"audience": audience.id}


async def revoke_disclosure(work: Work, disclosure_id: str, reason: str) -> Refs:
    """Take back one naming; it takes effect at once, live streams included."""
    disclosure = await queries.find_disclosure(work, disclosure_id)
    policy.check_change(work.actor, await queries.agency_of(work, disclosure.disclosed_by))
    reason = clean(reason, REASON_LENGTH, ["reason"])
    if disclosure.revoked_at is not None:
        raise Conflict(Code.WRONG_STATUS, ["disclosureId"])
    audience = await audience_of(work, disclosure.audience_id)
    await _revoke(work, audience, [disclosure], reason)
    return {"audience": disclosure.audience_id}


async def review_disclosure(work: Work, disclosure_id: str) -> Refs:
    """Say that a naming may stand though a consent has ended."""
    disclosure = await queries.find_disclosure(work, disclosure_id)
    policy.check_change(work.actor, await queries.agency_of(work, disclosure.disclosed_by))
    if disclosure.revoked_at is not None:
        raise Conflict(Code.WRONG_STATUS, ["disclosureId"])
    disclosure.reviewed_at = work.now
    await _tell(work, await audience_of(work, disclosure.audience_id), [disclosure])
    return {"disclosure": disclosure.id}


async def _to_change(work: Work, audience_id: str) -> Audience:
    audience = await queries.find_audience(work, audience_id)
    policy.check_change(work.actor, await queries.agency_of(work, audience.made_by))
    return audience


async def _asked(
    work: Work, audience: Audience, agency_ids: Sequence[str], membership_ids: Sequence[str]
) -> list[Recipient]:
    agencies = await agencies_at_the_table(work, audience.case_id, agency_ids, [], own=False) if agency_ids else []
    posts = await posts_at_the_table(work, audience.case_id, membership_ids, [], own=False) if membership_ids else []
    return [*agencies, *posts]


async def _revoke(work: Work, audience: Audience, ended: Iterable[Disclosure], reason: str) -> None:
    gone = list(ended)
    revoke(work, gone, reason)
    await _tell(work, audience, gone)


async def _tell(work: Work, audience: Audience, changed: Sequence[Disclosure]) -> None:
    """Who came or went is told by name, so that what they show is read again; who is in it hears as of any item."""
    for disclosure in changed:
        inbox = await queries.inbox_of(work, disclosure)
        streams = [audience.case_id] if inbox is None else [audience.case_id, inbox]
        agency, post = disclosure.agency_id, disclosure.membership_id
        work.tell(FactName.ACCESS_CHANGED, audience.case_id, audience.case_id, streams, agency=agency, membership=post)
    work.tell(
        FactName.ACCESS_CHANGED,
        audience.case_id,
        audience.case_id,
        await streams_of(work, changed[0]),
        audience=audience.id,
        at=audience.created_at,
    )


def _recipient(disclosure: Disclosure) -> Recipient:
    if disclosure.agency_id is not None:
        return {"agency_id": disclosure.agency_id}
    return {} if disclosure.membership_id is None else {"membership_id": disclosure.membership_id}


def _wide_enough(sensitivity: Sensitivity, fresh: Iterable[Recipient]) -> Sensitivity:
    """The narrowest that these fit in, and no narrower than it was."""
    order = [Sensitivity.NAMED_PERSONS, Sensitivity.NAMED_AGENCIES, Sensitivity.CASE_AGENCIES]
    needed = [order[2] if not recipient else order[1] if "agency_id" in recipient else order[0] for recipient in fresh]
    return max(sensitivity, *needed, key=order.index)


def _same_grounds(disclosure: Disclosure) -> dict[str, object]:
    kept = {"consent_id", "lawful_basis", "purpose", "purpose_kind", "rationale", "expires_at"}
    return disclosure.model_dump(include=kept)
