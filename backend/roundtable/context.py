"""What a resolver holds, and the two things it does with it: perform a command, read an answer."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid5

import orjson
import structlog
from graphql import GraphQLResolveInfo, OperationDefinitionNode, OperationType
from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import Info

from roundtable.core import facts, metrics, performed
from roundtable.core.actor import OPERATOR, Actor
from roundtable.core.answering import Answering
from roundtable.core.audit.chain import Note
from roundtable.core.audit.entries import EntryKind
from roundtable.core.audit.recorder import Recorder, Recording
from roundtable.core.bell import Bell
from roundtable.core.clock import Clock
from roundtable.core.db import Database, undisturbed
from roundtable.core.errors import NotFound, Problem
from roundtable.core.facts import NewFact
from roundtable.core.gatherings import Gatherings
from roundtable.core.postgres import Added
from roundtable.core.presence import Presence
from roundtable.core.seal import Seal
from roundtable.core.sequels import Sequel, follow, sequels_of
from roundtable.core.terms import Terms
from roundtable.core.vault import Vault
from roundtable.core.watch import Watches
from roundtable.core.work import Work
from roundtable.reader.finish import Served
from roundtable.reader.reader import Given, Reader, Ready
from roundtable.reader.wire import Written

_log = structlog.get_logger("roundtable.security")

Refs = dict[str, UUID]
# Its id and its reason.
Glass = tuple[UUID, str]
Command = Callable[..., Awaitable[Refs]]

_KINDS = {
    OperationType.QUERY: EntryKind.READ,
    OperationType.MUTATION: EntryKind.ANSWER,
    OperationType.SUBSCRIPTION: EntryKind.DELIVERY,
}


class Authority(Protocol):
    """Reads an actor's rights again, inside a command's transaction, and what is asked beside them, by one statement.

    Raises Problem UNAUTHENTICATED if they ended.
    """

    async def __call__(
        self,
        session: AsyncSession,
        actor: Actor,
        now: datetime,
        beside: tuple[ColumnElement[Any], ...],
        given: Mapping[str, Any],
    ) -> tuple[Actor, Any]: ...


class Alikeness(Protocol):
    """Tells of sessions, each with its post, which hold, and with whom a case, or a conference, shows each the same."""

    async def alike(self, case: UUID | None, since: int, posts: Mapping[UUID, UUID]) -> dict[UUID, str]: ...

    async def alike_at(self, conference: UUID, since: int, posts: Mapping[UUID, UUID]) -> dict[UUID, str]: ...


@dataclass(frozen=True)
class Services:
    """What the process opened at its start."""

    database: Database
    clock: Clock
    bell: Bell
    watches: Watches
    looks: Gatherings[Any, Any]
    rights: Alikeness
    recorder: Recorder
    reader: Reader
    seal: Seal
    vault: Vault
    terms: Terms
    authority: Authority
    presence: Presence
    answering: Answering


class Presumption(Protocol):
    """That a credential stands for whom it stood for before: what is asked looks at that by itself."""

    @property
    def binds(self) -> Mapping[str, Any]:
        """What the statement is told of it."""

    async def prove(self, last_used_at: datetime | None) -> None:
        """By what the statement found of it. Raises Unproven."""


class Visit(Protocol):
    """A request or a socket: what its operations' contexts are made of."""

    services: Services

    async def renew(self) -> Actor:
        """Find the actor by the credential that came, as things are now. Raises Problem where there is none."""


@dataclass(frozen=True)
class Act:
    """One mutation as it was sent: its name, the id its retries share, the keyed hash of its input."""

    name: str
    mutation_id: UUID
    fingerprint: str


@dataclass(frozen=True)
class Done:
    """What came of an act, and the one case that it touched, where it is known to be one."""

    refs: Refs
    case: UUID | None = None


@dataclass(frozen=True)
class Read:
    """What a plan answered, of which cases, and through which glasses."""

    answer: Any
    served: Served
    glasses: Mapping[UUID, Glass]
    # When the session that is presumed was used last, if it is who asks.
    last_used_at: datetime | None = None


