"""Invitations, deputies and entitlements as the schema shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, case, func, literal, select, true
from strawberry import ID

from roundtable.access import rule
from roundtable.access.models import PERPETRATOR_SIDE, CaseAgency, Category, Compartment, Entitlement
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import Agency, Deputyship, Practitioner
from roundtable.cases.graphql import CaseNode
from roundtable.cases.models import Case
from roundtable.core.scope import NOW, value
from roundtable.core.tables import evidence_of, row_of, table_of
from roundtable.messaging.models import Message, Thread
from roundtable.reader.arguments import choice, key_of, moment
from roundtable.reader.shapes import argument, column, connection, one, shape
from roundtable.reader.types import Connection, Node
from roundtable.seats import policy
from roundtable.tasks.models import Task

_SIDE = table_of(CaseAgency).c.compartment.type


def _counted(model: Any, which: Any = lambda _: true()) -> Any:
    """How many of these the seat would show."""

    def read(seat: Any) -> ColumnElement[int]:
        # All that the seat would show, whether who asks sees it or not: counted, and not read.
        item = evidence_of(model)
        shown = and_(rule.seat_would_see(seat, item), policy.is_counted_for_me(seat, item))
        return value(func.count(item.c.id), which(item), shown, of=item)

    return read


def _reference(part: Any) -> ColumnElement[str]:
    # Not by the case's own guard: it comes with the invitation.
    row = evidence_of(Case)
    return value(row.c.reference, row.c.id == part.c.case_id)


def _name(post: Any) -> ColumnElement[str]:
    row = row_of(Practitioner)
    return func.coalesce(value(row.c.full_name, row.c.id == post.c.practitioner_id), "")


def _prospective_seat(given: Mapping[str, Any]) -> Any:
    """A seat that nobody has yet, as `inviteAgency` would make it."""
    row, agency = row_of(Case), row_of(Agency)
    since = NOW if given["historyFrom"] is None else given["historyFrom"]
    usual = case(
        (agency.c.type.in_(PERPETRATOR_SIDE), literal(Compartment.PERPETRATOR, _SIDE)),
        else_=literal(Compartment.SUPPORT, _SIDE),
    )
    side = usual if given["compartment"] is None else given["compartment"]
    return (
        select(
            row.c.id.label("case_id"),
            agency.c.id.label("agency_id"),
            since.label("history_from"),
            side.label("compartment"),
        )
        .select_from(row.join(agency, true()))
        .where(row.c.id == given["caseId"], agency.c.id == given["agencyId"])
        .subquery()
    )


@shape(CaseAgency, "prospect", guard=policy.knows_prospect, case="case_id")
@strawberry.type(
    description="How much of a case an agency would see from a seat at its table. Counts, and nothing else."
)
class Prospect:
    conversations: int = column(_counted(Thread, lambda t: ~rule.is_for_task(t)), "How many conversations.")
    messages: int = column(_counted(Message), "How many messages.")
    tasks: int = column(_counted(Task), "How many tasks.")


@shape(CaseAgency, "invitation", guard=policy.sees_invitation, case="case_id")
@strawberry.type(description="An agency is asked to a case's table: all it knows of the case until it accepts.")
class Invitation(Node):
    case_reference: str = column(_reference, "The case's reference.")
    agency: AgencyNode = one(CaseAgency.agency_id, "The agency that is asked.")
    invited_by: MembershipType | None = one(CaseAgency.invited_by, "Who asks, and for which agency.")
    purpose: str | None = column(CaseAgency.invitation, "What the agency is asked for.")
    history_from: datetime = column(CaseAgency.history_from, "From when on it would see what is shared with all.")
    compartment: Compartment = column(CaseAgency.compartment, "On which side of the case it would be.")
    invited_at: datetime | None = column(CaseAgency.invited_at, "When it was asked.")
    would_see: Prospect | None = one(
        lambda part, seat, _: seat.c.id == part.c.id, "How much it would see, if it accepted now."
    )


@shape(Deputyship, "deputyship", guard=policy.sees_deputyship)
@strawberry.type(
    name="Deputyship",
    description="One post stands in for another of its agency, for a time: it has the seats that the other has of its"
    " own, not those the other has as a deputy.",
)
class DeputyshipType(Node):
    membership: MembershipType = one(Deputyship.membership_id, "The post that is stood in for.")
    deputy: MembershipType = one(Deputyship.deputy_id, "The post that stands in.")
    named_by: MembershipType = one(Deputyship.named_by, "Who named the deputy.")
    starts_at: datetime = column(Deputyship.starts_at, "From when.")
    ends_at: datetime = column(Deputyship.ends_at, "Until when.")


@shape(Entitlement, "entitlement", guard=policy.sees_entitlement, case="case_id")
@strawberry.type(
    name="Entitlement",
    description="An agency or a post may see a category, in what it may see otherwise. It shows no case by itself.",
)
class EntitlementType(Node):
    category: Category = column(Entitlement.category, "The category.")
    agency: AgencyNode | None = one(Entitlement.agency_id, "The agency that is entitled, with all its posts.")
    membership: MembershipType | None = one(Entitlement.membership_id, "The post that is entitled.")
    case: CaseNode | None = one(Entitlement.case_id, "The one case it is for; null where it is for every case.")
    granted_by: MembershipType | None = one(Entitlement.granted_by, "Who granted it; null for what was set up.")
    starts_at: datetime = column(Entitlement.starts_at, "From when.")
    ends_at: datetime | None = column(Entitlement.ends_at, "Until when; null while no end is set.")


@strawberry.type
class SeatQueries:
    """Root fields of this domain."""

    invitations: Connection[Invitation] = connection(
        lambda *_: true(),
        lambda part: [func.coalesce(part.c.invited_at, part.c.history_from), part.c.id],
        "The open invitations that the acting post may answer for its agency, newest first.",
        descending=True,
    )
    invitation_preview: Prospect | None = one(
        lambda _, seat, __: policy.may_invite(seat.c.case_id),
        "How much an agency would see if it were invited so and accepted, as far as one sees it oneself; null for who"
        " cannot invite.",
        [
            argument(key_of("case", "caseId"), ID, "The case."),
            argument(key_of("agency", "agencyId"), ID, "The agency."),
            argument(
                moment("historyFrom"), datetime | None, "From when on it would see; from now on if left out.", None
            ),
            argument(
                choice("compartment", table_of(CaseAgency).c.compartment),
                Compartment | None,
                "On which side of the case; by the agency's type if left out.",
                None,
            ),
        ],
        made=_prospective_seat,
    )
    colleagues: Connection[MembershipType] = connection(
        lambda _, post, __: policy.is_colleague(post),
        lambda post: [_name(post), post.c.id],
        "The posts of the acting agency that work on cases now, one's own among them, by the names of who hold them.",
    )
    deputyships: Connection[DeputyshipType] = connection(
        lambda *_: true(),
        lambda deputyship: [deputyship.c.starts_at, deputyship.c.id],
        "Who stands, stood and will stand in for whom in the acting agency, the latest to begin first.",
        descending=True,
    )
    entitlements: Connection[EntitlementType] = connection(
        lambda _, own, given: own.c.case_id == given["caseId"] if given["caseId"] is not None else true(),
        lambda own: [own.c.starts_at, own.c.id],
        "The entitlements of the acting agency and its posts, and those in the cases one sees, newest first.",
        [argument(key_of("case", "caseId"), ID | None, "Only those in this case.", None)],
        descending=True,
    )
