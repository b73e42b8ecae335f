"""Whom agencies are asked for and what they answer, as the schema shows it."""

from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.conferences import requests
from roundtable.conferences.graphql import AttendeeRequestType
from roundtable.conferences.models import ConferenceFunction
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="Somebody whom an agency is asked for.")
class RequestAttendeeInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    agency_id: ID = strawberry.field(description="The agency: another than the one that convenes it.")
    function: ConferenceFunction = strawberry.field(
        description="What for: `VICTIM_ADVOCATE` or `OBSERVER`. Who represents an agency comes by its invitation."
    )
    condition: str | None = strawberry.field(
        default=None, description="What an observer may watch under, up to 1,000 characters; for nobody else."
    )


@strawberry.input(description="Somebody whom one's agency sends.")
class AnswerAttendeeRequestInput:
    client_mutation_id: UUID = mutation_id()
    attendee_request_id: ID = strawberry.field(description="What was asked.")
    membership_id: ID = strawberry.field(description="A colleague, or oneself, by their post.")


@strawberry.input(description="That one's agency sends nobody.")
class DeclineAttendeeRequestInput:
    client_mutation_id: UUID = mutation_id()
    attendee_request_id: ID = strawberry.field(description="What was asked.")
    reason: str = strawberry.field(description="Why, up to 500 characters; who comes to the conference reads it.")


@strawberry.input(description="What is asked no more.")
class WithdrawAttendeeRequestInput:
    client_mutation_id: UUID = mutation_id()
    attendee_request_id: ID = strawberry.field(description="What was asked.")


@strawberry.type(description="What `requestAttendee` answers.")
class RequestAttendeePayload(Payload):
    attendee_request: AttendeeRequestType | None = strawberry.field(description="What is asked.")


@strawberry.type(description="What `answerAttendeeRequest` answers.")
class AnswerAttendeeRequestPayload(Payload):
    attendee_request: AttendeeRequestType | None = strawberry.field(description="What was asked, and the answer.")


@strawberry.type(description="What `declineAttendeeRequest` answers.")
class DeclineAttendeeRequestPayload(Payload):
    attendee_request: AttendeeRequestType | None = strawberry.field(description="What was asked, and the answer.")


@strawberry.type(description="What `withdrawAttendeeRequest` answers.")
class WithdrawAttendeeRequestPayload(Payload):
    attendee_request: AttendeeRequestType | None = strawberry.field(description="What was asked.")


@strawberry.type
class RequestMutations:
    """Mutations of this theme."""

    @strawberry.mutation(
        description="Ask an agency for somebody who speaks for the victim, which asks it to the conference, or for an"
        " observer, which does not. Who they are, the agency says."
    )
    async def request_attendee(self, info: Asked, input: Input[RequestAttendeeInput]) -> RequestAttendeePayload:
        return await info.context.perform(info, requests.request_attendee, input)

    @strawberry.mutation(description="Name one of the acting agency's people, for what it was asked.")
    async def answer_attendee_request(
        self, info: Asked, input: Input[AnswerAttendeeRequestInput]
    ) -> AnswerAttendeeRequestPayload:
        return await info.context.perform(info, requests.answer_attendee_request, input)

    @strawberry.mutation(description="Name nobody, and say why.")
    async def decline_attendee_request(
        self, info: Asked, input: Input[DeclineAttendeeRequestInput]
    ) -> DeclineAttendeeRequestPayload:
        return await info.context.perform(info, requests.decline_attendee_request, input)

    @strawberry.mutation(description="Ask no more for somebody who was not named yet.")
    async def withdraw_attendee_request(
        self, info: Asked, input: Input[WithdrawAttendeeRequestInput]
    ) -> WithdrawAttendeeRequestPayload:
        return await info.context.perform(info, requests.withdraw_attendee_request, input)