@dataclass(frozen=True)
class Context:
    """One operation's services and actor; a socket's operations share nothing."""

    services: Services
    actor: Actor
    # Of an actor whom nobody has looked up yet.
    presumed: Presumption | None = None
    # Of each part of the answer, how many objects it may have at most.
    costs: list[int] = field(default_factory=list, compare=False)

    async def perform(self, info: Any, command: Command, given: Any, first: Command | None = None, **also: Any) -> Any:
        """Perform a command once, and answer its payload: problems, and what it names, read like any query.

        `given` is the mutation's input; `also` replaces values of it that the command takes in another form, and adds
        what it takes of the services. What is done `first`, with the same values, stands though the command is refused.
        """
        self.services.reader.check_payload(info._raw_info)
        values = {**vars(given), **also}
        client_mutation_id = values.pop("client_mutation_id")
        fingerprint = self.services.seal.hash(info.field_name, performed.canonical(asdict(given)))
        try:
            if first is not None:
                before = Act(f"{info.field_name}.first", uuid5(client_mutation_id, "first"), fingerprint)
                await undisturbed(self._once(first, values, before))
            act = Act(info.field_name, client_mutation_id, fingerprint)
            done = await undisturbed(self._once(command, values, act))
        except Problem as problem:
            self._refused(info, problem)
            return await self._payload(info, dict(problem.shown), [problem])
        metrics.ACTS.labels(info.field_name, "done").inc()
        return await self._payload(info, done.refs, [], done.case)

    async def say(self, info: Any, step: Callable[[], Awaitable[None]]) -> Any:
        """Do what is for the moment only, stores nothing and leaves no trace; answer its payload, of problems alone."""
        problems = list[Problem]()
        try:
            await step()
        except Problem as problem:
            self._refused(info, problem)
            problems = [problem]
        else:
            metrics.ACTS.labels(info.field_name, "done").inc()
        return self.services.reader.fill_payload(info._raw_info, {}, problems)

    def _refused(self, info: Any, problem: Problem) -> None:
        """Refusals leave nothing in the domain: this is where they are seen."""
        metrics.ACTS.labels(info.field_name, "refused").inc()
        _log.info("refused", act=info.field_name, code=problem.code.value, by=self.actor.membership_id.hex)

    async def _once(self, command: Command, values: dict[str, Any], act: Act) -> Done:
        try:
            return await self._transact(command, values, act)
        except IntegrityError:
            # The same mutation, sent twice at once: the other won, and this one finds its result.
            return await self._transact(command, values, act)
        except Problem as refusal:
            # Perhaps only because the other, which won, has changed what this one came to.
            return Done(await self._done_meanwhile(act, refusal))

    async def _done_meanwhile(self, act: Act, refusal: Problem) -> Refs:
        """The first result of an act that was refused; raises the refusal where it has none."""
        services = self.services
        async with services.recorder.writing() as recording:
            _, found = await self._begin(recording.session, await _turn(recording, services.clock), act)
        first = performed.first_result(found, act.fingerprint)
        if first is None:
            raise refusal
        return first

    async def _transact(self, command: Command, values: dict[str, Any], act: Act) -> Done:
        services = self.services
        async with services.recorder.writing() as recording:
            session, now = recording.session, await _turn(recording, services.clock)
            actor, found = await self._begin(session, now, act)
            first = performed.first_result(found, act.fingerprint)
            if first is not None:
                return Done(first)
            work = Work(session, actor, now, clock=services.clock.now)
            refs = await command(work, **values)
            await work.stood()
            touched, kept = _cases(work, 0), performed.kept(actor, act.mutation_id, act.fingerprint, refs, work.now)
            follows = sequels_of(work)
            if follows:
                # What follows looks at what was done, and is no part of it.
                await work.flush()
            record = await recording.wrote(actor, act.name, act.fingerprint, touched, work.about)
            if follows:
                record += await self._follow(recording, work, follows, act)
            heads = await facts.write(session, work.facts, [*record, kept])
        await services.bell.ring(heads)
        return Done(refs, touched.pop() if len(touched) == 1 else None)

    async def _follow(
        self, recording: Recording, work: Work, follows: Sequence[tuple[Sequel, list[NewFact]]], act: Act
    ) -> list[Added]:
        """Let follow what follows by a rule; what is left to be added is its own entry of the record, if it did
        anything."""
        before = await follow(work, follows)
        if len(work.facts) == before:
            return []
        # Nothing of it says from which act it followed.
        fingerprint = self.services.seal.hash("sequel", act.fingerprint)
        return await recording.wrote(OPERATOR, "byRule", fingerprint, _cases(work, before))

    async def _begin(self, session: AsyncSession, now: datetime, act: Act) -> tuple[Actor, Any]:
        """The actor as one may act now, and whether the act has been done before."""
        asked = performed.asked_before(self.actor, act.mutation_id)
        return await self.services.authority(session, self.actor, now, performed.BEFORE, asked)

    async def _payload(self, info: Any, refs: Refs, problems: list[Problem], case: UUID | None = None) -> Any:
        """The payload's row: each selected object read under today's rights, or null with NOT_FOUND."""
        raw: GraphQLResolveInfo[Any] = info._raw_info
        ready = self.services.reader.payload(raw, refs)
        answer = await self._recorded(raw.operation, ready, await self._shown(ready, case)) if ready else {}
        payload: dict[str, Any] = {key: found[0] if found else None for key, found in answer.items()}
        if any(found == [] for found in answer.values()):
            problems = [*problems, NotFound()]
        return self.services.reader.fill_payload(raw, payload, problems, ready.plan.shape if ready else None)

    async def read(
        self, operation: OperationDefinitionNode, ready: Ready, given: Given | None = None
    ) -> dict[str, Any]:
        """Answer a plan with one statement, and put the read on the record before anything leaves."""
        answer: dict[str, Any] = await self._recorded(operation, ready, await self.answer(ready, given))
        return answer

    async def write(self, operation: OperationDefinitionNode, ready: Ready) -> Written:
        """The same of a whole query whose plan has a `wire`, as text. Raises Surprise: the executor reads it again; and
        Unproven, before anything is on the record.
        """
        read = await undisturbed(self._answer(ready, None, wire=True))
        if self.presumed:
            await undisturbed(self.presumed.prove(read.last_used_at))
        text: Written = await self._recorded(operation, ready, read)
        return text

    async def _shown(self, ready: Ready, case: UUID | None) -> Read:
        """Objects of the one case that an act touched, if it was one; whatever else they are of all that one has."""
        if case is None or ready.plan.straying:
            return await self.answer(ready)
        read = await self.answer(ready, within=case)
        return read if all(read.answer.values()) else await self.answer(ready)

    async def _recorded(self, operation: OperationDefinitionNode, ready: Ready, read: Read) -> Any:
        await self.put_on_record(operation, read, self.fingerprint(operation, ready), [self.actor])
        self.costs.append(ready.plan.cost)
        return read.answer

    async def answer(self, ready: Ready, given: Given | None = None, within: UUID | None = None) -> Read:
        """Answer a plan with one statement, perhaps `within` one case only. Nothing of it may leave before it is on the
        record.
        """
        return await undisturbed(self._answer(ready, given, within))

    def fingerprint(self, operation: OperationDefinitionNode, ready: Ready) -> str:
        """The keyed hash of what is asked for: the document and its values."""
        source = operation.loc.source.body if operation.loc else _name(operation)
        return self.services.seal.hash(source, orjson.dumps(ready.binds, default=str).decode())

    async def put_on_record(
        self, operation: OperationDefinitionNode, read: Read, fingerprint: str, actors: Iterable[Actor]
    ) -> None:
        """Record that these were shown what was read: nothing, where it was nothing of a case."""
        name, kind, parts = _name(operation), _KINDS[operation.operation], _by_glass(read.served, read.glasses)
        await self.services.recorder.read(
            *(
                Note(kind, actor, name, fingerprint, cases, purpose=purpose, glass_id=glass)
                for actor in actors
                for (glass, purpose), cases in parts.items()
            )
        )

    async def _answer(
        self, ready: Ready, given: Given | None, within: UUID | None = None, *, wire: bool = False
    ) -> Read:
        services, reader = self.services, self.services.reader
        async with services.database.reading() as connection:
            # Of now, and not of when it began to wait for a connection.
            me, now = self.actor.membership_id, services.clock.now()
            run: Awaitable[tuple[Any, Served, Sequence[Any]]] = (
                reader.write(connection, ready, me, now, self.presumed.binds if self.presumed else {})
                if wire
                else reader.run(connection, ready, me, now, given, within)
            )
            answer, served, (through, last_used_at) = await run
        glasses = {UUID(case): (UUID(glass), reason) for case, glass, reason in orjson.loads(through or b"[]")}
        return Read(answer, served, glasses, last_used_at)


def _cases(work: Work, after: int) -> set[UUID]:
    """The cases that facts are of, from one on."""
    return {fact.case_id for fact, _ in work.facts[after:] if fact.case_id}


async def _turn(recording: Recording, clock: Clock) -> datetime:
    """When a transaction's turn at the database has come: an act is of then, and not of when it began to wait."""
    await recording.session.connection()
    return clock.now()


def _name(operation: OperationDefinitionNode) -> str:
    return operation.name.value if operation.name else "anonymous"


def _by_glass(served: Served, glasses: Mapping[UUID, Glass]) -> dict[tuple[UUID | None, str | None], Served]:
    """What was served in the ordinary way, and what through which glass: an entry of the record is of one alone."""
    parts: dict[tuple[UUID | None, str | None], Served] = {}
    for case, items in served.items():
        parts.setdefault(glasses.get(case, (None, None)), {})[case] = items
    return parts


# What Strawberry hands a resolver.
Asked = Info[Context, None]
