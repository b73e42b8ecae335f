"""Rows of every table that the demo leaves empty, about its case, so that there is something for probes to find."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from roundtable.access.models import (
    BreakGlass,
    Category,
    ConflictDeclaration,
    Consent,
    ConsentDecision,
    Entitlement,
    GlassReason,
)
from roundtable.agencies.models import Deputyship
from roundtable.cases.models import CaseKey, CaseParticipant, ParticipantIdentity
from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.involvement.models import InvolvementCheck, InvolvementContact
from roundtable.letters.models import Letter, LetterKind
from roundtable.messaging.models import Draft
from tests.support.table import Table

CORINA, ANA, FELICIA = (PEOPLE[key].posts[0] for key in ("corina", "ana", "felicia"))
# What is planted: hidden from Horia, whose agency has a conflict of interest, and seen by Corina, who leads the case.
SEEN: list[Any] = [
    *(Consent, ConflictDeclaration, BreakGlass, Entitlement, Deputyship, CaseKey, ParticipantIdentity),
    *(InvolvementCheck, InvolvementContact, RecordEntry, RecordCase, Draft),
]


async def plant(table: Table) -> None:
    """As Corina's agency would have left it within the hour."""
    person = table_of(CaseParticipant)
    async with table.database.writing() as session:
        whom = await session.scalar(select(person.c.id).where(person.c.case_id == story.CASE).limit(1))
        assert whom
        at = table.services.clock.now() - timedelta(minutes=30)
        of_case: dict[str, Any] = {"case_id": story.CASE}
        session.add_all(
            [
                Consent(
                    **of_case,
                    participant_id=whom,
                    decision=ConsentDecision.REFUSED,
                    recorded_by=CORINA.id,
                    recorded_at=at,
                ),
                ConflictDeclaration(
                    **of_case, agency_id=AGENCIES["elsewhere"].id, declared_by=CORINA.id, declared_at=at
                ),
                BreakGlass(
                    **of_case,
                    membership_id=FELICIA.id,
                    reason=GlassReason.NOBODY_REACHED,
                    explanation="Nobody answers.",
                    opened_at=at,
                    ends_at=at + timedelta(minutes=1),
                ),
                Entitlement(
                    **of_case,
                    category=Category.CHILD,
                    bit=Category.CHILD.bit,
                    agency_id=AGENCIES["police"].id,
                    granted_by=CORINA.id,
                    starts_at=at,
                ),
                Deputyship(
                    membership_id=CORINA.id,
                    deputy_id=ANA.id,
                    named_by=CORINA.id,
                    starts_at=at,
                    ends_at=at + timedelta(minutes=1),
                ),
                CaseKey(**of_case, wrapped="wrapped", made_at=at),
                Draft(**of_case, membership_id=CORINA.id, body="I think", choices="", version=1, saved_at=at),
                ParticipantIdentity(
                    **of_case,
                    participant_id=whom,
                    full_name="closed",
                    person_hash="hash",
                    recorded_by=CORINA.id,
                    recorded_at=at,
                ),
                # Nobody who acts sees it, Corina neither.
                Letter(
                    to_membership_id=ANA.id,
                    kind=LetterKind.CONFERENCE_INVITATION,
                    subject_key=uuid4(),
                    payload={"title": "A conference"},
                    made_at=at,
                    next_try_at=at,
                ),
                check := InvolvementCheck(
                    membership_id=CORINA.id, at=at, purpose="To know.", asked_hash="hash", hit=True
                ),
                entry := RecordEntry(
                    chain_id=uuid4(),
                    number=1,
                    at=at,
                    kind=EntryKind.READ,
                    membership_id=CORINA.id,
                    agency_id=AGENCIES[CORINA.agency].id,
                    operation="CasePage",
                    fingerprint="f",
                    hash="h",
                ),
            ]
        )
        await session.flush()
        session.add(InvolvementContact(check_id=check.id, membership_id=ANA.id))
        session.add(RecordCase(**of_case, entry_id=entry.id, item_ids="[]"))
