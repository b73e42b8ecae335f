"""Making audiences: for a conversation, for a task; every naming is a disclosure with its basis and purpose."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.access import queries, rule
from roundtable.access.models import (
    Audience,
    CaseAgency,
    CaseAgencyState,
    Category,
    Compartment,
    Disclosure,
    LawfulBasis,
    Purpose,
    Sensitivity,
)
from roundtable.access.news import tell_table
from roundtable.agencies.models import Agency, Membership
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.core.facts import FactName
from roundtable.core.scope import ME, found
from roundtable.core.tables import evidence_of, row_of, table_of
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Guard, Work

PURPOSE_LENGTH, RATIONALE_LENGTH = 500, 2_000
# Where an agency can be handed a task: it stands in the case, or it comes in by the task alone.
_CANNOT_COME_IN = CaseAgencyState.EXCLUDED

# Whom a disclosure names: one of its two columns, or neither for everyone at the table.
Recipient = dict[str, UUID]

# Who contributes something has it already, and keeps it whatever becomes of the consent it was disclosed on.
_KEPT = {
    "consent_id": None,
    "lawful_basis": LawfulBasis.PUBLIC_TASK,
    "rationale": "Who contributed it keeps it.",
    "expires_at": None,
}


@dataclass(frozen=True)
class Grounds:
    """Why a disclosure is lawful, and for how long it holds."""

    purpose: str
    lawful_basis: LawfulBasis
    rationale: str | None = None
    purpose_kind: Purpose = Purpose.SAFETY
    expires_at: datetime | None = None


@dataclass(frozen=True)
class AudienceChoice(Grounds):
    """Whom someone wants to let see something, and why that is lawful."""

    sensitivity: Sensitivity = Sensitivity.NAMED_AGENCIES
    agency_ids: list[str] = field(default_factory=list)
    membership_ids: list[str] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)


async def choose_audience(
    work: Work, case_id: UUID, choice: AudienceChoice, path: Sequence[str], within: Audience | None = None
) -> Audience:
    """Make an audience on a case as chosen, perhaps a narrower one; whoever makes it is in it.

    Raises Invalid: INVALID_AUDIENCE for recipients that do not fit the sensitivity or are not at the table;
    RATIONALE_REQUIRED, CONSENT_REQUIRED, INVALID_DATE for an end that is past, and what `clean` raises. Raises
    Forbidden CATEGORY_NOT_HELD.
    """
    categories = bits(choice.categories)
    await check_entitled(work, case_id, categories, [*path, "categories"])
    recipients = await _recipients(work, case_id, choice, path)
    grounds = await grounds_of(work, case_id, choice, recipients, categories, path)
    audience = await make_audience(work, case_id, choice.sensitivity, within=within, categories=categories)
    if choice.lawful_basis is LawfulBasis.CONSENT:
        own = _own(work, choice.sensitivity)
        name(work, audience, [own], grounds | _KEPT)
        recipients = [recipient for recipient in recipients if recipient != own]
    name(work, audience, recipients, grounds)
    return audience


async def make_audience(
    work: Work,
    case_id: UUID,
    sensitivity: Sensitivity = Sensitivity.NAMED_AGENCIES,
    *,
    within: Audience | None = None,
    categories: int = 0,
    compartment: Compartment | None = None,
    for_task: bool = False,
) -> Audience:
    """One of nobody yet, on the side of who makes it unless another is said; within another, it is a task's as that."""
    audience = work.add(
        Audience(
            case_id=case_id,
            sensitivity=sensitivity,
            within_id=within.id if within else None,
            for_task=within.for_task if within else for_task,
            categories=categories,
            compartment=compartment or await _own_side(work, case_id),
            made_by=work.actor.membership_id,
            created_at=work.now,
        )
    )
    # The audience's row must stand before disclosures point at it.
    await work.flush()
    return audience


def name(work: Work, audience: Audience, recipients: Iterable[Recipient], grounds: dict[str, Any]) -> list[Disclosure]:
    """Let an audience name recipients from now on, on grounds that `grounds_of` has checked."""
    return [
        work.add(
            Disclosure(
                case_id=audience.case_id,
                audience_id=audience.id,
                disclosed_by=work.actor.membership_id,
                starts_at=work.now,
                **grounds | recipient,
            )
        )
        for recipient in recipients
    ]


def revoke(work: Work, namings: Iterable[Disclosure], reason: str) -> None:
    """Let namings name nobody any more, from now on; who calls tells whose sight it was."""
    for naming in namings:
        naming.revoked_at, naming.revoked_by, naming.revocation_reason = work.now, work.actor.membership_id, reason


