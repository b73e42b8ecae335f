"""Conflicts of interest as the schema shows them."""

from datetime import datetime

import strawberry

from roundtable.access.models import ConflictDeclaration
from roundtable.agencies.graphql import AgencyNode, MembershipType, PractitionerType
from roundtable.cases.graphql import CaseNode
from roundtable.conflicts import policy, queries
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, one, shape
from roundtable.reader.types import Connection, Node


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
