"""Incidents as the schema shows them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Integer, and_, func, literal_column, or_
from strawberry import ID

from roundtable.access import rule
from roundtable.access.graphql import AudienceType
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.cases.graphql import CaseNode, CaseParticipantType
from roundtable.core.scope import found
from roundtable.incidents import words
from roundtable.incidents.models import Incident, ViolenceType
from roundtable.incidents.window import NEAR_SECONDS
from roundtable.reader import sql
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape, shape_of
from roundtable.reader.types import Connection, Node, enum

enum(ViolenceType, "A kind of violence (Law 217/2003).", words.VIOLENCE_TYPE)


def _stands(incident: Any) -> ColumnElement[bool]:
    """Neither withdrawn nor corrected, as far as one sees."""
    seen = shape_of(IncidentType)
    newer = seen.row()
    corrects = newer.c.case_id == incident.c.case_id, newer.c.supersedes_id == incident.c.id
    return and_(incident.c.withdrawn_at.is_(None), ~found(newer, *corrects, seen.holds(newer)))


def _is_another(incident: Any, other: Any) -> ColumnElement[bool]:
    both_stand = _stands(incident), _stands(other)
    return and_(other.c.case_id == incident.c.case_id, other.c.id != incident.c.id, *both_stand)


def _is_joined(incident: Any, other: Any, _: Any) -> ColumnElement[bool]:
    return and_(_is_another(incident, other), other.c.event_id == incident.c.event_id)


def _is_likely_the_same(incident: Any, other: Any, _: Any) -> ColumnElement[bool]:
    """Two agencies' records of what was done to the same, by the same or nobody knows whom, less than a day apart."""
    known = and_(incident.c.perpetrator_id.is_not(None), other.c.perpetrator_id.is_not(None))
    apart = incident.c.event_id.is_distinct_from(other.c.event_id)
    return and_(
        _is_another(incident, other),
        other.c.agency_id != incident.c.agency_id,
        other.c.victim_id == incident.c.victim_id,
        or_(~known, other.c.perpetrator_id == incident.c.perpetrator_id),
        _begins_soon_after(incident, other),
        _begins_soon_after(other, incident),
        or_(incident.c.event_id.is_(None), apart),
    )


def _begins_soon_after(incident: Any, other: Any) -> ColumnElement[bool]:
    """The other began no later than that after the one was over, or before."""
    over = func.coalesce(incident.c.ended_at, incident.c.began_at)
    return sql.seconds_between(other.c.began_at, over) <= literal_column(str(NEAR_SECONDS), Integer())


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
    same_event: list["IncidentType"] = many(
        _is_joined,
        lambda other: [other.c.began_at, other.c.id],
        "Other records of the same event, as who leads the case said; those that one sees, and that stand.",
    )
    likely_same: list["IncidentType"] = many(
        _is_likely_the_same,
        lambda other: [other.c.began_at, other.c.id],
        "Other agencies' records that may be of the same event: of the same people, less than a day apart. Those that"
        " one sees, and that stand.",
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
