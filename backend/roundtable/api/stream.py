"""Live streams: wait for the bell, read the facts after the cursor under the rule, answer, wait again."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo
from sqlalchemy import BigInteger, BindParameter, ColumnElement, Select, Uuid, and_, bindparam, or_, select

from roundtable.context import Context
from roundtable.core import streams
from roundtable.core.actor import Actor
from roundtable.core.db import undisturbed
from roundtable.core.errors import Code, NotFound, Problem
from roundtable.core.standing import after, standing
from roundtable.identity.queries import client_holds, session_holds
from roundtable.reader import sql
from roundtable.reader.plan import Part
from roundtable.reader.reader import Ready
from roundtable.reader.stand import heads, stand

_SESSION = bindparam("session", type_=Uuid())
# Facts read at one look; what is left is read at once after.
BATCH = 25
# How many seconds what was read may be sent for.
FRESH = 0.5


def stream(place: int) -> BindParameter[UUID]:
    """The key of a listener's stream, as a bind: one plan serves all who listen in the same way."""
    return bindparam(f"stream_{place}", type_=Uuid())


def credential_holds(actor: Actor) -> ColumnElement[bool]:
    """The session a stream was opened in has not ended, and still acts by the same post; or a token's client may."""
    return client_holds() if actor.session_id is None else session_holds(_SESSION)


def _after(place: int) -> BindParameter[int]:
    return bindparam(f"after_{place}", type_=BigInteger())


@dataclass
class Listener:
    """One subscription: the streams it listens to, how far it has come, and what must hold for it to go on."""

    context: Context
    info: GraphQLResolveInfo[Any]
    streams: list[UUID]
    while_holds: ColumnElement[bool]

    def __post_init__(self) -> None:
        self._positions: dict[UUID, int] = {}
        self._place: tuple[UUID, int] | None = None
        # Made at the first look, and kept: only its binds change.
        self._plan: Ready | None = None
        self._cursor: str | None = None
        self._prev: str | None = None
        # Where one stood before the last look, and after each event that it found.
        self._stood: list[Any] = []

    async def listen(self, after: str | None) -> AsyncIterator[Any]:
        """Events in the order of their streams, each once; without `after`, those from now on.

        Raises Problem: NOT_FOUND at the start where the actor may not listen, INVALID_CURSOR, RESYNC_REQUIRED for a
        cursor from beyond the streams' ends, ACCESS_ENDED when a right it rests on ends, whatever the cause.
        """
        watches, right = self.context.services.watches, (self.context.actor, *self.streams)
        with self.context.services.bell.listening(self.streams) as rung:
            await undisturbed(self._start(after))
            with watches.over(right, self._ends_while_holding, rung, lambda: self._positions) as watch:
                while True:
                    rung.clear()
                    async with watches.turn(watch):
                        found = await self._look()
                    read_at = time.monotonic()
                    for sent, event in enumerate(found):
                        watch.check()
                        if sent and time.monotonic() - read_at > FRESH:
                            # Who takes so long to take it gets the rest as it may be seen by then.
                            self._go_back(sent)
                            break
                        yield event
                    else:
                        if len(found) < BATCH:
                            await rung.wait()

    async def _start(self, after: str | None) -> None:
        ends = await self._ends_while_holding()
        if ends is None:
            raise NotFound
        self._cursor = after
        if after is None:
            self._positions = ends
            return
        self._positions = streams.positions(after, self.streams, self.context.services.seal)
        if any(number > ends[stream] for stream, number in self._positions.items()):
            raise Problem(Code.RESYNC_REQUIRED)

    async def _ends_while_holding(self) -> dict[UUID, int] | None:
        services = self.context.services
        if self._is_expired:
            return None
        binds = {"me": self.context.actor.membership_id, "now": services.clock.now(), **self._binds()}
        async with services.database.reading() as connection:
            holds, *ends = (await connection.execute(self._standing, binds)).one()
        return dict(zip(self.streams, ends, strict=True)) if holds else None

    @cached_property
    def _standing(self) -> Select[Any]:
        """Whether the rights still hold, and how far the streams are: asked every half second, and so made once."""
        return after(standing(), select(self.while_holds, *self._heads()))

    async def _look(self) -> list[Any]:
        """One statement, one snapshot: whether the rights still hold, how far the streams are, and what is new."""
        self._stood = [self._here]
        self._plan = self._plan or self.context.services.reader.field(self.info, "Event", self._parts, self._variant)
        ready = Ready(self._plan.plan, {**self._plan.binds, **self._binds()})
        given = {"cursor": self._cursor_of, "prev": self._prev_of}
        answer = await self.context.read(self.info.operation, ready, given)
        if not answer["holds"]:
            raise Problem(Code.ACCESS_ENDED)
        for event in answer["events"]:
            self._arrive(event)
        if len(answer["events"]) < BATCH:
            # All up to the heads was looked at: what lies between was not for this actor.
            self._positions = dict(zip(self.streams, answer["heads"], strict=True))
        return list(answer["events"])

    @property
    def _variant(self) -> Any:
        return len(self.streams), self.context.actor.session_id is None

    def _binds(self) -> dict[str, Any]:
        places = enumerate(self.streams)
        own = {name: value for place, key in places for name, value in self._place_binds(place, key).items()}
        session = self.context.actor.session_id
        return own if session is None else {**own, _SESSION.key: session}

    def _place_binds(self, place: int, key: UUID) -> dict[str, Any]:
        return {f"stream_{place}": key, f"after_{place}": self._positions.get(key, 0)}

    def _heads(self) -> list[ColumnElement[int]]:
        return [streams.head_of(stream(place)) for place in range(len(self.streams))]

    @property
    def _is_expired(self) -> bool:
        ends = self.context.actor.expires_at
        return ends is not None and self.context.services.clock.now().timestamp() >= ends

    @property
    def _here(self) -> Any:
        return dict(self._positions), self._place, self._cursor, self._prev

    def _go_back(self, sent: int) -> None:
        """To where one stood when so many events of the last look had been sent."""
        self._positions, self._place, self._cursor, self._prev = self._stood[sent]

    def _parts(self, rows: Callable[..., Part]) -> Mapping[str, Part]:
        # Where the streams stand comes before the events: whether to read again is known before any has arrived.
        return {
            "holds": Part(sql.wire(self.while_holds)),
            "heads": Part(stand(*(stream(place) for place in range(len(self.streams)))), heads),
            "events": rows(self._news, BATCH),
        }

    def _news(self, placed: Any) -> Select[Any]:
        after = [
            and_(placed.c.stream_id == stream(place), placed.c.number > _after(place))
            for place in range(len(self.streams))
        ]
        return select().where(or_(*after)).order_by(placed.c.stream_id, placed.c.number)

    def _cursor_of(self, event: Mapping[str, Any]) -> str | None:
        self._arrive(event)
        return self._cursor

    def _prev_of(self, event: Mapping[str, Any]) -> str | None:
        self._arrive(event)
        return self._prev

    def _arrive(self, event: Mapping[str, Any]) -> None:
        """Come to an event's place; its fields ask in any order, or not at all."""
        place = (UUID(event["#stream_id"]), event["#number"])
        if place == self._place or place[1] <= self._positions[place[0]]:
            return
        self._positions[place[0]] = place[1]
        self._prev, self._cursor = self._cursor, streams.cursor(self._positions, self.context.services.seal)
        self._place = place
        self._stood.append(self._here)
