"""The acts on safety plans, as they are played."""

from tests.acts.stage import CASE, Given, NotNow, Payload, Stage, agency, tomorrow
from tests.messaging.room import BASIS

Sent = tuple[str, Given]


async def begin_safety_plan(stage: Stage) -> Sent:
    who = stage.one_of("corina", "dalia", "ana")
    case = (await (await stage.by(who)).ask("CasePage", caseId=CASE)).data["case"]
    victims = [person["id"] for person in case["participants"] if person["role"] == "VICTIM"] if case else []
    if not victims:
        raise NotNow("participants")
    return who, {"caseId": CASE, "participantId": victims[0]}


async def _drafted(stage: Stage) -> tuple[str, Payload]:
    """A draft of a new plan of Corina's agency."""
    _, given = await begin_safety_plan(stage)
    return "corina", await stage.done("corina", "BeginSafetyPlan", "safetyPlanVersion", **given)


async def save_safety_plan(stage: Stage) -> Sent:
    who, draft = await _drafted(stage)
    said = [{"code": "AT_HOME", "text": stage.new("The neighbour knocks at ten")}]
    return who, {"safetyPlanVersionId": draft["id"], "revision": draft["revision"], "sections": said}


async def discard_safety_plan_draft(stage: Stage) -> Sent:
    who, draft = await _drafted(stage)
    return who, {"safetyPlanVersionId": draft["id"]}


async def sign_off_safety_plan(stage: Stage) -> Sent:
    who, given = await save_safety_plan(stage)
    draft = await stage.done(who, "SaveSafetyPlan", "safetyPlanVersion", **given)
    audience: Given = stage.one_of(
        {"sensitivity": "CASE_AGENCIES"}, {"sensitivity": "NAMED_AGENCIES", "agencyIds": [agency("police")]}
    )
    said = {"agreement": stage.one_of("AGREED", "AGREED_IN_PART"), "reviewDueAt": tomorrow()}
    return who, {
        "safetyPlanVersionId": draft["id"],
        "revision": draft["revision"],
        **said,
        "audience": {**audience, **BASIS},
    }


async def _signed(stage: Stage) -> tuple[str, str]:
    who, given = await sign_off_safety_plan(stage)
    return who, (await stage.done(who, "SignOffSafetyPlan", "safetyPlan", **given))["id"]


async def revise_safety_plan(stage: Stage) -> Sent:
    who, plan = await _signed(stage)
    return who, {"safetyPlanId": plan}


async def end_safety_plan(stage: Stage) -> Sent:
    who, plan = await _signed(stage)
    return who, {"safetyPlanId": plan, "reason": "He has moved away."}


PLAYS = {
    "beginSafetyPlan": begin_safety_plan,
    "reviseSafetyPlan": revise_safety_plan,
    "saveSafetyPlan": save_safety_plan,
    "signOffSafetyPlan": sign_off_safety_plan,
    "discardSafetyPlanDraft": discard_safety_plan_draft,
    "endSafetyPlan": end_safety_plan,
}
