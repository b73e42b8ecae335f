"""Letters go encrypted, to who can show that it is the mail server that was meant, and to nobody else."""

from pathlib import Path

import pytest

from tests.letters.mailbox import PASSWORD, USER, Mailbox, certified, mail_server, server_of
from tests.letters.sorting import fates, leave, row, work
from tests.support.table import Table


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a mail server on this machine, by a CA that is trusted here."""
    authority, file = certified(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    return file


async def _tried(table: Table, mailbox: Mailbox, password: str = PASSWORD, **how: bool) -> None:
    await leave(table)
    await work(table, server_of(mailbox, user=USER, password=password, **how))


@pytest.mark.parametrize("from_start", [False, True])
async def test_a_letter_goes_by_tls_and_after_signing_in(table: Table, certificate: Path, from_start: bool) -> None:
    async with mail_server(certificate, from_start=from_start) as mailbox:
        await _tried(table, mailbox, tls_from_start=from_start, start_tls=not from_start)

    assert (mailbox.by_tls, mailbox.users, await fates(table)) == ([True], [USER], ["sent"])


@pytest.mark.parametrize("from_start", [False, True])
@pytest.mark.parametrize("names", [("mail.example.org",), ("127.0.0.2",)])
async def test_it_does_not_go_to_a_server_of_another_name(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, from_start: bool, names: tuple[str]
) -> None:
    authority, file = certified(tmp_path, *names)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))

    async with mail_server(file, from_start=from_start) as mailbox:
        await _tried(table, mailbox, tls_from_start=from_start, start_tls=not from_start)

    assert (mailbox.letters, (await row(table))["failure"]) == ([], "TLS")


@pytest.mark.parametrize("from_start", [False, True])
async def test_it_does_not_go_to_a_server_that_nobody_vouches_for(
    table: Table, tmp_path: Path, from_start: bool
) -> None:
    _, file = certified(tmp_path, "127.0.0.1")

    async with mail_server(file, from_start=from_start) as mailbox:
        await _tried(table, mailbox, tls_from_start=from_start, start_tls=not from_start)

    assert (mailbox.letters, (await row(table))["failure"]) == ([], "TLS")


async def test_where_tls_is_asked_for_and_not_offered_nothing_is_said(table: Table) -> None:
    async with mail_server() as mailbox:
        await _tried(table, mailbox, start_tls=True)

    assert (mailbox.steps, mailbox.letters, (await row(table))["failure"]) == (["EHLO"], [], "TLS")


async def test_a_server_without_tls_is_no_server_with_it(table: Table) -> None:
    async with mail_server() as mailbox:
        await _tried(table, mailbox, tls_from_start=True)

    assert (mailbox.letters, (await row(table))["failure"]) == ([], "TLS")


async def test_a_wrong_password_is_tried_again_later_as_somebody_may_mend_it(table: Table, certificate: Path) -> None:
    async with mail_server(certificate) as mailbox:
        await _tried(table, mailbox, start_tls=True, password="another")

    tried = await row(table)
    assert (mailbox.letters, tried["failure"], tried["failed_at"]) == ([], "SIGN_IN_535", None)
