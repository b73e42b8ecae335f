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


async def test_what_an_operation_may_return_is_told_with_its_answer(table: Table) -> None:
    dalia, horia = await table.by("dalia"), await table.by("horia")
    document = "query ($first: Int!) { assignedTasks(first: $first) { nodes { id ownerAgency { id } } } }"

    # The page itself, and of each task the agency.
    for first, objects in ((1, 3), (50, 101), (100, 201)):
        answer = await dalia.ask(document, first=first)
        assert answer.body["extensions"] == {"cost": {"objects": objects, "limit": 5_000}}
        # Who sees nothing is told the same.
        nothing = await horia.ask(document, first=first)
        assert nothing.body["extensions"] == answer.body["extensions"]


async def test_a_mutation_tells_what_its_answer_may_have(table: Table) -> None:
    ana = await table.by("ana")
    document = (
        "mutation ($input: PostMessageInput!) { postMessage(input: $input) { problems { code } message { id } } }"
    )
    given = {"clientMutationId": str(uuid4()), "threadId": await table.thread_id(), "body": "Said."}

    assert (await ana.ask(document, input=given)).body["extensions"] == {"cost": {"objects": 1, "limit": 5_000}}


async def test_what_is_too_costly_is_told_as_an_error_alone(table: Table) -> None:
    ana = await table.by("ana")
    within = "messages(first: 100) { nodes { thread { messages(first: 100) { nodes { id } } } } }"
    answer = await ana.ask("query ($id: ID!) { thread(id: $id) { " + within + " } }", id=await table.thread_id())

    assert (answer.codes, answer.body.get("extensions")) == (["TOO_COSTLY"], None)
