"""Conflicts of interest as the schema shows them, and the acts on them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.models import ConflictDeclaration
from roundtable.agencies.graphql import AgencyNode, MembershipType, PractitionerType
from roundtable.cases.graphql import CaseNode
from roundtable.conflicts import commands, policy, queries
from roundtable.context import Asked
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, one, shape
from roundtable.reader.types import Connection, Input, Node, Payload, mutation_id


@shape(ConflictDeclaration, "conflict", guard=policy.sees_conflict, case="case_id")
@strawberry.type(
    name="ConflictDeclaration",
    description=(
        "A conflict of interest. While it stands, the case does not exist for whom it is about. Shown to case managers "
        "and supervisors of the agency that leads the case, and of a colleague's."
    ),
)
class ConflictType(Node):
    case: CaseNode = one(ConflictDeclaration.case_id, "The case.")
    practitioner: PractitionerType | None = one(ConflictDeclaration.practitioner_id, "The person it is about.")
    agency: AgencyNode | None = one(ConflictDeclaration.agency_id, "Where no person is named, the agency it is about.")
    stands: bool = column(queries.stands, "Whether it has not been lifted.")
    reason: str | None = column(ConflictDeclaration.reason, "Why it was declared.")
    declared_by: MembershipType = one(ConflictDeclaration.declared_by, "Who declared it.")
    declared_at: datetime = column(ConflictDeclaration.declared_at, "From when on it hides the case.")
    lifted_at: datetime | None = column(ConflictDeclaration.lifted_at, "When it was lifted.")
    lifted_by: MembershipType | None = one(ConflictDeclaration.lifted_by, "Who lifted it.")
    lifting_reason: str | None = column(ConflictDeclaration.lifting_reason, "Why it was lifted.")


@strawberry.type
class ConflictQueries:
    """Root fields of this domain."""

    conflicts: Connection[ConflictType] = connection(
        lambda _, conflict, given: conflict.c.case_id == given["caseId"],
        lambda conflict: [conflict.c.declared_at, conflict.c.id],
        "A case's conflicts of interest that one manages, newest first, the lifted ones too.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
        descending=True,
    )


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
