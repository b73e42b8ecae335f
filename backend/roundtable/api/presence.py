"""Who else has a case open, and who types where: told as it is now, to who is there themselves, and kept nowhere."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLResolveInfo
from sqlalchemy import ColumnElement, Select, Text, Uuid, and_, bindparam, cast, func, literal_column, select
from strawberry import ID

from roundtable.access import alike, beside, rule
from roundtable.agencies.graphql import MembershipType
from roundtable.api.looks import Look
from roundtable.api.together import Together
from roundtable.context import Asked, Context
from roundtable.core import ids, metrics
from roundtable.core.db import undisturbed
from roundtable.core.errors import Code, Conflict, NotFound, Problem
from roundtable.core.presence import MOST, Scene
from roundtable.core.scope import each_of, hangs_on_who_asks, value, values
from roundtable.core.standing import after, standing
from roundtable.core.tables import row_of
from roundtable.core.watch import Right, Watch
from roundtable.identity.queries import SESSION, credential_holds
from roundtable.messaging import policy
from roundtable.messaging.graphql import ThreadType
from roundtable.messaging.models import Thread
from roundtable.reader import sql
from roundtable.reader.plan import Part
from roundtable.reader.reader import Ready
from roundtable.reader.shapes import many, one, shape
from roundtable.reader.types import Input, Payload, mutation_id

# Seconds: between two looks at least, however many come and go; and at most while somebody types, since who sees a
# conversation may change meanwhile.
PAUSE, WHILE_TYPING = 0.2, 0.5
_CASE = bindparam("here_case", type_=Uuid())
_POSTS, _TYPING = (bindparam(name, type_=Text()) for name in ("here", "typing"))
_NOBODY = Scene()
# As they are bound: a key of 32 digits each, the conversation's after the post's.
_post = each_of(_POSTS)
HERE = select(cast(_post.c.value, Uuid()).label("id"), _CASE.label("case_id")).subquery("present")


def _key(text: Any, place: int) -> ColumnElement[Any]:
    return cast(func.substr(text, 32 * place + 1, 32), Uuid())


def _types_in(here: Any, thread: Any, _: Any) -> ColumnElement[bool]:
    typed = each_of(_TYPING)
    said = values(_key(typed.c.value, 1), _key(typed.c.value, 0) == here.c.id, of=typed)
    return and_(thread.c.case_id == here.c.case_id, thread.c.id.in_(said), beside.may_type(here, thread))


@shape(HERE, "presence", guard=beside.is_beside, case="case_id")
@strawberry.type(description="Somebody who has a case open now, in whatever windows. Nothing of it is kept.")
class Presence:
    membership: MembershipType = one(lambda here, post, _: post.c.id == here.c.id, "The post.")
    typing_in: list[ThreadType] = many(
        _types_in, lambda thread: [thread.c.id], "The conversations in which they type, among those that one sees."
    )


@strawberry.input(description="Where one types.")
class SayTypingInput:
    client_mutation_id: UUID = mutation_id()
    thread_id: ID = strawberry.field(description="The conversation.")


@strawberry.type(description="What saying that one types answers.")
class SayTypingPayload(Payload):
    pass


@strawberry.type
class PresenceMutations:
    """What is said of oneself for a moment."""

    @strawberry.mutation(
        description="Say that one types, for a few seconds. Nothing is kept of it, so a retry only says it again; "
        "RATE_LIMITED when it was said less than two seconds ago."
    )
    async def say_typing(self, info: Asked, input: Input[SayTypingInput]) -> SayTypingPayload:
        return await info.context.say(info, partial(_say_typing, info.context, input.thread_id))


async def _say_typing(context: Context, thread_id: str) -> None:
    services, actor = context.services, context.actor
    key = ids.decode("thread", thread_id, ["threadId"])
    case, closed_at = await undisturbed(_place(context, key))
    if case is None:
        raise NotFound(["threadId"])
    policy.check_write(actor)
    if closed_at is not None:
        raise Conflict(Code.THREAD_CLOSED)
    await services.presence.type_in(case, actor.membership_id, key)


async def _place(context: Context, thread: UUID) -> Any:
    """A conversation's case, and when it was closed, where one acts by right."""
    services = context.services
    binds = {"me": context.actor.membership_id, "now": services.clock.now(), "thread": thread}
    async with services.database.reading() as connection:
        return (await connection.execute(_place_of_thread(), binds)).one()


