"""Who sees what a safety plan says, who writes one, and who answers for it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from roundtable.access import rule
from roundtable.access.commands import AudienceChoice
from roundtable.access.models import Sensitivity
from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.core.scope import found
from roundtable.core.tables import row_of
from roundtable.safety.models import SafetyPlan, SafetyPlanSection, SafetyPlanVersion


def sees_plan(row: Any) -> ColumnElement[bool]:
    """A plan, or a version, is seen by its audience, and by nobody on the other side of the case, whoever is named."""
    return and_(rule.supports(row.c.case_id), rule.sees_item(row))


def acts_on_plan(row: Any) -> ColumnElement[bool]:
    """As seeing it, by right: not by a broken glass only."""
    return and_(rule.supports_by_right(row.c.case_id), rule.acts_on_item(row))


def sees_section(section: Any) -> ColumnElement[bool]:
    """What a version says is seen with it."""
    version = row_of(SafetyPlanVersion)
    return found(version, version.c.id == section.c.version_id, sees_plan(version))


def check_begin(actor: Actor, *, supports: bool) -> None:
    """Plans are made by those who work with the victim: on the other side nobody may know that there is one."""
    if not actor.may(Permission.PLAN_WRITE) or not supports:
        raise Forbidden


def check_write(actor: Actor, plan: SafetyPlan) -> None:
    """Drafts are the keeping agency's: to others they are not there, so that they begin none either."""
    if not actor.may(Permission.PLAN_WRITE) or actor.agency_id != plan.agency_id:
        raise Forbidden


def check_sign(actor: Actor, plan: SafetyPlan) -> None:
    """What is in force, and until when, is said by who answers for the cases of the agency that keeps it."""
    if not actor.may(Permission.PLAN_SIGN) or actor.agency_id != plan.agency_id:
        raise Forbidden


def check_victim(person: CaseParticipant) -> None:
    if person.role is not ParticipantRole.VICTIM:
        raise Invalid(Code.WRONG_STATUS, ["participantId"])


def check_revision(version: SafetyPlanVersion, revision: int) -> None:
    """Nobody writes over, or signs off, what they have not read."""
    if version.revision != revision:
        raise Conflict(Code.DRAFT_CHANGED, ["revision"])


def check_says_something(sections: Sequence[SafetyPlanSection]) -> None:
    if not any(section.text for section in sections):
        raise Invalid(Code.REQUIRED, ["safetyPlanVersionId"])


def check_review(due_at: datetime, now: datetime) -> None:
    if due_at <= now:
        raise Invalid(Code.INVALID_DATE, ["reviewDueAt"])


def check_shown_to(agencies: Collection[UUID], supporting: Collection[UUID]) -> None:
    """How a victim is kept safe is told to nobody who works with who is a danger to them."""
    if not set(agencies) <= set(supporting):
        raise Invalid(Code.INVALID_AUDIENCE, ["audience", "agencyIds"])


def check_audience(plan: SafetyPlan, choice: AudienceChoice | None) -> None:
    """Whom the plan is shown to is said once, when something is signed off first: then its audience is changed."""
    shown = plan.audience_id != plan.drafts_audience_id
    if shown and choice is not None:
        raise Invalid(Code.NOT_WANTED, ["audience"])
    if not shown and choice is None:
        raise Invalid(Code.REQUIRED, ["audience"])
    if choice is not None and choice.sensitivity is Sensitivity.NAMED_PERSONS:
        # An agency keeps it: who signed it off may be elsewhere tomorrow.
        raise Invalid(Code.INVALID_AUDIENCE, ["audience", "sensitivity"])
