"""The toy domain on both databases, and a way to ask it a question through the reader."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import get_operation_ast, parse
from sqlalchemy import event
from strawberry.types import ExecutionResult

from roundtable.core.db import Database
from roundtable.core.seal import Seal
from roundtable.reader import reader
from roundtable.reader.finish import Run
from roundtable.reader.reader import Plan, Reader
from roundtable.reader.shaping import Shape, Surprise
from tests.reader.garden import metadata
from tests.reader.generated_worlds import NOW, SEAL, VAULT
from tests.reader.rows import ANA
from tests.reader.schema import build
from tests.reader.world import World
from tests.support.both_ways import read_and_written
from tests.support.servers import Postgres

SCHEMA = build()


def _both(plan: Plan, texts: Sequence[str | None], run: Run) -> tuple[dict[str, Any], str | None]:
    """What was read, and the same as it goes to the wire: None where that is the executor's."""
    if plan.wire is not None:
        with suppress(Surprise):
            read, written = read_and_written(plan, texts, run)
            return read, written.wire
    return reader._finished(plan, texts, run), None


@dataclass
class Answer:
    """What the reader read and the executor said, and which cases the reader says it served."""

    data: Any
    # As it comes from the database, by response key; the executor makes `data` of it.
    read: Any
    result: ExecutionResult
    cases: set[UUID] = field(default_factory=set)
    # As it goes to the wire; None where that is the executor's.
    written: str | None = None

    @property
    def errors(self) -> list[tuple[list[str | int], Any]]:
        """Where, and which code."""
        return [(e.path, e.original_error.code) for e in self.result.errors or ()]  # type: ignore[misc, union-attr]


@dataclass
class Gardens:
    """A database with the toy domain in it."""

    database: Database
    reader: Reader = field(default_factory=lambda: Reader(SCHEMA._schema, SEAL, VAULT))
    me: UUID = ANA
    now: datetime = NOW
    seal: Seal = SEAL

    async def fill(self, **tables: list[dict[str, Any]]) -> None:
        """Put these rows in place of all there were."""
        async with self.database.writing() as session:
            for table in metadata.sorted_tables:
                await session.execute(table.delete())
                if rows := tables.get(table.name):
                    await session.execute(table.insert(), rows)

    async def settle(self, world: World) -> None:
        await self.fill(**{table.name: getattr(world, table.name) for table in metadata.sorted_tables})
        self.me, self.now = world.me, world.now

    def seen_by(self, keeper: UUID) -> "Gardens":
        return replace(self, me=keeper)

    async def ask(self, text: str, **variables: Any) -> Answer:
        """Read by one statement, then let the executor take each value from its place.

        What makes the same at once must make just that, byte for byte, or leave it to the executor.
        """
        document = parse(text)
        operation = get_operation_ast(document)
        assert operation is not None
        ready = self.reader.operation(document, operation, variables)
        assert ready is not None
        given = {"ticket": lambda row: f"ticket {row['#number']}"}
        async with self.database.reading() as connection:
            run = self.reader._run(_both, connection, {**ready.binds, "me": self.me}, ready, self.now, given)
            (answer, written), served, _ = await run
        result = await SCHEMA.execute(text, variable_values=variables, root_value=answer["data"])
        assert isinstance(result, ExecutionResult)
        self._check_shape(ready.plan.shape, answer["data"], result)
        if written is not None:
            assert not result.errors
            assert orjson.dumps(orjson.loads(written)) == orjson.dumps(result.data)
        return Answer(result.data, answer["data"], result, set(served), written)

    def _check_shape(self, shape: Shape | None, read: Any, result: ExecutionResult) -> None:
        assert shape is not None, "all of this schema is read"
        if result.errors:
            with pytest.raises(Surprise):
                shape(read)
        else:
            assert orjson.dumps(shape(read)) == orjson.dumps(result.data)

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The statements sent to read while the block runs."""
        sent: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            sent.append(statement)

        event.listen(self.database.reader.sync_engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(self.database.reader.sync_engine, "before_cursor_execute", note)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def toy_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    """The toy tables, empty: on SQLite, then on PostgreSQL."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('toy') / 'gardens.db'}"
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.urls(await server.create_database()).owner
    database = Database(url)
    async with database.writer.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield database
    await asyncio.wait_for(database.close(), 10)


@pytest.fixture
async def gardens(toy_database: Database) -> Gardens:
    opened = Gardens(toy_database)
    await opened.fill()
    return opened
