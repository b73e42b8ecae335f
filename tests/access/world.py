"""A small world of one case, as rows: who is at its table, who may see what, and what hangs on that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import SQLModel

from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Category,
    Compartment,
    ConflictDeclaration,
    Consent,
    ConsentDecision,
    Disclosure,
    Entitlement,
    GlassReason,
    LawfulBasis,
    MemberFunction,
    Sensitivity,
)
from roundtable.agencies.models import Agency, Deputyship, Membership, Practitioner, ServiceAccount
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.cases.reference import new_reference
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
    ConferenceStatus,
    ConferenceType,
    Recusal,
)
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core import ids
from roundtable.core.facts import FactName, NewFact
from roundtable.core.tables import table_of
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, ReviewOutcome, Stance, Undertaking
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.incidents.models import Incident, ViolenceType
from roundtable.messaging.models import Message, ReadPosition, Thread
from roundtable.minutes.models import (
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesExport,
    MinutesPassage,
    MinutesRemark,
    MinutesSection,
    MinutesWords,
)
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
from roundtable.tasks.models import Priority, Task, TaskStatus
from tests.support.table import Table

Row = TypeVar("Row", bound=SQLModel)
TODAY = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)
SCRIPT = "script"
VOLUNTEER = "corina as volunteer"
# Every post that there is, by the name that tests call it by.
POSTS: dict[str, UUID] = {key: person.posts[0].id for key, person in PEOPLE.items()}
# What hangs on agenda items, in the order in which it can be taken away.
OF_ITEMS = (
    *("minutes_comment", "minutes_words", "minutes_passage", "minutes_section"),
    *("repeat_finding", "action_review", "undertaking", "decision_voice", "decision"),
    *("return_content", "agency_return", "recusal", "agenda_item"),
)
# What hangs on conferences, in that order.
OF_CONFERENCE: tuple[Any, ...] = (
    *(MinutesRemark, MinutesExport, MinutesApproval, Minutes),
    *(AttendeeRequest, AttendanceSpan, Attendance, ConferenceAgency),
)
# What there is of conferences beside what is of the case at large, by the prefix of its ids.
OF_CONFERENCES: dict[Any, str] = {
    ConferenceAgency: "conferenceagency",
    AttendeeRequest: "attendeerequest",
    Attendance: "attendance",
    AttendanceSpan: "attendancespan",
    AgencyReturn: "agencyreturn",
    ReturnContent: "returncontent",
    Recusal: "recusal",
    Decision: "decision",
    DecisionVoice: "decisionvoice",
    Undertaking: "undertaking",
    ActionReview: "actionreview",
    Minutes: "minutes",
    MinutesApproval: "minutesapproval",
    MinutesExport: "minutesexport",
    MinutesRemark: "minutesremark",
    MinutesSection: "minutessection",
    MinutesPassage: "minutespassage",
    MinutesWords: "minuteswords",
    MinutesComment: "minutescomment",
}
# What there is of safety plans, by the same.
OF_PLANS: dict[Any, str] = {
    SafetyPlan: "safetyplan",
    SafetyPlanVersion: "safetyplanversion",
    SafetyPlanSection: "safetyplansection",
}
POSTS |= {VOLUNTEER: PEOPLE["corina"].posts[1].id, SCRIPT: NGO_SCRIPT.post.id}


def day(number: int) -> datetime:
    """So many days from today; the past is negative."""
    return TODAY + timedelta(days=number)


def directory() -> list[SQLModel]:
    """The cast's agencies, people and posts, as the demo has them."""
    posts = [(person.id, None, post) for person in PEOPLE.values() for post in person.posts]
    return [
        *(Agency(id=a.id, name=a.name, type=a.type, county=a.county) for a in AGENCIES.values()),
        *(Practitioner(id=p.id, full_name=p.name) for p in PEOPLE.values()),
        ServiceAccount(id=NGO_SCRIPT.id, name=NGO_SCRIPT.name),
        *(
            Membership(
                id=post.id,
                practitioner_id=person,
                service_account_id=script,
                agency_id=AGENCIES[post.agency].id,
                role=post.role,
                title=post.title,
                starts_at=LONG_AGO,
            )
            for person, script, post in [*posts, (None, NGO_SCRIPT.id, NGO_SCRIPT.post)]
        ),
    ]


