"""Reading one case."""

from tests.messaging.room import nothing
from tests.support.table import Table


async def test_who_is_at_the_table_reads_the_case_with_its_people_and_agencies(table: Table) -> None:
    for key in ("ana", "bogdan", "corina", "dalia"):
        shown = (await (await table.by(key)).ask("CasePage", caseId=table.case_id)).data
        case = shown["case"]

        assert (case["id"], case["reference"], case["status"], case["riskLevel"]) == (
            table.case_id,
            "CJ-7K4M-2QX8",
            "ACTIVE",
            "HIGH",
        )
        assert [person["role"] for person in case["participants"]] == [
            "VICTIM",
            "ALLEGED_PERPETRATOR",
            "CHILD",
            "CHILD",
        ]
        assert (case["agencies"][0]["lead"], case["agencies"][0]["agency"]["id"]) == (True, table.agency_id("social"))
        assert {part["agency"]["id"]: part["state"] for part in case["agencies"]} == {
            **{table.agency_id(agency): "ACTIVE" for agency in ("social", "police", "forensic", "ngo", "prosecution")},
            table.agency_id("hospital"): "TASKED",
        }
        assert {member["membership"]["id"] for member in case["members"]} == {
            table.membership_id(member) for member in ("ana", "bogdan", "corina", "dalia")
        }
        assert len(shown["agendaItems"]["nodes"]) == 1
        assert len(shown["threads"]["nodes"]) == 2
        assert len(shown["tasks"]["nodes"]) == 5


async def test_nobody_else_can_tell_that_it_exists(table: Table) -> None:
    for key, post in (("felicia", 0), ("gelu", 0), ("horia", 0), ("corina", 1)):
        client = await table.by(key, post)

        there = await client.ask("CasePage", caseId=table.case_id)

        assert there.body == (await client.ask("CasePage", caseId=nothing("case"))).body
        assert there.data == {
            "case": None,
            "agendaItems": {"nodes": []},
            "threads": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
            "tasks": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
        }


async def test_an_agency_with_a_task_only_gets_its_task_and_no_case(table: Table) -> None:
    emil = await table.by("emil")

    shown = (await emil.ask("CasePage", caseId=table.case_id)).data

    assert (shown["case"], shown["agendaItems"]["nodes"], shown["threads"]["nodes"]) == (None, [], [])
    (task,) = shown["tasks"]["nodes"]
    assert (task["title"], task["case"], task["assignedFrom"]) == ("Medical follow-up appointment", None, None)
    assert task["caseReference"] == "CJ-7K4M-2QX8"
    assert task["safeContact"].startswith("Only through Casa Speranței")


async def test_who_is_not_signed_in_is_told_only_to_sign_in(table: Table) -> None:
    answer = await table.stranger().ask("CasePage", caseId=table.case_id)

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert "data" not in answer.body


async def test_a_malformed_id_or_one_of_another_kind_is_told_to_all_alike(table: Table) -> None:
    wrong = [
        "",
        "case",
        "case_1",
        table.case_id.upper(),
        table.case_id + "0",
        table.agency_id("police"),
        "CJ-7K4M-2QX8",
    ]
    query = "query ($id: ID!) { case(id: $id) { id } }"

    for key in ("ana", "horia"):
        client = await table.by(key)
        for text in wrong:
            answer = await client.ask(query, id=text)
            assert answer.codes == ["INVALID_ID"]
            assert answer.body["data"] == {"case": None}


async def test_the_case_page_is_read_by_one_statement(table: Table) -> None:
    ana = await table.by("ana")
    await ana.ask("CasePage", caseId=table.case_id)

    with table.statements() as sent:
        await ana.ask("CasePage", caseId=table.case_id)

    assert len([statement for statement in sent if "case_agency" in statement]) == 1
