"""Everyone of the cast looks at a world through the real endpoint, by every way that there is to find something."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from roundtable.core import ids
from tests.access.oracle import Oracle, Seen
from tests.access.oracle_records import Beside, Chain
from tests.access.world import POSTS, SCRIPT, VOLUNTEER, World
from tests.support.table import Client, Table

THREADS, TASKS, NODES = 4, 4, 3
# What all looks of this run came to, for who runs many.
TALLY = Counter[str]()
# Tokens and sessions end; who looks for hours comes again.
_SIGNED_IN_FOR = 100
# What is loaded by its id in every look.
_ANYWAY = ("case_", "thread_", "task_")
_THREAD = "id unreadCount audience { seenBy { id } disclosures { id } } messages(first: 20) { nodes { id } }"


def _loads(letter: str, field: str, count: int) -> tuple[str, str]:
    """Variables, and single loads by them."""
    names = [f"{letter}{number}" for number in range(count)]
    fields = [f"{name}: {field}(id: ${name}) {{ id }}" for name in names]
    return ", ".join(f"${name}: ID!" for name in names), " ".join(fields)


_INCIDENT = "id supersededBy { id } supersedes { id } sameEvent { id } likelySame { id }"
_ASSESSMENT = "id previous { id } supersededBy { id } trend reassessmentOverdue"
_T, _K, _N = _loads("t", "thread", THREADS), _loads("k", "task", TASKS), _loads("n", "node", NODES)
# Two texts for all worlds: the long one is planned once; `node` is planned by the kind of each id.
LOOK = f"""
query Look($case: ID!, {_T[0]}, {_K[0]}) {{
  case(id: $case) {{ id safeContact agencies {{ id }} members {{ id }} participants {{ id }} }}
  cases(first: 100) {{ nodes {{ id }} }}
  threads(caseId: $case, first: 10) {{ nodes {{ {_THREAD} }} }}
  page: threads(caseId: $case, first: 1) {{ pageInfo {{ hasNextPage }} }}
  agendaItems(caseId: $case, first: 10) {{ nodes {{ id }} }}
  tasks(caseId: $case, first: 10) {{ nodes {{ id thread {{ {_THREAD} }} }} }}
  assignedTasks(first: 100) {{ nodes {{ id }} }}
  riskAssessments(caseId: $case, first: 10) {{ nodes {{ {_ASSESSMENT} }} }}
  appliedRiskLevels(caseId: $case, first: 10) {{ nodes {{ id assessment {{ id }} }} }}
  incidents(caseId: $case, first: 10) {{ nodes {{ {_INCIDENT} }} }}
  repeats(caseId: $case, first: 10) {{ nodes {{ id agendaItem {{ id }} }} }}
  safetyPlans(caseId: $case, first: 5) {{ nodes {{ id versions {{ id sections {{ id }} }} }} }}
  {_T[1]} {_K[1]}
}}
"""
# Each root field is an operation of its own, as far as the rule goes.
_ROOTS = LOOK.count("\n  ") + THREADS + TASKS - 1
LOAD = f"query Load({_N[0]}) {{ {_N[1]} }}"


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

    async def look(self, world: World, asked: Sequence[str]) -> dict[str, Seen | None]:
        """What each is answered about a world that stands, with single loads of `asked` too."""
        found = await asyncio.gather(*(_look(client, world, asked) for client in self.clients.values()))
        return dict(zip(self.clients, found, strict=True))

    async def compare(self, world: World, asked: Sequence[str]) -> dict[str, Seen | None]:
        """Let the world stand for a moment; every answer to everyone must be the oracle's."""
        async with self.standing(world):
            return await self.check(world, asked)

    @contextlib.asynccontextmanager
    async def standing(self, *worlds: World) -> AsyncIterator[None]:
        """Let worlds stand beside each other while the block runs."""
        TALLY["worlds"] += 1
        if TALLY["worlds"] % _SIGNED_IN_FOR == 0:
            await self.sign_in()
        try:
            for world in worlds:
                await world.put(self.table)
            yield
        finally:
            for world in worlds:
                await world.take_away(self.table)

    async def check(self, world: World, asked: Sequence[str]) -> dict[str, Seen | None]:
        """Every answer to everyone about a world that stands, which must be the oracle's."""
        answers = await self.look(world, asked)
        oracle, loads = Oracle(world), {public for public in world.public_ids() if public.startswith(_ANYWAY)}
        assert answers == {key: oracle.answer(post, loads | {*asked}) for key, post in POSTS.items()}
        return answers

    async def who_sees(self, world: World, item: Any) -> set[str]:
        """Who sees an item of this world, by every way of finding it."""
        (sees,) = await self.who_see(world, item)
        return sees

    async def who_see(self, world: World, *items: Any) -> list[set[str]]:
        """Who sees each of some items of this world."""
        keys = {public.partition("_")[2]: public for public in world.public_ids()}
        wanted = [keys[item.id.hex] for item in items]
        answers = await self.compare(world, [public for public in wanted if not public.startswith(_ANYWAY)])
        return [{key for key, seen in answers.items() if seen and public in seen.loaded} for public in wanted]


