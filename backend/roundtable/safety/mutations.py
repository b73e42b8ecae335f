"""The acts on safety plans as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.graphql import AudienceInput
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id
from roundtable.safety import commands
from roundtable.safety.graphql import SafetyPlanType, SafetyPlanVersionType
from roundtable.safety.models import SafetySection, VictimAgreement


@strawberry.input(description="A safety plan to begin.")
class BeginSafetyPlanInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    participant_id: ID = strawberry.field(description="Whom it is for: a victim of the case.")


@strawberry.input(description="A safety plan to write a next version of.")
class ReviseSafetyPlanInput:
    client_mutation_id: UUID = mutation_id()
    safety_plan_id: ID = strawberry.field(description="The plan; none of its versions may be a draft.")


@strawberry.input(description="What a section is to say.")
class SafetySectionInput:
    code: SafetySection = strawberry.field(description="What it is about; each once.")
    text: str | None = strawberry.field(
        default=None, description="What it says, up to 10,000 characters, plain text; blank or null says nothing."
    )


@strawberry.input(description="What to write in a draft.")
class SaveSafetyPlanInput:
    client_mutation_id: UUID = mutation_id()
    safety_plan_version_id: ID = strawberry.field(description="The draft.")
    revision: int = strawberry.field(description="`SafetyPlanVersion.revision` as one read it.")
    sections: list[SafetySectionInput] = strawberry.field(
        description="The sections to write; the others stay as they are."
    )


@strawberry.input(description="A draft to put in force.")
class SignOffSafetyPlanInput:
    client_mutation_id: UUID = mutation_id()
    safety_plan_version_id: ID = strawberry.field(description="The draft.")
    revision: int = strawberry.field(description="`SafetyPlanVersion.revision` as one read it.")
    agreement: VictimAgreement = strawberry.field(description="What the person whom it is for said to it.")
    review_due_at: datetime = strawberry.field(description="When to look at it again; it must be to come.")
    agreement_note: str | None = strawberry.field(
        default=None, description="How and with whom it was agreed, up to 2,000 characters; plain text."
    )
    audience: AudienceInput | None = strawberry.field(
        default=None,
        description="Who may see the plan, of agencies: needed with the first version signed off, and only then.",
    )


@strawberry.input(description="A draft not to go on with.")
class DiscardSafetyPlanDraftInput:
    client_mutation_id: UUID = mutation_id()
    safety_plan_version_id: ID = strawberry.field(description="The draft.")


@strawberry.input(description="A safety plan to end.")
class EndSafetyPlanInput:
    client_mutation_id: UUID = mutation_id()
    safety_plan_id: ID = strawberry.field(description="The plan; a version of it must be in force.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.type(description="What `beginSafetyPlan` answers.")
class BeginSafetyPlanPayload(Payload):
    safety_plan: SafetyPlanType | None = strawberry.field(description="The plan.")
    safety_plan_version: SafetyPlanVersionType | None = strawberry.field(description="Its draft.")


@strawberry.type(description="What `reviseSafetyPlan` answers.")
class ReviseSafetyPlanPayload(Payload):
    safety_plan: SafetyPlanType | None = strawberry.field(description="The plan.")
    safety_plan_version: SafetyPlanVersionType | None = strawberry.field(description="The draft.")


@strawberry.type(description="What `saveSafetyPlan` answers.")
class SaveSafetyPlanPayload(Payload):
    safety_plan: SafetyPlanType | None = strawberry.field(description="The plan.")
    safety_plan_version: SafetyPlanVersionType | None = strawberry.field(description="The draft.")


@strawberry.type(description="What `signOffSafetyPlan` answers.")
class SignOffSafetyPlanPayload(Payload):
    safety_plan: SafetyPlanType | None = strawberry.field(description="The plan.")
    safety_plan_version: SafetyPlanVersionType | None = strawberry.field(description="What is in force now.")


@strawberry.type(description="What `discardSafetyPlanDraft` answers.")
class DiscardSafetyPlanDraftPayload(Payload):
    safety_plan: SafetyPlanType | None = strawberry.field(description="The plan.")
    safety_plan_version: SafetyPlanVersionType | None = strawberry.field(description="What was discarded.")


@strawberry.type(description="What `endSafetyPlan` answers.")
class EndSafetyPlanPayload(Payload):
    safety_plan: SafetyPlanType | None = strawberry.field(description="The plan.")
    safety_plan_version: SafetyPlanVersionType | None = strawberry.field(description="What was in force.")


@strawberry.type
class SafetyMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Begin a safety plan for a victim, with an empty draft that one's agency sees.")
    async def begin_safety_plan(self, info: Asked, input: Input[BeginSafetyPlanInput]) -> BeginSafetyPlanPayload:
        return await info.context.perform(info, commands.begin_safety_plan, input)

    @strawberry.mutation(
        description="Begin the draft of a next version: it says what the last one that was signed off does."
    )
    async def revise_safety_plan(self, info: Asked, input: Input[ReviseSafetyPlanInput]) -> ReviseSafetyPlanPayload:
        return await info.context.perform(info, commands.revise_safety_plan, input)

    @strawberry.mutation(description="Write on a draft.")
    async def save_safety_plan(self, info: Asked, input: Input[SaveSafetyPlanInput]) -> SaveSafetyPlanPayload:
        sections = [(each.code, each.text) for each in input.sections]
        return await info.context.perform(info, commands.save_safety_plan, input, sections=sections)

    @strawberry.mutation(
        description="Put a draft in force in the place of what was, and show it to the plan's audience; case managers"
        " and supervisors of the agency that keeps the plan do."
    )
    async def sign_off_safety_plan(self, info: Asked, input: Input[SignOffSafetyPlanInput]) -> SignOffSafetyPlanPayload:
        audience = input.audience.choice() if input.audience else None
        return await info.context.perform(info, commands.sign_off_safety_plan, input, audience=audience)

    @strawberry.mutation(description="Not go on with a draft.")
    async def discard_safety_plan_draft(
        self, info: Asked, input: Input[DiscardSafetyPlanDraftInput]
    ) -> DiscardSafetyPlanDraftPayload:
        return await info.context.perform(info, commands.discard_safety_plan_draft, input)

    @strawberry.mutation(description="Say that nothing of a plan is in force any more, and why.")
    async def end_safety_plan(self, info: Asked, input: Input[EndSafetyPlanInput]) -> EndSafetyPlanPayload:
        return await info.context.perform(info, commands.end_safety_plan, input)
