"""Recording who the people of a case are, as the schema shows it."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from roundtable.cases import commands
from roundtable.cases.graphql import CaseParticipantType
from roundtable.context import Asked
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(
    description="Who a person in a case is. What is left out stays as it was; a blank text takes a field away."
)
class RecordIdentityInput:
    client_mutation_id: UUID = mutation_id()
    participant_id: strawberry.ID = strawberry.field(description="The person in the case.")
    full_name: str | None = strawberry.field(default=None, description="Given and family name, up to 200 characters.")
    date_of_birth: date | None = strawberry.field(default=None, description="When they were born; not a day to come.")
    national_id: str | None = strawberry.field(
        default=None, description="The number the state knows them by, up to 40 characters."
    )
    phone: str | None = strawberry.field(default=None, description="A telephone number, up to 40 characters.")
    address: str | None = strawberry.field(
        default=None, description="Where they live, up to 500 characters; one must be entitled to LOCATION oneself."
    )


@strawberry.type(description="What recording an identity answers.")
class RecordIdentityPayload(Payload):
    participant: CaseParticipantType | None = strawberry.field(description="The person.")


@strawberry.type
class CaseMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Record who a person in a case is; for posts on the side of the victim's support.")
    async def record_identity(self, info: Asked, input: Input[RecordIdentityInput]) -> RecordIdentityPayload:
        services = info.context.services
        more: dict[str, Any] = {"vault": services.vault, "looks_an_hour": services.terms.checks_an_hour}
        return await info.context.perform(info, commands.record_identity, input, **more)
