"""The cases of a large conference to measure by, each with who hears it and what each of those agencies returned.

As the commands leave it: who hears a case has a seat at its table, who has no duty is put on it, and the item's
audience names the agencies; what an agency returned is its own item, disclosed to the others that hear the case until
the conference closes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.said import said
from roundtable.access.models import (
    PERPETRATOR_SIDE,
    Audience,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Compartment,
    ConflictDeclaration,
    Disclosure,
    LawfulBasis,
    MemberFunction,
    Sensitivity,
)
from roundtable.agencies.models import Agency, Membership
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.cases.reference import new_reference
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Recusal,
    ReferralCriterion,
)
from roundtable.core.actor import DUTY_ROLES
from roundtable.core.tables import new_id
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.messaging.models import Thread

CHAIR = PEOPLE["corina"].posts[0].id
_PARTS = (
    *((ParticipantRole.VICTIM, "M."), (ParticipantRole.ALLEGED_PERPETRATOR, "V.")),
    *((ParticipantRole.CHILD, "Elder child, 9"), (ParticipantRole.CHILD, "Younger child, 4")),
)


async def put_on(
    session: AsyncSession, place: int, agencies: Sequence[Agency], posts: Sequence[Membership], now: datetime
) -> AgendaItem:
    """A case at a place of the demo's conference, for these agencies, the first of which leads it, and these posts."""
    case = Case(
        id=new_id(),
        reference=new_reference("CJ"),
        title=f"M. {place + 1} and her two children",
        status=CaseStatus.ACTIVE,
        risk_level=RiskLevel.HIGH,
        safe_contact="Only through her sister, on weekdays 10–16. Leave no voice message.",
        opened_at=now,
    )
    session.add(case)
    await session.flush()
    session.add_all(CaseParticipant(case_id=case.id, role=role, label=label) for role, label in _PARTS)
    session.add_all(_seat(case.id, each, now, lead=each is agencies[0]) for each in agencies)
    session.add_all(
        CaseMember(
            case_id=case.id,
            membership_id=post.id,
            function=MemberFunction.PRACTITIONER,
            assumed_at=now,
            until_conference_id=story.CONFERENCE,
        )
        for post in posts
        if post.role not in DUTY_ROLES
    )
    audience = await _audience(session, case.id, agencies, now)
    item = await _item(session, place, audience, now)
    for agency in agencies:
        answers = next((post.id for post in posts if post.agency_id == agency.id), CHAIR)
        await _return(session, item, agency, agencies, answers, place * 12 + agencies.index(agency))
    return item


async def step_aside(session: AsyncSession, item: AgendaItem, posts: Sequence[Membership], now: datetime) -> None:
    """They have a conflict in the item's case, as long as it is heard."""
    kept: dict[str, Any] = {"case_id": item.case_id, "declared_by": CHAIR, "declared_at": now}
    conflicts = [ConflictDeclaration(**kept, practitioner_id=post.practitioner_id) for post in posts]
    session.add_all(conflicts)
    await session.flush()
    session.add_all(
        Recusal(
            case_id=item.case_id,
            agenda_item_id=item.id,
            audience_id=item.audience_id,
            membership_id=post.id,
            conflict_id=conflict.id,
            created_at=now,
        )
        for post, conflict in zip(posts, conflicts, strict=True)
    )


def _seat(case_id: UUID, agency: Agency, now: datetime, *, lead: bool) -> CaseAgency:
    other_side = agency.type in PERPETRATOR_SIDE
    return CaseAgency(
        case_id=case_id,
        agency_id=agency.id,
        state=CaseAgencyState.ACTIVE,
        lead=lead,
        history_from=now,
        compartment=Compartment.PERPETRATOR if other_side else Compartment.SUPPORT,
        until_conference_id=None if lead else story.CONFERENCE,
    )


async def _audience(
    session: AsyncSession, case_id: UUID, agencies: Sequence[Agency], now: datetime, until: UUID | None = None
) -> Audience:
    """One that names these agencies; all but the first until a conference closes, if so."""
    narrow = Sensitivity.NAMED_AGENCIES
    audience = Audience(case_id=case_id, sensitivity=narrow, made_by=CHAIR, created_at=now)
    session.add(audience)
    await session.flush()
    session.add_all(
        Disclosure(
            case_id=case_id,
            audience_id=audience.id,
            agency_id=agency.id,
            lawful_basis=LawfulBasis.PUBLIC_TASK,
            rationale="They come to the conference.",
            purpose="The conference",
            disclosed_by=CHAIR,
            starts_at=now,
            until_conference_id=until if agency is not agencies[0] else None,
        )
        for agency in agencies
    )
    return audience


async def _item(session: AsyncSession, place: int, audience: Audience, now: datetime) -> AgendaItem:
    kept: dict[str, Any] = {"case_id": audience.case_id, "audience_id": audience.id, "created_at": now}
    thread = Thread(**kept, subject="Weekly case conference", created_by=CHAIR)
    session.add(thread)
    await session.flush()
    item = AgendaItem(
        **kept,
        thread_id=thread.id,
        conference_id=story.CONFERENCE,
        status=AgendaItemStatus.ACCEPTED,
        criterion=ReferralCriterion.ESCALATION,
        reason="Called out twice this month, and it is worse each week; the protection order ends on Thursday.",
        proposed_by=CHAIR,
        brings_in=True,
        position=place + 1,
        decided_at=now,
    )
    session.add(item)
    await session.flush()
    return item


async def _return(
    session: AsyncSession, item: AgendaItem, agency: Agency, agencies: Sequence[Agency], by: UUID, number: int
) -> None:
    """What the agency says it knows, to all that hear the item."""
    now = item.created_at
    own = AgencyReturn(
        id=new_id(),
        case_id=item.case_id,
        agenda_item_id=item.id,
        agency_id=agency.id,
        audience_id=item.audience_id,
        state=AgencyReturnState.SUBMITTED,
        asked_at=now,
        answered_at=now,
        answered_by=by,
        created_at=now,
    )
    session.add(own)
    others = [each for each in agencies if each is not agency]
    audience = await _audience(session, item.case_id, [agency, *others], now, until=story.CONFERENCE)
    session.add(
        ReturnContent(
            case_id=item.case_id,
            agency_return_id=own.id,
            audience_id=audience.id,
            **said(number),
            version=1,
            written_by=by,
            written_at=now,
            created_at=now,
        )
    )
