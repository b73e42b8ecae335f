"""The letters that wait: which goes next, whose turn it is to send it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, case, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from roundtable.agencies.models import Membership, Practitioner
from roundtable.agencies.queries import live
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.scope import found as there
from roundtable.core.standing import Reach, reaching
from roundtable.core.tables import Instant, row_of, table_of
from roundtable.letters.models import INVITATIONS, REMINDERS, Failure, Letter, LetterKind

# Longer than a letter may take: whose worker has not said by then what became of it has died.
CLAIMED_FOR = timedelta(minutes=5)
_letter = table_of(Letter)


@dataclass(frozen=True)
class Claimed:
    """A letter that is this worker's to send, and whom it is for as things are now."""

    id: UUID
    kind: LetterKind
    subject_key: UUID
    payload: dict[str, Any]
    at: datetime
    tries: int
    name: str | None
    address: str | None
    is_live: bool
    # All that was said before about the same was superseded before it went.
    is_first: bool


class Outbox:
    """Each step is one transaction, within the reach that nobody who acts has."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def waiting(self) -> int:
        """How many letters are due and have not gone."""
        due = select(func.count()).select_from(_letter).where(_unfinished(_letter), _letter.c.next_try_at <= self._now)
        if self._database.is_sqlite:
            # A look that waits for no writer's turn, and takes none.
            async with self._database.reading() as connection:
                return (await connection.execute(due)).scalar_one()
        async with self._database.writing() as session, reaching(session, Reach.LETTERS):
            return (await session.execute(due)).scalar_one()

    async def claim(self) -> Claimed | None:
        """The next letter, so that no other worker has it; what a newer one supersedes is not sent any more."""
        async with self._database.writing() as session, reaching(session, Reach.LETTERS):
            now = self._now
            await session.execute(_superseding(now))
            found = (await session.execute(_claiming(now))).one_or_none()
            return await self._claimed(session, found, now) if found else None

    async def sent(self, letter: Claimed) -> None:
        await self._settle(letter, sent_at=self._now, payload={}, failure=None)

    async def failed(self, letter: Claimed, failure: str) -> None:
        """It never goes."""
        await self._settle(letter, failed_at=self._now, payload={}, failure=failure)

    async def later(self, letter: Claimed, failure: str, wait: timedelta) -> None:
        """It is tried again, once so much time has passed."""
        await self._settle(letter, next_try_at=self._now + wait, failure=failure)

    async def _settle(self, letter: Claimed, **values: Any) -> None:
        # Where it is another's by now, that one says what becomes of it.
        own = and_(_letter.c.id == letter.id, _letter.c.tries == letter.tries, _unfinished(_letter))
        async with self._database.writing() as session, reaching(session, Reach.LETTERS):
            await session.execute(update(_letter).where(own).values(claimed_until=None, **values))

    async def _claimed(self, session: AsyncSession, found: Any, now: datetime) -> Claimed:
        post, person = row_of(Membership, "post"), row_of(Practitioner, "person")
        held = select(post.c.email, person.c.full_name, live(post).label("is_live"), _is_first(found).label("is_first"))
        held = held.select_from(post.outerjoin(person, person.c.id == post.c.practitioner_id))
        holder = (await session.execute(held.where(post.c.id == found.to_membership_id), {"now": now})).one()
        return Claimed(
            id=found.id,
            kind=found.kind,
            subject_key=found.subject_key,
            payload=found.payload,
            at=found.not_before or found.made_at,
            tries=found.tries,
            name=holder.full_name,
            address=holder.email,
            is_live=holder.is_live,
            is_first=holder.is_first,
        )

    @property
    def _now(self) -> datetime:
        return self._clock.now()


async def clear(session: AsyncSession, before: datetime) -> int:
    """Take away letters that went, or never will, before then; answers how many."""
    async with reaching(session, Reach.LETTERS):
        ended = or_(_letter.c.sent_at < before, _letter.c.failed_at < before)
        return len((await session.execute(delete(_letter).where(ended).returning(_letter.c.id))).all())


def _superseding(now: datetime) -> Any:
    """Newer letters, about the same and to the same post, stand for older ones that are nobody's to send just now."""
    older, newer = row_of(Letter, "older"), row_of(Letter, "newer")
    stands = or_(newer.c.kind.not_in(REMINDERS), older.c.kind.in_(REMINDERS))
    superseded = there(newer, _about_same(older, newer), _order(newer) > _order(older), stands)
    stale = select(older.c.id).where(_unfinished(older), _is_free(older, now), superseded)
    stale = stale.with_for_update(skip_locked=True, of=older)
    values = {"failed_at": now, "failure": Failure.SUPERSEDED.value, "payload": {}, "claimed_until": None}
    return update(_letter).where(_letter.c.id.in_(stale)).values(values)


def _claiming(now: datetime) -> Any:
    """What was said first about something goes first: the next waits until that went, or never will."""
    row, older = row_of(Letter, "row"), row_of(Letter, "older")
    before = there(older, _about_same(row, older), _order(older) < _order(row), _unfinished(older))
    due = select(row.c.id).where(_unfinished(row), _is_free(row, now), row.c.next_try_at <= now, ~before)
    urgent_first = case((row.c.kind == LetterKind.CONFERENCE_ALERT, 0), else_=1)
    due = due.order_by(urgent_first, row.c.next_try_at, row.c.id).limit(1).with_for_update(skip_locked=True, of=row)
    claimed = update(_letter).where(_letter.c.id == due.scalar_subquery())
    return claimed.values(claimed_until=now + CLAIMED_FOR, tries=_letter.c.tries + 1).returning(*_letter.c)


def _is_first(found: Any) -> ColumnElement[bool]:
    """Known by an invitation that never went: those that did are taken away in time."""
    older = row_of(Letter, "older")
    before = (
        older.c.to_membership_id == found.to_membership_id,
        older.c.subject_key == found.subject_key,
        _order(older) < tuple_(literal(found.made_at, Instant()), literal(found.id, Uuid())),
    )
    superseded = (older.c.kind.in_(INVITATIONS), older.c.failure == Failure.SUPERSEDED.value)
    return and_(there(older, *before, *superseded, older.c.tries == 0), ~there(older, *before, older.c.tries > 0))


def _unfinished(letter: Any) -> ColumnElement[bool]:
    return and_(letter.c.sent_at.is_(None), letter.c.failed_at.is_(None))


def _is_free(letter: Any, now: datetime) -> ColumnElement[bool]:
    return or_(letter.c.claimed_until.is_(None), letter.c.claimed_until <= now)


def _about_same(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.c.to_membership_id == other.c.to_membership_id, one.c.subject_key == other.c.subject_key)


def _order(letter: Any) -> Any:
    return tuple_(letter.c.made_at, letter.c.id)
