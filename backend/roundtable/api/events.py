"""The kinds of events that streams bring: a fact's name says the type, its subject is read when it is delivered."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Select, and_, case, or_, select, true

from roundtable.access import rule
from roundtable.access.graphql import CaseAgencyType
from roundtable.agencies.graphql import MembershipType
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.agenda.graphql import AgencyReturnType, AgendaItemType
from roundtable.cases.graphql import CaseNode, CaseParticipantType
from roundtable.conferences.graphql import AttendanceType, AttendeeRequestType, ConferenceAgencyType, ConferenceNode
from roundtable.conferences.policy import sees_by_key
from roundtable.core.actor import DUTY_ROLES, Permission, roles_granted
from roundtable.core.facts import Fact, FactName, StreamEntry
from roundtable.core.guards import guarded
from roundtable.core.scope import ME, found, same_for_alike
from roundtable.core.tables import row_of
from roundtable.decisions.graphql import ActionReviewType, DecisionType, UndertakingType
from roundtable.glass.graphql import BreakGlassType
from roundtable.incidents.graphql import IncidentType
from roundtable.messaging.graphql import MessageType, ThreadType
from roundtable.minutes.graphql import MinutesSectionType, MinutesType
from roundtable.reader.shapes import column, given, one, rows_with, shape
from roundtable.reader.sql import public_id
from roundtable.repeats.graphql import RepeatFindingType
from roundtable.risk.graphql import AppliedRiskLevelType, RiskAssessmentType
from roundtable.safety.graphql import SafetyPlanType
from roundtable.seats.graphql import Invitation
from roundtable.tasks.graphql import TaskType

TYPES: dict[str, str] = {
    FactName.MESSAGE_POSTED: "MessagePosted",
    FactName.MESSAGE_EDITED: "MessageEdited",
    FactName.MESSAGE_REDACTED: "MessageRedacted",
    FactName.PRACTITIONER_MENTIONED: "PractitionerMentioned",
    FactName.THREAD_OPENED: "ThreadOpened",
    FactName.THREAD_CLOSED: "ThreadClosed",
    FactName.THREAD_READ: "ThreadRead",
    FactName.TASK_ASSIGNED: "TaskAssigned",
    FactName.TASK_CHANGED: "TaskChanged",
    FactName.CONFERENCE_CALLED: "ConferenceCalled",
    FactName.CONFERENCE_CHANGED: "ConferenceChanged",
    FactName.CONFERENCE_ANSWERED: "ConferenceAnswered",
    FactName.CONFERENCE_CLOSED: "ConferenceClosed",
    FactName.CONFERENCE_OVERDUE: "ConferenceOverdue",
    FactName.RETURNS_MISSING: "ReturnsMissing",
    FactName.ATTENDANCE_CHANGED: "AttendanceChanged",
    FactName.ATTENDEE_REQUESTED: "AttendeeRequested",
    FactName.ATTENDEE_REQUEST_CHANGED: "AttendeeRequestChanged",
    FactName.AGENDA_ITEM_CHANGED: "AgendaItemChanged",
    FactName.AGENDA_ITEM_BEGUN: "AgendaItemBegun",
    FactName.AGENDA_ITEM_LEFT: "AgendaItemLeft",
    FactName.AGENCY_RETURN_CHANGED: "AgencyReturnChanged",
    FactName.DECISION_RECORDED: "DecisionRecorded",
    FactName.DECISION_CHANGED: "DecisionChanged",
    FactName.ACTION_VOLUNTEERED: "ActionVolunteered",
    FactName.ACTION_REVIEWED: "ActionReviewed",
    FactName.MINUTES_CHANGED: "MinutesChanged",
    FactName.MINUTES_SECTION_CHANGED: "MinutesSectionChanged",
    FactName.ACCESS_CHANGED: "AccessChanged",
    FactName.GLASS_BROKEN: "GlassBroken",
    FactName.GLASS_REVIEWED: "GlassReviewed",
    FactName.GLASS_CLOSED: "GlassClosed",
    FactName.IDENTITY_RECORDED: "IdentityRecorded",
    FactName.AGENCY_INVITED: "AgencyInvited",
    FactName.AGENCY_CHANGED: "AgencyChanged",
    FactName.RISK_ASSESSED: "RiskAssessed",
    FactName.RISK_LEVEL_CHANGED: "RiskLevelChanged",
    FactName.INCIDENT_RECORDED: "IncidentRecorded",
    FactName.INCIDENT_WITHDRAWN: "IncidentWithdrawn",
    FactName.INCIDENTS_JOINED: "IncidentsJoined",
    FactName.INCIDENTS_PARTED: "IncidentsParted",
    FactName.REPEAT_FOUND: "RepeatFound",
    FactName.REPEAT_DROPPED: "RepeatDropped",
    FactName.CASE_FLAGGED: "CaseFlagged",
    FactName.SAFETY_PLAN_CHANGED: "SafetyPlanChanged",
    FactName.SAFETY_PLAN_SIGNED_OFF: "SafetyPlanSignedOff",
    FactName.POST_GIVEN: "PostGiven",
    FactName.POST_ENDED: "PostEnded",
}


def _placed(fact: Any) -> Select[Any]:
    """A fact at its place in a stream."""
    entry = row_of(StreamEntry)
    return (
        select(*fact.c, entry.c.stream_id, entry.c.number).select_from(fact).join(entry, entry.c.fact_id == fact.c.id)
    )


def sees_fact(fact: Any) -> ColumnElement[bool]:
    """Who may hear of something: who is in its audience, as for the thing itself; or whom it was told by name."""
    post = row_of(Membership)
    addressed = or_(post.c.agency_id == fact.c.to_agency_id, post.c.id == fact.c.to_membership_id)
    told = found(post, post.c.id == ME, addressed, _listens(fact, post), live(post), ~_in_conflict(fact, post))
    # What all at a conference hear is of no case: it is never among what is read once for all whom a case shows alike.
    at_conference = and_(fact.c.to_conference_id.is_not(None), sees_by_key(fact.c.to_conference_id))
    by_name = same_for_alike(or_(told, at_conference))
    unaddressed = and_(*(fact.c[to].is_(None) for to in ("to_agency_id", "to_membership_id", "to_conference_id")))
    to_all = and_(fact.c.audience_id.is_(None), unaddressed, rule.sees_case(fact.c.case_id))
    return or_(rule.sees_audience(fact.c.case_id, fact.c.audience_id, fact.c.item_at), by_name, to_all)


def _listens(fact: Any, post: Any) -> ColumnElement[bool]:
    """What an agency is told is for those of it who work on cases: an invitation, or what it is asked for, for who may
    answer it, and who comes and goes for who answers for its cases, or gives posts; a repeat for who answers for all
    of them.
    """
    works = post.c.role.in_(roles_granted(Permission.TASK_READ))
    answers = post.c.role.in_(roles_granted(Permission.INVITATION_ANSWER))
    speaks = post.c.role.in_(roles_granted(Permission.CONFERENCE_ANSWER))
    staffs = post.c.role.in_([*sorted(DUTY_ROLES), *roles_granted(Permission.POST_MANAGE)])
    leads = post.c.role.in_(sorted(DUTY_ROLES))
    return case(
        (fact.c.to_membership_id.is_not(None), true()),
        (fact.c.name.in_([FactName.POST_GIVEN, FactName.POST_ENDED]), staffs),
        (fact.c.name == FactName.AGENCY_INVITED, answers),
        (fact.c.name.in_([FactName.ATTENDEE_REQUESTED, FactName.ATTENDEE_REQUEST_CHANGED]), speaks),
        (fact.c.name.in_([FactName.REPEAT_FOUND, FactName.REPEAT_DROPPED]), leads),
        else_=works,
    )


def _in_conflict(fact: Any, post: Any) -> ColumnElement[bool]:
    return rule.in_conflict(fact.c.case_id, post.c.agency_id, post.c.practitioner_id)


guarded(Fact, sees_fact, read=True)


def _subject(fact: Any, thing: Any, _: Any) -> ColumnElement[bool]:
    return thing.c.id == fact.c.subject_id


@shape(
    rows_with(Fact, _placed),
    "event",
    guard=sees_fact,
    case="case_id",
    tag="name",
    variants=TYPES,
    hidden=("stream_id", "number"),
)
@strawberry.interface(description="Something that happened, with what it happened to as that is now.")
class Event:
    id: strawberry.ID = column(lambda fact: public_id("event", fact.c.id), "Opaque; the same in every stream.")
    cursor: str = given("cursor", "Where to go on from after this event: give it as `after`.")
    prev: str | None = given(
        "prev", "The cursor this subscription gave before; a client that lacks it has lost something."
    )
    occurred_at: datetime = column(lambda fact: fact.c.at, "When it happened.")
    by: MembershipType | None = one(lambda fact, post, _: post.c.id == fact.c.membership_id, "Who did it.")


@strawberry.type(description="A message was posted.")
class MessagePosted(Event):
    message: MessageType | None = one(_subject, "The message.")


@strawberry.type(description="A message was edited.")
class MessageEdited(Event):
    message: MessageType | None = one(_subject, "The message.")


@strawberry.type(description="A message was redacted.")
class MessageRedacted(Event):
    message: MessageType | None = one(_subject, "The message's tombstone.")


@strawberry.type(description="A message named one.")
class PractitionerMentioned(Event):
    message: MessageType | None = one(_subject, "The message.")


@strawberry.type(description="A conversation was opened.")
class ThreadOpened(Event):
    thread: ThreadType | None = one(_subject, "The conversation.")


@strawberry.type(description="A conversation was closed.")
class ThreadClosed(Event):
    thread: ThreadType | None = one(_subject, "The conversation.")


@strawberry.type(description="One read on in a conversation, or marked some of it unread: here or in another window.")
class ThreadRead(Event):
    thread: ThreadType | None = one(_subject, "The conversation.")


@strawberry.type(description="A task was asked of an agency.")
class TaskAssigned(Event):
    task: TaskType | None = one(_subject, "The task.")


@strawberry.type(description="A task changed: its state, or who has it.")
class TaskChanged(Event):
    task: TaskType | None = one(_subject, "The task.")


@strawberry.type(description="The acting agency was asked to a conference, or one was named to come to it.")
class ConferenceCalled(Event):
    conference: ConferenceNode | None = one(_subject, "The conference.")


@strawberry.type(description="A conference that one chairs and that has no meeting has come to its deadline.")
class ConferenceOverdue(Event):
    conference: ConferenceNode | None = one(_subject, "The conference.")


@strawberry.type(
    description="Returns to a conference are still missing: of the acting agency or, once they are late, of one that is"
    " asked to a conference that one coordinates. Which ones, its agenda says."
)
class ReturnsMissing(Event):
    conference: ConferenceNode | None = one(_subject, "The conference.")


@strawberry.type(description="A conference changed: how far it has come, when it meets, who runs it.")
class ConferenceChanged(Event):
    conference: ConferenceNode | None = one(_subject, "The conference.")


@strawberry.type(description="An agency was asked to a conference, or answered.")
class ConferenceAnswered(Event):
    conference_agency: ConferenceAgencyType | None = one(_subject, "The agency, and what it answered.")


@strawberry.type(description="Somebody is to come to a conference, comes, goes, or wants to speak.")
class AttendanceChanged(Event):
    attendance: AttendanceType | None = one(_subject, "Who, and how they attend.")


@strawberry.type(description="The acting agency was asked for somebody who comes to a conference.")
class AttendeeRequested(Event):
    attendee_request: AttendeeRequestType | None = one(_subject, "What is asked.")


@strawberry.type(description="An agency was asked for somebody who comes to a conference, or answered.")
class AttendeeRequestChanged(Event):
    attendee_request: AttendeeRequestType | None = one(_subject, "What was asked, and the answer.")


@strawberry.type(description="A case was referred to a conference, or what becomes of it there changed.")
class AgendaItemChanged(Event):
    agenda_item: AgendaItemType | None = one(_subject, "The item.")


@strawberry.type(description="An item is heard now: all pages go to it.")
class AgendaItemBegun(Event):
    agenda_item: AgendaItemType | None = one(_subject, "The item.")


@strawberry.type(description="An item is heard no more, for now or at all.")
class AgendaItemLeft(Event):
    agenda_item: AgendaItemType | None = one(_subject, "The item.")


@strawberry.type(description="An agency was asked for a return, or answered.")
class AgencyReturnChanged(Event):
    agency_return: AgencyReturnType | None = one(_subject, "The agency, and what it answered.")


@strawberry.type(description="Something was decided over an item.")
class DecisionRecorded(Event):
    decision: DecisionType | None = one(_subject, "The decision.")


@strawberry.type(description="A decision was withdrawn, or somebody spoke for or against it.")
class DecisionChanged(Event):
    decision: DecisionType | None = one(_subject, "The decision.")


@strawberry.type(description="An agency undertook something over an item.")
class ActionVolunteered(Event):
    undertaking: UndertakingType | None = one(_subject, "What it undertook.")


@strawberry.type(description="An agency said what became of what it had undertaken.")
class ActionReviewed(Event):
    action_review: ActionReviewType | None = one(_subject, "What it said.")


@strawberry.type(description="The minutes of a conference were begun, came further, or were approved by an agency.")
class MinutesChanged(Event):
    minutes: MinutesType | None = one(_subject, "The minutes.")


@strawberry.type(description="Something was written over an item in minutes, or said to it.")
class MinutesSectionChanged(Event):
    section: MinutesSectionType | None = one(_subject, "The section.")


@strawberry.type(description="A conference that the case was on the agenda of ended.")
class ConferenceClosed(Event):
    agenda_item: AgendaItemType | None = one(_subject, "What the case was on its agenda.")


@strawberry.type(
    description="Who may see something of a case has changed. Read again what is shown of it: things may have come, "
    "and what is not found any more has to go."
)
class AccessChanged(Event):
    case: CaseNode | None = one(lambda fact, case, _: case.c.id == fact.c.case_id, "The case, where one may see it.")


@strawberry.type(description="Somebody sees a case in an emergency, and one answers for the case or for them.")
class GlassBroken(Event):
    glass: BreakGlassType | None = one(_subject, "The glass.")


@strawberry.type(description="A broken glass was reviewed.")
class GlassReviewed(Event):
    glass: BreakGlassType | None = one(_subject, "The glass.")


@strawberry.type(description="Who had broken a glass looks through it no longer.")
class GlassClosed(Event):
    glass: BreakGlassType | None = one(_subject, "The glass.")


@strawberry.type(description="Who a person in a case is was recorded, or corrected.")
class IdentityRecorded(Event):
    participant: CaseParticipantType | None = one(_subject, "The person.")


@strawberry.type(description="The acting agency was asked to a case's table.")
class AgencyInvited(Event):
    invitation: Invitation | None = one(_subject, "The invitation; null once it is answered.")


@strawberry.type(description="An agency's part in a case changed, or who of it works on the case.")
class AgencyChanged(Event):
    case_agency: CaseAgencyType | None = one(_subject, "The agency's part.")


@strawberry.type(description="A case's risk was assessed.")
class RiskAssessed(Event):
    risk_assessment: RiskAssessmentType | None = one(_subject, "The assessment.")


@strawberry.type(
    description="A case's level of risk has changed or, on the victim's side, what it rests on. By whom is not said."
)
class RiskLevelChanged(Event):
    case: CaseNode | None = one(lambda fact, case, _: case.c.id == fact.c.case_id, "The case, with its level.")
    applied: AppliedRiskLevelType | None = one(_subject, "What the table was told; null on the perpetrator's side.")


@strawberry.type(description="An incident was recorded, perhaps in the place of another.")
class IncidentRecorded(Event):
    incident: IncidentType | None = one(_subject, "The incident.")


@strawberry.type(description="It was said of an incident that it was not so.")
class IncidentWithdrawn(Event):
    incident: IncidentType | None = one(_subject, "The incident.")


@strawberry.type(
    description="It was said that incidents are one event, one of them this one; told to who sees this one and another."
)
class IncidentsJoined(Event):
    incident: IncidentType | None = one(_subject, "The incident.")


@strawberry.type(
    description="It was said of incidents that were one event that they are not, of this one and another; told to who"
    " sees both."
)
class IncidentsParted(Event):
    incident: IncidentType | None = one(_subject, "The incident.")


@strawberry.type(description="A repeat was found of a case that the acting agency leads, or went on an agenda.")
class RepeatFound(Event):
    finding: RepeatFindingType | None = one(_subject, "The finding.")


@strawberry.type(
    description="A repeat of a case that the acting agency leads is none any more: it was one event that several"
    " agencies had recorded."
)
class RepeatDropped(Event):
    case: CaseNode | None = one(lambda fact, case, _: case.c.id == fact.c.case_id, "The case.")


@strawberry.type(description="A case was heard, and is flagged from then on.")
class CaseFlagged(Event):
    case: CaseNode | None = one(_subject, "The case.")


@strawberry.type(description="A safety plan was begun, written on or ended, or a draft of it discarded.")
class SafetyPlanChanged(Event):
    safety_plan: SafetyPlanType | None = one(_subject, "The plan.")


@strawberry.type(description="A version of a safety plan came into force.")
class SafetyPlanSignedOff(Event):
    safety_plan: SafetyPlanType | None = one(_subject, "The plan.")


@strawberry.type(description="Somebody, or a script, got a post at the acting agency.")
class PostGiven(Event):
    membership: MembershipType | None = one(_subject, "The post.")


@strawberry.type(description="A post at the acting agency ends, at its `endsAt`.")
class PostEnded(Event):
    membership: MembershipType | None = one(_subject, "The post.")


EVENTS = [
    MessagePosted,
    MessageEdited,
    MessageRedacted,
    PractitionerMentioned,
    ThreadOpened,
    ThreadClosed,
    ThreadRead,
    TaskAssigned,
    TaskChanged,
    ConferenceCalled,
    ConferenceChanged,
    ConferenceAnswered,
    ConferenceClosed,
    ConferenceOverdue,
    ReturnsMissing,
    AttendanceChanged,
    AttendeeRequested,
    AttendeeRequestChanged,
    AgendaItemChanged,
    AgendaItemBegun,
    AgendaItemLeft,
    AgencyReturnChanged,
    DecisionRecorded,
    DecisionChanged,
    ActionVolunteered,
    ActionReviewed,
    MinutesChanged,
    MinutesSectionChanged,
    AccessChanged,
    GlassBroken,
    GlassReviewed,
    GlassClosed,
    IdentityRecorded,
    AgencyInvited,
    AgencyChanged,
    RiskAssessed,
    RiskLevelChanged,
    IncidentRecorded,
    IncidentWithdrawn,
    IncidentsJoined,
    IncidentsParted,
    RepeatFound,
    RepeatDropped,
    CaseFlagged,
    SafetyPlanChanged,
    SafetyPlanSignedOff,
    PostGiven,
    PostEnded,
]
