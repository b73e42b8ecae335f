"""The rule asked directly, without a server: everything that every post may see of a world, as SQL on SQLite."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Uuid, cast, create_engine, false, insert, literal, null, select, true, union_all
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from roundtable.access.models import Audience, CaseAgency, Category, Compartment, Disclosure
from roundtable.agencies.models import Membership
from roundtable.cases.models import Case
from roundtable.conferences.models import AgendaItem
from roundtable.core.scope import ME, NOW
from roundtable.core.tables import row_of, table_of
from roundtable.messaging.models import Message, Thread
from roundtable.tasks.models import Task
from tests.access.oracle import Oracle
from tests.access.world import AGENCIES, POSTS, TODAY, World, directory

# Who is asked whom they would share with: one of each side, in most worlds.
SHARING = (POSTS["ana"], POSTS["felicia"])
ITEMS = (Thread, Message, Task, AgendaItem)
Judged = set[tuple[str, Any, Any]]


class Judge:
    """One version of the rule (a module), ready to be asked."""

    def __init__(self, rule: Any) -> None:
        self._rule = rule

    @cached_property
    def _mine(self) -> Any:
        return union_all(*_of_one(self._rule))

    @cached_property
    def _preview(self) -> Any:
        return union_all(*_of_sharing(self._rule))

    @cached_property
    def _all(self) -> Any:
        return union_all(*_of_everyone(self._rule))

    def answers(self, connection: Connection, now: datetime = TODAY) -> Iterator[Judged]:
        """What it lets each post see of all that stands, and share; at last what it says of everyone at once."""
        posts = [row.id for row in directory() if isinstance(row, Membership)]
        asked = [*((self._mine, post) for post in posts), *((self._preview, post) for post in SHARING)]
        for statement, me in [*asked, (self._all, None)]:
            yield {(kind, key, other) for kind, key, other in connection.execute(statement, {"me": me, "now": now})}

    def agrees(self, connection: Connection, right: list[Judged]) -> bool:
        """Whether it lets everyone see what is right; it is asked no further than to the first that is not."""
        return all(answer == own for answer, own in zip(self.answers(connection), right, strict=True))


def _of_one(rule: Any) -> Iterator[Any]:
    case, audience, naming = table_of(Case), table_of(Audience), table_of(Disclosure)
    yield _named("case", case.c.id).where(rule.sees_case(case.c.id))
    yield _named("seat", case.c.id).where(rule.has_seat(case.c.id))
    yield _named("support", case.c.id).where(rule.supports(case.c.id))
    yield _named("support by right", case.c.id).where(rule.supports_by_right(case.c.id))
    yield _named("post", ME).where(rule.is_live())
    of_audience = rule.sees_audience(audience.c.case_id, audience.c.id, audience.c.created_at)
    yield _named("audience", audience.c.id).where(of_audience)
    yield _named("naming", naming.c.id).where(rule.sees_audience(naming.c.case_id, naming.c.audience_id, NOW))
    for model in ITEMS:
        item = table_of(model)
        yield _named("item", item.c.id).where(rule.sees_item(item))
        yield _named("act", item.c.id).where(rule.acts_on_item(item))


def _of_sharing(rule: Any) -> Iterator[Any]:
    """Who would see what one shares: with all; with an agency or a post by name; with those of a category."""
    case, post = table_of(Case), row_of(Membership)
    wanted: dict[str, dict[str, Any]] = {
        "with all": {"everyone": true()},
        "by name": {"everyone": false(), "agencies": [AGENCIES["ngo"].id], "posts": [POSTS["bogdan"]]},
        "of a category": {"everyone": true(), "categories": literal(Category.LOCATION.bit)},
    }
    for kind, given in wanted.items():
        yield _named(kind, case.c.id, post.c.id).where(rule.would_see(case.c.id, post, **given))


def _of_everyone(rule: Any) -> Iterator[Any]:
    """As "who can see this" asks, and what no one in particular asks."""
    case, audience, naming, post = table_of(Case), table_of(Audience), table_of(Disclosure), row_of(Membership)
    thread, part = table_of(Thread), table_of(CaseAgency)
    near, since = rule.is_near(audience.c.case_id, post), audience.c.created_at
    yield _named("case of", case.c.id, post.c.id).where(rule.sees_case(case.c.id, post))
    sees = rule.sees_audience(audience.c.case_id, audience.c.id, since, post)
    yield _named("audience of", audience.c.id, post.c.id).where(near, sees)
    yield _named("from a seat", thread.c.id, part.c.id).where(rule.seat_would_see(part, thread))
    yield _named("live", naming.c.id).where(rule.disclosure_is_live(naming))
    yield _named("for a task", thread.c.id).where(rule.is_for_task(thread))
    yield _named("conflict", part.c.id).where(rule.in_conflict(part.c.case_id, part.c.agency_id))


def _named(kind: str, key: Any, other: Any = None) -> Any:
    return select(literal(kind), key, cast(null(), Uuid()) if other is None else other)


def expected(*worlds: World, now: datetime = TODAY) -> list[Judged]:
    """The same from the oracle, in the same order."""
    oracles, posts = [Oracle(world, now) for world in worlds], worlds[0].all(Membership)
    mine = [_union(_of_post(oracle, post) for oracle in oracles) for post in posts]
    shared = [_union(_would_see(oracle, oracle.posts[key]) for oracle in oracles) for key in SHARING]
    return [*mine, *shared, _union(_of_all(oracle) for oracle in oracles)]


def _union(parts: Iterable[Judged]) -> Judged:
    return set[Any]().union(*parts)


def _of_post(oracle: Oracle, post: Membership) -> Judged:
    world, case, right = oracle.world, oracle.world.case.id, oracle.is_at_the_table(post)
    items: list[Any] = [item for model in ITEMS for item in world.all(model)]
    stands = {"case": oracle.sees_case(post), "seat": right, "support": oracle.supports(post)}
    stands |= {"support by right": right and oracle.side_of(post) == Compartment.SUPPORT}
    return {
        *((kind, case, None) for kind, holds in stands.items() if holds),
        *(("post", post.id, None) for post in [post] if oracle.is_live(post)),
        *(("audience", a.id, None) for a in world.all(Audience) if oracle.sees(post, a.id, a.created_at)),
        *(("naming", d.id, None) for d in world.all(Disclosure) if oracle.sees(post, d.audience_id, oracle.now)),
        *(("item", i.id, None) for i in items if oracle.sees(post, i.audience_id, i.created_at)),
        *(("act", i.id, None) for i in items if oracle.acts(post, i.audience_id, i.created_at)),
    }


def _would_see(oracle: Oracle, me: Membership) -> Judged:
    case, table = oracle.world.case.id, [post for post in oracle.posts.values() if oracle.is_at_the_table(post)]
    with_all = [post for post in table if oracle.shares_with(me, post)]
    return {
        *(("with all", case, post.id) for post in with_all),
        *(("by name", case, p.id) for p in table if p.agency_id == AGENCIES["ngo"].id or p.id == POSTS["bogdan"]),
        *(("of a category", case, p.id) for p in with_all if Category.LOCATION.bit in oracle.held(p)),
    }


def _of_all(oracle: Oracle) -> Judged:
    """Of what is the same whoever asks."""
    world, posts = oracle.world, oracle.world.all(Membership)
    audiences, threads, parts = world.all(Audience), world.all(Thread), world.all(CaseAgency)
    return {
        *(("case of", world.case.id, post.id) for post in posts if oracle.sees_case(post)),
        *(("audience of", a.id, p.id) for a in audiences for p in posts if oracle.sees(p, a.id, a.created_at)),
        *(("from a seat", t.id, p.id) for t in threads for p in parts if oracle.seat_shows(p, t)),
        *(("live", d.id, None) for d in world.all(Disclosure) if oracle.is_in_force(d)),
        *(("for a task", t.id, None) for t in threads if oracle.audiences[t.audience_id].for_task),
        *(("conflict", p.id, None) for p in parts if oracle.has_conflict(p.agency_id)),
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