async def grounds_of(
    work: Work,
    case_id: UUID,
    grounds: Grounds,
    recipients: Sequence[Recipient],
    categories: int,
    path: Sequence[str],
) -> dict[str, Any]:
    """Grounds as a disclosure's columns, once they hold: with the consent they rest on, if that is their basis."""
    purpose = clean(grounds.purpose, PURPOSE_LENGTH, [*path, "purpose"])
    rationale = clean_optional(grounds.rationale, RATIONALE_LENGTH, [*path, "rationale"])
    if grounds.lawful_basis is not LawfulBasis.CONSENT and rationale is None:
        raise Invalid(Code.RATIONALE_REQUIRED, [*path, "rationale"])
    if grounds.expires_at is not None and grounds.expires_at <= work.now:
        raise Invalid(Code.INVALID_DATE, [*path, "expiresAt"])
    consent_id = None
    if grounds.lawful_basis is LawfulBasis.CONSENT:
        consent = await queries.covering_consent(work, case_id, grounds.purpose_kind, recipients, categories)
        if consent is None:
            raise Invalid(Code.CONSENT_REQUIRED, [*path, "lawfulBasis"])
        consent_id = consent.id
    return {
        "consent_id": consent_id,
        "lawful_basis": grounds.lawful_basis,
        "purpose": purpose,
        "purpose_kind": grounds.purpose_kind,
        "rationale": rationale,
        "expires_at": grounds.expires_at,
    }


def tell_posts(work: Work, case_id: UUID, subject_id: UUID, posts: Iterable[tuple[UUID, UUID]]) -> None:
    """Tell posts, each with its agency, that what they see of a case has changed.

    Each is told by name: colleagues who see nothing of the case do not hear that there is one.
    """
    for post, agency in posts:
        work.tell(FactName.ACCESS_CHANGED, case_id, subject_id, [case_id, agency], membership=post)


def bits(categories: Iterable[Category]) -> int:
    """Categories as `Audience.categories` keeps them."""
    return sum({category.bit for category in categories})


async def check_entitled(work: Work, case_id: UUID, categories: int, path: Sequence[str]) -> None:
    """Raises Forbidden CATEGORY_NOT_HELD unless the acting post holds all of these."""
    if categories and categories & ~await queries.held(work, case_id):
        raise Forbidden(Code.CATEGORY_NOT_HELD, path)


async def check_rate(work: Work, asked: type[SQLModel], own: Guard, allowed: int) -> None:
    """Raises Conflict RATE_LIMITED where the acting post asked as often as it may within the hour.

    Each time is a row of one's own in this table; two at once are counted one after the other.
    """
    post = table_of(Membership)
    await work.value(select(post.c.id).where(post.c.id == ME).with_for_update(key_share=True))
    if len(await work.all(asked, table_of(asked).c.at > work.now - timedelta(hours=1), own)) >= allowed:
        raise Conflict(Code.RATE_LIMITED)


def _own(work: Work, sensitivity: Sensitivity) -> Recipient:
    """Who contributes: oneself, among named persons; else one's own agency."""
    if sensitivity is Sensitivity.NAMED_PERSONS:
        return {"membership_id": work.actor.membership_id}
    return {"agency_id": work.actor.agency_id}


async def _recipients(work: Work, case_id: UUID, choice: AudienceChoice, path: Sequence[str]) -> list[Recipient]:
    if choice.agency_ids and choice.sensitivity is not Sensitivity.NAMED_AGENCIES:
        raise Invalid(Code.INVALID_AUDIENCE, [*path, "agencyIds"])
    if choice.membership_ids and choice.sensitivity is not Sensitivity.NAMED_PERSONS:
        raise Invalid(Code.INVALID_AUDIENCE, [*path, "membershipIds"])
    if choice.sensitivity is Sensitivity.CASE_AGENCIES:
        return [{}]
    if choice.sensitivity is Sensitivity.NAMED_AGENCIES:
        return await agencies_at_the_table(work, case_id, choice.agency_ids, path)
    return await posts_at_the_table(work, case_id, choice.membership_ids, path)


async def agencies_at_the_table(
    work: Work, case_id: UUID, public_ids: Sequence[str], path: Sequence[str], *, own: bool = True
) -> list[Recipient]:
    """These agencies, and one's own, as recipients. Raises Invalid INVALID_AUDIENCE for one that has no seat."""
    where = [*path, "agencyIds"]
    asked = {ids.decode("agency", text, where) for text in public_ids} | ({work.actor.agency_id} if own else set())
    part, agency = evidence_of(CaseAgency), row_of(Agency)
    seated = select(part.c.agency_id).where(
        part.c.case_id == case_id,
        part.c.state == CaseAgencyState.ACTIVE,
        part.c.agency_id.in_(asked),
        found(agency, agency.c.id == part.c.agency_id, agency.c.active),
        ~rule.in_conflict(case_id, part.c.agency_id),
    )
    if set(await work.values(seated)) != asked:
        raise Invalid(Code.INVALID_AUDIENCE, where)
    return [{"agency_id": key} for key in sorted(asked)]


