"""Assessing a case's risk by a tool: what the server makes of it, who sees it, and who is told."""

from datetime import timedelta
from typing import Any

import pytest

from roundtable.core.actor import GRANTS, Permission, Role
from roundtable.core.tables import instant_of
from roundtable.demo.risk import EXAMPLE, POLICE_FORM
from tests.consents.room import break_glass, seat_programme
from tests.messaging.room import agencies, everyone, left_behind, nothing, persons, refusals
from tests.risk.room import HIGH, MEDIUM, SAID, answers, asked, assessed, assessments, level, shown, told
from tests.support.table import Table
from tests.tasks.desk import in_hours


async def test_the_server_scores_it_and_everything_that_was_said_is_kept(table: Table) -> None:
    dalia = await table.by("dalia")
    at, due = in_hours(table, -24), in_hours(table, 48)
    given = asked(
        table,
        *MEDIUM,
        answers=answers(*MEDIUM, unknown=["birth", "drink-or-drugs"])[::-1],
        audience=agencies(table, "police"),
        professionalJudgement="HIGH",
        rationale="  He has a key to the house. ",
        note="By telephone.",
        assessedAt=at,
        reassessDueAt=due,
    )

    async with left_behind(table) as added:
        payload = await dalia.act("RecordRiskAssessment", **given)

    assert payload["problems"] == []
    made = payload["riskAssessment"]
    assert made in await assessments(await table.by("ana"), table)
    plain = ("toolKey", "toolVersion", "score", "band", "professionalJudgement", "rationale", "level", "note")
    assert [made[name] for name in plain] == [
        *("roundtable-example", 1, 9, "MEDIUM", "HIGH"),
        *("He has a key to the house.", "HIGH", "By telephone."),
    ]
    assert [made[name][:19] for name in ("assessedAt", "reassessDueAt")] == [at[:19], due[:19]]
    assert (made["assessedBy"]["id"], made["agency"]["id"]) == (table.membership_id("dalia"), table.agency_id("ngo"))
    said = {each["indicator"]: each["answer"] for each in given["answers"]}
    assert [(each["key"], each["answer"]) for each in made["answers"]] == [(k, said[k]) for k in [*said][::-1]]
    assert [made[name] for name in ("supersedes", "supersededBy", "applied")] == [None, None, None]
    # Its own agency and the police are named. It alone happened, on the case.
    assert added == {
        **{"risk_assessment": 1, "audience": 1, "disclosure": 2},
        **{"fact": 1, "stream_entry": 1, "performed": 1},
    }


async def test_what_is_not_said_is_the_tool_s_and_now(table: Table) -> None:
    bogdan = await table.by("bogdan")

    made = await assessed(bogdan, table, *MEDIUM)

    assert (made["band"], made["level"], made["professionalJudgement"], made["rationale"], made["note"]) == (
        *("MEDIUM", "MEDIUM"),
        *(None, None, None),
    )
    assert made["assessedAt"] == made["createdAt"]
    # A medium level stands for thirty days by this tool.
    stands_for = instant_of(made["reassessDueAt"]) - instant_of(made["assessedAt"])
    assert (stands_for, made["reassessmentOverdue"]) == (timedelta(days=30), False)


@pytest.mark.parametrize(
    ("so", "tool", "score", "band", "days"),
    [
        ((), EXAMPLE, 0, "STANDARD", 90),
        (("threat-to-life",), EXAMPLE, 4, "HIGH", 7),
        (HIGH, EXAMPLE, 19, "HIGH", 7),
        (("grows", "visible-injuries"), POLICE_FORM, 4, "MEDIUM", 14),
        (("weapon-found",), POLICE_FORM, 2, "HIGH", 5),
    ],
    ids=["nothing", "a critical one", "much", "the police's", "the police's, a critical one"],
)
async def test_bands_and_critical_indicators(
    table: Table, so: tuple[str, ...], tool: tuple[str, int], score: int, band: str, days: int
) -> None:
    made = await assessed(await table.by("ana"), table, *so, tool=tool)

    stands_for = instant_of(made["reassessDueAt"]) - instant_of(made["assessedAt"])
    assert (made["score"], made["band"], made["level"], stands_for.days) == (score, band, band, days)


async def test_a_judgement_may_say_what_the_band_says(table: Table) -> None:
    made = await assessed(await table.by("ana"), table, *HIGH, professionalJudgement="HIGH", **SAID)

    assert (made["band"], made["professionalJudgement"], made["level"]) == ("HIGH", "HIGH", "HIGH")


async def test_where_much_is_not_known_somebody_has_to_judge(table: Table) -> None:
    ana, unknown = await table.by("ana"), ("birth", "parting", "watched", "own-fear", "nobody-near")
    given = asked(table, answers=answers(unknown=unknown))

    async with left_behind(table) as added:
        refused = await ana.act("RecordRiskAssessment", **given)
    assert refusals(refused) == [("REQUIRED", ["professionalJudgement"])]
    assert added == {}

    judged = await ana.act("RecordRiskAssessment", **given, professionalJudgement="STANDARD", **SAID)
    assert (judged["problems"], judged["riskAssessment"]["level"]) == ([], "STANDARD")


