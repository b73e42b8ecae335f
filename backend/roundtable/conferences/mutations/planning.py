"""Planning a conference, changing it, calling it off and closing it, as the schema shows it."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.conferences import commands
from roundtable.conferences.commands import Repeats
from roundtable.conferences.graphql import ConferenceNode
from roundtable.conferences.models import ConferenceType, Rhythm
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


@strawberry.input(description="A conference that is ready.")
class MakeConferenceReadyInput:
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


@strawberry.type(description="What `makeConferenceReady` answers.")
class MakeConferenceReadyPayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `cancelConference` answers.")
class CancelConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type(description="What `closeConference` answers.")
class CloseConferencePayload(Payload):
    conference: ConferenceNode | None = strawberry.field(description="The conference.")


@strawberry.type
class PlanningMutations:
    """Mutations of this theme."""

    @strawberry.mutation(description="Plan a conference for the acting agency, and ask others to it.")
    async def plan_conference(self, info: Asked, input: Input[PlanConferenceInput]) -> PlanConferencePayload:
        repeats = Repeats(**vars(input.repeats)) if input.repeats else None
        return await info.context.perform(info, commands.plan_conference, input, repeats=repeats)

    @strawberry.mutation(description="Change what is given of a conference that has not met.")
    async def change_conference(self, info: Asked, input: Input[ChangeConferenceInput]) -> ChangeConferencePayload:
        return await info.context.perform(info, commands.change_conference, input)

    @strawberry.mutation(description="Say that all is there to meet over.")
    async def make_conference_ready(
        self, info: Asked, input: Input[MakeConferenceReadyInput]
    ) -> MakeConferenceReadyPayload:
        return await info.context.perform(info, commands.make_conference_ready, input)

    @strawberry.mutation(description="Call a conference off, and say why.")
    async def cancel_conference(self, info: Asked, input: Input[CancelConferenceInput]) -> CancelConferencePayload:
        return await info.context.perform(info, commands.cancel_conference, input)

    @strawberry.mutation(description="End a conference; its conversations close with it.")
    async def close_conference(self, info: Asked, input: Input[CloseConferenceInput]) -> CloseConferencePayload:
        return await info.context.perform(info, commands.close_conference, input)
