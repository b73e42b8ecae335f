"""Posting a message."""

from tests.support.table import Table


async def test_a_message_is_posted_and_another_agency_reads_it(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    thread = await table.thread_id()

    payload = await ana.act("PostMessage", threadId=thread, body="The order was **extended**.")

    assert payload["problems"] == []
    read = await bogdan.ask("query ($id: ID!) { thread(id: $id) { messages(first: 1) { nodes { bodyHtml } } } }", id=thread)
    assert read.data["thread"]["messages"]["nodes"] == [{"bodyHtml": "<p>The order was <strong>extended</strong>.</p>\n"}]
