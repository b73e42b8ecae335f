"""The acts on a conference, on who comes to it, and in session, as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.conferences import commands, invitations, meeting
from roundtable.conferences.commands import Repeats
from roundtable.conferences.graphql import AttendanceType, ConferenceNode
from roundtable.conferences.models import ConferenceFunction, ConferenceType, Rhythm
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="A series of conferences, by the clocks where they meet.")
class RepeatsInput:
    rhythm: Rhythm = strawberry.field(description="How often they meet.")
    times: int = strawberry.field(description="How many there are in all, from 2 to 53.")


@strawberry.input(description="A conference to plan.")
class PlanConferenceInput:
    client_mutation_id: UUID = mutation_id()
    title: str = strawberry.field(
        description="What it is called, up to 200 characters; invitations say it, so it names no case."
    )
    type: ConferenceType = strawberry.field(description="How it meets.")
    starts_at: str = strawberry.field(description="When it begins, as the clocks show it there: `2026-12-03T10:00`.")
    time_zone: str = strawberry.field(description="The zone of that, by its IANA name: `Europe/Bucharest`.")
    minutes: int = strawberry.field(default=120, description="How many minutes it is planned to take, from 5 to 1,440.")
    place: str | None = strawberry.field(
        default=None, description="Where, or by which link, up to 300 characters; it goes into invitations."
    )
    returns_due_at: datetime | None = strawberry.field(
        default=None, description="Until when returns are asked for: before it begins."
    )
    deadline_at: datetime | None = strawberry.field(
        default=None,
        description="Until when it is to be concluded, where it has no meeting: after it begins. Needed for"
        " `ASYNCHRONOUS`, and only there.",
    )
    chair_id: ID | None = strawberry.field(
        default=None, description="Who chairs it, by their post; oneself where nobody is named."
    )
    scribe_id: ID | None = strawberry.field(default=None, description="Who writes its minutes, by their post.")
    agency_ids: list[ID] = strawberry.field(default_factory=list, description="The agencies to ask to it.")
    repeats: RepeatsInput | None = strawberry.field(default=None, description="How often it is held again, if it is.")


@strawberry.input(description="What to change of a conference.")
class ChangeConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    title: str | None = strawberry.field(default=None, description="As `PlanConferenceInput.title`.")
    starts_at: str | None = strawberry.field(default=None, description="As `PlanConferenceInput.startsAt`.")
    time_zone: str | None = strawberry.field(
        default=None,
        description="As `PlanConferenceInput.timeZone`; alone, it means the same time on the clocks there.",
    )
    minutes: int | None = strawberry.field(default=None, description="As `PlanConferenceInput.minutes`.")
    place: str | None = strawberry.field(
        default=None, description="As `PlanConferenceInput.place`; a blank text takes it away."
    )
    returns_due_at: datetime | None = strawberry.field(
        default=None, description="As `PlanConferenceInput.returnsDueAt`."
    )
    deadline_at: datetime | None = strawberry.field(default=None, description="As `PlanConferenceInput.deadlineAt`.")
    chair_id: ID | None = strawberry.field(default=None, description="As `PlanConferenceInput.chairId`.")
    scribe_id: ID | None = strawberry.field(default=None, description="As `PlanConferenceInput.scribeId`.")


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


@strawberry.input(description="A conference that is ready.")
class MakeConferenceReadyInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.input(description="A conference to begin.")
class BeginConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


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


@strawberry.input(description="A conference to call off.")
class CancelConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    reason: str = strawberry.field(description="Why, up to 500 characters; it goes into the cancellation.")


@strawberry.input(description="A conference to close.")
class CloseConferenceInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")


@strawberry.type(description="What `planConference` answers.")
class PlanConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `changeConference` answers.")
class ChangeConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


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


@strawberry.type(description="What `makeConferenceReady` answers.")
class MakeConferenceReadyPayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `beginConference` answers.")
class BeginConferencePayload(Payload):
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


@strawberry.type(description="What `cancelConference` answers.")
class CancelConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `closeConference` answers.")
class CloseConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type
class ConferenceMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Plan a conference for the acting agency, and ask others to it.")
    async def plan_conference(self, info: Asked, input: Input[PlanConferenceInput]) -> PlanConferencePayload:
        repeats = Repeats(**vars(input.repeats)) if input.repeats else None
        return await info.context.perform(info, commands.plan_conference, input, repeats=repeats)

    @strawberry.mutation(description="Change what is given of a conference that has not met.")
    async def change_conference(self, info: Asked, input: Input[ChangeConferenceInput]) -> ChangeConferencePayload:
        return await info.context.perform(info, commands.change_conference, input)

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

    @strawberry.mutation(description="Say that all is there to meet over.")
    async def make_conference_ready(
        self, info: Asked, input: Input[MakeConferenceReadyInput]
    ) -> MakeConferenceReadyPayload:
        return await info.context.perform(info, commands.make_conference_ready, input)

    @strawberry.mutation(
        description="Open the meeting; its chair does. Without a meeting all that is on the agenda is open then."
    )
    async def begin_conference(self, info: Asked, input: Input[BeginConferenceInput]) -> BeginConferencePayload:
        return await info.context.perform(info, meeting.begin_conference, input)

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

    @strawberry.mutation(description="Call a conference off, and say why.")
    async def cancel_conference(self, info: Asked, input: Input[CancelConferenceInput]) -> CancelConferencePayload:
        return await info.context.perform(info, commands.cancel_conference, input)

    @strawberry.mutation(description="End a conference; its conversations close with it.")
    async def close_conference(self, info: Asked, input: Input[CloseConferenceInput]) -> CloseConferencePayload:
        return await info.context.perform(info, commands.close_conference, input)
