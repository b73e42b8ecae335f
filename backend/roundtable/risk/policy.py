"""Who may assess, what an assessment has to hold, and what agencies' levels make of a case's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from roundtable.access import rule
from roundtable.cases.models import RiskLevel
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.risk.definition import Tool, higher, rank
from roundtable.risk.models import KEY_LENGTH, AppliedRiskLevel, RiskAnswer, RiskAssessment

# As they come: an indicator's key, and what is answered of it.
Given = Sequence[tuple[str, RiskAnswer]]


def sees_applied(applied: Any) -> ColumnElement[bool]:
    """The victim's side: who told a level, and when, would tell the other whom she went to."""
    return rule.supports(applied.c.case_id)


def check_assess(actor: Actor) -> None:
    if not actor.may(Permission.RISK_ASSESS):
        raise Forbidden


def check_answers(tool: Tool, given: Given) -> dict[str, RiskAnswer]:
    """All indicators of the tool, each answered once, in the tool's order, whatever order they came in.

    Raises Invalid UNKNOWN_INDICATOR, ALREADY_THERE, INVALID_ANSWER; REQUIRED where one is missing.
    """
    answers = dict[str, RiskAnswer]()
    for key, answer in given:
        indicator = tool.indicators.get(key)
        if indicator is None:
            raise Invalid(Code.UNKNOWN_INDICATOR, ["answers", key[:KEY_LENGTH]])
        if key in answers:
            raise Invalid(Code.ALREADY_THERE, ["answers", key])
        if answer not in indicator.answers:
            raise Invalid(Code.INVALID_ANSWER, ["answers", key])
        answers[key] = answer
    for key in tool.indicators:
        if key not in answers:
            raise Invalid(Code.REQUIRED, ["answers", key])
    return {key: answers[key] for key in tool.indicators}


def check_judgement(band: RiskLevel, judgement: RiskLevel | None, rationale: str | None, *, needed: bool) -> None:
    """A judgement raises a band or stays with it, and says why; where it is `needed`, a score alone does not do."""
    if judgement is None:
        if needed or rationale is not None:
            raise Invalid(Code.REQUIRED, ["professionalJudgement"])
        return
    if rank(judgement) < rank(band):
        raise Invalid(Code.JUDGEMENT_LOWERS, ["professionalJudgement"])
    if rationale is None:
        raise Invalid(Code.REQUIRED, ["rationale"])


def effective(band: RiskLevel, judgement: RiskLevel | None) -> RiskLevel:
    return band if judgement is None else higher(band, judgement)


def check_assessed_at(at: datetime, opened_at: datetime, now: datetime) -> None:
    """Nobody has assessed tomorrow, nor a case that was not open."""
    if not opened_at <= at <= now:
        raise Invalid(Code.INVALID_DATE, ["assessedAt"])


def check_due(at: datetime, latest: datetime, now: datetime) -> None:
    """Sooner than the tool says, and never later."""
    if not now < at <= latest:
        raise Invalid(Code.INVALID_DATE, ["reassessDueAt"])


def check_own(actor: Actor, assessment: RiskAssessment, path: Sequence[str] = ()) -> None:
    """An assessment is corrected, and told to the table, by the agency that made it."""
    if actor.agency_id != assessment.agency_id:
        raise Forbidden(path=path)


def check_current(*, superseded: bool) -> None:
    """What was corrected tells the table nothing any more."""
    if superseded:
        raise Conflict(Code.WRONG_STATUS, ["riskAssessmentId"])


def sets_aside(by: RiskAssessment, applied: AppliedRiskLevel, *, leads: bool) -> bool:
    """An assessment that is applied takes the place of what it corrects, of its agency's own older one, and, where
    that agency leads the case, of every older one."""
    own = applied.agency_id == by.agency_id and applied.assessed_at <= by.assessed_at
    older = leads and applied.assessed_at < by.assessed_at
    return applied.assessment_id == by.supersedes_id or own or older


def check_apply(by: RiskAssessment, told: Sequence[AppliedRiskLevel], path: Sequence[str]) -> None:
    """Once; and an agency's word is of its latest: what is older than that tells the table nothing any more."""
    if any(each.assessment_id == by.id for each in told):
        raise Conflict(Code.ALREADY_THERE, path)
    own = [each for each in told if each.agency_id == by.agency_id and each.set_aside_at is None]
    if not all(sets_aside(by, each, leads=False) for each in own):
        raise Conflict(Code.WRONG_STATUS, path)


def level_after(now: RiskLevel, by: RiskAssessment, standing: Sequence[AppliedRiskLevel], *, leads: bool) -> RiskLevel:
    """What a case's level becomes: the highest that stands.

    A level above all that stands rests on no assessment: the case was opened with it. Who leads the case alone may go
    below that.
    """
    kept = [each.level for each in standing if not sets_aside(by, each, leads=leads)]
    after = higher(by.level, *kept)
    told = higher(RiskLevel.NOT_ASSESSED, *(each.level for each in standing))
    return after if leads or rank(now) <= rank(told) else higher(now, after)
