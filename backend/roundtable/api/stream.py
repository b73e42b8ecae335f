"""Live streams: wait for the bell, read the facts after the cursor under the rule, answer, wait again."""

import time
from collections.abc import AsyncIterator, Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo
from sqlalchemy import BigInteger, BindParameter, ColumnElement, Select, Uuid, and_, bindparam, or_, select

from roundtable.access import alike
from roundtable.api.looks import GIVEN, Look, Told
from roundtable.api.together import Together
from roundtable.conferences import alike as alike_at
from roundtable.context import Context, Read
from roundtable.core import metrics, streams
from roundtable.core.db import undisturbed
from roundtable.core.errors import Code, NotFound, Problem
from roundtable.core.facts import FactName
from roundtable.core.scope import hangs_on_who_asks
from roundtable.core.standing import after, standing
from roundtable.core.watch import Right
from roundtable.identity.queries import SESSION
from roundtable.reader import sql
from roundtable.reader.finish import LEFT_OUT, TYPE
from roundtable.reader.plan import Part
from roundtable.reader.reader import Ready
from roundtable.reader.stand import heads, stand

# What happens most.
USUAL = frozenset({FactName.MESSAGE_POSTED.value})
# At a conference: of an item is read once for all to whom it shows the same.
USUAL_THERE = frozenset(
    name.value for name in (FactName.AGENDA_ITEM_BEGUN, FactName.AGENDA_ITEM_LEFT, FactName.AGENDA_ITEM_CHANGED)
)
# Facts read at one look; what is left is read at once after.
BATCH = 25
# How many seconds what was read may be sent for.
FRESH = 0.5


def stream(place: int) -> BindParameter[UUID]:
    """The key of a listener's stream, as a bind: one plan serves all who listen in the same way."""
    return bindparam(f"stream_{place}", type_=Uuid())


@cache
def _beginning(while_holds: ColumnElement[bool], count: int) -> Select[Any]:
    """Whether the right holds, and how far the streams are: made once, for all who begin to listen in the same way."""
    return after(standing(), select(while_holds, *(streams.head_of(stream(place)) for place in range(count))))


def _after(place: int) -> BindParameter[int]:
    return bindparam(f"after_{place}", type_=BigInteger())


