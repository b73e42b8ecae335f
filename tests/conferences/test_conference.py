"""A conference and a case's agenda items: for whom they are there."""

from tests.messaging.room import nothing
from tests.support.table import Table

CONFERENCE = "query ($id: ID!) { conference(id: $id) { title type status scheduledAt closedAt agency { name } } }"
AGENDA = """
query ($case: ID!, $first: Int, $after: String) {
  agendaItems(caseId: $case, first: $first, after: $after) {
    nodes { status conference { id title } thread { id } } pageInfo { hasNextPage endCursor }
  }
}
"""


async def test_those_of_the_conference_see_it_and_its_place_on_the_case(table: Table) -> None:
    for key in ("ana", "bogdan", "corina", "dalia"):
        client = await table.by(key)
        conference = (await client.ask(CONFERENCE, id=table.conference_id)).data["conference"]
        assert conference.pop("scheduledAt") is not None
        assert conference == {
            "title": "Weekly case conference",
            "type": "ROUTINE",
            "status": "IN_SESSION",
            "closedAt": None,
            "agency": {"name": "Cluj Social Services"},
        }
        agenda = (await client.ask(AGENDA, case=table.case_id, first=10)).data["agendaItems"]
        assert agenda["nodes"] == [
            {
                "status": "ACCEPTED",
                "conference": {"id": table.conference_id, "title": "Weekly case conference"},
                "thread": {"id": await table.thread_id()},
            }
        ]
        assert agenda["pageInfo"]["hasNextPage"] is False


async def test_who_is_not_of_it_is_answered_as_if_there_were_none(table: Table) -> None:
    for client in (*[await table.by(key) for key in ("emil", "gelu", "horia")], await table.by_script()):
        there = await client.ask(CONFERENCE, id=table.conference_id)
        assert there == await client.ask(CONFERENCE, id=nothing("conference"))
        assert there.data == {"conference": None}
        agenda = await client.ask(AGENDA, case=table.case_id, first=10)
        assert agenda == await client.ask(AGENDA, case=nothing("case"), first=10)
        assert agenda.data["agendaItems"]["nodes"] == []
