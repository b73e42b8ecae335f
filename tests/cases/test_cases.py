"""The list of one's cases."""

from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.cases.models import Case, CaseStatus, RiskLevel
from roundtable.cases.reference import new_reference
from roundtable.core import ids
from roundtable.demo.cast import AGENCIES
from tests.access.world import day
from tests.support.table import Client, Table

REFERENCE, QUIET = "CJ-7K4M-2QX8", "CJ-3B8T-9WNR"


async def _references(client: Client, **given: object) -> list[str]:
    return [case["reference"] for case in (await client.ask("MyCases", **given)).data["cases"]["nodes"]]


async def _more_cases(table: Table, count: int, agency: str) -> list[str]:
    """Cases of one agency alone, the newest first."""
    cases = [
        Case(
            reference=new_reference("CJ"),
            status=CaseStatus.NEW,
            risk_level=RiskLevel.NOT_ASSESSED,
            opened_at=day(-number - 1),
        )
        for number in range(count)
    ]
    await table.add(*cases)
    await table.add(
        *(
            CaseAgency(
                case_id=case.id,
                agency_id=AGENCIES[agency].id,
                state=CaseAgencyState.ACTIVE,
                lead=True,
                history_from=case.opened_at,
            )
            for case in cases
        )
    )
    return [ids.encode("case", case.id) for case in cases]


async def test_each_is_listed_the_cases_of_their_seats_newest_first(table: Table) -> None:
    lists = {
        (key, post): await _references(await table.by(key, post))
        for key in ("ana", "bogdan", "corina", "dalia", "emil", "felicia", "gelu", "horia")
        for post in ((0, 1) if key == "corina" else (0,))
    }

    assert lists == {
        ("ana", 0): [REFERENCE, QUIET],
        ("bogdan", 0): [REFERENCE],
        ("corina", 0): [REFERENCE, QUIET],
        ("corina", 1): [],
        ("dalia", 0): [REFERENCE],
        ("emil", 0): [],
        ("felicia", 0): [],
        ("gelu", 0): [],
        ("horia", 0): [],
    }
    assert await _references(await table.by_script()) == []


async def test_cases_are_filtered_by_status(table: Table) -> None:
    ana = await table.by("ana")

    assert await _references(ana, status=["MONITORING"]) == [QUIET]
    assert await _references(ana, status=["ACTIVE", "MONITORING"]) == [REFERENCE, QUIET]
    assert await _references(ana, status=["CLOSED"]) == []
    assert (await ana.ask("MyCases", status=["OPEN"])).codes == ["INVALID_OPERATION"]


async def test_cases_are_read_page_by_page_and_hidden_ones_leave_no_trace(table: Table) -> None:
    horia = await table.by("horia")
    own = await _more_cases(table, 3, "elsewhere")

    first = (await horia.ask("MyCases", first=2)).data["cases"]
    second = (await horia.ask("MyCases", first=2, after=first["pageInfo"]["endCursor"])).data["cases"]
    exact = (await horia.ask("MyCases", first=3)).data["cases"]

    assert [case["id"] for case in first["nodes"] + second["nodes"]] == own
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second, exact)] == [True, False, False]


async def test_a_bad_page_or_cursor_is_refused_and_tells_nothing(table: Table) -> None:
    answers = []
    for key in ("ana", "horia"):
        client = await table.by(key)
        for given in ({"first": 0}, {"first": 101}, {"after": "forged"}, {"after": ""}):
            answer = await client.ask("MyCases", **given)
            assert answer.codes == ["INVALID_PAGE_SIZE" if "first" in given else "INVALID_CURSOR"]
            answers.append(answer.body)

    assert answers[:4] == answers[4:]
