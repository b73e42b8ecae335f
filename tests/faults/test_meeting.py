"""A meeting of many goes on while the workers under it are killed: what was done is done, all who follow it come to the
same state, and nobody waits for longer than five seconds.

`KILLS` says how often; `make test-faults` kills a hundred times.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import cookie_of
from tests.faults.line import Line
from tests.faults.subscriber import AGAIN, Subscriber, answered, headers
from tests.faults.test_workers import until, workers_of
from tests.messaging.room import BASIS
from tests.support.cases import cases
from tests.support.server_process import ServerProcess, server_process
from tests.support.servers import DatabaseUrls

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "3"))
# Seconds within which the meeting goes on after each, five where the machine has nothing else to do; and at most until
# the next once it does.
GOES_ON, NEXT = float(os.environ.get("GOES_ON", "20")), 1.5
CONFERENCE = ids.encode("conference", story.CONFERENCE)
PEOPLE, FOLLOWERS, WORKERS = ("corina", "ana", "bogdan", "dalia"), 8, 2
HANDS = ("ana", "bogdan", "dalia")
_ITEM = "id status currentSince extendedBy note"
_THERE = "id isThere handRaisedAt wordGivenAt"
FOLLOWED = f"""
subscription ($id: ID!, $after: String!) {{
  conferenceEvents(conferenceId: $id, after: $after) {{
    __typename cursor prev
    ... on AgendaItemBegun {{ agendaItem {{ {_ITEM} }} }}
    ... on AgendaItemChanged {{ agendaItem {{ {_ITEM} }} }}
    ... on AgendaItemLeft {{ agendaItem {{ {_ITEM} }} }}
    ... on AttendanceChanged {{ attendance {{ {_THERE} }} }}
  }}
}}
"""
STATE = f"""
query ($id: ID!) {{
  conference(id: $id) {{ eventsCursor attendance {{ {_THERE} membership {{ practitioner {{ fullName }} }} }} }}
  agenda(conferenceId: $id, first: 50) {{ nodes {{ {_ITEM} }} }}
}}
"""
State = dict[str, Any]


@dataclass
class Follower(Subscriber):
    """A page of the meeting: what it showed at first, and what became of that by events alone."""

    state: State = field(default_factory=dict)
    # What happened to items, and whose attendance changed.
    items: list[tuple[str, str]] = field(default_factory=list)
    hands: list[str] = field(default_factory=list)

    def hear(self, event: Any) -> None:
        for what in ("agendaItem", "attendance"):
            if thing := event.get(what):
                self.state[thing["id"]] = thing
        if "attendance" in event:
            self.hands.append(event["attendance"]["id"])
        if "agendaItem" in event:
            self.items.append((event["__typename"], event["agendaItem"]["id"]))


@dataclass
class Hand:
    """Somebody who acts, and sends again what nobody answered."""

    line: Line

    async def act(self, name: str, **given: Any) -> Any:
        sent = {"clientMutationId": str(uuid4()), **given}
        while (payload := await answered(self.line, name, sent)) is None:  # noqa: ASYNC110 - a server's answer
            await asyncio.sleep(AGAIN)
        return payload


@dataclass
class Meeting:
    """The demo's conference, whose chair hears its cases again and again, while the others ask for the word."""

    server: ServerProcess
    cookies: dict[str, str]
    hands: dict[str, Hand] = field(default_factory=dict)
    goes_on: bool = True
    # Seconds that the chair waits after each.
    pause: float = 0.0
    # What was acknowledged to the chair, in order.
    done: list[tuple[str, str]] = field(default_factory=list)
    acted_at: list[float] = field(default_factory=list)
    killed_at: list[float] = field(default_factory=list)

    def hand(self, who: str) -> Hand:
        if who not in self.hands:
            self.hands[who] = Hand(Line(self.server.address, headers(self.cookies[who], self.server.address)))
        return self.hands[who]

    def state(self, who: str) -> tuple[str, dict[str, State], dict[str, str]]:
        """The cursor, all that is followed by its id, and how each attends."""
        asked = {"query": STATE, "variables": {"id": CONFERENCE}}
        given = headers(self.cookies[who], self.server.address)
        shown = httpx2.post(f"{self.server.address}/graphql", json=asked, headers=given).json()["data"]
        there = {each["membership"]["practitioner"]["fullName"].lower(): each["id"] for each in _there(shown)}
        things = [{k: v for k, v in each.items() if k != "membership"} for each in [*_there(shown), *_items(shown)]]
        return shown["conference"]["eventsCursor"], {thing["id"]: thing for thing in things}, there

    async def hear(self, items: list[str]) -> None:
        """Each is begun, takes longer, and is left for the next; all of them once, and until nobody dies any more."""
        place, before = 0, ""
        while self.goes_on or place < len(items):
            item = items[place % len(items)]
            left = [("AgendaItemLeft", before)] if before else []
            await self._done("BeginAgendaItem", item, [*left, ("AgendaItemBegun", item)])
            more = {"minutes": 1, "reason": f"More, {place}."}
            await self._done("ExtendAgendaItem", item, [("AgendaItemChanged", item)], **more)
            place, before = place + 1, item
            await asyncio.sleep(self.pause)
        await self._done("ConcludeAgendaItem", before, [("AgendaItemLeft", before)], note="A plan was made.")

    async def _done(self, act: str, item: str, told: list[tuple[str, str]], **given: Any) -> None:
        await self.hand("corina").act(act, agendaItemId=item, **given)
        self.done += told
        self.acted_at.append(time.monotonic())

    async def ask(self, who: str) -> None:
        """For the word, and not any more."""
        hand = self.hand(who)
        while self.goes_on:
            await hand.act("RaiseHand", conferenceId=CONFERENCE)
            await asyncio.sleep(random.uniform(0, 0.5))
            await hand.act("LowerHand", conferenceId=CONFERENCE)
        await hand.act("RaiseHand", conferenceId=CONFERENCE)

    async def die(self, kill: Callable[[], None]) -> None:
        for _ in range(KILLS):
            await asyncio.sleep(random.uniform(0, NEXT))
            kill()
            self.killed_at.append(time.monotonic())
            before = len(self.acted_at)
            # One act may have been done already, and its answer under way.
            while len(self.acted_at) < before + 2:  # noqa: ASYNC110 - the chair says it
                await asyncio.sleep(0.01)
        self.goes_on = False

    @property
    def longest_stop(self) -> float:
        """Seconds from a kill to the next that was done."""
        acted = {killed: [at for at in self.acted_at if at > killed] for killed in self.killed_at}
        return max(min(after[:2][-1:]) - killed for killed, after in acted.items())


