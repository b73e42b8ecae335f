"""The rule a second time, in plain Python over a world's rows, from domain.md and apart from the SQL.

It is what the endpoint's answers are compared with; nothing of `access/rule.py` may be imported here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Compartment,
    ConflictDeclaration,
    Consent,
    ConsentDecision,
    Disclosure,
    Entitlement,
    LawfulBasis,
    Sensitivity,
)
from roundtable.agencies.models import Agency, Deputyship, Membership, Practitioner, ServiceAccount
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import CaseParticipant, RiskLevel
from roundtable.conferences.models import (
    AgencyReturn,
    AgendaItem,
    Attendance,
    Conference,
    ConferenceAgency,
    Recusal,
)
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.facts import FactName, NewFact
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, Undertaking
from roundtable.incidents.models import Incident
from roundtable.messaging.models import Message, ReadPosition, Thread
from roundtable.minutes.models import MinutesComment, MinutesPassage, MinutesSection, MinutesWords
from roundtable.repeats.models import RepeatFinding
from roundtable.risk.models import AppliedRiskLevel, RiskAssessment
from roundtable.safety.models import SafetyPlan, SafetyPlanSection, SafetyPlanVersion
from roundtable.tasks.models import Task
from tests.access.world import OF_CONFERENCE, OF_CONFERENCES, OF_PLANS, TODAY, World

READS_CASES = {Role.PRACTITIONER, Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR}
ON_DUTY = {Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR}

# Of an assessment: the one before it, what corrects it, how its level came from the former's, whether it is overdue.
Beside = tuple[str | None, str | None, str, bool]
# Of an incident: what it corrects, and what corrects it.
Chain = tuple[str | None, set[str], set[str], set[str]]
_CONFERS: tuple[Any, ...] = (
    *(AgendaItem, AgencyReturn, ReturnContent, Recusal),
    *(Decision, DecisionVoice, Undertaking, ActionReview),
    *(MinutesSection, MinutesPassage, MinutesWords, MinutesComment),
)
_PREFIXES: dict[Any, str] = {
    RiskAssessment: "riskassessment",
    Incident: "incident",
    Thread: "thread",
    Message: "message",
    Task: "task",
    AgendaItem: "agendaitem",
}
_PREFIXES |= OF_CONFERENCES | OF_PLANS
OF_PARTS: tuple[Any, ...] = OF_CONFERENCE
# While it may still bring somebody, who is asked sees what for.
_MAY_BRING = {AttendeeRequestState.ASKED, AttendeeRequestState.NAMED}
_FOR_WHO_SPEAKS = {FactName.AGENCY_INVITED, FactName.ATTENDEE_REQUESTED, FactName.ATTENDEE_REQUEST_CHANGED}


@dataclass
class Seen:
    """Everything that one post is answered about a world, as sets of public ids."""

    cases: set[str] = field(default_factory=set)
    # How to reach the victim, as the case says it.
    contact: str | None = None
    table: set[str] = field(default_factory=set)
    threads: set[str] = field(default_factory=set)
    messages: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)
    agenda: set[str] = field(default_factory=set)
    assessments: dict[str, Beside] = field(default_factory=dict)
    # What the table was told of its risk, each with the assessment it rests on.
    told: dict[str, str | None] = field(default_factory=dict)
    incidents: dict[str, Chain] = field(default_factory=dict)
    # What was found of repeats, each with the agenda item it is on.
    repeats: dict[str, str | None] = field(default_factory=dict)
    # Safety plans, their versions, and what these say.
    plans: set[str] = field(default_factory=set)
    # Whether there is a second page of threads, when a page has one.
    more: bool = False
    assigned: set[str] = field(default_factory=set)
    unread: dict[str, int] = field(default_factory=dict)
    seen_by: dict[str, set[str]] = field(default_factory=dict)
    namings: dict[str, set[str]] = field(default_factory=dict)
    loaded: set[str] = field(default_factory=set)


class Oracle:
    """Answers about one world."""

    def __init__(self, world: World, now: datetime = TODAY) -> None:
        self.world, self.now = world, now
        self.posts = {post.id: post for post in world.all(Membership)}
        self.parts = {part.agency_id: part for part in world.all(CaseAgency)}
        self.audiences = {audience.id: audience for audience in world.all(Audience)}

    def is_live(self, post: Membership) -> bool:
        """Within its dates, its agency active, its holder active."""
        holders: list[Any] = [*self.world.all(Practitioner), *self.world.all(ServiceAccount)]
        holder = next(h for h in holders if h.id in (post.practitioner_id, post.service_account_id))
        agency = next(agency for agency in self.world.all(Agency) if agency.id == post.agency_id)
        return self._lasts(post.starts_at, post.ends_at) and bool(holder.active) and agency.active

    def is_at_the_table(self, post: Membership) -> bool:
        """Of an active agency, with a seat of one's own or as a deputy of a colleague's (rules 1, 6, 14)."""
        stands_in_for = {
            d.membership_id
            for d in self.world.all(Deputyship)
            if d.deputy_id == post.id and self._lasts(d.starts_at, d.ends_at)
        }
        colleagues = [p for p in self.posts.values() if p.id in stands_in_for and p.agency_id == post.agency_id]
        may_sit = post.role in READS_CASES and self.may_come_near(post)
        return may_sit and any(self._has_own_seat(p) for p in [post, *colleagues])

    def _has_own_seat(self, post: Membership) -> bool:
        """On this case by duty or by name, in a role that works on cases."""
        part = self.parts.get(post.agency_id)
        if part is None or part.state != CaseAgencyState.ACTIVE or post.role not in READS_CASES:
            return False
        by_name = any(
            member.membership_id == post.id and self._lasts(member.assumed_at, member.renounced_at)
            for member in self.world.all(CaseMember)
        )
        return (by_name or post.role in ON_DUTY) and self.may_come_near(post)

    def looks_through_a_glass(self, post: Membership) -> bool:
        """Broke one that is not over, in a role that may; a conflict beats it (rules 5, 8)."""
        glasses = [
            glass
            for glass in self.world.all(BreakGlass)
            if glass.membership_id == post.id
            and self._lasts(glass.opened_at, glass.ends_at)
            and self._lasts(glass.opened_at, glass.closed_at)
        ]
        return bool(glasses) and post.role in READS_CASES and self.may_come_near(post)

    def sees_case(self, post: Membership) -> bool:
        return self.is_at_the_table(post) or self.looks_through_a_glass(post)

    def supports(self, post: Membership) -> bool:
        """Sees the case from the victim's side: how she may be reached is for nobody on the other."""
        at_the_table = self.is_at_the_table(post) and self.side_of(post) == Compartment.SUPPORT
        return at_the_table or self.looks_through_a_glass(post)

    def side_of(self, post: Membership) -> Compartment | None:
        return self.parts[post.agency_id].compartment if post.agency_id in self.parts else None

    def shares_with(self, me: Membership, post: Membership) -> bool:
        """What one shared with all now would reach the other, at the table."""
        side = self.side_of(me)
        return side is not None and side == self.side_of(post) and self.parts[post.agency_id].history_from <= self.now

    def seat_shows(self, part: CaseAgency, thread: Thread) -> bool:
        """A seat like this would show it to the agency, whoever has it."""
        return all(
            not a.categories & ~sum(self._held_by(part.agency_id, None))
            and self._names(part, None, a, thread.created_at)
            for a in self._around(thread.audience_id)
        )

    def acts(self, post: Membership, audience_id: UUID, since: datetime) -> bool:
        """Sees it by right: nobody acts through a glass (rule 8)."""
        around = self._around(audience_id)
        return all(self._is_entitled(post, audience) and self._is_in(post, audience, since) for audience in around)

    def hears(self, post: Membership, fact: NewFact) -> bool:
        """Is told of a fact: in its audience, by name, or with all who see the case."""
        if fact.audience_id:
            return self.sees(post, fact.audience_id, fact.item_at)
        if fact.to_agency_id or fact.to_membership_id:
            # What an agency is told is for those of it who work on cases; what is asked of it, for who may answer that
            # (rule 6).
            works = post.role in (ON_DUTY if fact.name in _FOR_WHO_SPEAKS else READS_CASES | {Role.SERVICE_ACCOUNT})
            named = (fact.to_agency_id == post.agency_id and works) or fact.to_membership_id == post.id
            return named and (self.may_come_near(post) if fact.case_id else self.is_live(post))
        return self.sees_case(post)

    def is_beside_it(self, post: Membership) -> bool:
        """Sees tasks only: people of an agency that has one or was invited, and scripts of such or an active one."""
        part = self.parts.get(post.agency_id)
        if part is None or not self.may_come_near(post):
            return False
        waits = part.state in (CaseAgencyState.TASKED, CaseAgencyState.INVITED)
        works_on_tasks = post.role in READS_CASES | {Role.SERVICE_ACCOUNT}
        is_script = post.role == Role.SERVICE_ACCOUNT and part.state == CaseAgencyState.ACTIVE
        return (waits and works_on_tasks) or is_script

    def sees(self, post: Membership, audience_id: UUID, since: datetime) -> bool:
        """In the audience and in each wider one around it, by right; or through a glass."""
        around = self._around(audience_id)
        if not all(self._is_entitled(post, audience) for audience in around):
            return False
        through = all(audience.sensitivity != Sensitivity.NAMED_PERSONS for audience in around)
        if self.looks_through_a_glass(post) and through:
            return True
        return all(self._is_in(post, audience, since) for audience in around)

    def _around(self, audience_id: UUID) -> list[Audience]:
        around = [self.audiences[audience_id]]
        while around[-1].within_id:
            around.append(self.audiences[around[-1].within_id])
        return around

    def held(self, post: Membership) -> set[int]:
        """The categories, as bits, to which a post is entitled here or everywhere."""
        return self._held_by(post.agency_id, post.id)

    def _held_by(self, agency_id: UUID, post_id: UUID | None) -> set[int]:
        own = [e for e in self.world.all(Entitlement) if self._lasts(e.starts_at, e.ends_at)]
        return {e.bit for e in own if e.agency_id == agency_id or (post_id and e.membership_id == post_id)}

    def _is_entitled(self, post: Membership, audience: Audience) -> bool:
        """To every category of it."""
        return audience.categories & ~sum(self.held(post)) == 0

    def answer(self, post_id: UUID, loads: set[str]) -> Seen | None:
        """What a post is answered that tries these single loads; None if it is not let in at all."""
        post, world = self.posts[post_id], self.world
        if not self.is_live(post):
            return None
        items: list[Any] = [*world.all(Thread), *world.all(Message), *world.all(Task), *world.all(RiskAssessment)]
        items += world.all(Incident)
        items += [row for model in _CONFERS for row in world.all(model)]
        visible = [item for item in items if self.sees(post, item.audience_id, item.created_at)]
        visible += (plans := self._plans(post))
        tasks = [item for item in visible if isinstance(item, Task)]
        threads = [t for t in visible if isinstance(t, Thread) and not self.audiences[t.audience_id].for_task]
        reached = {thread.id: thread for thread in threads}
        reached |= {t.id: t for t in visible if isinstance(t, Thread) and t.id in {task.thread_id for task in tasks}}
        messages = [m for m in visible if isinstance(m, Message) and m.thread_id in reached]
        seated = self.sees_case(post)
        case = {ids.encode("case", world.case.id)} if seated else set()
        around = _ids("caseagency", world.all(CaseAgency)) | _ids("casemember", world.all(CaseMember))
        around |= _ids("participant", world.all(CaseParticipant))
        at_the_table = around if seated else set()
        return Seen(
            cases=case,
            contact=world.case.safe_contact if self.supports(post) else None,
            table=at_the_table,
            threads=_ids("thread", threads),
            messages=_ids("message", messages),
            tasks=_ids("task", tasks),
            agenda=_ids("agendaitem", [item for item in visible if isinstance(item, AgendaItem)]),
            assessments=self._assessments(visible),
            told=self._told(post, visible),
            repeats=self._repeats(post, visible),
            incidents=_chains([item for item in visible if isinstance(item, Incident)]),
            plans={ids.encode(OF_PLANS[type(row)], row.id) for row in self._listed(plans)},
            more=len(threads) > 1,
            assigned=_ids("task", [task for task in tasks if task.owner_agency_id == post.agency_id]),
            unread={ids.encode("thread", key): self._unread(post, key, messages) for key in reached},
            seen_by={ids.encode("thread", key): self._seen_by(thread) for key, thread in reached.items()},
            namings={ids.encode("thread", key): self._namings(post, thread) for key, thread in reached.items()},
            loaded=(case | at_the_table | self._loaded(post, visible)) & loads,
        )

    def _assessments(self, visible: list[Any]) -> dict[str, Beside]:
        seen = [item for item in visible if isinstance(item, RiskAssessment)]
        return {ids.encode("riskassessment", one.id): self._beside(one, seen) for one in seen}

    def _beside(self, one: RiskAssessment, seen: list[RiskAssessment]) -> Beside:
        """Nothing that one does not see counts."""
        corrected = {other.supersedes_id for other in seen}
        corrections = sorted((o for o in seen if o.supersedes_id == one.id), key=lambda o: (o.created_at, o.id.bytes))
        standing = [other for other in seen if other.id not in corrected]
        by_it = [other for other in standing if other.tool_key == one.tool_key]
        before = max((o for o in by_it if _moment(o) < _moment(one)), key=_moment, default=None)
        later = [other for other in standing if _moment(other) > _moment(one)]
        again = any(o.tool_key == one.tool_key or o.agency_id == one.agency_id for o in later)
        overdue = one.reassess_due_at <= self.now and not again and not corrections
        return _public(before), _public(corrections[-1] if corrections else None), _trend(before, one), overdue

    def _plans(self, post: Membership) -> list[Any]:
        """Who is in the audience, on the victim's side; what a version says goes with it."""
        rows: list[Any] = [*self.world.all(SafetyPlan), *self.world.all(SafetyPlanVersion)]
        seen = [row for row in rows if self.supports(post) and self.sees(post, row.audience_id, row.created_at)]
        keys = {row.id for row in seen}
        return [*seen, *(row for row in self.world.all(SafetyPlanSection) if row.version_id in keys)]

    def _listed(self, plans: list[Any]) -> list[Any]:
        """A version is listed with its plan, where one sees that."""
        listed = {row.id for row in plans if isinstance(row, SafetyPlan)}
        listed |= {row.id for row in plans if isinstance(row, SafetyPlanVersion) and row.plan_id in listed}
        of_them = [row for row in plans if isinstance(row, SafetyPlanSection) and row.version_id in listed]
        return [*(row for row in plans if row.id in listed), *of_them]

    def _told(self, post: Membership, visible: list[Any]) -> dict[str, str | None]:
        """On the victim's side."""
        seen = {item.id: item for item in visible if isinstance(item, RiskAssessment)}
        told = self.world.all(AppliedRiskLevel) if self.supports(post) else []
        return {ids.encode("risklevel", one.id): _public(seen.get(one.assessment_id)) for one in told}

    def _repeats(self, post: Membership, visible: list[Any]) -> dict[str, str | None]:
        """The agency that leads the case alone, at the table by right (rule 13)."""
        part = self.parts.get(post.agency_id)
        told = self.world.all(RepeatFinding) if part and part.lead and self.is_at_the_table(post) else []
        heard = {item.id: ids.encode("agendaitem", item.id) for item in visible if isinstance(item, AgendaItem)}
        items = {one.id: heard.get(one.agenda_item_id) if one.agenda_item_id else None for one in told}
        return {ids.encode("repeatfinding", key): item for key, item in items.items()}

    def _loaded(self, post: Membership, visible: list[Any]) -> set[str]:
        world, found = self.world, {ids.encode(_PREFIXES[type(item)], item.id) for item in visible}
        found |= _ids("audience", [a for a in world.all(Audience) if self.sees(post, a.id, a.created_at)])
        found |= {*self._told(post, visible), *self._repeats(post, visible)}
        met = {item.conference_id for item in visible if isinstance(item, AgendaItem)}
        confers = [c for c in world.all(Conference) if c.id in met or self.takes_part(post, c)]
        found |= _ids("conference", confers)
        of_them: list[Any] = [row for kind in OF_PARTS for row in world.all(kind)]
        known = {c.id for c in confers}
        found |= {ids.encode(OF_CONFERENCES[type(row)], row.id) for row in of_them if row.conference_id in known}
        found |= _ids("attendeerequest", [r for r in world.all(AttendeeRequest) if self.is_asked_for(post, r)])
        return found | _ids("disclosure", [d for d in world.all(Disclosure) if self.sees_naming(post, d)])

    def takes_part(self, post: Membership, conference: Conference) -> bool:
        """Leads it for who convenes it, answers for an agency that is asked, or comes; and works on cases (rule 6)."""
        leads = post.role in {Role.CASE_MANAGER, Role.SUPERVISOR} and post.agency_id == conference.agency_id
        asked = {a.agency_id for a in self.world.all(ConferenceAgency) if a.conference_id == conference.id}
        requests = [r for r in self.world.all(AttendeeRequest) if r.conference_id == conference.id]
        asked |= {r.agency_id for r in requests if r.state in _MAY_BRING}
        comes = {a.membership_id for a in self.world.all(Attendance) if a.conference_id == conference.id}
        answers = post.role in ON_DUTY and post.agency_id in asked
        works = post.role in READS_CASES and self.is_live(post)
        return works and (leads or answers or post.id in comes)

    def is_asked_for(self, post: Membership, request: AttendeeRequest) -> bool:
        """Speaks for the agency that is asked for somebody, whatever came of it."""
        return request.agency_id == post.agency_id and post.role in ON_DUTY and self.is_live(post)

    def confers(self, post: Membership, conference_id: UUID) -> bool:
        """Sees a conference: takes part in it, or hears something on its agenda."""
        (conference,) = [c for c in self.world.all(Conference) if c.id == conference_id]
        heard = [i for i in self.world.all(AgendaItem) if i.conference_id == conference_id]
        hears = any(self.sees(post, item.audience_id, item.created_at) for item in heard)
        return hears or self.takes_part(post, conference)

    def sees_naming(self, post: Membership, naming: Disclosure) -> bool:
        """Who is not at the table learns of no other's naming: it would tell of the conference."""
        own = naming.agency_id == post.agency_id or naming.membership_id == post.id
        return (own or self.sees_case(post)) and self.sees(post, naming.audience_id, self.now)

    def _namings(self, post: Membership, thread: Thread) -> set[str]:
        of_it = [d for d in self.world.all(Disclosure) if d.audience_id == thread.audience_id and self.is_in_force(d)]
        return _ids("disclosure", [d for d in of_it if self.sees_naming(post, d)])

    def _seen_by(self, thread: Thread) -> set[str]:
        made = self.audiences[thread.audience_id].created_at
        return _ids("membership", [p for p in self.posts.values() if self.sees(p, thread.audience_id, made)])

    def _unread(self, post: Membership, thread_id: UUID, messages: list[Message]) -> int:
        position = next(
            (p for p in self.world.all(ReadPosition) if (p.thread_id, p.membership_id) == (thread_id, post.id)), None
        )
        read = (position.message_at, position.message_id.bytes if position.message_id else b"") if position else None
        others = [m for m in messages if m.thread_id == thread_id and m.author_id != post.id]
        # Nobody reads up to anywhere through a glass.
        others = [m for m in others if self.acts(post, m.audience_id, m.created_at)]
        return sum(read is None or (m.created_at, m.id.bytes) > read for m in others)

    def _is_in(self, post: Membership, audience: Audience, since: datetime) -> bool:
        at_the_table = self.is_at_the_table(post)
        if not at_the_table and not (audience.for_task and self.is_beside_it(post)):
            return False
        part = self.parts[post.agency_id]
        return self._names(part, post.id, audience, since, to_all=at_the_table)

    def _names(
        self, part: CaseAgency, post_id: UUID | None, audience: Audience, since: datetime, *, to_all: bool = True
    ) -> bool:
        """The agency, the post, or all at the table, of whom those on the other side or from later on are none."""
        live = [d for d in self.world.all(Disclosure) if d.audience_id == audience.id and self.is_in_force(d)]
        if any(d.agency_id == part.agency_id or (post_id and d.membership_id == post_id) for d in live):
            return True
        names_all = any(d.agency_id is None and d.membership_id is None for d in live)
        return to_all and names_all and since >= part.history_from and part.compartment == audience.compartment

    def is_in_force(self, disclosure: Disclosure) -> bool:
        """Begun, not ended, and on a consent that is in force if it rests on one (rule 7)."""
        consent = next((c for c in self.world.all(Consent) if c.id == disclosure.consent_id), None)
        rests_well = disclosure.lawful_basis != LawfulBasis.CONSENT or (
            consent is not None
            and consent.decision in (ConsentDecision.GIVEN, ConsentDecision.GIVEN_WITH_LIMITS)
            and self._lasts(consent.recorded_at, consent.withdrawn_at)
            and self._lasts(consent.recorded_at, consent.expires_at)
        )
        begun = self._lasts(disclosure.starts_at, disclosure.expires_at)
        return rests_well and begun and self._lasts(disclosure.starts_at, disclosure.revoked_at)

    def has_conflict(self, agency_id: UUID, practitioner_id: UUID | None = None) -> bool:
        """The agency has a conflict of interest in the case, or the person (rule 5)."""
        conflicts = [c for c in self.world.all(ConflictDeclaration) if self._lasts(c.declared_at, c.lifted_at)]
        return any(
            c.agency_id == agency_id or (practitioner_id is not None and c.practitioner_id == practitioner_id)
            for c in conflicts
        )

    def may_come_near(self, post: Membership) -> bool:
        """A live post, without a conflict."""
        return self.is_live(post) and not self.has_conflict(post.agency_id, post.practitioner_id)

    def _lasts(self, start: datetime, end: datetime | None) -> bool:
        return start <= self.now and (end is None or end > self.now)


