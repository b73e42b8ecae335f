"""A case's assessments: newest first, each beside the one before it that one sees; what corrects what."""

from typing import Any

from tests.messaging.room import agencies, nothing, persons
from tests.risk.room import HIGH, MEDIUM, SAID, assessed, assessments, shown, told
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours

EXAMPLE, FORM = "roundtable-example", "ro-police-form"
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def _trends(client: Client, table: Table, tool: str = EXAMPLE) -> list[tuple[str, str]]:
    return [(each["level"], each["trend"]) for each in await assessments(client, table, toolKey=tool)]


async def test_the_demo_s_case_shows_how_its_risk_rose(table: Table) -> None:
    ana = await table.by("ana")

    found = await assessments(ana, table)

    agency = [each["agency"]["name"] for each in found]
    assert agency == ["Casa Speranței", "Cluj County Police", "Cluj Social Services"]
    assert [(each["toolKey"], each["band"], each["level"], each["trend"]) for each in found] == [
        (EXAMPLE, "MEDIUM", "HIGH", "RISEN"),
        (FORM, "HIGH", "HIGH", "FIRST"),
        (EXAMPLE, "MEDIUM", "MEDIUM", "FIRST"),
    ]
    assert found[0]["previous"] == {name: found[2][name] for name in ("id", "level", "score", "assessedAt")}
    assert [(each["level"], each["caseLevel"]) for each in await told(ana, table)] == [
        ("HIGH", "HIGH"),
        ("MEDIUM", "MEDIUM"),
    ]


async def test_they_come_newest_first_by_when_they_are_of_page_by_page(table: Table) -> None:
    bogdan = await table.by("bogdan")
    now = await assessed(bogdan, table, *MEDIUM)
    before = await assessed(bogdan, table, *MEDIUM, assessedAt=in_hours(table, -100))

    pages, after = list[Any](), None
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        asked = {"caseId": table.case_id, "first": 2, "after": after}
        pages.append((await bogdan.ask("CaseRisk", **asked)).data["riskAssessments"])
        after = pages[-1]["pageInfo"]["endCursor"]

    found = [each["id"] for page in pages for each in page["nodes"]]
    assert [len(page["nodes"]) for page in pages] == [2, 2]
    assert (found[0], found[2]) == (now["id"], before["id"])
    assert [each["id"] for each in await assessments(bogdan, table, toolKey=EXAMPLE)] == [found[0], *found[2:]]


async def test_a_trend_is_of_the_levels_by_one_tool(table: Table) -> None:
    bogdan = await table.by("bogdan")
    for so in (HIGH, HIGH, MEDIUM, (), MEDIUM):
        await assessed(bogdan, table, *so)

    assert await _trends(bogdan, table) == [
        ("MEDIUM", "RISEN"),
        ("STANDARD", "FALLEN"),
        ("MEDIUM", "FALLEN"),
        ("HIGH", "SAME"),
        ("HIGH", "RISEN"),
        ("MEDIUM", "FIRST"),
    ]
    assert await _trends(bogdan, table, FORM) == [("HIGH", "FIRST")]


async def test_what_one_does_not_see_is_in_no_trend(table: Table) -> None:
    bogdan, corina, dalia = [await table.by(key) for key in ("bogdan", "corina", "dalia")]
    first = await assessed(bogdan, table, audience=agencies(table, "ngo"))
    hidden = await assessed(corina, table, *HIGH, audience=persons(table))

    last = await assessed(bogdan, table, audience=agencies(table, "social", "ngo"))

    of_dalia, of_corina = [await shown(client, last["id"]) or {} for client in (dalia, corina)]
    assert (of_dalia["trend"], of_dalia["previous"]["id"]) == ("SAME", first["id"])
    assert (of_corina["trend"], of_corina["previous"]["id"]) == ("FALLEN", hidden["id"])


