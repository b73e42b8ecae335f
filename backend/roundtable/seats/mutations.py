"""The acts that change who is at a table, as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.graphql import CaseAgencyType, CaseMemberType
from roundtable.access.models import Category, Compartment, MemberFunction
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id
from roundtable.seats import commands, deputies, entitlements
from roundtable.seats.graphql import DeputyshipType, EntitlementType


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
