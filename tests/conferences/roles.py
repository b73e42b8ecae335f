"""Who tries each act on what belongs to a conference, in each state that it can be in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.core.actor import Actor, Role
from roundtable.core.errors import Problem
from roundtable.core.flow import Step
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from tests.support.table import Table

Keys = dict[str, str]
Command = Callable[[Work, Keys], Awaitable[Any]]
Prepare = Callable[[AsyncSession, Keys, datetime], Awaitable[None]]
_SINCE = datetime(2026, 1, 5, 8, tzinfo=UTC)
# Further posts: whose, at which agency, for what.
FURTHER: dict[str, tuple[UUID, str, str, Role]] = {
    "administrator": (fixed(0xA21), "gelu", "hospital", Role.AGENCY_ADMIN),
    "analyst": (fixed(0xA22), "felicia", "social", Role.ANALYST),
    "colleague": (fixed(0xA23), "bogdan", "hospital", Role.PRACTITIONER),
}
# Who each of those that try is. The hospital comes, the police declined, and the county's police was not asked.
OF_THE_CAST = {"chair": "corina", "scribe": "dalia", "comes": "emil", "declined": "ana", "outsider": "horia"}
ROLES = (*OF_THE_CAST, "administrator", "analyst")


def posts() -> list[Membership]:
    return [
        Membership(id=key, agency_id=AGENCIES[agency].id, practitioner_id=PEOPLE[who].id, role=role, starts_at=_SINCE)
        for key, who, agency, role in FURTHER.values()
    ]


def actor_of(name: str) -> Actor:
    if name in OF_THE_CAST:
        return story.actor(OF_THE_CAST[name])
    key, who, agency, role = FURTHER[name]
    return Actor(membership_id=key, agency_id=AGENCIES[agency].id, role=role, practitioner_id=PEOPLE[who].id)


@dataclass(frozen=True)
class Act:
    """How an act of a machine is called, and who may; what has to be there first, and what else it answers."""

    step: str
    command: Command
    may: str
    # Nothing of it is there for these.
    unseen: str = "declined outsider administrator analyst"
    first: Prepare | None = None
    # Of whoever sees it, the state is asked before they are.
    state_first: bool = False
    # What it is refused with in another state.
    refused: str = "WRONG_STATUS"
    # What who sees it and may not is refused with.
    denied: str = "FORBIDDEN"

    def expected(self, machine: Mapping[str, Step[Any]], state: Any, role: str) -> str:
        """Nothing is said to who does not see it; who may not is refused in any state; who may, in the wrong one."""
        if role in self.unseen.split():
            return "NOT_FOUND"
        possible = state in machine[self.step].start
        if self.state_first and not possible:
            return self.refused
        if role not in self.may.split():
            return self.denied
        return "DONE" if possible else self.refused


class _Undone(Exception):
    """Nothing of a try stays."""


async def tried(table: Table, act: Act, keys: Keys, of: tuple[type[SQLModel], str, str], state: Any, role: str) -> str:
    """What comes of an act on a row in a state: DONE, or the code that it is refused with. Nothing of it stays."""
    model, kind, column = of
    code = "DONE"
    try:
        async with table.database.writing() as session:
            now = table.services.clock.now()
            row = await session.get_one(model, ids.decode(kind, keys[kind]))
            setattr(row, column, state)
            if act.first is not None:
                await act.first(session, keys, now)
            await session.flush()
            work = await Work.begin(session, actor_of(role), now)
            try:
                await act.command(work, keys)
                await work.flush()
            except Problem as problem:
                code = problem.code
            raise _Undone
    except _Undone:
        return code
