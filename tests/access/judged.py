"""The rule asked directly, without a server: everything that every post may see of a world, as SQL on SQLite."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, create_engine, false, insert, literal, select, true, union_all
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from roundtable.access.models import Audience, CaseAgency, Category, Compartment, Disclosure
from roundtable.agencies.models import Membership
from roundtable.cases.models import Case
from roundtable.core.scope import ME, NOW
from roundtable.core.tables import EVIDENCE, row_of, table_of
from roundtable.demo.cast import AGENCIES
from roundtable.messaging.models import Message, Thread
from tests.access.oracle import Oracle
from tests.access.world import POSTS, TODAY, World, directory

# Made with their audience, and later; what else there is stands under the same functions.
_ITEMS = (Thread, Message)
# Who asks, and the keys that the answer is.
Judged = set[tuple[UUID | None, ...]]
Right = dict[str, Judged]


class Judge:
    """One version of the rule (a module), ready to be asked. A question costs most when it is asked first."""

    def __init__(self, rule: Any) -> None:
        self._rule, self._statements = rule, dict[str, Any]()

    def agrees(self, connection: Connection, right: Right, now: datetime = TODAY) -> bool:
        """Whether it lets everyone see what is right; it is asked no further than to the first that is not."""
        return all(self.answer(connection, question, now) == right[question] for question in QUESTIONS)

    def answer(self, connection: Connection, question: str, now: datetime = TODAY) -> Judged:
        """What it answers to everyone whom the question is of."""
        ask, askers = QUESTIONS[question]
        if question not in self._statements:
            self._statements[question] = ask(self._rule)
        statement = self._statements[question]
        return {(me, *row) for me in askers for row in connection.execute(statement, {"me": me, "now": now})}


def _items(rule: Any) -> Any:
    tables = [table_of(model) for model in _ITEMS]
    return union_all(*(select(item.c.id).where(rule.sees_item(item)) for item in tables))


def _acts(rule: Any) -> Any:
    tables = [table_of(model) for model in _ITEMS]
    return union_all(*(select(item.c.id).where(rule.acts_on_item(item)) for item in tables))


def _cases(name: str) -> Callable[[Any], Any]:
    case = table_of(Case)
    return lambda rule: select(case.c.id).where(getattr(rule, name)(case.c.id))


def _audiences(rule: Any) -> Any:
    audience = table_of(Audience)
    sees = rule.sees_audience(audience.c.case_id, audience.c.id, audience.c.created_at)
    return select(audience.c.id).where(sees)


def _namings(rule: Any) -> Any:
    naming = table_of(Disclosure)
    return select(naming.c.id).where(rule.sees_audience(naming.c.case_id, naming.c.audience_id, NOW))


def _would_see(**given: Any) -> Callable[[Any], Any]:
    case, post = table_of(Case), row_of(Membership)
    return lambda rule: select(case.c.id, post.c.id).where(rule.would_see(case.c.id, post, **given))


def _who_see_cases(rule: Any) -> Any:
    case, post = table_of(Case), row_of(Membership)
    return select(case.c.id, post.c.id).where(rule.sees_case(case.c.id, post))


def _who_see_audiences(rule: Any) -> Any:
    audience, post = table_of(Audience), row_of(Membership)
    sees = rule.sees_audience(audience.c.case_id, audience.c.id, audience.c.created_at, post)
    return select(audience.c.id, post.c.id).where(rule.is_near(audience.c.case_id, post), sees)


def _who_sit_by_right(rule: Any) -> Any:
    case, post = table_of(Case), row_of(Membership)
    return select(case.c.id, post.c.id).where(rule.has_seat(case.c.id, post))


def _who_act(rule: Any) -> Any:
    thread, post = table_of(Thread), row_of(Membership)
    return select(thread.c.id, post.c.id).where(rule.is_near(thread.c.case_id, post), rule.acts_on_item(thread, post))


def _seats(rule: Any) -> Any:
    thread, part = table_of(Thread), table_of(CaseAgency)
    return select(thread.c.id, part.c.id).where(rule.seat_would_see(part, thread))


def _in_force(rule: Any) -> Any:
    naming = table_of(Disclosure)
    return select(naming.c.id).where(rule.disclosure_is_live(naming))


def _for_a_task(rule: Any) -> Any:
    thread = table_of(Thread)
    return select(thread.c.id).where(rule.is_for_task(thread))


def _conflicts(rule: Any) -> Any:
    part = table_of(CaseAgency)
    return select(part.c.id).where(rule.in_conflict(part.c.case_id, part.c.agency_id))


_EACH: list[Any] = list(POSTS.values())
# One of each side, in most worlds.
_SHARING: list[Any] = [POSTS["ana"], POSTS["felicia"]]
_NOBODY = [None]
_BY_NAME: dict[str, Any] = {"agencies": [AGENCIES["ngo"].id], "posts": [POSTS["bogdan"]]}
# What is asked of the rule, and who asks it. First what tells most.
QUESTIONS: dict[str, tuple[Callable[[Any], Any], list[Any]]] = {
    "items": (_items, _EACH),
    "cases": (_cases("sees_case"), _EACH),
    "who see audiences": (_who_see_audiences, _NOBODY),
    "acts": (_acts, _EACH),
    "seats by right": (_cases("has_seat"), _EACH),
    "support": (_cases("supports"), _EACH),
    "support by right": (_cases("supports_by_right"), _EACH),
    "posts": (lambda rule: select(ME).where(rule.is_live()), _EACH),
    "audiences": (_audiences, _EACH),
    "namings": (_namings, _EACH),
    "with all": (_would_see(everyone=true()), _SHARING),
    "by name": (_would_see(everyone=false(), **_BY_NAME), _SHARING),
    "of a category": (_would_see(everyone=true(), categories=literal(Category.LOCATION.bit)), _SHARING),
    "who see cases": (_who_see_cases, _NOBODY),
    "who sit by right": (_who_sit_by_right, _NOBODY),
    "who act": (_who_act, _NOBODY),
    "from seats": (_seats, _NOBODY),
    "in force": (_in_force, _NOBODY),
    "for a task": (_for_a_task, _NOBODY),
    "conflicts": (_conflicts, _NOBODY),
}


def right(*worlds: World, now: datetime = TODAY) -> Right:
    """The oracle's answers to the same questions."""
    answers: Right = {question: set() for question in QUESTIONS}
    for world in worlds:
        oracle = Oracle(world, now)
        for question, found in _answers(oracle):
            answers[question] |= set(found)
    return answers


