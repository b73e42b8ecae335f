"""Who may see a conference and who comes to it; who convenes, chairs and answers."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from roundtable.access import rule
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.conferences.flow import WITHOUT_MEETING
from roundtable.conferences.models import (
    AgendaItem,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
    ConferenceNotice,
    ConferenceStatus,
)
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core.actor import Actor, Permission, roles_granted
from roundtable.core.errors import Code, Conflict, Forbidden
from roundtable.core.guards import guarded, nobody
from roundtable.core.scope import ME, found
from roundtable.core.tables import evidence_of, row_of

# While somebody may still come by it, who is asked for them sees what for.
MAY_BRING = (AttendeeRequestState.ASKED, AttendeeRequestState.NAMED)


def sees_conference(conference: Any) -> ColumnElement[bool]:
    """A conference is seen by who takes part in it, and by who sees anything on its agenda."""
    return sees_by_key(conference.c.id)


def acts_on_conference(conference: Any) -> ColumnElement[bool]:
    """As seeing it, by right: not by a broken glass only."""
    return or_(takes_part(conference.c.id), _by_item(conference.c.id, rule.acts_on_item))


def sees_part(row: Any) -> ColumnElement[bool]:
    """Who is asked and who comes is seen with the conference."""
    return sees_by_key(row.c.conference_id)


def sees_by_key(conference_id: Any) -> ColumnElement[bool]:
    """As `sees_conference`, by its key."""
    return or_(takes_part(conference_id), _by_item(conference_id, rule.sees_item))


def takes_part(conference_id: Any, post: Any = None) -> ColumnElement[bool]:
    """Who asks, or the post, leads it for the agency that convenes it, may answer for one that is asked to it or for
    somebody, or comes.
    """
    me = row_of(Membership) if post is None else post
    own, asked, there, request = map(evidence_of, (Conference, ConferenceAgency, Attendance, AttendeeRequest))
    convenes = and_(
        me.c.role.in_(roles_granted(Permission.CONFERENCE_LEAD)),
        found(own, own.c.id == conference_id, own.c.agency_id == me.c.agency_id),
    )
    answers = and_(
        me.c.role.in_(roles_granted(Permission.CONFERENCE_ANSWER)),
        or_(
            found(asked, asked.c.conference_id == conference_id, asked.c.agency_id == me.c.agency_id),
            found(
                request,
                request.c.conference_id == conference_id,
                request.c.agency_id == me.c.agency_id,
                request.c.state.in_(MAY_BRING),
            ),
        ),
    )
    comes = found(there, there.c.conference_id == conference_id, there.c.membership_id == me.c.id)
    works = me.c.role.in_(roles_granted(Permission.CONFERENCE_ATTEND))
    takes = and_(live(me), works, or_(convenes, answers, comes))
    return found(me, me.c.id == ME, takes) if post is None else takes


def sees_request(request: Any) -> ColumnElement[bool]:
    """That an agency is asked for somebody is seen with the conference, and by those who speak for the agency, whatever
    came of it.
    """
    me = row_of(Membership)
    speaks = me.c.role.in_(roles_granted(Permission.CONFERENCE_ANSWER))
    asked = found(me, me.c.id == ME, me.c.agency_id == request.c.agency_id, speaks, live(me))
    return or_(sees_by_key(request.c.conference_id), asked)


def may_owe_declaration(case_id: Any, thread_id: Any) -> ColumnElement[bool]:
    """Whether the conversation is over an item that was begun, as all are of a conference without a meeting that goes
    on, and who asks comes there and has declared nothing yet.
    """
    item, there = map(evidence_of, (AgendaItem, Attendance))
    comes = and_(there.c.conference_id == item.c.conference_id, there.c.membership_id == ME)
    over = and_(item.c.case_id == case_id, item.c.thread_id == thread_id)
    undeclared = and_(item.c.began_at.is_not(None), there.c.declared_at.is_(None))
    return found(item, over, comes, undeclared, beside=there)


def _by_item(conference_id: Any, sees: Any) -> ColumnElement[bool]:
    item = row_of(AgendaItem)
    return found(item, item.c.conference_id == conference_id, sees(item))


guarded(AttendanceSpan, sees_part)
# It says whose returns were missing, of cases that one may not see.
guarded(ConferenceNotice, nobody)


def check_plan(actor: Actor) -> None:
    if not actor.may(Permission.CONFERENCE_LEAD):
        raise Forbidden


def leads(actor: Actor, conference: Conference) -> bool:
    """A conference is led by the case managers and supervisors of the agency that convenes it."""
    return actor.may(Permission.CONFERENCE_LEAD) and actor.agency_id == conference.agency_id


def runs(actor: Actor, conference: Conference) -> bool:
    """A meeting is run by its chair, its coordinator and its scribe."""
    return actor.membership_id in (conference.chair_id, conference.coordinator_id, conference.scribe_id)


def check_lead(actor: Actor, conference: Conference) -> None:
    if not leads(actor, conference):
        raise Forbidden


def check_chair(actor: Actor, conference: Conference) -> None:
    """A meeting is run by its chair."""
    if actor.membership_id != conference.chair_id:
        raise Forbidden


def check_run(actor: Actor, conference: Conference) -> None:
    """What happens in a meeting is noted by who runs it."""
    if not runs(actor, conference):
        raise Forbidden


def check_take_chair(actor: Actor, conference: Conference, *, chair_is_there: bool) -> None:
    """The chair is taken by who leads the conference or was its coordinator or scribe, once who had it has left."""
    if not leads(actor, conference) and actor.membership_id not in (conference.coordinator_id, conference.scribe_id):
        raise Forbidden
    if chair_is_there:
        raise Conflict(Code.WRONG_STATUS)


def check_answer(actor: Actor, asked: ConferenceAgency | None) -> ConferenceAgency:
    """An agency is answered for by those who speak for it."""
    if not actor.may(Permission.CONFERENCE_ANSWER) or asked is None:
        raise Forbidden
    return asked


def check_name_attendee(
    actor: Actor, conference: Conference, post: Membership, function: ConferenceFunction, asked: ConferenceAgency | None
) -> None:
    """Who comes for an agency is named by who speaks for it, once it has accepted; who comes for nobody's (an observer,
    the victim's advocate), by who leads the conference.
    """
    if function is not ConferenceFunction.REPRESENTATIVE or post.agency_id == conference.agency_id:
        check_lead(actor, conference)
        return
    if not speaks_for(actor, post):
        raise Forbidden
    if asked is None or asked.state is not ConferenceAgencyState.ACCEPTED:
        raise Conflict(Code.WRONG_STATUS)


def check_answer_request(actor: Actor, request: AttendeeRequest) -> None:
    """Whom an agency sends is for those to say who speak for it."""
    if not speaks_for(actor, request):
        raise Forbidden


def check_not_asked(actor: Actor, request: AttendeeRequest) -> None:
    """What an agency is asked is not its own to take back."""
    if actor.agency_id == request.agency_id:
        raise Forbidden


def check_attend(actor: Actor, conference: Conference, attendance: Attendance) -> None:
    """Who comes or goes says so, or who runs the meeting notes it."""
    if actor.membership_id != attendance.membership_id:
        check_run(actor, conference)


def notes_that_chair_has_gone(actor: Actor, conference: Conference, attendance: Attendance) -> bool:
    """Who leads the conference may: else nobody might take the chair."""
    others = actor.membership_id != attendance.membership_id and not runs(actor, conference)
    return others and attendance.membership_id == conference.chair_id and leads(actor, conference)


def speaks_for(actor: Actor, asked: Membership | AttendeeRequest) -> bool:
    """The actor may answer for the agency of a post, or of what is asked of it."""
    return actor.may(Permission.CONFERENCE_ANSWER) and actor.agency_id == asked.agency_id


def check_own(actor: Actor, attendance: Attendance, post: Membership) -> None:
    """One's own attendance, or a colleague's for who speaks for the agency."""
    if actor.membership_id != attendance.membership_id and not speaks_for(actor, post):
        raise Forbidden


def check_confirm(actor: Actor, attendance: Attendance, post: Membership) -> None:
    """Who was named by another agency comes once who speaks for their own has said so; an observer comes for none."""
    waits = attendance.agreed_at is None and attendance.function is not ConferenceFunction.OBSERVER
    if waits and not speaks_for(actor, post):
        raise Forbidden


def check_arrive(attendance: Attendance) -> None:
    if not may_arrive(attendance):
        raise Conflict(Code.NOT_CONFIDENTIAL, ["attendanceId"])


def may_arrive(attendance: Attendance) -> bool:
    """An observer has signed the condition, and of anybody else their agency has said that they come."""
    observes = attendance.function is ConferenceFunction.OBSERVER
    return (attendance.signed_at if observes else attendance.agreed_at) is not None


def check_declared(conference: Conference, attendance: Attendance | None) -> None:
    """In a conference without a meeting, while it goes on, who may come writes once they have declared; who is in the
    case anyway, and is not called or cannot come yet, writes as ever.
    """
    goes_on = conference.type in WITHOUT_MEETING and conference.status is ConferenceStatus.IN_SESSION
    comes = attendance is not None and may_arrive(attendance)
    if goes_on and comes and attendance is not None and attendance.declared_at is None:
        raise Conflict(Code.NOT_CONFIDENTIAL)


def check_present(attendance: Attendance) -> None:
    if attendance.status is not AttendanceStatus.PRESENT:
        raise Conflict(Code.NOT_PRESENT)
