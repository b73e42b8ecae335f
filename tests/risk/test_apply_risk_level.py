"""Telling a case's table the level of an assessment, and nothing else of it."""

import asyncio

import pytest

from roundtable.core.actor import GRANTS, Permission, Role
from tests.consents.room import break_glass, seat_programme
from tests.messaging.room import agencies, everyone, left_behind, nothing, persons, refusals
from tests.risk.room import HIGH, MEDIUM, applied, asked, assessed, assessments, level, told
from tests.streams.wire import Wire, case_cursor
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours

APPLIED = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) {
    __typename
    by { id }
    ... on RiskAssessed { riskAssessment { id } }
    ... on RiskLevelChanged { case { id riskLevel } applied { id agency { id } } }
  }
}
"""


async def _refused(table: Table, client: Client, key: str) -> list[tuple[str, list[str]]]:
    async with left_behind(table) as added:
        payload = await client.act("ApplyRiskLevel", riskAssessmentId=key)
    assert (payload["riskAssessment"], payload["case"]) == (None, None)
    assert added == {}
    return refusals(payload)


async def test_the_table_is_told_the_level_and_the_victim_s_side_whose_it_is(table: Table) -> None:
    await seat_programme(table)
    corina, bogdan, felicia = [await table.by(key) for key in ("corina", "bogdan", "felicia")]
    made = await assessed(corina, table, *MEDIUM, audience=persons(table))
    assert await level(bogdan, table) == "HIGH"

    async with left_behind(table) as added:
        payload = await corina.act("ApplyRiskLevel", riskAssessmentId=made["id"])

    assert (payload["problems"], payload["case"]) == ([], {"id": table.case_id, "riskLevel": "MEDIUM"})
    # On the case, and in the inboxes of the six agencies at its table, whose lists of cases show it; one had none yet.
    assert added == {"applied_risk_level": 1, "fact": 1, "stream_entry": 7, "stream": 1, "performed": 1}
    assert [await level(client, table) for client in (bogdan, felicia)] == ["MEDIUM", "MEDIUM"]
    (newest, *_) = await told(bogdan, table)
    assert {name: newest[name] for name in ("level", "caseLevel", "standing", "assessment", "assessedAt")} == {
        **{"level": "MEDIUM", "caseLevel": "MEDIUM", "standing": True},
        # The assessment itself is Corina's own.
        **{"assessment": None, "assessedAt": made["assessedAt"]},
    }
    assert (newest["agency"]["id"], newest["appliedBy"]["id"]) == (
        table.agency_id("social"),
        table.membership_id("corina"),
    )
    assert [each["standing"] for each in await told(corina, table)] == [True, False, False]
    assert (await told(corina, table))[0]["assessment"] == {"id": made["id"]}
    assert payload["riskAssessment"]["applied"]["standing"] is True
    assert await told(felicia, table) == []


async def test_recording_it_tells_it_in_the_same_act(table: Table) -> None:
    corina = await table.by("corina")

    async with left_behind(table) as added:
        made = await assessed(corina, table, *MEDIUM, appliesToCase=True)

    assert (await level(corina, table), made["applied"]["standing"]) == ("MEDIUM", True)
    # What was assessed, and that the level changed: the latter in five inboxes too.
    assert added == {
        **{"risk_assessment": 1, "audience": 1, "disclosure": 1, "applied_risk_level": 1},
        **{"fact": 2, "stream_entry": 7, "performed": 1},
    }


async def test_any_agency_raises_it_and_lowers_its_own_word_alone(table: Table) -> None:
    ana, corina, dalia = [await table.by(key) for key in ("ana", "corina", "dalia")]
    assert await applied(corina, await assessed(corina, table)) == "STANDARD"

    assert await applied(dalia, await assessed(dalia, table, *MEDIUM)) == "MEDIUM"
    assert await applied(ana, await assessed(ana, table, *HIGH)) == "HIGH"
    assert await applied(dalia, await assessed(dalia, table)) == "HIGH"
    assert await applied(ana, await assessed(ana, table)) == "STANDARD"
    assert [each["caseLevel"] for each in await told(ana, table)][:5] == [
        "STANDARD",
        "HIGH",
        "HIGH",
        "MEDIUM",
        "STANDARD",
    ]


async def test_one_that_is_not_applied_lowers_nothing_though_it_corrects_one_that_was(table: Table) -> None:
    ana = await table.by("ana")
    (high,) = [each for each in await assessments(ana, table) if each["toolKey"] == "ro-police-form"]

    made = await assessed(ana, table, supersedesId=high["id"])

    assert await level(ana, table) == "HIGH"
    assert await applied(ana, made) == "MEDIUM"


async def test_where_the_level_stays_only_the_victim_s_side_is_told(wire: Wire) -> None:
    table = wire.table
    await seat_programme(table)
    dalia, bogdan, felicia = [await table.by(key) for key in ("dalia", "bogdan", "felicia")]
    after = await case_cursor(bogdan, table)
    async with (
        wire.listening(bogdan, APPLIED, id=table.case_id, after=after) as of_bogdan,
        wire.listening(felicia, APPLIED, id=table.case_id, after=after) as of_felicia,
    ):
        made = await assessed(dalia, table, *HIGH, audience=everyone())
        await applied(dalia, made)
        events = await of_bogdan.events(2)
        assert await of_felicia.is_silent()

        raised = await assessed(await table.by("corina"), table)
        await applied(await table.by("corina"), raised)
        assert (await of_bogdan.event())["__typename"] == "RiskLevelChanged"
        (of_her,) = await of_felicia.events(1)

    (newest, first, *_) = await told(bogdan, table)
    assert events == [
        {
            "__typename": "RiskAssessed",
            "by": {"id": table.membership_id("dalia")},
            "riskAssessment": {"id": made["id"]},
        },
        {
            "__typename": "RiskLevelChanged",
            "by": None,
            "case": {"id": table.case_id, "riskLevel": "HIGH"},
            "applied": {"id": first["id"], "agency": {"id": table.agency_id("ngo")}},
        },
    ]
    assert newest["caseLevel"] == "STANDARD"
    assert of_her == {
        **{"__typename": "RiskLevelChanged", "by": None, "applied": None},
        "case": {"id": table.case_id, "riskLevel": "STANDARD"},
    }


async def test_lists_of_cases_are_told(wire: Wire) -> None:
    table, changed = (
        wire.table,
        "subscription { myEvents { __typename ... on RiskLevelChanged { case { riskLevel } } } }",
    )
    ana, corina = await table.by("ana"), await table.by("corina")

    async with wire.listening(ana, changed) as stream:
        await applied(corina, await assessed(corina, table, *MEDIUM))
        assert await stream.event() == {"__typename": "RiskLevelChanged", "case": {"riskLevel": "MEDIUM"}}


async def test_it_is_told_once(table: Table) -> None:
    corina = await table.by("corina")
    made = await assessed(corina, table, *MEDIUM, appliesToCase=True)

    assert await _refused(table, corina, made["id"]) == [("ALREADY_THERE", ["riskAssessmentId"])]


async def test_what_is_older_than_one_s_agency_s_word_is_not_told(table: Table) -> None:
    dalia = await table.by("dalia")
    older = await assessed(dalia, table, *HIGH, assessedAt=in_hours(table, -3))
    await assessed(dalia, table, *MEDIUM, appliesToCase=True)

    assert await _refused(table, dalia, older["id"]) == [("WRONG_STATUS", ["riskAssessmentId"])]
    async with left_behind(table) as added:
        at_once = await dalia.act(
            "RecordRiskAssessment",
            **asked(table, *HIGH, appliesToCase=True, assessedAt=in_hours(table, -2)),
        )
    assert (refusals(at_once), added) == ([("WRONG_STATUS", ["appliesToCase"])], {})


async def test_what_was_corrected_is_not_told(table: Table) -> None:
    dalia = await table.by("dalia")
    mistaken = await assessed(dalia, table, *HIGH)
    await assessed(dalia, table, *MEDIUM, supersedesId=mistaken["id"])

    assert await _refused(table, dalia, mistaken["id"]) == [("WRONG_STATUS", ["riskAssessmentId"])]


async def test_another_agency_s_is_not_one_s_to_tell_though_one_leads_the_case(table: Table) -> None:
    made = await assessed(await table.by("dalia"), table, *MEDIUM, audience=agencies(table, "social"))

    assert await _refused(table, await table.by("corina"), made["id"]) == [("FORBIDDEN", [])]


async def test_a_role_without_the_right_is_refused(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    bogdan = await table.by("bogdan")
    made = await assessed(bogdan, table, *MEDIUM)
    monkeypatch.setitem(GRANTS, Role.PRACTITIONER, GRANTS[Role.PRACTITIONER] - {Permission.RISK_ASSESS})

    assert await _refused(table, bogdan, made["id"]) == [("FORBIDDEN", [])]


async def test_who_does_not_see_it_cannot_tell_that_it_exists(table: Table) -> None:
    made = await assessed(await table.by("dalia"), table, *MEDIUM)
    await break_glass(table, "horia")

    everyone_else = ("ana", "bogdan", "corina", "emil", "felicia", "gelu", "horia")
    for client in [*[await table.by(key) for key in everyone_else], await table.by_script()]:
        there = await _refused(table, client, made["id"])
        assert there == await _refused(table, client, nothing("riskassessment"))
        assert there == [("NOT_FOUND", ["riskAssessmentId"])]


async def test_an_id_of_another_kind_is_refused(table: Table) -> None:
    assert await _refused(table, await table.by("ana"), table.case_id) == [("INVALID_ID", ["riskAssessmentId"])]


async def test_of_two_told_at_once_the_higher_stands(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    corina = await table.by("corina")
    await applied(corina, await assessed(corina, table))
    high, medium = await assessed(ana, table, *HIGH), await assessed(dalia, table, *MEDIUM)

    await asyncio.gather(applied(ana, high), applied(dalia, medium))

    assert await level(corina, table) == "HIGH"
