"""Rows of every table that the demo leaves empty, about its case, so that there is something for probes to find."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

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
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import CaseKey, CaseParticipant, ParticipantIdentity, PersonLook
from roundtable.conferences.models import (
    AgencyReturn,
    Attendance,
    AttendanceSpan,
    ConferenceFunction,
    ConferenceNotice,
    NoticeKind,
    Recusal,
)
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry
from roundtable.core.tables import table_of
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, ReviewOutcome, Stance, Undertaking
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.incidents.models import Incident, ViolenceType
from roundtable.involvement.models import InvolvementCheck, InvolvementContact
from roundtable.letters.models import Letter, LetterKind
from roundtable.messaging.models import Draft
from roundtable.minutes.models import (
    CommentState,
    ExportFormat,
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesExport,
    MinutesLanguage,
    MinutesPassage,
    MinutesRemark,
    MinutesSection,
    MinutesState,
    MinutesWords,
)
from roundtable.repeats.models import RepeatFinding
from roundtable.safety.models import SafetyPlan, SafetyPlanSection, SafetyPlanState, SafetyPlanVersion, SafetySection
from roundtable.tasks.models import Task
from tests.support.table import Table

CORINA, ANA, FELICIA = (PEOPLE[key].posts[0] for key in ("corina", "ana", "felicia"))
# What is planted: hidden from Horia, whose agency has a conflict of interest, and seen by Corina, who leads the case.
SEEN: list[Any] = [
    *(Consent, ConflictDeclaration, BreakGlass, Entitlement, Deputyship, CaseKey, ParticipantIdentity),
    *(InvolvementCheck, InvolvementContact, RecordEntry, RecordCase, Draft),
    *(Minutes, MinutesApproval, MinutesExport, MinutesRemark),
    *(MinutesSection, MinutesPassage, MinutesWords, MinutesComment),
    *(Incident, RepeatFinding, PersonLook),
    *(AttendanceSpan, AttendeeRequest, Recusal, ReturnContent, Decision, DecisionVoice, Undertaking, ActionReview),
    *(SafetyPlan, SafetyPlanVersion, SafetyPlanSection),
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
                # Nobody who acts sees these two, Corina neither.
                Letter(
                    to_membership_id=ANA.id,
                    kind=LetterKind.CONFERENCE_INVITATION,
                    subject_key=uuid4(),
                    payload={"title": "A conference"},
                    made_at=at,
                    next_try_at=at,
                ),
                ConferenceNotice(
                    conference_id=story.CONFERENCE,
                    agency_id=AGENCIES["police"].id,
                    kind=NoticeKind.RETURNS_REMINDER,
                    due_at=at,
                    told_at=at,
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
        await plant_conference(session, at)
        await plant_safety(session, whom, at)
        session.add(InvolvementContact(check_id=check.id, membership_id=ANA.id))
        session.add(RecordCase(**of_case, entry_id=entry.id, item_ids="[]"))


async def plant_conference(session: AsyncSession, at: datetime) -> None:
    """Of the demo's conference: who was there, who stepped aside, and what an agency said."""
    own, there, conflict = table_of(AgencyReturn), table_of(Attendance), table_of(ConflictDeclaration)
    asked = await session.scalar(select(AgencyReturn).where(own.c.agency_id == AGENCIES[CORINA.agency].id))
    assert asked
    of_item: dict[str, Any] = {"case_id": story.CASE, "audience_id": asked.audience_id, "created_at": at}
    who = await session.scalar(select(there.c.id).where(there.c.membership_id == CORINA.id))
    stands = await session.scalar(select(conflict.c.id).limit(1))
    task = await session.scalar(select(table_of(Task).c.id).where(table_of(Task).c.case_id == story.CASE).limit(1))
    person = table_of(CaseParticipant)
    victim = await session.scalar(select(person.c.id).where(person.c.case_id == story.CASE).limit(1))
    assert who and stands and task and victim
    session.add_all(
        [
            AttendanceSpan(conference_id=story.CONFERENCE, attendance_id=who, arrived_at=at),
            AttendeeRequest(
                conference_id=story.CONFERENCE,
                agency_id=AGENCIES["legal"].id,
                function=ConferenceFunction.OBSERVER,
                condition="Take no notes.",
                state=AttendeeRequestState.ASKED,
                asked_by=CORINA.id,
                asked_at=at,
            ),
            Recusal(**of_item, agenda_item_id=asked.agenda_item_id, membership_id=ANA.id, conflict_id=stands),
            decision := Decision(
                **of_item,
                agenda_item_id=asked.agenda_item_id,
                text="Decided",
                rationale="For a reason",
                recorded_by=CORINA.id,
                decided_at=at,
            ),
            undertaking := Undertaking(
                **of_item,
                agenda_item_id=asked.agenda_item_id,
                task_id=task,
                agency_id=AGENCIES["ngo"].id,
                volunteered_by=CORINA.id,
                volunteered_at=at,
            ),
            RepeatFinding(case_id=story.CASE, trigger="hash", found_at=at, agenda_item_id=asked.agenda_item_id),
            PersonLook(membership_id=CORINA.id, at=at),
            Incident(
                **of_item,
                agency_id=AGENCIES["social"].id,
                began_at=at,
                kinds=[ViolenceType.VERBAL],
                description="It happened",
                victim_id=victim,
                recorded_by=CORINA.id,
            ),
            ReturnContent(
                **of_item, agency_return_id=asked.id, involvement="Known", written_by=CORINA.id, written_at=at
            ),
        ]
    )
    await session.flush()  # what follows points at them
    session.add(
        DecisionVoice(**of_item, decision_id=decision.id, membership_id=ANA.id, stance=Stance.SUPPORTS, said_at=at)
    )
    session.add(
        ActionReview(
            **of_item,
            agenda_item_id=asked.agenda_item_id,
            undertaking_id=undertaking.id,
            outcome=ReviewOutcome.DONE,
            words="Done",
            said_by=CORINA.id,
            said_at=at,
        )
    )
    await _plant_minutes(session, asked, of_item, at)


