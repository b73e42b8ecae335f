"""A mutation whose answer could not be read does nothing."""

from uuid import uuid4

from tests.support.table import Table

TOO_MUCH = """mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { thread {
  messages(first: 100) { nodes { thread { messages(first: 100) { nodes { id } } } } } } } } }"""


async def test_a_mutation_that_asks_for_too_much_is_refused_before_it_acts(table: Table) -> None:
    ana, before = await table.by("ana"), await table.rows()
    given = {"clientMutationId": str(uuid4()), "threadId": await table.thread_id(), "body": "Said once?"}

    answer = await ana.ask(TOO_MUCH, input=given)

    assert answer.codes == ["TOO_COSTLY"]
    assert await table.rows() == before


async def test_a_filter_by_a_date_in_antiquity_leaves_nothing_out(table: Table) -> None:
    dalia = await table.by("dalia")
    document = "query ($after: DateTime) { assignedTasks(dueAfter: $after) { nodes { title } } }"

    answer = await dalia.ask(document, after="0999-01-01T00:00:00Z")

    assert answer.data["assignedTasks"]["nodes"] == [{"title": "Accompany her to the court hearing"}]
