"""Acts on risk: assess by a tool, and tell a case's table the level of an assessment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from roundtable.access.commands import AudienceChoice, choose_audience
from roundtable.access.models import Compartment
from roundtable.access.news import tell_seated
from roundtable.access.queries import agencies_on, find_case, streams_of, who_look_through_glasses
from roundtable.cases.models import Case, RiskLevel
from roundtable.cases.policy import sees_case
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.text import clean_optional
from roundtable.core.work import Work
from roundtable.risk import policy, queries, toolbox
from roundtable.risk.definition import Tool
from roundtable.risk.models import AppliedRiskLevel, RiskAssessment

RATIONALE_LENGTH, NOTE_LENGTH = 2_000, 5_000

Refs = dict[str, UUID]


async def record_risk_assessment(
    work: Work,
    case_id: str,
    tool_key: str,
    tool_version: int,
    answers: policy.Given,
    audience: AudienceChoice,
    applies_to_case: bool,
    professional_judgement: RiskLevel | None = None,
    rationale: str | None = None,
    note: str | None = None,
    assessed_at: datetime | None = None,
    reassess_due_at: datetime | None = None,
    supersedes_id: str | None = None,
) -> Refs:
    """Keep what a tool makes of answers, and what was judged beyond it; tell the table its level if it is to apply."""
    # Alone: of two levels that are told at once each has to know of the other.
    key = await find_case(work, case_id, alone=applies_to_case)
    policy.check_assess(work.actor)
    case = await work.find(Case, key, sees_case, ["caseId"])
    tool = toolbox.find(tool_key, tool_version)
    scored = _scored(tool, answers, professional_judgement, rationale)
    dated = _dated(work.now, case, tool.reassess_after(scored["level"]), assessed_at, reassess_due_at)
    note = clean_optional(note, NOTE_LENGTH, ["note"])
    corrected = await _corrected(work, key, supersedes_id)
    chosen = await choose_audience(work, key, audience, ["audience"])
    assessment = work.add(
        RiskAssessment(
            case_id=key,
            audience_id=chosen.id,
            agency_id=work.actor.agency_id,
            assessed_by=work.actor.membership_id,
            note=note,
            supersedes_id=corrected,
            # As old as its audience: who sees the one sees the other.
            created_at=chosen.created_at,
            **scored,
            **dated,
        )
    )
    work.record(FactName.RISK_ASSESSED, assessment, assessment.id, await streams_of(work, assessment))
    if applies_to_case:
        await _apply(work, case, assessment, ["appliesToCase"])
    return {"riskAssessment": assessment.id, "case": key}


async def apply_risk_level(work: Work, risk_assessment_id: str) -> Refs:
    """Tell the table of a case the level of one's agency's assessment, and nothing else of it."""
    assessment = await queries.find_to_apply(work, risk_assessment_id)
    policy.check_assess(work.actor)
    policy.check_own(work.actor, assessment)
    policy.check_current(superseded=await queries.is_superseded(work, assessment))
    case = await work.find(Case, assessment.case_id, sees_case, ["riskAssessmentId"])
    await _apply(work, case, assessment, ["riskAssessmentId"])
    return {"riskAssessment": assessment.id, "case": case.id}


def _scored(tool: Tool, given: policy.Given, judgement: RiskLevel | None, rationale: str | None) -> dict[str, Any]:
    """What answers and a judgement come to, by column."""
    answers = policy.check_answers(tool, given)
    band, rationale = tool.band(answers), clean_optional(rationale, RATIONALE_LENGTH, ["rationale"])
    policy.check_judgement(band, judgement, rationale, needed=tool.needs_judgement(answers))
    return {
        "tool_key": tool.key,
        "tool_version": tool.version,
        "answers": {key: answer.value for key, answer in answers.items()},
        "score": tool.score(answers),
        "band": band,
        "professional_judgement": judgement,
        "rationale": rationale,
        "level": policy.effective(band, judgement),
    }


def _dated(
    now: datetime, case: Case, stands_for: timedelta, assessed_at: datetime | None, due_at: datetime | None
) -> dict[str, Any]:
    """When it was assessed and is to be assessed again, by column."""
    at = now if assessed_at is None else assessed_at
    policy.check_assessed_at(at, case.opened_at, now)
    latest = at + stands_for
    if due_at is not None:
        policy.check_due(due_at, latest, now)
    return {"assessed_at": at, "reassess_due_at": latest if due_at is None else due_at}


async def _corrected(work: Work, case_id: UUID, public_id: str | None) -> UUID | None:
    """The assessment of the same case, and of one's own agency, that a new one supersedes."""
    if public_id is None:
        return None
    earlier = await queries.find_corrected(work, case_id, public_id)
    policy.check_own(work.actor, earlier, ["supersedesId"])
    return earlier.id


async def _apply(work: Work, case: Case, assessment: RiskAssessment, path: Sequence[str]) -> None:
    """Let an assessment's level stand for its agency, and set the case's to the highest that stands."""
    leads, before = await queries.leads(work, case.id), case.risk_level
    # Its row must stand before what is told of it points at it.
    await work.flush()
    # All that stands decides, on whichever side of the case who acts may be.
    async with work.reaching(Reach.RISK_LEVEL, case.id):
        told = await queries.applied_on(work)
        standing = [each for each in told if each.set_aside_at is None]
        policy.check_apply(assessment, told, path)
        case.risk_level = policy.level_after(before, assessment, standing, leads=leads)
        for each in standing:
            if policy.sets_aside(assessment, each, leads=leads):
                each.set_aside_at = work.now
        applied = work.add(_applied(work, assessment, case.risk_level))
    await _tell(work, applied, changed=case.risk_level is not before)


def _applied(work: Work, assessment: RiskAssessment, case_level: RiskLevel) -> AppliedRiskLevel:
    return AppliedRiskLevel(
        case_id=assessment.case_id,
        assessment_id=assessment.id,
        agency_id=assessment.agency_id,
        level=assessment.level,
        assessed_at=assessment.assessed_at,
        applied_by=work.actor.membership_id,
        applied_at=work.now,
        case_level=case_level,
    )


async def _tell(work: Work, applied: AppliedRiskLevel, *, changed: bool) -> None:
    """Tell the table of a new level, and of nobody who told it; where it is the old one, only who sees who told it."""
    told = FactName.RISK_LEVEL_CHANGED, applied.case_id, applied.id
    if changed:
        await tell_seated(work, *told, anonymous=True)
        return
    for agency in await agencies_on(work, applied.case_id, Compartment.SUPPORT):
        work.tell(*told, [applied.case_id], agency=agency, anonymous=True)
    for post in await who_look_through_glasses(work, applied.case_id):
        work.tell(*told, [applied.case_id], membership=post, anonymous=True)
