"""Finding people in cases: for commands, and exactly by who they are."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from roundtable.access.queries import at_own_table, find_item
from roundtable.cases.models import Case, CaseKey, CaseParticipant, ParticipantIdentity
from roundtable.core.scope import found
from roundtable.core.tables import row_of, table_of
from roundtable.core.work import Work


async def find_participant(work: Work, public_id: str) -> CaseParticipant:
    """A person of a case at whose table the acting post sits; whoever looks through a glass finds nobody to change."""
    return await find_item(work, CaseParticipant, "participant", public_id, ["participantId"], at_own_table, alone=True)


async def identity_of(work: Work, participant_id: UUID) -> ParticipantIdentity | None:
    of_person = table_of(ParticipantIdentity).c.participant_id == participant_id
    found = await work.values(select(ParticipantIdentity).where(of_person))
    return found[0] if found else None


async def wrapped_key(work: Work, case_id: UUID) -> str | None:
    """A case's key as it is kept; none before its first identity, and after it was erased."""
    keys = await work.values(select(CaseKey).where(table_of(CaseKey).c.case_id == case_id))
    return keys[0].wrapped if keys else None


async def case_of_reference(work: Work, reference: str | None) -> list[UUID]:
    """The case of a reference, whoever asks, within a reach: what may be told of it is for the caller to decide."""
    case = table_of(Case)
    return await work.reached_values(select(case.c.id).where(case.c.reference == reference))


async def cases_of_person(work: Work, index: str) -> list[UUID]:
    """The cases that a person is in, the latest first; whoever asks, as `case_of_reference`."""
    case = table_of(Case)
    statement = select(case.c.id).where(is_in_case(index, case.c.id))
    return await work.reached_values(statement.order_by(case.c.opened_at.desc(), case.c.id))


def is_in_case(index: str, case_id: Any) -> ColumnElement[bool]:
    """The person of this hash is somebody in the case."""
    identity = row_of(ParticipantIdentity)
    is_meant = or_(identity.c.national_id_hash == index, identity.c.person_hash == index)
    return found(identity, identity.c.case_id == case_id, is_meant)
