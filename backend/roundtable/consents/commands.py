"""Acts on consents: record one, withdraw one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from roundtable.access import rule
from roundtable.access.commands import bits, tell_posts
from roundtable.access.models import Category, Compartment, Consent, ConsentDecision, Purpose
from roundtable.access.queries import agencies_on, find_case, streams_of_audience, who_look_through_glasses
from roundtable.consents import policy, queries
from roundtable.core.errors import Code, Invalid
from roundtable.core.facts import FactName
from roundtable.core.text import clean_optional
from roundtable.core.work import Work

NOTE_LENGTH, WITHDRAWAL_LENGTH = 2_000, 500


async def record_consent(
    work: Work,
    case_id: str,
    participant_id: str,
    decision: ConsentDecision,
    purposes: Sequence[Purpose] = (),
    agency_ids: Sequence[str] = (),
    categories: Sequence[Category] = (),
    note: str | None = None,
    expires_at: datetime | None = None,
) -> dict[str, UUID]:
    """Record what a person of the case decided, and for what, if it was given.

    Who refuses has changed their mind about what they gave before: it is withdrawn.
    """
    # Alone: nothing is disclosed on what a refusal ends.
    key = await find_case(work, case_id, alone=decision is ConsentDecision.REFUSED)
    policy.check_record(work.actor, supports=await work.holds(rule.supports_by_right(key)))
    person = await queries.find_person(work, key, participant_id)
    policy.check_person(person)
    scope = {"purposes": purposes, "agencyIds": agency_ids, "categories": categories, "expiresAt": expires_at}
    policy.check_decision(decision, {name: bool(part) for name, part in scope.items()})
    agencies = await queries.known_agencies(work, agency_ids)
    note = clean_optional(note, NOTE_LENGTH, ["note"])
    if expires_at is not None and expires_at <= work.now:
        raise Invalid(Code.INVALID_DATE, ["expiresAt"])
    consent = work.add(
        Consent(
            case_id=key,
            participant_id=person.id,
            decision=decision,
            purposes=sorted(set(purposes)),
            agency_ids=[agency.hex for agency in agencies],
            categories=bits(categories),
            note=note,
            recorded_by=work.actor.membership_id,
            recorded_at=work.now,
            expires_at=expires_at,
        )
    )
    if decision is ConsentDecision.REFUSED:
        for given in await queries.in_force_of(work, person):
            await _withdraw(work, given, None)
    await _tell_side(work, consent)
    return {"consent": consent.id}


async def withdraw_consent(work: Work, consent_id: str, note: str | None = None) -> dict[str, UUID]:
    """Withdraw what was given. What rests on it is closed by the rule itself; who loses sight by that is told."""
    consent = await queries.find_consent(work, consent_id)
    policy.check_withdraw(work.actor, in_force=await queries.is_in_force(work, consent))
    await _withdraw(work, consent, clean_optional(note, WITHDRAWAL_LENGTH, ["note"]))
    return {"consent": consent.id}


async def _withdraw(work: Work, consent: Consent, note: str | None) -> None:
    """End a consent now, and tell its side and who loses sight by that."""
    before = await queries.who_sees_by(work, consent)
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawal_note = work.now, work.actor.membership_id, note
    # The rule must read the withdrawal to say who still sees.
    await work.flush()
    lost = before - await queries.who_sees_by(work, consent)
    await _tell_side(work, consent)
    tell_posts(work, consent.case_id, consent.id, sorted({(post, agency) for _, post, agency in lost}))
    await _tell_left(work, consent, {audience for audience, _, _ in lost})


async def _tell_left(work: Work, consent: Consent, audiences: Collection[UUID]) -> None:
    """Tell those who are in these audiences still that somebody is not."""
    case, name = consent.case_id, FactName.ACCESS_CHANGED
    for key, made_at in await queries.made_at(work, audiences):
        streams = await streams_of_audience(work, case, key)
        work.tell(name, case, case, streams, audience=key, at=made_at, anonymous=True)


async def _tell_side(work: Work, consent: Consent) -> None:
    """Tell who sees consents: in the case's stream only, which those of an agency hear who have a seat."""
    told = FactName.ACCESS_CHANGED, consent.case_id, consent.id, [consent.case_id]
    for agency in await agencies_on(work, consent.case_id, Compartment.SUPPORT):
        work.tell(*told, agency=agency)
    for post in await who_look_through_glasses(work, consent.case_id):
        work.tell(*told, membership=post)
