"""The acts of assessing risk, as they are played."""

from tests.acts.stage import CASE, Given, Stage
from tests.messaging.room import BASIS
from tests.risk.room import HIGH, MEDIUM, answers

Sent = tuple[str, Given]


def _given(stage: Stage, *, applies: bool) -> Given:
    audience = {"sensitivity": stage.one_of("NAMED_AGENCIES", "CASE_AGENCIES", "NAMED_PERSONS"), **BASIS}
    return {
        "caseId": CASE,
        "toolKey": "roundtable-example",
        "toolVersion": 1,
        "answers": answers(*stage.one_of(MEDIUM, HIGH, ("own-fear",))),
        "audience": audience,
        "appliesToCase": applies,
        "note": stage.new("As I see it"),
    }


async def record_risk_assessment(stage: Stage) -> Sent:
    return stage.one_of("ana", "bogdan", "corina", "dalia"), _given(stage, applies=stage.one_of(True, False))


async def apply_risk_level(stage: Stage) -> Sent:
    who = stage.one_of("corina", "ana", "dalia")
    made = await stage.done(who, "RecordRiskAssessment", "riskAssessment", **_given(stage, applies=False))
    return who, {"riskAssessmentId": made["id"]}


PLAYS = {"recordRiskAssessment": record_risk_assessment, "applyRiskLevel": apply_risk_level}
