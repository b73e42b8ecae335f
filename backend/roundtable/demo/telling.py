"""How the demo is told: acts of the cast, some time ago, through the commands that all acts go through."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from roundtable.core import facts, ids
from roundtable.core.actor import Actor
from roundtable.core.db import Database
from roundtable.core.sequels import follow, sequels_of
from roundtable.core.work import Work
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.tasks import commands as tasks
from roundtable.tasks.models import Priority


def actor(key: str, post: int = 0) -> Actor:
    """One of the cast, by one of their posts."""
    person = PEOPLE[key]
    chosen = person.posts[post]
    return Actor(chosen.id, AGENCIES[chosen.agency].id, chosen.role, person.id)


@dataclass(frozen=True)
class Telling:
    """Acts of the cast, so many hours ago."""

    database: Database
    now: datetime

    async def act(
        self, who: str, hours: float, command: Callable[..., Awaitable[dict[str, UUID]]], **given: Any
    ) -> str:
        """One act, as the one who acts, with what follows from it by a rule; answers the public id of what it made or
        changed, before all else it names.
        """
        async with self.database.writing() as session:
            work = await Work.begin(session, actor(who), self.now - timedelta(hours=hours))
            refs = await command(work, **given)
            if follows := sequels_of(work):
                await follow(work, follows)
            await facts.write(session, work.facts)
        name, key = next(iter(refs.items()))
        return ids.encode(name.lower(), key)

    async def ask(
        self,
        who: str,
        hours: float,
        thread: str,
        agency: str,
        title: str,
        due_in: float | None,
        priority: Priority = Priority.ROUTINE,
    ) -> str:
        """Ask an agency for a task, due in so many hours from now."""
        return await self.act(
            who,
            hours,
            tasks.assign_task,
            thread_id=thread,
            agency_id=ids.encode("agency", AGENCIES[agency].id),
            title=title,
            description=None,
            due_at=self.now + timedelta(hours=due_in) if due_in is not None else None,
            priority=priority,
        )
