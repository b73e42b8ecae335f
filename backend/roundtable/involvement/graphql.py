"""The involvement check as the schema shows it: hit or no hit, and whom to call."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement

from roundtable.agencies.graphql import MembershipType
from roundtable.cases.graphql import PersonInput
from roundtable.context import Asked
from roundtable.core.scope import values
from roundtable.core.tables import row_of
from roundtable.involvement import commands, policy
from roundtable.involvement.models import InvolvementCheck, InvolvementContact
from roundtable.reader.shapes import column, many, shape
from roundtable.reader.types import Input, Payload, mutation_id


def _is_contact(check: Any, post: Any, _: Any) -> ColumnElement[bool]:
    contact = row_of(InvolvementContact)
    return post.c.id.in_(values(contact.c.membership_id, contact.c.check_id == check.c.id))


@shape(InvolvementCheck, "involvement", guard=policy.sees_check)
@strawberry.type(
    name="InvolvementCheck",
    description="What was answered when one asked whether another agency knows a person: no case, and nothing of one.",
)
class InvolvementCheckType:
    hit: bool = column(InvolvementCheck.hit, "Whether the person is known beyond the cases one sees.")
    contact_points: list[MembershipType] = many(
        _is_contact,
        lambda post: [post.c.agency_id, post.c.id],
        "Whom to call, in no order that means anything; none where there is no hit.",
    )
    purpose: str = column(InvolvementCheck.purpose, "What it was asked for.")
    at: datetime = column(InvolvementCheck.at, "When it was asked.")


@strawberry.input(description="A person who may be known elsewhere.")
class CheckInvolvementInput:
    client_mutation_id: UUID = mutation_id()
    person: PersonInput = strawberry.field(description="Exactly who.")
    purpose: str = strawberry.field(description="What it is asked for, up to 500 characters; it stays on the record.")


@strawberry.type(description="What an involvement check answers.")
class CheckInvolvementPayload(Payload):
    involvement: InvolvementCheckType | None = strawberry.field(description="Hit or no hit, and whom to call.")


@strawberry.type
class InvolvementMutations:
    """Mutations of this domain."""

    @strawberry.mutation(
        description="Ask whether another agency knows a person. Each check stays on the record; so many an hour."
    )
    async def check_involvement(self, info: Asked, input: Input[CheckInvolvementInput]) -> CheckInvolvementPayload:
        services, person = info.context.services, input.person.person()
        more: dict[str, Any] = {"vault": services.vault, "terms": services.terms, "person": person}
        return await info.context.perform(info, commands.check_involvement, input, **more)
