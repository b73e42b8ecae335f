"""Who is asked to a conference and what they answer, as the schema shows it."""

from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.conferences import invitations
from roundtable.conferences.graphql import AttendanceType, ConferenceNode
from roundtable.conferences.models import ConferenceFunction
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="Agencies to ask.")
class InviteToConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    agency_ids: list[ID] = strawberry.field(description="The agencies; one that declined may be asked again.")


@strawberry.input(description="An invitation to accept.")
class AcceptConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    representative_ids: list[ID] = strawberry.field(
        default_factory=list, description="Who comes, by their posts; oneself where nobody is named."
    )


@strawberry.input(description="An invitation to decline.")
class DeclineConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="Somebody who is to come.")
class NameAttendeeInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    membership_id: ID = strawberry.field(description="Who, by their post.")
    function: ConferenceFunction = strawberry.field(description="What for.")
    condition: str | None = strawberry.field(
        default=None, description="What an observer may watch under, up to 1,000 characters; for nobody else."
    )


@strawberry.input(description="Who comes after all.")
class ConfirmAttendanceInput:
    client_mutation_id: UUID = mutation_id()
    attendance_id: ID = strawberry.field(description="Who comes.")
    signs: bool = strawberry.field(
        default=False, description="Whether an observer signs the condition: only they themselves can."
    )


@strawberry.input(description="Who does not come.")
class SendApologiesInput:
    client_mutation_id: UUID = mutation_id()
    attendance_id: ID = strawberry.field(description="Who comes.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="Who does not come, and who does.")
class SendDeputyInput:
    client_mutation_id: UUID = mutation_id()
    attendance_id: ID = strawberry.field(description="Who comes.")
    deputy_membership_id: ID = strawberry.field(description="The colleague, by their post.")


@strawberry.type(description="What `inviteToConference` answers.")
class InviteToConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `acceptConference` answers.")
class AcceptConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `declineConference` answers.")
class DeclineConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `nameAttendee` answers.")
class NameAttendeePayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `confirmAttendance` answers.")
class ConfirmAttendancePayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `sendApologies` answers.")
class SendApologiesPayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `sendDeputy` answers.")
class SendDeputyPayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type
class ComingMutations:
    """Mutations of this theme."""

    @strawberry.mutation(
        description="Ask agencies to a conference. They see when and where it is, and nothing of any case."
    )
    async def invite_to_conference(
        self, info: Asked, input: Input[InviteToConferenceInput]
    ) -> InviteToConferencePayload:
        return await info.context.perform(info, invitations.invite_to_conference, input)

    @strawberry.mutation(
        description="Come to a conference for the acting agency: it hears what is on the agenda from now on."
    )
    async def accept_conference(self, info: Asked, input: Input[AcceptConferenceInput]) -> AcceptConferencePayload:
        return await info.context.perform(info, invitations.accept_conference, input)

    @strawberry.mutation(description="Not come to a conference, and say why.")
    async def decline_conference(self, info: Asked, input: Input[DeclineConferenceInput]) -> DeclineConferencePayload:
        return await info.context.perform(info, invitations.decline_conference, input)

    @strawberry.mutation(description="Name somebody who comes to a conference.")
    async def name_attendee(self, info: Asked, input: Input[NameAttendeeInput]) -> NameAttendeePayload:
        return await info.context.perform(info, invitations.name_attendee, input)

    @strawberry.mutation(description="Say that one comes, or that a colleague does.")
    async def confirm_attendance(self, info: Asked, input: Input[ConfirmAttendanceInput]) -> ConfirmAttendancePayload:
        return await info.context.perform(info, invitations.confirm_attendance, input)

    @strawberry.mutation(description="Say that one does not come, or that a colleague does not, and why.")
    async def send_apologies(self, info: Asked, input: Input[SendApologiesInput]) -> SendApologiesPayload:
        return await info.context.perform(info, invitations.send_apologies, input)

    @strawberry.mutation(description="Let a colleague come instead.")
    async def send_deputy(self, info: Asked, input: Input[SendDeputyInput]) -> SendDeputyPayload:
        return await info.context.perform(info, invitations.send_deputy, input)
