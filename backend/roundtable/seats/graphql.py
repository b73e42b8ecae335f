"""Invitations, deputies and entitlements as the schema shows them, and the acts that change who is at a table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, and_, case, func, literal, select, true
from strawberry import ID

from roundtable.access import rule
from roundtable.access.graphql import CaseAgencyType, CaseMemberType
from roundtable.access.models import PERPETRATOR_SIDE, CaseAgency, Category, Compartment, Entitlement, MemberFunction
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import Agency, Deputyship, Practitioner
from roundtable.cases.graphql import CaseNode
from roundtable.cases.models import Case
from roundtable.context import Asked
from roundtable.core.scope import NOW, value
from roundtable.core.tables import evidence_of, row_of, table_of
from roundtable.messaging.models import Message, Thread
from roundtable.reader.arguments import choice, key_of, moment
from roundtable.reader.shapes import argument, column, connection, one, shape
from roundtable.reader.types import Connection, Input, Node, Payload, mutation_id
from roundtable.seats import commands, deputies, entitlements, policy
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


@strawberry.input(description="An agency to ask to a case's table.")
class InviteAgencyInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case; one's agency must lead it.")
    agency_id: ID = strawberry.field(description="The agency.")
    invitation: str = strawberry.field(
        description="What the agency is asked for, up to 1,000 characters. It reads this before it accepts."
    )
    history_from: datetime | None = strawberry.field(
        default=None, description="From when on it would see what is shared with all; from now on if left out."
    )
    compartment: Compartment | None = strawberry.field(
        default=None, description="On which side of the case; by the agency's type if left out."
    )


@strawberry.input(description="An invitation to accept.")
class AcceptInvitationInput:
    client_mutation_id: UUID = mutation_id()
    invitation_id: ID = strawberry.field(description="The invitation.")


@strawberry.input(description="An invitation to decline.")
class DeclineInvitationInput:
    client_mutation_id: UUID = mutation_id()
    invitation_id: ID = strawberry.field(description="The invitation.")
    reason: str = strawberry.field(description="Why, up to 500 characters; the table reads it.")


@strawberry.input(description="A case whose table to leave.")
class LeaveCaseInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    reason: str = strawberry.field(description="Why, up to 500 characters; the table reads it.")


@strawberry.input(description="An agency to take from a case's table.")
class ExcludeAgencyInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case; one's agency must lead it.")
    agency_id: ID = strawberry.field(description="The agency.")
    reason: str = strawberry.field(description="Why, up to 500 characters; the table reads it.")


@strawberry.input(description="A colleague to work on a case.")
class NameMemberInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    membership_id: ID = strawberry.field(description="A post of one's agency, in a role that reads cases.")
    function: MemberFunction = strawberry.field(
        description="What it does on the case. CASE_MANAGER is for the agency that leads it."
    )


@strawberry.input(description="A function on a case to end.")
class RenounceMemberInput:
    client_mutation_id: UUID = mutation_id()
    case_member_id: ID = strawberry.field(description="The function: one's own, or a colleague's.")


@strawberry.input(description="A deputy to name.")
class NameDeputyInput:
    client_mutation_id: UUID = mutation_id()
    membership_id: ID = strawberry.field(description="The post to be stood in for: one's own, or a colleague's.")
    deputy_membership_id: ID = strawberry.field(description="The post that stands in, of the same agency.")
    ends_at: datetime = strawberry.field(description="Until when: at most 90 days after the start.")
    starts_at: datetime | None = strawberry.field(default=None, description="From when; from now on if left out.")


@strawberry.input(description="A deputyship to end.")
class EndDeputyshipInput:
    client_mutation_id: UUID = mutation_id()
    deputyship_id: ID = strawberry.field(description="The deputyship.")


@strawberry.input(description="A category to entitle to: an agency in one case, a post or an agency in every case.")
class GrantEntitlementInput:
    client_mutation_id: UUID = mutation_id()
    category: Category = strawberry.field(description="The category.")
    membership_id: ID | None = strawberry.field(
        default=None, description="A post of the agency one administers, to what the agency holds in every case."
    )
    agency_id: ID | None = strawberry.field(
        default=None, description="An agency: at the table of the case one leads, or any for who runs the platform."
    )
    case_id: ID | None = strawberry.field(default=None, description="The one case it is for; else it is for every one.")
    ends_at: datetime | None = strawberry.field(default=None, description="When it ends by itself.")


@strawberry.input(description="An entitlement to end.")
class EndEntitlementInput:
    client_mutation_id: UUID = mutation_id()
    entitlement_id: ID = strawberry.field(description="The entitlement.")


@strawberry.type(description="What `inviteAgency` answers.")
class InviteAgencyPayload(Payload):
    case_agency: CaseAgencyType | None = strawberry.field(description="The agency's part, which begins as INVITED.")


@strawberry.type(description="What `acceptInvitation` answers.")
class AcceptInvitationPayload(Payload):
    case_agency: CaseAgencyType | None = strawberry.field(description="The agency's part.")


@strawberry.type(description="What `declineInvitation` answers: nothing of the case is left to see.")
class DeclineInvitationPayload(Payload):
    pass


@strawberry.type(description="What `leaveCase` answers: nothing of the case is left to see.")
class LeaveCasePayload(Payload):
    pass


@strawberry.type(description="What `excludeAgency` answers.")
class ExcludeAgencyPayload(Payload):
    case_agency: CaseAgencyType | None = strawberry.field(description="The agency's part.")


@strawberry.type(description="What `nameMember` answers.")
class NameMemberPayload(Payload):
    case_member: CaseMemberType | None = strawberry.field(description="The function.")


@strawberry.type(description="What `renounceMember` answers.")
class RenounceMemberPayload(Payload):
    case_member: CaseMemberType | None = strawberry.field(
        description="The function; null for who no longer sees the case without it."
    )


@strawberry.type(description="What `nameDeputy` answers.")
class NameDeputyPayload(Payload):
    deputyship: DeputyshipType | None = strawberry.field(description="The deputyship.")


@strawberry.type(description="What `endDeputyship` answers.")
class EndDeputyshipPayload(Payload):
    deputyship: DeputyshipType | None = strawberry.field(description="The deputyship.")


@strawberry.type(description="What `grantEntitlement` answers.")
class GrantEntitlementPayload(Payload):
    entitlement: EntitlementType | None = strawberry.field(description="The entitlement.")


@strawberry.type(description="What `endEntitlement` answers.")
class EndEntitlementPayload(Payload):
    entitlement: EntitlementType | None = strawberry.field(description="The entitlement.")


@strawberry.type
class SeatMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Ask an agency to the table; until it accepts it sees the invitation alone.")
    async def invite_agency(self, info: Asked, input: Input[InviteAgencyInput]) -> InviteAgencyPayload:
        return await info.context.perform(info, commands.invite_agency, input)

    @strawberry.mutation(description="Come to the table for one's agency.")
    async def accept_invitation(self, info: Asked, input: Input[AcceptInvitationInput]) -> AcceptInvitationPayload:
        return await info.context.perform(info, commands.accept_invitation, input)

    @strawberry.mutation(description="Not come, and say why. Tasks that the agency has stay with it.")
    async def decline_invitation(self, info: Asked, input: Input[DeclineInvitationInput]) -> DeclineInvitationPayload:
        return await info.context.perform(info, commands.decline_invitation, input)

    @strawberry.mutation(description="Leave the table with one's agency, at once; it keeps nothing of the case.")
    async def leave_case(self, info: Asked, input: Input[LeaveCaseInput]) -> LeaveCasePayload:
        return await info.context.perform(info, commands.leave_case, input)

    @strawberry.mutation(description="Take an agency from the table, at once and for good.")
    async def exclude_agency(self, info: Asked, input: Input[ExcludeAgencyInput]) -> ExcludeAgencyPayload:
        return await info.context.perform(info, commands.exclude_agency, input)

    @strawberry.mutation(description="Let a colleague work on a case.")
    async def name_member(self, info: Asked, input: Input[NameMemberInput]) -> NameMemberPayload:
        return await info.context.perform(info, commands.name_member, input)

    @strawberry.mutation(description="End a function on a case.")
    async def renounce_member(self, info: Asked, input: Input[RenounceMemberInput]) -> RenounceMemberPayload:
        return await info.context.perform(info, commands.renounce_member, input)

    @strawberry.mutation(description="Let a colleague stand in for a post, in the seats it has of its own.")
    async def name_deputy(self, info: Asked, input: Input[NameDeputyInput]) -> NameDeputyPayload:
        return await info.context.perform(info, deputies.name_deputy, input)

    @strawberry.mutation(description="End a deputyship before its time.")
    async def end_deputyship(self, info: Asked, input: Input[EndDeputyshipInput]) -> EndDeputyshipPayload:
        return await info.context.perform(info, deputies.end_deputyship, input)

    @strawberry.mutation(description="Entitle an agency or a post to a category.")
    async def grant_entitlement(self, info: Asked, input: Input[GrantEntitlementInput]) -> GrantEntitlementPayload:
        return await info.context.perform(info, entitlements.grant_entitlement, input)

    @strawberry.mutation(description="Take an entitlement back.")
    async def end_entitlement(self, info: Asked, input: Input[EndEntitlementInput]) -> EndEntitlementPayload:
        return await info.context.perform(info, entitlements.end_entitlement, input)