def _ids(prefix: str, rows: Any) -> set[str]:
    return {ids.encode(prefix, row.id) for row in rows}


def _chains(seen: list[Incident]) -> dict[str, Chain]:
    """Nothing that one does not see counts."""
    keys = {incident.id: ids.encode("incident", incident.id) for incident in seen}
    corrects = {one.id: keys.get(one.supersedes_id) if one.supersedes_id else None for one in seen}
    corrected = {one.id: {keys[other.id] for other in seen if other.supersedes_id == one.id} for one in seen}
    stand = [one for one in seen if not corrected[one.id] and one.withdrawn_at is None]

    def beside(one: Incident, joins: Callable[[Incident, Incident], bool]) -> set[str]:
        return {keys[other.id] for other in stand if one in stand and other is not one and joins(one, other)}

    return {
        keys[one.id]: (corrects[one.id], corrected[one.id], beside(one, _are_joined), beside(one, _are_likely_one))
        for one in seen
    }


def _are_joined(one: Incident, other: Incident) -> bool:
    return one.event_id is not None and one.event_id == other.event_id


def _are_likely_one(one: Incident, other: Incident) -> bool:
    """Two agencies' records of what was done within a day; in these worlds always to the same, and by the same."""
    near = abs(one.began_at - other.began_at) <= timedelta(days=1)
    return near and one.agency_id != other.agency_id and not _are_joined(one, other)


def _public(assessment: RiskAssessment | None) -> str | None:
    return ids.encode("riskassessment", assessment.id) if assessment else None


def _moment(assessment: RiskAssessment) -> tuple[datetime, bytes]:
    return assessment.assessed_at, assessment.id.bytes


def _trend(before: RiskAssessment | None, one: RiskAssessment) -> str:
    if before is None:
        return "FIRST"
    levels = list(RiskLevel)
    step = levels.index(one.level) - levels.index(before.level)
    return "RISEN" if step > 0 else "FALLEN" if step < 0 else "SAME"
