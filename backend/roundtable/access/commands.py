"""Making audiences: for a conversation, for a task; every naming is a disclosure with its basis and purpose."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.access import rule
from roundtable.access.models import (
    Audience,
    CaseAgency,
    CaseAgencyState,
    Disclosure,
    LawfulBasis,
    Sensitivity,
)
from roundtable.agencies.models import Agency, Membership
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.scope import found
from roundtable.core.tables import evidence_of, table_of
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work

PURPOSE_LENGTH, RATIONALE_LENGTH = 500, 2_000
# Where an agency can be handed a task: it stands in the case, or it comes in by the task alone.
_CANNOT_COME_IN = CaseAgencyState.EXCLUDED


@dataclass(frozen=True)
class AudienceChoice:
    """Whom someone wants to let see something, and why that is lawful."""

    sensitivity: Sensitivity
    purpose: str
    lawful_basis: LawfulBasis
    rationale: str | None = None
    expires_at: datetime | None = None
    agency_ids: list[str] = field(default_factory=list)
    membership_ids: list[str] = field(default_factory=list)


async def choose_audience(work: Work, case_id: UUID, choice: AudienceChoice, path: Sequence[str]) -> Audience:
    """Make an audience on a case as chosen; whoever makes it is in it.

    Raises Invalid: INVALID_AUDIENCE for recipients or an end that do not fit the sensitivity, or recipients that are
    not at the table; RATIONALE_REQUIRED, INVALID_DATE for an end that is past, and what `clean` raises.
    """
    purpose = clean(choice.purpose, PURPOSE_LENGTH, [*path, "purpose"])
    rationale = clean_optional(choice.rationale, RATIONALE_LENGTH, [*path, "rationale"])
    if choice.lawful_basis is not LawfulBasis.CONSENT and rationale is None:
        raise Invalid(Code.RATIONALE_REQUIRED, [*path, "rationale"])
    if choice.expires_at is not None and choice.expires_at <= work.now:
        raise Invalid(Code.INVALID_DATE, [*path, "expiresAt"])
    if choice.expires_at is not None and choice.sensitivity is Sensitivity.CASE_AGENCIES:
        # Nobody is named, so there is nothing that could end.
        raise Invalid(Code.INVALID_AUDIENCE, [*path, "expiresAt"])
    agencies = await _agencies(work, case_id, choice, path)
    posts = await _posts(work, case_id, choice, path)
    audience = work.add(Audience(case_id=case_id, sensitivity=choice.sensitivity, created_at=work.now))
    # The audience's row must stand before disclosures point at it.
    await work.flush()
    recipients: list[dict[str, Any]] = [{"agency_id": key} for key in agencies]
    recipients += [{"membership_id": key} for key in posts]
    for recipient in recipients:
        work.add(
            Disclosure(
                case_id=case_id,
                audience_id=audience.id,
                lawful_basis=choice.lawful_basis,
                purpose=purpose,
                rationale=rationale,
                disclosed_by=work.actor.membership_id,
                starts_at=work.now,
                expires_at=choice.expires_at,
                **recipient,
            )
        )
    return audience


async def _agencies(work: Work, case_id: UUID, choice: AudienceChoice, path: Sequence[str]) -> list[UUID]:
    if choice.sensitivity is not Sensitivity.NAMED_AGENCIES:
        if choice.agency_ids:
            raise Invalid(Code.INVALID_AUDIENCE, [*path, "agencyIds"])
        return []
    asked = {ids.decode("agency", text, [*path, "agencyIds"]) for text in choice.agency_ids} | {work.actor.agency_id}
    part, agency = evidence_of(CaseAgency), table_of(Agency)
    seated = select(part.c.agency_id).where(
        part.c.case_id == case_id,
        part.c.state == CaseAgencyState.ACTIVE,
        part.c.agency_id.in_(asked),
        found(agency, agency.c.id == part.c.agency_id, agency.c.active),
        ~rule.in_conflict(case_id, part.c.agency_id),
    )
    if set(await work.values(seated)) != asked:
        raise Invalid(Code.INVALID_AUDIENCE, [*path, "agencyIds"])
    return sorted(asked)


async def _posts(work: Work, case_id: UUID, choice: AudienceChoice, path: Sequence[str]) -> list[UUID]:
    if choice.sensitivity is not Sensitivity.NAMED_PERSONS:
        if choice.membership_ids:
            raise Invalid(Code.INVALID_AUDIENCE, [*path, "membershipIds"])
        return []
    where = [*path, "membershipIds"]
    asked = {ids.decode("membership", text, where) for text in choice.membership_ids} | {work.actor.membership_id}
    post = table_of(Membership)
    seated = select(post.c.id).where(post.c.id.in_(asked), rule.sees_case(case_id, post))
    if set(await work.values(seated)) != asked:
        raise Invalid(Code.INVALID_AUDIENCE, where)
    return sorted(asked)


async def audience_for_task(work: Work, case_id: UUID, source_id: UUID, agency_id: UUID, title: str) -> Audience:
    """The audience of a task assigned from a conversation: who sees the conversation, and the agency that gets it.

    Handing the task over discloses the task in the same act, and nothing else of the case (rule 4). Raises Conflict
    AGENCY_NOT_AVAILABLE for an agency that is unknown, inactive, excluded or in conflict: one answer for all, since
    another would tell that a conflict exists.
    """
    await _bring_in(work, case_id, agency_id)
    (source,) = await work.values(select(Audience).where(table_of(Audience).c.id == source_id))
    open_to_all = source.sensitivity is Sensitivity.CASE_AGENCIES
    audience = work.add(
        Audience(
            case_id=case_id,
            sensitivity=Sensitivity.CASE_AGENCIES if open_to_all else Sensitivity.NAMED_AGENCIES,
            for_task=True,
            created_at=work.now,
        )
    )
    # The audience's row must stand before disclosures point at it.
    await work.flush()
    table = table_of(Disclosure)
    live = select(Disclosure).where(table.c.audience_id == source_id, rule.disclosure_is_live(table))
    for disclosure in await work.values(live):
        if disclosure.agency_id != agency_id:
            work.add(_copied(disclosure, audience.id))
    work.add(
        Disclosure(
            case_id=case_id,
            audience_id=audience.id,
            agency_id=agency_id,
            lawful_basis=LawfulBasis.PUBLIC_TASK,
            purpose=f"Task: {title}"[:PURPOSE_LENGTH],
            rationale="The agency was asked to do this task and needs to see it.",
            disclosed_by=work.actor.membership_id,
            starts_at=work.now,
        )
    )
    return audience


async def _bring_in(work: Work, case_id: UUID, agency_id: UUID) -> None:
    agency, part = table_of(Agency), evidence_of(CaseAgency)
    excluded = found(part, part.c.case_id == case_id, part.c.agency_id == agency_id, part.c.state == _CANNOT_COME_IN)
    available = found(agency, agency.c.id == agency_id, agency.c.active)
    if not await work.holds(available & ~excluded & ~rule.in_conflict(case_id, agency_id)):
        raise Conflict(Code.AGENCY_NOT_AVAILABLE, ["agencyId"])
    row = table_of(CaseAgency)
    standings = await work.values(select(CaseAgency).where(row.c.case_id == case_id, row.c.agency_id == agency_id))
    standing = standings[0] if standings else None
    if standing is None:
        work.add(CaseAgency(case_id=case_id, agency_id=agency_id, state=CaseAgencyState.TASKED, history_from=work.now))
    elif standing.state in (CaseAgencyState.LEFT, CaseAgencyState.DECLINED):
        standing.state = CaseAgencyState.TASKED


def _copied(disclosure: Disclosure, audience_id: UUID) -> Disclosure:
    """The same naming, for a task's audience, for as long as the first one holds."""
    kept = disclosure.model_dump(exclude={"id", "audience_id"})
    return Disclosure(**kept, audience_id=audience_id)
