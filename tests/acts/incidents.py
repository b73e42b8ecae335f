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


async def join_incidents(stage: Stage) -> Sent:
    who, given = await record_incident(stage)
    seen = {"audience": {"sensitivity": "CASE_AGENCIES", **BASIS}}
    recorded = [who, stage.one_of("dalia", "bogdan", "corina")]
    made = [await stage.done(each, "RecordIncident", "incident", **given | seen) for each in recorded]
    return "corina", {"incidentId": made[0]["id"], "otherId": made[1]["id"]}


async def part_incident(stage: Stage) -> Sent:
    who, given = await join_incidents(stage)
    await stage.done(who, "JoinIncidents", "incident", **given)
    return who, {"incidentId": given[stage.one_of("incidentId", "otherId")]}


PLAYS = {
    "recordIncident": record_incident,
    "withdrawIncident": withdraw_incident,
    "joinIncidents": join_incidents,
    "partIncident": part_incident,
}
