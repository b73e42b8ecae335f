"""The acts that change audiences, as the schema shows them."""

from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.graphql import AudienceType, DisclosureType, GroundsInput
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id
from roundtable.sharing import commands


@strawberry.input(description="Whom else to let see something, and why that is lawful.")
class WidenAudienceInput:
    client_mutation_id: UUID = mutation_id()
    audience_id: ID = strawberry.field(description="The audience of what is to be seen.")
    agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="Agencies to name as well. Each must be active on the case."
    )
    membership_ids: list[ID] = strawberry.field(
        default_factory=list, description="Posts to name as well. Each must have a seat at the case."
    )
    everyone: bool = strawberry.field(default=False, description="Whether to share it with all at the table.")
    grounds: GroundsInput = strawberry.field(description="Why that is lawful, and until when.")


@strawberry.input(description="Who may still see something; everybody else is out of it at once.")
class NarrowAudienceInput:
    client_mutation_id: UUID = mutation_id()
    audience_id: ID = strawberry.field(description="The audience to narrow.")
    agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="The agencies that stay in it, with one's own."
    )
    membership_ids: list[ID] = strawberry.field(
        default_factory=list, description="The posts that stay in it; given any, one's own post stays, not the agency."
    )
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="One naming to take back.")
class RevokeDisclosureInput:
    client_mutation_id: UUID = mutation_id()
    disclosure_id: ID = strawberry.field(description="The disclosure.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="A naming that may stand though a consent has ended.")
class ReviewDisclosureInput:
    client_mutation_id: UUID = mutation_id()
    disclosure_id: ID = strawberry.field(description="The disclosure.")


@strawberry.type(description="What `widenAudience` answers.")
class WidenAudiencePayload(Payload):
    audience: AudienceType | None = strawberry.field(description="The audience.")


@strawberry.type(description="What `narrowAudience` answers.")
class NarrowAudiencePayload(Payload):
    audience: AudienceType | None = strawberry.field(description="The audience.")


@strawberry.type(description="What `revokeDisclosure` answers.")
class RevokeDisclosurePayload(Payload):
    audience: AudienceType | None = strawberry.field(description="The audience it was of.")


@strawberry.type(description="What `reviewDisclosure` answers.")
class ReviewDisclosurePayload(Payload):
    disclosure: DisclosureType | None = strawberry.field(description="The disclosure.")


@strawberry.type
class SharingMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Let more agencies or people see something, an older thing to a newcomer too.")
    async def widen_audience(self, info: Asked, input: Input[WidenAudienceInput]) -> WidenAudiencePayload:
        return await info.context.perform(info, commands.widen_audience, input, grounds=input.grounds.grounds())

    @strawberry.mutation(description="Let only some go on seeing something; the others are out of it at once.")
    async def narrow_audience(self, info: Asked, input: Input[NarrowAudienceInput]) -> NarrowAudiencePayload:
        return await info.context.perform(info, commands.narrow_audience, input)

    @strawberry.mutation(description="Take back one naming, at once.")
    async def revoke_disclosure(self, info: Asked, input: Input[RevokeDisclosureInput]) -> RevokeDisclosurePayload:
        return await info.context.perform(info, commands.revoke_disclosure, input)

    @strawberry.mutation(description="Say that a naming may stand though a consent has ended.")
    async def review_disclosure(self, info: Asked, input: Input[ReviewDisclosureInput]) -> ReviewDisclosurePayload:
        return await info.context.perform(info, commands.review_disclosure, input)
