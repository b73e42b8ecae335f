"""What a command works with: one transaction, one actor, one moment, and the facts it will leave."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from roundtable.core.actor import Actor
from roundtable.core.errors import NotFound
from roundtable.core.facts import Fact, FactName
from roundtable.core.tables import table_of

Row = TypeVar("Row", bound=SQLModel)
Guard = Callable[[Any], ColumnElement[bool]]


@dataclass
class Work:
    """One transaction of one actor. Everything it finds is found through a guard."""

    session: AsyncSession
    actor: Actor
    now: datetime
    facts: list[tuple[Fact, list[UUID]]] = field(default_factory=list)

    async def find(self, model: type[Row], key: UUID, guard: Guard, path: Sequence[str]) -> Row:
        """The row, if the actor may see it. Raises NotFound, whether it is hidden or not there."""
        row: Row | None = await self.session.scalar(_by_key(model, guard), {**self.binds, "key": key})
        if row is None:
            raise NotFound(path)
        return row

    async def all(self, model: type[Row], condition: ColumnElement[bool], guard: Guard) -> list[Row]:
        """All the rows a condition finds among those the actor may see."""
        statement = select(model).where(condition, guard(table_of(model)))
        found = await self.session.scalars(statement, self.binds)
        return list(found)

    async def holds(self, condition: ColumnElement[bool]) -> bool:
        """Whether a condition of the rule holds, for the actor and the moment."""
        return bool(await self.session.scalar(select(condition), self.binds))

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

    def tell(
        self,
        name: FactName,
        case_id: UUID | None,
        subject_id: UUID,
        streams: Iterable[UUID],
        *,
        agency: UUID | None = None,
        membership: UUID | None = None,
        audience: UUID | None = None,
        at: datetime | None = None,
    ) -> None:
        """Leave a fact for an agency, a post or an audience, or (none of them) for whoever sees the case."""
        fact = Fact(
            name=name,
            case_id=case_id,
            audience_id=audience,
            to_agency_id=agency,
            to_membership_id=membership,
            item_at=at or self.now,
            subject_id=subject_id,
            membership_id=self.actor.membership_id,
            at=self.now,
        )
        self.facts.append((fact, list(dict.fromkeys(streams))))

    @property
    def binds(self) -> dict[str, Any]:
        return {"me": self.actor.membership_id, "now": self.now}


@cache
def _by_key(model: type[SQLModel], guard: Guard) -> Select[Any]:
    """Made once and kept: writing a guard takes longer than running it."""
    table = table_of(model)
    return select(model).where(table.c.id == bindparam("key", type_=Uuid()), guard(table))
