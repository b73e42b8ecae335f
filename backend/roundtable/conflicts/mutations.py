"""The acts on conflicts of interest as the schema shows them."""

from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.cases.graphql import CaseNode
from roundtable.conflicts import commands
from roundtable.conflicts.graphql import ConflictType
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="A conflict of interest: one's own, unless a post or an agency is named.")
class DeclareConflictInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    reason: str = strawberry.field(description="Why, up to 500 characters; for those who manage the conflict.")
    membership_id: ID | None = strawberry.field(
        default=None, description="A post of the person it is about: of one's own agency, or near a case that it leads."
    )
    agency_id: ID | None = strawberry.field(
        default=None, description="The agency it is about as a whole: one's own, or one near a case that it leads."
    )


@strawberry.input(description="A conflict of interest that is over.")
class LiftConflictInput:
    client_mutation_id: UUID = mutation_id()
    conflict_id: ID = strawberry.field(description="The conflict.")
    reason: str = strawberry.field(description="Why it is over, up to 500 characters.")


@strawberry.type(description="What declaring a conflict answers.")
class DeclareConflictPayload(Payload):
    case: CaseNode | None = strawberry.field(
        description=(
            "The case; for whom the conflict is about it is there no more: null, with NOT_FOUND and an empty path."
        )
    )
    conflict: ConflictType | None = strawberry.field(description="The conflict, for who manages it.")


@strawberry.type(description="What lifting a conflict answers.")
class LiftConflictPayload(Payload):
    conflict: ConflictType | None = strawberry.field(description="The conflict, lifted.")


@strawberry.type
class ConflictMutations:
    """Mutations of this domain."""

    @strawberry.mutation(
        description="Declare a conflict of interest: it hides the case from whom it is about, at once."
    )
    async def declare_conflict(self, info: Asked, input: Input[DeclareConflictInput]) -> DeclareConflictPayload:
        return await info.context.perform(info, commands.declare_conflict, input)

    @strawberry.mutation(description="Lift a conflict of interest; never one of one's own.")
    async def lift_conflict(self, info: Asked, input: Input[LiftConflictInput]) -> LiftConflictPayload:
        return await info.context.perform(info, commands.lift_conflict, input)
