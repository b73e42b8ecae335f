"""A backup restored into a fresh database: all of it is there, and nobody takes what follows for what was lost."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.facts.ledger import is_whole, streams
from tests.messaging.room import posted
from tests.streams.wire import Wire, case_cursor, open_wire, own_cursor
from tests.support.databases import ON_BOTH
from tests.support.servers import APP, Postgres, program
from tests.support.table import AUDIT_KEY, open_table

pytestmark = pytest.mark.slow
KEYS = {"secret_key": "a secret of the tests", "master_key": "a key of the tests", "audit_key": AUDIT_KEY}
CASE = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename } }"
MINE = "subscription ($after: String) { myEvents(after: $after) { __typename } }"


@dataclass
class Installation:
    """A database's address, and how it is backed up and restored, as an operator does it."""

    url: str
    back_up: Callable[[], Awaitable[None]]
    # Into a fresh database, whose address this answers.
    restore: Callable[[], Awaitable[str]]


@pytest.fixture(params=ON_BOTH)
async def installation(request: pytest.FixtureRequest, tmp_path: Path, command: Command) -> AsyncIterator[Installation]:
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield _on_sqlite(Path(shutil.copy(template, tmp_path / "lost.db")), tmp_path, command)
        return
    server: Postgres = request.getfixturevalue("postgres")
    lost = await server.create_database(template=request.getfixturevalue("postgres_template"))
    fresh = await server.create_database()
    yield _on_postgresql(server, lost, fresh, tmp_path, command)
    for name in (lost, fresh):
        await server.drop_database(name)


def _on_sqlite(lost: Path, folder: Path, command: Command) -> Installation:
    backup, fresh = folder / "backup", f"sqlite+aiosqlite:///{folder}/fresh.db"

    async def back_up() -> None:
        await _succeeds(command, "backup", "make", str(backup), database_url=f"sqlite+aiosqlite:///{lost}")
        assert backup.stat().st_mode & 0o777 == 0o600

    async def restore() -> str:
        await _succeeds(command, "backup", "restore", str(backup), database_url=fresh, **KEYS)
        return fresh

    return Installation(f"sqlite+aiosqlite:///{lost}", back_up, restore)


def _on_postgresql(server: Postgres, lost: str, fresh: str, folder: Path, command: Command) -> Installation:
    urls, where = server.urls(fresh), ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    dump = str(folder / "dump")

    async def back_up() -> None:
        await _runs(program("pg_dump"), *where, "--format=custom", f"--file={dump}", lost)

    async def restore() -> str:
        await _runs(program("pg_restore"), *where, "--exit-on-error", f"--dbname={fresh}", dump)
        owner = {"database_owner_url": urls.owner, "database_app_role": APP, "demo": "1"}
        await _succeeds(command, "migrate", database_url=urls.app, **owner)
        await _succeeds(command, "backup", "restored", database_url=urls.app, **KEYS)
        return urls.app

    return Installation(server.urls(lost).app, back_up, restore)


async def test_all_of_it_is_there_and_cursors_of_the_time_after_it_are_told(
    installation: Installation, command: Command
) -> None:
    async with open_table(installation.url) as table:
        ana, thread = await table.by("ana"), await table.thread_id()
        await posted(ana, thread, "Before the backup.")
        cursors = [await case_cursor(ana, table)]
        own = [await own_cursor(ana)]
        await installation.back_up()
        for number in range(3):
            await posted(ana, thread, f"Lost {number}.", mentions=[table.membership_id("corina")])
        cursors.append(await case_cursor(ana, table))
        own.append(await own_cursor(await table.by("corina")))
        cookies = dict(ana.http.cookies)

    url = await installation.restore()

    async with _wired(url) as wire:
        table = wire.table
        for name, value in cookies.items():
            stranger = table.stranger()
            stranger.http.cookies.set(name, value)
            assert (await stranger.ask("Viewer")).codes == ["UNAUTHENTICATED"]
        ana, corina = await table.by("ana"), await table.by("corina")
        # The numbers of what was lost are given anew, and more of them.
        for number in range(5):
            await posted(ana, thread, f"New {number}.", mentions=[table.membership_id("corina")])
        assert is_whole(await streams(table))
        for cursor in cursors:
            assert await wire.refusal(ana, CASE, id=table.case_id, after=cursor) == ["RESYNC_REQUIRED"]
        for client, cursor in zip((ana, corina), own, strict=True):
            assert await wire.refusal(client, MINE, after=cursor) == ["RESYNC_REQUIRED"]

        after = await case_cursor(ana, table)
        async with wire.listening(ana, CASE, id=table.case_id, after=after) as stream:
            await posted(corina, thread, "And on.")
            assert (await stream.event())["__typename"] == "MessagePosted"
        said = (
            await ana.ask("query ($id: ID!) { thread(id: $id) { messages(first: 100) { nodes { body } } } }", id=thread)
        ).data
        bodies = [node["body"] for node in said["thread"]["messages"]["nodes"]]
        assert {"Before the backup.", "New 4.", "And on."} <= set(bodies)
        assert not any(body.startswith("Lost") for body in bodies)

    done = command("audit", "verify", database_url=url, **KEYS)
    assert (done.returncode, done.stderr) == (0, "")


