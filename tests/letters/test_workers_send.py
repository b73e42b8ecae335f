"""`roundtable worker` sends letters as a process of its own, whoever dies; on SQLite the server does so itself."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import update

from roundtable.conferences.models import Conference
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.letters.models import Letter, LetterKind
from tests.conferences.written import circulated
from tests.letters.mailbox import PASSWORD, USER, Answer, Mailbox, certified, mail_server
from tests.letters.sorting import INVITED, fates, leave, leave_all, row, rows
from tests.support.forked import Roundtable
from tests.support.server_process import clean_environment, server_process
from tests.support.table import Table, open_table

pytestmark = pytest.mark.slow
SOON = 30.0
PEOPLE = ("ana", "bogdan", "dalia", "emil", "felicia", "gelu", "horia", "ilie")


@pytest.fixture
async def table(database_url: str) -> AsyncIterator[Table]:
    """A database of the test's own, and what leaves letters there."""
    async with open_table(database_url) as opened:
        # Nothing is late in it, so that nobody is reminded by letter.
        async with opened.database.writing() as session:
            (await session.get_one(Conference, story.CONFERENCE)).returns_due_at = None
        yield opened


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as opened:
        yield opened


@contextmanager
def worker(table: Table, folder: Path, name: str = "one", **settings: str) -> Iterator[Roundtable]:
    """It is gone when the block ends, whatever happened in it."""
    given = {"database_url": table.services.database.url, "mail_from": "roundtable@example.org", **settings}
    environment = clean_environment(**{f"ROUNDTABLE_{key.upper()}": value for key, value in given.items()})
    (folder / f"{name}.log").touch()
    process = Roundtable(["worker"], folder, environment, folder / f"{name}.out", folder / f"{name}.log")
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait(10)


def by(mailbox: Mailbox) -> str:
    return f"smtp://127.0.0.1:{mailbox.port}"


async def _let_go(table: Table) -> None:
    """As if the time had passed in which a letter was somebody's."""
    async with table.database.writing() as session:
        await session.execute(update(table_of(Letter)).values(claimed_until=None))


async def none_wait(table: Table) -> None:
    """Raises TimeoutError where some wait for too long."""
    async with asyncio.timeout(SOON):
        while None in await fates(table):  # noqa: ASYNC110 - another process says it
            await asyncio.sleep(0.1)


async def all_sent(table: Table) -> None:
    """Raises TimeoutError where some wait for too long."""
    async with asyncio.timeout(SOON):
        while {*await fates(table)} != {"sent"}:  # noqa: ASYNC110 - another process says it
            await asyncio.sleep(0.1)


def hangs(at: asyncio.Event) -> Answer:
    """Answers nothing, and says when it comes to that."""

    async def answer() -> str:
        at.set()
        return await asyncio.sleep(3600, "250 OK")

    return answer


async def ended(process: Roundtable) -> int:
    return await asyncio.to_thread(process.wait, 15)


async def test_it_sends_what_is_left_for_it(table: Table, mailbox: Mailbox, tmp_path: Path) -> None:
    with worker(table, tmp_path, smtp_url=by(mailbox), metrics_port="0") as process:
        await leave(table)
        await all_sent(table)
        (port,) = re.findall(r'"port": (\d+)', (tmp_path / "one.log").read_text())
        counted = (await asyncio.to_thread(httpx2.get, f"http://127.0.0.1:{port}/metrics")).text
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0

    assert len(mailbox.letters) == 1
    assert 'roundtable_letters_total{outcome="sent"} 1.0' in counted
    assert "roundtable_mail_up 1.0" in counted
    log = (tmp_path / "one.log").read_text()
    assert (await row(table))["id"].hex in log
    assert [word for word in ("@", "Ședința", "Cluj", "Ana") if word in log] == []


async def test_one_that_is_killed_in_the_middle_leaves_its_letter_to_the_next(
    table: Table, mailbox: Mailbox, tmp_path: Path
) -> None:
    hanging = asyncio.Event()
    mailbox.answers["DATA"] = [hangs(hanging)]
    await leave(table)
    with worker(table, tmp_path, smtp_url=by(mailbox)) as killed:
        async with asyncio.timeout(SOON):
            await hanging.wait()
        killed.send_signal(signal.SIGKILL)
        await ended(killed)
    claimed = await row(table)
    assert (claimed["tries"], await fates(table), mailbox.letters) == (1, [None], [])
    assert claimed["claimed_until"] is not None

    await _let_go(table)
    with worker(table, tmp_path, "two", smtp_url=by(mailbox)):
        await all_sent(table)

    assert (len(mailbox.letters), (await row(table))["tries"]) == (1, 2)


