"""The agenda as the schema shows it: cases on it, who is asked for a return, who stepped aside."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, and_, cast, func, or_

from roundtable.access import rule
from roundtable.access.graphql import AudienceType
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import Membership
from roundtable.agenda.models import ReturnContent
from roundtable.cases.graphql import CaseNode, CaseParticipantType
from roundtable.conferences import flow, words
from roundtable.conferences.graphql import ConferenceNode
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Conference,
    ConferenceStatus,
    Recusal,
    ReferralCriterion,
    ReturnDeclineReason,
)
from roundtable.core.scope import ME, NOW, found, listed, value
from roundtable.core.tables import row_of
from roundtable.messaging.graphql import ThreadType
from roundtable.reader.arguments import key_of, moment
from roundtable.reader.shapes import argument, column, connection, many, one, shape, shape_of
from roundtable.reader.types import Connection, Node, enum
from roundtable.risk.graphql import RiskAssessmentType

_WAITING = (AgendaItemStatus.PROPOSED, AgendaItemStatus.ACCEPTED)
_OPEN = sorted({*flow.AHEAD, *flow.CONFERENCE["hold"].start})

enum(AgendaItemStatus, "What became of a case on the agenda.", words.AGENDA_ITEM_STATUS)
enum(ReferralCriterion, "Why a case is referred to a conference.", words.REFERRAL_CRITERION)
enum(AgencyReturnState, "What an agency answered when it was asked what it knows.", words.AGENCY_RETURN_STATE)
enum(ReturnDeclineReason, "Why an agency does not share what it knows.", words.RETURN_DECLINE_REASON)


def _of_conference(name: str) -> Any:
    def read(item: Any) -> ColumnElement[Any]:
        # Not by the conference's own guard: these come with the item.
        conference = row_of(Conference)
        return value(conference.c[name], conference.c.id == item.c.conference_id)

    return read


@shape(Recusal, "recusal", guard=rule.sees_item, case="case_id")
@strawberry.type(name="Recusal", description="Somebody who stepped aside while an item is heard.")
class RecusalType(Node):
    membership: MembershipType = one(Recusal.membership_id, "Who.")
    lasting: bool = column(Recusal.lasting, "Whether the conflict of interest stays when the item is over.")
    ended_at: datetime | None = column(Recusal.ended_at, "When the item was over.")


def _is_known(content: Any, person: Any, _: Any) -> ColumnElement[bool]:
    return listed(person.c.id, cast(content.c.known, Text()))


@shape(ReturnContent, "returncontent", guard=rule.sees_item, case="case_id")
@strawberry.type(name="ReturnContent", description="What an agency says it knows of a case: its own item.")
class ReturnContentType(Node):
    known: list[CaseParticipantType] = many(
        _is_known, lambda person: [person.c.role, person.c.id], "Who of the case is known to it."
    )
    involvement: str | None = column(ReturnContent.involvement, "What it has to do with them; plain text.")
    concerns: str | None = column(ReturnContent.concerns, "What it is worried about; plain text.")
    protective_factors: str | None = column(ReturnContent.protective_factors, "What protects; plain text.")
    proposals: str | None = column(ReturnContent.proposals, "What it proposes to do; plain text.")
    documents: str | None = column(ReturnContent.documents, "Where documents are to be found, one a line.")
    version: int = column(ReturnContent.version, "Give it back when writing on.")
    written_by: MembershipType = one(ReturnContent.written_by, "Who wrote last.")
    written_at: datetime = column(ReturnContent.written_at, "When it was last written.")
    audience: AudienceType = one(ReturnContent.audience_id, "Who may see it.")


def _is_late(own: Any) -> ColumnElement[bool]:
    item, conference = row_of(AgendaItem), row_of(Conference)
    of_item = and_(item.c.id == own.c.agenda_item_id, conference.c.id == item.c.conference_id)
    open_still = own.c.answered_at.is_(None)
    due = conference.c.returns_due_at
    late = or_(own.c.answered_at > due, and_(open_still, due < NOW))
    return found(item, of_item, late, beside=conference)


@shape(AgencyReturn, "agencyreturn", guard=rule.sees_item, case="case_id")
@strawberry.type(
    name="AgencyReturn",
    description="An agency that hears an item, and whether it has said what it knows. What it said is its own item.",
)
class AgencyReturnType(Node):
    agency: AgencyNode = one(AgencyReturn.agency_id, "The agency.")
    state: AgencyReturnState = column(AgencyReturn.state, "What it answered.")
    asked_at: datetime | None = column(AgencyReturn.asked_at, "When it was asked; null while returns are not open.")
    answered_at: datetime | None = column(AgencyReturn.answered_at, "When it answered.")
    answered_by: MembershipType | None = one(AgencyReturn.answered_by, "Who answered for it.")
    decline_reason: ReturnDeclineReason | None = column(AgencyReturn.decline_reason, "Why it does not share.")
    late: bool = column(_is_late, "Whether it answered after it was due, or has not by now; derived, never stored.")
    content: ReturnContentType | None = one(
        lambda own, content, _: content.c.agency_return_id == own.c.id, "What it said, where one may see it."
    )


@shape(AgendaItem, "agendaitem", guard=rule.sees_item, case="case_id")
@strawberry.type(name="AgendaItem", description="One case on a conference's agenda.")
class AgendaItemType(Node):
    case: CaseNode | None = one(AgendaItem.case_id, "The case.")
    conference: ConferenceNode = one(AgendaItem.conference_id, "The conference.")
    conference_status: ConferenceStatus = column(_of_conference("status"), "How far the conference has come.")
    conference_title: str = column(_of_conference("title"), "What the conference is called.")
    conference_scheduled_at: datetime = column(_of_conference("scheduled_at"), "When the conference meets.")
    status: AgendaItemStatus = column(AgendaItem.status, "What became of it.")
    criterion: ReferralCriterion = column(AgendaItem.criterion, "Why it is referred.")
    criterion_met: bool | None = column(
        AgendaItem.criterion_met,
        "Whether the record bore that out when it was referred, as far as who referred it saw it; null where it is a"
        " judgement.",
    )
    rests_on: RiskAssessmentType | None = one(
        AgendaItem.assessment_id, "The assessment that bore it out, where one may see it."
    )
    reason: str | None = column(AgendaItem.reason, "Why it is referred, in words.")
    proposed_by: MembershipType | None = one(
        AgendaItem.proposed_by, "Who referred it; null for what the rule on repeats proposed by itself."
    )
    note: str | None = column(
        AgendaItem.note, "Why it was not taken, put off or withdrawn; or what was said when it was heard."
    )
    minutes: int = column(AgendaItem.minutes, "How many minutes it is planned to take.")
    current_since: datetime | None = column(AgendaItem.current_since, "Since when it is heard, while it is.")
    ends_at: datetime | None = column(AgendaItem.ends_at, "When its time is over, while it is heard.")
    extended_by: int = column(AgendaItem.extended_by, "By how many minutes it was extended.")
    extension_reason: str | None = column(AgendaItem.extension_reason, "Why it was extended last.")
    began_at: datetime | None = column(AgendaItem.began_at, "When it was first begun.")
    ended_at: datetime | None = column(AgendaItem.ended_at, "When it was last left.")
    created_at: datetime = column(AgendaItem.created_at, "When it was referred.")
    review_at: datetime | None = column(
        AgendaItem.review_at, "When the case is to be looked at again, as was said when it was heard."
    )
    thread: ThreadType | None = one(AgendaItem.thread_id, "Its conversation, where one may see it.")
    audience: AudienceType | None = one(
        AgendaItem.audience_id, "Who may see it; null for a newcomer to an audience older than itself."
    )
    returns: list[AgencyReturnType] = many(
        lambda item, own, _: own.c.agenda_item_id == item.c.id,
        lambda own: [own.c.agency_id, own.c.id],
        "The agencies that hear it, and what they answered.",
    )
    recusals: list[RecusalType] = many(
        lambda item, recusal, _: recusal.c.agenda_item_id == item.c.id,
        lambda recusal: [recusal.c.created_at, recusal.c.id],
        "Who stepped aside.",
    )


def _to_review(_: Any, item: Any, given: Any) -> ColumnElement[bool]:
    """Of conferences that the acting agency convened, and not taken up since."""
    was_heard = and_(item.c.status == AgendaItemStatus.HEARD, item.c.review_at.is_not(None))
    due = and_(was_heard, _convened(item), ~_taken_up(item, item.c.decided_at))
    return due if given["before"] is None else and_(due, item.c.review_at <= given["before"])


def _put_off(_: Any, item: Any, __: Any) -> ColumnElement[bool]:
    """Put off by a conference that the acting agency convened, or left on one that was called off, or so of what the
    agency referred itself; and neither taken up nor referred again since. What the rule on repeats proposed goes on by
    itself.
    """
    called_off, post = row_of(Conference), row_of(Membership)
    left = found(called_off, called_off.c.id == item.c.conference_id, called_off.c.status == ConferenceStatus.CANCELLED)
    stopped = or_(item.c.status == AgendaItemStatus.DEFERRED, and_(item.c.status.in_(_WAITING), left))
    referred = found(post, post.c.id == item.c.proposed_by, post.c.agency_id == _own_agency())
    mine = or_(_convened(item), referred)
    taken_up = _taken_up(item, func.coalesce(item.c.decided_at, item.c.created_at))
    items = shape_of(AgendaItemType)
    later = items.row()
    again = found(later, later.c.case_id == item.c.case_id, later.c.created_at > item.c.created_at, items.holds(later))
    return and_(stopped, ~item.c.by_rule, mine, ~taken_up, ~again)


def _own_agency() -> Any:
    me = row_of(Membership)
    return value(me.c.agency_id, me.c.id == ME)


def _convened(item: Any) -> ColumnElement[bool]:
    conference = row_of(Conference)
    return found(conference, conference.c.id == item.c.conference_id, conference.c.agency_id == _own_agency())


def _taken_up(item: Any, then: Any) -> ColumnElement[bool]:
    """Its case was heard since, or is on an agenda to come, as far as one hears that: what was called off has to be
    planned anew.
    """
    items = shape_of(AgendaItemType)
    other, meets = items.row(), row_of(Conference)
    since = or_(other.c.created_at > then, meets.c.scheduled_at > then)
    to_come = found(meets, meets.c.id == other.c.conference_id, meets.c.status.in_(_OPEN), since)
    heard_since = and_(other.c.status == AgendaItemStatus.HEARD, other.c.decided_at > then)
    again = or_(heard_since, and_(other.c.status.in_(_WAITING), to_come))
    return found(other, other.c.case_id == item.c.case_id, other.c.id != item.c.id, again, items.holds(other))


@strawberry.type
class AgendaQueries:
    """Root fields of this domain."""

    agenda_items: Connection[AgendaItemType] = connection(
        lambda _, item, given: item.c.case_id == given["caseId"],
        lambda item: [item.c.created_at, item.c.id],
        "The conferences' agenda items of a case, newest first.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
        descending=True,
    )
    agenda: Connection[AgendaItemType] = connection(
        lambda _, item, given: item.c.conference_id == given["conferenceId"],
        lambda item: [item.c.position, item.c.id],
        "The cases on a conference's agenda that one hears, in their order.",
        [argument(key_of("conference", "conferenceId"), strawberry.ID, "The conference's id.")],
    )
    agenda_item: AgendaItemType | None = one(
        lambda _, item, given: item.c.id == given["id"],
        "An agenda item by its id.",
        [argument(key_of("agendaitem", "id"), strawberry.ID, "The item's id.")],
    )
    agenda_item_of: AgendaItemType | None = one(
        lambda _, item, given: item.c.thread_id == given["threadId"],
        "The agenda item that a conversation is over; null for any other conversation.",
        [argument(key_of("thread", "threadId"), strawberry.ID, "The conversation's id.")],
    )
    reviews_due: Connection[AgendaItemType] = connection(
        _to_review,
        # There is one, by the condition.
        lambda item: [func.coalesce(item.c.review_at, item.c.created_at), item.c.id],
        "What was heard at conferences that the acting agency convened, is to be looked at again, was not heard since"
        " and is on no agenda to come: the longest due first.",
        [argument(moment("before"), datetime | None, "Only those due by this moment; all if left out.", None)],
    )
    put_off: Connection[AgendaItemType] = connection(
        _put_off,
        lambda item: [item.c.created_at, item.c.id],
        "What was put off, or was left on a conference that was called off, was not heard since and is on no agenda to"
        " come: of conferences that the acting agency convened, and what it referred itself; the first referred first.",
    )
