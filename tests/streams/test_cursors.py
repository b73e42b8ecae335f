"""Where a stream may go on from: its own places only, and only such as there are."""

from uuid import UUID

from roundtable.core import ids, streams
from roundtable.core.seal import Seal
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import posted
from tests.streams.wire import Wire, case_cursor, own_cursor
from tests.support.table import Client

CASE = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename cursor } }"
MINE = "subscription ($after: String) { myEvents(after: $after) { __typename cursor } }"


async def _end_of_page(client: Client, case: str) -> str:
    page = (await client.ask("CaseThreads", caseId=case, first=1)).data["threads"]["pageInfo"]
    cursor: str = page["endCursor"]
    return cursor


async def test_a_cursor_that_no_stream_here_gave_is_refused(wire: Wire) -> None:
    table = wire.table
    ana, good = await table.by("ana"), await case_cursor(await table.by("ana"), table)
    of_another_server = streams.cursor({story.CASE: 1}, Seal("another secret"))
    bent = good[:10] + ("A" if good[10] != "A" else "B") + good[11:]

    for wrong in (
        "",
        "forged",
        "\x00",
        "é" * 40,
        "=" * 40,
        "A" * 5_000,
        good[:-4],
        good + "AAAA",
        bent,
        of_another_server,
        await _end_of_page(ana, table.case_id),
    ):
        assert await wire.refusal(ana, CASE, id=table.case_id, after=wrong) == ["INVALID_CURSOR"], wrong


async def test_a_cursor_of_other_streams_asks_for_the_state_again(wire: Wire) -> None:
    table = wire.table
    ana, quiet = await table.by("ana"), ids.encode("case", story.QUIET_CASE)

    for other in (
        (await ana.ask("CasePage", caseId=quiet)).data["case"]["eventsCursor"],
        streams.cursor({story.CASE: 1, AGENCIES["police"].id: 1}, table.services.seal),
        streams.cursor({}, table.services.seal),
        await own_cursor(ana),
    ):
        assert await wire.refusal(ana, CASE, id=table.case_id, after=other) == ["RESYNC_REQUIRED"]
        # Of what is not there for one, a cursor tells no more.
        assert await wire.refusal(await table.by("horia"), CASE, id=table.case_id, after=other) == ["NOT_FOUND"]


async def test_a_cursor_of_another_s_streams_or_of_a_case_asks_for_one_s_own_state(wire: Wire) -> None:
    table = wire.table
    ana, volunteer = await table.by("ana"), await table.by("corina", post=1)

    for other in (
        await own_cursor(await table.by("dalia")),
        await own_cursor(await table.by_script()),
        await case_cursor(ana, table),
        # As where a post of an agency came or went.
        streams.cursor({PEOPLE["ana"].id: 0}, table.services.seal),
    ):
        assert await wire.refusal(ana, MINE, after=other) == ["RESYNC_REQUIRED"]
    assert await wire.refusal(ana, MINE, after="forged") == ["INVALID_CURSOR"]
    of_first_post = await own_cursor(await table.by("corina"))
    assert await wire.refusal(volunteer, MINE, after=of_first_post) == ["RESYNC_REQUIRED"]


async def test_a_cursor_from_beyond_the_end_asks_for_the_state_again(wire: Wire) -> None:
    table = wire.table
    ana, seal = await table.by("ana"), table.services.seal
    head = streams.positions(await case_cursor(ana, table), [story.CASE], seal)[story.CASE]
    mine = [AGENCIES["police"].id, PEOPLE["ana"].id]
    heads = streams.positions(await own_cursor(ana), mine, seal)

    for ahead in (1, 1_000_000, 2**62):
        beyond = streams.cursor({story.CASE: head + ahead}, seal)
        assert await wire.refusal(ana, CASE, id=table.case_id, after=beyond) == ["RESYNC_REQUIRED"]
        for stream in mine:
            beyond = streams.cursor({**heads, stream: heads[stream] + ahead}, seal)
            assert await wire.refusal(ana, MINE, after=beyond) == ["RESYNC_REQUIRED"]


async def test_a_cursor_of_the_end_itself_waits_for_what_comes(wire: Wire) -> None:
    table = wire.table
    ana, corina = await table.by("ana"), await table.by("corina")
    async with wire.listening(ana, CASE, id=table.case_id, after=await case_cursor(ana, table)) as stream:
        assert await stream.is_silent()
        await posted(corina, await table.thread_id())
        assert (await stream.event())["__typename"] == "MessagePosted"


async def test_from_the_beginning_everything_one_may_hear_comes_in_more_than_one_look(wire: Wire) -> None:
    table = wire.table
    corina, ana, thread = await table.by("corina"), await table.by("ana"), await table.thread_id()
    for number in range(60):
        await posted(corina, thread, f"number {number}")
    start = streams.cursor({story.CASE: 0}, table.services.seal)
    head = streams.positions(await case_cursor(ana, table), [story.CASE], table.services.seal)[story.CASE]

    async with wire.listening(ana, CASE, id=table.case_id, after=start) as stream:
        events = await stream.events(head)
        assert await stream.is_silent()

    # Ana sees all of this case, so each place of its stream is one event.
    places = [_place(event["cursor"], story.CASE, table.services.seal) for event in events]
    assert places == list(range(1, head + 1))


def _place(cursor: str, stream: UUID, seal: Seal) -> int:
    return streams.positions(cursor, [stream], seal)[stream]
