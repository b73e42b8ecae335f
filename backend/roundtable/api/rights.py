"""The rights that streams rest on, asked for many at once: whose credential holds, who sits at a case, who is alike."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, Text, bindparam, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.access import alike, seated
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.conferences import alike as alike_at
from roundtable.core.clock import Clock
from roundtable.core.db import Database
from roundtable.core.facts import Stream
from roundtable.core.scope import found, listed
from roundtable.core.tables import row_of
from roundtable.core.watch import Ends, Right
from roundtable.identity.models import ServiceBinding, Session
from roundtable.identity.queries import unended

_session, _post, _binding, _stream = row_of(Session), row_of(Membership), row_of(ServiceBinding), row_of(Stream)
_KEYS = bindparam("keys", type_=Text())
_of_posts, _of_comers, _of_pairs = alike.OF_POSTS.rows(), alike_at.OF_POSTS.rows(), seated.OF_PAIRS.rows()


class Rights:
    """Looks at all rights that are listened by, by a few statements, however many listen."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    async def look(self, rights: Collection[Right]) -> tuple[set[Right], Ends]:
        """Those that hold, and where their streams end."""
        now = self.clock.now()
        async with self.database.reading() as connection:
            ends = await _ends(connection, rights)
            credited = await self._credited(connection, rights, now)
            sitting = await self._seated(connection, rights, now)
        holding = {right for right in rights if right.actor in credited and not _is_over(right, now)}
        return {r for r in holding if r.case is None or (r.case, r.actor.membership_id, r.by_right) in sitting}, ends

    async def alike_at(self, conference: UUID, since: int, posts: Mapping[UUID, UUID]) -> dict[UUID, str]:
        """The same of a conference, and of those whose posts take part in it."""
        binds = {
            alike.POSTS.key: _keys(posts.values()),
            alike_at.CONFERENCE.key: conference,
            alike.SINCE.key: since,
            "keys": _keys(posts),
            "now": self.clock.now(),
        }
        async with self.database.reading() as connection:
            rows = (await connection.execute(_ALIKE_AT, binds)).all()
        said = alike_at.said_of(rows)
        return {row.id: said[row.membership_id] for row in rows if posts[row.id] == row.membership_id}

    async def alike(self, case: UUID | None, since: int, posts: Mapping[UUID, UUID]) -> dict[UUID, str]:
        """Of sessions, each with the post that acts in it, those that hold; and with whom the case shows each the same:
        where it is no case's, nobody but the post itself.
        """
        binds = {"keys": _keys(posts), "now": self.clock.now()}
        if case is not None:
            binds |= {alike.POSTS.key: _keys(posts.values()), alike.CASE.key: case, alike.SINCE.key: since}
        async with self.database.reading() as connection:
            rows = (await connection.execute(_HOLDING if case is None else _ALIKE, binds)).all()
        kept = [row for row in rows if posts[row.id] == row.membership_id]
        return {row.id: row.membership_id.hex if row.alike is None else alike.said(row.alike) for row in kept}

    async def _credited(self, connection: AsyncConnection, rights: Iterable[Right], now: datetime) -> set[Any]:
        """Whose session has not ended, or whose script has a client that may act by it."""
        actors = {right.actor for right in rights}
        sessions = [actor.session_id for actor in actors if actor.session_id]
        scripts = [actor.membership_id for actor in actors if actor.session_id is None]
        held = set[Any]()
        for keys, statement in ((sessions, _HOLDING), (scripts, _SCRIPTS)):
            if keys:
                rows = await connection.execute(statement, {"keys": _keys(keys), "now": now})
                held |= {(row.id, row.membership_id) for row in rows}
        return {actor for actor in actors if (actor.session_id or actor.membership_id, actor.membership_id) in held}

    async def _seated(self, connection: AsyncConnection, rights: Iterable[Right], now: datetime) -> set[Any]:
        """The posts that sit at the tables of cases that somebody listens to, in whichever way, and by right."""
        pairs = {(right.actor.membership_id, right.case) for right in rights if right.case}
        if not pairs:
            return set()
        rows = (await connection.execute(_SEATED, {**seated.binds(pairs), "now": now})).all()
        by_right = {(row.case_id, row.post_id, True) for row in rows if not row.by_glass}
        return {(row.case_id, row.post_id, False) for row in rows} | by_right


async def _ends(connection: AsyncConnection, rights: Iterable[Right]) -> Ends:
    keys = {stream for right in rights for stream in right.streams}
    rows = await connection.execute(_HEADS, {"keys": _keys(keys)})
    return dict.fromkeys(keys, 0) | {row.id: row.head for row in rows}


def _is_over(right: Right, now: datetime) -> bool:
    ends = right.actor.expires_at
    return ends is not None and now.timestamp() >= ends


def _keys(keys: Iterable[UUID]) -> str:
    return orjson.dumps([key.hex for key in dict.fromkeys(keys)]).decode()


def _sessions(*columns: Any) -> Select[Any]:
    return select(_session.c.id, _session.c.membership_id, *columns).where(
        listed(_session.c.id, _KEYS), unended(_session)
    )


_HOLDING = _sessions(null().label("alike")).where(found(_post, _post.c.id == _session.c.membership_id, live(_post)))
_ALIKE = _sessions(_of_posts.c.alike).where(_of_posts.c.post_id == _session.c.membership_id)
_ALIKE_AT = _sessions(_of_comers.c.post_id, _of_comers.c.case_id, _of_comers.c.alike).where(
    _of_comers.c.post_id == _session.c.membership_id
)
_SEATED = select(_of_pairs.c.case_id, _of_pairs.c.post_id, _of_pairs.c.by_glass)
_SCRIPTS = select(_post.c.id, _post.c.id.label("membership_id")).where(
    listed(_post.c.id, _KEYS),
    live(_post),
    found(_binding, _binding.c.membership_id == _post.c.id, _binding.c.withdrawn_at.is_(None)),
)
_HEADS = select(_stream.c.id, _stream.c.head).where(listed(_stream.c.id, _KEYS))
