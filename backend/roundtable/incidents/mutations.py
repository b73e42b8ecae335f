"""The acts on incidents as the schema shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.graphql import AudienceInput
from roundtable.context import Asked
from roundtable.incidents import commands, joining
from roundtable.incidents.graphql import IncidentType
from roundtable.incidents.models import ViolenceType
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="What happened.")
class RecordIncidentInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    began_at: datetime = strawberry.field(description="When it was, or began; not to come.")
    kinds: list[ViolenceType] = strawberry.field(description="Of which kinds it was; one at least.")
    description: str = strawberry.field(description="What happened, up to 10,000 characters; plain text.")
    victim_id: ID = strawberry.field(description="Who it was done to: a victim of the case.")
    audience: AudienceInput = strawberry.field(description="Who may see it.")
    perpetrator_id: ID | None = strawberry.field(
        default=None, description="Who is said to have done it: an alleged perpetrator of the case; null if unknown."
    )
    ended_at: datetime | None = strawberry.field(
        default=None, description="When it ended, where it was no moment; not to come."
    )
    place: str | None = strawberry.field(default=None, description="Where, in words, up to 300 characters.")
    children_present: bool | None = strawberry.field(
        default=None, description="Whether children were there; null if unknown."
    )
    reported_by: str | None = strawberry.field(
        default=None, description="Who told the agency, in words, up to 200 characters."
    )
    supersedes_id: ID | None = strawberry.field(
        default=None, description="An incident that one's agency recorded, and this one corrects."
    )


@strawberry.input(description="An incident that was not so.")
class WithdrawIncidentInput:
    client_mutation_id: UUID = mutation_id()
    incident_id: ID = strawberry.field(description="The incident; one that was corrected is withdrawn by that.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="Two incidents of a case that are one event.")
class JoinIncidentsInput:
    client_mutation_id: UUID = mutation_id()
    incident_id: ID = strawberry.field(description="The one.")
    other_id: ID = strawberry.field(
        description="The other: done to the same, and by the same where that is known of both."
    )


@strawberry.input(description="An incident that is an event of its own.")
class PartIncidentInput:
    client_mutation_id: UUID = mutation_id()
    incident_id: ID = strawberry.field(description="The incident; what it was joined with stays joined.")


@strawberry.type(description="What `recordIncident` answers.")
class RecordIncidentPayload(Payload):
    incident: IncidentType | None = strawberry.field(description="The incident.")


@strawberry.type(description="What `withdrawIncident` answers.")
class WithdrawIncidentPayload(Payload):
    incident: IncidentType | None = strawberry.field(description="The incident.")


@strawberry.type(description="What `joinIncidents` answers.")
class JoinIncidentsPayload(Payload):
    incident: IncidentType | None = strawberry.field(description="The one, with `sameEvent`.")


@strawberry.type(description="What `partIncident` answers.")
class PartIncidentPayload(Payload):
    incident: IncidentType | None = strawberry.field(description="The incident.")


@strawberry.type
class IncidentMutations:
    """Mutations of this domain."""

    @strawberry.mutation(
        description="Record what happened to the victim of a case, for whom it is shared with; for all agencies seated"
        " there."
    )
    async def record_incident(self, info: Asked, input: Input[RecordIncidentInput]) -> RecordIncidentPayload:
        an_hour = info.context.services.terms.checks_an_hour
        more: dict[str, Any] = {"audience": input.audience.choice(), "looks_an_hour": an_hour}
        return await info.context.perform(info, commands.record_incident, input, **more)

    @strawberry.mutation(description="Say of what one's agency recorded that it was not so; it stays to be read.")
    async def withdraw_incident(self, info: Asked, input: Input[WithdrawIncidentInput]) -> WithdrawIncidentPayload:
        return await info.context.perform(info, commands.withdraw_incident, input)

    @strawberry.mutation(
        description="Say, for the agency that leads the case, that two incidents are one event: it counts once, for a"
        " repeat too. Both stay as they were recorded, and who does not see both learns nothing."
    )
    async def join_incidents(self, info: Asked, input: Input[JoinIncidentsInput]) -> JoinIncidentsPayload:
        return await info.context.perform(info, joining.join_incidents, input)

    @strawberry.mutation(
        description="Say, for the agency that leads the case, that an incident is an event of its own after all."
    )
    async def part_incident(self, info: Asked, input: Input[PartIncidentInput]) -> PartIncidentPayload:
        return await info.context.perform(info, joining.part_incident, input)
