"""The acts on decisions and actions as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.context import Asked
from roundtable.decisions import commands
from roundtable.decisions.graphql import ActionReviewType, DecisionType, UndertakingType
from roundtable.decisions.models import ReviewOutcome
from roundtable.reader.types import Input, Payload, mutation_id
from roundtable.tasks.models import NonCompletionClass, Priority


@strawberry.input(description="A decision.")
class RecordDecisionInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    text: str = strawberry.field(description="What was decided, up to 5,000 characters; plain text.")
    rationale: str = strawberry.field(description="Why, up to 5,000 characters.")


@strawberry.input(description="A decision to withdraw.")
class WithdrawDecisionInput:
    client_mutation_id: UUID = mutation_id()
    decision_id: ID = strawberry.field(description="The decision.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="A decision to support.")
class SupportDecisionInput:
    client_mutation_id: UUID = mutation_id()
    decision_id: ID = strawberry.field(description="The decision.")


@strawberry.input(description="A decision one is against.")
class DissentFromDecisionInput:
    client_mutation_id: UUID = mutation_id()
    decision_id: ID = strawberry.field(description="The decision.")
    words: str = strawberry.field(description="Why, up to 5,000 characters; they go into the minutes as they are.")


@strawberry.input(description="What the agency will do.")
class VolunteerActionInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    title: str = strawberry.field(description="What, in one line, up to 200 characters.")
    description: str | None = strawberry.field(default=None, description="In more words, up to 5,000 characters.")
    due_at: datetime | None = strawberry.field(default=None, description="When it will be done.")
    priority: Priority = strawberry.field(default=Priority.ROUTINE, description="How soon it is needed.")
    obligation: str | None = strawberry.field(
        default=None, description="By which law or promise, up to 500 characters."
    )
    decision_id: ID | None = strawberry.field(default=None, description="The decision that it follows from.")


@strawberry.input(description="What became of an action.")
class ReviewActionInput:
    client_mutation_id: UUID = mutation_id()
    agenda_item_id: ID = strawberry.field(description="The item.")
    undertaking_id: ID = strawberry.field(description="What was undertaken.")
    outcome: ReviewOutcome = strawberry.field(description="What became of it.")
    words: str = strawberry.field(description="In the agency's own words, up to 5,000 characters.")
    non_completion_class: NonCompletionClass | None = strawberry.field(
        default=None, description="Why not, where it was not done."
    )


@strawberry.type(description="What `recordDecision` answers.")
class RecordDecisionPayload(Payload):
    decision: DecisionType | None = strawberry.field(description="The decision.")


@strawberry.type(description="What `withdrawDecision` answers.")
class WithdrawDecisionPayload(Payload):
    decision: DecisionType | None = strawberry.field(description="The decision.")


@strawberry.type(description="What `supportDecision` answers.")
class SupportDecisionPayload(Payload):
    decision: DecisionType | None = strawberry.field(description="The decision.")


@strawberry.type(description="What `dissentFromDecision` answers.")
class DissentFromDecisionPayload(Payload):
    decision: DecisionType | None = strawberry.field(description="The decision.")


@strawberry.type(description="What `volunteerAction` answers.")
class VolunteerActionPayload(Payload):
    undertaking: UndertakingType | None = strawberry.field(description="What was undertaken.")


@strawberry.type(description="What `reviewAction` answers.")
class ReviewActionPayload(Payload):
    action_review: ActionReviewType | None = strawberry.field(description="What was said of it.")


@strawberry.type
class DecisionMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Write down what was decided over an item, and why; who runs the meeting does.")
    async def record_decision(self, info: Asked, input: Input[RecordDecisionInput]) -> RecordDecisionPayload:
        return await info.context.perform(info, commands.record_decision, input)

    @strawberry.mutation(description="Say that it was not decided so.")
    async def withdraw_decision(self, info: Asked, input: Input[WithdrawDecisionInput]) -> WithdrawDecisionPayload:
        return await info.context.perform(info, commands.withdraw_decision, input)

    @strawberry.mutation(description="Be for a decision.")
    async def support_decision(self, info: Asked, input: Input[SupportDecisionInput]) -> SupportDecisionPayload:
        return await info.context.perform(info, commands.support_decision, input)

    @strawberry.mutation(description="Be against a decision, in one's own words.")
    async def dissent_from_decision(
        self, info: Asked, input: Input[DissentFromDecisionInput]
    ) -> DissentFromDecisionPayload:
        return await info.context.perform(info, commands.dissent_from_decision, input)

    @strawberry.mutation(description="Undertake something for the acting agency: a task of its own, accepted by that.")
    async def volunteer_action(self, info: Asked, input: Input[VolunteerActionInput]) -> VolunteerActionPayload:
        return await info.context.perform(info, commands.volunteer_action, input)

    @strawberry.mutation(description="Say, at a later item of the case, what became of what one's agency undertook.")
    async def review_action(self, info: Asked, input: Input[ReviewActionInput]) -> ReviewActionPayload:
        return await info.context.perform(info, commands.review_action, input)