async def _look(client: Client, world: World, asked: Sequence[str]) -> Seen | None:
    variables = {"case": ids.encode("case", world.case.id)}
    variables |= _given("t", _of(world, "thread"), THREADS) | _given("k", _of(world, "task"), TASKS)
    answer = await client.ask(LOOK, **variables)
    TALLY["operations"] += _ROOTS + len(asked)
    if answer.status == 401:
        assert answer.codes == ["UNAUTHENTICATED"]
        return None
    loaded = (await client.ask(LOAD, **_given("n", asked, NODES))).data if asked else {}
    return _seen(answer.data, loaded, set(world.public_ids()))


def _of(world: World, kind: str) -> list[str]:
    return [public for public in world.public_ids() if public.startswith(f"{kind}_")]


def _given(letter: str, asked: Sequence[str], count: int) -> dict[str, str]:
    assert len(asked) <= count
    kind = {"t": "thread", "k": "task", "n": "message"}[letter]
    filled = [*asked, *[ids.encode(kind, uuid4())] * (count - len(asked))]
    return {f"{letter}{number}": public for number, public in enumerate(filled)}


def _seen(data: dict[str, Any], nodes: dict[str, Any], known: set[str]) -> Seen:
    """The answers as sets of what belongs to the world; the demo's own cases stand beside it."""
    listed = data["threads"]["nodes"]
    threads = [*listed, *(task["thread"] for task in data["tasks"]["nodes"])]
    case = data["case"]
    singles = [case, *(found for name, found in data.items() if name[1:].isdigit()), *nodes.values()]
    return Seen(
        cases=_ids(data["cases"]["nodes"]) & known,
        contact=case["safeContact"] if case else None,
        table=_ids(case["agencies"] + case["members"] + case["participants"]) if case else set(),
        threads=_ids(listed),
        messages={message["id"] for thread in threads for message in thread["messages"]["nodes"]},
        tasks=_ids(data["tasks"]["nodes"]),
        agenda=_ids(data["agendaItems"]["nodes"]),
        assessments={one["id"]: _beside(one) for one in data["riskAssessments"]["nodes"]},
        told={one["id"]: _id(one["assessment"]) for one in data["appliedRiskLevels"]["nodes"]},
        repeats={one["id"]: _id(one["agendaItem"]) for one in data["repeats"]["nodes"]},
        incidents={one["id"]: _chain(one) for one in data["incidents"]["nodes"]},
        plans={found["id"] for plan in data["safetyPlans"]["nodes"] for found in _of_plan(plan)},
        more=data["page"]["pageInfo"]["hasNextPage"],
        assigned=_ids(data["assignedTasks"]["nodes"]) & known,
        unread={thread["id"]: thread["unreadCount"] for thread in threads},
        seen_by={thread["id"]: _ids(thread["audience"]["seenBy"]) for thread in threads},
        namings={thread["id"]: _ids(thread["audience"]["disclosures"]) for thread in threads},
        loaded=_ids([found for found in singles if found]),
    )


def _of_plan(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *plan["versions"], *(section for version in plan["versions"] for section in version["sections"])]


def _ids(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["id"] for node in nodes}


def _beside(one: dict[str, Any]) -> Beside:
    return _id(one["previous"]), _id(one["supersededBy"]), one["trend"], one["reassessmentOverdue"]


def _chain(one: dict[str, Any]) -> Chain:
    superseded, same, likely = (_ids(one[name]) for name in ("supersededBy", "sameEvent", "likelySame"))
    return _id(one["supersedes"]), superseded, same, likely


def _id(found: dict[str, Any] | None) -> str | None:
    return found["id"] if found else None
