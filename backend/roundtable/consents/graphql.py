"""Consents as the schema shows them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Text, and_, cast

from roundtable.access import rule
from roundtable.access.graphql import categories_of
from roundtable.access.models import Category, Consent, ConsentDecision, Purpose
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.cases.graphql import CaseNode, CaseParticipantType
from roundtable.consents import policy, words
from roundtable.core.scope import NOW
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.sql import key_text
from roundtable.reader.types import Connection, Node, enum

enum(ConsentDecision, "What a person decided, or why nobody asked. Expired is derived.", words.CONSENT_DECISION)


def _expired(consent: Any) -> ColumnElement[bool]:
    return and_(consent.c.expires_at.is_not(None), consent.c.expires_at <= NOW)


def _is_named(consent: Any, agency: Any, _: Any) -> ColumnElement[bool]:
    """Keys stand in the list as 32 digits each, so that one is found in its text."""
    return cast(consent.c.agency_ids, Text).contains(key_text(agency.c.id))


@shape(Consent, "consent", guard=policy.sees_consent, case="case_id")
@strawberry.type(
    name="Consent",
    description="What a person of a case agreed to, or not. Shown on the victim's side of the table only.",
)
class ConsentType(Node):
    case: CaseNode = one(Consent.case_id, "The case.")
    participant: CaseParticipantType = one(Consent.participant_id, "Whose it is.")
    decision: ConsentDecision = column(Consent.decision, "What was decided, or why nobody asked.")
    in_force: bool = column(
        rule.consent_is_in_force, "Whether something may be disclosed on it now: given, not withdrawn, not expired."
    )
    expired: bool = column(_expired, "Whether its date has passed; derived, never stored.")
    purposes: list[Purpose] = column(Consent.purposes, "What it is for; none means any purpose, if it was given.")
    agencies: list[AgencyNode] = many(
        _is_named,
        lambda agency: [agency.c.name, agency.c.id],
        "To whom, by name; none means every agency at the table, if it was given.",
    )
    categories: list[Category] = column(
        Consent.categories, "The categories it covers; none means content of no category.", then=categories_of
    )
    note: str | None = column(Consent.note, "What was said with it.")
    recorded_by: MembershipType = one(Consent.recorded_by, "Who recorded it.")
    recorded_at: datetime = column(Consent.recorded_at, "When it was recorded.")
    expires_at: datetime | None = column(Consent.expires_at, "When it ends by itself; null while no end is set.")
    withdrawn_at: datetime | None = column(Consent.withdrawn_at, "When it was withdrawn.")
    withdrawn_by: MembershipType | None = one(Consent.withdrawn_by, "Who recorded the withdrawal.")
    withdrawal_note: str | None = column(Consent.withdrawal_note, "What was said with the withdrawal.")


@strawberry.type
class ConsentQueries:
    """Root fields of this domain."""

    consents: Connection[ConsentType] = connection(
        lambda _, consent, given: consent.c.case_id == given["caseId"],
        lambda consent: [consent.c.recorded_at, consent.c.id],
        "What the people of a case decided, newest first; nothing on the perpetrator's side.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
        descending=True,
    )
