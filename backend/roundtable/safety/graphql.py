"""Safety plans and their versions, as the schema shows them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_

from roundtable.access.graphql import AudienceType
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.cases.graphql import CaseNode, CaseParticipantType
from roundtable.core.scope import NOW
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.types import Connection, Node, enum
from roundtable.safety import policy, words
from roundtable.safety.models import (
    SafetyPlan,
    SafetyPlanSection,
    SafetyPlanState,
    SafetyPlanVersion,
    SafetySection,
    VictimAgreement,
)

enum(SafetyPlanState, "How far a version of a safety plan has come.", words.SAFETY_PLAN_STATE)
enum(SafetySection, "What a section of a safety plan is about.", words.SAFETY_SECTION)
enum(VictimAgreement, "What the person whom a plan is for said to it.", words.VICTIM_AGREEMENT)


@shape(SafetyPlanSection, "safetyplansection", guard=policy.sees_section, case="case_id")
@strawberry.type(name="SafetyPlanSection", description="What a version of a safety plan says on one thing.")
class SafetyPlanSectionType(Node):
    code: SafetySection = column(SafetyPlanSection.code, "What it is about.")
    text: str | None = column(SafetyPlanSection.text, "What it says; plain text, null where nothing is said.")


def _is_due(version: Any) -> ColumnElement[bool]:
    return and_(version.c.state == SafetyPlanState.IN_FORCE, version.c.review_due_at < NOW)


@shape(SafetyPlanVersion, "safetyplanversion", guard=policy.sees_plan, case="case_id")
@strawberry.type(
    name="SafetyPlanVersion", description="A safety plan as a whole at a time. Never altered once it was signed off."
)
class SafetyPlanVersionType(Node):
    state: SafetyPlanState = column(SafetyPlanVersion.state, "How far it has come.")
    sections: list[SafetyPlanSectionType] = many(
        lambda version, section, _: section.c.version_id == version.c.id,
        lambda section: [section.c.place, section.c.id],
        "What it says: every section, in their order.",
    )
    revision: int = column(SafetyPlanVersion.revision, "Give it back when writing on, or signing off.")
    written_by: MembershipType = one(SafetyPlanVersion.written_by, "Who wrote last.")
    written_at: datetime = column(SafetyPlanVersion.written_at, "When it was last written.")
    signed_off_by: MembershipType | None = one(SafetyPlanVersion.signed_off_by, "Who put it in force.")
    signed_off_at: datetime | None = column(SafetyPlanVersion.signed_off_at, "When it came into force.")
    agreement: VictimAgreement | None = column(
        SafetyPlanVersion.agreement, "What the person whom it is for said to it, once it was signed off."
    )
    agreement_note: str | None = column(
        SafetyPlanVersion.agreement_note, "How and with whom it was agreed; plain text."
    )
    review_due_at: datetime | None = column(SafetyPlanVersion.review_due_at, "When to look at it again.")
    review_overdue: bool = column(_is_due, "Whether it is in force, and that has passed; derived, never stored.")
    ended_at: datetime | None = column(
        SafetyPlanVersion.ended_at, "Since when it is in force no more, or was discarded."
    )
    ended_by: MembershipType | None = one(SafetyPlanVersion.ended_by, "Who ended, superseded or discarded it.")
    ending: str | None = column(SafetyPlanVersion.ending, "Why it was ended.")


@shape(SafetyPlan, "safetyplan", guard=policy.sees_plan, case="case_id")
@strawberry.type(
    name="SafetyPlan",
    description="What is to keep a victim safe: kept by one agency, and shown to its audience once signed off.",
)
class SafetyPlanType(Node):
    case: CaseNode | None = one(SafetyPlan.case_id, "The case.")
    participant: CaseParticipantType | None = one(SafetyPlan.participant_id, "Whom it is for.")
    agency: AgencyNode = one(SafetyPlan.agency_id, "The agency that keeps it.")
    begun_by: MembershipType = one(SafetyPlan.begun_by, "Who began it.")
    begun_at: datetime = column(SafetyPlan.begun_at, "When.")
    audience: AudienceType | None = one(
        SafetyPlan.audience_id, "Who may see it; null for a newcomer to an audience older than itself."
    )
    in_force: SafetyPlanVersionType | None = one(
        lambda plan, version, _: and_(version.c.plan_id == plan.c.id, version.c.state == SafetyPlanState.IN_FORCE),
        "What holds now.",
    )
    versions: list[SafetyPlanVersionType] = many(
        lambda plan, version, _: version.c.plan_id == plan.c.id,
        lambda version: [version.c.id],
        "Its versions that one sees, oldest first.",
    )


@strawberry.type
class SafetyQueries:
    """Root fields of this domain."""

    safety_plans: Connection[SafetyPlanType] = connection(
        lambda _, plan, given: plan.c.case_id == given["caseId"],
        lambda plan: [plan.c.begun_at, plan.c.id],
        "The safety plans of a case, newest first; nothing on the perpetrator's side.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
        descending=True,
    )
    safety_plan: SafetyPlanType | None = one(
        lambda _, plan, given: plan.c.id == given["id"],
        "A safety plan by its id.",
        [argument(key_of("safetyplan", "id"), strawberry.ID, "The plan's id.")],
    )
