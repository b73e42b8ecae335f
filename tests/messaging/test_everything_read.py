"""Whatever happened before: who opens all that is listed, as the page does, has nothing unread.

And on the way there every badge counts exactly the others' messages after the line that the page draws.
"""

import os
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from roundtable.demo.cast import AGENCIES
from tests.messaging.room import BASIS, agencies, everyone, persons
from tests.seats.chairs import WHAT_FOR
from tests.support.databases import Restored
from tests.support.table import Client, Table, open_table

pytestmark = pytest.mark.slow

Payload = dict[str, Any]
AT_THE_TABLE = ("ana", "bogdan", "corina", "dalia")
CAST = ("ana", "bogdan", "corina", "dalia", "emil", "felicia", "gelu", "horia")
# By measurement: what a run has half a minute for.
EXAMPLES = int(os.environ.get("WORLDS", "5"))
# The page's own sizes would need hundreds of messages; small ones turn its pages just as well.
FIRST = 3


class Room:
    """The demo's case with all of the cast at their pages, doing this and that."""

    def __init__(self, table: Table, clients: dict[str, Client], random: Random) -> None:
        self.table, self.clients, self.random = table, clients, random

    async def step(self) -> None:
        acts: list[Callable[[Client], Coroutine[Any, Any, str]]] = [
            *[self.open_one] * 2,
            *[self.say] * 5,
            *[self.mark] * 3,
            *[self.change_who_sees] * 3,
            *[self.join] * 2,
        ]
        who = self.clients[self.random.choice([*AT_THE_TABLE * 4, *CAST])]
        event(await self.random.choice(acts)(who))

    def some_audience(self) -> Payload:
        others = self.random.sample(sorted(AGENCIES), 2)
        return self.random.choice(
            [everyone(), agencies(self.table, *others), persons(self.table, *self.random.sample(CAST, 2))]
        )

    async def open_one(self, who: Client) -> str:
        given = {"caseId": self.table.case_id, "subject": "A question", "audience": self.some_audience()}
        return await _did(who, "OpenThread", **given)

    async def say(self, who: Client) -> str:
        thread = await self._some_thread(who)
        if thread is None:
            return "has nothing to say it in"
        messages = thread["messages"]["nodes"]
        more: Payload = {}
        if messages and self.random.random() < 0.5:
            more["inReplyTo"] = self.random.choice(messages)["id"]
        if self.random.random() < 0.4:
            more["audience"] = self.some_audience()
        return await _did(who, "PostMessage", threadId=thread["id"], body="Said", **more)

    async def mark(self, who: Client) -> str:
        thread = await self._some_thread(who)
        if thread is None or not thread["messages"]["nodes"]:
            return "has nothing to read"
        message = self.random.choice(thread["messages"]["nodes"])
        return await _did(who, self.random.choice(["MarkRead", "MarkUnread"]), messageId=message["id"])

    async def change_who_sees(self, who: Client) -> str:
        thread = await self._some_thread(who)
        if thread is None:
            return "shares nothing"
        me = self.table.membership_id(who.key)
        said = [one for one in thread["messages"]["nodes"] if one["author"]["id"] == me and one["audience"]]
        audience = self.random.choice([thread, *said])["audience"]
        named = [self.table.agency_id(self.random.choice(["police", "forensic", "social", "ngo"]))]
        if self.random.random() < 0.5:
            return await _did(who, "NarrowAudience", audienceId=audience["id"], agencyIds=named, reason="For fewer")
        return await _did(who, "WidenAudience", audienceId=audience["id"], agencyIds=named, grounds=BASIS)

    async def join(self, _: Client) -> str:
        """An agency is asked to the table, or comes."""
        for guest in ("emil", "felicia"):
            for invitation in (await self.clients[guest].ask("Invitations")).data["invitations"]["nodes"]:
                return await _did(self.clients[guest], "AcceptInvitation", invitationId=invitation["id"])
        agency = self.random.choice(["hospital", "programme"])
        given = {"caseId": self.table.case_id, "agencyId": self.table.agency_id(agency), "invitation": WHAT_FOR}
        return await _did(self.clients["corina"], "InviteAgency", **given)

    async def _some_thread(self, who: Client) -> Payload | None:
        listed = await self.listed(who)
        if not listed:
            return None
        given = {"threadId": self.random.choice(listed)["id"], "first": 20}
        found: Payload | None = (await who.ask("ThreadPage", **given)).data["thread"]
        return found

    async def listed(self, who: Client) -> list[Payload]:
        """The conversations of the case, page after page, with their badges."""
        found: list[Payload] = []
        after = None
        while True:
            given = {"caseId": self.table.case_id, "first": FIRST, "after": after}
            threads = (await who.ask("CaseThreads", **given)).data["threads"]
            found += threads["nodes"]
            after = threads["pageInfo"]["endCursor"]
            if not threads["pageInfo"]["hasNextPage"]:
                return found

    async def open_as_the_page_does(self, who: Client, listed: Payload) -> None:
        """Read back to where the unread begins, then see it all."""
        thread = (await who.ask("ThreadPage", threadId=listed["id"], first=FIRST)).data["thread"]
        messages, info = thread["messages"]["nodes"], thread["messages"]["pageInfo"]
        while _unread(messages, thread, who, self.table) < thread["unreadCount"]:
            assert info["hasNextPage"], "the badge counts what cannot be opened"
            given = {"threadId": listed["id"], "first": FIRST, "after": info["endCursor"]}
            older = (await who.ask("ThreadMessages", **given)).data["thread"]["messages"]
            messages, info = [*messages, *older["nodes"]], older["pageInfo"]
        assert listed["unreadCount"] == thread["unreadCount"] == _unread(messages, thread, who, self.table)
        if messages:
            payload = await who.act("MarkRead", messageId=messages[0]["id"])
            assert (payload["problems"], payload["thread"]["unreadCount"]) == ([], 0)


def _unread(messages: list[Payload], thread: Payload, who: Client, table: Table) -> int:
    """The others' messages after the last one read, of those that the page has."""
    last = thread["lastRead"]
    after = (last["createdAt"], last["id"]) if last else ("", "")
    own = table.membership_id(who.key)
    return sum((one["createdAt"], one["id"]) > after and one["author"]["id"] != own for one in messages)


async def _did(who: Client, act: str, **given: Any) -> str:
    """What became of an act; that one may not do it is as good as any other answer."""
    payload = await who.act(act, **given)
    return f"{act} {'is refused' if payload['problems'] else 'is done'}"


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
async def test_opening_everything_listed_brings_every_badge_to_zero(
    database_restored: Restored, random: Random
) -> None:
    async with open_table(await database_restored()) as table:
        room = Room(table, {key: await table.by(key) for key in CAST}, random)
        for _ in range(30):
            await room.step()

        for who in room.clients.values():
            listed = await room.listed(who)
            event(f"{sum(thread['unreadCount'] > 0 for thread in listed)} badges")
            for thread in listed:
                await room.open_as_the_page_does(who, thread)
            assert [thread["unreadCount"] for thread in await room.listed(who)] == [0] * len(listed)
