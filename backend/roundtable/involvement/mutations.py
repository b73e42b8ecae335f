"""Asking whether a person is known elsewhere, as the schema shows it."""

from typing import Any
from uuid import UUID

import strawberry

from roundtable.cases.graphql import PersonInput
from roundtable.context import Asked
from roundtable.involvement import commands
from roundtable.involvement.graphql import InvolvementCheckType
from roundtable.reader.types import Input, Payload, mutation_id


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
