"""What a command works with: one transaction, one actor, one moment, and the facts it will leave."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, func, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from roundtable.core.actor import OPERATOR, Actor
from roundtable.core.errors import NotFound
from roundtable.core.facts import FactName, NewFact
from roundtable.core.guarding import GUARDED, RawAccess, check_unguarded, guard_session, read_by
from roundtable.core.kept import Kept
from roundtable.core.loading import as_told, loaded
from roundtable.core.scope import at_most
from roundtable.core.standing import (
    OF_ONE_CASE,
    REACHES,
    Held,
    Reach,
    after,
    holding,
    reaching,
    stand_as,
    standing,
    standing_by,
)
from roundtable.core.tables import Instant, table_of

Row = TypeVar("Row", bound=SQLModel)
Guard = Callable[[Any], ColumnElement[bool]]
_KEY = bindparam("key", type_=Uuid())
# The least by which moments differ.
_A_TICK = timedelta(microseconds=1)


@dataclass
class Work:
    """One transaction of one actor. Everything it finds is found through a guard, or in one of the named ways below.

    Commands have no business with `session` itself: a lint rule holds them to it.
    """

    session: AsyncSession
    actor: Actor
    now: datetime
    facts: list[tuple[NewFact, list[UUID]]] = field(default_factory=list)
    # The agencies that an act on the directory is about: the record names under them what it wrote.
    about: set[UUID] = field(default_factory=set)
    # Left out where an act is told of another day, as the demo's are.
    clock: Callable[[], datetime] | None = None

    # Whether the database knows who acts; and whether by the places in one case alone.
    _stands: bool = False
    _within: bool = False

    def __post_init__(self) -> None:
        guard_session(self.session, lambda: self.binds)

    @classmethod
    async def begin(
        cls, session: AsyncSession, actor: Actor, now: datetime, clock: Callable[[], datetime] | None = None
    ) -> "Work":
        """Begin to act in a transaction; from now on the database knows who does, and when."""
        work = cls(session, actor, now, clock=clock)
        await work.stood()
        return work

    async def find(
        self, model: type[Row], key: UUID, guard: Guard, path: Sequence[str], *also: ColumnElement[bool]
    ) -> Row:
        """The row, if the actor may see it, and what `also` has to hold does.

        Raises NotFound, whether it is hidden or not there.
        """
        if also:
            rows: list[Row] = await self._all(_by_key(model, guard).where(*also), key=key)
        else:
            await self.stood()
            found = await self._run(_row_by_key(model, guard), key=key)
            rows = [loaded(self.session, model, row) for row in found]
        if not rows:
            raise NotFound(path)
        return rows[0]

    async def all(self, model: type[Row], condition: ColumnElement[bool], guard: Guard) -> list[Row]:
        """All the rows a condition finds among those the actor may see."""
        return await self._all(select(model).where(condition, guard(table_of(model))))

    async def hold_case(self, case_id: UUID, *, alone: bool) -> None:
        """Hold a case till the end of the transaction: shared by acts, alone for what ends rights.

        So nothing is done under a right that has ended. SQLite has one writer, and no lock to take.
        """
        if self.is_postgresql:
            await self._held(await self._first_of(_holding(), key=case_id, alone=alone))

    async def find_held(
        self, model: type[Row], key: UUID, guard: Guard, path: Sequence[str], *, alone: bool, within: bool = False
    ) -> Row:
        """The row, if the actor may see it, with its case held before that was looked at.

        An act that stays `within` that case and begins with this has no other places: who has thousands of cases is
        sooner done. Raises NotFound, whether it is hidden or not there.
        """
        if not self.is_postgresql:
            return await self.find(model, key, guard, path)
        first = not self._stands
        # What is found later in such an act is of the same case, or not found.
        self._within = within if first else self._within
        kept = _holding_of(model, guard, first=first, within=self._within)
        found = await self._run(kept, key=key, alone=alone)
        self._stands = True
        if found[0][0] is None:
            raise NotFound(path)
        held, *values = found[0][0]
        await self._held([held])
        if held == Held.AS_IT_WAS:
            return loaded(self.session, model, as_told(model, self.session.get_bind().dialect, values))
        # Now it counts: the right may have ended while another held the case.
        return await self.find(model, key, guard, path)

    async def _held(self, held: Sequence[int | None]) -> None:
        # Places are those of when it was held; but what ends by the clock may have ended meanwhile.
        if Held.WAITED in held:
            await self.stand_again()

    async def latest_after(
        self, model: type[Row], among: str, key: UUID, after: datetime, guard: Guard
    ) -> datetime | None:
        """When the last was made, of the rows of something (`thread_id`, say) that the guard lets pass, if not before.

        What was made before is not looked at.
        """
        found = await self._first_of(_latest_after(model, among, guard), key=key, after=after)
        return found[0] if found else None

    def later_than(self, last: datetime) -> datetime:
        """Now, and always after what came last: a clock that is behind, or jumps back, reorders nothing."""
        return max(self.now, last + _A_TICK)

    async def hold(self, row: Row) -> None:
        """Read a row that was found again, and hold it till the end of the transaction; as of then, where another has
        changed it meanwhile: what that has ended is over.

        Raises NotFound where it is not seen any more, once whoever held it has let go.
        """
        # As against others who hold it: what only points at it need not wait.
        held = {"with_for_update": {"key_share": True}}
        was = _read(row)
        try:
            await (await self.stood()).refresh(row, **held)
        except InvalidRequestError:
            # Shown from a later moment on: by what was done meanwhile, which this waited for.
            await self.stand_again()
            try:
                await self.session.refresh(row, **held)
            except InvalidRequestError:
                raise NotFound([]) from None
        else:
            if _read(row) != was:
                await self.stand_again()

    async def holds(self, condition: ColumnElement[bool]) -> bool:
        """Whether a condition of the rule holds, for the actor and the moment."""
        return bool(await self.value(select(condition)))

    async def known(self, model: type[Row], key: UUID) -> Row | None:
        """A row of the network's directory, which all who sign in may read."""
        row: Row | None = await self.value(select(model).where(table_of(model).c.id == key))
        return row

    async def value(self, statement: Select[Any], **given: Any) -> Any:
        """The first value of a select over the rule's evidence, models, and tables outside the rule.

        What is asked often is made once, with parameters to be `given`: making it takes longer than running it.
        """
        return await (await self.stood()).scalar(statement, {**self.binds, **given})

    async def values(self, statement: Select[Any] | Kept, **given: Any) -> list[Any]:
        """The values of such a select."""
        if isinstance(statement, Kept):
            check_unguarded(statement.statement)
            return await self._first_of(statement, **given)
        return list(await (await self.stood()).scalars(statement, {**self.binds, **given}))

    async def rows(self, statement: Any, **given: Any) -> Sequence[Any]:
        """The rows of such a select, of several columns each."""
        if isinstance(statement, Kept):
            check_unguarded(statement.statement)
            await self.stood()
            return await self._run(statement, **given)
        return list(await (await self.stood()).execute(statement, self.binds))

    @asynccontextmanager
    async def reaching(self, reach: Reach, case_id: UUID | None = None) -> AsyncIterator[None]:
        """For a step that is not the actor's alone: `reached` rows may be read and changed within the block.

        A step on one case says which, and reaches that alone.
        """
        async with reaching(await self.stood(), reach, case_id):
            yield

    async def reached(self, model: type[Row], *conditions: ColumnElement[bool], hold: bool = False) -> list[Row]:
        """All the rows that conditions find, seen by the actor or not: within a reach that holds their table. Those
        that are to be held are found as they are once whoever held them has let go.
        """
        statement, table = select(model).where(*conditions), table_of(model)
        if hold:
            # As `hold` does.
            statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
        if self._check_reach(table.name) in OF_ONE_CASE:
            statement = statement.where(table.c.case_id == self.session.info["reached_case"])
        return await self._all(statement)

    async def reached_values(self, statement: Select[Any]) -> list[Any]:
        """The values of a select that names tables a reach holds."""
        for table in read_by(statement):
            self._check_reach(table)
        return await self._all(statement)

    async def take_away(self, row: SQLModel) -> None:
        """Delete a row that was reached; nothing else is ever deleted."""
        self._check_reach(table_of(type(row)).name)
        await (await self.stood()).delete(row)

    async def stand_again(self) -> None:
        """Act as of this moment, from the places that one has now: some may have come or gone since the work began."""
        if self.clock:
            self.now = max(self.now, self.clock())
        await self._stand()

    async def end_act(self) -> None:
        """What comes after this is no act of who acted: nobody does, and what is found is found within a reach."""
        await self.flush()
        self.actor = OPERATOR
        await self._stand()

    async def hold_turn(self, turn: UUID) -> None:
        """Hold something that is of no case, by its key, till the end of the transaction: the last that is held."""
        await self.hold_case(turn, alone=True)

    async def stood(self) -> AsyncSession:
        """The session, once the database knows who acts, and when; `find_held` may tell it by itself."""
        if not self._stands:
            await self._stand()
        return self.session

    async def _stand(self) -> None:
        await stand_as(self.session, self.actor.membership_id, self.now)
        self._stands, self._within = True, False

    async def flush(self) -> None:
        """Write what was added: only where something must stand before something else can point at it."""
        await (await self.stood()).flush()

    def add(self, row: Row) -> Row:
        self.session.add(row)
        return row

    def record(
        self, name: FactName, item: Any, subject_id: UUID, streams: Iterable[UUID], at: datetime | None = None
    ) -> None:
        """Leave a fact about something that has a case, an audience and a moment of making."""
        fact = NewFact(
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
        conference: UUID | None = None,
        at: datetime | None = None,
        anonymous: bool = False,
    ) -> None:
        """Leave a fact for an agency, a post, an audience or a conference's table, or (none of them) for whoever sees
        the case.

        An anonymous one does not say who acted.
        """
        fact = NewFact(
            name=name,
            case_id=case_id,
            audience_id=audience,
            to_agency_id=agency,
            to_membership_id=membership,
            to_conference_id=conference,
            item_at=at or self.now,
            subject_id=subject_id,
            membership_id=None if anonymous else self.actor.membership_id,
            at=self.now,
        )
        self.facts.append((fact, list(dict.fromkeys(streams))))

    async def _all(self, statement: Select[Any], **more: Any) -> list[Any]:
        session = await self.stood()
        found = await session.scalars(
            statement, {**self.binds, **more}, execution_options={GUARDED: True, "populate_existing": True}
        )
        return list(found)

    async def _first_of(self, kept: Kept, **given: Any) -> list[Any]:
        """The first column of what a kept statement finds: its guard is in it, or it needs none."""
        await self.stood()
        return [row[0] for row in await self._run(kept, **given)]

    async def _run(self, kept: Kept, **given: Any) -> Sequence[Any]:
        session = self.session
        if session.new or session.dirty or session.deleted:
            await (await self.stood()).flush()
        return await kept.rows(await session.connection(), {**self.binds, **given})

    def _check_reach(self, table: str) -> Reach:
        reach = self.session.info.get("reach")
        if not reach or table not in REACHES[reach]:
            raise RawAccess(f"no reach holds {table}")
        return Reach(reach)

    @property
    def is_postgresql(self) -> bool:
        return self.session.get_bind().dialect.name == "postgresql"

    @property
    def binds(self) -> dict[str, Any]:
        return {"me": self.actor.membership_id, "now": self.now}


