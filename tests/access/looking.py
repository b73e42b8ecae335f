"""Everyone of the cast looks at a world through the real endpoint, by every way that there is to find something."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from roundtable.core import ids
from tests.access.oracle import Oracle, Seen
from tests.access.world import POSTS, SCRIPT, VOLUNTEER, World
from tests.support.table import Client, Table

LOADS = 40
_THREAD = "id unreadCount audience { seenBy { id } } messages(first: 20) { nodes { id } }"
# One text for all worlds, so that it is planned once.
LOOK = f"""
query Look($case: ID!, {", ".join(f"$n{number}: ID!" for number in range(LOADS))}) {{
  case(id: $case) {{ id agencies {{ id }} members {{ id }} }}
  cases(first: 100) {{ nodes {{ id }} }}
  threads(caseId: $case, first: 10) {{ nodes {{ {_THREAD} }} }}
  tasks(caseId: $case, first: 10) {{ nodes {{ id thread {{ {_THREAD} }} }} }}
  assignedTasks(first: 100) {{ nodes {{ id }} }}
  {" ".join(f"n{number}: node(id: $n{number}) {{ id }}" for number in range(LOADS))}
}}
"""


@dataclass
class Onlookers:
    """A server, and everyone signed in there, each by each of their posts."""

    table: Table
    clients: dict[str, Client] = field(default_factory=dict)

    async def sign_in(self) -> None:
        for key in POSTS:
            if key == SCRIPT:
                self.clients[key] = await self.table.by_script()
            elif key == VOLUNTEER:
                self.clients[key] = await self.table.by("corina", post=1)
            else:
                self.clients[key] = await self.table.by(key)

    async def look(self, world: World) -> dict[str, Seen | None]:
        """What each is answered about a world that stands."""
        found = await asyncio.gather(*(self._look(client, world) for client in self.clients.values()))
        return dict(zip(self.clients, found, strict=True))

    async def who_sees(self, world: World, item: Any) -> set[str]:
        """Who sees an item of this world; fails unless every way of finding agrees, and with the oracle."""
        await world.put(self.table)
        try:
            answers = await self.look(world)
        finally:
            await world.take_away(self.table)
        oracle = Oracle(world)
        assert answers == {key: oracle.answer(post) for key, post in POSTS.items()}
        (public,) = [text for text in world.public_ids() if text.endswith(item.id.hex)]
        return {key for key, seen in answers.items() if seen and public in seen.loaded}

    async def _look(self, client: Client, world: World) -> Seen | None:
        asked, known = world.public_ids(), set(world.public_ids())
        assert len(asked) <= LOADS
        asked += [ids.encode("thread", uuid4())] * (LOADS - len(asked))
        variables = {f"n{number}": text for number, text in enumerate(asked)}
        answer = await client.ask(LOOK, case=ids.encode("case", world.case.id), **variables)
        if answer.status == 401:
            assert answer.codes == ["UNAUTHENTICATED"]
            return None
        return _seen(answer.data, known)


def _seen(data: dict[str, Any], known: set[str]) -> Seen:
    """The answer as sets of what belongs to the world; the demo's own cases stand beside it."""
    listed = data["threads"]["nodes"]
    threads = [*listed, *(task["thread"] for task in data["tasks"]["nodes"])]
    case = data["case"]
    seen = Seen(
        cases=_ids(data["cases"]["nodes"]) & known,
        threads=_ids(listed),
        messages={message["id"] for thread in threads for message in thread["messages"]["nodes"]},
        tasks=_ids(data["tasks"]["nodes"]),
        assigned=_ids(data["assignedTasks"]["nodes"]) & known,
        unread={thread["id"]: thread["unreadCount"] for thread in threads},
        seen_by={thread["id"]: _ids(thread["audience"]["seenBy"]) for thread in threads},
        loaded={data[f"n{number}"]["id"] for number in range(LOADS) if data[f"n{number}"]},
    )
    assert seen.cases == (_ids([case]) if case else set())
    if case:
        assert _ids(case["agencies"]) | _ids(case["members"]) <= seen.loaded
    return seen


def _ids(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["id"] for node in nodes}
