"""What agencies record of a world's case: its risk, what happened, plans, and what was found of that."""

from datetime import datetime
from uuid import UUID, uuid4

from roundtable.access.models import (
    Audience,
)
from roundtable.agencies.models import Membership
from roundtable.cases.models import CaseParticipant, ParticipantRole, RiskLevel
from roundtable.conferences.models import (
    AgendaItem,
)
from roundtable.demo.cast import AGENCIES
from roundtable.incidents.models import Incident, ViolenceType
from roundtable.repeats.models import RepeatFinding
from roundtable.risk.models import AppliedRiskLevel, RiskAssessment
from roundtable.safety.models import (
    SafetyPlan,
    SafetyPlanSection,
    SafetyPlanState,
    SafetyPlanVersion,
    SafetySection,
    VictimAgreement,
)
from tests.access.world_base import POSTS, day
from tests.access.world_conferences import WithConferences


class WithRecords(WithConferences):
    """Assessments, incidents, repeats, safety plans."""

    def assess(
        self,
        audience: Audience,
        post: str = "corina",
        *,
        level: RiskLevel = RiskLevel.HIGH,
        tool: str = "roundtable-example",
        at: datetime | None = None,
        due: datetime | None = None,
        supersedes: RiskAssessment | None = None,
    ) -> RiskAssessment:
        """An assessment is made together with its audience."""
        (agency,) = [row.agency_id for row in self.all(Membership) if row.id == POSTS[post]]
        return self._add(
            RiskAssessment(
                case_id=self.case.id,
                audience_id=audience.id,
                agency_id=agency,
                tool_key=tool,
                tool_version=1,
                answers={},
                score=0,
                band=level,
                level=level,
                assessed_by=POSTS[post],
                assessed_at=at or audience.created_at,
                reassess_due_at=due or day(9),
                supersedes_id=supersedes.id if supersedes else None,
                created_at=audience.created_at,
            )
        )

    def apply(self, assessment: RiskAssessment) -> AppliedRiskLevel:
        """Its level, as it was told to the table."""
        return self._add(
            AppliedRiskLevel(
                case_id=self.case.id,
                assessment_id=assessment.id,
                agency_id=assessment.agency_id,
                level=assessment.level,
                assessed_at=assessment.assessed_at,
                applied_by=assessment.assessed_by,
                applied_at=assessment.created_at,
                case_level=assessment.level,
            )
        )

    def incident(
        self,
        audience: Audience,
        post: str = "ana",
        *,
        at: datetime | None = None,
        supersedes: Incident | None = None,
        withdrawn: bool = True,
        event: UUID | None = None,
    ) -> Incident:
        """An incident is recorded together with its audience; this one was perhaps withdrawn again, or joined."""
        (agency,) = [row.agency_id for row in self.all(Membership) if row.id == POSTS[post]]
        return self._add(
            Incident(
                case_id=self.case.id,
                audience_id=audience.id,
                agency_id=agency,
                began_at=at or day(-8),
                place="A place",
                kinds=[ViolenceType.PHYSICAL],
                description="It happened",
                victim_id=self.person().id,
                perpetrator_id=self.person(ParticipantRole.ALLEGED_PERPETRATOR).id,
                reported_by="Somebody",
                recorded_by=POSTS[post],
                supersedes_id=supersedes.id if supersedes else None,
                event_id=event,
                withdrawn_at=day(-1) if withdrawn else None,
                withdrawal="It was not so" if withdrawn else None,
                created_at=audience.created_at,
            )
        )

    def repeat(self, item: AgendaItem | None = None) -> RepeatFinding:
        """A repeat that was found of it, perhaps on an agenda."""
        key = item.id if item else None
        return self._add(RepeatFinding(case_id=self.case.id, trigger=uuid4().hex, found_at=day(-1), agenda_item_id=key))

    def plan(self, audience: Audience, drafts: Audience, agency: str = "social") -> SafetyPlan:
        """A safety plan of which one version is in force, and the next is being written."""
        self.consent()
        (victim, *_) = self.all(CaseParticipant)
        plan = self._add(
            SafetyPlan(
                case_id=self.case.id,
                audience_id=audience.id,
                drafts_audience_id=drafts.id,
                participant_id=victim.id,
                agency_id=AGENCIES[agency].id,
                begun_by=POSTS["corina"],
                begun_at=day(-9),
                created_at=audience.created_at,
            )
        )
        self._version(plan, audience, SafetyPlanState.IN_FORCE)
        self._version(plan, drafts, SafetyPlanState.DRAFT)
        return plan

    def _version(self, plan: SafetyPlan, audience: Audience, state: SafetyPlanState) -> None:
        signed = state is not SafetyPlanState.DRAFT
        version = self._add(
            SafetyPlanVersion(
                case_id=self.case.id,
                plan_id=plan.id,
                audience_id=audience.id,
                state=state,
                written_by=POSTS["corina"],
                written_at=day(-1),
                signed_off_by=POSTS["corina"] if signed else None,
                signed_off_at=day(-1) if signed else None,
                agreement=VictimAgreement.AGREED if signed else None,
                agreement_note="On the telephone",
                review_due_at=day(9) if signed else None,
                ending="It ended",
                created_at=audience.created_at,
            )
        )
        self._add(
            SafetyPlanSection(
                case_id=self.case.id, version_id=version.id, code=SafetySection.AT_HOME, place=1, text="A bag is packed"
            )
        )
