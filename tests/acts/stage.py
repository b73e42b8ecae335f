"""Where every act of the schema is played: the cast and some colleagues, each at a page, and what is done first."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from tests.messaging.room import BASIS
from tests.support.table import Client

Payload = dict[str, Any]
Given = dict[str, Any]
One = TypeVar("One")
CASE = ids.encode("case", story.CASE)
REFERENCE = "CJ-7K4M-2QX8"
# Further posts, so that there are colleagues and administrators: whose, at which agency, for what.
MORE: dict[str, tuple[UUID, str, str, Role]] = {
    "gelu, of the police": (fixed(0xA01), "gelu", "police", Role.PRACTITIONER),
    "felicia, a doctor": (fixed(0xA02), "felicia", "forensic", Role.PRACTITIONER),
    "ilie, of the platform": (fixed(0xA03), "ilie", "programme", Role.PLATFORM_ADMIN),
    "jana, of the police": (fixed(0xA04), "jana", "police", Role.AGENCY_ADMIN),
}
_THREADS = "query ($id: ID!) { threads(caseId: $id, first: 50) { nodes { id closedAt } } }"


class NotNow(Exception):
    """What an act needs beforehand is refused, as things are."""


def more_posts() -> list[Membership]:
    """The rows of those further posts."""
    since = datetime(2026, 1, 5, 8, tzinfo=UTC)
    return [
        Membership(id=key, agency_id=AGENCIES[agency].id, practitioner_id=PEOPLE[who].id, role=role, starts_at=since)
        for key, who, agency, role in MORE.values()
    ]


@dataclass
class Stage:
    """Who plays, by requests alone: so it may stand before any server."""

    # A new page of one of the cast, acting by their first post.
    sign_in: Callable[[str], Awaitable[Client]]
    random: Random | None = None
    pages: dict[str, Client] = field(default_factory=dict)
    made: int = 0

    async def by(self, who: str) -> Client:
        """One of the cast, or one of `MORE`, at the page they keep."""
        if who not in self.pages:
            self.pages[who] = await self.page(who)
        return self.pages[who]

    async def page(self, who: str) -> Client:
        """A page of theirs that nobody else has."""
        client = await self.sign_in(MORE[who][1] if who in MORE else who)
        if who in MORE:
            chosen = await client.act("SwitchMembership", membershipId=post_of(who))
            assert chosen["problems"] == []
        return client

    def one_of(self, *choices: One) -> One:
        """Whichever chance says; the first where nothing is left to it."""
        return self.random.choice(choices) if self.random else choices[0]

    def new(self, what: str) -> str:
        """A text that was not there yet."""
        self.made += 1
        return f"{what} {self.made}"

    async def done(self, who: str, operation: str, thing: str | None = None, **given: Any) -> Payload:
        """What an act beforehand made or changed. Raises NotNow where it is refused, or not shown."""
        client = await self.by(who)
        try:
            payload = await client.act(operation, **given)
        except AssertionError as error:
            raise NotNow(operation) from error
        found = payload if thing is None else payload[thing]
        if found is None or (thing is None and payload["problems"]):
            raise NotNow(operation)
        told: Payload = found
        return told

    async def nodes(self, who: str, query: str, field_name: str, **variables: Any) -> list[Payload]:
        """What a list shows them: nothing, where they may not ask."""
        answer = await (await self.by(who)).ask(query, **variables)
        found: list[Payload] = ((answer.body.get("data") or {}).get(field_name) or {"nodes": []})["nodes"]
        return found

    async def thread(self, *who: str) -> str:
        """A conversation that all of them can write in."""
        seen = [await self.nodes(each, _THREADS, "threads", id=CASE) for each in who]
        shared = [{node["id"] for node in nodes if node["closedAt"] is None} for nodes in seen]
        both = sorted(set.intersection(*shared), key=[node["id"] for node in seen[0]].index)
        if not both:
            raise NotNow("threads")
        chosen: str = self.one_of(*both)
        return chosen

    async def opened(self, who: str, *agencies: str, **grounds: Any) -> Payload:
        """A new conversation between their agency and these."""
        chosen = [agency(key) for key in agencies]
        audience = {"sensitivity": "NAMED_AGENCIES", "agencyIds": chosen, **BASIS, **grounds}
        given = {"caseId": CASE, "subject": self.new("A question"), "audience": audience}
        made = await self.done(who, "OpenThread", "thread", **given)
        (shown,) = [(await (await self.by(who)).ask("ThreadPage", threadId=made["id"])).data["thread"]]
        if shown is None:
            raise NotNow("ThreadPage")
        found: Payload = shown
        return found

    async def posted(self, who: str, thread: str) -> str:
        """A new message's id."""
        made = await self.done(who, "PostMessage", "message", threadId=thread, body=self.new("Noted"))
        key: str = made["id"]
        return key

    async def assigned(self, to: str = "ngo") -> str:
        """A new task's id, asked for by Corina."""
        given = {"threadId": await self.thread("corina"), "agencyId": agency(to), "title": self.new("Call her")}
        key: str = (await self.done("corina", "AssignTask", "task", **given))["id"]
        return key

    async def invited(self, key: str) -> str:
        """The invitation of an agency that Corina asked to the table."""
        given = {"caseId": CASE, "agencyId": agency(key), "invitation": "We would like you at the table."}
        await self.done("corina", "InviteAgency", "caseAgency", **given)
        open_ones = await self.nodes(ANSWERS[key], "Invitations", "invitations")
        if not open_ones:
            raise NotNow("Invitations")
        found: str = open_ones[0]["id"]
        return found


# Who answers for an agency that is not at the table.
ANSWERS = {"hospital": "emil", "programme": "ilie", "elsewhere": "horia"}


def agency(key: str) -> str:
    return ids.encode("agency", AGENCIES[key].id)


def post_of(who: str) -> str:
    return ids.encode("membership", MORE[who][0] if who in MORE else PEOPLE[who].posts[0].id)


def practitioner(key: str) -> str:
    return ids.encode("practitioner", PEOPLE[key].id)


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


def first(nodes: Sequence[Payload]) -> Payload:
    """Raises NotNow where there is none."""
    if not nodes:
        raise NotNow("nothing is there")
    return nodes[0]