async def test_minutes_are_told_of_once_though_who_sends_it_is_killed(
    table: Table, mailbox: Mailbox, tmp_path: Path
) -> None:
    hanging = asyncio.Event()
    mailbox.answers["DATA"] = [hangs(hanging)]
    await circulated(table)
    with worker(table, tmp_path, smtp_url=by(mailbox)) as killed:
        async with asyncio.timeout(SOON):
            await hanging.wait()
        killed.send_signal(signal.SIGKILL)
        await ended(killed)
    told = [each for each in await rows(table) if each["kind"] == LetterKind.MINUTES_CIRCULATED]
    assert [(each["tries"], each["sent_at"]) for each in told] == [(1, None)]

    await _let_go(table)
    with worker(table, tmp_path, "two", smtp_url=by(mailbox)), worker(table, tmp_path, "three", smtp_url=by(mailbox)):
        await none_wait(table)

    (letter,) = mailbox.letters
    assert (letter["To"].addresses[0].addr_spec, letter["Message-ID"]) == (
        "emil@hospital.example.org",
        f"<{told[0]['id'].hex}@example.org>",
    )


async def test_one_that_is_asked_to_end_while_a_letter_hangs_ends_in_time(
    table: Table, mailbox: Mailbox, tmp_path: Path
) -> None:
    hanging = asyncio.Event()
    mailbox.answers["RCPT"] = [hangs(hanging)]
    await leave(table)
    with worker(table, tmp_path, smtp_url=by(mailbox)) as process:
        async with asyncio.timeout(SOON):
            await hanging.wait()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await ended(process) == 0

    left = await row(table)
    assert (left["failure"], left["claimed_until"], left["failed_at"]) == ("LOST", None, None)


async def test_two_never_send_the_same_one(table: Table, mailbox: Mailbox, tmp_path: Path) -> None:
    await leave_all(table, *((each, INVITED, {}) for each in PEOPLE))
    with (
        worker(table, tmp_path, smtp_url=by(mailbox)),
        worker(table, tmp_path, "two", smtp_url=by(mailbox)),
    ):
        await all_sent(table)
        await leave_all(table, *((each, INVITED, {"sequence": 1}) for each in PEOPLE))
        await all_sent(table)

    assert len(mailbox.letters) == len({letter["Message-ID"] for letter in mailbox.letters}) == 2 * len(PEOPLE)
    assert [each["tries"] for each in await rows(table)] == [1] * 2 * len(PEOPLE)


async def test_without_a_mail_server_it_works_on_and_letters_wait(table: Table, tmp_path: Path) -> None:
    await leave(table)
    with worker(table, tmp_path) as process:
        async with asyncio.timeout(SOON):
            while "tidied" not in (tmp_path / "one.log").read_text():  # noqa: ASYNC110 - another process says it
                await asyncio.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0

    assert await fates(table) == [None]


async def test_a_password_in_a_file_is_read_and_stays_there(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, certificate = certified(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    await leave(table)

    async with mail_server(certificate) as mailbox:
        url = f"smtp://{USER}:{PASSWORD.replace(' ', '%20')}@localhost:{mailbox.port}?tls=required\n"
        (secrets / "roundtable_smtp_url").write_text(url)
        with worker(table, tmp_path, secrets_dir=str(secrets)):
            await all_sent(table)

    assert (mailbox.users, mailbox.by_tls) == ([USER], [True])
    assert PASSWORD not in (tmp_path / "one.log").read_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_the_server_sends_by_itself(table: Table, mailbox: Mailbox, tmp_path: Path) -> None:
    url, sender = table.services.database.url, "roundtable@example.org"
    with server_process(tmp_path, url, ROUNDTABLE_SMTP_URL=by(mailbox), ROUNDTABLE_MAIL_FROM=sender) as server:
        await leave(table)
        await all_sent(table)
        assert await asyncio.to_thread(server.stop) < 10

    assert len(mailbox.letters) == 1
