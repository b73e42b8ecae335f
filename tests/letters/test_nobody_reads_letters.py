"""A letter is nobody's to read in the house: neither who left it, nor who gets it, nor who administers may."""

from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from roundtable.api.schema import build_schema
from roundtable.core.errors import NotFound
from roundtable.core.guarding import RawAccess
from roundtable.core.guards import nobody
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.letters.models import Letter
from tests.letters.sorting import leave, row, rows
from tests.support.table import Table

_letter = table_of(Letter)


@pytest.mark.parametrize("who", ["corina", "ana", "jana", "horia"])
async def test_a_command_finds_none(table: Table, who: str) -> None:
    await leave(table, "ana")
    key = (await row(table))["id"]
    services = table.services

    async with services.database.writing() as session:
        work = await Work.begin(session, story.actor(who), services.clock.now())
        assert await work.all(Letter, _letter.c.id == key, nobody) == []
        assert await work.values(select(Letter)) == []
        with pytest.raises(NotFound):
            await work.find(Letter, key, nobody, ["id"])
        with pytest.raises(RawAccess):
            await work.values(select(_letter.c.payload))


@pytest.mark.postgres
@pytest.mark.parametrize("database_restored", ["postgres"], indirect=True)
@pytest.mark.parametrize("who", ["corina", "ana", "horia"])
async def test_the_database_shows_none_and_lets_none_be_changed(table: Table, who: str) -> None:
    await leave(table, "ana")
    before = await rows(table)

    async def done(statement: Any) -> Any:
        services = table.services
        async with services.database.writing() as session:
            await Work.begin(session, story.actor(who), services.clock.now())
            return (await (await session.connection()).execute(statement)).all()

    assert await done(select(_letter)) == []
    assert await done(select(_letter.c.id).with_for_update()) == []
    assert await done(update(_letter).values(payload={}).returning(_letter.c.id)) == []
    assert await done(delete(_letter).returning(_letter.c.id)) == []
    for statement in ("TABLE letter", "SELECT count(*) FROM letter HAVING count(*) > 0"):
        assert await done(text(statement)) == []
    assert await rows(table) == before


@pytest.mark.postgres
@pytest.mark.parametrize("database_restored", ["postgres"], indirect=True)
@pytest.mark.parametrize("statement", ["SELECT id FROM letter", "UPDATE letter SET tries = 0"])
async def test_where_nobody_acts_it_is_an_error(table: Table, statement: str) -> None:
    await leave(table)

    async with table.services.database.reading() as connection:
        with pytest.raises(DBAPIError, match="nobody acts"):
            await connection.execute(text(statement))


def test_graphql_has_no_word_for_one() -> None:
    names = {*build_schema()._schema.type_map}

    assert [name for name in names if "letter" in name.lower() or "outbox" in name.lower()] == []
