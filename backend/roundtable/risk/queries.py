"""Finding assessments and what agencies told of them, and which of two is the earlier."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from roundtable.access import rule
from roundtable.access.queries import find_item, part_of
from roundtable.cases.models import RiskLevel
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.risk.models import AppliedRiskLevel, RiskAssessment

_PREFIX = "riskassessment"


async def find_to_apply(work: Work, public_id: str) -> RiskAssessment:
    """An assessment, its case held alone: of two levels that are told at once each has to know of the other."""
    return await find_item(work, RiskAssessment, _PREFIX, public_id, ["riskAssessmentId"], alone=True)


async def find_corrected(work: Work, case_id: UUID, public_id: str) -> RiskAssessment:
    """An assessment of a case that is held. Raises NotFound, Invalid INVALID_ID."""
    path = ["supersedesId"]
    of_case = table_of(RiskAssessment).c.case_id == case_id
    return await work.find(RiskAssessment, ids.decode(_PREFIX, public_id, path), rule.acts_on_item, path, of_case)


async def is_superseded(work: Work, assessment: RiskAssessment) -> bool:
    """By one that the actor sees: of another a refusal would tell."""
    newer = table_of(RiskAssessment).c.supersedes_id == assessment.id
    return bool(await work.all(RiskAssessment, newer, rule.sees_item))


async def high_by_score(work: Work, case_id: UUID) -> RiskAssessment | None:
    """A current assessment of a case whose score reaches its tool's band of HIGH: of those that the actor sees, the
    latest by each tool, neither superseded nor due again; of several the latest.
    """
    own = table_of(RiskAssessment)
    seen = await work.all(RiskAssessment, own.c.case_id == case_id, rule.acts_on_item)
    corrected = {each.supersedes_id for each in seen}
    standing = sorted((each for each in seen if each.id not in corrected), key=lambda each: (each.assessed_at, each.id))
    latest = {each.tool_key: each for each in standing}
    high = [each for each in latest.values() if each.band is RiskLevel.HIGH and each.reassess_due_at > work.now]
    return max(high, key=lambda each: (each.assessed_at, each.id), default=None)


async def leads(work: Work, case_id: UUID) -> bool:
    """The acting agency leads the case."""
    part = await part_of(work, case_id, work.actor.agency_id)
    return part is not None and part.lead


async def applied_on(work: Work) -> list[AppliedRiskLevel]:
    """All that agencies told the case's table, seen or not, within a reach."""
    return await work.reached(AppliedRiskLevel)


def is_earlier(one: Any, other: Any) -> ColumnElement[bool]:
    """Of two assessments of a case, the one is of the earlier moment."""
    at_once = and_(one.c.assessed_at == other.c.assessed_at, one.c.id < other.c.id)
    return and_(one.c.case_id == other.c.case_id, or_(one.c.assessed_at < other.c.assessed_at, at_once))
