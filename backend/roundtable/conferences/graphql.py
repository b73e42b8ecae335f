"""Conferences, who is asked and who comes, as the schema shows them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, or_

from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import Membership
from roundtable.conferences import flow, policy, words
from roundtable.conferences.models import (
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
    ConferenceStatus,
    ConferenceType,
    Rhythm,
)
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core.scope import ME, found, value
from roundtable.core.tables import row_of
from roundtable.reader.arguments import among, choices, key_of, truth
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.stand import sealed, stand
from roundtable.reader.types import Connection, Node, enum

enum(ConferenceStatus, "How far a conference has come.", words.CONFERENCE_STATUS)
enum(ConferenceType, "How a conference meets.", words.CONFERENCE_TYPE)
enum(Rhythm, "How often the conferences of a series meet.", words.RHYTHM)
enum(ConferenceAgencyState, "What an agency answered to an invitation.", words.CONFERENCE_AGENCY_STATE)
enum(AttendeeRequestState, "What an agency answered when it was asked for somebody.", words.ATTENDEE_REQUEST_STATE)
enum(ConferenceFunction, "What somebody comes to a conference for.", words.CONFERENCE_FUNCTION)
enum(AttendanceStatus, "Whether somebody comes, came, or did not.", words.ATTENDANCE_STATUS)


def _is_there(attendance: Any) -> ColumnElement[bool]:
    span = row_of(AttendanceSpan)
    return found(span, span.c.attendance_id == attendance.c.id, span.c.left_at.is_(None))


@shape(AttendanceSpan, "attendancespan", guard=policy.sees_part)
@strawberry.type(name="AttendanceSpan", description="From when to when somebody was in a meeting.")
class AttendanceSpanType(Node):
    arrived_at: datetime = column(AttendanceSpan.arrived_at, "When they came.")
    left_at: datetime | None = column(AttendanceSpan.left_at, "When they went; null while they are there.")


@shape(Attendance, "attendance", guard=policy.sees_part)
@strawberry.type(name="Attendance", description="Somebody who comes to a conference, or was to come.")
class AttendanceType(Node):
    membership: MembershipType = one(Attendance.membership_id, "Who.")
    function: ConferenceFunction = column(Attendance.function, "What for.")
    status: AttendanceStatus = column(Attendance.status, "Whether they come, came, or did not.")
    stands_in_for: MembershipType | None = one(Attendance.stands_in_for_id, "Whom they stand in for.")
    agreed_at: datetime | None = column(
        Attendance.agreed_at, "When their agency said that they come; until then they hear no case."
    )
    condition: str | None = column(Attendance.condition, "What an observer may watch under.")
    signed_at: datetime | None = column(Attendance.signed_at, "When the observer signed that.")
    declared_at: datetime | None = column(
        Attendance.declared_at, "When they declared that what is said stays confidential."
    )
    is_there: bool = column(_is_there, "Whether they are in the meeting now.")
    hand_raised_at: datetime | None = column(
        Attendance.hand_raised_at, "Since when they want to speak: whoever asked first comes first."
    )
    word_given_at: datetime | None = column(Attendance.word_given_at, "Since when they have the word.")
    reason: str | None = column(Attendance.reason, "Why they do not come.")
    spans: list[AttendanceSpanType] = many(
        lambda there, span, _: span.c.attendance_id == there.c.id,
        lambda span: [span.c.arrived_at, span.c.id],
        "When they came and went, oldest first.",
    )


@shape(ConferenceAgency, "conferenceagency", guard=policy.sees_part)
@strawberry.type(name="ConferenceAgency", description="An agency that is asked to a conference.")
class ConferenceAgencyType(Node):
    agency: AgencyNode = one(ConferenceAgency.agency_id, "The agency.")
    state: ConferenceAgencyState = column(ConferenceAgency.state, "What it answered.")
    invited_by: MembershipType = one(ConferenceAgency.invited_by, "Who asked it.")
    invited_at: datetime = column(ConferenceAgency.invited_at, "When it was asked.")
    answered_at: datetime | None = column(ConferenceAgency.answered_at, "When it answered.")
    reason: str | None = column(ConferenceAgency.reason, "Why it does not come.")


@shape(AttendeeRequest, "attendeerequest", guard=policy.sees_request)
@strawberry.type(
    name="AttendeeRequest", description="An agency that is asked for one of its people, and what it answered."
)
class AttendeeRequestType(Node):
    agency: AgencyNode = one(AttendeeRequest.agency_id, "The agency.")
    function: ConferenceFunction = column(AttendeeRequest.function, "What for.")
    condition: str | None = column(AttendeeRequest.condition, "What an observer may watch under.")
    state: AttendeeRequestState = column(AttendeeRequest.state, "What it answered.")
    asked_by: MembershipType = one(AttendeeRequest.asked_by, "Who asked.")
    asked_at: datetime = column(AttendeeRequest.asked_at, "When.")
    answered_by: MembershipType | None = one(
        AttendeeRequest.answered_by, "Who answered for the agency, or took the question back."
    )
    answered_at: datetime | None = column(AttendeeRequest.answered_at, "When.")
    attendance: AttendanceType | None = one(AttendeeRequest.attendance_id, "Whom it named, and how they attend.")
    reason: str | None = column(AttendeeRequest.reason, "Why it names nobody.")
    conference: "ConferenceNode | None" = one(
        AttendeeRequest.conference_id,
        "The conference; null for an agency that named nobody, or is asked no more, and is not asked to it.",
    )


def _is_urgent(conference: Any) -> ColumnElement[bool]:
    urgent: ColumnElement[bool] = conference.c.type == ConferenceType.EMERGENCY
    return urgent


@shape(Conference, "conference", guard=policy.sees_conference)
@strawberry.type(name="Conference", description="A meeting of agencies over one or more cases.")
class ConferenceNode(Node):
    title: str = column(Conference.title, "What it is called; it names no case.")
    type: ConferenceType = column(Conference.type, "How it meets.")
    status: ConferenceStatus = column(Conference.status, "How far it has come.")
    scheduled_at: datetime = column(Conference.scheduled_at, "When it meets.")
    time_zone: str = column(Conference.time_zone, "The zone its time was said in, by its IANA name.")
    minutes: int = column(Conference.minutes, "How many minutes it is planned to take.")
    place: str | None = column(Conference.place, "Where it meets, or by which link.")
    returns_due_at: datetime | None = column(Conference.returns_due_at, "Until when returns are asked for.")
    deadline_at: datetime | None = column(
        Conference.deadline_at, "Until when one without a meeting is to be concluded; null for others."
    )
    urgent: bool = column(_is_urgent, "Whether whoever it comes to is to be alerted at once.")
    agency: AgencyNode = one(Conference.agency_id, "The agency that convenes it.")
    chair: MembershipType | None = one(Conference.chair_id, "Who chairs it.")
    coordinator: MembershipType | None = one(Conference.coordinator_id, "Who prepares it.")
    scribe: MembershipType | None = one(Conference.scribe_id, "Who writes its minutes.")
    others_of_series: list["ConferenceNode"] = many(
        lambda conference, other, _: and_(other.c.series_id == conference.c.series_id, other.c.id != conference.c.id),
        lambda other: [other.c.scheduled_at, other.c.id],
        "The others of its series, in their order; none where it is held once.",
    )
    began_at: datetime | None = column(Conference.began_at, "When the meeting began.")
    ended_at: datetime | None = column(Conference.ended_at, "When the meeting ended.")
    closed_at: datetime | None = column(Conference.closed_at, "When it ended for good.")
    cancellation: str | None = column(Conference.cancellation, "Why it does not take place.")
    agencies: list[ConferenceAgencyType] = many(
        lambda conference, asked, _: asked.c.conference_id == conference.c.id,
        lambda asked: [asked.c.invited_at, asked.c.id],
        "The agencies that are asked, beside the one that convenes it.",
    )
    attendance: list[AttendanceType] = many(
        lambda conference, there, _: there.c.conference_id == conference.c.id,
        lambda there: [there.c.named_at, there.c.id],
        "Who comes, and who was to come.",
    )
    attendee_requests: list[AttendeeRequestType] = many(
        lambda conference, request, _: request.c.conference_id == conference.c.id,
        lambda request: [request.c.asked_at, request.c.id],
        "For whom agencies are asked, and what they answered; oldest first.",
    )
    events_cursor: str = column(
        lambda conference: stand(conference.c.id),
        "Where the conference's events stand, from the same statement as this state: give it to `conferenceEvents`.",
        then=sealed,
    )


def _of_mine(_: Any, conference: Any, given: Any) -> ColumnElement[bool]:
    """Those of the acting agency, or that it is asked to, or oneself: not those one sees by a case only."""
    me, asked, there = row_of(Membership), row_of(ConferenceAgency), row_of(Attendance)
    convenes = found(me, me.c.id == ME, me.c.agency_id == conference.c.agency_id)
    invited = found(
        asked, asked.c.conference_id == conference.c.id, me.c.id == ME, me.c.agency_id == asked.c.agency_id, beside=me
    )
    comes = found(there, there.c.conference_id == conference.c.id, there.c.membership_id == ME)
    mine = or_(convenes, invited, comes)
    return and_(mine, among(conference.c.status, given["status"])) if given["status"] is not None else mine


def _of_us(_: Any, request: Any, given: Any) -> ColumnElement[bool]:
    """Of the acting agency; what is open can still be answered."""
    me, conference = row_of(Membership), row_of(Conference)
    of_us: ColumnElement[bool] = request.c.agency_id == value(me.c.agency_id, me.c.id == ME)
    if given["open"] is None:
        return of_us
    waits = request.c.state == AttendeeRequestState.ASKED
    goes_on = conference.c.status.in_(sorted(flow.CONFERENCE["answer"].start))
    is_open = and_(waits, found(conference, conference.c.id == request.c.conference_id, goes_on))
    return and_(of_us, is_open == given["open"])


@strawberry.type
class ConferenceQueries:
    """Root fields of this domain."""

    conference: ConferenceNode | None = one(
        lambda _, conference, given: conference.c.id == given["id"],
        "A conference by its id.",
        [argument(key_of("conference", "id"), strawberry.ID, "The conference's id.")],
    )
    conferences: Connection[ConferenceNode] = connection(
        _of_mine,
        lambda conference: [conference.c.scheduled_at, conference.c.id],
        "The conferences that the acting agency convenes or is asked to, or that one comes to; the latest first.",
        [argument(choices("status"), list[ConferenceStatus] | None, "Only conferences that have come so far.", None)],
        descending=True,
    )
    attendee_requests: Connection[AttendeeRequestType] = connection(
        _of_us,
        lambda request: [request.c.asked_at, request.c.id],
        "For whom the acting agency is asked; the latest first.",
        [argument(truth("open"), bool | None, "Only those that can be answered, or only the others.", None)],
        descending=True,
    )
