"""A participant's line drops in a meeting that goes on, and comes back: they have what anybody has who reads it anew.

Nothing passes meanwhile, and nobody is told so. `LINE_DOWN` says for how many seconds; `make test-faults` has it down
for a whole minute.
"""

import asyncio
import contextlib
import os
import time
from pathlib import Path
from uuid import uuid4

import pytest

from roundtable.core import ids
from tests.faults.line import Line
from tests.faults.subscriber import AGAIN, answered, headers
from tests.faults.test_meeting import CONFERENCE, GOES_ON, PEOPLE, Meeting, follower, gathered, signed_in
from tests.support.cases import cases
from tests.support.proxy import proxy_to
from tests.support.server_process import server_process
from tests.support.servers import DatabaseUrls

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]

LINE_DOWN = float(os.environ.get("LINE_DOWN", "4"))
# Seconds: what is on its way when the line drops may take so long, and so long the chair waits between items.
UNDER_WAY, PAUSE = 1.0, 0.2
# Ana listens by an event stream and by a socket, and so does Dalia, whose line holds.
ANA, DALIA = (1, 5), (3, 7)


async def _raise_hand(meeting: Meeting, way: str) -> None:
    """Sent again, under the same id, until it is answered."""
    line = Line(way, headers(meeting.cookies["ana"], meeting.server.address))
    sent, payload = {"clientMutationId": str(uuid4()), "conferenceId": CONFERENCE}, None
    while payload is None:
        with contextlib.suppress(TimeoutError):
            payload = await answered(line, "RaiseHand", sent)
        await asyncio.sleep(AGAIN)
    line.close()


async def test_whose_line_dropped_has_all_of_it_once(demo_urls: DatabaseUrls, tmp_path: Path, redis_url: str) -> None:
    more = [ids.encode("case", key) for key in await cases(demo_urls.superuser, 3)]
    with (
        server_process(tmp_path, demo_urls.app, ROUNDTABLE_BELL_URL=redis_url) as server,
        proxy_to(server.port) as wire,
    ):
        meeting = Meeting(server, {who: signed_in(server, who) for who in PEOPLE}, pause=PAUSE)
        way, items = f"http://127.0.0.1:{wire.port}", await gathered(meeting, more)
        away, there = ([follower(meeting, number) for number in numbers] for numbers in (ANA, DALIA))
        ways = [(each, way) for each in away] + [(each, server.address) for each in there]
        listening = [asyncio.create_task(each.listen(address)) for each, address in ways]
        chair = asyncio.create_task(meeting.hear(items))
        while not all(each.items for each in (*away, *there)):  # noqa: ASYNC110 - the server says it
            await asyncio.sleep(0.05)

        wire.drop()
        back = time.monotonic() + LINE_DOWN
        hand = asyncio.create_task(_raise_hand(meeting, way))
        await asyncio.sleep(UNDER_WAY)
        heard, done = [len(each.items) for each in away], len(meeting.done)
        await asyncio.sleep(back - time.monotonic())
        # The others went on, and nothing came to her.
        assert [len(each.items) for each in away] == heard
        assert len(meeting.done) > done + LINE_DOWN / 2
        assert not hand.done()
        wire.restore()
        await hand
        meeting.goes_on = False
        await chair

        last = time.monotonic()
        while any(each.items != meeting.done for each in (*away, *there)):
            assert time.monotonic() < last + GOES_ON
            await asyncio.sleep(0.05)
        _, anew, own = meeting.state("ana")
        assert [each.state for each in away] == [anew] * len(away)
        assert anew[own["ana"]]["handRaisedAt"] is not None
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for each in meeting.hands.values():
            each.line.close()

    print(f"{len(meeting.done)} done, {done - max(heard)} under way, {sum(each.came for each in away)} streams of hers")
    assert [each.items for each in (*away, *there)] == [meeting.done] * 4
    assert [each.hands for each in (*away, *there)] == [[own["ana"]]] * 4
    assert [each.wrong for each in (*away, *there)] == [[]] * 4
    # Whose line held came once.
    assert [each.came for each in there] == [1, 1]
