"""Agencies, units, practitioners and posts as the schema shows them: a directory open to all who sign in."""

from datetime import datetime

import strawberry
from sqlalchemy import true

from roundtable.agencies import words
from roundtable.agencies.models import Agency, AgencyType, AgencyUnit, Membership, Practitioner
from roundtable.agencies.queries import address_shown
from roundtable.core.actor import Role
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.reader.arguments import among, choices, key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.types import Connection, Node, enum

enum(AgencyType, "What kind of body an agency is.", words.AGENCY_TYPE)
enum(Role, "What a post at an agency is for.", words.ROLE)


@shape(AgencyUnit, "unit", guard=open_to_all_who_sign_in)
@strawberry.type(name="AgencyUnit", description="A part of an agency: an office, a ward, a station.")
class AgencyUnitType(Node):
    name: str = column(AgencyUnit.name, "What the unit is called.")


@shape(Agency, "agency", guard=open_to_all_who_sign_in)
@strawberry.type(name="Agency", description="A legal body that answers for what it undertakes.")
class AgencyNode(Node):
    name: str = column(Agency.name, "What the agency is called.")
    type: AgencyType = column(Agency.type, "What kind of body it is.")
    county: str | None = column(Agency.county, "The county it works in; null for the whole country.")
    active: bool = column(Agency.active, "Whether it takes part; an inactive agency gets nothing new.")
    units: list[AgencyUnitType] = many(
        lambda agency, unit, _: unit.c.agency_id == agency.c.id,
        lambda unit: [unit.c.name, unit.c.id],
        "Its parts, by name.",
    )


@shape(Practitioner, "practitioner", guard=open_to_all_who_sign_in)
@strawberry.type(name="Practitioner", description="A professional who signs in.")
class PractitionerType(Node):
    full_name: str = column(Practitioner.full_name, "Given and family name.")


@shape(Membership, "membership", guard=open_to_all_who_sign_in)
@strawberry.type(name="Membership", description="A post at an agency, held by a practitioner or a service account.")
class MembershipType(Node):
    practitioner: PractitionerType | None = one(
        Membership.practitioner_id, "Who holds the post; null for a service account."
    )
    agency: AgencyNode = one(Membership.agency_id, "Where the post is.")
    unit: AgencyUnitType | None = one(Membership.unit_id, "The part of the agency the post is in.")
    role: Role = column(Membership.role, "What the post is for.")
    title: str | None = column(Membership.title, "The post's title, as the agency calls it.")
    email: str | None = column(
        address_shown,
        "Where letters to the post go; null where nowhere, and for who is neither a colleague there nor manages posts.",
    )
    starts_at: datetime = column(Membership.starts_at, "When the post begins.")
    ends_at: datetime | None = column(Membership.ends_at, "When the post ends; null while no end is set.")


@strawberry.type
class AgencyQueries:
    """Root fields of this domain."""

    agency: AgencyNode | None = one(
        lambda _, agency, given: agency.c.id == given["id"],
        "An agency by its id.",
        [argument(key_of("agency", "id"), strawberry.ID, "The agency's id.")],
    )
    agencies: Connection[AgencyNode] = connection(
        lambda _, agency, given: among(agency.c.type, given["type"]) if given["type"] is not None else true(),
        lambda agency: [agency.c.name, agency.c.id],
        "The network's agencies, by name.",
        [
            argument(
                choices("type"),
                list[AgencyType] | None,
                "Only agencies of these kinds.",
                None,
            )
        ],
    )
