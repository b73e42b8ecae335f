"""What a command works with: one transaction, one actor, one moment, and the facts it will leave."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from roundtable.core.actor import Actor
from roundtable.core.errors import NotFound
from roundtable.core.facts import Fact, FactName
from roundtable.core.guarding import GUARDED, RawAccess, guard_session
from roundtable.core.standing import REACHES, Reach, reaching, stand_as
from roundtable.core.tables import table_of

Row = TypeVar("Row", bound=SQLModel)
Guard = Callable[[Any], ColumnElement[bool]]


@dataclass
class Work:
    """One transaction of one actor. Everything it finds is found through a guard, or in one of the named ways below.

    Commands have no business with `session` itself: a lint rule holds them to it.
    """

    session: AsyncSession
    actor: Actor
    now: datetime
    facts: list[tuple[Fact, list[UUID]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        guard_session(self.session, self.binds)

    @classmethod
    async def begin(cls, session: AsyncSession, actor: Actor, now: datetime) -> "Work":
        """Begin to act in a transaction; from now on the database knows who does, and when."""
        await stand_as(session, actor.membership_id, now)
        return cls(session, actor, now)

    async def find(self, model: type[Row], key: UUID, guard: Guard, path: Sequence[str]) -> Row:
        """The row, if the actor may see it. Raises NotFound, whether it is hidden or not there."""
        rows = await self.all(model, table_of(model).c.id == key, guard)
        if not rows:
            raise NotFound(path)
        return rows[0]

    async def all(self, model: type[Row], condition: ColumnElement[bool], guard: Guard) -> list[Row]:
        """All the rows a condition finds among those the actor may see."""
        return await self._all(select(model).where(condition, guard(table_of(model))))

    async def case_of(self, model: type[Row], key: UUID, guard: Guard) -> UUID | None:
        """The case of a row that the actor may see."""
        table = table_of(model)
        found = await self._all(select(table.c.case_id).where(table.c.id == key, guard(table)))
        return found[0] if found else None

    async def hold(self, row: Row) -> None:
        """Read a row that was found again, and hold it till the end of the transaction."""
        await self.session.refresh(row, with_for_update=True)

    async def holds(self, condition: ColumnElement[bool]) -> bool:
        """Whether a condition of the rule holds, for the actor and the moment."""
        return bool(await self.value(select(condition)))

    async def value(self, statement: Select[Any]) -> Any:
        """The first value of a select over the rule's evidence, models, and tables outside the rule."""
        return await self.session.scalar(statement, self.binds)

    async def values(self, statement: Select[Any]) -> list[Any]:
        """The values of such a select."""
        return list(await self.session.scalars(statement, self.binds))

    @asynccontextmanager
    async def reaching(self, reach: Reach) -> AsyncIterator[None]:
        """For a step that is not the actor's alone: `reached` rows may be read and changed within the block."""
        async with reaching(self.session, reach):
            yield

    async def reached(self, model: type[Row], condition: ColumnElement[bool]) -> list[Row]:
        """All the rows a condition finds, seen by the actor or not: within a reach that holds their table."""
        self._check_reach(table_of(model).name)
        return await self._all(select(model).where(condition))

    async def flush(self) -> None:
        """Write what was added: only where something must stand before something else can point at it."""
        await self.session.flush()

    def add(self, row: Row) -> Row:
        self.session.add(row)
        return row

    def record(
        self, name: FactName, item: Any, subject_id: UUID, streams: Iterable[UUID], at: datetime | None = None
    ) -> None:
        """Leave a fact about something that has a case, an audience and a moment of making."""
        fact = Fact(
            name=name,
            case_id=item.case_id,
            audience_id=item.audience_id,
            item_at=at or item.created_at,
            subject_id=subject_id,
            membership_id=self.actor.membership_id,
            at=self.now,
        )
        self.facts.append((fact, list(dict.fromkeys(streams))))

    async def _all(self, statement: Select[Any]) -> list[Any]:
        found = await self.session.scalars(
            statement, self.binds, execution_options={GUARDED: True, "populate_existing": True}
        )
        return list(found)

    def _check_reach(self, table: str) -> None:
        reach = self.session.info.get("reach")
        if not reach or table not in REACHES[reach]:
            raise RawAccess(f"no reach holds {table}")

    @property
    def is_postgresql(self) -> bool:
        return self.session.get_bind().dialect.name == "postgresql"

    @property
    def binds(self) -> dict[str, Any]:
        return {"me": self.actor.membership_id, "now": self.now}
