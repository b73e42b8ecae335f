"""A conference in session, as the schema shows it."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.conferences import meeting
from roundtable.conferences.graphql import AttendanceType, ConferenceNode
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="A conference to begin.")
class BeginConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.input(description="Until when a conference without a meeting is to be concluded.")
class MoveDeadlineInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    deadline_at: datetime = strawberry.field(description="Later than now, and than its beginning.")


@strawberry.input(description="Who has come.")
class RecordArrivalInput:
    client_mutation_id: UUID = mutation_id()
    attendance_id: ID = strawberry.field(description="Who comes.")
    confidential: bool = strawberry.field(description="Whether they declare that what is said stays confidential.")


@strawberry.input(description="Who has gone.")
class RecordLeavingInput:
    client_mutation_id: UUID = mutation_id()
    attendance_id: ID = strawberry.field(description="Who comes.")


@strawberry.input(description="A meeting without a chair.")
class TakeChairInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.input(description="Who is to chair.")
class HandOverChairInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    membership_id: ID = strawberry.field(description="Who, by their post.")


@strawberry.input(description="A meeting one is in.")
class RaiseHandInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.input(description="A meeting one is in.")
class LowerHandInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.input(description="Who is to speak.")
class GiveWordInput:
    client_mutation_id: UUID = mutation_id()
    attendance_id: ID = strawberry.field(description="Who comes.")


@strawberry.input(description="A conference to end.")
class EndConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.type(description="What `beginConference` answers.")
class BeginConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `moveDeadline` answers.")
class MoveDeadlinePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `recordArrival` answers.")
class RecordArrivalPayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `recordLeaving` answers.")
class RecordLeavingPayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `takeChair` answers.")
class TakeChairPayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `handOverChair` answers.")
class HandOverChairPayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `raiseHand` answers.")
class RaiseHandPayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `lowerHand` answers.")
class LowerHandPayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `giveWord` answers.")
class GiveWordPayload(Payload):
    attendance: AttendanceType | None = strawberry.field(description="Who comes, and how.")


@strawberry.type(description="What `endConference` answers.")
class EndConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type
class MeetingMutations:
    """Mutations of this theme."""

    @strawberry.mutation(
        description="Open the meeting; its chair does. Without a meeting all that is on the agenda is open then."
    )
    async def begin_conference(self, info: Asked, input: Input[BeginConferenceInput]) -> BeginConferencePayload:
        return await info.context.perform(info, meeting.begin_conference, input)

    @strawberry.mutation(
        description="Have a conference without a meeting, while it goes on, last longer or less long; who runs it does."
        " Invitations are sent again."
    )
    async def move_deadline(self, info: Asked, input: Input[MoveDeadlineInput]) -> MoveDeadlinePayload:
        return await info.context.perform(info, meeting.move_deadline, input)

    @strawberry.mutation(
        description="Come in, or note that somebody has: who declares that what is said stays confidential. Without a"
        " meeting that alone is to take part."
    )
    async def record_arrival(self, info: Asked, input: Input[RecordArrivalInput]) -> RecordArrivalPayload:
        return await info.context.perform(info, meeting.record_arrival, input)

    @strawberry.mutation(description="Go, or note that somebody has.")
    async def record_leaving(self, info: Asked, input: Input[RecordLeavingInput]) -> RecordLeavingPayload:
        return await info.context.perform(info, meeting.record_leaving, input)

    @strawberry.mutation(description="Chair the meeting, once who did so has left.")
    async def take_chair(self, info: Asked, input: Input[TakeChairInput]) -> TakeChairPayload:
        return await info.context.perform(info, meeting.take_chair, input)

    @strawberry.mutation(description="Let somebody who is there chair the meeting.")
    async def hand_over_chair(self, info: Asked, input: Input[HandOverChairInput]) -> HandOverChairPayload:
        return await info.context.perform(info, meeting.hand_over_chair, input)

    @strawberry.mutation(description="Ask for the word; whoever asked first comes first.")
    async def raise_hand(self, info: Asked, input: Input[RaiseHandInput]) -> RaiseHandPayload:
        return await info.context.perform(info, meeting.raise_hand, input)

    @strawberry.mutation(description="Ask no more for the word, or give it back.")
    async def lower_hand(self, info: Asked, input: Input[LowerHandInput]) -> LowerHandPayload:
        return await info.context.perform(info, meeting.lower_hand, input)

    @strawberry.mutation(description="Let somebody speak; who had the word has it no more.")
    async def give_word(self, info: Asked, input: Input[GiveWordInput]) -> GiveWordPayload:
        return await info.context.perform(info, meeting.give_word, input)

    @strawberry.mutation(description="End the meeting: its minutes are to be written.")
    async def end_conference(self, info: Asked, input: Input[EndConferenceInput]) -> EndConferencePayload:
        return await info.context.perform(info, meeting.end_conference, input)
