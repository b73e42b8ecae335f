"""Whatever is wrong with an assessment is refused by its code, and nothing is recorded."""

from typing import Any

import pytest

from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.risk import EXAMPLE, POLICE_FORM
from roundtable.risk import toolbox
from tests.messaging.room import agencies, left_behind, nothing, persons, refusals
from tests.risk.room import HIGH, MEDIUM, SAID, answers, asked, assessed
from tests.support.cases import cases
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours

_ALL = answers(*MEDIUM)
_FOUND = [
    each if each["indicator"] != "weapon-found" else {**each, "answer": "NOT_KNOWN"}
    for each in answers(tool=POLICE_FORM)
]
BAD: list[tuple[dict[str, Any], tuple[str, list[str]]]] = [
    ({"caseId": "nonsense"}, ("INVALID_ID", ["caseId"])),
    ({"toolKey": "nothing-like-it"}, ("NOT_FOUND", ["toolKey"])),
    ({"toolVersion": 2}, ("NOT_FOUND", ["toolVersion"])),
    ({"toolVersion": -1}, ("NOT_FOUND", ["toolVersion"])),
    ({"answers": []}, ("REQUIRED", ["answers", "worse-lately"])),
    ({"answers": _ALL[:-1]}, ("REQUIRED", ["answers", "nobody-near"])),
    ({"answers": [*_ALL, _ALL[0]]}, ("ALREADY_THERE", ["answers", "worse-lately"])),
    ({"answers": [*_ALL, {"indicator": "grows", "answer": "NO"}]}, ("UNKNOWN_INDICATOR", ["answers", "grows"])),
    ({"answers": [{"indicator": "x" * 99, "answer": "NO"}]}, ("UNKNOWN_INDICATOR", ["answers", "x" * 60])),
    ({"toolKey": POLICE_FORM[0]}, ("UNKNOWN_INDICATOR", ["answers", "worse-lately"])),
    ({"toolKey": POLICE_FORM[0], "answers": _FOUND}, ("INVALID_ANSWER", ["answers", "weapon-found"])),
    ({"professionalJudgement": "STANDARD", **SAID}, ("JUDGEMENT_LOWERS", ["professionalJudgement"])),
    ({"professionalJudgement": "NOT_ASSESSED", **SAID}, ("JUDGEMENT_LOWERS", ["professionalJudgement"])),
    ({"professionalJudgement": "STANDARD"}, ("JUDGEMENT_LOWERS", ["professionalJudgement"])),
    ({"professionalJudgement": "HIGH"}, ("REQUIRED", ["rationale"])),
    ({"professionalJudgement": "HIGH", "rationale": " \n "}, ("REQUIRED", ["rationale"])),
    ({"rationale": "Because."}, ("REQUIRED", ["professionalJudgement"])),
    ({"professionalJudgement": "HIGH", "rationale": "x" * 2_001}, ("TOO_LONG", ["rationale"])),
    ({"note": "x" * 5_001}, ("TOO_LONG", ["note"])),
    ({"note": "a\u202eb"}, ("CONTROL_CHARACTERS", ["note"])),
    ({"supersedesId": "nonsense"}, ("INVALID_ID", ["supersedesId"])),
    ({"supersedesId": nothing("riskassessment")}, ("NOT_FOUND", ["supersedesId"])),
]


async def _refused(table: Table, client: Client, *so: str, **given: Any) -> list[tuple[str, list[str]]]:
    async with left_behind(table) as added:
        payload = await client.act("RecordRiskAssessment", **asked(table, *so, **given))
    assert (payload["riskAssessment"], payload["case"]) == (None, None)
    assert added == {}
    return refusals(payload)


@pytest.mark.parametrize("applies", [False, True])
async def test_bad_input_is_refused_by_its_code(table: Table, applies: bool) -> None:
    ana = await table.by("ana")

    for given, refusal in BAD:
        assert await _refused(table, ana, *MEDIUM, **{"appliesToCase": applies, **given}) == [refusal], given


async def test_a_date_to_come_or_before_the_case_was_opened_is_refused(table: Table) -> None:
    ana = await table.by("ana")

    for hours in (0.01, 24, -9 * 24 - 1):
        refused = await _refused(table, ana, *MEDIUM, assessedAt=in_hours(table, hours))
        assert refused == [("INVALID_DATE", ["assessedAt"])]


async def test_assessing_again_later_than_the_tool_says_or_in_the_past_is_refused(table: Table) -> None:
    ana = await table.by("ana")
    too_late = {"reassessDueAt": in_hours(table, 30 * 24), "assessedAt": in_hours(table, -1)}

    for given in (too_late, {"reassessDueAt": in_hours(table, -0.01)}, {"reassessDueAt": in_hours(table, 31 * 24)}):
        assert await _refused(table, ana, *MEDIUM, **given) == [("INVALID_DATE", ["reassessDueAt"])]


async def test_the_level_that_was_judged_says_by_when(table: Table) -> None:
    ana, judged = await table.by("ana"), {"professionalJudgement": "HIGH", **SAID}

    # A high level stands for seven days by this tool, a medium one for thirty.
    refused = await _refused(table, ana, *MEDIUM, reassessDueAt=in_hours(table, 8 * 24), **judged)

    assert refused == [("INVALID_DATE", ["reassessDueAt"])]


async def test_a_version_that_is_retired_takes_none(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    retired = {EXAMPLE: toolbox.tools()[EXAMPLE].model_copy(update={"retired": True})}
    monkeypatch.setattr(toolbox, "tools", lambda: retired)

    assert await _refused(table, await table.by("ana"), *MEDIUM) == [("TOOL_RETIRED", ["toolVersion"])]


async def test_an_audience_that_does_not_fit_is_refused(table: Table) -> None:
    ana = await table.by("ana")

    for audience in (agencies(table, "hospital"), persons(table, "horia")):
        name = "agencyIds" if audience["sensitivity"] == "NAMED_AGENCIES" else "membershipIds"
        assert await _refused(table, ana, *MEDIUM, audience=audience) == [("INVALID_AUDIENCE", ["audience", name])]


async def test_only_one_s_own_agency_s_is_corrected(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    made = await assessed(dalia, table, *MEDIUM, audience=agencies(table, "police"))

    refused = await _refused(table, ana, *MEDIUM, supersedesId=made["id"])

    assert refused == [("FORBIDDEN", ["supersedesId"])]


async def test_what_one_does_not_see_is_corrected_no_more_than_what_is_not_there(table: Table) -> None:
    made = await assessed(await table.by("corina"), table, *MEDIUM)

    refused = await _refused(table, await table.by("ana"), *MEDIUM, supersedesId=made["id"])

    assert refused == [("NOT_FOUND", ["supersedesId"])]


async def test_one_of_another_case_is_not_there(table: Table) -> None:
    ana = await table.by("ana")
    (other,) = await cases(table.database.writer.url.render_as_string(hide_password=False), 1)
    made = await assessed(ana, table, *HIGH, caseId=ids.encode("case", other))

    assert await _refused(table, ana, *MEDIUM, supersedesId=made["id"]) == [("NOT_FOUND", ["supersedesId"])]
    assert other != story.CASE