@cache
def _place_of_thread() -> Select[Any]:
    thread = row_of(Thread)
    there = thread.c.id == bindparam("thread", type_=Uuid()), rule.acts_on_item(thread)
    return after(standing(), select(value(thread.c.case_id, *there), value(thread.c.closed_at, *there)))


@cache
def _holds(*, by_session: bool) -> ColumnElement[bool]:
    """Made once: one statement serves all."""
    return and_(credential_holds(by_session=by_session), rule.is_live(), rule.has_seat(_CASE))


@dataclass(eq=False)
class Company(Together):
    """One who has a case open, and is told who else does; to be told is to be shown."""

    context: Context
    info: GraphQLResolveInfo[Any]
    case: UUID

    def __post_init__(self) -> None:
        super().__post_init__()
        # Who is here, as one looks for those of them whom one may be told of; and whom one was told of last.
        self._scene = _NOBODY
        self._told = b""
        self._unless: Problem = NotFound()

    async def keep(self) -> AsyncIterator[Any]:
        """All who are here, at once and after each change of what one may be told. Without end.

        Raises Problem: NOT_FOUND at the start without a seat by right, ACCESS_ENDED when that ends, whatever the cause.
        """
        await self._find()
        self._unless = Problem(Code.ACCESS_ENDED)
        services, post = self.context.services, self.context.actor.membership_id
        right = Right(self.context.actor, (), self.case, by_right=True)
        async with services.presence.here(self.case, post) as changed:
            with services.watches.over(right, changed, dict) as watch, self._leaving(watch, changed):
                while True:
                    changed.clear()
                    self._scene = services.presence.scene(self.case)
                    look = await self._look(watch)
                    watch.check()
                    if self._hears_of(look):
                        self._told = look.digest
                        yield look.events
                    at_most = WHILE_TYPING if self._scene.typing else None
                    # Many wait here, and each would keep it.
                    del look
                    self._scene = _NOBODY
                    await _pass(changed, at_most)

    @contextmanager
    def _leaving(self, watch: Watch, changed: asyncio.Event) -> Iterator[None]:
        """When the right ends one is here no more, also where one's client takes nothing and so does not look again."""

        async def leave() -> None:
            await watch.over.wait()
            await self.context.services.presence.leave(self.case, changed)

        leaving = asyncio.create_task(leave())
        try:
            with metrics.LISTENERS.track_inprogress():
                yield
        finally:
            leaving.cancel()

    @property
    def _place(self) -> Hashable:
        return self._scene.posts, frozenset(self._scene.typing)

    @property
    def _since(self) -> int:
        return alike.END

    def _hears_of(self, look: Look) -> bool:
        """A change that one may not know of is no delivery: neither its content nor its moment leaves."""
        return look.digest != self._told

    async def _find(self) -> Look:
        by_session = self.context.actor.session_id is not None
        made = self.context.services.reader.field(self.info, "Presence", _parts(by_session=by_session), by_session)
        ready = Ready(made.plan, {**made.binds, **self._binds()})
        read = await self.context.answer(ready)
        if not read.answer["holds"]:
            raise self._unless
        self._alike = alike.said(read.answer["alike"]) if "alike" in read.answer else self._own
        fingerprint = self.context.fingerprint(self.info.operation, ready)
        return Look(read, fingerprint, self._alike, [self.case], ready.plan.straying, None)

    def _binds(self) -> dict[str, Any]:
        posts = [post.hex for post in sorted(self._scene.posts)]
        typing = [post.hex + thread.hex for post, thread in sorted(self._scene.typing)]
        own = {_POSTS.key: _json(posts), _TYPING.key: _json(typing), _CASE.key: self.case}
        session = self.context.actor.session_id
        return own if session is None else {**own, SESSION.key: session}


def _parts(*, by_session: bool) -> Callable[[Callable[..., Part]], Mapping[str, Part]]:
    def parts(rows: Callable[..., Part]) -> Mapping[str, Part]:
        made = {"holds": Part(sql.wire(_holds(by_session=by_session))), "events": rows(_all, MOST)}
        if not hangs_on_who_asks(made["events"].value):
            made["alike"] = Part(alike.mine(_CASE, literal_column(str(alike.END))))
        return made

    return parts


def _all(here: Any) -> Select[Any]:
    return select().order_by(here.c.id)


def _json(texts: list[str]) -> str:
    return orjson.dumps(texts).decode()


async def _pass(changed: asyncio.Event, at_most: float | None) -> None:
    """Wait for a change, or so long; and never for less than a pause."""
    await asyncio.sleep(PAUSE)
    with suppress(TimeoutError):
        await asyncio.wait_for(changed.wait(), at_most)