async def test_one_that_is_put_in_between_is_beside_the_one_before_it(table: Table) -> None:
    bogdan = await table.by("bogdan")
    last = await assessed(bogdan, table, *MEDIUM)

    between = await assessed(bogdan, table, *HIGH, assessedAt=in_hours(table, -24))

    assert await _trends(bogdan, table) == [("MEDIUM", "FALLEN"), ("HIGH", "RISEN"), ("MEDIUM", "FIRST")]
    assert ((await shown(bogdan, last["id"])) or {})["previous"]["id"] == between["id"]


async def test_a_correction_supersedes_and_what_it_corrects_stays_to_read(table: Table) -> None:
    dalia = await table.by("dalia")
    mistaken = await assessed(dalia, table, *HIGH)

    right = await assessed(
        dalia, table, *MEDIUM, supersedesId=mistaken["id"], assessedAt=mistaken["assessedAt"], note="Two were mixed up."
    )
    after = await assessed(dalia, table, *MEDIUM)

    kept = await shown(dalia, mistaken["id"]) or {}
    assert {name: kept[name] for name in mistaken if name not in ("supersededBy", "case", "tool")} == {
        name: value for name, value in mistaken.items() if name != "supersededBy"
    }
    assert (kept["supersededBy"], right["supersedes"]) == ({"id": right["id"]}, {"id": mistaken["id"]})
    # What was corrected is nobody's past: the demo's medium level, raised by judgement, comes before the correction.
    assert right["trend"] == "FALLEN"
    assert (after["trend"], after["previous"]["id"]) == ("SAME", right["id"])


async def test_who_does_not_see_the_correction_sees_what_it_corrects_as_it_was(table: Table) -> None:
    dalia, ana = await table.by("dalia"), await table.by("ana")
    mistaken = await assessed(dalia, table, *HIGH, audience=agencies(table, "police"))

    right = await assessed(dalia, table, *MEDIUM, supersedesId=mistaken["id"], audience=persons(table))

    seen = await shown(ana, mistaken["id"]) or {}
    assert (seen["supersededBy"], await shown(ana, right["id"])) == (None, None)


async def test_of_two_corrections_the_latest_is_shown(table: Table) -> None:
    dalia = await table.by("dalia")
    mistaken = await assessed(dalia, table, *HIGH)
    _, last = [await assessed(dalia, table, *so, supersedesId=mistaken["id"]) for so in (MEDIUM, ())]

    assert ((await shown(dalia, mistaken["id"])) or {})["supersededBy"] == {"id": last["id"]}


async def test_one_s_page_says_what_was_asked_in_the_reader_s_language(table: Table) -> None:
    dalia = await table.by("dalia")
    made = await assessed(dalia, table, "own-fear", professionalJudgement="HIGH", **SAID)
    asking = """
    query ($id: ID!) {
      riskAssessment(id: $id) {
        tool(language: RO) { title }
        answers { key answer indicator(language: RO) { text weight critical mayBeUnknown } }
      }
    }
    """

    found = (await dalia.ask(asking, id=made["id"])).data["riskAssessment"]

    assert found["tool"] == {"title": "Evaluare model"}
    assert len(found["answers"]) == 15
    assert found["answers"][-2] == {
        **{"key": "own-fear", "answer": "YES"},
        "indicator": {
            "text": "Persoana aflată în pericol se așteaptă să fie grav rănită.",
            **{"weight": 2, "critical": False, "mayBeUnknown": True},
        },
    }


async def test_it_is_found_by_its_id_by_whoever_sees_it_alone(table: Table) -> None:
    made = await assessed(await table.by("dalia"), table, *MEDIUM)

    own = (await (await table.by("dalia")).ask(NODE, id=made["id"])).data["node"]
    assert own == {"__typename": "RiskAssessment", "id": made["id"]}
    for key in ("ana", "corina", "horia"):
        client = await table.by(key)
        answers = [await client.ask(NODE, id=each) for each in (made["id"], nothing("riskassessment"))]
        assert answers[0].data == answers[1].data == {"node": None}