async def posts_at_the_table(
    work: Work, case_id: UUID, public_ids: Sequence[str], path: Sequence[str], *, own: bool = True
) -> list[Recipient]:
    """These posts, and one's own, as recipients. Raises Invalid INVALID_AUDIENCE for one that has no seat."""
    where = [*path, "membershipIds"]
    mine = {work.actor.membership_id} if own else set()
    asked = {ids.decode("membership", text, where) for text in public_ids} | mine
    if set(await queries.seated_posts(work, case_id, asked)) != asked:
        raise Invalid(Code.INVALID_AUDIENCE, where)
    return [{"membership_id": key} for key in sorted(asked)]


def keep_own(work: Work, audience: Audience, grounds: dict[str, Any]) -> None:
    """Let one's agency keep what it contributes, whatever becomes of the grounds on which others are shown it."""
    name(work, audience, [{"agency_id": work.actor.agency_id}], grounds | _KEPT)


def copied(disclosure: Disclosure, audience_id: UUID, **changed: Any) -> Disclosure:
    """The same naming, in another audience or of another recipient, for as long as the first one holds."""
    kept = disclosure.model_dump(exclude={"id", "audience_id"})
    return Disclosure(**kept | changed, audience_id=audience_id)


async def _own_side(work: Work, case_id: UUID) -> Compartment:
    """The acting agency's side of the case."""
    part = evidence_of(CaseAgency)
    own = select(part.c.compartment).where(part.c.case_id == case_id, part.c.agency_id == work.actor.agency_id)
    return (await work.value(own)) or Compartment.SUPPORT


async def audience_for_task(work: Work, case_id: UUID, source_id: UUID, agency_id: UUID, title: str) -> Audience:
    """The audience of a task assigned from a conversation: who sees the conversation, and the agency that gets it.

    Handing the task over discloses the task in the same act, and nothing else of the case (rule 4); a category of the
    conversation does not come with it. Raises Conflict AGENCY_NOT_AVAILABLE for an agency that is unknown, inactive,
    excluded or in conflict: one answer for all, since another would tell that a conflict exists.
    """
    await _bring_in(work, case_id, agency_id)
    source = await queries.audience_of(work, source_id)
    open_to_all = source.sensitivity is Sensitivity.CASE_AGENCIES
    sensitivity = Sensitivity.CASE_AGENCIES if open_to_all else Sensitivity.NAMED_AGENCIES
    audience = await make_audience(work, case_id, sensitivity, compartment=source.compartment, for_task=True)
    await _copy_namings(work, source_id, audience, {agency_id})
    grounds = {
        "lawful_basis": LawfulBasis.PUBLIC_TASK,
        "purpose": f"Task: {title}"[:PURPOSE_LENGTH],
        "rationale": "The agency was asked to do this task and needs to see it.",
    }
    name(work, audience, [{"agency_id": agency_id}], grounds)
    return audience


async def audience_without(work: Work, source: Audience, agencies: Collection[UUID]) -> Audience:
    """An audience within another, of whom that names now but for some agencies; on the same grounds."""
    audience = await make_audience(
        work,
        source.case_id,
        source.sensitivity,
        within=source,
        categories=source.categories,
        compartment=source.compartment,
    )
    await _copy_namings(work, source.id, audience, agencies)
    return audience


async def _copy_namings(work: Work, source_id: UUID, audience: Audience, without: Collection[UUID]) -> None:
    """Whom another audience names now, on the same grounds, but for some agencies."""
    table = table_of(Disclosure)
    live = select(Disclosure).where(table.c.audience_id == source_id, rule.disclosure_is_live(table))
    for disclosure in await work.values(live):
        if disclosure.agency_id not in without:
            work.add(copied(disclosure, audience.id))


async def _bring_in(work: Work, case_id: UUID, agency_id: UUID) -> None:
    agency, part = row_of(Agency), evidence_of(CaseAgency)
    excluded = found(part, part.c.case_id == case_id, part.c.agency_id == agency_id, part.c.state == _CANNOT_COME_IN)
    available = found(agency, agency.c.id == agency_id, agency.c.active)
    if not await work.holds(available & ~excluded & ~rule.in_conflict(case_id, agency_id)):
        raise Conflict(Code.AGENCY_NOT_AVAILABLE, ["agencyId"])
    standing = await queries.part_of(work, case_id, agency_id)
    if standing is None:
        standing = work.add(
            CaseAgency(case_id=case_id, agency_id=agency_id, state=CaseAgencyState.TASKED, history_from=work.now)
        )
    elif standing.state in (CaseAgencyState.LEFT, CaseAgencyState.DECLINED):
        standing.state = CaseAgencyState.TASKED
    else:
        # Who has a task has a seat of its own, by whatever it came.
        standing.until_conference_id = None
        return
    await tell_table(work, case_id, standing.id)