async def test_whoever_is_named_sees_it_and_nobody_else_can_tell_that_there_is_one(table: Table) -> None:
    await seat_programme(table)
    made = await assessed(await table.by("dalia"), table, *HIGH, audience=agencies(table, "police"))
    before = {key: len(await assessments(await table.by(key), table)) for key in ("bogdan", "corina", "felicia")}

    for key in ("ana", "dalia"):
        assert (await shown(await table.by(key), made["id"]) or {})["id"] == made["id"]
    for client in [
        *[await table.by(k) for k in ("bogdan", "corina", "felicia", "emil", "horia")],
        await table.by_script(),
    ]:
        assert await shown(client, made["id"]) is None
        assert made["id"] not in [each["id"] for each in await assessments(client, table)]
    # The demo's own two, and none of the programme's.
    assert before == {"bogdan": 2, "corina": 3, "felicia": 0}


async def test_one_that_is_not_applied_changes_nothing_that_others_see_of_the_case(table: Table) -> None:
    corina, dalia, bogdan = [await table.by(key) for key in ("corina", "dalia", "bogdan")]
    before = [await level(bogdan, table), await told(bogdan, table), await assessments(bogdan, table)]

    payload = await dalia.act("RecordRiskAssessment", **asked(table, "threat-to-life", audience=persons(table)))

    assert (payload["problems"], payload["case"]) == ([], {"id": table.case_id, "riskLevel": "HIGH"})
    assert [await level(bogdan, table), await told(bogdan, table), await assessments(bogdan, table)] == before
    assert payload["riskAssessment"]["id"] not in [each["id"] for each in await assessments(corina, table)]


async def test_for_all_at_the_table_it_stays_on_its_side(table: Table) -> None:
    await seat_programme(table)

    made = await assessed(await table.by("corina"), table, *MEDIUM, audience=everyone())

    seen = [await shown(await table.by(key), made["id"]) is not None for key in ("ana", "bogdan", "dalia", "felicia")]
    assert seen == [True, True, True, False]


async def test_the_perpetrator_s_side_assesses_too(table: Table) -> None:
    await seat_programme(table)
    felicia = await table.by("felicia")

    payload = await felicia.act("RecordRiskAssessment", **asked(table, "threat-to-life", appliesToCase=True))

    assert (payload["problems"], payload["case"]["riskLevel"]) == ([], "HIGH")
    # Who told what is the other side's to see; the level is there for all.
    assert (payload["riskAssessment"]["applied"], await told(felicia, table)) == (None, [])


async def test_a_role_without_the_right_is_refused_and_nothing_is_recorded(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GRANTS, Role.PRACTITIONER, GRANTS[Role.PRACTITIONER] - {Permission.RISK_ASSESS})
    bogdan = await table.by("bogdan")

    async with left_behind(table) as added:
        payload = await bogdan.act("RecordRiskAssessment", **asked(table, *MEDIUM))

    assert (refusals(payload), payload["riskAssessment"], payload["case"]) == ([("FORBIDDEN", [])], None, None)
    assert added == {}


async def test_who_is_not_at_the_table_cannot_tell_that_the_case_exists(table: Table) -> None:
    await break_glass(table, "horia")
    wrong: dict[str, Any] = {"toolKey": "nothing", "answers": [], "assessedAt": in_hours(table, 9)}

    for client in [*[await table.by(key) for key in ("emil", "felicia", "gelu", "horia")], await table.by_script()]:
        for given in (asked(table, *MEDIUM), asked(table, **wrong), asked(table, appliesToCase=True)):
            async with left_behind(table) as added:
                there = await client.act("RecordRiskAssessment", **given)
                assert there == await client.act("RecordRiskAssessment", **{**given, "caseId": nothing("case")})
            assert refusals(there) == [("NOT_FOUND", ["caseId"])]
            assert added == {}


async def test_a_retry_finds_the_first_and_assesses_once(table: Table) -> None:
    ana, mutation = await table.by("ana"), "0190c6f0-0000-7000-8000-000000000001"
    given = asked(table, *HIGH, appliesToCase=True)
    first = await ana.act("RecordRiskAssessment", client_mutation_id=mutation, **given)

    async with left_behind(table) as added:
        again = await ana.act("RecordRiskAssessment", client_mutation_id=mutation, **given)
        other = await ana.act("RecordRiskAssessment", client_mutation_id=mutation, **{**given, "appliesToCase": False})

    assert (again, first["problems"]) == (first, [])
    assert refusals(other) == [("IDEMPOTENCY_CONFLICT", ["clientMutationId"])]
    assert added == {}
