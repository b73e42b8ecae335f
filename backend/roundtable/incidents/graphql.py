"""Incidents as the schema shows them, and the acts on them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access import rule
from roundtable.access.graphql import AudienceInput, AudienceType
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.cases.graphql import CaseNode, CaseParticipantType
from roundtable.context import Asked
from roundtable.incidents import commands, words
from roundtable.incidents.models import Incident, ViolenceType
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.types import Connection, Input, Node, Payload, enum, mutation_id

enum(ViolenceType, "A kind of violence (Law 217/2003).", words.VIOLENCE_TYPE)


@shape(Incident, "incident", guard=rule.sees_item, case="case_id")
@strawberry.type(
    name="Incident", description="One event in a case, as an agency recorded it. Never edited, only superseded."
)
class IncidentType(Node):
    case: CaseNode = one(Incident.case_id, "The case.")
    audience: AudienceType = one(Incident.audience_id, "Who may see it.")
    began_at: datetime = column(Incident.began_at, "When it was, or began.")
    ended_at: datetime | None = column(Incident.ended_at, "When it ended; null for what was at a moment.")
    place: str | None = column(Incident.place, "Where, in words.")
    kinds: list[ViolenceType] = column(Incident.kinds, "Of which kinds it was.")
    description: str = column(Incident.description, "What happened; plain text.")
    children_present: bool | None = column(
        Incident.children_present, "Whether children were there; null where nobody knows."
    )
    victim: CaseParticipantType = one(Incident.victim_id, "Who it was done to.")
    perpetrator: CaseParticipantType | None = one(
        Incident.perpetrator_id, "Who is said to have done it; null where nobody knows."
    )
    reported_by: str | None = column(Incident.reported_by, "Who told the agency, in its words.")
    agency: AgencyNode = one(Incident.agency_id, "The agency that recorded it.")
    recorded_by: MembershipType = one(Incident.recorded_by, "Who recorded it.")
    created_at: datetime = column(Incident.created_at, "When it was recorded.")
    supersedes: "IncidentType | None" = one(Incident.supersedes_id, "What it corrects, where one sees that.")
    superseded_by: list["IncidentType"] = many(
        lambda incident, other, _: other.c.supersedes_id == incident.c.id,
        lambda other: [other.c.created_at, other.c.id],
        "What corrects it, of what one sees; none while it stands.",
    )
    withdrawn_at: datetime | None = column(Incident.withdrawn_at, "When it was said that it was not so.")
    withdrawn_by: MembershipType | None = one(Incident.withdrawn_by, "Who said so.")
    withdrawal: str | None = column(Incident.withdrawal, "Why it was withdrawn.")


@strawberry.type
class IncidentQueries:
    """Root fields of this domain."""

    incident: IncidentType | None = one(
        lambda _, incident, given: incident.c.id == given["id"],
        "An incident by its id.",
        [argument(key_of("incident", "id"), ID, "The incident's id.")],
    )
    incidents: Connection[IncidentType] = connection(
        lambda _, incident, given: incident.c.case_id == given["caseId"],
        lambda incident: [incident.c.began_at, incident.c.id],
        "A case's incidents by when they were, newest first; those superseded or withdrawn among them.",
        [argument(key_of("case", "caseId"), ID, "The case's id.")],
        descending=True,
    )


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


@strawberry.type(description="What `recordIncident` answers.")
class RecordIncidentPayload(Payload):
    incident: IncidentType | None = strawberry.field(description="The incident.")


@strawberry.type(description="What `withdrawIncident` answers.")
class WithdrawIncidentPayload(Payload):
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
