"""Finding what consents are about, and who sees something by them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from roundtable.access import rule
from roundtable.access.models import Audience, Consent, Disclosure
from roundtable.access.queries import find_item
from roundtable.agencies.models import Agency, Membership
from roundtable.cases.models import CaseParticipant
from roundtable.cases.policy import sees_part
from roundtable.consents import policy
from roundtable.core import ids
from roundtable.core.errors import Code, Invalid
from roundtable.core.scope import NOW, found, values
from roundtable.core.tables import evidence_of, row_of, table_of
from roundtable.core.work import Work


async def find_consent(work: Work, public_id: str) -> Consent:
    """The consent, with its case held alone: nothing is disclosed on it while it ends."""
    return await find_item(work, Consent, "consent", public_id, ["consentId"], policy.acts_on_consent, alone=True)


async def find_person(work: Work, case_id: UUID, public_id: str) -> CaseParticipant:
    """A person of this case. Raises NotFound for one of another, Invalid INVALID_ID."""
    path = ["participantId"]
    key = ids.decode("participant", public_id, path)
    return await work.find(CaseParticipant, key, sees_part, path, table_of(CaseParticipant).c.case_id == case_id)


async def known_agencies(work: Work, public_ids: Sequence[str]) -> list[UUID]:
    """Active agencies, at the table or not: one can consent to who is still to come.

    Raises Invalid INVALID_AUDIENCE, INVALID_ID.
    """
    asked = {ids.decode("agency", text, ["agencyIds"]) for text in public_ids}
    agency = table_of(Agency)
    known = await work.values(select(agency.c.id).where(agency.c.id.in_(asked), agency.c.active))
    if set(known) != asked:
        raise Invalid(Code.INVALID_AUDIENCE, ["agencyIds"])
    return sorted(asked)


async def is_in_force(work: Work, consent: Consent) -> bool:
    row = evidence_of(Consent)
    return await work.holds(found(row, row.c.id == consent.id, rule.consent_is_in_force(row)))


async def in_force_of(work: Work, person: CaseParticipant) -> list[Consent]:
    """What a person has consented to that is in force."""
    row = table_of(Consent)
    own = select(Consent).where(row.c.participant_id == person.id, rule.consent_is_in_force(row))
    return await work.values(own.order_by(row.c.recorded_at))


async def who_sees_by(work: Work, consent: Consent) -> set[tuple[UUID, UUID, UUID]]:
    """Who now sees each audience in which something rests on a consent: the audience, the post and its agency."""
    audience, disclosure, post = evidence_of(Audience), evidence_of(Disclosure), row_of(Membership)
    resting = values(disclosure.c.audience_id, disclosure.c.consent_id == consent.id)
    sees = rule.sees_audience(consent.case_id, audience.c.id, NOW, post)
    statement = (
        select(audience.c.id, post.c.id, post.c.agency_id)
        .select_from(audience.join(post, sees))
        .where(audience.c.id.in_(resting), rule.is_near(consent.case_id, post))
    )
    return {(one, other, agency) for one, other, agency in await work.rows(statement)}


async def made_at(work: Work, audiences: Collection[UUID]) -> list[tuple[UUID, datetime]]:
    """When each of these audiences was made."""
    audience = evidence_of(Audience)
    statement = select(audience.c.id, audience.c.created_at).where(audience.c.id.in_(audiences))
    return [(key, made) for key, made in await work.rows(statement.order_by(audience.c.id))]