@dataclass
class World:
    """One case's rows, and the directory as it is while the world stands.

    It can be put, changed, put again (which writes what is new), and taken away, any number of times.
    """

    rows: list[SQLModel] = field(default_factory=list)
    people: list[SQLModel] = field(default_factory=directory)
    changed: list[SQLModel] = field(default_factory=list)
    # What is of no case: deputies, and entitlements for every case. Worlds beside each other share it.
    house: list[SQLModel] = field(default_factory=list)
    first: bool = True
    facts: list[tuple[NewFact, list[UUID]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._written: set[int] = set()
        self._amended: list[SQLModel] = []
        self.case = self._add(
            Case(
                reference=new_reference("CJ"),
                status=CaseStatus.ACTIVE,
                risk_level=RiskLevel.HIGH,
                safe_contact="After ten",
                opened_at=day(-9),
            )
        )

    def beside(self) -> "World":
        """Another case, of the same agencies and people."""
        return World(people=self.people, changed=self.changed, house=self.house, first=False)

    def all(self, model: type[Row]) -> list[Row]:
        """This world's rows of one table, the directory's among them."""
        return [row for row in [*self.rows, *self.house, *self.people] if isinstance(row, model)]

    def amend(self, row: SQLModel, **values: Any) -> None:
        """Change a row of this world, as somebody's act would."""
        for name, value in values.items():
            setattr(row, name, value)
        self._amended.append(row)

    def seat(
        self,
        agency: str,
        state: CaseAgencyState = CaseAgencyState.ACTIVE,
        history_from: datetime | None = None,
        side: Compartment = Compartment.SUPPORT,
    ) -> CaseAgency:
        return self._add(
            CaseAgency(
                case_id=self.case.id,
                agency_id=AGENCIES[agency].id,
                state=state,
                history_from=history_from or day(-9),
                compartment=side,
            )
        )

    def member(self, post: str, assumed: datetime | None = None, renounced: datetime | None = None) -> CaseMember:
        return self._add(
            CaseMember(
                case_id=self.case.id,
                membership_id=POSTS[post],
                function=MemberFunction.PRACTITIONER,
                assumed_at=assumed or day(-9),
                renounced_at=renounced,
            )
        )

    def audience(
        self,
        sensitivity: Sensitivity = Sensitivity.CASE_AGENCIES,
        *,
        within: Audience | None = None,
        for_task: bool = False,
        made: datetime | None = None,
        categories: int = 0,
        side: Compartment = Compartment.SUPPORT,
        shared: bool = True,
    ) -> Audience:
        """One that is for all at the table names them all, unless it is not `shared`."""
        audience = self._add(
            Audience(
                case_id=self.case.id,
                sensitivity=sensitivity,
                within_id=within.id if within else None,
                for_task=for_task,
                categories=categories,
                compartment=side,
                created_at=made or day(-5),
            )
        )
        if shared and sensitivity is Sensitivity.CASE_AGENCIES:
            self.disclose(audience)
        return audience

    def disclose(
        self,
        audience: Audience,
        *,
        agency: str | None = None,
        post: str | None = None,
        starts: datetime | None = None,
        expires: datetime | None = None,
        revoked: datetime | None = None,
        consent: Consent | None = None,
    ) -> Disclosure:
        return self._add(
            Disclosure(
                case_id=self.case.id,
                audience_id=audience.id,
                agency_id=AGENCIES[agency].id if agency else None,
                membership_id=POSTS[post] if post else None,
                consent_id=consent.id if consent else None,
                lawful_basis=LawfulBasis.CONSENT if consent else LawfulBasis.PUBLIC_TASK,
                rationale=None if consent else "A test needs it",
                purpose="A test of the rule",
                disclosed_by=POSTS["corina"],
                starts_at=starts or day(-9),
                expires_at=expires,
                revoked_at=revoked,
            )
        )

    def conflict(
        self,
        *,
        agency: str | None = None,
        person: str | None = None,
        declared: datetime | None = None,
        lifted: datetime | None = None,
    ) -> ConflictDeclaration:
        return self._add(
            ConflictDeclaration(
                case_id=self.case.id,
                agency_id=AGENCIES[agency].id if agency else None,
                practitioner_id=PEOPLE[person].id if person else None,
                declared_by=POSTS["corina"],
                declared_at=declared or day(-2),
                lifted_at=lifted,
            )
        )

    def person(self, role: ParticipantRole = ParticipantRole.VICTIM) -> CaseParticipant:
        """Who is in the case in this part."""
        known = next((row for row in self.rows if isinstance(row, CaseParticipant) and row.role == role), None)
        return known or self._add(CaseParticipant(case_id=self.case.id, role=role, label="M."))

    def consent(
        self,
        decision: ConsentDecision = ConsentDecision.GIVEN,
        *,
        recorded: datetime | None = None,
        withdrawn: datetime | None = None,
        expires: datetime | None = None,
    ) -> Consent:
        victim = self.person()
        return self._add(
            Consent(
                case_id=self.case.id,
                participant_id=victim.id,
                decision=decision,
                recorded_by=POSTS["corina"],
                recorded_at=recorded or day(-9),
                expires_at=expires,
                withdrawn_at=withdrawn,
            )
        )

    def entitle(
        self,
        category: Category,
        *,
        agency: str | None = None,
        post: str | None = None,
        here: bool = True,
        starts: datetime | None = None,
        ends: datetime | None = None,
    ) -> Entitlement:
        """To a category: in this case, or wherever else they may see."""
        return self._add_to(
            self.rows if here else self.house,
            Entitlement(
                category=category,
                bit=category.bit,
                agency_id=AGENCIES[agency].id if agency else None,
                membership_id=POSTS[post] if post else None,
                case_id=self.case.id if here else None,
                starts_at=starts or day(-9),
                ends_at=ends,
            ),
        )

    def deputy(
        self, post: str, stands_in_for: str, starts: datetime | None = None, ends: datetime | None = None
    ) -> Deputyship:
        return self._add_to(
            self.house,
            Deputyship(
                membership_id=POSTS[stands_in_for],
                deputy_id=POSTS[post],
                named_by=POSTS[stands_in_for],
                starts_at=starts or day(-9),
                ends_at=ends or day(9),
            ),
        )

    def glass(
        self,
        post: str,
        opened: datetime | None = None,
        ends: datetime | None = None,
        closed: datetime | None = None,
    ) -> BreakGlass:
        return self._add(
            BreakGlass(
                case_id=self.case.id,
                membership_id=POSTS[post],
                reason=GlassReason.THREAT_TO_LIFE,
                explanation="A test of the rule",
                opened_at=opened or day(-1),
                ends_at=ends or day(1),
                closed_at=closed,
            )
        )

    def thread(self, audience: Audience) -> Thread:
        """A thread is made together with its audience."""
        return self._add(
            Thread(
                case_id=self.case.id,
                audience_id=audience.id,
                subject="A thread",
                created_by=POSTS["corina"],
                created_at=audience.created_at,
            )
        )

    def message(
        self, thread: Thread, audience: Audience | None = None, made: datetime | None = None, author: str = "felicia"
    ) -> Message:
        return self._add(
            Message(
                case_id=self.case.id,
                thread_id=thread.id,
                audience_id=audience.id if audience else thread.audience_id,
                author_id=POSTS[author],
                body="Said",
                body_html="<p>Said</p>",
                created_at=made or thread.created_at,
            )
        )

    def task(self, audience: Audience, owner: str) -> Task:
        """A task with its own thread, which is said to come from that thread too."""
        thread = self.thread(audience)
        return self._add(
            Task(
                case_id=self.case.id,
                audience_id=audience.id,
                thread_id=thread.id,
                assigned_from_id=thread.id,
                title="A task",
                status=TaskStatus.REQUESTED,
                priority=Priority.ROUTINE,
                due_order=day(9),
                owner_agency_id=AGENCIES[owner].id,
                assigned_by=POSTS["corina"],
                created_at=thread.created_at,
                updated_at=thread.created_at,
            )
        )

    def thread_of(self, task: Task) -> Thread:
        """A task's own conversation."""
        (thread,) = [thread for thread in self.all(Thread) if thread.id == task.thread_id]
        return thread

    def read(self, post: str, message: Message) -> ReadPosition:
        return self._add(
            ReadPosition(
                thread_id=message.thread_id,
                membership_id=POSTS[post],
                case_id=self.case.id,
                message_id=message.id,
                message_at=message.created_at,
            )
        )

    def agenda_item(self, audience: Audience, thread: Thread | None = None) -> AgendaItem:
        """This case on the agenda of a conference of its own."""
        conference = self._add(
            Conference(
                title="A conference",
                type=ConferenceType.ROUTINE,
                status=ConferenceStatus.PLANNED,
                agency_id=AGENCIES["social"].id,
                scheduled_at=day(3),
            )
        )
        return self._add(
            AgendaItem(
                case_id=self.case.id,
                conference_id=conference.id,
                audience_id=audience.id,
                thread_id=thread.id if thread else None,
                status=AgendaItemStatus.ACCEPTED,
                created_at=audience.created_at,
            )
        )

    def ask(self, conference: Conference, agency: str, state: ConferenceAgencyState) -> ConferenceAgency:
        """An agency is asked to a conference."""
        return self._add(
            ConferenceAgency(
                conference_id=conference.id,
                agency_id=AGENCIES[agency].id,
                state=state,
                invited_by=POSTS["corina"],
                invited_at=day(-4),
                reason="A reason",
            )
        )

    def attend(self, conference: Conference, post: str) -> Attendance:
        """Somebody comes to a conference, and was there."""
        there = self._add(
            Attendance(
                conference_id=conference.id,
                membership_id=POSTS[post],
                function=ConferenceFunction.OBSERVER,
                status=AttendanceStatus.PRESENT,
                condition="A condition",
                reason="A reason",
                named_at=day(-4),
            )
        )
        self._add(AttendanceSpan(conference_id=conference.id, attendance_id=there.id, arrived_at=day(-1)))
        return there

    def request(self, conference: Conference, agency: str, state: AttendeeRequestState) -> AttendeeRequest:
        """An agency is asked for somebody to come to a conference; where it named one, for any who comes."""
        comes = [there for there in self.all(Attendance) if there.conference_id == conference.id]
        named = (comes or [self.attend(conference, "horia")])[0] if state is AttendeeRequestState.NAMED else None
        return self._add(
            AttendeeRequest(
                conference_id=conference.id,
                agency_id=AGENCIES[agency].id,
                function=ConferenceFunction.OBSERVER,
                condition="A condition",
                state=state,
                asked_by=POSTS["corina"],
                asked_at=day(-4),
                attendance_id=named.id if named else None,
                reason="A reason",
            )
        )

    def asked(self, item: AgendaItem, agency: str) -> AgencyReturn:
        """An agency is asked what it knows of an item."""
        return self._add(
            AgencyReturn(
                case_id=self.case.id,
                agenda_item_id=item.id,
                agency_id=AGENCIES[agency].id,
                audience_id=item.audience_id,
                state=AgencyReturnState.SUBMITTED,
                created_at=item.created_at,
            )
        )

    def said(self, asked: AgencyReturn, audience: Audience) -> ReturnContent:
        """What it says it knows."""
        return self._add(
            ReturnContent(
                case_id=self.case.id,
                agency_return_id=asked.id,
                audience_id=audience.id,
                involvement="Involved",
                concerns="Concerns",
                protective_factors="Protected",
                proposals="Proposed",
                documents="Documents",
                written_by=POSTS["corina"],
                written_at=audience.created_at,
                created_at=audience.created_at,
            )
        )

    def decided(self, item: AgendaItem) -> Decision:
        """A decision over an item, that somebody was against."""
        kept: dict[str, Any] = {
            "case_id": self.case.id,
            "audience_id": item.audience_id,
            "created_at": item.created_at,
        }
        decision = self._add(
            Decision(
                **kept,
                agenda_item_id=item.id,
                text="Decided",
                rationale="For a reason",
                withdrawal="Withdrawn",
                recorded_by=POSTS["corina"],
                decided_at=day(-1),
            )
        )
        self._add(
            DecisionVoice(
                **kept,
                decision_id=decision.id,
                membership_id=POSTS["ana"],
                stance=Stance.DISSENTS,
                words="Against it",
                said_at=day(-1),
            )
        )
        return decision

    def undertaken(self, item: AgendaItem, task: Task) -> Undertaking:
        """What an agency undertook over an item, and said of it later."""
        kept: dict[str, Any] = {
            "case_id": self.case.id,
            "audience_id": item.audience_id,
            "created_at": item.created_at,
        }
        made = self._add(
            Undertaking(
                **kept,
                agenda_item_id=item.id,
                task_id=task.id,
                agency_id=task.owner_agency_id,
                obligation="By law",
                volunteered_by=POSTS["corina"],
                volunteered_at=day(-1),
            )
        )
        self._add(
            ActionReview(
                **kept,
                agenda_item_id=item.id,
                undertaking_id=made.id,
                outcome=ReviewOutcome.DONE,
                words="It was done",
                said_by=POSTS["corina"],
                said_at=day(-1),
            )
        )
        return made

    def recusal(self, item: AgendaItem, post: str, conflict: ConflictDeclaration) -> Recusal:
        return self._add(
            Recusal(
                case_id=self.case.id,
                agenda_item_id=item.id,
                audience_id=item.audience_id,
                membership_id=POSTS[post],
                conflict_id=conflict.id,
                created_at=item.created_at,
            )
        )

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

    def tell(
        self,
        name: FactName,
        item: Any,
        streams: Sequence[UUID],
        *,
        agency: str | None = None,
        post: str | None = None,
        to_all: bool = False,
    ) -> NewFact:
        """A fact about an item, for its audience; or for an agency or a post by name, or for all who see the case."""
        for_audience = not (agency or post or to_all)
        fact = NewFact(
            name=name,
            case_id=self.case.id,
            audience_id=item.audience_id if for_audience else None,
            to_agency_id=AGENCIES[agency].id if agency else None,
            to_membership_id=POSTS[post] if post else None,
            item_at=item.created_at,
            subject_id=item.id,
            membership_id=POSTS["corina"],
            at=TODAY,
        )
        self.facts.append((fact, list(streams)))
        return fact

    def change_post(self, post: str, **values: Any) -> None:
        """A post as it is in this world: another role, other dates, another agency."""
        self._change(Membership, POSTS[post], **values)

    def move(self, post: str, agency: str) -> None:
        """Let a post be at another agency, where it has colleagues."""
        self.change_post(post, agency_id=AGENCIES[agency].id)

    def make_inactive(
        self, *, agency: str | None = None, person: str | None = None, script: bool = False, active: bool = False
    ) -> None:
        """Or, if `active`, what was inactive active again."""
        if agency:
            self._change(Agency, AGENCIES[agency].id, active=active)
        if person:
            self._change(Practitioner, PEOPLE[person].id, active=active)
        if script:
            self._change(ServiceAccount, NGO_SCRIPT.id, active=active)

    def writes(self) -> Iterator[Any]:
        """Statements that write what is not written yet, each table before those that point at it."""
        new = [row for row in self._own if id(row) not in self._written]
        self._written |= {id(row) for row in new}
        for kind in SQLModel.metadata.sorted_tables:
            yield from (insert(kind).values(row.model_dump()) for row in new if table_of(type(row)) is kind)
        yield from map(_written_over, [*self.changed, *self._amended])
        self._amended = []

    def removals(self) -> Iterator[Any]:
        """Statements that leave the database as it was."""
        self._written, self._amended = set(), []
        told = [fact.id for fact, _ in self.facts]
        yield _without("stream_entry", "fact_id", told)
        yield _without("fact", "id", told)
        yield _without("stream", "id", [self.case.id])
        for table in OF_ITEMS:
            yield _without(table, "case_id", [self.case.id])
        for kind in (Deputyship, Entitlement, *OF_CONFERENCE, Conference):
            yield _without(kind.__tablename__, "id", [row.id for row in self._own if isinstance(row, kind)])
        for table in reversed(SQLModel.metadata.sorted_tables):
            if "case_id" in table.c and table.name != "fact":
                yield table.delete().where(table.c.case_id == self.case.id)
        yield _without("case", "id", [self.case.id])
        as_they_were = {(type(row), row.id): row for row in directory()}  # type: ignore[attr-defined]
        yield from (_written_over(as_they_were[type(row), row.id]) for row in self.changed)  # type: ignore[attr-defined]

    async def put(self, table: Table) -> None:
        """Let it stand in the database, or let it stand as it is now."""
        await _run(table, self.writes())

    async def take_away(self, table: Table) -> None:
        await _run(table, self.removals())

    def public_ids(self) -> list[str]:
        """Of everything in this world that can be loaded by its id."""
        prefixes = {Case: "case", Thread: "thread", Message: "message", Task: "task", CaseMember: "casemember"}
        prefixes |= {Audience: "audience", Disclosure: "disclosure", CaseAgency: "caseagency"}
        prefixes |= {AgendaItem: "agendaitem", Conference: "conference", CaseParticipant: "participant"}
        prefixes |= OF_CONFERENCES
        prefixes |= {RiskAssessment: "riskassessment", AppliedRiskLevel: "risklevel", Incident: "incident"}
        prefixes |= {RepeatFinding: "repeatfinding"}
        prefixes |= OF_PLANS
        return [ids.encode(prefixes[type(row)], row.id) for row in self.rows if type(row) in prefixes]  # type: ignore[attr-defined]

    @property
    def _own(self) -> list[SQLModel]:
        return [*self.rows, *self.house] if self.first else self.rows

    def add(self, row: Row) -> Row:
        """Any other row of the case."""
        return self._add(row)

    def _add(self, row: Row) -> Row:
        return self._add_to(self.rows, row)

    def _add_to(self, rows: list[SQLModel], row: Row) -> Row:
        rows.append(row)
        return row

    def _change(self, model: type[SQLModel], key: UUID, **values: Any) -> None:
        (row,) = [row for row in self.people if isinstance(row, model) and row.id == key]  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(row, name, value)
        self.changed.append(row)


async def _run(table: Table, statements: Iterator[Any]) -> None:
    async with table.database.writing() as session:
        for statement in statements:
            await session.execute(statement)


def _written_over(row: SQLModel) -> Any:
    kind = table_of(type(row))
    return kind.update().where(kind.c.id == row.id).values(row.model_dump(exclude={"id"}))  # type: ignore[attr-defined]


def _without(table: Any, column: str, keys: Sequence[UUID]) -> Any:
    kind = SQLModel.metadata.tables[table]
    return kind.delete().where(kind.c[column].in_(keys))
