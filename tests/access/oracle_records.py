"""What agencies' records are beside others, as far as one sees those; in plain Python, apart from the SQL.

Nothing of `access/rule.py` may be imported here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from roundtable.agencies.models import Membership
from roundtable.cases.models import RiskLevel
from roundtable.conferences.models import (
    AgendaItem,
)
from roundtable.core import ids
from roundtable.incidents.models import Incident
from roundtable.repeats.models import RepeatFinding
from roundtable.risk.models import AppliedRiskLevel, RiskAssessment
from roundtable.safety.models import SafetyPlan, SafetyPlanSection, SafetyPlanVersion
from tests.access.oracle_conferences import WithConferences

# Of an assessment: the one before it, what corrects it, how its level came from the former's, whether it is overdue.
Beside = tuple[str | None, str | None, str, bool]
# Of an incident: what it corrects, what corrects it, what is of the same event, and what may be.
Chain = tuple[str | None, set[str], set[str], set[str]]


class WithRecords(WithConferences):
    """Assessments, what a table was told, repeats and safety plans."""

    def _assessments(self, visible: list[Any]) -> dict[str, Beside]:
        seen = [item for item in visible if isinstance(item, RiskAssessment)]
        return {ids.encode("riskassessment", one.id): self._beside(one, seen) for one in seen}

    def _beside(self, one: RiskAssessment, seen: list[RiskAssessment]) -> Beside:
        """Nothing that one does not see counts."""
        corrected = {other.supersedes_id for other in seen}
        corrections = sorted((o for o in seen if o.supersedes_id == one.id), key=lambda o: (o.created_at, o.id.bytes))
        standing = [other for other in seen if other.id not in corrected]
        by_it = [other for other in standing if other.tool_key == one.tool_key]
        before = max((o for o in by_it if _moment(o) < _moment(one)), key=_moment, default=None)
        later = [other for other in standing if _moment(other) > _moment(one)]
        again = any(o.tool_key == one.tool_key or o.agency_id == one.agency_id for o in later)
        overdue = one.reassess_due_at <= self.now and not again and not corrections
        return _public(before), _public(corrections[-1] if corrections else None), _trend(before, one), overdue

    def _plans(self, post: Membership) -> list[Any]:
        """Who is in the audience, on the victim's side; what a version says goes with it."""
        rows: list[Any] = [*self.world.all(SafetyPlan), *self.world.all(SafetyPlanVersion)]
        seen = [row for row in rows if self.supports(post) and self.sees(post, row.audience_id, row.created_at)]
        keys = {row.id for row in seen}
        return [*seen, *(row for row in self.world.all(SafetyPlanSection) if row.version_id in keys)]

    def _listed(self, plans: list[Any]) -> list[Any]:
        """A version is listed with its plan, where one sees that."""
        listed = {row.id for row in plans if isinstance(row, SafetyPlan)}
        listed |= {row.id for row in plans if isinstance(row, SafetyPlanVersion) and row.plan_id in listed}
        of_them = [row for row in plans if isinstance(row, SafetyPlanSection) and row.version_id in listed]
        return [*(row for row in plans if row.id in listed), *of_them]

    def _told(self, post: Membership, visible: list[Any]) -> dict[str, str | None]:
        """On the victim's side."""
        seen = {item.id: item for item in visible if isinstance(item, RiskAssessment)}
        told = self.world.all(AppliedRiskLevel) if self.supports(post) else []
        return {ids.encode("risklevel", one.id): _public(seen.get(one.assessment_id)) for one in told}

    def _repeats(self, post: Membership, visible: list[Any]) -> dict[str, str | None]:
        """The agency that leads the case alone, at the table by right (rule 13)."""
        part = self.parts.get(post.agency_id)
        told = self.world.all(RepeatFinding) if part and part.lead and self.is_at_the_table(post) else []
        heard = {item.id: ids.encode("agendaitem", item.id) for item in visible if isinstance(item, AgendaItem)}
        items = {one.id: heard.get(one.agenda_item_id) if one.agenda_item_id else None for one in told}
        return {ids.encode("repeatfinding", key): item for key, item in items.items()}


def chains(seen: list[Incident]) -> dict[str, Chain]:
    """Nothing that one does not see counts."""
    keys = {incident.id: ids.encode("incident", incident.id) for incident in seen}
    corrects = {one.id: keys.get(one.supersedes_id) if one.supersedes_id else None for one in seen}
    corrected = {one.id: {keys[other.id] for other in seen if other.supersedes_id == one.id} for one in seen}
    stand = [one for one in seen if not corrected[one.id] and one.withdrawn_at is None]

    def beside(one: Incident, joins: Callable[[Incident, Incident], bool]) -> set[str]:
        return {keys[other.id] for other in stand if one in stand and other is not one and joins(one, other)}

    return {
        keys[one.id]: (corrects[one.id], corrected[one.id], beside(one, _are_joined), beside(one, _are_likely_one))
        for one in seen
    }


def _are_joined(one: Incident, other: Incident) -> bool:
    return one.event_id is not None and one.event_id == other.event_id


def _are_likely_one(one: Incident, other: Incident) -> bool:
    """Two agencies' records of what was done within a day; in these worlds always to the same, and by the same."""
    near = abs(one.began_at - other.began_at) <= timedelta(days=1)
    return near and one.agency_id != other.agency_id and not _are_joined(one, other)


def _public(assessment: RiskAssessment | None) -> str | None:
    return ids.encode("riskassessment", assessment.id) if assessment else None


def _moment(assessment: RiskAssessment) -> tuple[datetime, bytes]:
    return assessment.assessed_at, assessment.id.bytes


def _trend(before: RiskAssessment | None, one: RiskAssessment) -> str:
    if before is None:
        return "FIRST"
    levels = list(RiskLevel)
    step = levels.index(one.level) - levels.index(before.level)
    return "RISEN" if step > 0 else "FALLEN" if step < 0 else "SAME"
