"""The acts on consents as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.models import Category, ConsentDecision, Purpose
from roundtable.consents import commands
from roundtable.consents.graphql import ConsentType
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="What a person of a case decided. Only what was given has a scope and an end.")
class RecordConsentInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    participant_id: ID = strawberry.field(
        description="The person: the victim, a child, somebody else, but not the alleged perpetrator."
    )
    decision: ConsentDecision = strawberry.field(
        description="What was decided, or why nobody asked. It ends no consent that stands: withdraw that."
    )
    purposes: list[Purpose] = strawberry.field(default_factory=list, description="For what; none means any purpose.")
    agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="To which agencies; none means every agency at the table."
    )
    categories: list[Category] = strawberry.field(
        default_factory=list, description="Also content of these categories; none means content of no category."
    )
    note: str | None = strawberry.field(default=None, description="What was said with it, up to 2,000 characters.")
    expires_at: datetime | None = strawberry.field(default=None, description="When it ends by itself.")


@strawberry.input(description="A consent that is taken back.")
class WithdrawConsentInput:
    client_mutation_id: UUID = mutation_id()
    consent_id: ID = strawberry.field(description="The consent; it must be in force.")
    note: str | None = strawberry.field(default=None, description="What was said with it, up to 500 characters.")


@strawberry.type(description="What recording a consent answers.")
class RecordConsentPayload(Payload):
    consent: ConsentType | None = strawberry.field(description="The consent.")


@strawberry.type(description="What withdrawing a consent answers.")
class WithdrawConsentPayload(Payload):
    consent: ConsentType | None = strawberry.field(description="The consent, withdrawn.")


@strawberry.type
class ConsentMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Record what a person of the case decided.")
    async def record_consent(self, info: Asked, input: Input[RecordConsentInput]) -> RecordConsentPayload:
        return await info.context.perform(info, commands.record_consent, input)

    @strawberry.mutation(description="Withdraw a consent. What was disclosed on it is closed at once.")
    async def withdraw_consent(self, info: Asked, input: Input[WithdrawConsentInput]) -> WithdrawConsentPayload:
        return await info.context.perform(info, commands.withdraw_consent, input)