async def _plant_minutes(session: AsyncSession, asked: AgencyReturn, of_item: dict[str, Any], at: datetime) -> None:
    """Of the demo's conference, approved and taken out."""
    minutes = Minutes(
        conference_id=story.CONFERENCE,
        number=1,
        state=MinutesState.APPROVED,
        language=MinutesLanguage.EN,
        opening="Opened",
        revision=1,
        drafted_by=CORINA.id,
        drafted_at=at,
    )
    session.add(minutes)
    await session.flush()  # what follows points at it
    of_minutes: dict[str, Any] = {"conference_id": story.CONFERENCE, "minutes_id": minutes.id}
    agency = AGENCIES[CORINA.agency].id
    session.add_all(
        [
            MinutesApproval(**of_minutes, revision=1, agency_id=agency, approved_by=CORINA.id, approved_at=at),
            MinutesExport(**of_minutes, format=ExportFormat.PDF, exported_by=CORINA.id, exported_at=at),
            MinutesRemark(**of_minutes, text="Remark", said_by=CORINA.id, said_at=at, state=CommentState.OPEN),
            section := MinutesSection(**of_item, minutes_id=minutes.id, agenda_item_id=asked.agenda_item_id),
        ]
    )
    await session.flush()  # what follows points at it
    session.add(passage := MinutesPassage(**of_item, section_id=section.id, position=1))
    session.add(
        MinutesComment(
            **of_item, section_id=section.id, text="Comment", said_by=CORINA.id, said_at=at, state=CommentState.OPEN
        )
    )
    await session.flush()  # what follows points at it
    session.add(MinutesWords(**of_item, passage_id=passage.id, text="Words", written_by=CORINA.id, written_at=at))


async def plant_safety(session: AsyncSession, whom: UUID, at: datetime) -> None:
    """A safety plan that is being written, for the audience that Corina's agency hears the demo's item in."""
    own = table_of(AgencyReturn)
    audience = await session.scalar(select(own.c.audience_id).where(own.c.agency_id == AGENCIES[CORINA.agency].id))
    assert audience
    of_plan: dict[str, Any] = {"case_id": story.CASE, "audience_id": audience, "created_at": at}
    agency = AGENCIES[CORINA.agency].id
    plan = SafetyPlan(
        **of_plan, drafts_audience_id=audience, participant_id=whom, agency_id=agency, begun_by=CORINA.id, begun_at=at
    )
    session.add(plan)
    await session.flush()  # what follows points at it
    version = SafetyPlanVersion(
        **of_plan, plan_id=plan.id, state=SafetyPlanState.DRAFT, written_by=CORINA.id, written_at=at
    )
    session.add(version)
    await session.flush()
    session.add(
        SafetyPlanSection(
            case_id=story.CASE, version_id=version.id, code=SafetySection.AT_HOME, place=1, text="A bag is packed."
        )
    )
