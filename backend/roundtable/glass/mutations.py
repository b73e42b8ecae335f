"""Breaking a glass, and what follows, as the schema shows it."""

from uuid import UUID

import strawberry

from roundtable.access.models import GlassReason, GlassVerdict
from roundtable.cases.graphql import PersonInput
from roundtable.context import Asked
from roundtable.glass import commands
from roundtable.glass.graphql import BreakGlassType
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="A case to see in an emergency, by its reference or by who is in it.")
class BreakGlassInput:
    client_mutation_id: UUID = mutation_id()
    reference: str | None = strawberry.field(
        default=None, description="The case's reference, as it is said or typed; it decides where it is given."
    )
    identity: PersonInput | None = strawberry.field(
        default=None, description="Who is in it; of several cases, the latest that one does not see yet."
    )
    reason: GlassReason = strawberry.field(description="Why.")
    explanation: str = strawberry.field(description="Why, in one's own words, up to 2,000 characters.")


@strawberry.input(description="A glass of one's own to look through no longer.")
class CloseGlassInput:
    client_mutation_id: UUID = mutation_id()
    glass_id: strawberry.ID = strawberry.field(description="The glass.")


@strawberry.input(description="What to think of a glass that another broke.")
class ReviewGlassInput:
    client_mutation_id: UUID = mutation_id()
    glass_id: strawberry.ID = strawberry.field(description="The glass.")
    verdict: GlassVerdict = strawberry.field(description="What the review found.")
    findings: str = strawberry.field(description="What it found, in words, up to 2,000 characters.")


@strawberry.type(description="What breaking a glass answers.")
class BreakGlassPayload(Payload):
    glass: BreakGlassType | None = strawberry.field(description="The glass.")


@strawberry.type(description="What closing a glass answers.")
class CloseGlassPayload(Payload):
    glass: BreakGlassType | None = strawberry.field(description="The glass.")


@strawberry.type(description="What a review answers.")
class ReviewGlassPayload(Payload):
    glass: BreakGlassType | None = strawberry.field(description="The glass.")


@strawberry.type
class GlassMutations:
    """Mutations of this domain."""

    @strawberry.mutation(
        description="See a case in an emergency. It needs a recent sign-in (else SIGN_IN_AGAIN), ends by itself, and is"
        " told at once to the case's managers, to one's supervisors and to the auditors."
    )
    async def break_glass(self, info: Asked, input: Input[BreakGlassInput]) -> BreakGlassPayload:
        services, identity = info.context.services, input.identity.person() if input.identity else None
        more = {"vault": services.vault, "terms": services.terms, "identity": identity}
        return await info.context.perform(info, commands.break_glass, input, first=commands.attempt, **more)

    @strawberry.mutation(description="Look no longer through a glass of one's own.")
    async def close_glass(self, info: Asked, input: Input[CloseGlassInput]) -> CloseGlassPayload:
        return await info.context.perform(info, commands.close_glass, input)

    @strawberry.mutation(description="Review a glass that another broke, once. One not justified ends with it.")
    async def review_glass(self, info: Asked, input: Input[ReviewGlassInput]) -> ReviewGlassPayload:
        return await info.context.perform(info, commands.review_glass, input)