def _answers(oracle: Oracle) -> Iterator[tuple[str, Iterable[tuple[UUID | None, ...]]]]:
    for post in oracle.posts.values():
        yield from _of_post(oracle, post)
    for key in _SHARING:
        yield from _of_sharing(oracle, oracle.posts[key])
    yield from _of_all(oracle)


def _of_post(oracle: Oracle, post: Membership) -> Iterator[tuple[str, Iterable[tuple[UUID | None, ...]]]]:
    world, me, seated = oracle.world, post.id, oracle.is_at_the_table(post)
    items: list[Any] = [item for model in _ITEMS for item in world.all(model)]
    case, own_side = [(me, world.case.id)], oracle.side_of(post) == Compartment.SUPPORT
    yield "items", [(me, i.id) for i in items if oracle.sees(post, i.audience_id, i.created_at)]
    yield "acts", [(me, i.id) for i in items if oracle.acts(post, i.audience_id, i.created_at)]
    yield "cases", case if oracle.sees_case(post) else []
    yield "seats by right", case if seated else []
    yield "support", case if oracle.supports(post) else []
    yield "support by right", case if seated and own_side else []
    yield "posts", [(me, me)] if oracle.is_live(post) else []
    yield "audiences", [(me, a.id) for a in world.all(Audience) if oracle.sees(post, a.id, a.created_at)]
    yield "namings", [(me, d.id) for d in world.all(Disclosure) if oracle.sees(post, d.audience_id, oracle.now)]


def _of_sharing(oracle: Oracle, me: Membership) -> Iterator[tuple[str, Iterable[tuple[UUID | None, ...]]]]:
    case, table = oracle.world.case.id, [post for post in oracle.posts.values() if oracle.is_at_the_table(post)]
    with_all = [post for post in table if oracle.shares_with(me, post)]
    named = [post for post in table if post.agency_id == AGENCIES["ngo"].id or post.id == POSTS["bogdan"]]
    yield "with all", [(me.id, case, post.id) for post in with_all]
    yield "by name", [(me.id, case, post.id) for post in named]
    yield "of a category", [(me.id, case, post.id) for post in with_all if Category.LOCATION.bit in oracle.held(post)]


def _of_all(oracle: Oracle) -> Iterator[tuple[str, Iterable[tuple[UUID | None, ...]]]]:
    """What is the same whoever asks."""
    world = oracle.world
    posts, threads, parts = world.all(Membership), world.all(Thread), world.all(CaseAgency)
    pairs = [(audience, post) for audience in world.all(Audience) for post in posts]
    yield "who see audiences", [(None, a.id, p.id) for a, p in pairs if oracle.sees(p, a.id, a.created_at)]
    yield "who see cases", [(None, world.case.id, post.id) for post in posts if oracle.sees_case(post)]
    yield "who sit by right", [(None, world.case.id, post.id) for post in posts if oracle.is_at_the_table(post)]
    acting = [(t, p) for t in threads for p in posts if oracle.acts(p, t.audience_id, t.created_at)]
    yield "who act", [(None, thread.id, post.id) for thread, post in acting]
    yield "from seats", [(None, t.id, p.id) for t in threads for p in parts if oracle.seat_shows(p, t)]
    yield "in force", [(None, d.id) for d in world.all(Disclosure) if oracle.is_in_force(d)]
    yield "for a task", [(None, t.id) for t in threads if oracle.audiences[t.audience_id].for_task]
    yield "conflicts", [(None, p.id) for p in parts if oracle.has_conflict(p.agency_id)]


@contextmanager
def database() -> Iterator[Connection]:
    """An empty database in memory, with the directory in it."""
    options = {"schema_translate_map": {EVIDENCE: None}}
    engine = create_engine("sqlite://", poolclass=StaticPool, enable_from_linting=False, execution_options=options)
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
