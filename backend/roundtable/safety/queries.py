"""Finding safety plans and their versions, for commands: the plan is held, so that of two acts the second sees what the
first did.
"""

from collections.abc import Sequence
from uuid import UUID

from roundtable.access.queries import find_item
from roundtable.cases.models import CaseParticipant
from roundtable.cases.policy import sees_part
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.safety.models import SafetyPlan, SafetyPlanSection, SafetyPlanState, SafetyPlanVersion
from roundtable.safety.policy import acts_on_plan, sees_plan, sees_section

_PLAN, _VERSION = "safetyplan", "safetyplanversion"


async def find_person(work: Work, case_id: UUID, public_id: str) -> CaseParticipant:
    """A person of this case. Raises NotFound for one of another, Invalid INVALID_ID."""
    path = ["participantId"]
    key = ids.decode("participant", public_id, path)
    return await work.find(CaseParticipant, key, sees_part, path, table_of(CaseParticipant).c.case_id == case_id)


async def find_plan(work: Work, public_id: str) -> SafetyPlan:
    """A plan, held. Raises NotFound, Invalid INVALID_ID."""
    plan = await find_item(work, SafetyPlan, _PLAN, public_id, ["safetyPlanId"], acts_on_plan)
    await work.hold(plan)
    return plan


async def find_version(work: Work, public_id: str) -> tuple[SafetyPlan, SafetyPlanVersion]:
    """A version and its plan, held. Raises NotFound, Invalid INVALID_ID."""
    path = ["safetyPlanVersionId"]
    version = await find_item(work, SafetyPlanVersion, _VERSION, public_id, path, acts_on_plan)
    plan = await work.find(SafetyPlan, version.plan_id, acts_on_plan, path)
    await work.hold(plan)
    return plan, await work.find(SafetyPlanVersion, version.id, acts_on_plan, path)


async def versions_of(work: Work, plan: SafetyPlan, *states: SafetyPlanState) -> list[SafetyPlanVersion]:
    """Those in these states that the actor sees, the latest first."""
    version = table_of(SafetyPlanVersion)
    found = await work.all(SafetyPlanVersion, (version.c.plan_id == plan.id) & version.c.state.in_(states), sees_plan)
    return sorted(found, key=lambda each: each.id, reverse=True)


async def sections_of(work: Work, version: SafetyPlanVersion) -> Sequence[SafetyPlanSection]:
    of_version = table_of(SafetyPlanSection).c.version_id == version.id
    return await work.all(SafetyPlanSection, of_version, sees_section)