@cache
def _by_key(model: type[SQLModel], guard: Guard) -> Select[Any]:
    """Made once and kept: writing a guard takes longer than running it."""
    return _with_key(select(model), model, guard)


@cache
def _row_by_key(model: type[SQLModel], guard: Guard) -> Kept:
    return Kept(_with_key(select(*table_of(model).c), model, guard))


def _read(row: SQLModel) -> dict[str, Any]:
    """Its values, as they were read or are to be written."""
    return {column.key: getattr(row, column.key) for column in table_of(type(row)).c}


@cache
def _holding() -> Kept:
    return Kept(select(holding(_KEY, stood_here=False)))


@cache
def _holding_of(model: type[SQLModel], guard: Guard, *, first: bool, within: bool) -> Kept:
    """The case's lock and the row in one, and where it is the first thing that is done, who acts as well."""
    table = table_of(model)
    held = holding(table.c.case_id, stood_here=first, within=within)
    one = select(_with_key(select(func.row(held, *table.c).label("found")), model, guard).scalar_subquery())
    if not first:
        return Kept(one)
    return Kept(after(standing_by(table.name, _KEY) if within else standing(), one))


@cache
def _latest_after(model: type[SQLModel], among: str, guard: Guard) -> Kept:
    # By an index of both, so that a thread of thousands of messages takes no longer: PostgreSQL would weigh all of them
    # under the rule to find the first.
    table = table_of(model)
    there = (table.c[among] == _KEY, table.c.created_at >= bindparam("after", type_=Instant()))
    last_first = (table.c.created_at.desc(), table.c.id.desc())
    return Kept(at_most(1, select(table.c.created_at).where(*there, guard(table)).order_by(*last_first)))


def _with_key(statement: Select[Any], model: type[SQLModel], guard: Guard) -> Select[Any]:
    # It is kept for as long as the process lives: one for each call would be kept for each call.
    assert "<locals>" not in guard.__qualname__, "a guard is a function of a module"
    table = table_of(model)
    return statement.where(table.c.id == _KEY, guard(table))
