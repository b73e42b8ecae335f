"""Ways past the rule that a command might try on its session: refused or filtered by it, and by the database alone.

Horia belongs to another county's police: to him, the demo's case is not there. Each probe is refused or finds nothing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, exists, func, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, make_transient_to_detached

from roundtable.access.models import CaseAgency
from roundtable.agencies import models as agencies
from roundtable.core.guarding import RawAccess
from roundtable.core.standing import stand_as
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.messaging import models
from tests.access.planted import SEEN, plant
from tests.support.servers import Postgres
from tests.support.table import Table, open_table

# Columns, whatever their models say of them.
Message: Any = models.Message
Thread: Any = models.Thread
Agency: Any = agencies.Agency
MESSAGE, THREAD = table_of(Message), table_of(Thread)
HORIA = PEOPLE["horia"].posts[0].id

Way = Callable[[AsyncSession, Any], Awaitable[Any]]


async def _all(session: AsyncSession, statement: Any) -> list[Any]:
    return [tuple(row) for row in (await session.execute(statement)).all()]


def listing(statement: Any) -> Way:
    """A way that runs one statement and lists its rows."""
    return lambda session, _: _all(session, statement)


def existing(key: Any) -> Any:
    """An object that claims to be a row, without having been read."""
    message = Message(id=key)
    make_transient_to_detached(message)
    return message


async def _get(session: AsyncSession, key: Any) -> Any:
    return await session.get(Message, key)


async def _get_anew(session: AsyncSession, key: Any) -> Any:
    return await session.get(Message, key, populate_existing=True)


async def _get_locked(session: AsyncSession, key: Any) -> Any:
    return await session.get(Message, key, with_for_update=True)


async def _refresh(session: AsyncSession, key: Any) -> Any:
    message = existing(key)
    session.add(message)
    await session.refresh(message)
    return message.body


async def _refresh_one_attribute(session: AsyncSession, key: Any) -> Any:
    message = existing(key)
    session.add(message)
    await session.refresh(message, ["body"])
    return message.body


async def _expired_attribute(session: AsyncSession, key: Any) -> Any:
    message = existing(key)
    session.add(message)
    return await session.run_sync(lambda _: message.body)


async def _merge(session: AsyncSession, key: Any) -> Any:
    """Merging reads the row first; what is not there it would add, whereupon the database refuses."""
    merged = await session.merge(Message(id=key))
    session.expunge(merged)
    return merged.body


async def _query(session: AsyncSession, _: Any) -> Any:
    return await session.run_sync(lambda plain: plain.query(Message.id).all())


async def _stream(session: AsyncSession, _: Any) -> Any:
    return [row async for row in await session.stream_scalars(select(Message.id))]


def _grouped() -> Any:
    return select(Message.thread_id, func.count(Message.id)).group_by(Message.thread_id)


_other, _cte, _sub = aliased(Message), select(MESSAGE).cte(), select(MESSAGE).subquery()
_agency, _part = table_of(Agency), table_of(CaseAgency)
_version = table_of(models.MessageVersion)
_copied = ["id", "case_id", "message_id", "body", "body_html", "written_at"]
_copy = select(
    literal(uuid4()), MESSAGE.c.case_id, MESSAGE.c.id, MESSAGE.c.body, MESSAGE.c.body_html, MESSAGE.c.created_at
)

# A way, what it finds where the database alone decides, and whether a command's session lets it run at all.
FILTERED, REFUSED = "filtered", "refused"
WAYS: dict[str, tuple[Way, Any, str]] = {
    "a select of the model": (listing(select(Message)), [], FILTERED),
    "some columns of the model": (listing(select(Message.body)), [], FILTERED),
    "an alias of the model": (listing(select(_other)), [], REFUSED),
    "columns of an alias": (listing(select(_other.body)), [], REFUSED),
    "two models at once": (listing(select(Message, Thread).where(MESSAGE.c.thread_id == THREAD.c.id)), [], FILTERED),
    "an aggregate of a column": (listing(select(func.count(Message.id))), [(0,)], FILTERED),
    "groups": (listing(_grouped()), [], FILTERED),
    "get": (_get, None, FILTERED),
    "get, read anew": (_get_anew, None, FILTERED),
    "get, to change it": (_get_locked, None, FILTERED),
    "refresh": (_refresh, InvalidRequestError, FILTERED),
    "refresh of one attribute": (_refresh_one_attribute, InvalidRequestError, FILTERED),
    "an attribute that is loaded late": (_expired_attribute, "ObjectDeletedError", FILTERED),
    "merge": (_merge, None, FILTERED),
    "the older query interface": (_query, [], FILTERED),
    "a stream of rows": (_stream, [], FILTERED),
    "a count of the model": (listing(select(func.count()).select_from(Message)), [(0,)], REFUSED),
    "a join from another model": (
        listing(select(Thread).join(Message, MESSAGE.c.thread_id == THREAD.c.id)),
        [],
        REFUSED,
    ),
    "a join within a join": (
        listing(
            select(_agency.c.id).select_from(
                _agency.join(MESSAGE.join(THREAD, MESSAGE.c.thread_id == THREAD.c.id), MESSAGE.c.id != _agency.c.id)
            )
        ),
        [],
        REFUSED,
    ),
    "an outer join from an open table": (
        listing(select(_part.c.case_id).select_from(_agency.join(_part, _part.c.agency_id == _agency.c.id))),
        [],
        REFUSED,
    ),
    "a subquery": (listing(select(_sub)), [], REFUSED),
    "a common table expression": (listing(select(_cte.c.body)), [], REFUSED),
    "a union": (listing(select(Message.body).union(select(Message.body))), [], REFUSED),
    "exists": (listing(select(exists(select(Message.id)))), [(False,)], REFUSED),
    "a condition on another table": (listing(select(Agency.id).where(exists(select(MESSAGE.c.id)))), [], REFUSED),
    "in a set of hidden rows": (
        listing(select(Agency.id).where(Agency.id.in_(select(_part.c.agency_id)))),
        [],
        REFUSED,
    ),
    "a scalar subquery": (listing(select(select(func.max(MESSAGE.c.body)).scalar_subquery())), [(None,)], REFUSED),
    "a lateral": (listing(select(select(MESSAGE.c.body).lateral())), [], REFUSED),
    "a window": (listing(select(func.row_number().over(order_by=MESSAGE.c.id))), [], REFUSED),
    "the table": (listing(select(MESSAGE)), [], REFUSED),
    "an alias of the table": (listing(select(MESSAGE.alias().c.body)), [], REFUSED),
    "the table, to change it": (listing(select(MESSAGE.c.id).with_for_update()), [], REFUSED),
    "text": (listing(text("SELECT body FROM message")), [], REFUSED),
    "text as a select": (listing(text("SELECT body FROM message").columns(MESSAGE.c.body)), [], REFUSED),
    "a model from text": (listing(select(Message).from_statement(text("SELECT * FROM message"))), [], REFUSED),
    "a condition of text": (listing(select(Agency.id).where(text("EXISTS (SELECT 1 FROM message)"))), [], REFUSED),
    "update returning": (listing(update(Message).values(body="").returning(Message.body)), [], REFUSED),
    "update of the table": (listing(update(MESSAGE).values(body="").returning(MESSAGE.c.body)), [], REFUSED),
    "delete returning": (listing(delete(Message).returning(Message.body)), [], REFUSED),
    "insert from a select": (listing(insert(_version).from_select(_copied, _copy)), InvalidRequestError, REFUSED),
    "insert returning": (
        listing(insert(_version).from_select(_copied, _copy).returning(_version.c.body)),
        [],
        REFUSED,
    ),
}


async def attempt(way: Way, session: AsyncSession, key: Any) -> Any:
    """What a way finds, or what it fails with: a class that is expected, or a name."""
    try:
        return await way(session, key)
    except (RawAccess, InvalidRequestError, DBAPIError) as failure:
        return failure


@asynccontextmanager
async def session_of_horia(table: Table) -> AsyncIterator[tuple[AsyncSession, Any]]:
    """A session of the server's as Horia, without the filter of commands; and the key of a message he may not see."""
    key = await _a_message(table)
    async with table.services.database.writing() as session:
        await stand_as(session, HORIA, table.services.clock.now())
        yield session, key
        await session.rollback()


