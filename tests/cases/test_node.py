"""Loading anything by its id."""

import pytest

from tests.messaging.room import nothing, posted, thread_of_task
from tests.support.table import Table

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


@pytest.mark.slow
async def test_everything_on_the_case_page_is_found_again_by_its_id(table: Table) -> None:
    ana, thread = await table.by("ana"), await table.thread_id()
    shown = (await ana.ask("CasePage", caseId=table.case_id)).data
    kinds = {
        "Case": shown["case"]["id"],
        "CaseParticipant": shown["case"]["participants"][0]["id"],
        "CaseAgency": shown["case"]["agencies"][0]["id"],
        "CaseMember": shown["case"]["members"][0]["id"],
        "AgendaItem": shown["agendaItems"]["nodes"][0]["id"],
        "Conference": table.conference_id,
        "Thread": thread,
        "Message": (await posted(ana, thread))["id"],
        "Audience": shown["threads"]["nodes"][0]["audience"]["id"],
        "Task": shown["tasks"]["nodes"][0]["id"],
        "Agency": table.agency_id("police"),
        "Membership": table.membership_id("ana"),
    }

    for kind, public in kinds.items():
        assert (await ana.ask(NODE, id=public)).data == {"node": {"__typename": kind, "id": public}}


async def test_case_content_is_nothing_to_an_outsider(table: Table) -> None:
    ana, horia = await table.by("ana"), await table.by("horia")
    shown = (await ana.ask("CasePage", caseId=table.case_id)).data
    thread = shown["threads"]["nodes"][0]
    task = shown["tasks"]["nodes"][0]
    hidden = [
        *(part["id"] for name in ("participants", "agencies", "members") for part in shown["case"][name]),
        *(table.case_id, shown["agendaItems"]["nodes"][0]["id"], table.conference_id, thread["id"]),
        *(thread["audience"]["id"], task["id"], await thread_of_task(ana, task["id"])),
        (await posted(ana, thread["id"]))["id"],
    ]

    for public in hidden:
        there = await horia.ask(NODE, id=public)
        assert there.body["data"] == {"node": None}
        assert there.body == (await horia.ask(NODE, id=nothing(public.partition("_")[0]))).body


async def test_an_id_that_is_none_is_told(table: Table) -> None:
    ana = await table.by("ana")
    own = table.membership_id("ana").partition("_")[2]

    for wrong in ("", "x", "case_", "CASE_" + "0" * 32, "nothing_" + "0" * 32, "viewer_" + own, "session_" + own):
        answer = await ana.ask(NODE, id=wrong)
        assert answer.codes == ["INVALID_ID"]
        assert answer.body["data"] == {"node": None}
