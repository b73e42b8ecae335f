"""The case page's query: one statement, whatever it asks for."""

import pytest

from roundtable.core import ids
from roundtable.demo import story
from tests.support.table import Table

pytestmark = pytest.mark.slow


async def test_a_case_with_twenty_messages_and_twenty_tasks_is_read_by_one_statement(table: Table) -> None:
    corina = await table.by("corina")
    thread = await table.thread_id()
    for number in range(20):
        await corina.act("PostMessage", threadId=thread, body=f"Message {number}")
    for number in range(20):
        given = {"threadId": thread, "agencyId": table.agency_id("ngo"), "title": f"Task {number}"}
        assert (await corina.act("AssignTask", **given))["problems"] == []

    with table.statements() as statements:
        page = (await corina.ask("CasePage", caseId=table.case_id)).data

    assert len([statement for statement in statements if "case_agency" in statement]) == 1
    assert len(page["tasks"]["nodes"]) == 20
    said = [item["thread"]["messages"]["nodes"] for item in page["agendaItems"]["nodes"] if item["thread"]]
    assert max(len(messages) for messages in said) >= 5
    assert page["case"]["id"] == ids.encode("case", story.CASE)


async def test_twenty_messages_with_authors_and_agencies_and_twenty_tasks_with_assignees_come_together(
    table: Table,
) -> None:
    corina = await table.by("corina")
    thread = await table.thread_id()
    for number in range(20):
        await corina.act("PostMessage", threadId=thread, body=f"Message {number}")
        given = {"threadId": thread, "agencyId": table.agency_id("ngo"), "title": f"Task {number}"}
        await corina.act("AssignTask", **given)
    document = """query ($case: ID!, $thread: ID!) {
      case(id: $case) { reference eventsCursor agencies { agency { name } } }
      thread(id: $thread) {
        messages(first: 20) { nodes { body author { practitioner { fullName } agency { name } } } }
      }
      tasks(caseId: $case, first: 20) { nodes { title ownerAgency { name } claimedBy { practitioner { fullName } } } }
    }"""

    with table.statements() as statements:
        read = (await corina.ask(document, case=table.case_id, thread=thread)).data

    assert len([statement for statement in statements if "case_agency" in statement]) == 1
    assert [m["body"] for m in read["thread"]["messages"]["nodes"]] == [f"Message {n}" for n in reversed(range(20))]
    assert [t["title"] for t in read["tasks"]["nodes"]] == [f"Task {n}" for n in reversed(range(20))]