@asynccontextmanager
async def _wired(url: str) -> AsyncIterator[Wire]:
    async with open_table(url) as table, open_wire(table) as wire:
        yield wire


async def _succeeds(command: Command, *arguments: str, **settings: str) -> None:
    done = await asyncio.to_thread(command, *arguments, **settings)
    assert done.returncode == 0, done.stderr


async def _runs(*words: str) -> None:
    await asyncio.to_thread(subprocess.run, words, check=True, capture_output=True)


async def test_nothing_that_is_there_is_written_over(seated: str, command: Command, tmp_path: Path) -> None:
    before = (tmp_path / "roundtable.db").read_bytes()
    await _succeeds(command, "backup", "make", "backup", database_url=seated)

    again = command("backup", "make", "backup", database_url=seated)
    onto = command("backup", "restore", "backup", database_url=seated, **KEYS)

    assert (again.returncode, again.stderr) == (1, "backup is there already.\n")
    assert (onto.returncode, onto.stdout) == (1, "")
    assert onto.stderr == f"{tmp_path}/roundtable.db is still there: stop the server, and move it away first.\n"
    assert (tmp_path / "roundtable.db").read_bytes() == before


async def test_what_an_older_server_left_beside_its_database_is_not_taken_for_the_backup_s(
    seated: str, command: Command, tmp_path: Path
) -> None:
    await _succeeds(command, "backup", "make", "backup", database_url=seated)
    (tmp_path / "fresh.db-wal").write_bytes(b"what was not yet in the lost file")

    done = command("backup", "restore", "backup", database_url=f"sqlite+aiosqlite:///{tmp_path}/fresh.db", **KEYS)

    assert done.stderr == f"{tmp_path}/fresh.db-wal is still there: stop the server, and move it away first.\n"
    assert not (tmp_path / "fresh.db").exists()


@pytest.mark.parametrize("content", [b"", b"something else", None])
async def test_what_is_no_backup_is_not_restored(command: Command, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "backup").write_bytes(content)

    done = command("backup", "restore", "backup", database_url="sqlite+aiosqlite:///fresh.db", **KEYS)

    assert (done.returncode, done.stderr) == (1, "backup is no sound backup.\n")
    assert not (tmp_path / "fresh.db").exists()


def test_on_postgresql_its_own_tools_are_named(command: Command) -> None:
    done = command("backup", "make", "backup", database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none")
    assert done.stderr == "This is for SQLite. On PostgreSQL it is done by pg_dump --format=custom.\n"


def test_it_says_that_the_keys_are_not_in_it(seated: str, command: Command) -> None:
    done = command("backup", "make", "backup", database_url=seated)
    assert done.stdout.startswith("backup is made. The keys are not in it: keep the secret, the master and the")


async def test_a_server_that_writes_meanwhile_is_copied_as_of_one_moment(
    sqlite_template: Path, tmp_path: Path, command: Command
) -> None:
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'lost.db')}"
    async with open_table(url) as table:
        ana, thread = await table.by("ana"), await table.thread_id()
        backing_up = asyncio.create_task(_succeeds(command, "backup", "make", "backup", database_url=url))
        said = 0
        while not backing_up.done():
            await posted(ana, thread, f"{said}")
            said += 1
        await backing_up

    fresh = f"sqlite+aiosqlite:///{tmp_path}/fresh.db"
    await _succeeds(command, "backup", "restore", "backup", database_url=fresh, **KEYS)
    async with open_table(fresh) as table:
        assert is_whole(await streams(table))
    assert command("audit", "verify", database_url=fresh, **KEYS).returncode == 0
