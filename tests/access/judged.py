"""The rule asked directly, without a server: everything that every post may see of a world, as SQL on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, create_engine, insert, literal, select, union_all
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from roundtable.access.models import Audience, CaseAgency, Disclosure
from roundtable.agencies.models import Membership
from roundtable.cases.models import Case
from roundtable.conferences.models import AgendaItem
from roundtable.core.scope import ME, NOW
from roundtable.core.tables import row_of, table_of
from roundtable.messaging.models import Message, Thread
from roundtable.tasks.models import Task
from tests.access.oracle import Oracle
from tests.access.world import TODAY, World, directory

ITEMS = (Thread, Message, Task, AgendaItem)
Judged = set[tuple[str, Any, Any]]


class Judge:
    """One version of the rule (a module), ready to be asked."""

    def __init__(self, rule: Any) -> None:
        self._mine, self._all = union_all(*_of_one(rule)), union_all(*_of_everyone(rule))

    def answers(self, connection: Connection, now: datetime = TODAY) -> Iterator[Judged]:
        """What it lets each post see of all that stands; at last what it says of everyone at once."""
        for post in (row for row in directory() if isinstance(row, Membership)):
            rows = connection.execute(self._mine, {"me": post.id, "now": now})
            yield {(kind, key, post.id) for kind, key in rows}
        rows = connection.execute(self._all, {"now": now})
        yield {(kind, key, post) for kind, key, post in rows}

    def agrees(self, connection: Connection, right: list[Judged]) -> bool:
        """Whether it lets everyone see what is right; it is asked no further than to the first that is not."""
        return all(answer == own for answer, own in zip(self.answers(connection), right, strict=True))


def _of_one(rule: Any) -> Iterator[Any]:
    case, audience, naming = table_of(Case), table_of(Audience), table_of(Disclosure)
    yield _named("case", case.c.id).where(rule.sees_case(case.c.id))
    yield _named("seat", case.c.id).where(rule.has_seat(case.c.id))
    yield _named("support", case.c.id).where(rule.supports(case.c.id))
    yield _named("post", ME).where(rule.is_live())
    of_audience = rule.sees_audience(audience.c.case_id, audience.c.id, audience.c.created_at)
    yield _named("audience", audience.c.id).where(of_audience)
    yield _named("naming", naming.c.id).where(rule.sees_audience(naming.c.case_id, naming.c.audience_id, NOW))
    for model in ITEMS:
        item = table_of(model)
        yield _named("item", item.c.id).where(rule.sees_item(item))
        yield _named("act", item.c.id).where(rule.acts_on_item(item))


def _of_everyone(rule: Any) -> Iterator[Any]:
    """As "who can see this" asks."""
    case, audience, naming, post = table_of(Case), table_of(Audience), table_of(Disclosure), row_of(Membership)
    sees = rule.sees_audience(audience.c.case_id, audience.c.id, audience.c.created_at, post)
    near = rule.is_near(audience.c.case_id, post)
    yield _named("case of", case.c.id).add_columns(post.c.id).where(rule.sees_case(case.c.id, post))
    yield _named("audience of", audience.c.id).add_columns(post.c.id).where(near, sees)
    yield _named("live", naming.c.id).add_columns(naming.c.id).where(rule.disclosure_is_live(naming))
    thread = table_of(Thread)
    yield _named("for a task", thread.c.id).add_columns(thread.c.id).where(rule.is_for_task(thread))
    part = table_of(CaseAgency)
    conflict = rule.in_conflict(part.c.case_id, part.c.agency_id)
    yield _named("conflict", part.c.id).add_columns(part.c.id).where(conflict)


def _named(kind: str, key: Any) -> Any:
    return select(literal(kind).label("kind"), key)


def expected(*worlds: World, now: datetime = TODAY) -> list[Judged]:
    """The same from the oracle, in the same order."""
    oracles = [Oracle(world, now) for world in worlds]
    own = [set().union(*(_of_post(oracle, post) for oracle in oracles)) for post in worlds[0].all(Membership)]
    return [*own, set().union(*map(_of_all, oracles))]


def _of_post(oracle: Oracle, post: Membership) -> Judged:
    world, case = oracle.world, oracle.world.case.id
    items: list[Any] = [item for model in ITEMS for item in world.all(model)]
    stands = {"case": oracle.sees_case(post), "seat": oracle.is_at_the_table(post), "support": oracle.supports(post)}
    return {
        *((kind, case, post.id) for kind, holds in stands.items() if holds),
        *((kind, audience.id, post.id) for kind, audience in _audiences(oracle, post)),
        *(("item", i.id, post.id) for i in items if oracle.sees(post, i.audience_id, i.created_at)),
        *(("act", i.id, post.id) for i in items if oracle.acts(post, i.audience_id, i.created_at)),
        *(("post", post.id, post.id) for post in [post] if oracle.is_live(post)),
    }


def _audiences(oracle: Oracle, post: Membership) -> Iterator[tuple[str, Any]]:
    world = oracle.world
    yield from (("audience", a) for a in world.all(Audience) if oracle.sees(post, a.id, a.created_at))
    yield from (("naming", d) for d in world.all(Disclosure) if oracle.sees(post, d.audience_id, oracle.now))


def _of_all(oracle: Oracle) -> Judged:
    """Of what is the same whoever asks."""
    world, posts = oracle.world, oracle.world.all(Membership)
    audiences, threads, parts = world.all(Audience), world.all(Thread), world.all(CaseAgency)
    return {
        *(("case of", world.case.id, post.id) for post in posts if oracle.sees_case(post)),
        *(("audience of", a.id, p.id) for a in audiences for p in posts if oracle.sees(p, a.id, a.created_at)),
        *(("live", d.id, d.id) for d in world.all(Disclosure) if oracle.is_in_force(d)),
        *(("for a task", t.id, t.id) for t in threads if oracle.audiences[t.audience_id].for_task),
        *(("conflict", p.id, p.id) for p in parts if oracle.has_conflict(p.agency_id)),
    }


@contextmanager
def database() -> Iterator[Connection]:
    """An empty database in memory, with the directory in it."""
    engine = create_engine("sqlite://", poolclass=StaticPool, enable_from_linting=False)
    with engine.connect() as connection:
        SQLModel.metadata.create_all(connection)
        for row in directory():
            connection.execute(insert(table_of(type(row))).values(row.model_dump()))
        connection.commit()
        yield connection
    engine.dispose()


@contextmanager
def standing(connection: Connection, *worlds: World) -> Iterator[None]:
    """The worlds stand while the block runs."""
    for world in worlds:
        for statement in world.writes():
            connection.execute(statement)
    yield
    connection.rollback()