async def _a_message(table: Table) -> Any:
    async with table.database.reading() as connection:
        return await connection.scalar(select(MESSAGE.c.id).limit(1))


def _is(found: Any, expected: Any) -> bool:
    if isinstance(expected, type):
        return isinstance(found, expected)
    return type(found).__name__ == expected if isinstance(expected, str) else bool(found == expected)


@pytest.fixture
async def past_filter(postgres: Postgres, postgres_template: str) -> AsyncIterator[Table]:
    """The demo on PostgreSQL."""
    name = await postgres.create_database("past_filter", template=postgres_template)
    async with open_table(postgres.urls(name).app) as table:
        yield table
    await postgres.drop_database(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", WAYS)
async def test_a_commands_session_filters_it_or_refuses_to_run_it(table: Table, name: str) -> None:
    way, expected, how = WAYS[name]
    async with session_of_horia(table) as (session, key):
        await Work.begin(session, story.actor("horia"), table.services.clock.now())
        found = await attempt(way, session, key)

    assert _is(found, RawAccess if how is REFUSED else expected), found


async def test_the_ways_do_find_something_for_who_may_see_it(table: Table) -> None:
    """So that what finds nothing for Horia finds nothing because of him."""
    for name, (way, expected, how) in WAYS.items():
        if how is FILTERED:
            key = await _a_message(table)
            async with table.services.database.writing() as session:
                await Work.begin(session, story.actor("corina"), table.services.clock.now())
                assert not _is(await attempt(way, session, key), expected), name
                await session.rollback()


@pytest.mark.parametrize("model", SEEN, ids=lambda model: model.__tablename__)
async def test_what_hangs_on_a_case_is_filtered_as_its_items_are(table: Table, model: Any) -> None:
    await plant(table)
    key = next(iter(table_of(model).primary_key))
    found = {}
    for who in ("horia", "corina"):
        async with table.services.database.writing() as session:
            await Work.begin(session, story.actor(who), table.services.clock.now())
            found[who] = await attempt(listing(select(model)), session, None)
            past = await attempt(listing(select(key)), session, None)
            assert isinstance(past, RawAccess)
            await session.rollback()

    assert found["horia"] == []
    assert isinstance(found["corina"], list) and found["corina"]


@pytest.mark.postgres
@pytest.mark.parametrize("name", WAYS)
async def test_with_that_filter_off_the_database_alone_lets_none_through(past_filter: Table, name: str) -> None:
    way, expected, _ = WAYS[name]
    async with session_of_horia(past_filter) as (session, key):
        found = await attempt(way, session, key)

    assert _is(found, expected), found