async def test_all_who_follow_it_come_to_what_was_done(demo_urls: DatabaseUrls, tmp_path: Path, redis_url: str) -> None:
    more = [ids.encode("case", key) for key in await cases(demo_urls.superuser, 3)]
    many = ("--workers", str(WORKERS))
    with server_process(tmp_path, demo_urls.app, *many, ROUNDTABLE_BELL_URL=redis_url) as server:
        until(lambda: len(workers_of(server)) == WORKERS)
        meeting = Meeting(server, {who: signed_in(server, who) for who in PEOPLE})
        items = await gathered(meeting, more)
        followers = [follower(meeting, number) for number in range(FOLLOWERS)]
        listening = [asyncio.create_task(each.listen(server.address)) for each in followers]
        await asyncio.gather(
            meeting.hear(items),
            *(meeting.ask(who) for who in HANDS),
            meeting.die(lambda: _kill_one(server)),
        )
        after = {who: meeting.state(who)[1] for who in PEOPLE}
        last = time.monotonic()
        while any(each.state != after[PEOPLE[n % len(PEOPLE)]] for n, each in enumerate(followers)):
            assert time.monotonic() < last + GOES_ON
            await asyncio.sleep(0.05)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for hand in meeting.hands.values():
            hand.line.close()

    print(f"{len(meeting.done)} done, {sum(each.came for each in followers)} streams, {meeting.longest_stop:.1f} s")
    assert [each.items for each in followers] == [meeting.done] * FOLLOWERS
    assert [each.wrong for each in followers] == [[]] * FOLLOWERS
    assert meeting.longest_stop < GOES_ON


def _kill_one(server: ServerProcess) -> None:
    os.kill(random.choice(sorted(workers_of(server))), signal.SIGKILL)


def signed_in(server: ServerProcess, who: str) -> str:
    with server.page_of(who) as page:
        return cookie_of(page)


async def gathered(meeting: Meeting, more: list[str]) -> list[str]:
    """All are in the room, and these cases are on the agenda, too: all its items, in order."""
    corina, (_, _, there) = meeting.hand("corina"), meeting.state("corina")
    for case in more:
        given = {"criterion": "ESCALATION", "reason": "Worse each week.", "grounds": BASIS}
        made = await corina.act("ReferCase", conferenceId=CONFERENCE, caseId=case, **given)
        await corina.act("AcceptAgendaItem", agendaItemId=made["agendaItem"]["id"])
    for who in PEOPLE:
        await meeting.hand(who).act("RecordArrival", attendanceId=there[who], confidential=True)
    return [key for key in meeting.state("corina")[1] if key.startswith("agendaitem_")]


def follower(meeting: Meeting, number: int) -> Follower:
    who = PEOPLE[number % len(PEOPLE)]
    cursor, state, _ = meeting.state(who)
    by_socket = bool(number // len(PEOPLE) % 2)
    server, cookie = meeting.server.address, meeting.cookies[who]
    return Follower(cookie, CONFERENCE, cursor, by_socket, server, FOLLOWED, state=state)


def _there(shown: Any) -> list[Any]:
    found: list[Any] = shown["conference"]["attendance"]
    return found


def _items(shown: Any) -> list[Any]:
    found: list[Any] = shown["agenda"]["nodes"]
    return found
