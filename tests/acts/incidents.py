"""The acts on incidents, as they are played."""

from datetime import UTC, datetime, timedelta

from tests.acts.sharing import person_of
from tests.acts.stage import CASE, Given, Stage
from tests.messaging.room import BASIS

Sent = tuple[str, Given]


async def record_incident(stage: Stage) -> Sent:
    audience = {"sensitivity": stage.one_of("NAMED_AGENCIES", "CASE_AGENCIES", "NAMED_PERSONS"), **BASIS}
    given: Given = {
        "caseId": CASE,
        "beganAt": (datetime.now(UTC) - timedelta(hours=stage.one_of(3, 30, 300))).isoformat(),
        "kinds": stage.one_of(["PHYSICAL"], ["VERBAL", "CYBER"]),
        "description": stage.new("He was at her door"),
        "victimId": await person_of(stage, "VICTIM"),
        "perpetratorId": await person_of(stage, "ALLEGED_PERPETRATOR"),
        "audience": audience,
    }
    return stage.one_of("ana", "bogdan", "corina", "dalia"), given


async def withdraw_incident(stage: Stage) -> Sent:
    who, given = await record_incident(stage)
    made = await stage.done(who, "RecordIncident", "incident", **given)
    return who, {"incidentId": made["id"], "reason": "It was another day."}


PLAYS = {"recordIncident": record_incident, "withdrawIncident": withdraw_incident}