@dataclass(eq=False)
class Listener(Together):
    """One subscription: the streams it listens to, how far it has come, and what must hold for it to go on."""

    context: Context
    info: GraphQLResolveInfo[Any]
    streams: list[UUID]
    while_holds: ColumnElement[bool]
    # Whose stream it is, where it is a case's: those whom the case shows the same look together.
    case: UUID | None = None
    # Or a conference's.
    conference: UUID | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._positions: dict[UUID, int] = {}
        # Made at the second look, and kept: only its binds change. The first is for all that may happen, so that what
        # costs too much is refused at once.
        self._plan: Ready | None = None
        self._has_looked = self._waits = False
        self._cursor: str | None = None
        self._prev: str | None = None
        # Where one stood before the last look, and after each event that it found.
        self._stood: list[Any] = []

    async def listen(self, after: str | None, *, until_told: bool) -> AsyncIterator[Any]:
        """Events in the order of their streams, each once; without `after`, those from now on. Without end, or until
        all that was there is told.

        Raises Problem: NOT_FOUND at the start where the actor may not listen, INVALID_CURSOR, RESYNC_REQUIRED for a
        cursor of other streams or from beyond these streams' ends, and whenever some of what comes next was let go,
        ACCESS_ENDED when a right it rests on ends, whatever the cause.
        """
        watches, right = self.context.services.watches, Right(self.context.actor, tuple(self.streams), self.case)
        with self.context.services.bell.listening(self.streams) as rung:
            await undisturbed(self._start(after))
            with watches.over(right, rung, self._stands) as watch, metrics.LISTENERS.track_inprogress():
                while True:
                    rung.clear()
                    look = await self._look(watch)
                    for sent, event in enumerate(self._told(look)):
                        watch.check()
                        if sent and time.monotonic() - look.read_at > FRESH:
                            # Who takes so long to take it gets the rest as it may be seen by then.
                            self._go_back(sent)
                            break
                        metrics.TOLD.inc()
                        yield event
                    else:
                        if not self._is_behind(look):
                            if until_told:
                                return
                            self._waits = True
                            await rung.wait()
                            self._waits = False

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
            holds, *ends = (await connection.execute(_beginning(self.while_holds, len(self.streams)), binds)).one()
        return dict(zip(self.streams, ends, strict=True)) if holds else None

    def _stands(self) -> dict[UUID, int] | None:
        return self._positions if self._waits else None

    async def _find(self) -> Look:
        """One statement, one snapshot: whether the rights still hold, how far the streams are, and what is new.

        The kinds of events are many, and each makes the statement longer, which costs whether they happen or not. So
        one looks for the usual first, and where something else has happened, again for all.
        """
        metrics.LOOKS.inc()
        read = await self._answered(ready := self._usual, self.case) if self._has_looked else None
        self._has_looked = True
        if read is None or _is_unusual(read):
            read = await self._answered(ready := self._whole)
        same, cases = self._shown(read)
        look = Look(
            read,
            self.context.fingerprint(self.info.operation, ready),
            same,
            cases,
            ready.plan.straying,
            ready.plan.shape,
        )
        if self._may_be_shared(look):
            self._alike = same
        return look

    def _shown(self, read: Read) -> tuple[str, Collection[UUID] | None]:
        """With whom one was shown the same, and the cases that it is of."""
        own = [self.case] if self.case else None
        if "alike" not in read.answer:
            return self._own, own
        if self.conference is None:
            return alike.said(read.answer["alike"]), own
        return alike_at.said_by(read.answer["alike"]) or (self._own, own)

    def _may_be_shared(self, look: Look) -> bool:
        """At a conference what each reads alone, as who comes and goes, comes between what all are shown."""
        return self.conference is None or look.cases is not None

    async def _answered(self, ready: Ready, case: UUID | None = None) -> Read:
        within = None if ready.plan.straying else case
        read = await self.context.answer(ready, GIVEN, within)
        if not read.answer["holds"]:
            raise Problem(Code.ACCESS_ENDED)
        if not read.answer["whole"]:
            raise Problem(Code.RESYNC_REQUIRED)
        return read

    @property
    def _place(self) -> Hashable:
        return tuple(self._positions.items())

    @property
    def _since(self) -> int:
        return self._positions[self.streams[0]]

    def _told(self, look: Look) -> Iterator[Told]:
        """The events as this listener is told them, and comes to them."""
        self._stood = [self._here]
        for place, event in enumerate(look.events):
            where = UUID(event["#stream_id"]), event["#number"]
            self._positions = {**self._positions, where[0]: where[1]}
            self._prev, self._cursor = self._cursor, look.cursor(place, self._sealed)
            self._stood.append(self._here)
            yield look.told(place, self._cursor, self._prev)
        if len(look.events) < BATCH:
            # All of the step was looked at: what lies between was not for this actor.
            ends = zip(self.streams, look.read.answer["heads"], strict=True)
            self._positions = {stream: min(end, streams.end_of_step(self._stood[0][0][stream])) for stream, end in ends}

    def _is_behind(self, look: Look) -> bool:
        """There was more than this look took in."""
        ends = zip(self.streams, look.read.answer["heads"], strict=True)
        return any(self._positions[stream] < end for stream, end in ends)

    def _sealed(self) -> str:
        return streams.cursor(self._positions, self.context.services.seal)

    @property
    def _usual(self) -> Ready:
        self._plan = self._plan or self._planned(USUAL if self.conference is None else USUAL_THERE)
        return self._from_here(self._plan)

    @property
    def _whole(self) -> Ready:
        return self._from_here(self._planned(None))

    def _from_here(self, planned: Ready) -> Ready:
        return Ready(planned.plan, {**planned.binds, **self._binds()})

    def _planned(self, only: frozenset[str] | None) -> Ready:
        variant = len(self.streams), self.context.actor.session_id is None, only
        return self.context.services.reader.field(self.info, "Event", partial(self._parts, only), variant)

    def _binds(self) -> dict[str, Any]:
        places = enumerate(self.streams)
        own = {name: value for place, key in places for name, value in self._place_binds(place, key).items()}
        session = self.context.actor.session_id
        return own if session is None else {**own, SESSION.key: session}

    def _place_binds(self, place: int, key: UUID) -> dict[str, Any]:
        return {f"stream_{place}": key, f"after_{place}": self._positions.get(key, 0)}

    @property
    def _is_expired(self) -> bool:
        ends = self.context.actor.expires_at
        return ends is not None and self.context.services.clock.now().timestamp() >= ends

    @property
    def _here(self) -> Any:
        return self._positions, self._cursor, self._prev

    def _go_back(self, sent: int) -> None:
        """To where one stood when so many events of the last look had been sent."""
        self._positions, self._cursor, self._prev = self._stood[sent]

    def _parts(self, only: frozenset[str] | None, rows: Callable[..., Part]) -> Mapping[str, Part]:
        # Where the streams stand comes before the events: whether to read again is known before any has arrived.
        places = range(len(self.streams))
        parts = {
            "holds": Part(sql.wire(self.while_holds)),
            "whole": Part(sql.wire(and_(*(streams.is_whole(stream(place), _after(place)) for place in places)))),
            "heads": Part(stand(*(stream(place) for place in places)), heads),
            "events": rows(self._news, BATCH, only),
        }
        if self.case is not None and not hangs_on_who_asks(parts["events"].value):
            parts["alike"] = Part(alike.mine(stream(0), _after(0)))
        if self.conference is not None and not hangs_on_who_asks(parts["events"].value):
            parts["alike"] = Part(alike_at.mine(stream(0), _after(0)))
        if self.case is not None and only is not None:
            parts["others"] = Part(sql.wire(streams.tells_of_others(stream(0), _after(0))))
        return parts

    def _news(self, placed: Any) -> Select[Any]:
        after = [and_(*streams.told_within(placed, stream(place), _after(place))) for place in range(len(self.streams))]
        return select().where(or_(*after)).order_by(placed.c.stream_id, placed.c.number)


def _is_unusual(read: Read) -> bool:
    """Something else has happened than what was looked for, or not in this case alone."""
    return bool(read.answer.get("others")) or any(event[TYPE] == LEFT_OUT for event in read.answer["events"])
